#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Each sample does what its first comment says; on a stock kernel it says that it
# cannot, and runs nothing.

here=$(cd "$(dirname "$0")" && pwd -P)/helpers || exit
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C
count=0
failed=0

result() {
	count=$((count + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $count - $2"
	[ "$1" = ok ] || sed 's/^/# /' "$tmp/out"
}

# expect NAME STATUS COMMAND...: its exit status; what it prints is on standard input
expect() {
	name=$1
	status=$2
	shift 2
	cat >"$tmp/want"
	"$@" >"$tmp/out" 2>&1 </dev/null
	got=$?
	if [ $got = "$status" ] && diff -u "$tmp/want" "$tmp/out" >"$tmp/diff"; then
		result ok "$name"
	else
		{ echo "exit status $got"; cat "$tmp/diff"; } >"$tmp/out"
		result 'not ok' "$name"
	fi
}

# refuses NAME COMMAND...: 125, and the kernel's word for a flag it does not know
refuses() {
	name=$1
	shift
	"$@" >"$tmp/out" 2>&1 </dev/null
	if [ $? = 125 ] && grep -q 'Invalid argument' "$tmp/out"; then
		result ok "$name"
	else
		result 'not ok' "$name"
	fi
}

extended() {
	expect 'container: members debug each other' 0 "$here/landlock-container" <<-'END'
	first member cannot make a file: Permission denied
	second member reads from the first: "first member"
	second member cannot read from outside: Operation not permitted
	joined member reads from the first: "first member"
	joined member cannot read from outside: Operation not permitted
	END
	expect 'container -n: nobody debugs anybody' 0 "$here/landlock-container" -n <<-'END'
	first member cannot make a file: Permission denied
	second member cannot read from the first: Operation not permitted
	second member cannot read from outside: Operation not permitted
	joined member cannot read from the first: Operation not permitted
	joined member cannot read from outside: Operation not permitted
	END
	expect 'supervisor: trusted' 0 "$here/landlock-supervisor" "$tmp/dir" <<-'END'
	directory plain: Success
	directory plain: File exists
	directory ../escape: Operation not permitted
	trace a peer: Success
	END
	[ -d "$tmp/dir/plain" ] && [ ! -e "$tmp/escape" ] && rmdir "$tmp/dir/plain"
	result "$([ -e "$tmp/dir/plain" ] && echo 'not ok' || echo ok)" 'supervisor: one directory'
	expect 'supervisor -d: not trusted' 0 "$here/landlock-supervisor" -d "$tmp/dir" <<-'END'
	directory plain: Success
	directory plain: File exists
	directory ../escape: Operation not permitted
	trace a peer: Operation not permitted
	END
	expect 'sandbox: the rules hold' 1 "$here/landlock-sandbox" -r / -- \
		touch "$tmp/dir/file" <<-END
	touch: cannot touch '$tmp/dir/file': Permission denied
	END
	expect 'sandbox: the command runs' 0 "$here/landlock-sandbox" -r / -- \
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
	result "$(grep -q ran "$tmp/out" && echo 'not ok' || echo ok)" 'sandbox: nothing ran'
fi
echo "1..$count"
[ $failed = 0 ]
