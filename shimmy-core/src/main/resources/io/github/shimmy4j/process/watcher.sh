# Watches over one child of a JVM, from a session of its own. Standard input is a lease: when it
# ends, because the JVM closed it or died, whatever is left of the child is killed. Ends with 0
# when nothing is left, with 1 if something would not go.
#
# $1  SHIMMY4J_CHILD=nonce, which the child and all that it starts have in their environment,
#     and the watcher has not
# $2  where the system lists processes, /proc; where there is none, ps is asked
#
# The first line of the input is the child's process id. The answer, once it is watched, is that id
# and what a watcher that has to follow this one must know, which is then told that line: by the
# time it looks for itself, the id may be somebody else's.

trap '' HUP INT QUIT TERM PIPE
mark=$1 proc=$2

# Sets $started to what the system says of the start of process $pid: nothing if there is none.
look() {
  started=
  if [ -e "$proc/self" ]; then
    [ -e "$proc/$pid" ] && read -r stat <"$proc/$pid/stat" || return
    # The name stands in parentheses and may itself hold some; field 22 is the start.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    started=${20}
  else
    # Words alone, so that it is the same when it was written and read.
    # shellcheck disable=SC2046
    set -- $(ps -o lstart= -p "$pid")
    started=$*
  fi
}

# Sets $begun to how many processes and threads this machine has ever begun, and $ids to how many
# ids it has for them.
count() {
  # shellcheck disable=SC2046
  set -- $(grep -hs -e '^processes ' -e '^[0-9]*$' "$proc/stat" "$proc/sys/kernel/pid_max")
  begun=${2:-0} ids=${3:-0}
}

# Whether the child's process id, which is that of its group and session, is still the child's.
# The system hands it out anew once the whole session has ended. So either the child is there, or
# nobody can have got its id: ids are given in turn, and too few were given since.
is_ours() {
  look
  if [ -n "$started" ]; then
    [ "$started" = "$child_started" ]
  elif [ -e "$proc/self" ]; then
    count
    # Looking begins a process: a count that does not grow is none.
    [ "$begun_before" -gt 0 ] && [ "$begun" -gt "$begun_before" ] &&
      [ $((begun - begun_before)) -lt $((ids / 2)) ]
  fi
}

# Whether the group and the session of that id may be killed. Looks once, and kills the group in one
# stroke then, since one that forks could be faster than we are.
may_kill() {
  if [ -z "$ours" ]; then
    ours=no
    if is_ours; then
      ours=yes
      # There is no such group where there was no setsid.
      kill -KILL "-$pid" || kill -KILL "$pid"
    fi
  fi
  [ "$ours" = yes ]
}

# Sets $left to the ids of all that is left.
search() {
  left=
  if [ -e "$proc/self" ]; then
    # Some greps see no further than a file's first zero byte: ours is to find the mark among our
    # own arguments as well.
    files=$(grep -ls -e "$mark" -e "^[0-9]* (.*) [^XZ] [0-9]* [0-9]* $pid " \
      "$proc/$$/cmdline" "$proc"/[0-9]*/stat "$proc"/[0-9]*/environ)
    case $files in
      *cmdline*) ;;
      *) files="$files $(strings -f "$proc"/[0-9]*/environ | grep -F "$mark")" ;;
    esac
    for file in $files; do
      case $file in
        "$proc/$$"/*) continue ;;
        # In the session.
        "$proc"/*/stat) may_kill || continue ;;
        "$proc"/*) ;;
        *) continue ;;
      esac
      file=${file#"$proc/"} left="$left ${file%%/*}"
    done
  elif may_kill; then
    left=$(ps -A -o pgid= -o stat= -o pid= | sed -n "s/^ *$pid  *[^Z ][^ ]*  *//p")
  fi
}

count
first=$begun
# At the end of the input, the JVM was gone before it had a child to watch.
read -r pid begun_before child_started || exit 0
if [ -z "$begun_before" ]; then
  look
  begun_before=$first child_started=$started
fi
echo "$pid $begun_before $child_started"
while read -r _; do :; done

ours=
look
# Where the child is gone, proof takes longer and is seldom needed.
[ -z "$started" ] || may_kill
clean=0 round=0
# Twice, since a process that is becoming another program has no environment for a moment.
while [ "$clean" -lt 2 ]; do
  search
  if [ -z "$left" ]; then
    clean=$((clean + 1))
  else
    clean=0 round=$((round + 1))
    [ "$round" -le 100 ] || exit 1
    # shellcheck disable=SC2086
    kill -KILL $left
    sleep 0.01 || sleep 1
  fi
done
exit 0
