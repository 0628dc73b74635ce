#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll ps: a known set of sandboxes, shown as it is, and with the whole relation
# compared twice: with what the verdict must be, and with what ptrace(2) does.
# shellcheck disable=SC2016,SC2317 # for another shell, for expect
. "$(dirname "$0")/lib.sh"

# sandbox NAME OPTION...: two members, of which NAME2 is a child of NAME1
sandbox() {
	name=$1
	shift
	"$scll" run $effort --rwx / "$@" -- sh -c '
		"$0" wait >"$1/$2.2" & echo $! >"$1/$2.2.pid"; exec "$0" wait >"$1/$2.1"' \
		"$helper" "$tmp" "$name" 2>/dev/null &
	pids="$pids $!"
	echo $! >"$tmp/$name.1.pid"
	wait_for "$tmp/$name.1" && wait_for "$tmp/$name.2"
	check "there is a sandbox $name" $?
	pids="$pids $(cat "$tmp/$name.2.pid")"
}

# join NAME OF COMMAND...: a process in the sandbox of OF, running COMMAND wait
join() {
	name=$1
	of=$2
	shift 2
	"$scll" exec "$(pid "$of")" -- "$@" "$helper" wait >"$tmp/$name" &
	pids="$pids $!"
	echo $! >"$tmp/$name.pid"
	wait_for "$tmp/$name"
	check "there is a process $name" $?
}

pid() {
	cat "$tmp/$1.pid"
}

# Confines itself without an exec, so that its filter can forbid everything:
# ACTION for read(2) in an ordinary or a ruled filter, of all threads or one.
cat >"$tmp/confine.py" <<'END'
import ctypes, struct, sys, threading, time
kind, action, who = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)
keep = []
def address(data):
    keep.append(ctypes.create_string_buffer(data, len(data)))
    return ctypes.addressof(keep[-1])
def confine():
    insns = struct.pack("HBBI" * 4, 0x20, 0, 0, 0, 0x15, 0, 1, 0,
                        6, 0, 0, int(action, 0), 6, 0, 0, 0x7fff0000)
    libc.prctl(38, 1, 0, 0, 0)
    if kind == "ordinary":
        ret = libc.syscall(317, 1, 0, ctypes.c_void_p(address(struct.pack("HP", 4, address(insns)))))
    else:
        flags = 8 if action == "0x7fc00000" else 0
        attr = struct.pack("IIIiQII", 32, 0, 4, -1, address(insns), 0, 0)
        ret = libc.syscall(317, 4, flags, ctypes.c_void_p(address(attr)))
    if ret < 0:
        sys.exit("failed")
def thread():
    confine()
    confined.set()
    time.sleep(10000)
confined = threading.Event()
if who != "all":
    threading.Thread(target=thread).start()
    confined.wait()
if who != "one":
    confine()
print("ok", flush=True)
time.sleep(10000)
END

# confined NAME ordinary|ruled ACTION all|one|each: each thread by itself
confined() {
	python3 "$tmp/confine.py" "$2" "$3" "$4" >"$tmp/$1" &
	pids="$pids $!"
	echo $! >"$tmp/$1.pid"
	wait_for "$tmp/$1" && grep -q ok "$tmp/$1"
	check "there is a process $1" $?
}

# One instruction can return SECCOMP_RET_TRACE, and never does.
delegating_filter() {
	printf '\040\0\0\0\0\0\0\0'
	printf '\025\0\0\001\377\377\377\0'
	printf '\006\0\0\0\0\0\360\177'
	printf '\006\0\0\0\0\0\377\177'
}

# shown NAME PATTERN: the line of the process in the tree
shown() {
	grep -E "^ *$(pid "$1") " "$tmp/ps" >"$tmp/line"
	expect "ps: $1" 0 "^ *[0-9]+ +$2" cat "$tmp/line"
}

# answer TRACER TARGET: what ps says
answer() {
	awk -v t="$(pid "$1")" -v c="$(pid "$2")" '$1 == t && $2 == c { print $3 }' "$tmp/may.$1"
}

