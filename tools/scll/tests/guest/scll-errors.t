#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: the reason why a command was not executed, options for common habits,
# limits, and how messages are written.  Any kernel with Landlock will do: it can be run
# on the host from build/user/scll/tests, and as any user but for two tests.
# shellcheck disable=SC2016,SC2086,SC2317 # for another shell, nothing or one word, called
. "$(dirname "$0")/lib.sh"

loader=$(readelf -l /bin/true | sed -n 's/.*interpreter: \(.*\)]/\1/p')
chmod 755 "$tmp"
cd "$tmp" || exit

# why NAME PATTERN OPTION... -- COMMAND: it is not executed, this is the reason, and no
# option of the command line is proposed
why() {
	name=$1
	pattern=$2
	shift 2
	run "$@" >"$tmp/said" 2>&1 </dev/null
	echo $? >"$tmp/status"
	cp "$tmp/said" "$tmp/out"
	proposed=
	for option in --add-exec --ldd; do
		case " $* " in
		*" $option "*) grep -qe "$option" "$tmp/said" && proposed=$option ;;
		esac
	done
	grep -q 126 "$tmp/status" && matches "$tmp/said" "$pattern" && [ -z "$proposed" ]
	verdict=$?
	echo "wanted 126 and: $pattern; proposed: $proposed" >>"$tmp/out"
	result "$([ $verdict = 0 ] && echo ok || echo 'not ok')" "$name"
}

cp /bin/true program
printf '#!%s/nosuch\n' "$tmp" >lost
printf '#!%s/program\n' "$tmp" >script
printf '#!/bin/sh\nexit 7\n' >shell
echo text >plain
chmod 755 lost script shell
mkdir directory

why 'only the command is allowed: its loader' "not allow executing $loader .*the loader of .*--rox $loader" \
	--rox ./program -- ./program
! grep -q 'executing ./program' "$tmp/said"
check '... and not the command' $?
why 'nothing is allowed: what would do' 'what nearly every program needs: --system$' -- true
why 'nothing of the system is allowed' 'what nearly every program needs: --system$' --rox ./program -- ./program
why 'the system is allowed' 'not allow executing ./program' --system -- ./program
! grep -q 'nearly every' "$tmp/said"
check '... and is not proposed' $?
why '--add-exec alone: the loader' "not allow executing $loader " --add-exec -- ./program
why '--ldd alone: the command' "not allow executing ./program: --rox $tmp/program, or --add-exec" \
	--ldd -- ./program
why 'read but not execute' "not allow executing ./program: --rox" --ro . -- ./program
why 'an interpreter without a rule' "not allow executing /bin/sh .the interpreter of ./shell.: --rox /bin/sh" \
	--rox ./shell -- ./shell
why 'an interpreter that is not there' "^scll run: $tmp/nosuch .the interpreter of ./lost. does not exist" \
	"$base,." -- ./lost
# What a file names may be an escape sequence.
escape=$(printf '\033[31mred\302\233')
plain='.\[31mred\?\?'
for name in "/$escape" "$tmp/$escape/x"; do
	printf '#!%s\n' "$name" >red
	chmod 755 red
	why 'an interpreter whose name is an escape sequence' "$plain.*the interpreter of ./red. does not exist" \
		"$base,." -- ./red
	! grep -q "$(printf '[\033\233]')" "$tmp/said"
	check '... of which no byte gets to the terminal' $?
done
cp /bin/true "$escape"
printf '#!%s\n' "$tmp/$escape" >red
why 'an escape sequence that has no rule' "executing $tmp/$plain .*: --ldd\$" "$base,./red" -- ./red
! grep -q "$(printf '[\033\233]')" "$tmp/said"
check '... gets no option' $?
printf '#!%s\n' "/$escape" >red
expect '--ldd of an escape sequence' 125 "^scll run: --ldd /$plain: " run --add-exec --ldd -- ./red

why 'mode without x' '^scll run: ./plain has mode 0644, which does not let' "$base,." -- ./plain
! grep -q 'the rules do not allow' "$tmp/said"
check '... rules are not blamed' $?
why 'a directory' '^scll run: ./directory is a directory' "$base,." -- ./directory
expect 'a command that is not there' 127 'scll run: nosuch: No such file' run "$base" -- nosuch
echo '{"ruleset":[{"handledAccessFs":["execute"]}]}' >policy
why 'a policy that does not allow it' 'not allow executing /.*/true: --rox' --policy policy -- true
echo '{"ruleset":[{"handledAccessFs":["make_block"]}]}' >policy
expect 'a policy that is not about executing' 0 '' run --policy policy -- true

# Root may search every directory, and nothing here is to be mounted for good.
mkdir -p closed/inner
cp program closed/inner
chmod 700 closed
if [ "$(id -u)" = 0 ]; then
	why_user() { setpriv --reuid 65534 --regid 65534 --clear-groups -- "$scll" run $effort "$@"; }
	expect 'a directory that cannot be searched' 126 \
		"cannot be reached: no permission .x. for the directory $tmp/closed\$" \
		why_user "$base,." -- "$tmp/closed/inner/program"
	expect 'a file system without exec' 126 "$tmp/directory/program is in a file system that is mounted noexec" \
		unshare -m sh -c 'mount -t tmpfs -o noexec none directory && cp program directory && "$@"' - \
		"$scll" run $effort "$base,$tmp" -- "$tmp/directory/program"
