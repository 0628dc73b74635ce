#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# SCMP_FLTATR_CTL_LANDLOCK_FD and _FLAGS
# shellcheck disable=SC2086 # words
# shellcheck source=../lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=live.sh
. "$here/live.sh"

export LD_LIBRARY_PATH="$share"
rules="$share/ruleset 9 /usr /proc /dev $share --"

# load WORD=NUMBER...: what the inside says, into $tmp/saw
load() {
	$rules "$share/load" "$@" -- sh "$share/inside" "$target" >"$tmp/saw" 2>&1
}

holds() {
	saw "$1: the filter is on" 'getcwd: EPERM'
	saw "$1: it denies Landlock" 'landlock: EPERM'
	saw "$1: the rules are on" 'outside of the rules: denied'
	saw "$1: what they allow works" 'inside of the rules: ok'
	saw "$1: it is ruled" 'Seccomp_landlock: 1'
	saw "$1: no_new_privs" 'NoNewPrivs: 1'
	saw "$1: traces its mate" "trace a mate: $2"
	saw "$1: does not trace a process outside" 'trace the target: EPERM'
}

extended_tests() {
	load fd=9
	holds 'a ruleset' ok
	load fd=9 flags=0
	holds 'a ruleset and no flag' ok
	load fd=9 flags=1
	holds 'a ruleset and SECCOMP_LANDLOCK_PTRACE_DENY' EPERM
	load fd=9 tsync=1
	holds 'a ruleset for all threads' ok
	load flags=0
	saw 'flags alone: it is ruled' 'Seccomp_landlock: 1'
	saw 'flags alone: no rules' 'outside of the rules: ok'
	saw 'flags alone: does not trace a process outside' 'trace the target: EPERM'
	# What the kernel does not know, or cannot do
	ran_not 'an unknown flag' 125 'seccomp_load: EINVAL' \
		$rules "$share/load" fd=9 flags=0x80 -- touch "$share/ran"
	ran_not 'a descriptor that is closed' 125 'seccomp_load: E(BADF|FAULT)$' \
		"$share/load" fd=9 -- touch "$share/ran"
	ran_not 'a descriptor of something else' 125 'seccomp_load: E(BADFD|FAULT)$' \
		sh -c "$share/load fd=9 -- touch $share/ran 9</dev/null"
	ran_not 'a kernel without seccomp(2)' 125 'seccomp_load: EOPNOTSUPP' \
		$rules "$share/load" fd=9 api=1 -- touch "$share/ran"
	ran_not 'merged into a filter without rules' 125 'merge: EINVAL' \
		$rules "$share/load" fd=9 merge=1 -- touch "$share/ran"
}

live_tests "$share/live"
[ "$count" = 11 ]
check "libseccomp's own tests are all there" $?
target
load tsync=0
saw 'no attribute: the filter is on' 'getcwd: EPERM'
saw 'no attribute: no rules' 'outside of the rules: ok'
saw 'no attribute: traces a process outside' 'trace the target: ok'
expect 'no attribute: merged' 0 '' "$share/load" merge=1 -- true
expect 'no attribute: by prctl(2)' 0 '' "$share/load" api=1 -- true
if [ $kernel = extended ]; then
	saw 'no attribute: not ruled' 'Seccomp_landlock: 0'
	extended_tests
else
	for word in fd=9 fd=-1 flags=0 flags=1; do
		ran_not "stock kernel, $word: refused" 125 "${word%=*}: EOPNOTSUPP" \
			$rules "$share/load" $word -- touch "$share/ran"
	done
fi
kill $target
finish
