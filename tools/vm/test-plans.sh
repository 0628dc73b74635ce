# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of tools/vm/test
#
# The plans of tools/vm/test on other kernels: those that look for mistakes at run
# time, the one without our option, and those of other bases.  Sourced.

# Those that run code of ours in the most ways for their time.
quick='landlock/walk_test seccomp/landlock_attach_test seccomp/landlock_join_test
	seccomp/landlock_link_test seccomp/landlock_stress_test
	seccomp/landlock_tsync_test seccomp/landlock_uring_test
	seccomp/landlock_verdict_test'
races='landlock/walk_test seccomp/landlock_ask_attack_test
	seccomp/landlock_race_test seccomp/landlock_stress_test
	seccomp/landlock_take_test seccomp/landlock_tsync_test
	seccomp/landlock_uring_test'

# What a sandbox is, who may trace whom, threads, joining: seconds each.
core='seccomp/landlock_install_test seccomp/landlock_verdict_test seccomp/landlock_rules_test
	seccomp/landlock_tsync_test seccomp/landlock_join_test'

# plan_quick: for each commit, under three minutes if all is built and the machine idle
plan_quick() {
	must build "the patched kernel" "$vm/build" patched
	must build "our tests" "$vm/suites" build ours
	must build "an accelerator that works" "$vm/accel" patched
	beside user_checks
	check static "scripts, documents and deliberate mistakes" 0 \
		"$top/scripts/check" quotes docs mistakes scripts
	# shellcheck disable=SC2086 # a list
	suites patched ours $core
	join_beside
}

user_checks() {
	for part in $user_parts; do
		user_check "$part"
	done
	echo ended
}

# checked KERNEL SET [PROGRAM...]: such a kernel is several times slower
checked() {
	PROGRAM_TIMEOUT=${PROGRAM_TIMEOUT:-3600} SUITES_TIMEOUT=${SUITES_TIMEOUT:-7200}
	export PROGRAM_TIMEOUT SUITES_TIMEOUT
	suites "$@"
}

build_checked() {
	must build "$1 kernel" "$vm/build" "$1"
	must build "an accelerator that works" "$vm/accel" "$1"
	must build "our tests" "$vm/suites" build ours
}

plan_debug() {
	build_checked debug
	must build "our tests for other kernels" "$vm/suites" build special
	if [ -n "${QUICK:-}" ]; then
		# shellcheck disable=SC2086 # a list
		checked debug ours $quick
		checked debug special seccomp/landlock_fault_test
		return
	fi
	must build "upstream's tests" "$vm/suites" build patched
	must build "library, tool and samples" "$vm/suites" build user
	# Most programs keep one processor busy, so there is one guest for each.
	beside not_ours_debug
	checked debug ours
	join_beside
}

not_ours_debug() {
	checked debug patched
	checked debug user
	without_landlock debug
	checked debug special seccomp/landlock_fault_test
	echo ended
}

# What every run of the whole plan has of plan_debug: each path that can fail is made to
# fail, and what changes credentials and filters runs once.
part_debug() {
	STRESS_SECONDS=${STRESS_SECONDS:-20}
	export STRESS_SECONDS
	checked debug ours landlock/walk_test seccomp/landlock_attach_test \
		seccomp/landlock_join_test seccomp/landlock_stress_test \
		seccomp/landlock_tsync_test
	checked debug special seccomp/landlock_fault_test
	unset PROGRAM_TIMEOUT SUITES_TIMEOUT STRESS_SECONDS
}

plan_kcsan() {
	build_checked kcsan
	# shellcheck disable=SC2086 # a list
	checked kcsan ours $races
}

# plan_off: our source, without the option
plan_off() {
	must build "kernel without the option" "$vm/build" off
	must build "an accelerator that works" "$vm/accel" off
	must build "upstream's tests" "$vm/suites" build patched
	must build "our tests for other kernels" "$vm/suites" build special
	suites off patched
	suites off special seccomp/landlock_off_test
}