fi

expect '--add-exec --ldd: nothing else is needed' 0 '' run --add-exec --ldd -- ./program
expect '--add-exec --ldd: a script' 7 '' run --add-exec --ldd -- ./shell
expect '--add-exec --ldd: and no more than that' failure 'Permission denied' \
	run --add-exec --ldd -- cat plain
# A path of the same length in its place, which is an escape sequence too.
other=/tmp/$(printf '\033%0*d' $((${#loader} - 6)) 0)
cp "$loader" "$other"
chmod 777 "$other"
python3 -c 'import sys; a, b = (x.encode() for x in sys.argv[1:]); d = open("program", "rb").read()
open("loaded", "wb").write(d.replace(a, b))' "$loader" "$other"
chmod 755 loaded
expect '--ldd executes no loader that others can change' 125 "/tmp/.0+: not executed, since it does not belong to root alone" \
	run --add-exec --ldd -- ./loaded
! grep -q "$(printf '\033')" "$tmp/out"
check '... and says so in plain text' $?
rm "$other"
expect '--chdir: the command' 0 "^$tmp/directory\$" run "$base" --ro . --chdir directory -- pwd -P
expect '--chdir: paths of options are relative to here' 0 '^text$' \
	run "$base" --ro plain --chdir directory -- cat ../plain
expect '--chdir: no such directory' 125 '^scll run: --chdir nosuch: No such file' \
	run "$base" --chdir nosuch -- true
expect '--new-session: leads one' 0 '^yes$' run "$base" --ro /proc --new-session -- \
	sh -c '[ "$(cut -d" " -f6 /proc/$$/stat)" = $$ ] && echo yes'
expect '--new-session: from a group leader, the status' 9 '' \
	setsid -w "$scll" run $effort "$base" --new-session -- sh -c 'exit 9'
expect '--new-session: from a group leader, a signal' 143 '' \
	setsid -w "$scll" run $effort "$base" --new-session -- sh -c 'kill -TERM $$'
"$scll" run --best-effort --ignore-missing --quiet "$base" --ro /nosuch -- true >quiet 2>&1
[ ! -s quiet ]
check '--quiet: nothing is printed' $?
"$scll" run --best-effort --ignore-missing "$base" --ro /nosuch -- true 2>&1 | grep -q 'best effort: .*/nosuch'
check '... and without it something is' $?

# Limits of open files: the tool needs more than the command is to have.
many=$(seq 1100 | sed "s,.*,$tmp/many/&," | paste -sd,)
mkdir many && (cd many && seq 1100 | xargs touch)
expect '1,100 paths' 0 '^256 4096$' prlimit --nofile=256:4096 -- \
	"$scll" run $effort "$base" --ro "$many" -- sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
expect 'more paths than the hard limit' 125 'each path takes one open file, and the hard limit is 64: .*prlimit' \
	prlimit --nofile=64:64 -- "$scll" run $effort "$base" --ro "$many" -- true

# What is open already is not restricted, and has no rules.
echo from a pipe | run "$base" --rw /dev/stdin -- cat >piped 2>&1
grep -qx 'from a pipe' piped
check '--rw /dev/stdin: a pipe' $?
echo from a pipe | run "$base" --ro /proc/self/fd/0 -- sh -c 'cat <&0; cat plain' >piped 2>&1
grep -qx 'from a pipe' piped && ! grep -q text piped
check '... the other rules hold' $?
expect '--rw /dev/stdin: a socket' 0 '^done$' python3 -c '
import socket, subprocess, sys
a, b = socket.socketpair()
sys.exit(subprocess.call(sys.argv[1:], stdin=a))' \
	"$scll" run $effort "$base" --rw /dev/stdin -- echo 'done'

# writes NAME COMMAND...: one write a line on standard error
writes() {
	name=$1
	shift
	strace -qq -o trace -e trace=write -e write=2 "$@" >/dev/null 2>said
	grep -c '^write(2,' trace >n
	[ -s said ] && [ "$(cat n)" = "$(grep -c . said)" ]
	status=$?
	{ cat said n; } >"$tmp/out"
	result "$([ $status = 0 ] && echo ok || echo 'not ok')" "one write a line: $name"
}
writes 'best effort' "$scll" run --best-effort --ignore-missing --ro /nosuch1,/nosuch2 "$base" -- true
writes 'an error' "$scll" run --ro /nosuch -- true
writes 'an option' "$scll" run --nosuch
writes 'the reason' "$scll" run --best-effort --rox ./program -- ./program
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["no_such_call"],"action":"SCMP_ACT_ERRNO"}]}' >profile
writes 'a profile' "$scll" run --best-effort --seccomp profile "$base" -- true
writes 'ps' "$scll" ps --nosuch
finish
