#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What Landlock can do since ABI 7: named sockets, UDP ports, and what is logged.  Where
# this kernel cannot, that is said, and is not less without a word.
. "$(dirname "$0")/lib.sh"

probe=$here/helpers/probe
ip link set lo up 2>/dev/null
chmod 755 "$tmp"
mkdir "$tmp/w" "$tmp/other" "$tmp/deny"
: >"$tmp/w/file"
: >"$tmp/deny/file"
: >"$tmp/deny/quiet"
ln -s w/stream "$tmp/link"
python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1] + "/stream"); s.listen(64)
d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); d.bind(sys.argv[1] + "/datagram")
print("ok", flush=True)
time.sleep(1000)' "$tmp/w" >"$tmp/l1" &
l1=$!
# The records of the audit log, as a daemon would get them.
python3 -c 'import os, socket, struct
s = socket.socket(16, 3, 9)
s.bind((0, 0))
status = struct.pack("=11I", 5, 1, 0, os.getpid(), 0, 0, 0, 0, 0, 0, 0)
s.send(struct.pack("=IHHII", 16 + len(status), 1001, 5, 1, 0) + status)
print("ok", flush=True)
while True:
    record = s.recv(9000)
    print(struct.unpack("=H", record[4:6])[0], record[16:].decode("ascii", "replace"), flush=True)
' >"$tmp/audit" 2>&1 &
l2=$!
trap 'kill $l1 $l2; rm -rf "$tmp"' EXIT
for i in l1 audit; do
	wait_for "$tmp/$i"
	grep -q ok "$tmp/$i"
	check "$i is there" $?
done

# allows NAME OPTIONS COMMAND..., denies NAME OPTIONS COMMAND...
allows() {
	name=$1
	options=$2
	shift 2
	# shellcheck disable=SC2086 # words
	expect "$name" 0 '' run "$base" $options -- "$@"
}
denies() {
	name=$1
	options=$2
	shift 2
	# shellcheck disable=SC2086 # words
	expect "$name" 1 '^EACCES$' run "$base" $options -- "$@"
}
# lacking NAME WORD LINE OPTION...: strict refuses, and best effort says
lacking() {
	name=$1
	word=$2
	line=$3
	shift 3
	rm -f "$tmp/ran"
	expect "$name: refused without $word" 125 "^scll run: sandbox: missing here: $line" \
		"$scll" run --accept atomic,verdict --rwx / "$@" -- touch "$tmp/ran"
	grep -q "do without: --accept atomic,verdict,$word\$" "$tmp/out"
	check "$name: what to accept is $word" $?
	[ ! -e "$tmp/ran" ]
	check "$name: the command did not run" $?
	expect "$name: best effort says so" 0 "^scll run: best effort: $line" \
		"$scll" run --best-effort --rwx / "$@" -- true
}

