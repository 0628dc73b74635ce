# shellcheck shell=sh disable=SC2034,SC2154 # set and used where this is sourced
# SPDX-License-Identifier: GPL-2.0-only
#
# Containers by the patched crun, for its test and for the demo.  $share is a directory with
# the programs that everybody can reach.

bundle=$share/bundle
# The proposal's example of a read-only container that writes to one directory
writes='"write_file", "make_reg", "make_dir", "remove_file"'
rules='"ruleset": { "handledAccessFS": [ '$writes' ] }, "rules": { "pathBeneath": [
	{ "allowedAccess": [ '$writes' ], "paths": [ "/work", "/dev" ] } ] }'
seccomp='"seccomp": { "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
	{ "names": [ "keyctl", "seccomp", "landlock_create_ruleset", "landlock_restrict_self" ],
	  "action": "SCMP_ACT_ERRNO", "errnoRet": 1 } ] }'

# What the configuration of the next container has
defaults() {
	nnp=true
	landlock="$rules"
	profile=", $seccomp"
	namespaces='{ "type": "pid" }, '
	caps=
	user=
	annotations=
	args='"'$share/helper'", "wait"'
}

# config: of the bundle
config() {
	section=''
	[ -z "$landlock" ] || section="\"landlock\": { $landlock },"
	cat <<-END
	{
		"ociVersion": "1.0.0",
		"root": { "path": "rootfs", "readonly": true },
		"annotations": { $annotations },
		"process": {
			"terminal": false, "noNewPrivileges": $nnp, "cwd": "/",
			"user": { "uid": 0, "gid": 0 },
			"env": [ "PATH=/usr/sbin:/usr/bin:/sbin:/bin" ],
			"capabilities": { "bounding": [ $caps ], "effective": [ $caps ], "permitted": [ $caps ] },
			$section
			"args": [ $args ]
		},
		"mounts": [
			{ "destination": "/proc", "type": "proc", "source": "proc" },
			{ "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=755" ] },
			{ "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=1777" ] },
			{ "destination": "/work", "type": "tmpfs", "source": "tmpfs", "options": [ "mode=1777" ] },
			{ "destination": "$share", "type": "bind", "source": "$share", "options": [ "bind", "ro" ] }
		],
		"linux": {
			$user
			"namespaces": [ $namespaces { "type": "mount" }, { "type": "ipc" },
				{ "type": "uts" }, { "type": "network" } ]$profile
		}
	}
	END
}

crun() {
	"$share/crun" --root "$share/state" --cgroup-manager=disabled "$@"
}

# run NAME: a container that goes on running; $first is its first process
run() {
	config >"$bundle/config.json"
	crun run --detach --bundle "$bundle" --pid-file "$share/pid" "$1" >"$share/start" 2>&1 </dev/null || return
	first=$(cat "$share/pid")
}

stop() {
	crun delete --force "$1" >/dev/null 2>&1
}

# set_up: a root file system of this machine's /usr and /etc, and where crun keeps its state
set_up() {
	mkdir -p "$bundle/rootfs" "$share/state"
	for d in usr etc proc dev tmp work "$share"; do
		mkdir -p "$bundle/rootfs/$d"
	done
	for d in usr etc; do
		mount --bind "/$d" "$bundle/rootfs/$d"
	done
	for d in lib lib64 bin sbin; do
		ln -s "usr/$d" "$bundle/rootfs/$d"
	done
}

take_down() {
	umount -l "$bundle/rootfs/usr" "$bundle/rootfs/etc"
}
