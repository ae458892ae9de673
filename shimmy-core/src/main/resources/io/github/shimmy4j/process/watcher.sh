# Watches over one child of a JVM, from its own session. Standard input is a lease: it ends when the
# JVM closes it or dies, and then the watcher kills whatever is left of the child. Exit status 0 means
# that nothing is left, 1 that a process could not be killed.
#
# $1  SHIMMY4J_CHILD=nonce: in the environment of the child and of all that it starts, but not of the
#     watcher
# $2  where the system lists processes, /proc; if it does not exist, ps is used
#
# The first line of the input is the child's process id. The answer, once the child is watched, is
# that id and two facts that identify the child. A watcher that replaces this one gets that answer as
# its first line: when it starts, the id may already belong to another process.

trap '' HUP INT QUIT TERM PIPE
mark=$1 proc=$2

# Sets $started to the start time of process $pid; empty if there is no such process.
look() {
  started=
  if [ -e "$proc/self" ]; then
    [ -e "$proc/$pid" ] && read -r stat <"$proc/$pid/stat" || return
    # The name is in parentheses and may contain some; field 22 is the start time.
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    started=${20}
  else
    # Single spaces, so that the text stays the same when it is written and read.
    # shellcheck disable=SC2046
    set -- $(ps -o lstart= -p "$pid")
    started=$*
  fi
}

# Sets $begun to the number of processes and threads that this machine has ever started, and $ids to
# the number of ids that it has for them.
count() {
  # shellcheck disable=SC2046
  set -- $(grep -hs -e '^processes ' -e '^[0-9]*$' "$proc/stat" "$proc/sys/kernel/pid_max")
  begun=${2:-0} ids=${3:-0}
}

# Whether the child's process id, which is also the id of its group and session, still belongs to it.
# The system reuses the id once the whole session has ended. So either the child is there, or the id
# cannot have been reused: ids are given in turn, and too few have been given since.
is_ours() {
  look
  if [ -n "$started" ]; then
    [ "$started" = "$child_started" ]
  elif [ -e "$proc/self" ]; then
    count
    # Counting starts a process, so a count that does not grow is not valid.
    [ "$begun_before" -gt 0 ] && [ "$begun" -gt "$begun_before" ] &&
      [ $((begun - begun_before)) -lt $((ids / 2)) ]
  fi
}

# Whether the group and the session with that id may be killed. Decides once, and then kills the whole
# group at once, since a group that forks could be faster than a loop.
may_kill() {
  if [ -z "$ours" ]; then
    ours=no
    if is_ours; then
      ours=yes
      # Without setsid, there is no such group.
      kill -KILL "-$pid" || kill -KILL "$pid"
    fi
  fi
  [ "$ours" = yes ]
}

# Sets $left to the ids of all processes that are left.
search() {
  left=
  if [ -e "$proc/self" ]; then
    # Some greps stop at a file's first zero byte. A grep that works also finds the mark among the
    # watcher's own arguments.
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
# If the input ends here, the JVM has ended before it had a child to watch.
read -r pid begun_before child_started || exit 0
if [ -z "$begun_before" ]; then
  look
  begun_before=$first child_started=$started
fi
echo "$pid $begun_before $child_started"
while read -r _; do :; done

ours=
look
# If the child is gone, the proof takes longer and is rarely needed.
[ -z "$started" ] || may_kill
clean=0 round=0
# Two clean rounds, since a process has no environment while it becomes another program.
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
