#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: exit status, environment, and what happens when there is no sandbox.
# shellcheck disable=SC2317 # functions that expect calls
. "$(dirname "$0")/lib.sh"

expect 'the status of the command' 7 '' run "$base" -- sh -c 'exit 7'
expect 'a command that is killed' 143 '' run "$base" -- sh -c 'kill -TERM $$'
expect 'a command that is not there' 127 'scll run: nosuchcommand: No such file' \
	run "$base" -- nosuchcommand
expect 'a path that is not there' 127 'scll run: /bin/nosuch: No such file' \
	run "$base" -- /bin/nosuch
expect 'a command that the rules deny' 126 'scll run: true: Permission denied' run -- true
expect 'a command whose libraries the rules deny' 126 'scll run: .*Permission denied' \
	run --rox /usr/bin/true -- /usr/bin/true
expect 'a command that is no program' 126 'Permission denied' run "$base" -- /etc
"$scll" run $effort "$base" -- sh -c 'echo $$' >"$tmp/pid" 2>/dev/null &
wait $!
[ "$(cat "$tmp/pid")" = $! ]
check 'the command has the process id of scll' $?

export SCLL_TEST=kept
expect 'the environment is kept' 0 '^SCLL_TEST=kept$' run "$base" -- env
expect '--env passes a variable' 0 '^SCLL_TEST=kept$' run "$base" --env SCLL_TEST -- /usr/bin/env
expect '--env sets a variable' 0 '^A=b=c$' run "$base" --env A=b=c -- /usr/bin/env
run "$base" --env A=b --env NOT_SET -- /usr/bin/env >"$tmp/env" 2>/dev/null
[ "$(cat "$tmp/env")" = A=b ]
check '--env drops all others' $?
expect 'no_new_privs is set' 0 '^NoNewPrivs:.*1$' run "$base" --ro /proc -- cat /proc/self/status

refused 'an option that is not known' "unrecognized option '--foo'" --foo
expect 'an option without its argument' 125 'requires an argument' "$scll" run "$base" --ro
refused 'an empty path' "--ro '': empty word" --ro ''
expect 'no command' 125 'no command given' run "$base" --
expect 'an unknown command of scll' 125 "unknown command 'rnu'" "$scll" rnu

refused 'a profile that is missing' "--seccomp $tmp/none: No such file" --seccomp "$tmp/none"
refused 'a profile on a closed descriptor' '--seccomp /dev/fd/9: No such file' --seccomp /dev/fd/9
refused 'a profile that is a directory' "--seccomp $tmp: Is a directory" --seccomp "$tmp"
printf '{\n"defaultAction": "SCMP_ACT_ALLOW",\n}' >"$tmp/bad"
refused 'a profile that is no JSON' "--seccomp $tmp/bad:3:1: " --seccomp "$tmp/bad"
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"dup","action":"SCMP_ACT_KILL","args":[{"foo":1}]}]}' >"$tmp/bad"
refused 'a profile with an unknown key' "--seccomp $tmp/bad: syscalls\[0\]\.args\[0\]\.foo: unknown key" \
	--seccomp "$tmp/bad"
echo '{"pathBeneath":[{"allowedAccess":["execute"],"paretn":["/"]}]}' >"$tmp/bad"
refused 'a policy with an unknown key' "--policy $tmp/bad: pathBeneath\[0\]\.paretn: unknown key" \
	--policy "$tmp/bad"
echo '{"pathBeneath":[{"allowedAccess":["execute"],"parent":["/none"]}]}' >"$tmp/bad"
refused 'a policy with a path that is missing' "--policy $tmp/bad: /none: No such file" \
	--policy "$tmp/bad"
refused 'a filter given twice' "--seccomp $tmp/bad: given twice" --seccomp "$tmp/bad" \
	--seccomp "$tmp/bad"
"$helper" program 4097 >"$tmp/long"
refused 'a program that is too long' "--seccomp $tmp/long: 4097 instructions are more than 4096" \
	--seccomp "$tmp/long"
