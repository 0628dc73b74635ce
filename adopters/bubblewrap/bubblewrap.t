#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bwrap --landlock-fd, beside --seccomp
# shellcheck disable=SC2086,SC2317 # words; a function that expect calls
# shellcheck source=../lib.sh
. "$(dirname "$0")/lib.sh"

rules="$share/ruleset 9 /usr /proc /dev $share --"
bwrap="$share/bwrap --unshare-user --dev-bind / /"
as_user='setpriv --reuid 65534 --regid 65534 --clear-groups'
chmod 1777 "$share"

# sandbox LAUNCHER OPTION...: what the inside says, into $tmp/saw
sandbox() {
	launcher=$1
	shift
	$launcher $rules $bwrap "$@" --seccomp 8 --landlock-fd 9 sh "$share/inside" "$target" \
		>"$tmp/saw" 2>&1 8<"$share/filter"
}

# holds WHO PEER-OUTSIDE
holds() {
	saw "$1: the filter is on" 'getcwd: EPERM'
	saw "$1: it denies Landlock" 'landlock: EPERM'
	saw "$1: the rules are on" 'outside of the rules: denied'
	saw "$1: what they allow works" 'inside of the rules: ok'
	saw "$1: one filter" 'Seccomp_filters: 1'
	saw "$1: it is ruled" 'Seccomp_landlock: 1'
	saw "$1: traces its mate" 'trace a mate: ok'
	saw "$1: does not trace $2" 'trace the target: EPERM'
	saw "$1: the ruleset is not passed on" 'descriptor 9: closed'
}

extended_tests() {
	target
	sandbox env
	holds root 'a process outside'
	kill $target
	$as_user "$share/helper" wait >"$tmp/user-target" &
	target=$!
	wait_for "$tmp/user-target"
	# Without rules the same is allowed: it is the rules that deny it.
	expect 'a control: the filter alone, a process outside' 0 'trace the target: ok' \
		$as_user sh "$share/inside" $target
	sandbox "$as_user"
	holds 'a user' 'a process of the same user outside'
	kill $target
	target=1
	sandbox env --unshare-pid
	holds 'a PID namespace' "bubblewrap's process 1"

	# Process 1 has what the command has.
	$rules $bwrap --unshare-pid --info-fd 7 --seccomp 8 --landlock-fd 9 sleep 60 \
		8<"$share/filter" 7>"$tmp/info" &
	launcher=$!
	wait_for "$tmp/info"
	sleep 2
	first=$(sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' "$tmp/info")
	expect "process 1: it is ruled" 0 'Seccomp_landlock:.1$' cat "/proc/$first/status"
	expect "process 1: is bubblewrap's own" 0 'bwrap' cat "/proc/$first/comm"
	kill $launcher

	filter >"$share/second"
	$rules $bwrap --landlock-fd 9 --add-seccomp-fd 7 --add-seccomp-fd 8 sh "$share/inside" '' \
		>"$tmp/saw" 2>&1 8<"$share/filter" 7<"$share/second"
	saw 'two programs: both' 'Seccomp_filters: 2'
	saw 'two programs: the rules once' 'Seccomp_landlock: 1'
	saw 'two programs: the rules are on' 'outside of the rules: denied'
	saw 'two programs: a mate' 'trace a mate: ok'

	ran_not 'a descriptor that is closed' 1 'landlock-fd 9: Bad file descriptor' \
		sh -c "$bwrap --seccomp 8 --landlock-fd 9 touch $share/ran 8<$share/filter"
	ran_not 'a descriptor of something else' 1 "Can't load seccomp program with Landlock rules" \
		sh -c "$bwrap --seccomp 8 --landlock-fd 9 touch $share/ran 8<$share/filter 9</dev/null"
	printf '\377\377\0\0\0\0\0\0' >"$share/invalid"
	ran_not 'a program that is invalid' 1 "Can't load seccomp program with Landlock rules" \
		sh -c "$rules $bwrap --seccomp 8 --landlock-fd 9 touch $share/ran 8<$share/invalid"
}

ran_not 'rules without a program' 1 'landlock-fd requires --seccomp' \
	$rules $bwrap --landlock-fd 9 touch "$share/ran"
ran_not 'no number' 1 'Invalid fd: nine' \
	sh -c "$rules $bwrap --seccomp 8 --landlock-fd nine touch $share/ran 8<$share/filter"
expect 'without the option all is as before' 0 'outside of the rules: ok' \
	sh -c "$bwrap --seccomp 8 sh $share/inside '' 8<$share/filter"
# Those that are skipped do not count.
own_tests() {
	BWRAP="$share/bwrap" G_TEST_BUILDDIR="$share/own" G_TEST_SRCDIR="$share/own" \
		/usr/bin/python3 "$share/own/test-seccomp.py" >"$tmp/own"
	cat "$tmp/own"
	grep -c '^ok [^#]*$' "$tmp/own"
}
expect "bubblewrap's own tests of filters" 0 '^6$' own_tests
if [ $kernel = extended ]; then
	extended_tests
else
	ran_not 'stock kernel: refused' 1 'requires CONFIG_SECCOMP_LANDLOCK' \
		sh -c "$rules $bwrap --seccomp 8 --landlock-fd 9 touch $share/ran 8<$share/filter"
	ran_not 'stock kernel, a PID namespace: refused' 1 'requires CONFIG_SECCOMP_LANDLOCK' \
		sh -c "$rules $bwrap --unshare-pid --seccomp 8 --landlock-fd 9 touch $share/ran 8<$share/filter"
fi
finish
