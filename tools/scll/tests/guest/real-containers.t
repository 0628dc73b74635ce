#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run inside of bubblewrap and of crun: namespaces and mounts are theirs, the
# rules are ours.  The filters of both hold.
# shellcheck disable=SC2016 # for another shell
. "$(dirname "$0")/lib.sh"

share=$(mktemp -d /run/real.XXXXXX) || exit
trap 'rm -rf --one-file-system "$tmp" "$share"' EXIT
chmod 755 "$share"
# Other users cannot reach where we are built.
cp "$scll" "$helper" "$share"

# Tells about itself; /work is all it may write to.
cat >"$share/inside" <<'END'
echo "uid $(id -u), processes $(ls -d /proc/[0-9]* | wc -l)"
echo x >/work/file && echo "write: $(cat /work/file)"
touch /tmp/other || echo "write elsewhere: denied"
awk '/^Seccomp_(filters|landlock)/ { print $1, $2 }' /proc/self/status
"$1/helper" wait >/dev/null &
sleep 1
echo "trace a mate: $("$1/helper" trace $!)"
echo "trace the first process: $("$1/helper" trace 1)"
END

# shellcheck disable=SC2086 # nothing or one word
sandbox="$share/scll run $effort --rox / --rw /proc,/dev,/work -- sh $share/inside $share"

# saw NAME LINE: the inside printed it
saw() {
	grep -qxF "$2" "$tmp/saw"
	verdict=$?
	check "$1" $verdict
	[ $verdict = 0 ] || sed 's/^/# /' "$tmp/saw"
}

# all WHO UID FILTERS FIRST: everything that one run must have printed; FIRST is
# what tracing process 1 of the namespace gives
all() {
	saw "$1: writes where it may" 'write: x'
	saw "$1: and nowhere else" 'write elsewhere: denied'
	[ $kernel = stock ] || saw "$1: filters" "Seccomp_filters: $3"
	[ $kernel = stock ] || saw "$1: one of them is ruled" 'Seccomp_landlock: 1'
	saw "$1: traces its mate" 'trace a mate: ok'
	saw "$1: tracing process 1" "trace the first process: $4"
	grep -q "^uid $2, processes [0-9]\$" "$tmp/saw"
	check "$1: is user $2 in a PID namespace" $?
}

bubblewrap_tests() {
	bwrap_all='--unshare-all --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64
		--symlink usr/bin /bin --ro-bind /etc /etc --dev /dev --proc /proc --tmpfs /tmp --tmpfs /work
		--ro-bind '$share' '$share
	# shellcheck disable=SC2086 # words
	bwrap $bwrap_all $sandbox >"$tmp/saw" 2>&1
	# Process 1 is bubblewrap itself, outside of the sandbox.
	all 'bubblewrap, root' 0 1 EPERM
	# shellcheck disable=SC2086 # words
	setpriv --reuid 65534 --regid 65534 --clear-groups bwrap $bwrap_all $sandbox >"$tmp/saw" 2>&1
	all 'bubblewrap, a user' 65534 1 EPERM
	# A filter of bubblewrap's beneath ours: all is allowed, it only counts.
	printf '\006\0\0\0\0\0\377\177' >"$tmp/allow"
	# shellcheck disable=SC2086 # words
	bwrap $bwrap_all --seccomp 9 $sandbox >"$tmp/saw" 2>&1 9<"$tmp/allow"
	all 'bubblewrap with a filter' 0 2 EPERM
}

# config ARGUMENTS SECCOMP: of an OCI bundle with this machine's files
config() {
	cat <<END
{
	"ociVersion": "1.0.0",
	"root": { "path": "rootfs", "readonly": true },
	"process": {
		"terminal": false, "noNewPrivileges": true, "cwd": "/",
		"user": { "uid": 0, "gid": 0 },
		"env": [ "PATH=/usr/sbin:/usr/bin:/sbin:/bin" ],
		"capabilities": { "bounding": [], "effective": [], "permitted": [] },
		"args": [ $1 ]
	},
	"mounts": [
		{ "destination": "/proc", "type": "proc", "source": "proc" },
		{ "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=755" ] },
		{ "destination": "/tmp", "type": "tmpfs", "source": "tmpfs" },
		{ "destination": "/work", "type": "tmpfs", "source": "tmpfs" },
		{ "destination": "$share", "type": "bind", "source": "$share", "options": [ "bind", "ro" ] }
	],
	"linux": {
		"namespaces": [ { "type": "pid" }, { "type": "mount" }, { "type": "ipc" },
			{ "type": "uts" }, { "type": "network" } ]$2
	}
}
END
}

# words WORD...: as JSON
words() {
	printf '"%s"' "$1"
	shift
	[ $# -eq 0 ] || printf ', "%s"' "$@"
}

# crun_run NAME SECCOMP
crun_run() {
	# shellcheck disable=SC2086 # words
	config "$(words $sandbox)" "$2" >"$share/bundle/config.json"
	(cd "$share/bundle" && crun --root "$share/crun" --cgroup-manager=cgroupfs run "$1") \
		>"$tmp/saw" 2>&1 </dev/null
}

crun_tests() {
	mkdir -p "$share/bundle/rootfs" "$share/crun"
	for d in usr etc proc dev tmp work "$share"; do
		mkdir -p "$share/bundle/rootfs/$d"
	done
	for d in usr etc; do
		mount --bind "/$d" "$share/bundle/rootfs/$d"
	done
	for d in lib lib64 bin sbin; do
		ln -s "usr/$d" "$share/bundle/rootfs/$d"
	done
	crun_run plain ''
	# Process 1 is what scll became: a mate.
	all 'crun' 0 1 ok
	# As runtimes do it: the profile is in the configuration.  It allows what
	# scll needs, seccomp(2) and Landlock; and denies something.
	crun_run filtered ', "seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
		{ "names": [ "keyctl" ], "action": "SCMP_ACT_ERRNO", "errnoRet": 1 } ] }'
	all 'crun with a filter' 0 2 ok
	umount -l "$share/bundle/rootfs/usr" "$share/bundle/rootfs/etc"
}

bubblewrap_tests
crun_tests
finish
