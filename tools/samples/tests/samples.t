#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What the samples print, on a kernel that has the extension and on one that has
# not.  Runs in the guest, as root, with /tmp writable.

bin=@BIN@
tests=0
failed=0
dir=$(mktemp -d /tmp/samples.XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT

# is NAME STATUS TEXT COMMAND...: the exit status and all output
is() {
	name=$1
	status=$2
	text=$3
	shift 3
	tests=$((tests + 1))
	got=$(timeout 60 "$@" 2>&1 </dev/null)
	got_status=$?
	if [ "$got_status" = "$status" ] && [ "$got" = "$text" ]; then
		echo "ok $tests $name"
		return
	fi
	failed=1
	echo "not ok $tests $name"
	{
		echo "status $got_status, wanted $status; printed:"
		echo "$got"
		echo "wanted:"
		echo "$text"
	} | sed 's/^/# /'
}

# The kernel's own word, not that of the code under test.
has_extension() {
	grep -q '^Seccomp_landlock:' /proc/self/status
}

sandbox() {
	is 'sandbox: writes where it may' 0 '' \
		"$bin/landlock-sandbox" -r / -w "$dir" sh -c "echo x >'$dir/file'"
	is 'sandbox: and nowhere else' 2 "sh: 1: cannot create /tmp/elsewhere: Permission denied" \
		"$bin/landlock-sandbox" -r / -w "$dir" sh -c 'echo x >/tmp/elsewhere'
	is 'sandbox: exit status of the command' 7 '' \
		"$bin/landlock-sandbox" -r / sh -c 'exit 7'
	is 'sandbox: is one ruled filter' 0 'Seccomp_landlock:	1' \
		"$bin/landlock-sandbox" -r / grep '^Seccomp_landlock' /proc/self/status
	is 'sandbox: a missing path is an error' 125 \
		'landlock-sandbox: /nowhere: No such file or directory' \
		"$bin/landlock-sandbox" -r /nowhere true
}

container() {
	is 'container: members debug each other, and nobody else' 0 \
'first member cannot make a file: Permission denied
second member reads from the first: "first member"
second member cannot read from outside: Operation not permitted
joined member reads from the first: "first member"
joined member cannot read from outside: Operation not permitted' \
		"$bin/landlock-container"
	is 'container -n: members debug nobody' 0 \
'first member cannot make a file: Permission denied
second member cannot read from the first: Operation not permitted
second member cannot read from outside: Operation not permitted
joined member cannot read from the first: Operation not permitted
joined member cannot read from outside: Operation not permitted' \
		"$bin/landlock-container" -n
	is 'container: unknown option' 125 "landlock-container: usage: $bin/landlock-container [-n]" \
		"$bin/landlock-container" -x
}

supervisor() {
	mkdir "$dir/trust" "$dir/distrust"
	is 'supervisor: makes directories, and trusts' 0 \
'directory plain: Success
directory plain: File exists
directory ../escape: Operation not permitted
trace a peer: Success' \
		"$bin/landlock-supervisor" "$dir/trust"
	is 'supervisor -d: makes directories, and does not trust' 0 \
'directory plain: Success
directory plain: File exists
directory ../escape: Operation not permitted
trace a peer: Operation not permitted' \
		"$bin/landlock-supervisor" -d "$dir/distrust"
	is 'supervisor: made just that' 0 "$(printf '%s\n' distrust/plain trust/plain)" \
		sh -c "cd '$dir' && ls -d ./*/* ../escape 2>/dev/null | sed 's,^[.]/,,' | sort"
	is 'supervisor: a missing directory is an error' 125 \
		'landlock-supervisor: /nowhere: No such file or directory' \
		"$bin/landlock-supervisor" /nowhere
}

# A sandbox that is asked for and cannot be had is an error, and nothing runs.
stock_kernel() {
	is 'sandbox: clear error' 125 \
		'landlock-sandbox: seccomp with Landlock rules: Invalid argument' \
		"$bin/landlock-sandbox" -r / echo ran
	is 'container: clear error' 125 \
'landlock-container: seccomp with Landlock rules: Invalid argument
landlock-container: there is no sandbox' \
		"$bin/landlock-container"
	is 'supervisor: clear error' 125 \
'landlock-supervisor: seccomp with Landlock rules: Invalid argument
landlock-supervisor: there is no sandbox' \
		"$bin/landlock-supervisor" "$dir"
}

echo 'TAP version 13'
if has_extension; then
	sandbox
	container
	supervisor
else
	stock_kernel
fi
echo "1..$tests"
exit $failed