# plan_base: the patched kernel, with upstream's results from the record if that is of
# the tests of today
plan_base() {
	check build "patches apply exactly and regenerate" 0 env QUICK=1 "$top/scripts/check-patches"
	check static "checkpatch.pl has no finding, and the mistakes for the tests apply" 0 \
		"$top/scripts/check" patches mistakes
	must build "kernel: patched" "$vm/build" patched
	must build "upstream's tests" "$vm/suites" build patched
	must build "our tests" "$vm/suites" build ours
	must build "library, tool and samples" "$vm/suites" build user
	must build "an accelerator that works" "$vm/accel" patched
	"$vm/baseline" check
	case $? in
	0) must upstream "recorded results of upstream's tests" \
		"$vm/baseline" unpack "$t/pristine.pristine" ;;
	3)
		must build "kernel: pristine" "$vm/build" pristine
		must build "upstream's tests for the pristine tree" "$vm/suites" build pristine
		suites pristine pristine ;;
	*) verdict upstream "the record of upstream's tests is fresh" 1 0 ;;
	esac
	suites patched patched
	same_results
	suites patched ours
	# Programs that others wrote take minutes, and the plan of the first base has them.
	# shellcheck disable=SC2046 # one word per program
	suites patched user $("$vm/suites" list user | grep -v '/real-')
}

others() {
	for series in "$top"/patches/*/SERIES; do
		other=${series%/SERIES}
		other=${other##*/}
		[ "$other" = "$BASE" ] || echo "$other"
	done
}

# trees_of_others: in the background, as unpacking keeps one processor busy.  Whoever
# needs one waits for its lock.
trees_of_others() {
	[ "$BASE" = 6.12 ] || return 0
	for other in $(others); do
		{ BASE=$other "$top/scripts/deps" && BASE=$other "$top/scripts/tree"; } \
			>"$t/tree-$other.log" 2>&1 </dev/null &
	done
}

# part_other_bases: the plan of all bases but this one; their rows become ours
part_other_bases() {
	[ "$BASE" = 6.12 ] || return 0
	for other in $(others); do
		echo "--- Linux $other"
		BASE=$other "$vm/test" base | tee "$t/base-$other.out"
		echo "---"
		for f in table failures skips; do
			f=$top/build/$other/test-base/$f
			[ ! -f "$f" ] || sed "s/^/$other /" "$f" >>"$t/${f##*/}"
		done
		verdict guest "the plan of Linux $other came to its end" \
			"$(tail -n 1 "$t/base-$other.out" | grep -c ' passed, ')" 1
	done
}

# The whole plan in parts that need no order, the longest first.  A guest keeps about one
# processor busy, and waits at times.  So three run at once: one builds the kernels that
# are still missing, two begin with what needs none of these, and each then takes parts
# until there are none.
parts='patched_user debug ours pristine_user controls user_space upstream'

# take_parts PART...: those that no other has taken; mkdir succeeds for one
take_parts() {
	for taken; do
		if ! mkdir "$t/part.$taken" 2>/dev/null; then
			[ -d "$t/part.$taken" ] || verdict guest "the part '$taken' can be taken" 1 0
			continue
		fi
		"part_$taken"
		mark "$taken"
	done
}

# parts_from PART: that one, and then of those that are left
parts_from() {
	take_parts "$1"
	# Who builds them has the lock.
	"$vm/build" pristine debug || return
	# shellcheck disable=SC2086 # a list
	take_parts $parts
	echo ended
}

part_static() {
	"$top/tools/testing/litmus/run" >"$t/litmus.log" 2>&1 </dev/null &
	litmus=$!
	check static "no tool of scripts/check has a finding" 0 "$top/scripts/check"
	check static "each tool finds the mistake that is planted for it" 0 "$top/scripts/check-controls"
	wait $litmus
	verdict static "every mistake in the memory order of a sync is found" $? 0 ||
		tail -n 15 "$t/litmus.log" | sed 's/^/      /'
	check static "old and new bitmaps of random programs are the same" 0 \
		"$top/tools/testing/bitmap/run" 200000
}

part_upstream() {
	suites pristine pristine
	suites patched patched
	same_results
}

part_ours() {
	suites patched ours
	check guest "the programs in the documentation do what it says" 0 "$vm/doc-example"
	suites pristine special seccomp/landlock_off_test
	without_landlock patched
}

part_patched_user() {
	suites patched user
}

part_pristine_user() {
	suites pristine user
}

# beside FUNCTION [ARGUMENT]: runs it in the background, with its output in a file
beside() {
	# What runs in the background does not see the interrupt of a terminal.
	trap 'kill 0' INT
	what=$(echo "$*" | tr ' ' -)
	"$@" >"$t/beside.$what" 2>&1 </dev/null &
	in_background="$in_background $!:$what"
}
in_background=

join_beside() {
	for what in $in_background; do
		wait "${what%:*}"
		what=${what#*:}
		cat "$t/beside.$what"
		# A part that was killed has counted nothing.
		tail -n 1 "$t/beside.$what" | grep -q '^ended$'
		verdict guest "what runs beside the plan came to its end: $what" $? 0
	done
	in_background=
	trap - INT
}
