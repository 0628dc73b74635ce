#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What a sandbox holds back: the rows of the table in scll(1) and README, and ways
# around each of them, tried on this kernel.
. "$(dirname "$0")/lib.sh"

probe=$here/helpers/probe
ip link set lo up 2>/dev/null
echo 3 >/proc/sys/net/ipv4/tcp_fastopen
echo 1 >/proc/sys/dev/tty/legacy_tiocsti
chmod 755 "$tmp"
mkdir "$tmp/w"
: >"$tmp/w/file"

"$helper" listen 4301 >"$tmp/l1" &
l1=$!
"$helper" listen 4302 >"$tmp/l2" &
l2=$!
"$helper" abstract-listen scll-holds >"$tmp/l3" &
l3=$!
"$helper" wait >"$tmp/l4" &
outside=$!
python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1] + "/stream"); s.listen(16)
d = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); d.bind(sys.argv[1] + "/datagram")
print("ok", flush=True)
time.sleep(1000)' "$tmp/w" >"$tmp/l5" &
l5=$!
trap 'kill $l1 $l2 $l3 $outside $l5; rm -rf "$tmp"' EXIT
for i in 1 2 3 4 5; do
	wait_for "$tmp/l$i"
	grep -q ok "$tmp/l$i"
	check "peer $i is there" $?
done

# try NAME ERROR OPTIONS COMMAND...: what it says in a sandbox; ERROR ok: it works
try() {
	name=$1
	error=$2
	options=$3
	shift 3
	status=failure
	[ "$error" != ok ] || status=0 error=
	# shellcheck disable=SC2086 # words
	expect "$name" $status "$error" run "$base" $options -- "$@"
}

# row NAME HOW ERROR OPTIONS COMMAND...: OPTIONS allow it (a rule), or deny it (an
# option), or are given anyway (a filter)
row() {
	[ $# -gt 2 ] || return 0
	row=$1
	how=$2
	says=$3
	given=$4
	shift 4
	case $how in
	rule)
		try "$row: held back by rules" "$says" '' "$@"
		try "$row: allowed by $given" ok "$given" "$@" ;;
	filter)
		try "$row: held back by the filter" "$says" "$given" "$@"
		try "$row: not held back with --no-baseline" ok "--no-baseline $given" "$@" ;;
	option)
		try "$row: not held back without an option" ok '' "$@"
		try "$row: held back by $given" "$says" "$given" "$@" ;;
	no)
		try "$row: not held back" ok "$given" "$@" ;;
	*)
		check "$row: $how is no way to hold back" 1 ;;
	esac
}

row 'files' rule 'Permission denied' '--ro /etc' cat /etc/passwd
row 'TCP ports' rule EACCES '--connect-tcp 4301' "$probe" tcp 4301
row 'UDP' option EAFNOSUPPORT '--no-network' "$probe" udp 4301
row 'MPTCP' filter EPROTONOSUPPORT '' "$probe" mptcp 4301
row 'listening' filter EACCES '--connect-tcp 4302' "$probe" listen-unbound
row 'raw sockets' filter EPERM '' "$probe" raw
row 'named sockets' option EAFNOSUPPORT '--no-unix' "$probe" unix-named "$tmp/w/stream"
row 'abstract sockets' option EPERM '--scope abstract-unix' "$helper" abstract-connect scll-holds
row 'signals' option 'not permitted' '--scope signal' /bin/kill -0 "$outside"
row 'terminal' filter EPERM '--rw /dev' "$probe" sti
row 'metadata' option EPERM '--keep-metadata' "$probe" mode "$tmp/w/file"
row 'key rings' filter EPERM '' "$probe" keyring
row 'io_uring' filter EPERM '' "$probe" uring
row 'namespaces' no '' '' "$probe" namespaces

# Rows that are not on or off have tests of their own.
row 'Fast Open' filter
for call in sendto sendmsg sendmmsg; do
	try "Fast Open: $call held back by the filter" EOPNOTSUPP '--connect-tcp 4302' \
		"$probe" fastopen-$call 4301
	try "Fast Open: $call is left without rules for ports" ok '--unrestricted-network' \
		"$probe" fastopen-$call 4301
done
try 'Fast Open: a later connection is seen as one' EACCES '--connect-tcp 4302' \
	"$probe" fastopen-connect 4301
try 'Fast Open: a later connection goes where it said' EXDEV '--connect-tcp 4302' \
	"$probe" fastopen-switch 4302,4301
row 'ioctls' rule
try 'ioctls: of a device held back by rules' EACCES '--ro /dev/null' "$probe" device-ioctl /dev/null
try 'ioctls: of a device allowed by --rw' ok '--rw /dev/null' "$probe" device-ioctl /dev/null
row 'ptrace' rule
try 'ptrace: held back by rules' EPERM '' "$helper" trace "$outside"

# Ways around the rows.
try 'TCP ports: by leaving another' EACCES '--connect-tcp 4302' "$probe" reconnect 4302,4301
try 'TCP ports: by an IPv6 socket' EACCES '--connect-tcp 4302' "$probe" v4-mapped 4301
try 'TCP ports: no port, no socket' EACCES '' "$probe" tcp 4301
try 'TCP ports: TCP_ULP' ENOPROTOOPT '--connect-tcp 4302' "$probe" tcp-ulp 4302
for way in mptcp-high mptcp-type-flags sctp smc-protocol; do
	try "MPTCP: $way" EPROTONOSUPPORT '' "$probe" $way 4301
