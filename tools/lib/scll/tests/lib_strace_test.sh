#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# strace sees what scll_apply() does: one system call on a kernel with the
# extension, and two on a stock one; one more if no_new_privs is left to it, unless the
# rules can bring it.

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

# calls ARGUMENT...: the names of the calls between the two of getppid
calls() {
	strace -qq -o trace ./helpers/between "$@" || { echo "failed"; return; }
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' trace |
		awk '$0 == "getppid" { n++; next } n == 1 { printf "%s%s", s, $0; s = " " }'
}

# calls_are NAME CALLS ARGUMENT...
calls_are() {
	name=$1
	want=$2
	shift 2
	got=$(calls "$@")
	[ "$got" = "$want" ]
	status=$?
	echo "got '$got', not '$want'" >"$tmp/out"
	result "$([ $status = 0 ] && echo ok || echo 'not ok')" "$name"
}

prctl='prctl '
! ./helpers/between flag || prctl=
if grep -q Seccomp_landlock /proc/self/status; then
	calls_are one_call seccomp
	calls_are no_new_privs "${prctl}seccomp" nnp
else
	calls_are one_call 'landlock_restrict_self seccomp'
	calls_are no_new_privs "${prctl}landlock_restrict_self seccomp" nnp
fi
finish
