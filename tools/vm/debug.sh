# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of tools/vm/test
#
# The plans of tools/vm/test on other kernels: those that look for mistakes at run
# time, and the one without our option.  Sourced.

# Those that run code of ours in the most ways for their time.
quick='seccomp/landlock_attach_test seccomp/landlock_join_test
	seccomp/landlock_link_test seccomp/landlock_stress_test
	seccomp/landlock_tsync_test seccomp/landlock_uring_test
	seccomp/landlock_verdict_test'
races='seccomp/landlock_race_test seccomp/landlock_stress_test
	seccomp/landlock_take_test seccomp/landlock_tsync_test
	seccomp/landlock_uring_test'

# checked KERNEL SET [PROGRAM...]: such a kernel is several times slower
checked() {
	PROGRAM_TIMEOUT=${PROGRAM_TIMEOUT:-1800} SUITES_TIMEOUT=${SUITES_TIMEOUT:-7200}
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
	# Most programs keep one processor busy, so there is one guest for each.  What
	# runs in the background does not see the interrupt of a terminal.
	trap 'kill 0' INT
	not_ours_debug >"$t/not-ours.out" 2>&1 &
	checked debug ours
	wait $!
	trap - INT
	cat "$t/not-ours.out"
	# A part that was killed has counted nothing.
	tail -n 1 "$t/not-ours.out" | grep -q '^ended$'
	verdict guest "the other guests came to their end" $? 0
}

not_ours_debug() {
	checked debug patched
	checked debug user
	without_landlock debug
	checked debug special seccomp/landlock_fault_test
	echo ended
}

# The part of plan_debug that every run of the whole plan includes: each path that
# can fail is made to fail, and what changes credentials and filters runs once.
bounded_debug() {
	must build "debug kernel" "$vm/build" debug
	STRESS_SECONDS=${STRESS_SECONDS:-20}
	export STRESS_SECONDS
	checked debug ours seccomp/landlock_attach_test seccomp/landlock_join_test \
		seccomp/landlock_stress_test seccomp/landlock_tsync_test
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
