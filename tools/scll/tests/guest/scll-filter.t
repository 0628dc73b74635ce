#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: --seccomp, --policy, --log; and scll check.
. "$(dirname "$0")/lib.sh"

debian=/usr/share/containers/seccomp.json
[ -r $debian ]
check 'the profile of golang-github-containers-common is installed' $?
# Numbers of x86-64: chroot 161, bpf 321, kexec_load 246, io_uring_setup 425,
# personality 135, getcwd 79, getpid 39.
expect "Debian's profile: kexec_load" 1 EPERM run "$base" --seccomp $debian -- "$helper" call 246
expect "Debian's profile: a call that it does not name" 1 ENOSYS \
	run "$base" --seccomp $debian -- "$helper" call 425
expect "Debian's profile: personality with a value that it allows" 0 ok \
	run "$base" --seccomp $debian -- "$helper" call 135 8
expect "Debian's profile: personality with another value" 1 ENOSYS \
	run "$base" --seccomp $debian -- "$helper" call 135 262144
expect "Debian's profile with capabilities: chroot is let through" 1 EFAULT \
	run "$base" --seccomp $debian -- "$helper" call 161
expect "Debian's profile without capabilities: chroot" 1 EPERM \
	setpriv --bounding-set -all "$scll" run $effort "$base" --seccomp $debian -- "$helper" call 161
expect "Debian's profile, a shell with pipes" 0 '^2$' \
	run "$base" --seccomp $debian --rw /dev -- sh -c 'printf "a\nb\n" | sort | wc -l'
expect "Debian's profile, python3 with threads" 0 '^done$' run "$base" --ro /etc,/proc --seccomp $debian -- \
	python3 -c 'import threading
t = [threading.Thread(target=lambda: sum(range(9999))) for _ in range(4)]
[x.start() for x in t]; [x.join() for x in t]; print("done")'
denied "Debian's profile, and the rules hold" --seccomp $debian -- cat /etc/passwd

"$helper" program 4 >"$tmp/program"
expect 'a program' 1 EXDEV run "$base" --seccomp "$tmp/program" -- "$helper" call 79
expect 'a program leaves other calls' 0 ok run "$base" --seccomp "$tmp/program" -- "$helper" call 39
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"getcwd","action":"SCMP_ACT_KILL_PROCESS"}]}' >"$tmp/kill"
expect 'a profile that kills' 159 '' run "$base" --seccomp "$tmp/kill" -- sh -c "$helper call 79; exit \$?"
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"nosuch","action":"SCMP_ACT_KILL"}]}' >"$tmp/unknown"
expect 'a call that libseccomp does not know' 0 "unknown system call 'nosuch' is not denied" \
	run "$base" --seccomp "$tmp/unknown" -- true
cat >"$tmp/deny" <<'END'
{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
  { "names": ["seccomp", "prctl", "landlock_create_ruleset", "landlock_restrict_self"],
    "action": "SCMP_ACT_ERRNO", "errnoRet": 18 } ] }
END
expect 'a profile that denies seccomp and landlock_*' 1 EXDEV \
	run "$base" --seccomp "$tmp/deny" -- "$helper" call 444
denied 'a profile that denies seccomp and landlock_*, and the rules hold' \
	--seccomp "$tmp/deny" -- cat /etc/passwd

# calls FILE: what a filter does to each call
calls() {
	run --dry-run --json --seccomp "$1" | jq -e .calls
}
expect 'compile' 0 '' "$scll" compile -o "$tmp/compiled" $debian
calls $debian >"$tmp/calls"
prints 'compile: it does the same as the profile' 0 calls "$tmp/compiled" <"$tmp/calls"
expect 'compile: in force' 1 EPERM run "$base" --seccomp "$tmp/compiled" -- "$helper" call 246
expect 'compile: without capabilities' 0 '' \
	setpriv --bounding-set -all "$scll" compile -o "$tmp/compiled" $debian
expect 'compile: it is of them that it was made with' 1 EPERM \
	run "$base" --seccomp "$tmp/compiled" -- "$helper" call 161
expect 'compile: warns as run does' 0 "^scll compile: $tmp/unknown: .*'nosuch' is not denied" \
	"$scll" compile -o "$tmp/compiled" "$tmp/unknown"
echo '{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_LOG"]}' >"$tmp/flags"
expect 'compile: flags are not in it' 0 'flags: a program has none' \
	"$scll" compile -o "$tmp/compiled" "$tmp/flags"
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"execve","action":"SCMP_ACT_ERRNO"}]}' >"$tmp/bad"
echo old >"$tmp/compiled"
mkfifo "$tmp/fifo"
expect 'compile: what lets no command run' 125 "$tmp/bad: syscalls.0.: the filter denies execve" \
	"$scll" compile -o "$tmp/compiled" "$tmp/bad"
