# shellcheck shell=sh disable=SC2034,SC2254 # used where this is sourced; patterns
# SPDX-License-Identifier: GPL-2.0-only
#
# The steps of a demo, as they run in the guest: each runs a real program, and compares what
# happened with what should.

set -u

work=$(mktemp -d)
table=$work/table
failures=0
: > "$table"

say() {
	printf '\n== %s\n' "$*"
}

# step LABEL EXPECTED HAPPENED: EXPECTED is a shell pattern.
step() {
	case $3 in
	$2) result=ok ;;
	*) result=FAILED; failures=$((failures + 1)) ;;
	esac
	printf '%-6s %s\n       expected: %s\n       happened: %s\n' \
		"$result" "$1" "$2" "$3"
	printf '%-6s | %-58s | %s\n' "$result" "$1" "$3" >> "$table"
}

# The line of a command's output that matters, and its exit status.
outcome() {
	pattern=$1
	shift
	"$@" > "$work/out" 2>&1
	status=$?
	line=$(grep -m 1 -E -e "$pattern" "$work/out") ||
		line=$(tail -n 1 "$work/out")
	printf '%s (exit %s)' "$line" "$status"
}

gdb_bt="gdb -nx -q -batch -ex bt -p"
gdb_lines='wait_for_debugger|Operation not permitted'

# the_end: the table, the counts, and the status
the_end() {
	printf '\n'
	cat "$table"
	printf '\n%s steps, %s failed\n' "$(wc -l < "$table")" "$failures"
	rm -rf "$work"
	[ "$failures" -eq 0 ]
}
