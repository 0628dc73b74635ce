#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run and scll exec: who can trace whom, by ptrace(2), gdb and strace.
. "$(dirname "$0")/lib.sh"

# In a sandbox: wait for the process id of somebody, trace that, and tell.
cat >"$tmp/inside" <<'END'
echo $$ >"$1/pid"
until [ -s "$1/target" ]; do sleep 0.1; done
"$2" trace "$(cat "$1/target")" >"$1/result"
sleep 1000
END

"$helper" wait >"$tmp/outside" &
outside=$!
mkdir "$tmp/d"
# shellcheck disable=SC2086 # nothing or one word
"$scll" run $effort "$base" --ro "$tmp,/proc,/dev" --rw "$tmp/d" -- \
	sh "$tmp/inside" "$tmp/d" "$helper" 2>/dev/null &
sandbox=$!
trap 'kill $outside $sandbox $joined 2>/dev/null; rm -rf "$tmp"' EXIT
joined=
wait_for "$tmp/d/pid"
check 'a sandbox runs' $?
wait_for "$tmp/outside"

# waiting NAME COMMAND...: a sandbox that COMMAND runs
waiting() {
	name=$1
	shift
	"$@" "$scll" run --rwx / -- "$helper" wait >"$tmp/$name" &
	waiting=$!
	wait_for "$tmp/$name"
	check "there is a sandbox: $name" $?
}

# Its filters may be hostile: nobody enters who has more rights than it.
exec_as_who() {
	nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
	# shellcheck disable=SC2086 # words
	waiting 'of a user' $nobody
	expect 'exec: root, the sandbox of a user' 125 'no power over the caller.*setpriv' \
		"$scll" exec $waiting -- touch "$tmp/ran"
	grep -q '^scll exec: there   Uid:.65534' "$tmp/out" && [ ! -e "$tmp/ran" ]
	check 'exec: says what differs, and does not run the command' $?
	# shellcheck disable=SC2086 # words
	expect 'exec: that user' 0 ok $nobody "$scll" exec $waiting -- "$helper" trace $waiting
	# shellcheck disable=SC2086 # words
	expect 'exec: a user, the sandbox of root' 125 'no permission to debug' \
		$nobody "$scll" exec "$sandbox" -- true
	kill $waiting
	waiting 'of a user namespace' unshare --user --map-root-user
	expect 'exec: root, the sandbox of a user namespace' 125 'has another user namespace' \
		"$scll" exec $waiting -- true
	expect 'exec: from within it' 0 ok nsenter --user --target $waiting \
		"$scll" exec $waiting -- "$helper" trace $waiting
	kill $waiting
	waiting 'of a PID namespace' unshare --pid --fork --kill-child
	member=$(pgrep -P $waiting)
	expect 'exec: root, the sandbox of a PID namespace' 125 'has another pid namespace' \
		"$scll" exec "$member" -- true
	expect 'exec: from within that' 0 ok nsenter --pid --target "$member" \
		"$scll" exec 1 -- "$helper" trace 1
	kill $waiting
}

trace_mate="$helper wait >/dev/null & sleep 1; $helper trace \$!"
allowed 'a process traces its mate' --rw /dev -- sh -c "$trace_mate"
denied '--no-debug: a process does not trace its mate' --no-debug --rw /dev -- sh -c "$trace_mate"
denied 'a sandbox does not trace the outside' -- "$helper" trace "$outside"
denied 'a sandbox does not trace another one' -- "$helper" trace "$sandbox"
expect 'the outside traces a sandbox' 0 ok "$helper" trace "$sandbox"
expect 'strace works inside' 0 'write\(1, "word' \
	run "$base" --ro /etc,/proc --rw /dev,"$tmp" -- strace -e trace=write echo word
expect 'gdb works inside' 0 'exited normally' \
	run "$base" --ro /etc,/proc --rw /dev,"$tmp" -- gdb -batch -nx -ex run /bin/true

expect 'exec: not a process id' 125 "'0' is not a process id" "$scll" exec 0 -- true
expect 'exec: no such process' 125 'process 4194300: No such process' "$scll" exec 4194300 -- true
expect 'exec: no command' 125 'no command given' "$scll" exec "$sandbox" --
if [ $kernel = patched ]; then
	expect 'exec: a process without a sandbox' 125 'no filter with rules' \
		"$scll" exec "$outside" -- true
	expect 'exec: the rules hold' 1 'Permission denied' "$scll" exec "$sandbox" -- mkdir "$tmp/x"
	expect 'exec: the rules allow what they allow' 0 '' "$scll" exec "$sandbox" -- mkdir "$tmp/d/x"
	expect 'exec: the status of the command' 7 '' "$scll" exec "$sandbox" -- sh -c 'exit 7'
	expect 'exec: a command that is not there' 127 'scll exec: nosuch: No such file' \
		"$scll" exec "$sandbox" -- nosuch
	cp /bin/true "$tmp/program"
	expect 'exec: a command that the rules deny' 126 'Permission denied' \
		"$scll" exec "$sandbox" -- "$tmp/program"
	expect 'exec: a tracer in the sandbox' 0 ok "$scll" exec "$sandbox" -- "$helper" trace "$sandbox"
	expect 'exec: gdb in the sandbox' 0 'detached|Detaching' "$scll" exec "$sandbox" -- \
		gdb -batch -nx -p "$sandbox" -ex 'info registers rip' -ex detach
	expect 'exec: strace in the sandbox' 0 'attached' "$scll" exec "$sandbox" -- \
		sh "$tmp/strace-p" "$sandbox" "$tmp/d/strace"
	expect 'exec: a tracer in the sandbox, a process outside' 1 EPERM \
		"$scll" exec "$sandbox" -- "$helper" trace "$outside"
	expect 'exec: from a sandbox that is not around it' 125 'no permission to debug' \
		run --rwx / -- "$scll" exec "$sandbox" -- true
	exec_as_who
	"$scll" exec "$sandbox" -- "$helper" wait >"$tmp/joined" &
	joined=$!
	wait_for "$tmp/joined"
	echo $joined >"$tmp/d/target"
	wait_for "$tmp/d/result" && grep -q ok "$tmp/d/result"
	check 'the sandbox traces what joined it' $?
else
	rm -f "$tmp/ran"
	expect 'exec: this kernel cannot do it' 125 'scll exec: process' \
		"$scll" exec "$sandbox" -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ]
	check 'exec: this kernel cannot do it: the command did not run' $?
fi
finish
