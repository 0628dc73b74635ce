#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll ruleset: what a launcher gets, what it enforces, and what is refused.
# shellcheck disable=SC2317 # functions that expect calls
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/inside" "$tmp/outside"
echo text >"$tmp/inside/file"
echo text >"$tmp/outside/file"

# rules OPTION... -- COMMAND: that launcher, under rules that let programs run
rules() {
	"$scll" ruleset --fd 9 "$base" "$@"
}
enforce="$helper enforce 9"

# refused NAME PATTERN OPTION...: there is no ruleset, and the launcher does not run
refused() {
	name=$1
	pattern=$2
	shift 2
	rm -f "$tmp/ran"
	expect "$name" 125 "^scll ruleset: $pattern" "$scll" ruleset "$@" -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ]
	check "$name: the command did not run" $?
}

# shellcheck disable=SC2086 # words
{
expect 'a path that is allowed' 0 '^text$' rules --ro "$tmp/inside" -- $enforce cat "$tmp/inside/file"
expect 'another path' failure 'Permission denied' \
	rules --ro "$tmp/inside" -- $enforce cat "$tmp/outside/file"
expect 'writing where reading is allowed' failure 'Permission denied' \
	rules --ro "$tmp/inside" -- $enforce tee "$tmp/inside/file"
"$helper" listen 4711 >"$tmp/l1" &
"$helper" listen 4712 >"$tmp/l2" &
wait_for "$tmp/l1" && wait_for "$tmp/l2"
check 'two servers listen' $?
expect 'a port that is allowed' 0 '^ok$' rules --connect-tcp 4711 -- $enforce "$helper" connect 4711
expect 'another port' 1 '^EACCES$' rules --connect-tcp 4711 -- $enforce "$helper" connect 4712
sleep 60 &
outside=$!
# 62: kill, by number, so that no shell is between
expect 'a signal' 0 '^ok$' rules -- $enforce "$helper" call 62 $outside
expect 'a signal, with --scope' 1 '^EPERM$' rules --scope signal -- $enforce "$helper" call 62 $outside
expect 'no rule: nothing may be executed' failure '^EACCES$' "$scll" ruleset --fd 9 -- $enforce true
echo '{ "abi": 1, "pathBeneath": [ { "allowedAccess": [ "read_file" ],
	"parent": [ "'"$tmp/inside"'" ] } ] }' >"$tmp/policy"
expect '--policy' 0 '^text$' rules --policy "$tmp/policy" -- $enforce cat "$tmp/inside/file"
expect '--policy, another path' failure 'Permission denied' \
	rules --policy "$tmp/policy" -- $enforce cat "$tmp/outside/file"
}

# What a launcher must find as it was.
expect 'the launcher is not restricted' 0 '^text$' rules -- cat "$tmp/outside/file"
expect 'the launcher has no new attribute' 0 '^NoNewPrivs:.0$' rules -- cat /proc/self/status
expect 'the launcher has no filter' 0 '^Seccomp:.0$' rules -- cat /proc/self/status
# shellcheck disable=SC2016 # for the inner shell
expect 'its limit of open files' 0 '^100$' sh -c 'ulimit -Sn 100; exec "$@"' sh \
	"$scll" ruleset --fd 9 -- sh -c 'ulimit -n'
sh -c 'ls /proc/self/fd' >"$tmp/before"
"$scll" ruleset --fd 9 -- sh -c 'ls /proc/self/fd' >"$tmp/after"
{ cat "$tmp/before"; echo 9; } | sort -n >"$tmp/want"
sort -n "$tmp/after" | diff -u "$tmp/want" - >"$tmp/out"
check 'no other descriptor' $?
first=$(sed -n '$p' "$tmp/before")
# The number that the ruleset has without being asked
expect 'the first number that is free' 0 landlock-ruleset \
	"$scll" ruleset --fd "$first" -- ls -l "/proc/self/fd/$first"
expect 'the status of the command' 7 '' rules -- sh -c 'exit 7'
expect 'a command that is not there' 127 '^scll ruleset: nosuch: No such file' rules -- nosuch

refused 'no descriptor' 'no descriptor given: --fd N$' --ro /
refused 'a descriptor that is no number' "--fd '9x': not a descriptor" --fd 9x
refused 'a negative descriptor' "--fd '-1': not a descriptor" --fd -1
refused 'a descriptor beyond all numbers' "--fd '2147483648': not a descriptor" --fd 2147483648
refused 'a descriptor beyond the limit' '--fd 2147483647: beyond the limit' --fd 2147483647
refused 'two descriptors' '--fd 8: given twice' --fd 9 --fd 8
refused 'a descriptor in use' '--fd 8: the caller has this one open' --fd 8 8</dev/null
refused 'standard error' '--fd 2: the caller has this one open' --fd 2
refused 'nothing to restrict' 'there is no ruleset: nothing would be restricted' --fd 9 \
	--unrestricted-filesystem --unrestricted-network
refused 'an option for the filter' "unrecognized option '--seccomp'" --fd 9 --seccomp x
refused 'a path that does not exist' "--ro $tmp/none: No such file" --fd 9 --ro "$tmp/none"
if [ "$("$helper" kernel)" = "$("$helper" kernel | grep '^[1-8] ')" ]; then
	refused 'what this kernel cannot do' 'to do without: --accept unix$' --fd 9 --unix /run
fi
kill $outside
finish
