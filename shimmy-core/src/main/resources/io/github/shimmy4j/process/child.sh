# Waits until a watcher is ready, and then becomes the program.
#
# $1   process id of the JVM
# ...  the program and its arguments

# If the system supports it, the parent's death is signalled from here on. An earlier death was not,
# so the parent is compared.
[ "$PPID" = "$1" ] || exit 125
shift
# The end of the input means that the JVM, or its attempt to start the program, has ended.
# shellcheck disable=SC2034
read -r shimmy4j_go || exit 125
# Shells add these variables; the program must see only the environment that it was given.
unset shimmy4j_go PWD OLDPWD SHLVL
# bash sets these again before every command.
if [ -n "${BASH_VERSION-}" ] && [ -x /usr/bin/env ]; then exec /usr/bin/env -u _ -u SHLVL "$@"; fi
exec "$@"
