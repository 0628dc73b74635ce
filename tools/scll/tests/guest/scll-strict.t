#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run and scll check tell what this kernel lacks, and do with less only when told
# so by its name.  What it lacks is found out here without the library, by asking the
# kernel and from the kernel's documentation: this runs on a kernel of any kind.
# shellcheck disable=SC2016,SC2317 # for another shell; functions that expect calls
. "$(dirname "$0")/lib.sh"

read -r landlock extension <<END
$("$helper" kernel)
END
case $landlock$extension in
*[!0-9-]* | '') echo "Bail out! what is this kernel: $landlock $extension"; exit 1 ;;
esac
echo "# Landlock ABI $landlock, extension ABI $extension"

# without BITS: words of what a sandbox lacks here; BITS: no-debug, scope, unix, udp,
# log, quiet
without() {
	lacks=
	if [ "$extension" = 0 ]; then
		[ "$landlock" -lt 1 ] && [ "$1" != no-debug ] || lacks=atomic,
		lacks=${lacks}verdict,
		[ "$1" != no-debug ] || lacks=${lacks}no-trace,
	fi
	udp=4
	[ "$1" != udp ] || udp=10
	if [ "$landlock" -lt 1 ]; then
		lacks=${lacks}rules,
	else
		[ "$landlock" -ge 5 ] || lacks=${lacks}fs,
		[ "$landlock" -ge $udp ] || lacks=${lacks}net,
		[ "$1" != scope ] || [ "$landlock" -ge 6 ] || lacks=${lacks}scope,
		[ "$1" != unix ] || [ "$landlock" -ge 9 ] || lacks=${lacks}unix,
	fi
	[ "$1" != log ] || [ "$landlock" -ge 7 ] || lacks=${lacks}log,
	[ "$1" != quiet ] || [ "$landlock" -ge 10 ] || lacks=${lacks}log,
	lacks=${lacks%,}
}

# sandboxed NAME OPTION...: with these options, from strict to best effort
sandboxed() {
	title=$1
	without "$2"
	shift 2
	if [ -z "$lacks" ]; then
		expect "$title: all of it" 0 '' "$scll" run "$base" "$@" -- true
		expect "$title: check says so" 0 '^scll-run: yes$' "$scll" check "$base" "$@" -- true
		expect "$title: best effort is all of it" 0 '^end$' \
			sh -c '"$@" && echo end' sh "$scll" run --best-effort "$base" "$@" -- true
		! grep -q 'best effort:' "$tmp/out"
		check "$title: best effort has nothing to tell" $?
		return
	fi
	rm -f "$tmp/ran"
	expect "$title: strict tells what to accept" 125 \
		"^scll run: to do without: --accept $lacks\$" \
		"$scll" run --rwx / "$@" -- touch "$tmp/ran"
	words=$(echo "$lacks" | tr , '\n' | wc -l)
	[ "$(grep -c '^scll run: sandbox: missing here: ' "$tmp/out")" = "$words" ]
	check "$title: a line for each of the $words" $?
	expect "$title: check tells the same" 1 "^scll-run: with --accept $lacks\$" \
		"$scll" check --rwx / "$@"
	for word in $(echo "$lacks" | tr , ' '); do
		less=$(echo "$lacks" | tr , '\n' | grep -vx "$word" | paste -sd, -)
		expect "$title: not without $word" 125 \
			"^scll run: to do without: --accept $lacks\$" \
			"$scll" run --rwx / ${less:+--accept "$less"} "$@" -- touch "$tmp/ran"
	done
	[ ! -e "$tmp/ran" ]
	check "$title: the command did not run" $?
	expect "$title: what was accepted" 0 '' "$scll" run --rwx / --accept "$lacks" "$@" -- \
		touch "$tmp/ran"
	[ -e "$tmp/ran" ] && [ "$(wc -l <"$tmp/out")" = 1 ]
	check "$title: needs no more words" $?
	case $lacks in
	*rules*) return ;;
	esac
	expect "$title: best effort" 0 '' "$scll" run --best-effort --rwx / "$@" -- true
	[ "$(grep -c '^scll run: best effort: ' "$tmp/out")" = "$words" ]
	check "$title: best effort tells the $words" $?
}

rights() {
	set -- execute write_file read_file read_dir remove_dir remove_file make_char make_dir \
		make_reg make_sock make_fifo make_block make_sym refer truncate ioctl_dev \
		resolve_unix
	case $landlock in
	1) n=13 ;;
	2) n=14 ;;
	3 | 4) n=15 ;;
	[5-8]) n=16 ;;
	*) n=17 ;;
	esac
	expect 'check: rights for files by name' 0 "^landlock-fs: $(echo "$@" | cut -d' ' -f-$n)\$" \
		sh -c '"$0" check; exit 0' "$scll"
}

