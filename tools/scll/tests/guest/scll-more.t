#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: what makes it short: several policies, variables, presets, profiles.
# shellcheck disable=SC2016,SC2086 # for another shell, or a policy; nothing or one word
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit
mkdir a b c home
for d in a b c home; do
	echo "text $d" >"$d/file"
done

# policy FILE PATH: reading below there
policy() {
	echo "{\"abi\":1,\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],
		\"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],\"parent\":[\"/usr\",\"/etc\",\"$2\"]}]}" >"$1"
}

policy pa "$tmp/a"
policy pb "$tmp/b"
policy ph '${HOME}'
policy pd '${PWD}/b'
expect 'one policy' 1 'b/file: Permission denied' run --policy pa -- cat a/file b/file
expect 'several policies add up' 0 'text b' run --policy pa --policy pb -- cat a/file b/file
expect 'several policies: what none allows is denied' 1 'c/file: Permission denied' \
	run --policy pa --policy pb -- cat a/file b/file c/file
echo '{"ruleset":[{"handledAccessFs":["make_dir"]}]}' >pm
expect 'several policies: what one of them denies is denied' 1 'mkdir: .*Permission denied' \
	run --policy pa --policy pm -- mkdir a/new
expect 'a policy with ${HOME}' 0 'text home' env HOME="$tmp/home" "$scll" run $effort --policy ph -- cat home/file
expect '${HOME} and no other' 1 'a/file: Permission denied' \
	env HOME="$tmp/home" "$scll" run $effort --policy ph -- cat a/file
expect '${HOME} that is not set' 125 "'HOME' is not an absolute path in the environment" \
	env -u HOME "$scll" run $effort --policy ph -- true
expect '${HOME} that is the root directory' 125 "'HOME' is the root directory" \
	env HOME=/usr/.. "$scll" run $effort --policy ph -- true
expect '${PWD} is that of scll' 0 'text b' run --policy pd --chdir a -- cat ../b/file
expect '${PWD} of the environment does not count' 1 'Permission denied' \
	env PWD="$tmp/a" "$scll" run $effort --policy pd -- cat a/b/file a/file
# shellcheck disable=SC2317 # called by expect
sys() {
	run --system "$@"
}
expect '--system: programs, names of users' 0 '^root$' sys -- id -un
expect '--system: no list of /etc' failure 'Permission denied' sys -- ls /etc
for file in /etc/shadow /etc/fstab /etc/ssl/private /root /home /var /proc/1/status /proc/version; do
	[ ! -e "$file" ] || expect "--system: not $file" failure 'Permission denied' \
		sys -- sh -c 'if [ -d "$1" ]; then ls "$1"; else cat "$1"; fi' - "$file"
done
expect '--system: devices' 0 '^8$' \
	sys -- sh -c 'echo >/dev/null && head -c 8 /dev/zero /dev/urandom >/dev/null && head -c 8 /dev/zero | wc -c'
expect '--system: no other device' failure 'Permission denied' sys -- head -c 1 /dev/kmsg
expect '--system: no device is made' failure 'Permission denied' sys -- mknod /dev/made c 1 3
expect '--system: itself in /proc' 0 '^Name:' sys -- head -n 1 /proc/self/status
for file in /usr/new /etc/hosts /dev/urandom /proc/self/comm "$tmp/new"; do
	expect "--system: no writing to $file" failure 'ermission denied|annot create|Read-only' \
		sys -- sh -c 'echo x >"$1"' - "$file"
done
expect '--system: not the memory of the process' failure 'Permission denied' \
	sys -- dd if=/dev/null of=/proc/self/mem conv=notrunc status=none
expect '--system does not combine with no rules' 125 'cannot be combined with --system' \
	"$scll" run --unrestricted-filesystem --system -- true
# A terminal for standard input and output, and another.
expect '--system: its own terminal' 0 'mine' script -qec \
	"$scll run $effort --quiet --system -- sh -c 'echo mine >/dev/tty; echo mine >\$(tty)'" /dev/null
expect '--system: not that of others' failure 'Permission denied' script -qec \
	"other=\$(tty); script -qec \"$scll run $effort --quiet --system -- sh -c 'echo >\$other'\" /dev/null" /dev/null

# The names of libraries are the command's, and so is what the loader prints of them.
nl='
'
mkdir "a$nl"
echo 'int f(void) { return 1; }' >lib.c
echo 'int f(void); int main(void) { return !f(); }' >main.c
cc -shared -fPIC -o "a$nl/ (0x0)" lib.c -Wl,-soname,"\$ORIGIN/a$nl/ (0x0)" &&
	cc -o hostile main.c "a$nl/ (0x0)"