printf '\025\0\005\005\0\0\0\0\006\0\0\0\0\0\377\177' >"$tmp/jump"
refused 'a program that is wrong' "--seccomp $tmp/jump: instruction 0 .* jumps beyond the end" \
	--seccomp "$tmp/jump"

# nest N OPTION...: N sandboxes around each other, and the command in them
nest() {
	depth=$1
	shift
	options="$*"
	set -- touch "$tmp/ran"
	while [ "$depth" -gt 0 ]; do
		# shellcheck disable=SC2086 # words
		set -- "$scll" run $effort $options -- "$@"
		depth=$((depth - 1))
	done
	rm -f "$tmp/ran"
	"$@"
}
expect '16 layers' 0 '' nest 16 --rwx /
[ -e "$tmp/ran" ]
check '16 layers: the command ran' $?
expect 'the 17th layer' 125 '^scll run: sandbox: .*(16|layer|many|stacked)' nest 17 --rwx /
[ ! -e "$tmp/ran" ]
check 'the 17th layer: the command did not run' $?
"$helper" program 4096 >"$tmp/longest"
expect 'filters that are together short enough' 0 '' nest 7 --no-baseline --rwx / --seccomp "$tmp/longest"
expect 'filters that are together too long' 125 '^scll run: sandbox: .*filter' \
	nest 8 --no-baseline --rwx / --seccomp "$tmp/longest"
[ ! -e "$tmp/ran" ]
check 'filters that are together too long: the command did not run' $?

# A sandbox around that denies what ours needs.
inner() {
	rm -f "$tmp/ran"
	echo "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[$1]}" >"$tmp/outer"
	# shellcheck disable=SC2086 # nothing or one word
	run --rwx / --seccomp "$tmp/outer" -- "$scll" run $effort --rwx / -- touch "$tmp/ran"
}
no_nnp='{"name":"prctl","action":"SCMP_ACT_ERRNO","args":[{"index":0,"value":38,"op":"SCMP_CMP_EQ"}]}'
"$scll" check >"$tmp/kernel"
# One call brings the filter, the rules and it; on stock kernels a filter goes first.
if grep -q '^extension: ABI' "$tmp/kernel" && grep -q '^landlock-flags:.* no_new_privs' "$tmp/kernel"; then
	expect 'no_new_privs comes with the rules' 0 '' inner "$no_nnp"
	[ -e "$tmp/ran" ]
	check 'no_new_privs comes with the rules: the command ran' $?
else
	expect 'no_new_privs cannot be set' 125 '^scll run: sandbox: .*no_new_privs' inner "$no_nnp"
	[ ! -e "$tmp/ran" ]
	check 'no_new_privs cannot be set: the command did not run' $?
fi
expect 'seccomp(2) is denied' 125 '^scll run: ' inner '{"name":"seccomp","action":"SCMP_ACT_ERRNO"}'
[ ! -e "$tmp/ran" ]
check 'seccomp(2) is denied: the command did not run' $?
if [ $kernel = patched ]; then
	expect 'nothing is dropped here' 0 '^$' sh -c '"$@"; echo' sh \
		"$scll" run --best-effort "$base" --no-debug -- true
	! grep -q 'best effort:' "$tmp/out"
	check '--best-effort has nothing to report here' $?
else
	rm -f "$tmp/ran"
	expect 'strict on a stock kernel' 125 'to do without: --accept .*verdict' "$scll" run --rwx / -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ]
	check 'strict on a stock kernel: the command did not run' $?
	expect 'best effort says that it is more than one call' 0 \
		'best effort: .*one after the other' run "$base" -- true
	expect 'best effort says that filters do not decide about tracing' 0 \
		'best effort: .*not decided by the filters' run "$base" -- true
	expect 'best effort says what --no-debug lacks' 0 'best effort: no tracing: ' \
		run "$base" --no-debug -- true
fi
expect 'best effort names paths that are missing' 0 "best effort: no such file: $tmp/none" \
	"$scll" run --best-effort --ignore-missing "$base" --ro "$tmp/none" -- true
finish
