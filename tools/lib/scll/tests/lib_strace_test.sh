#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# strace sees what scll_apply() does: one system call on a kernel with the
# extension, and two on a stock one; one more if no_new_privs is left to it.

# calls ARGUMENT...: the names of the calls between the two of getppid
calls() {
	strace -qq -o trace ./helpers/between "$@" || { echo "failed"; return; }
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' trace |
		awk '$0 == "getppid" { n++; next } n == 1 { printf "%s%s", s, $0; s = " " }'
}

n=0
# expect NAME CALLS ARGUMENT...
expect() {
	n=$((n + 1))
	name=$1
	want=$2
	shift 2
	got=$(calls "$@")
	if [ "$got" = "$want" ]; then
		echo "ok $n - $name"
	else
		echo "# got '$got', not '$want'"
		echo "not ok $n - $name"
		failed=1
	fi
}

failed=0
echo 1..2
if grep -q Seccomp_landlock /proc/self/status; then
	expect one_call seccomp
	expect no_new_privs_is_one_more 'prctl seccomp' nnp
else
	expect one_call 'landlock_restrict_self seccomp'
	expect no_new_privs_is_one_more 'prctl landlock_restrict_self seccomp' nnp
fi
exit $failed