check '--ldd: a hostile command' $?
expect '--ldd: no rule by the name of a library' 125 'could mean otherwise' \
	"$scll" run $effort --add-exec --ldd --quiet -- ./hostile
escape=$(printf '\033[31mred')
cc -shared -fPIC -o "$escape" lib.c -Wl,-soname,"\$ORIGIN/$escape" && cc -o named main.c "$escape" &&
	head -c 64 lib.c >"$escape"
check '--ldd: a library that is none' $?
expect '--ldd: which is said' 125 '--ldd: .*cannot list the libraries' \
	"$scll" run $effort --add-exec --ldd --quiet -- ./named
! grep -q "$(printf '\033')" "$tmp/out"
check '--ldd: without what the loader says, which has its name' $?

# What is left of the directories of --tmp; each test begins without.
mkdir tmp
export TMPDIR="$tmp/tmp"
gone() {
	expect "--tmp: nothing is left $1" 0 '^0$' sh -c 'ls -A "$TMPDIR" | wc -l'
	rm -rf "${TMPDIR:?}"/*
}
expect '--tmp: a directory of its own' 0 "^700 $TMPDIR/scll-......\$" \
	sys --tmp -- sh -c 'echo x >"$TMPDIR/x" && stat -c "%a %n" "$TMPDIR"'
gone 'after a success'
expect '--tmp: nothing beside it' failure 'Permission denied' sys --tmp -- sh -c 'echo >"$TMPDIR/../x"'
expect '--tmp: with --env' 0 "^TMPDIR=$TMPDIR/scll-" sys --tmp --env PATH --env TMPDIR=/x -- env
expect '--tmp: the status' 7 '' sys --tmp -- sh -c 'mkdir -p "$TMPDIR/a/b"; exit 7'
expect '--tmp: a signal' 137 '' sys --tmp -- sh -c 'echo >"$TMPDIR/x"; kill -KILL $$'
gone 'after a failure'
# Modes matter to who is not root.
chmod 755 "$tmp"
chmod 1777 tmp
expect '--tmp: what cannot be listed' 0 '' setpriv --reuid 65534 --regid 65534 --clear-groups \
	"$scll" run $effort --system --tmp -- \
	sh -c 'cd "$TMPDIR" && mkdir -p a/b/c c/d && ln -s b a/l && chmod 0 a/b && chmod 500 c'
gone 'of that'
mkdir outside
echo kept >outside/file
expect '--tmp: a link that leads out' 0 '' sys --tmp -- sh -c "ln -s $tmp/outside \"\$TMPDIR/l\""
gone 'of that'
expect '--tmp: what it led to' 0 '^kept$' cat outside/file
# A process that stays swaps directories for links that lead out, while they are removed.
mkdir race
for i in 1 2 3 4 5 6 7 8 9 10; do
	expect "--tmp: a race, $i" 0 '' env TMPDIR="$tmp/race" "$scll" run $effort --system --tmp \
		--rox "$here" -- sh -c "cd \"\$TMPDIR\" && $helper swap $tmp/outside && sleep 0.1"
done
expect '--tmp: what it led to, after a race' 0 '^kept$' cat outside/file
# Not by run, whose process is the shell.
"$scll" run $effort --quiet --system --tmp --rw "$tmp" -- sh -c "
	trap 'exit 9' TERM; echo ready >$tmp/ready; for i in \$(seq 300); do sleep 0.1; done" >"$tmp/said" 2>&1 &
pid=$!
wait_for "$tmp/ready"
kill -TERM $pid
wait $pid
status=$?
[ $status = 9 ]
check "--tmp: the command gets a signal, status $status" $?
gone 'after a signal'
expect '--tmp: no place for it' 125 '^scll run: --tmp .*none/scll-.*: No such file' \
	env TMPDIR="$tmp/none" "$scll" run $effort --system --tmp -- true

expect '--create makes what is missing' 0 '^d$' sys --create --rw new/deep/dir --ro . -- sh -c 'mkdir new/deep/dir/d; ls new/deep/dir'
refused '--create does not for reading' "^scll run: --ro none: No such file" --system --create --ro none
refused 'without --create' "^scll run: --rw none: No such file" --system --rw none

expect '--seccomp-deny' failure 'Operation not permitted' sys --rw . --seccomp-deny mkdirat,mkdir -- mkdir denied
expect '--seccomp-deny: and nothing else' 0 '' sys --rw . --seccomp-deny mkdirat,mkdir -- touch allowed
refused '--seccomp-deny: an unknown name' "system call 'mkdri'.* mean mkdir" --system --seccomp-deny mkdri
refused '--seccomp-deny: execve' 'scll run: --seccomp-deny: ' --system --seccomp-deny execve
expect '--seccomp-deny and --seccomp' 125 '--seccomp-deny cannot be combined with --seccomp' \
	"$scll" run --seccomp-deny mkdir --seccomp /dev/null -- true

mkdir -p config/scll
export XDG_CONFIG_HOME="$tmp/config"
echo '{"description":"mine","options":["--system","--env","A=b","--ro","/nosuch"],"ruleset":
	[{"handledAccessFs":["abi.all"]}],"abi":1,"pathBeneath":[{"allowedAccess":["read_file"],
	"parent":["${PWD}/a","${PWD}/none"]}]}' >config/scll/mine.json
expect '-p: options and policy' 0 '^text a$' run -p mine -- cat a/file
expect '-p: the environment of its options' 0 '^A=b$' run -p mine -- env
expect '-p: no other file' failure 'Permission denied' run -p mine -- cat b/file
expect '-p: options add to it' 0 '^text b$' run -p mine --ro b -- cat b/file
refused '-p: what is typed must exist' "^scll run: --ro $tmp/none: No such file" -p mine --ro "$tmp/none"
echo '{"options":["--system","--tmp"]}' >config/scll/jq.json
expect '-p: those of the user come first' failure 'Permission denied' run -p jq -- ls .
rm config/scll/jq.json
for home in "$tmp" "$tmp/home"; do
	expect "-p: not where all of the home directory is: ${home#"$tmp"}" 125 'begin in another' \
		env HOME="$home" "$scll" run $effort -p jq -- true
done
# Spellings of it, where a profile may be run otherwise.
ln -s "$tmp" link
rule() {
	echo "{\"pathBeneath\":[{\"allowedAccess\":[\"write_file\"],\"parent\":[\"$1\"]}]$2}"
}
rule "$tmp/home" >home.json
for profile in '{"options":["--rw","."]}' '{"options":["--ro","a/.."]}' '{"options":["--rwx","/"]}' \
	'{"options":["--rw","home/"]}' '{"options":["--rw","/proc/self/cwd/home"]}' \
	'{"options":["--rw","a,link/home"]}' "{\"options\":[\"--rw\",\"$tmp/home\"]}" \
	"{\"options\":[\"--policy\",\"$tmp/home.json\"]}" "$(rule /)" "$(rule '${HOME}')" \
	"$(rule "$tmp/a/../home")" "$(rule '${x}' ',"variable":[{"name":"x","literal":["./home"]}]')"; do
	echo "$profile" >config/scll/home.json
	expect "-p: not where all of the home directory is: $profile" 125 'begin in another' \
		env HOME="$tmp/home" "$scll" run $effort --rox / -p home -- true
done
echo '{"options":["--ro","."]}' >config/scll/home.json
expect '-p: without HOME it may be here' 125 'begin in another' \
	env -u HOME "$scll" run $effort --rox / -p home -- true
echo '{"options":["--system","--ro","a"]}' >config/scll/home.json
expect '-p: options for another directory' 0 '' env HOME="$tmp/home" "$scll" run $effort -p home -- true
expect '-p: the option itself' 0 '' env HOME="$tmp/home" "$scll" run $effort -p home --rw . -- true
mkdir ab
expect '-p: a directory whose name begins as that of home does' 0 '' \
	sh -c 'cd a && HOME=$PWD"b" "$@"' - "$scll" run $effort -p jq -- true
expect '-p: what is shipped' 0 '^a$' run -p jq -- ls .
for name in '' ../a /etc/x .hidden a/b; do
	refused "-p: no name: '$name'" "^scll run: -p '$name': not a name" -p "$name"
done
refused '-p: one that there is not' '^scll run: -p none: there is no none.json' -p none
# bad FILE PATTERN: a profile that is wrong
bad() {
	echo "$1" >config/scll/bad.json
	refused "-p: $1" "$2" -p bad
}
bad '{' 'bad.json: '
bad '[]' 'must be an object'
bad '{"options":"--system"}' 'options: must be an array'
bad '{"options":[1]}' 'options: must be an array of strings'
bad '{"options":["--systen"]}' "bad.json: unrecognized option '--systen'"
bad '{"options":["--system","true"]}' "options: 'true' is none"
# What would take the rules or the filter away, by one word too.
for option in '"--help"' '"-p","mine"' '"--unrestricted-filesystem"' '"--unrestricted-network"' \
	'"--no-baseline"' '"--accept","rules"' '"--accept=rules"' '"--best-effort"' '"--best"' '"--quiet"' \
	'"--dry-run"' '"--json"'; do
	bad "{\"options\":[\"--system\",$option]}" 'bad.json: options: --[a-z-]+ is for the command line alone'
done
bad '{"options":["--bind-tcp","x"]}' "'x' is not a port"
bad '{"options":["--system"],"policy":{}}' 'policy: unknown key'
bad '{"description":1}' 'must be a string'
finish
