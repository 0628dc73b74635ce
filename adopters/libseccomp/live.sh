# shellcheck shell=sh disable=SC2154 # $tmp
# SPDX-License-Identifier: GPL-2.0-only
#
# libseccomp's own tests of a running kernel, driven one by one; after tap.sh.

# live_tests DIRECTORY: a line of theirs is PROGRAM COUNT ACTION, and an action has an exit
# status
live_tests() {
	cat "$1"/*.tests >"$tmp/live"
	while read -r program _ action; do
		case $action in
		KILL|KILL_PROCESS) status=159 ;;
		ALLOW) status=160 ;;
		TRAP) status=161 ;;
		ERRNO) status=163 ;;
		*) continue ;;
		esac
		expect "libseccomp's own $program $action" "$status" '' timeout 60 "$1/$program" "$action"
	done <"$tmp/live"
}