# real TRACER TARGET: what ptrace(2) does for a process in the place of TRACER
real() {
	"$scll" exec "$(pid "$1")" -- "$helper" trace "$(pid "$2")" 2>&1
}

# The filters of a joined process are those of the sandbox; those of the nested one
# descend from them; strict members may read; delegated ones may nothing.
wanted() {
	case $1.$2 in
	trace.1.trace.2|trace.2.trace.1|trace.?.joined|joined.trace.?) echo trace ;;
	trace.?.nested|joined.nested) echo trace ;;
	# SECCOMP_RET_TRACE counts where the tracer has it.
	trace.?.asking|joined.asking) echo trace ;;
	strict.1.strict.2|strict.2.strict.1) echo read ;;
	*) echo no ;;
	esac
}

all='trace.1 trace.2 joined nested asking strict.1 strict.2 delegated.1 delegated.2'

relation() {
	for tracer in $all; do
		"$scll" ps --may-trace "$(pid "$tracer")" >"$tmp/may.$tracer" 2>&1
	done
	: >"$tmp/wrong"
	: >"$tmp/wrong-real"
	pairs=0
	for tracer in $all; do
		for target in $all plain mixed; do
			[ "$tracer" != "$target" ] || continue
			pairs=$((pairs + 1))
			got=$(answer "$tracer" "$target")
			[ "$got" = "$(wanted "$tracer" "$target")" ] ||
				echo "$tracer $target: $got" >>"$tmp/wrong"
			case $got.$(real "$tracer" "$target") in
			trace.ok|no.EPERM|read.EPERM) ;;
			*) echo "$tracer $target: $got, but $(real "$tracer" "$target")" >>"$tmp/wrong-real" ;;
			esac
		done
	done
	expect "--may-trace: $pairs pairs are as the verdict must be" 1 '' grep . "$tmp/wrong"
	expect "--may-trace: $pairs pairs are as ptrace(2) finds them" 1 '' grep . "$tmp/wrong-real"
	# The other direction of the same question.
	expect '--may-trace: who may trace the nested one' 0 '^trace$' \
		awk -v t="$(pid joined)" -v c="$(pid nested)" '$1 == t && $2 == c { print $3 }' \
		"$tmp/may.nested"
	expect '--may-trace: nobody outside' 0 " no +.*ps --may-trace" cat "$tmp/may.trace.1"
}

picture() {
	"$scll" ps --dot >"$tmp/dot"
	box=$(sed -n "/subgraph/,/}/{/p$(pid trace.1) /,/}/p}" "$tmp/dot" | grep -c '\[label')
	[ "$box" = 3 ]
	check '--dot: three processes in the box of the first' $?
	expect '--dot: an arrow from the sandbox to the nested one' 0 \
		"p$(pid trace.1) -> p$(pid nested) \[.*label=\"may trace\"" cat "$tmp/dot"
	# Of all others no box is above another.
	[ "$(grep -c 'lhead' "$tmp/dot")" = 2 ]
	check '--dot: one more to the other below it, and no other' $?
	expect '--dot: a child' 0 "p$(pid trace.1) -> p$(pid trace.2) \[style=dashed, " cat "$tmp/dot"
}

# What its filters do, and what its threads differ in, is no matter to who reads.
hostile() {
	confined denying ruled 0x00050001 all
	confined silent ruled 0x7fc00000 all
	confined late ruled 0x7fff0000 one
	confined apart ruled 0x7fff0000 each
	"$scll" ps >"$tmp/ps" 2>&1
	shown denying '1 +1 trace '
	shown silent '1 +1 delegated '
	shown late '0-1 +0-1 - '
	shown apart '1 +1 differ '
	expect 'a thread apart: the kernel says so too' 1 EPERM real apart apart
	"$scll" ps --may-trace "$(pid late)" >"$tmp/may.late"
	expect 'a thread without a ruled filter: unknown whom it may trace' 0 ' any +unknown +no ruled' \
		cat "$tmp/may.late"
	expect 'a thread without a ruled filter: is outside' 0 \
		"^ *$(pid trace.1) +$(pid late) no .*\(not-subset\)" cat "$tmp/may.late"
}

