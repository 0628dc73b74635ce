# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests of scll learn, after lib.sh.
# shellcheck disable=SC2154 # variables of lib.sh

policy=$tmp/policy
profile=$tmp/profile
# Those of the system.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
# Not a place that everybody can write to.
chmod 755 "$tmp"
export HOME="$tmp/home"
mkdir "$HOME"
unset DISPLAY

learn() {
	timeout 300 "$scll" learn -o "$policy" "$@"
}
enforced() {
	run --policy "$policy" "$@"
}

# rights PATH: what the rule for just this path allows, in the order of Landlock
rights() {
	jq -r --arg path "$1" '[.pathBeneath[] | select(.parent | index($path)) |
		.allowedAccess[]] | join(",")' "$policy"
}

# rule NAME RIGHTS PATH: these and no others; RIGHTS '': there is no rule
rule() {
	verdict='not ok'
	got=$(rights "$3" 2>&1) && [ "$got" = "$2" ] && verdict=ok
	echo "rights '$got', wanted '$2'" >"$tmp/out"
	result "$verdict" "$1"
}

# calls: those of the profile
calls() {
	jq -r '.syscalls[].names[]' "$profile"
}
