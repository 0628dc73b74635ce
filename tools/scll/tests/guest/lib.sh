# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests that run in the guest: TAP, and sandboxes on any kernel.
# On a stock kernel all of them are made with --best-effort.

# shellcheck disable=SC2034 # for the tests
here=$(cd "$(dirname "$0")" && pwd -P) || exit
scll=$here/helpers/scll
helper=$here/helpers/helper
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C

count=0
failed=0

if "$scll" check | grep -q '^extension: ABI'; then
	kernel=patched
	effort=
else
	kernel=stock
	effort=--best-effort
fi
# What every program needs.
base=--rox=/usr,/lib,/lib64,/bin,$here

result() {
	count=$((count + 1))
	echo "$1 $count - $2"
	if [ "$1" != ok ]; then
		failed=$((failed + 1))
		sed 's/^/# /' "$tmp/out"
	fi
}

# matches FILE PATTERN: has the file such a line?  PATTERN '': anything will do.
matches() {
	[ -z "$2" ] || grep -qE -e "$2" "$1"
}

# expect NAME STATUS PATTERN COMMAND...: its exit status, and what it prints.
# STATUS failure: what programs have when something is denied, 1 or 2.
expect() {
	name=$1
	status=$2
	pattern=$3
	shift 3
	"$@" >"$tmp/out" 2>&1 </dev/null
	got=$?
	case $status.$got in
	failure.[12]) status=$got ;;
	esac
	verdict='not ok'
	[ "$got" = "$status" ] && matches "$tmp/out" "$pattern" && verdict=ok
	echo "exit status $got, wanted $status and: $pattern" >>"$tmp/out"
	result "$verdict" "$name"
}

# run OPTION... -- COMMAND: in a sandbox
run() {
	# shellcheck disable=SC2086 # nothing or one word
	"$scll" run $effort "$@"
}

# allowed NAME OPTION... -- COMMAND, denied NAME OPTION... -- COMMAND
# A denied command says which error it got.
allowed() {
	name=$1
	shift
	expect "$name" 0 '' run "$base" "$@"
}
denied() {
	name=$1
	shift
	expect "$name" failure 'EACCES|Permission denied|EPERM|Operation not permitted|EXDEV' \
		run "$base" "$@"
}

# refused NAME PATTERN OPTION...: there is no sandbox, and the command does not run
refused() {
	name=$1
	pattern=$2
	shift 2
	rm -f "$tmp/ran"
	expect "$name" 125 "$pattern" run "$@" -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ]
	check "$name: the command did not run" $?
}

# check NAME STATUS
check() {
	echo "status $2" >"$tmp/out"
	if [ "$2" -eq 0 ]; then
		result ok "$1"
	else
		result 'not ok' "$1"
	fi
}

# wait_for FILE: until it has content
wait_for() {
	tries=0
	until [ -s "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || return 1
		sleep 0.1
	done
}

# strace-p PID LOG: for any shell.  strace attaches, tells of it or why it cannot, and
# is ended; what it wrote.
cat >"$tmp/strace-p" <<'END'
strace -p "$1" 2>"$2" &
tries=0
until grep -qs attach "$2"; do
	tries=$((tries + 1))
	[ "$tries" -lt 1200 ] || break
	sleep 0.1
done
kill $!
wait
cat "$2"
END

finish() {
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}