# seen VARIABLE=VALUE COMMAND...: what scll ps writes to a terminal
seen() {
	variable=$1
	shift
	env -u NO_COLOR TERM=xterm "$variable" script -qec "'$scll' ps $*" "$tmp/seen" >"$tmp/out" 2>&1 &&
		sed '1d;$d' "$tmp/seen"
}

# A process may call itself anything, and is shown as that in ASCII and as nothing else.
names() {
	run --rwx / -- bash -c 'exec -a "$(printf "$0")" "$1" wait >"$2"' \
		'x"];y [label="&#10;&lt;\\N</TABLE>\033[2J\302\233\342\200\256' "$helper" "$tmp/named" \
		2>/dev/null &
	pids="$pids $!"
	wait_for "$tmp/named"
	check 'there is a process with a hostile name' $?
	expect 'ps: a hostile name' 0 ' x"\];y \[label="&#10;&lt;\\N</TABLE>[.?]\[2J[.?]{5} wait$' \
		"$scll" ps
	# All of it, whatever else is shown
	"$scll" ps >"$tmp/ps" && ! grep -q '[^ -~]' "$tmp/ps"
	check 'ps: nothing but ASCII' $?
	"$scll" ps --dot >"$tmp/dot" && dot -Tsvg "$tmp/dot" >"$tmp/svg" 2>"$tmp/dot-says" &&
		[ ! -s "$tmp/dot-says" ]
	check '--dot: dot(1) has nothing to say' $?
	# Twice: once for dot(1), and once for XML, which it makes of it.
	expect '--dot: a hostile name' 0 \
		'>x&quot;\];y \[label=&quot;&amp;#10;&amp;lt;\\N(&lt;/TABLE|<)' cat "$tmp/svg"
	expect '--dot: a title' 0 '>Who may trace whom<' cat "$tmp/svg"
}

# seen VARIABLE=VALUE ARGUMENT...: what scll ps writes to a terminal
seen() {
	variable=$1
	shift
	env -u NO_COLOR TERM=xterm "$variable" script -qec "'$scll' ps $*" "$tmp/seen" >"$tmp/script" &&
		cat -v "$tmp/seen"
}

colours() {
	dim='\^\[\[2munknown \^\[\[0m'
	[ $kernel = stock ] || expect 'ps: colour on a terminal' 0 '\^\[\[32mtrace    \^\[\[0m ' seen A=1
	expect '--may-trace: colour on a terminal' 0 " any $dim" seen NO_COLOR= --may-trace $$
	for variable in NO_COLOR=1 TERM=dumb; do
		expect "--may-trace: none with $variable" 0 ' any unknown  ' seen $variable --may-trace $$
	done
	expect '--may-trace: none in a file' 0 ' any unknown  ' "$scll" ps --may-trace $$
}

outside_view() {
	expect 'ps: what an ordinary user may not read is unknown' 0 \
		"$(pid trace.1) +1 +1 +unknown .*\(not permitted to read its filters\)" \
		setpriv --reuid 65534 --regid 65534 --clear-groups "$scll" ps
	expect 'ps --json: the same' 0 '^\["unknown","not permitted to read its filters"\]$' sh -c '
		setpriv --reuid 65534 --regid 65534 --clear-groups "$0" ps --json |
			jq -c ".[] | select(.pid == $1) | [.members, .unknown]"' "$scll" "$(pid trace.1)"
	expect 'ps: from another sandbox nothing can be read' 0 \
		"$(pid trace.1) +1 +1 +unknown .*\(not permitted to read its filters\)" \
		"$scll" run --rwx / -- "$scll" ps
}

