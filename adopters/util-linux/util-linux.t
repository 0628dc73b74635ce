#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# setpriv --seccomp-filter together with --landlock-access
# shellcheck disable=SC2086 # words
# shellcheck source=../lib.sh
. "$(dirname "$0")/lib.sh"

setpriv=$share/setpriv
rules='--landlock-access fs'
for d in /usr /proc /dev "$share"; do
	rules="$rules --landlock-rule path-beneath::$d"
done
as_user='--reuid 65534 --regid 65534 --clear-groups'

# inside OPTION...: what the inside says, into $tmp/saw
inside() {
	"$setpriv" "$@" sh "$share/inside" "$target" >"$tmp/saw" 2>&1
}

# both WHO: the filter and the rules are there
both() {
	saw "$1: the filter is on" 'getcwd: EPERM'
	saw "$1: it denies Landlock" 'landlock: EPERM'
	saw "$1: the rules are on" 'outside of the rules: denied'
	saw "$1: what they allow works" 'inside of the rules: ok'
	saw "$1: one filter" 'Seccomp_filters: 1'
	saw "$1: no_new_privs" 'NoNewPrivs: 1'
	saw "$1: traces its mate" 'trace a mate: ok'
	# On the stock kernel it is Landlock that says so.
	saw "$1: does not trace a process outside" 'trace the target: EPERM'
	[ $kernel = stock ] || saw "$1: by one call" 'Seccomp_landlock: 1'
}

target
inside $rules --seccomp-filter "$share/filter"
both root
kill $target
"$setpriv" $as_user "$share/helper" wait >"$tmp/user-target" &
target=$!
wait_for "$tmp/user-target"
inside $as_user --seccomp-filter "$share/filter" $rules
both 'a user'
# A file that only root reads: it is read before the user changes.
chmod 600 "$share/filter"
inside $as_user $rules --seccomp-filter "$share/filter"
saw 'a filter that only root can read: it is on' 'getcwd: EPERM'
saw 'a filter that only root can read: the rules are on' 'outside of the rules: denied'
chmod 644 "$share/filter"

inside $as_user --seccomp-filter "$share/filter"
saw 'the filter alone: it is on' 'getcwd: EPERM'
saw 'the filter alone: no rules' 'outside of the rules: ok'
saw 'the filter alone: traces a process outside' 'trace the target: ok'
inside $as_user $rules
# The error of a buffer of no size
saw 'the rules alone: no filter' 'getcwd: ERANGE'
saw 'the rules alone: they are on' 'outside of the rules: denied'

printf '\377\377\0\0\0\0\0\0' >"$share/invalid"
ran_not 'a program that is invalid' 127 'Could not load seccomp filter' \
	"$setpriv" $rules --seccomp-filter "$share/invalid" touch "$share/ran"
: >"$share/empty"
ran_not 'an empty program' 127 'Could not load seccomp filter' \
	"$setpriv" $rules --seccomp-filter "$share/empty" touch "$share/ran"
kill $target
finish
