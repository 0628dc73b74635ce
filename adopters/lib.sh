# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests of the programs of others, which run in the guest.

# shellcheck disable=SC2034 # for the tests
here=$(cd "$(dirname "$0")" && pwd -P) || exit
# shellcheck source=tap.sh
. "$here/tap.sh"

# "helper kernel" prints Landlock's ABI and the extension's.
case $("$here/helper" kernel) in
*' 0') kernel=stock ;;
*) kernel=extended ;;
esac

# A directory that another user, or a container, can reach
share=$(mktemp -d /run/adopter.XXXXXX) || exit
trap 'kill $(jobs -p) 2>/dev/null; rm -rf --one-file-system "$tmp" "$share"' EXIT
chmod 755 "$share"
cp -R "$here/." "$share"

# extended NAME STATUS PATTERN COMMAND..., stock NAME STATUS PATTERN COMMAND...: expect,
# on one of the two kernels
extended() {
	[ $kernel = stock ] || expect "$@"
}
stock() {
	[ $kernel = extended ] || expect "$@"
}

# filter: a program that lets getcwd, landlock_create_ruleset, _add_rule and _restrict_self
# fail with EPERM, and allows all else
filter() {
	printf '\040\0\0\0\0\0\0\0'
	for nr in '\117\0' '\274\001' '\275\001' '\276\001'; do
		printf '\025\0\0\001%b\0\0\006\0\0\0\001\0\005\0' "$nr"
	done
	printf '\006\0\0\0\0\0\377\177'
}
filter >"$share/filter"

# Tells what holds for it.  A target that runs already is $1.
cat >"$share/inside" <<'END'
here=${0%/*}
"$here/helper" call 79 0 | sed 's/^/getcwd: /'
"$here/helper" call 444 0 | sed 's/^/landlock: /'
cat /etc/hostname >/dev/null 2>&1 && echo 'outside of the rules: ok' || echo 'outside of the rules: denied'
cat "$0" >/dev/null && echo 'inside of the rules: ok'
awk '/^(Seccomp_(filters|landlock)|NoNewPrivs)/ { print $1, $2 }' /proc/self/status
"$here/helper" wait >/dev/null &
sleep 1
echo "trace a mate: $("$here/helper" trace $!)"
kill $!
[ -z "$1" ] || echo "trace the target: $("$here/helper" trace "$1")"
[ ! -e /proc/self/fd/9 ] && echo 'descriptor 9: closed'
END

# saw NAME LINE: $tmp/saw has it
saw() {
	grep -qxF -e "$2" "$tmp/saw"
	verdict=$?
	check "$1" $verdict
	[ $verdict = 0 ] || sed 's/^/# /' "$tmp/saw"
}

# ran_not NAME STATUS PATTERN COMMAND...: it ends so, and did not run the program, which
# would have made $share/ran
ran_not() {
	rm -f "$share/ran"
	expect "$@"
	[ ! -e "$share/ran" ]
	check "$1: the command did not run" $?
}

# target: starts a process outside, $target
target() {
	"$share/helper" wait >"$tmp/target" &
	target=$!
	wait_for "$tmp/target"
}
