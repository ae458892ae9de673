# Becomes a program of ours, once somebody watches over it.
#
# $1   process id of the JVM
# ...  the program and its arguments

# From here on the parent's death would be signalled, where the system can do that; before, it may
# have happened unseen.
[ "$PPID" = "$1" ] || exit 125
shift
# The end of the input is the end of the JVM, or of the start.
# shellcheck disable=SC2034
read -r shimmy4j_go || exit 125
# Variables that shells add: the program is to see what it was given and nothing else.
unset shimmy4j_go PWD OLDPWD SHLVL
# Those of bash come back with every command.
if [ -n "${BASH_VERSION-}" ] && [ -x /usr/bin/env ]; then exec /usr/bin/env -u _ -u SHLVL "$@"; fi
exec "$@"
