#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: rules for ports, and scopes.
. "$(dirname "$0")/lib.sh"

ip link set lo up 2>/dev/null

"$helper" listen 4101 >"$tmp/l1" &
l1=$!
"$helper" listen 4102 >"$tmp/l2" &
l2=$!
"$helper" abstract-listen scll-test >"$tmp/l3" &
l3=$!
sleep 1000 &
sleeper=$!
trap 'kill $l1 $l2 $l3 $sleeper; rm -rf "$tmp"' EXIT
for i in 1 2 3; do
	wait_for "$tmp/l$i"
	grep -q ok "$tmp/l$i"
	check "listener $i is there" $?
done

denied 'connect without an option' -- "$helper" connect 4101
denied 'bind without an option' -- "$helper" bind 4105
allowed '--connect-tcp connects' --connect-tcp 4101 -- "$helper" connect 4101
denied '--connect-tcp is for that port only' --connect-tcp 4101 -- "$helper" connect 4102
denied '--connect-tcp does not bind' --connect-tcp 4105 -- "$helper" bind 4105
allowed '--bind-tcp binds' --bind-tcp 4105 -- "$helper" bind 4105
denied '--bind-tcp is for that port only' --bind-tcp 4105 -- "$helper" bind 4106
denied '--bind-tcp does not connect' --bind-tcp 4101 -- "$helper" connect 4101
allowed 'a list of ports, first' --connect-tcp 4101,4102 -- "$helper" connect 4101
allowed 'a list of ports, last' --connect-tcp 4101,4102 -- "$helper" connect 4102
allowed 'an option twice, first' --bind-tcp 4105 --bind-tcp 4106 -- "$helper" bind 4105
allowed 'an option twice, last' --bind-tcp 4105 --bind-tcp 4106 -- "$helper" bind 4106
allowed '--bind-tcp 0 binds to any free port' --bind-tcp 0 -- "$helper" bind 0
denied 'bind to any free port without an option' -- "$helper" bind 0
allowed '--unrestricted-network connects' --unrestricted-network -- "$helper" connect 4101
allowed '--unrestricted-network binds' --unrestricted-network -- "$helper" bind 4105
refused '--unrestricted-network does not combine with a port' \
	'--unrestricted-network cannot be combined with --bind-tcp' \
	--unrestricted-network --bind-tcp 1
refused 'a port that is too large' "--bind-tcp: '65536' is not a port" --bind-tcp 65536
refused 'a port by name' "--connect-tcp: 'http' is not a port" --connect-tcp 80,http
refused 'an empty word in a list' "--connect-tcp '80,': empty word" --connect-tcp 80,

allowed 'abstract sockets without --scope' -- "$helper" abstract-connect scll-test
denied '--scope abstract-unix' --scope abstract-unix -- "$helper" abstract-connect scll-test
allowed '--scope abstract-unix leaves signals' --scope abstract-unix -- /bin/kill -0 "$sleeper"
allowed 'signals without --scope' -- /bin/kill -0 "$sleeper"
denied '--scope signal' --scope signal -- /bin/kill -0 "$sleeper"
allowed '--scope signal leaves abstract sockets' --scope signal -- "$helper" abstract-connect scll-test
allowed '--scope signal leaves signals inside' --scope signal -- sh -c 'sleep 100 & kill $!'
denied 'a list of scopes, first' --scope signal,abstract-unix -- /bin/kill -0 "$sleeper"
denied 'a list of scopes, last' --scope signal,abstract-unix -- "$helper" abstract-connect scll-test
refused 'a scope that is not known' "--scope: unknown scope 'sginal'" --scope sginal
finish
