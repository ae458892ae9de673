# Sourced by the scripts beside it: how they speak, and where they keep what they build.
# shellcheck shell=bash

# Outlives checkouts and SHIMMY4J_HOME; everything in it is checked before it is used.
# shellcheck disable=SC2034
build_cache="${SHIMMY4J_BUILD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/shimmy4j-build}"

say() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
  say "$@"
  exit 1
}

# Prints what stands above the first line of code, without the comment signs.
print_help() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"
}

sha256_of() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1" | cut -d ' ' -f 1
  else
    shasum -a 256 "$1" | cut -d ' ' -f 1
  fi
}

# install_debian_packages COMMAND-OR-PACKAGE... : installs those that are missing, or says what to type.
install_debian_packages() {
  local missing=() as_root=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      die "missing: ${missing[*]}. Install with: sudo apt-get install ${missing[*]}"
    fi
  fi
  say "installing Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 </dev/null ||
    die "apt-get could not install: ${missing[*]}"
}

# Prints where shimmy4j keeps managed binaries.
binaries_folder() {
  if [ -n "${SHIMMY4J_HOME:-}" ]; then
    printf '%s/binaries' "$SHIMMY4J_HOME"
  elif [ "$(uname -s)" = Darwin ]; then
    printf '%s/Library/Caches/shimmy4j/binaries' "$HOME"
  else
    printf '%s/shimmy4j/binaries' "${XDG_CACHE_HOME:-$HOME/.cache}"
  fi
}
