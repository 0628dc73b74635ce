#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# crun with process.landlock: what holds for the first process and for those of exec, and
# who may trace whom.
# shellcheck disable=SC2086,SC2016,SC2089 # words, and shells inside
# shellcheck source=../lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=container.sh
. "$here/container.sh"

# What the profile denies, by its number
keyctl=250

# start NAME: run, and tell
start() {
	run "$1"
	check "$1: starts" $?
	sed 's/^/# /' "$share/start"
}

# inside NAME COMMAND: by exec
inside() {
	container=$1
	shift
	crun exec $exec_options "$container" "$@"
}

# holds WHO NAME: the rules and the profile, for a process of exec
holds() {
	expect "$1: writes where it may" 0 '' inside "$2" sh -c 'echo x >/work/$$'
	expect "$1: and nowhere else" 2 'Permission denied' inside "$2" sh -c 'echo x >/tmp/file'
	[ -z "$profile" ] ||
		expect "$1: the profile is on" 1 EPERM inside "$2" "$share/helper" call $keyctl 0
	expect "$1: no_new_privs" 0 'NoNewPrivs:.1' inside "$2" cat /proc/self/status
	extended "$1: one ruled filter" 0 'Seccomp_landlock:.1$' inside "$2" cat /proc/self/status
}

# both_ways WHO NAME: what this is about
both_ways() {
	extended "$1: exec traces the first process" 0 '^ok$' inside "$2" "$share/helper" trace 1
	stock "$1: exec does not trace the first process" 1 '^EPERM$' inside "$2" "$share/helper" trace 1
	rm -f "$tmp/other"
	inside "$2" sh -c 'echo $$ >/work/other; exec "$1" wait' sh "$share/helper" >"$tmp/other" &
	exec=$!
	wait_for "$tmp/other"
	other='exec "$1" trace "$(cat /work/other)"'
	extended "$1: exec traces another exec" 0 '^ok$' inside "$2" sh -c "$other" sh "$share/helper"
	stock "$1: exec does not trace another exec" 1 '^EPERM$' inside "$2" sh -c "$other" sh "$share/helper"
	crun exec "$2" sh -c 'kill "$(cat /work/other)"' >/dev/null 2>&1
	wait $exec
}

# alone WHO NAME: an exec that the sandbox has no power over
alone() {
	holds "$1" "$2"
	expect "$1: does not trace the first process" 1 '^EPERM$' inside "$2" "$share/helper" trace 1
}

# refused NAME PATTERN: there is no such container
refused() {
	config >"$bundle/config.json"
	ran_not "$1" 1 "$2" crun run --bundle "$bundle" refused
}

# host_processes: a process of the same user and with as few capabilities, in the same
# PID namespace
host_processes() {
	setpriv --bounding-set -all --inh-caps -all "$share/helper" wait >"$tmp/host" &
	host=$!
	wait_for "$tmp/host"
	defaults
	namespaces=''
	landlock=''
	start without
	expect 'a control: without rules exec traces a host process' 0 '^ok$' \
		inside without "$share/helper" trace $host
	stop without
	defaults
	namespaces=''
	start hostpid
	expect 'exec does not trace a host process' 1 '^EPERM$' inside hostpid "$share/helper" trace $host
	extended 'exec traces the first process in the same PID namespace' 0 '^ok$' \
		inside hostpid "$share/helper" trace $first
	stop hostpid
	kill $host
}

# no_new_privs off, no profile, a user namespace, the annotation: the same
variants() {
	defaults
	nnp=false
	start nnp-off
	expect 'nnp-off: rules imply no_new_privs' 0 'NoNewPrivs:.1' cat "/proc/$first/status"
	holds 'noNewPrivileges false' nnp-off
	both_ways 'noNewPrivileges false' nnp-off
	stop nnp-off
	defaults
	profile=
	start no-profile
	holds 'no profile' no-profile
	both_ways 'no profile' no-profile
	stop no-profile
	defaults
	landlock=
	annotations='"run.oci.landlock": "'$(printf '{ %s }' "$rules" | tr -d '\n\t' | sed 's/"/\\"/g')'"'
	start annotation
	holds annotation annotation
	both_ways annotation annotation
	stop annotation
	defaults
	namespaces='{ "type": "pid" }, { "type": "user" }, '
	user='"uidMappings": [ { "containerID": 0, "hostID": 100000, "size": 65536 } ],
		"gidMappings": [ { "containerID": 0, "hostID": 100000, "size": 65536 } ],'
	start userns
	holds 'user namespace' userns
	both_ways 'user namespace' userns
	stop userns
}

