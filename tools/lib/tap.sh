# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# TAP for shell tests: each calls some of these, and finish at the end.  $tmp is an
# empty directory, and $tmp/out what the last command printed.

# shellcheck disable=SC2034 # for the tests
tmp=$(mktemp -d) || exit
trap 'rm -rf "$tmp"' EXIT
export LC_ALL=C
count=0
failed=0

# result 'ok'|'not ok' NAME: one test; $tmp/out is shown if it failed
result() {
	count=$((count + 1))
	echo "$1 $count - $2"
	if [ "$1" != ok ]; then
		failed=$((failed + 1))
		sed 's/^/# /' "$tmp/out"
	fi
}

# check NAME STATUS: of a command that has run
check() {
	echo "status $2" >"$tmp/out"
	if [ "$2" -eq 0 ]; then
		result ok "$1"
	else
		result 'not ok' "$1"
	fi
}

# passes NAME COMMAND...: its exit status is 0
passes() {
	name=$1
	shift
	if "$@" >"$tmp/out" 2>&1 </dev/null; then
		result ok "$name"
	else
		result 'not ok' "$name"
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

# prints NAME STATUS COMMAND...: its exit status, and exactly what it prints, which is on
# standard input
prints() {
	name=$1
	status=$2
	shift 2
	cat >"$tmp/want"
	"$@" >"$tmp/printed" 2>&1 </dev/null
	got=$?
	verdict='not ok'
	diff -u "$tmp/want" "$tmp/printed" >"$tmp/out" && [ "$got" = "$status" ] && verdict=ok
	echo "exit status $got, wanted $status" >>"$tmp/out"
	result "$verdict" "$name"
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

finish() {
	echo "1..$count"
	[ "$failed" -eq 0 ]
	exit
}