pids=
trap 'kill $pids 2>/dev/null; rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
delegating_filter >"$tmp/delegating"
sandbox trace
sandbox strict --no-debug
confined plain ordinary 0x7fff0000 all
confined mixed ordinary 0x7fff0000 one

names
colours

expect 'ps: an unknown option' 125 unrecognized "$scll" ps --bogus
expect 'ps: an argument' 125 "unexpected argument '5'" "$scll" ps 5
expect '--may-trace: not a process id' 125 "'0' is not a process id" "$scll" ps --may-trace 0
expect '--may-trace: no such process' 125 'process 4194300: No such process' \
	"$scll" ps --may-trace 4194300
expect '--may-trace: not with --dot' 125 'do not go together' "$scll" ps --may-trace 1 --dot
expect '--json: not with --dot' 125 'do not go together' "$scll" ps --json --dot
expect 'ps: output that cannot be written' 125 'cannot write' sh -c '"$0" ps >/dev/full' "$scll"
expect 'ps --help' 0 '^Usage: scll ps' "$scll" ps --help

# json NAME: of a process, but for its id
json() {
	"$scll" ps --json | jq -c ".[] | select(.pid == $(pid "$1")) | [.ppid, .filters.min,
		.filters.max, .ruled, .members, .unknown, .command | if type == \"string\" and
			(startswith(\"/\") or startswith(\"sh \")) then \"command\" else . end]"
}
if [ $kernel = patched ]; then
	expect '--json: trace' 0 "^\[$$,1,1,{\"min\":1,\"max\":1},\"trace\",null,\"command\"\]$" json trace.1
	expect '--json: strict' 0 '"strict",null' json strict.1
	expect '--json: no ruled filter' 0 ',1,1,{"min":0,"max":0},null,null,' json plain
else
	expect '--json: trace' 0 "^\[$$,1,1,null,null,null,\"command\"\]$" json trace.1
fi
expect '--json: threads' 0 ',0,1,' json mixed

if [ $kernel = patched ]; then
	sandbox delegated --seccomp "$tmp/delegating"
	# Landlock alone, which cannot be seen and limits tracing.
	"$helper" landlock >"$tmp/rules" &
	pids="$pids $!"
	echo $! >"$tmp/rules.pid"
	wait_for "$tmp/rules"
	expect 'Landlock alone: it cannot trace' 1 EPERM "$helper" landlock "$(pid plain)"
	expect 'Landlock alone: unknown whom it may trace' 0 ' any +unknown +no ruled filter' \
		"$scll" ps --may-trace "$(pid rules)"
	expect '--may-trace never tells that a process may trace any' 1 '' \
		sh -c '"$0" ps --may-trace 1 | grep -w "any *any"' "$scll"
	join joined trace.1
	join nested trace.1 "$scll" run --rwx / --
	join asking trace.1 "$scll" run --rwx / --seccomp "$tmp/delegating" --
	"$scll" ps >"$tmp/ps" 2>&1
	shown trace.1 '1 +1 trace +'
	shown trace.2 '1 +1 trace +\\_ '
	shown joined '1 +1 trace +'
	shown nested '2 +2 trace +'
	shown asking '2 +2 delegated '
	shown strict.1 '1 +1 strict +'
	shown strict.2 '1 +1 strict +\\_ '
	shown delegated.1 '1 +1 delegated '
	shown plain '1 +0 - '
	shown mixed '0-1 +0 - '
	! grep -E '^ *1 ' "$tmp/ps" >"$tmp/out"
	check 'ps: a process without filters is not shown' $?
	relation
	picture
	outside_view
	hostile
else
	"$scll" ps >"$tmp/ps" 2>&1
	shown trace.1 '[0-9]+ +- - '
	shown plain '1 +- - '
	shown mixed '0-1 +- - '
	expect '--may-trace: nobody knows' 0 'any +unknown +this kernel does not tell' \
		"$scll" ps --may-trace "$(pid trace.1)"
fi
finish
