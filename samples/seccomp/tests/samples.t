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

# untrusted NAME STATUS PATTERN COMMAND...: as expect; the directory is $tmp/dir
untrusted() {
	name=$1
	status=$2
	pattern=$3
	shift 3
	expect "untrusted: $name" "$status" "$pattern" "$here/landlock-untrusted" "$tmp/dir" "$@"
}

# shellcheck disable=SC2016 # for another shell
supervised() {
	echo secret >"$tmp/secret"
	untrusted 'it may read the system' 0 '^ran$' sh -c 'read line </etc/passwd; echo ran'
	untrusted 'it may use the directory' 0 '^built$' \
		sh -c 'cd "$1" && mkdir d && echo built >d/a && mv d/a d/b && cat d/b && rm d/b && rmdir d' - "$tmp/dir"
	untrusted 'which is asked' 0 'kind 2, .*: yes' sh -c 'echo x >"$1/file"' - "$tmp/dir"
	untrusted 'what is outside' 1 ': no$' cat "$tmp/secret"
	untrusted 'what is outside, which it gets told' 1 'secret: Permission denied' cat "$tmp/secret"
	untrusted 'no file beside it' failure 'annot create' sh -c 'echo x >"$1/new"' - "$tmp"
	ln -s "$tmp/secret" "$tmp/dir/way"
	untrusted 'a link that leads out' 1 'way: Permission denied' cat "$tmp/dir/way"
	untrusted 'a way out by name' 1 'secret: Permission denied' cat "$tmp/dir/../secret"
	mv "$tmp/dir" "$tmp/moved"
	mkdir "$tmp/dir"
	untrusted 'another directory than that of its name' 1 'file: Permission denied' cat "$tmp/moved/file"
	untrusted 'no network' failure 'Permission denied' bash -c ': >/dev/tcp/127.0.0.1/9'
	untrusted 'the status of the command' 7 '' sh -c 'exit 7'
}

mkdir "$tmp/dir"
if grep -q '^Seccomp_landlock:' /proc/self/status; then
	extended
	# A kernel without it says so, and nothing runs.
	if "$here/landlock-untrusted" "$tmp/dir" true 2>/dev/null; then
		supervised
	else
		refuses 'untrusted: not on this kernel' "$here/landlock-untrusted" "$tmp/dir" echo ran
	fi
else
	refuses 'container: not on this kernel' "$here/landlock-container"
	refuses 'supervisor: not on this kernel' "$here/landlock-supervisor" "$tmp/dir"
	refuses 'sandbox: not on this kernel' "$here/landlock-sandbox" -r / -- echo ran
	refuses 'untrusted: not on this kernel' "$here/landlock-untrusted" "$tmp/dir" echo ran
	! grep -qx ran "$tmp/out"
	check 'sandbox: nothing ran' $?
fi
finish