# privileges: more, fewer, another user
privileges() {
	defaults
	start plain
	exec_options='--cap CAP_SYS_PTRACE'
	alone 'exec with more capabilities' plain
	exec_options='--user 65534:65534'
	alone 'exec by a user that the container cannot become' plain
	exec_options=
	stop plain
	defaults
	caps='"CAP_CHOWN", "CAP_SETUID", "CAP_SETGID"'
	start caps
	holds 'capabilities' caps
	both_ways 'capabilities' caps
	exec_options='--user 65534:65534'
	holds 'exec by another user of the container' caps
	exec_options=
	stop caps
}

# others: what was there before the rules, what restricts itself further, descriptors
others() {
	defaults
	config >"$bundle/config.json"
	crun create --bundle "$bundle" created >"$share/start" 2>&1 </dev/null
	check 'created: is created' $?
	alone 'exec before the first process has rules' created
	crun start created
	sleep 1
	both_ways 'exec after it has' created
	stop created

	defaults
	args='"'$share/filtered'", "'$share/filter'", "'$share/helper'", "wait"'
	start further
	alone 'exec, the first process has a filter of its own' further
	# It would deny this; what it gets is the error of a buffer of no size.
	expect 'exec does not have that filter' 1 ERANGE inside further "$share/helper" call 79 0
	stop further

	defaults
	start descriptors
	exec_options='--preserve-fds 9'
	expect 'exec has no descriptor of the sandbox' 0 '' \
		inside descriptors sh -c '! readlink /proc/self/fd/* | grep -E "landlock|seccomp|pidfd"'
	exec_options=
	printf '{ "args": [ "touch", "/work/ran" ], "cwd": "/", "landlock": { "ruleset": { "handledAccessFS": [ "execute" ] } } }' \
		>"$tmp/process.json"
	expect 'exec with rules of its own is refused' 1 'cannot have a landlock section' \
		crun exec --process "$tmp/process.json" descriptors
	printf '{ "args": [ "touch", "/tmp/ran" ], "cwd": "/", "env": [ "PATH=/usr/bin" ], "user": { "uid": 0, "gid": 0 } }' \
		>"$tmp/process.json"
	expect 'exec of a process file has the rules of the container' 1 'Permission denied' \
		crun exec --process "$tmp/process.json" descriptors
	stop descriptors
}

# errors: what is not known
errors() {
	defaults
	args='"touch", "'$share/ran'"'
	landlock='"ruleset": { "handledAccessFS": [ "write_file", "fly" ] }'
	refused 'an unknown right is handled' 'unknown landlock access right .fly.'
	landlock='"ruleset": { "handledAccessFS": [ "execute" ] }, "rules": { "pathBeneath": [
		{ "allowedAccess": [ "write_file" ], "paths": [ "/work" ] } ] }'
	refused 'a right is allowed that is not handled' 'landlock_add_rule ./work.: Invalid argument'
	landlock='"ruleset": { "handledAccessFS": [ "execute" ] }, "rules": { "pathBeneath": [
		{ "allowedAccess": [ "execute" ], "paths": [ "/nowhere" ] } ] }'
	refused 'a path that is not there' 'landlock path ./nowhere.: No such file'
	landlock='"ruleset": { "handledAccessFS": [ ] }'
	refused 'no right is handled' 'missing or empty'
	landlock='"disableBestEffort": false'
	refused 'no ruleset' 'missing or empty'
	landlock='"ruleset": { "handledAccessFs": [ "execute" ] }'
	refused 'a misspelled key' 'unknown key'
	landlock='"ruleset": { "handledAccessFS": [ "execute" ], "handledAccessNet": [ "bind_tcp" ] }'
	refused 'rights that are not known to crun' 'unknown key'
	landlock="$rules, \"scoped\": [ \"signal\" ]"
	refused 'scopes, which are not known to crun' 'unknown key'
	landlock=$rules
	annotations='"run.oci.landlock": "{}"'
	refused 'rules and an annotation' 'needs a process section without landlock'
	landlock=
	refused 'an empty annotation' 'missing or empty'
	annotations='"run.oci.landlock": "write_file"'
	refused 'an annotation that is no JSON' 'parse'
}

set_up
exec_options=
defaults
start basic
extended 'the first process: one ruled filter' 0 'Seccomp_landlock:.1$' cat "/proc/$first/status"
holds exec basic
both_ways exec basic
stop basic
host_processes
variants
privileges
others
errors
take_down
finish
