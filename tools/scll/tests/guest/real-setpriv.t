#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# setpriv(1) with a filter and with rules, against one call for both: a filter that
# denies Landlock's calls cannot be followed by rules.
. "$(dirname "$0")/lib.sh"

# getcwd is denied too, to see that the filter is there.  Landlock's calls: 444-446.
filter() {
	printf '\040\0\0\0\0\0\0\0'
	for nr in '\274\001' '\275\001' '\276\001' '\117\0'; do
		printf '\025\0\0\001%b\0\0\006\0\0\0\001\0\005\0' "$nr"
	done
	printf '\006\0\0\0\0\0\377\177'
}
filter >"$tmp/filter"
mkdir "$tmp/work"

# A program as large as a policy's: setpriv reads it as it is.
names='a filter that denies Landlock, then rules: setpriv fails'
if setpriv --help | grep -q -- --seccomp-filter; then
	expect "$names" failure 'Operation not permitted' \
		setpriv --no-new-privs --seccomp-filter "$tmp/filter" --landlock-access fs \
		--landlock-rule path-beneath:execute,read-file:/ true
else
	count=$((count + 1))
	echo "ok $count - $names # SKIP setpriv of $(setpriv --version | sed 's/.*util-linux/util-linux/') has no --seccomp-filter"
fi
if [ $kernel = patched ]; then
	expect 'scll: the same in one call' 0 '' \
		"$scll" run --seccomp "$tmp/filter" --rox / --rw "$tmp/work" -- touch "$tmp/work/file"
	expect 'scll: the rules are there' 1 'Permission denied' \
		"$scll" run --seccomp "$tmp/filter" --rox / --rw "$tmp/work" -- touch "$tmp/file"
	expect 'scll: the filter is there' 1 EPERM \
		"$scll" run --seccomp "$tmp/filter" --rox / -- "$helper" call 79
	expect 'scll: it denies Landlock' 1 EPERM \
		"$scll" run --seccomp "$tmp/filter" --rox / -- "$helper" call 444
else
	# Two calls, in the order that works: rules, then the filter.
	expect 'scll: the rules are there' 1 'Permission denied' \
		run --seccomp "$tmp/filter" --rox / -- touch "$tmp/file"
	expect 'scll: the filter is there' 1 EPERM \
		run --seccomp "$tmp/filter" --rox / -- "$helper" call 444
fi
finish