sockets() {
	denies 'named sockets: of another directory' "--unix $tmp/other" "$probe" unix-named "$tmp/w/stream"
	denies 'named sockets: datagrams' "--unix $tmp/w/stream" "$probe" pair-datagram "$tmp/w/datagram"
	denies 'named sockets: --rw is not for connecting' "--unix $tmp/other --rw $tmp/w" \
		"$probe" unix-named "$tmp/w/stream"
	denies 'named sockets: a rule for a file is one for nothing' "--unix $tmp/w/file" \
		"$probe" unix-named "$tmp/w/stream"
	denies 'named sockets: the way by a link' "--unix $tmp/other" "$probe" unix-named "$tmp/link"
	denies 'named sockets: a path that is missing' "--ignore-missing --unix $tmp/none" \
		"$probe" unix-named "$tmp/w/stream"
	expect 'named sockets: without rules for files' 1 '^EACCES$' run --unrestricted-filesystem \
		--unix "$tmp/other" -- "$probe" unix-named "$tmp/w/stream"
	allows 'named sockets: a directory' "--unix $tmp/w" "$probe" unix-named "$tmp/w/stream"
	allows 'named sockets: a socket' "--unix $tmp/w/stream" "$probe" unix-named "$tmp/w/stream"
	allows 'named sockets: a list' "--unix $tmp/other,$tmp/w/datagram" \
		"$probe" pair-datagram "$tmp/w/datagram"
	allows 'named sockets: a link to it' "--unix $tmp/link" "$probe" unix-named "$tmp/w/stream"
	allows 'named sockets: of the sandbox' "--unix $tmp/w/stream --rw $tmp/other --bind-tcp 0" sh -c \
		"python3 -c 'import socket
s = socket.socket(socket.AF_UNIX); s.bind(\"$tmp/other/own\"); s.listen(1)
socket.socket(socket.AF_UNIX).connect(\"$tmp/other/own\")'"
	echo "{\"abi\":9,\"ruleset\":[{\"handledAccessFs\":[\"resolve_unix\"]}],\"pathBeneath\":[
		{\"allowedAccess\":[\"resolve_unix\"],\"parent\":[\"$tmp/w/stream\"]}]}" >"$tmp/policy"
	expect 'named sockets: a policy allows' 0 '' \
		run --policy "$tmp/policy" -- "$probe" unix-named "$tmp/w/stream"
	expect 'named sockets: a policy denies' 1 EACCES \
		run --policy "$tmp/policy" -- "$probe" pair-datagram "$tmp/w/datagram"
}

udp() {
	for way in udp udp-connect; do
		denies "UDP: $way to another port" '--connect-udp 4302' "$probe" $way 4301
		denies "UDP: $way, no port to send to" '--bind-udp 4301' "$probe" $way 4301
		denies "UDP: $way, 0 is no other port" '--connect-udp 0' "$probe" $way 4301
		allows "UDP: $way" '--connect-udp 4302,4301' "$probe" $way 4301
		allows "UDP: $way to any port" '--connect-udp any --bind-udp 4305' "$probe" $way 4301
	done
	denies 'UDP: TCP is another matter' '--connect-udp 4301' "$probe" tcp 4301
	denies 'UDP: sending does not bind' '--connect-udp 4305' "$probe" udp-bind 4305
	denies 'UDP: any port to send to does not bind' '--connect-udp any' "$probe" udp-bind 4305
	denies 'UDP: another port to bind to' '--bind-udp 4306' "$probe" udp-bind 4305
	denies 'UDP: no port that the kernel picks' '--bind-udp 4306' "$probe" udp-bind 0
	allows 'UDP: a port to bind to' '--bind-udp 4305' "$probe" udp-bind 4305
	allows 'UDP: a port that the kernel picks, to send from' '--connect-udp 4301' "$probe" udp-bind 0
	allows 'UDP: and one of those that it picks from, as the table says' '--connect-udp 4301' \
		"$probe" udp-bind-range 40000
	echo '{"abi":10,"ruleset":[{"handledAccessNet":["connect_send_udp"]}],"netPort":[
		{"allowedAccess":["connect_send_udp"],"port":[4301]}]}' >"$tmp/policy"
	expect 'UDP: a policy allows' 0 '' run --policy "$tmp/policy" -- "$probe" udp 4301
	expect 'UDP: a policy denies' 1 EACCES run --policy "$tmp/policy" -- "$probe" udp 4302
}

# logs NAME PATH YES-OR-NO OPTIONS: whether it is logged that PATH cannot be read
logs() {
	: >"$tmp/audit"
	# shellcheck disable=SC2086 # words
	run "$base" $4 -- cat "$2" >"$tmp/out" 2>&1 &&
		echo 'it could be read' >>"$tmp/out"
	# Comes after it, and is always logged.
	run "$base" --log-new-exec -- cat "$tmp/deny/end" >>"$tmp/out" 2>&1
	tries=0
	until grep -q "$tmp/deny/end" "$tmp/audit" || [ $tries -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	cat "$tmp/audit" >>"$tmp/out"
	got=no
	! grep -q "^1423 .*blockers=fs.read_file path=\"$2\"" "$tmp/audit" || got=yes
	grep -q "$tmp/deny/end" "$tmp/audit" && grep -q 'Permission denied' "$tmp/out" && [ $got = "$3" ]
	check "$1" $?
}

: >"$tmp/deny/end"
if "$helper" knows fs 65536; then
	sockets
else
	lacking 'named sockets' unix 'not restricted, named sockets: resolve_unix' --unix "$tmp/w"
	expect 'named sockets: the way out is told' 125 'no Unix sockets at all: --no-unix' \
		"$scll" run --rwx / --unix "$tmp/w" -- true
fi
if "$helper" knows net 12; then
	udp
else
	lacking 'UDP' net 'not restricted, network: bind_udp connect_send_udp' --connect-udp 53
fi
if "$helper" knows restrict 2; then
	logs 'log: not by default' "$tmp/deny/file" no ''
	logs 'log: --log is about the filter' "$tmp/deny/file" no --log
	logs 'log: --log-new-exec' "$tmp/deny/file" yes --log-new-exec
	logs 'log: --quiet is about messages' "$tmp/deny/file" yes '--quiet --log-new-exec'
else
	lacking 'log' log 'denials are not logged as asked for: log_new_exec_on' --log-new-exec
fi
if "$helper" knows quiet 1; then
	logs 'log: --no-log' "$tmp/deny/quiet" no "--log-new-exec --no-log $tmp/deny/quiet"
	logs 'log: --no-log of a directory' "$tmp/deny/quiet" no "--log-new-exec --no-log $tmp/deny"
	logs 'log: --no-log hides no other path' "$tmp/deny/file" yes \
		"--log-new-exec --no-log $tmp/deny/quiet,$tmp/w"
	denied '--no-log allows nothing' --log-new-exec --no-log "$tmp/deny" -- cat "$tmp/deny/quiet"
else
	lacking 'quiet' log 'denials are not logged as asked for: ([a-z_]+ )*quiet' \
		--log-new-exec --no-log /etc
fi
refused '--no-log alone' '--no-log /etc: nothing is logged of the command' "$base" --no-log /etc
refused '--log-new-exec without rules' 'there are no rules' --unrestricted-filesystem \
	--unrestricted-network --log-new-exec
refused '--unix and --no-unix' '--no-unix cannot be combined with --unix' --no-unix --unix /run
refused '--connect-udp any and --no-network' 'combined with --connect-udp' --no-network --connect-udp any
refused 'a UDP port by name' "--bind-udp: 'any' is not a port" --bind-udp any
finish
