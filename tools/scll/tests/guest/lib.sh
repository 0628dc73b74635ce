# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests that run in the guest: sandboxes on any kernel.
# On a stock kernel all of them are made with --best-effort.

# shellcheck disable=SC2034 # for the tests
here=$(cd "$(dirname "$0")" && pwd -P) || exit
# shellcheck source=tap.sh
. "$here/tap.sh"
scll=$here/helpers/scll
helper=$here/helpers/helper

if "$scll" check | grep -q '^extension: ABI'; then
	kernel=patched
	effort=
else
	kernel=stock
	effort=--best-effort
fi
# What every program needs.
base=--rox=/usr,/lib,/lib64,/bin,$here

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