expect 'compile: what is a program' 125 "$tmp/program: is a program already" \
	"$scll" compile -o "$tmp/compiled" "$tmp/program"
expect 'compile: what is no profile' 125 ':1:1: not JSON' "$scll" compile -o "$tmp/compiled" "$0"
expect 'compile: nothing was written' 0 '^old$' cat "$tmp/compiled"
expect 'compile to a pipe' 125 "--output $tmp/fifo: not a regular file" \
	"$scll" compile -o "$tmp/fifo" $debian

mkdir "$tmp/a" "$tmp/b"
echo text >"$tmp/a/file"
cat >"$tmp/policy" <<END
{ "abi": 6,
  "variable": [{ "name": "tmp", "literal": ["$tmp"] }],
  "ruleset": [{ "handledAccessFs": ["write_file", "make_dir"], "scoped": ["signal"] }],
  "pathBeneath": [{ "allowedAccess": ["make_dir"], "parent": ["\${tmp}/b"] }],
  "netPort": [{ "allowedAccess": ["connect_tcp"], "port": [4101] }] }
END
expect '--policy allows' 0 '' run --policy "$tmp/policy" -- mkdir "$tmp/b/x"
expect '--policy denies' 1 'Permission denied' run --policy "$tmp/policy" -- mkdir "$tmp/a/x"
expect '--policy leaves what it does not handle' 0 text run --policy "$tmp/policy" -- cat "$tmp/a/file"
expect '--policy: ports' 1 EACCES run --policy "$tmp/policy" -- "$helper" connect 4102
expect '--policy: a port that is allowed' 1 ECONNREFUSED run --policy "$tmp/policy" -- "$helper" connect 4101
expect '--policy: bind is not handled' 0 ok run --policy "$tmp/policy" -- "$helper" bind 4102
expect '--policy: scopes' 1 'not permitted' run --policy "$tmp/policy" -- /bin/kill -0 $$
expect '--policy and --ro: files are denied' 1 'Permission denied' \
	run --policy "$tmp/policy" "$base" -- cat "$tmp/a/file"
expect '--policy and --ro: both allow' 0 text \
	run --policy "$tmp/policy" "$base" --ro "$tmp/a" -- sh -c "mkdir $tmp/b/y; cat $tmp/a/file"

echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"getcwd","action":"SCMP_ACT_ERRNO"}]}' >"$tmp/log"
logged() {
	dmesg | grep -c 'type=1326 .*syscall=79'
}
before=$(logged)
run "$base" --seccomp "$tmp/log" -- "$helper" call 79 >/dev/null 2>&1
[ "$(logged)" -eq "$before" ]
check 'without --log a denied call is not logged' $?
run "$base" --log --seccomp "$tmp/log" -- "$helper" call 79 >/dev/null 2>&1
tries=0
until [ "$(logged)" -gt "$before" ] || [ $tries -ge 600 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
[ "$(logged)" -gt "$before" ]
check '--log logs a denied call' $?

if [ $kernel = patched ]; then
	mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
	expect 'check: the extension' 0 '^extension: ABI 2$' "$scll" check
	expect 'check: its flags' 0 '^extension-flags: ptrace-deny trust-delegate supervise$' "$scll" check
	expect 'check: the tracepoint' 0 '^tracepoint: seccomp:seccomp_deny_ptrace$' "$scll" check
	expect 'check: all can be done' 0 '^scll-run: yes$' "$scll" check
	expect 'check: inside of a sandbox that denies seccomp' 2 '^extension: no, or the filters of this process deny' \
		run --ro / --rox /usr,/lib64,"$scll" --seccomp "$tmp/deny" -- "$scll" check
else
	expect 'check: no extension' 1 '^extension: no, this is a stock kernel$' "$scll" check
	expect 'check: what is missing' 1 '^scll-run: with --accept atomic,verdict' "$scll" check
fi
status=$([ $kernel = patched ] && echo 0 || echo 1)
expect 'check: Landlock' "$status" '^landlock: ABI [1-9]' "$scll" check
expect 'check: actions' "$status" '^seccomp-actions: .*errno' "$scll" check
expect 'check: Yama' "$status" '^yama: ' "$scll" check
expect 'check: options that are wrong' 125 "unrecognized option '--foo'" "$scll" check --foo
finish
