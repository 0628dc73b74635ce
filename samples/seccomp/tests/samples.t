#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Each sample does what its first comment says; on a stock kernel it says that it
# cannot, and runs nothing.

here=$(cd "$(dirname "$0")" && pwd -P)/helpers || exit
# shellcheck source=tap.sh
. "${here%/*}/tap.sh"

# refuses NAME COMMAND...: 125, and the kernel's word for a flag it does not know
refuses() {
	name=$1
	shift
	expect "$name" 125 'Invalid argument' "$@"
}

extended() {
	prints 'container: members debug each other' 0 "$here/landlock-container" <<-'END'
	first member cannot make a file: Permission denied
	second member reads from the first: "first member"
	second member cannot read from outside: Operation not permitted
	joined member reads from the first: "first member"
	joined member cannot read from outside: Operation not permitted
	END
	prints 'container -n: nobody debugs anybody' 0 "$here/landlock-container" -n <<-'END'
	first member cannot make a file: Permission denied
	second member cannot read from the first: Operation not permitted
	second member cannot read from outside: Operation not permitted
	joined member cannot read from the first: Operation not permitted
	joined member cannot read from outside: Operation not permitted
	END
	prints 'supervisor: trusted' 0 "$here/landlock-supervisor" "$tmp/dir" <<-'END'
	directory plain: Success
	directory plain: File exists
	directory ../escape: Operation not permitted
	trace a peer: Success
	END
	[ -d "$tmp/dir/plain" ] && [ ! -e "$tmp/escape" ] && rmdir "$tmp/dir/plain"
	[ ! -e "$tmp/dir/plain" ]
	check 'supervisor: one directory' $?
	prints 'supervisor -d: not trusted' 0 "$here/landlock-supervisor" -d "$tmp/dir" <<-'END'
	directory plain: Success
	directory plain: File exists
	directory ../escape: Operation not permitted
	trace a peer: Operation not permitted
	END
	prints 'sandbox: the rules hold' 1 "$here/landlock-sandbox" -r / -- \
		touch "$tmp/dir/file" <<-END
	touch: cannot touch '$tmp/dir/file': Permission denied
	END
	prints 'sandbox: the command runs' 0 "$here/landlock-sandbox" -r / -- \
		sed -n 's/^Seccomp_landlock:.*1$/one ruled filter/p' /proc/self/status <<-'END'
	one ruled filter
	END
}

mkdir "$tmp/dir"
if grep -q '^Seccomp_landlock:' /proc/self/status; then
	extended
else
	refuses 'container: not on this kernel' "$here/landlock-container"
	refuses 'supervisor: not on this kernel' "$here/landlock-supervisor" "$tmp/dir"
	refuses 'sandbox: not on this kernel' "$here/landlock-sandbox" -r / -- echo ran
	! grep -qx ran "$tmp/out"
	check 'sandbox: nothing ran' $?
fi
finish
