# Sourced by the scripts that measure the gateway: the programs that they need. Each function prints a path, alone, or
# nothing if the program cannot be had here; the reason is said on stderr.
# shellcheck shell=bash
# shellcheck source=scripts/common.bash
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/common.bash"

litellm='litellm[proxy]==1.108.7'
portkey=@portkey-ai/gateway@1.15.2

# Compiles the stub and the clients, unless these very sources are compiled already.
bench_program() {
  local sources go folder
  sources="$(dirname "${BASH_SOURCE[0]}")"
  go=$(command -v go || ls /usr/local/go/bin/go 2>/dev/null || true)
  [ -n "$go" ] || die "Go, 1.21 or newer, is missing. Install with: apt-get install golang-go (or from https://go.dev/dl)"
  folder="$build_cache/gateway-bench/$(cat "$sources"/*.go "$sources/go.mod" | sha256sum | cut -c 1-16)"
  if [ ! -x "$folder/gatewaybench" ]; then
    mkdir -p "$folder"
    (cd "$sources" && GOTOOLCHAIN=local GOFLAGS=-buildvcs=false "$go" build -trimpath -o "$folder/.new" .) >&2 ||
      die "cannot compile $sources; the reason is above"
    mv "$folder/.new" "$folder/gatewaybench"
  fi
  printf '%s\n' "$folder/gatewaybench"
}

# Debian's nginx, unpacked into the cache: nothing is installed and no service is started.
nginx_program() {
  local folder="$build_cache/gateway-bench/nginx"
  if command -v nginx; then return; fi
  if [ ! -x "$folder/usr/sbin/nginx" ]; then
    mkdir -p "$folder"
    (cd "$folder" && { apt-get download -qq nginx || { apt-get update -qq && apt-get download -qq nginx; }; } &&
      dpkg-deb -x nginx_*.deb .) >&2 2>/dev/null </dev/null || true
  fi
  if "$folder/usr/sbin/nginx" -v 2>/dev/null; then
    printf '%s\n' "$folder/usr/sbin/nginx"
  else
    say "nginx is left out: neither on the PATH nor to be had with 'apt-get download nginx'"
  fi
}

litellm_program() {
  local folder="$build_cache/gateway-bench/litellm"
  if [ "$(cat "$folder/.package" 2>/dev/null)" != "$litellm" ]; then
    rm -rf "$folder"
    say "installing $litellm with pip"
    if ! { python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$litellm"; } >&2 </dev/null; then
      say "LiteLLM is left out: pip could not install $litellm; the reason is above"
      rm -rf "$folder"
      return
    fi
    printf '%s\n' "$litellm" >"$folder/.package"
  fi
  printf '%s\n' "$folder/bin/litellm"
}

portkey_program() {
  local folder="$build_cache/gateway-bench/portkey"
  if [ "$(cat "$folder/.package" 2>/dev/null)" != "$portkey" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    say "installing $portkey with npm"
    if ! npm install --silent --no-audit --no-fund --prefix "$folder" "$portkey" >&2 </dev/null; then
      say "Portkey is left out: npm could not install $portkey; the reason is above"
      rm -rf "$folder"
      return
    fi
    printf '%s\n' "$portkey" >"$folder/.package"
  fi
  printf '%s\n' "$folder/node_modules/@portkey-ai/gateway/build/start-server.js"
}

# The command that starts the built gateway: its extracted layout if there is one, else its jar.
gateway_command() {
  local root program
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  for program in "$root"/shimmy-gateway/target/daemon/bin/*; do
    if [ -f "$program" ] && [ -x "$program" ]; then printf '%s\n' "$program" && return; fi
  done
  program=$(echo "$root"/shimmy-gateway/target/shimmy-gateway-*-exec.jar)
  [ -f "$program" ] || die "the gateway is not built: ./mvnw -DskipTests -pl shimmy-gateway -am package"
  printf '%s\n' "$program"
}
