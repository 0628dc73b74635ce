#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A program under Debian's default profile for containers, with rules for paths and
# ports: Python's web server, asked by a client in a sandbox of its own.
# shellcheck disable=SC2016 # for another shell
. "$(dirname "$0")/lib.sh"

profile=/usr/share/containers/seccomp.json
pids=
trap 'kill $pids 2>/dev/null; rm -rf "$tmp"' EXIT
mkdir "$tmp/site" "$tmp/private"
echo public >"$tmp/site/index.html"
echo secret >"$tmp/private/file"
ln -s ../private/file "$tmp/site/link"

# inside OPTION... -- COMMAND: no capability, as in a container; rules for programs
inside() {
	# shellcheck disable=SC2086 # nothing or one word
	setpriv --bounding-set=-all --inh-caps=-all "$scll" run $effort --seccomp "$profile" \
		"$base" --ro /etc "$@"
}

# What a client prints: the page, the status of the server, or the errno.
cat >"$tmp/get.py" <<'END'
import errno, sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen("http://127.0.0.1:" + sys.argv[1], timeout=60).read().decode())
except urllib.error.HTTPError as e:
    print("status", e.code)
except urllib.error.URLError as e:
    print(errno.errorcode[e.reason.errno])
END
# What the profile says to a call that needs a capability, and to unknown ones.
cat >"$tmp/calls.py" <<'END'
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
for name, nr in ("bpf", 321), ("kexec_load", 246), ("fsopen", 430), ("none", 999):
    print(name, "ok" if libc.syscall(nr, 0, 0, 0, 0, 0) >= 0 else errno.errorcode[ctypes.get_errno()])
END

# Ports are rules of Landlock ABI 4, which any kernel here has.
inside --ro "$tmp/site" --bind-tcp 8080 -- \
	python3 -u -m http.server --bind 127.0.0.1 --directory "$tmp/site" 8080 >"$tmp/log" \
	2>"$tmp/errors" &
pids=$!
wait_for "$tmp/log"
expect 'the server starts' 0 'Serving HTTP on 127.0.0.1 port 8080' cat "$tmp/log"
expect 'a client that may connect gets the page' 0 '^public' \
	inside --connect-tcp 8080 --ro "$tmp/get.py" -- python3 "$tmp/get.py" 8080
expect 'a client that may not: EACCES' 0 '^EACCES$' \
	inside --connect-tcp 8081 --ro "$tmp/get.py" -- python3 "$tmp/get.py" 8080
expect 'nobody listens: not our error' 0 '^ECONNREFUSED$' \
	inside --connect-tcp 8081 --ro "$tmp/get.py" -- python3 "$tmp/get.py" 8081
expect 'the server does not follow a link out of its rules' 0 '^status 404$' \
	python3 "$tmp/get.py" 8080/link
echo secret >"$tmp/site/real"
rm "$tmp/site/link"
expect 'a page that comes later is served' 0 '^secret' python3 "$tmp/get.py" 8080/real
expect 'a server on another port: EACCES' 1 'PermissionError: \[Errno 13\]' \
	inside --ro "$tmp/site" --bind-tcp 8080 -- \
	timeout 60 python3 -m http.server --bind 127.0.0.1 8082

expect 'the profile without capabilities: bpf' 0 '^bpf EPERM$' \
	inside --ro "$tmp/calls.py" -- python3 "$tmp/calls.py"
cp "$tmp/out" "$tmp/calls"
expect 'the profile: kexec_load' 0 '^kexec_load EPERM$' cat "$tmp/calls"
expect 'the profile: fsopen' 0 '^fsopen EPERM$' cat "$tmp/calls"
expect 'the profile: a call that it does not name' 0 '^none ENOSYS$' cat "$tmp/calls"
# This profile allows unshare and mount, for containers in containers.
expect 'the profile: a new user namespace' 0 '' inside -- unshare -U true
expect 'the rules: no mount, in spite of the profile' 32 'permission denied' \
	run --seccomp "$profile" "$base" --ro /etc -- mount -t tmpfs none /mnt
expect 'a file without a rule' 1 'Permission denied' inside -- cat "$tmp/private/file"
if [ $kernel = patched ]; then
	expect 'it is one filter with rules' 0 '^1 1$' inside --ro /proc -- \
		awk '/^Seccomp_(filters|landlock)/ { printf "%s%s", sep, $2; sep = " " } END { print "" }' \
		/proc/self/status
fi
finish