done
try 'MPTCP: smc' EAFNOSUPPORT '' "$probe" smc 4301
try 'MPTCP: by io_uring' EPERM '' "$probe" mptcp-uring 4301
try 'MPTCP: by io_uring, without the filter' ok '--no-baseline' "$probe" mptcp-uring 4301
try 'MPTCP: is left without rules for ports' ok '--unrestricted-network' "$probe" mptcp 4301
if [ "$(uname -m)" = x86_64 ]; then
	try 'MPTCP: by a call of 32-bit programs' EPROTONOSUPPORT '' "$probe" mptcp-32 4301
	try 'MPTCP: the same without the filter' ok '--no-baseline' "$probe" mptcp-32 4301
	try 'MPTCP: by socketcall' ENOSYS '' "$probe" mptcp-socketcall 4301
	try 'MPTCP: the same without the filter' ok '--no-baseline' "$probe" mptcp-socketcall 4301
	try 'key rings: by a call of 32-bit programs' EPERM '' "$probe" keyring-32
fi
try 'listening: no port, no socket' EACCES '' "$probe" listen-unbound
try 'listening: a Unix socket, no port' ok "--rw $tmp/w" "$probe" listen-unix "$tmp/w/l1"
try 'listening: a Unix socket, ports to connect to' EACCES "--rw $tmp/w --connect-tcp 4302" \
	"$probe" listen-unix "$tmp/w/l2"
try 'listening: port 0' ok '--bind-tcp 0' "$probe" listen-unbound
try 'listening: another port, as the table says' ok '--bind-tcp 4305' "$probe" listen-unbound
try 'raw sockets: IPv6, flags and more bits' EPERM '' "$probe" raw-high
try 'raw sockets: of packets' EAFNOSUPPORT '' "$probe" packet
try 'raw sockets: of packets, the old way' EPERM '' "$probe" packet-old
try 'UDP: netlink about interfaces is left' ok '--no-network' "$probe" netlink-route
try 'UDP: netlink to other programs' EPROTONOSUPPORT '--no-network' "$probe" netlink-user
try 'UDP: --no-network leaves Unix sockets' ok '--no-network' "$probe" unix-named "$tmp/w/stream"
try 'UDP: --no-network and TCP' EAFNOSUPPORT '--no-network' "$probe" tcp 4301
try 'named sockets: by one of a pair' 'ESOCKTNOSUPPORT' '--no-unix' \
	"$probe" pair-datagram "$tmp/w/datagram"
try 'named sockets: by one of a pair, without the option' ok '' \
	"$probe" pair-datagram "$tmp/w/datagram"
try 'named sockets: by one of a pair that is left alone' EISCONN '--no-unix' \
	"$probe" pair-stream "$tmp/w/stream"
try 'named sockets: pairs are left' ok '--no-unix' "$probe" pair
try 'abstract sockets: --no-unix' 'Address family not supported' '--no-unix' "$helper" abstract-connect scll-holds
try 'terminal: more bits of the request' EPERM '--rw /dev' "$probe" sti-high
try 'terminal: the same without the filter' ok '--no-baseline --rw /dev' "$probe" sti-high
try 'terminal: of the console' EPERM '' "$probe" tioclinux
try 'terminal: without rules' EPERM '--unrestricted-network --rw /dev' "$probe" sti
for way in mode-at owner times xattr flags; do
	try "metadata: $way is left" ok "--ro $tmp/w" "$probe" $way "$tmp/w/file"
	try "metadata: --keep-metadata and $way" EPERM "--keep-metadata --ro $tmp/w" \
		"$probe" $way "$tmp/w/file"
done
try 'metadata: --keep-metadata and io_uring' EPERM '--keep-metadata --unrestricted-network' \
	"$probe" xattr-uring "$tmp/w/file"
try 'key rings: keyctl, more bits' EPERM '' "$probe" keyctl
try 'key rings: without rules' EPERM '--unrestricted-network' "$probe" keyctl
try 'io_uring: is left without rules for ports' ok '--unrestricted-network' "$probe" uring

# The kernel knows beforehand what the filter always allows: getpid, not socket.
if [ -e /proc/self/seccomp_cache ] && [ "$(uname -m)" = x86_64 ]; then
	expect 'what is always allowed does not run the filter' 0 '^x86_64 39 ALLOW' \
		run "$base" --ro /proc -- cat /proc/self/seccomp_cache
	expect 'what is judged does' 0 '^x86_64 41 FILTER' \
		run "$base" --ro /proc -- cat /proc/self/seccomp_cache
fi

# With a filter of the user.
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"keyctl","action":"SCMP_ACT_KILL_PROCESS"},
	{"name":"add_key","action":"SCMP_ACT_LOG"}]}' >"$tmp/kill"
expect 'a filter that kills still kills' 159 '' \
	run "$base" --seccomp "$tmp/kill" -- sh -c "$probe keyctl; exit \$?"
try 'a filter that logs does not allow' EPERM "--seccomp $tmp/kill" "$probe" keyring
"$helper" program 3000 >"$tmp/long"
expect 'a long filter' 1 EXDEV run "$base" --seccomp "$tmp/long" -- "$helper" call 79
try 'a long filter and the baseline' EPROTONOSUPPORT "--seccomp $tmp/long" "$probe" mptcp 4301
"$helper" program 4096 >"$tmp/longest"
refused 'a filter that leaves no room' \
	'the filter has 4096 instructions, which with the [0-9]+ of the baseline filter are more than 4096' \
	"$base" --seccomp "$tmp/longest"
expect 'a filter that leaves no room, and --no-baseline' 1 EXDEV \
	run "$base" --no-baseline --seccomp "$tmp/longest" -- "$helper" call 79
finish
