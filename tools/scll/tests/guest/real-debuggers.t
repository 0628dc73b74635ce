#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# gdb, strace and gdbserver in a sandbox: they work on its processes and fail on
# others, with the error that they print for EPERM.
# shellcheck disable=SC2016 # for another shell
# shellcheck disable=SC2317 # called by name
. "$(dirname "$0")/lib.sh"

outside=
trap 'kill $outside 2>/dev/null; rm -rf "$tmp"' EXIT
sleep 10000 &
outside=$!

# debug COMMAND...: in a sandbox, beside a sleep; a %P in COMMAND is its id
cat >"$tmp/beside" <<'END'
sleep 10000 &
peer=$!
until grep -q sleep /proc/$peer/comm; do sleep 0.1; done
command=$(printf '%s' "$1" | sed "s/%P/$peer/g")
sh -c "$command"
status=$?
kill $peer
exit $status
END
debug() {
	run "$base" --ro /etc,/sys --rw "$tmp,/dev,/proc" --bind-tcp 2345 --connect-tcp 2345 "$@"
}

# What gdb says when it is attached and has read registers and memory.
gdb='gdb -batch -nx -ex "x/i \$pc" -ex "info proc" -p'
# gdbserver for one connection, and a gdb that waits until it listens (state 0A).  An
# answer may take more than two seconds, gdb's limit, on a kernel that checks itself.
server='gdbserver --once %A &
	until grep -Eq ":0929 0+:0000 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done
	gdb -batch -nx -ex "set remotetimeout 120" -ex "target remote 127.0.0.1:2345" -ex "x/i \$pc" -ex detach; wait'

expect 'gdb attaches to a mate' 0 '^=> 0x' debug -- sh "$tmp/beside" "$gdb %P"
cp "$tmp/out" "$tmp/gdb"
expect 'gdb attaches to a mate: it is that one' 0 "^cmdline = 'sleep 10000'" cat "$tmp/gdb"
expect 'gdb does not attach to a process outside' 1 'ptrace: Operation not permitted' \
	debug -- sh -c "$gdb $outside"
! grep '^=>' "$tmp/out" >/dev/null
check 'gdb does not attach to a process outside: and shows nothing of it' $?
expect 'gdb runs a program to a breakpoint' 0 '^Breakpoint 1, ' \
	debug -- gdb -batch -nx -ex 'break write' -ex 'set breakpoint pending on' -ex 'break write' \
	-ex run -ex bt --args /bin/echo word

expect 'strace attaches to a mate' 0 'Process [0-9]+ attached' \
	debug -- sh "$tmp/beside" "sh $tmp/strace-p %P $tmp/strace"
expect 'strace does not attach to a process outside' 1 'attach: .*Operation not permitted' \
	debug -- timeout 300 strace -p "$outside"
expect 'strace follows the children of its program' 0 'exited with 3' \
	debug -- sh -c 'strace -f -e trace=execve sh -c "sh -c \"exit 3\"; true"'
expect 'strace: under --no-debug it cannot trace its own child' 1 'Operation not permitted' \
	debug --no-debug -- strace true

expect 'gdbserver attaches to a mate' 0 '^=> 0x' \
	debug -- sh "$tmp/beside" "$(echo "$server" | sed 's/%A/--attach :2345 %P/')"
expect 'gdbserver runs a program' 0 '^=> 0x' \
	debug -- sh -c "$(echo "$server" | sed 's,%A,:2345 /bin/true,')"
expect 'gdbserver does not attach to a process outside' 1 'Operation not permitted' \
	debug -- timeout 300 gdbserver --once --attach :2345 "$outside"

# The outside may trace what is inside, as ever.
expect 'gdb outside attaches to a process inside' 0 '^=> 0x' \
	sh -c '"$@" & until grep -q sleep /proc/$!/comm; do sleep 0.1; done; gdb -batch -nx -ex "x/i \$pc" -p $!; kill $!' sh \
	"$scll" run $effort "$base" -- sleep 10000
finish
