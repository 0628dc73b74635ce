#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll explain: a denial for each reason that can be brought about at will, with the
# process ids that are known here.
# shellcheck disable=SC2016 # for another shell
. "$(dirname "$0")/lib.sh"

instances() {
	ls /sys/kernel/tracing/instances
}

# sandbox NAME OPTION...: one that waits
sandbox() {
	name=$1
	shift
	# shellcheck disable=SC2086 # nothing or one word
	"$scll" run $effort --rwx / "$@" -- "$helper" wait >"$tmp/$name" 2>/dev/null &
	pids="$pids $!"
	echo $! >"$tmp/$name.pid"
	wait_for "$tmp/$name"
	check "there is a sandbox $name" $?
}

pid() {
	cat "$tmp/$1.pid"
}

# follow OPTION...: a scll explain that is ready
follow() {
	: >"$tmp/ready"
	"$scll" explain "$@" >"$tmp/denials" 2>"$tmp/ready" &
	explain=$!
	pids="$pids $explain"
	wait_for "$tmp/ready"
	grep -q following "$tmp/ready"
	check "explain $* follows" $?
}

# trace TRACER TARGET-PID: from the sandbox of TRACER; leaves the tracer's id
trace() {
	"$scll" exec "$(pid "$1")" -- "$helper" trace "$2" >/dev/null &
	tracer=$!
	wait $tracer
	wait_for "$tmp/denials"
}

# explained NAME TEXT: the only line
explained() {
	wait_for_line
	[ "$(cat "$tmp/denials")" = "$2" ]
	verdict=$?
	cp "$tmp/denials" "$tmp/got"
	check "$1" $verdict
	[ $verdict = 0 ] || sed 's/^/# got: /' "$tmp/got"
	[ $verdict = 0 ] || echo "# wanted: $2"
}

wait_for_line() {
	wait_for "$tmp/denials"
}

delegating_filter() {
	printf '\040\0\0\0\0\0\0\0\025\0\0\001\377\377\377\0'
	printf '\006\0\0\0\0\0\360\177\006\0\0\0\0\0\377\177'
}

# reason NAME SANDBOX TARGET-PID TARGET-NAME WHY
reason() {
	follow --count 1 --timeout 120
	trace "$2" "$3"
	wait $explain
	check "$1: explain ends by itself" $?
	explained "$1" "PID $tracer (helper) may not attach to PID $3 ($4): $5"
}

reasons() {
	delegating_filter >"$tmp/delegating"
	sandbox open
	sandbox strict --no-debug
	sandbox delegated --seccomp "$tmp/delegating"
	reason not-subset open "$(pid strict)" helper "its filters are not an ancestor of those of \
PID $(pid strict), which is outside of its sandbox (not-subset)"
	reason 'not-subset, outside' open 1 "$(cat /proc/1/comm)" "its filters are not an ancestor of \
those of PID 1, which is outside of its sandbox (not-subset)"
	reason strict strict "$(pid strict)" helper 'its sandbox may trace nobody (strict)'
	reason delegated delegated "$(pid delegated)" helper "its filters have SECCOMP_RET_TRACE, or \
those of PID $(pid delegated) a listener, not vouched for (delegated)"
}

ends() {
	# Reading is not attaching.
	follow --count 1 --timeout 120
	"$scll" exec "$(pid open)" -- sh -c 'exec cat /proc/1/environ' >/dev/null 2>&1 &
	tracer=$!
	wait $explain
	explained 'read access' "PID $tracer (cat) may not read from PID 1 ($(cat /proc/1/comm)): its \
filters are not an ancestor of those of PID 1, which is outside of its sandbox (not-subset)"

	follow --count 3 --timeout 120
	for _ in 1 2 3; do
		trace open "$(pid strict)"
	done
	wait $explain
	check '--count 3: ends' $?
	[ "$(grep -c 'PID [0-9]* (helper) may not attach' "$tmp/denials")" = 3 ]
	check '--count 3: three lines' $?

	follow --count 1 --json
	trace open "$(pid strict)"
	wait $explain
	expect '--json' 0 "^\\[$tracer,\"helper\",$(pid strict),\"attach\",\"not-subset\",true\\]\$" \
		jq -c '[.tracer.pid, .tracer.comm, .target.pid, .access, .reason, (.text | startswith("PID "))]' \
		"$tmp/denials"

	follow
	trace open "$(pid strict)"
	wait_for_line
	kill -TERM $explain
	wait $explain
	check 'ends by a signal, with success' $?
	expect '--timeout with too few denials' 1 '' "$scll" explain --count 1 --timeout 1
	expect '--timeout' 0 '' "$scll" explain --timeout 1
	[ -z "$(instances)" ]
	check 'nothing is left in tracefs' $?

	: >"$tmp/ready"
	"$scll" explain --count 2 --timeout 120 >/dev/full 2>"$tmp/ready" &
	explain=$!
	wait_for "$tmp/ready"
	trace open "$(pid strict)"
	wait $explain
	[ $? = 125 ]
	check 'output that cannot be written' $?
	expect 'as an ordinary user' 125 'not permitted; this needs the rights of root' \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$scll" explain
	mkdir "$tmp/empty"
	expect 'without tracefs' 125 'tracefs' unshare -m sh -c \
		'umount -l /sys/kernel/tracing; umount -l /sys/kernel/debug; mount -t tmpfs none /sys/kernel;
		setpriv --bounding-set -sys_admin --inh-caps -sys_admin "$0" explain' "$scll"
	[ -z "$(instances)" ]
	check 'nothing is left in tracefs after errors' $?
}

pids=
trap 'kill $pids 2>/dev/null; rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
expect 'explain --help' 0 '^Usage: scll explain' "$scll" explain --help
expect 'explain: an unknown option' 125 unrecognized "$scll" explain --bogus
expect 'explain: an argument' 125 "unexpected argument '5'" "$scll" explain 5
expect '--count 0' 125 "'0' is not a number" "$scll" explain --count 0
expect '--timeout x' 125 "'x' is not a number" "$scll" explain --timeout x
if [ $kernel = patched ]; then
	reasons
	ends
else
	expect 'explain: this kernel cannot do it' 125 'has no tracepoint' "$scll" explain
	[ -z "$(instances)" ]
	check 'nothing is left in tracefs' $?
fi
finish