# outer ERRNO CALL...: a sandbox whose filter answers so, as engines do
outer() {
	calls=$(printf ',"%s"' "$@" | cut -d, -f3-)
	echo "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[$calls],
		\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":$1}]}" >"$tmp/outer"
}
# in_outer COMMAND...
in_outer() {
	"$scll" run --accept atomic,verdict,rules,fs,net --unrestricted-filesystem \
		--unrestricted-network --seccomp "$tmp/outer" -- "$@"
}

# A Landlock that is there and does not answer.
hidden_landlock() {
	for error in 38 1; do
		outer $error landlock_create_ruleset landlock_add_rule landlock_restrict_self
		rm -f "$tmp/ran"
		expect "a filter around answers $error: no rules at all is not best effort" 125 \
			'no rules at all: .*a filter around this process denies' \
			in_outer "$scll" run --best-effort --rwx / -- touch "$tmp/ran"
		expect "a filter around answers $error: what to accept" 125 \
			'^scll run: to do without: --accept rules$' \
			in_outer "$scll" run --best-effort --rwx / -- touch "$tmp/ran"
		expect "a filter around answers $error: ports alone" 125 '--accept rules$' \
			in_outer "$scll" run --best-effort --unrestricted-filesystem \
			--connect-tcp 1 -- touch "$tmp/ran"
		[ ! -e "$tmp/ran" ]
		check "a filter around answers $error: the command did not run" $?
		expect "a filter around answers $error: said by its word" 0 '' \
			in_outer "$scll" run --best-effort --accept rules --rwx / -- touch "$tmp/ran"
		expect "a filter around answers $error: check" failure \
			'^landlock: no, .*a filter around this process denies' in_outer "$scll" check
		expect "a filter around answers $error: check tells the word" failure \
			'^scll-run: with --accept .*rules$' in_outer "$scll" check
	done
	outer 38 landlock_add_rule
	expect 'a filter around denies to add rules' 125 \
		'^scll run: sandbox: /: a filter around this process denies landlock_add_rule' \
		in_outer "$scll" run --best-effort --rwx / -- touch "$tmp/ran"
}

# tried NAME PATTERN: a filter that no command could run under
tried() {
	rm -f "$tmp/ran"
	expect "$1" 125 "^scll run: --seccomp $tmp/filter: $2\$" \
		run --rwx / --seccomp "$tmp/filter" -- touch "$tmp/ran"
	[ ! -e "$tmp/ran" ]
	check "$1: the command did not run" $?
}

# profile DEFAULT CALL ACTION
profile() {
	printf '{"defaultAction":"SCMP_ACT_%s","syscalls":[%s,{"names":["getcwd","%s"],"action":"SCMP_ACT_%s"}]}\n' \
		"$1" '{"names":["chroot"],"action":"SCMP_ACT_ERRNO"}' "$2" "$3" >"$tmp/filter"
}

filters() {
	for call in execve exit_group; do
		profile ALLOW $call KILL
		tried "a profile that kills $call" "syscalls\[1\]: the filter kills $call\(2\)"
		profile ALLOW $call KILL_PROCESS
		tried "a profile that kills with $call" "syscalls\[1\]: the filter kills $call\(2\)"
		profile ALLOW $call TRAP
		tried "a profile that traps $call" \
			"syscalls\[1\]: the filter answers $call\(2\) with SIGSYS"
		profile ALLOW $call ERRNO
		tried "a profile that denies $call" \
			"syscalls\[1\]: the filter denies $call\(2\): Operation not permitted"
		profile ALLOW $call TRACE
		tried "a profile that leaves $call to a tracer" \
			"syscalls\[1\]: the filter leaves $call\(2\) to a tracer, .*: Function not implemented"
	done
	profile ERRNO read ALLOW
	tried 'a profile whose default denies execve' \
		'defaultAction: the filter denies execve\(2\): Operation not permitted'
	profile KILL execve ALLOW
	tried 'a profile whose default kills exit_group' \
		'defaultAction: the filter kills exit_group\(2\)'
	echo '{"defaultAction":"SCMP_ACT_ERRNO"}' >"$tmp/filter"
	tried 'a profile that denies everything' \
		'defaultAction: the filter denies execve.*, as it does with every system call'
	# ret kill_process; and: if not PowerPC, kill
	printf '\006\0\0\0\0\0\0\200' >"$tmp/filter"
	tried 'a program that kills everything' 'the filter kills execve.*, as .* every system call'
	printf '\040\0\0\0\004\0\0\0\025\0\001\0\024\0\0\100\006\0\0\0\0\0\0\200\006\0\0\0\0\0\377\177' \
		>"$tmp/filter"
	tried 'a program for another machine' 'the filter kills execve.* made for another one'
	# What is left to do if there is no such command: to say so.
	echo '{"defaultAction":"SCMP_ACT_KILL","syscalls":[{"names":["execve","write","exit_group"],
		"action":"SCMP_ACT_ALLOW"}]}' >"$tmp/filter"
	expect 'a profile that kills all but three, and no command' 127 \
		'^scll run: /nosuch: No such file' run --rwx / --seccomp "$tmp/filter" -- /nosuch
	profile ALLOW execveat KILL
	expect 'a profile that kills execveat alone' 0 '' \
		run --rwx / --seccomp "$tmp/filter" -- true
}

# moves NAME OPTION...: from one directory to another, by rename and by link
moves() {
	title=$1
	shift
	rm -rf "$tmp/a" "$tmp/b"
	mkdir "$tmp/a" "$tmp/b"
	echo text >"$tmp/a/file"
	expect "$title: link" 0 '' "$@" ln "$tmp/a/file" "$tmp/b/link"
	expect "$title: rename" 0 '' "$@" "$helper" rename "$tmp/a/file" "$tmp/b/file"
}

# The right for it is in Landlock from ABI 2 on.
refer() {
	echo '{"ruleset":[{"handledAccessFs":["make_block"]}]}' >"$tmp/policy"
	moves 'a policy that names another right' run --policy "$tmp/policy" --
	moves 'ports only' run --unrestricted-filesystem --connect-tcp 1 --
	moves 'ports only, in a sandbox with rules for files' run --rwx / -- \
		"$scll" run $effort --unrestricted-filesystem --connect-tcp 1 --
	moves 'a scope only, in a sandbox with rules for files' run --rwx / -- \
		"$scll" run $effort --unrestricted-filesystem --unrestricted-network \
		--scope signal --
	moves 'a policy in a policy' run --policy "$tmp/policy" -- \
		"$scll" run $effort --policy "$tmp/policy" --
	# Who cannot mount loses nothing by it; see the caveat in scll(1).
	moves 'rules for files in a sandbox for ports without mounting' \
		run --unrestricted-filesystem --unrestricted-network --seccomp "$tmp/no-mount" -- \
		"$scll" run $effort --unrestricted-filesystem --connect-tcp 1 -- \
		"$scll" run $effort --rwx / --
	echo '{"ruleset":[{"handledAccessFs":["refer"]}]}' >"$tmp/policy"
	expect 'a policy that denies it' 1 EXDEV run --policy "$tmp/policy" -- \
		"$helper" rename "$tmp/b/file" "$tmp/a/file"
	# It is no way to more rights.
	expect 'no rename to where more is allowed' 1 'EXDEV|EACCES' \
		run "$base" --rw "$tmp/b" --rwx "$tmp/a" -- "$helper" rename "$tmp/b/file" "$tmp/a/file"
	# Not every machine permits it.
	if unshare -rm "$helper" mount >/dev/null 2>&1; then
		expect 'ports only: mounting stays allowed' 0 '' run --unrestricted-filesystem \
			--connect-tcp 1 -- unshare -rm "$helper" mount
	fi
}

sandboxed 'files and ports' ''
sandboxed 'files and ports, --no-debug' no-debug --no-debug
sandboxed 'files, ports and scopes' scope --scope signal,abstract-unix
sandboxed 'named sockets' unix --unix /run
sandboxed 'UDP ports' udp --connect-udp 53
sandboxed 'logging' log --log-new-exec --no-log-subdomains
sandboxed 'quiet paths' quiet --log-new-exec --no-log /etc
without ''
expect 'check without options' "$([ -z "$lacks" ] && echo 0 || echo 1)" '' "$scll" check
tail -n 2 "$tmp/out" | grep -qx "scll-run: $([ -z "$lacks" ] && echo yes || echo "with --accept $lacks")"
check 'check without options: the last line' $?
expect 'check with options that are wrong' 125 "--ro $tmp/none: No such file" \
	"$scll" check --ro "$tmp/none"
refused 'an unknown word' "--accept: unknown word 'atom'; there are: atomic,verdict,no-trace,tsync,rules,fs,net,scope,wait-kill,path,unix,log$" \
	--accept atomic,atom
expect '--accept path is --ignore-missing' 0 '' run "$base" --accept path --ro "$tmp/none" -- true
[ "$landlock" -lt 1 ] || rights
[ "$landlock" -lt 1 ] || hidden_landlock
filters
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mount","unshare"],"action":"SCMP_ACT_ERRNO"}]}' >"$tmp/no-mount"
[ "$landlock" -lt 2 ] || refer
finish
