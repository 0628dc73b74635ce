#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The recordings of a terminal in README.md, blocks that begin with ```console: each
# command is run, in the order of the text and in one directory, and must print what is
# there.  "```console extended" is for a kernel with the extension alone.
#
# TOP: the repository.  RECORD=FILE: write the text of README.md with what is printed now
# to FILE; blocks that this kernel cannot run stay as they are.
#
# Shown differently are the directory, as /home/me, and the id of the last process that
# was started in the background, as 1234.
# shellcheck disable=SC2016 # a prompt

# "scll ps" shows all sandboxes, and those of other tests are not in the text.
if [ -z "${OWN_PROCESSES:-}" ] && unshare -pf --mount-proc true 2>/dev/null; then
	export OWN_PROCESSES=1
	exec unshare -pf --mount-proc "$0"
fi
. "$(dirname "$0")/lib.sh"

readme=${TOP:?the repository}/README.md
PATH=$here/helpers:$PATH
mkdir "$tmp/me"
cd "$tmp/me" || exit

# Numbers in the text, so that a block can be put back into it
awk -v tmp="$tmp" '/^```console/ { n++; print $2 >(tmp "/kind." n); inside = 1; next }
	/^```$/ { inside = 0 }
	inside { print >(tmp "/block." n) }' "$readme"
blocks=$(find "$tmp" -name 'block.*' | wc -l)
[ "$blocks" -ge 3 ]
check 'there are at least three recordings' $?

# started: has the last process in the background become another program?
started() {
	tries=0
	while [ "$(cat "/proc/$!/comm")" = scll ] || [ "$(cat "/proc/$!/comm")" = sh ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 600 ] || return
		sleep 0.1
	done
}

# record N: what the block looks like now
record() {
	while IFS= read -r line; do
		case $line in '$ '*) ;; *) continue ;; esac
		printf '%s\n' "$line"
		eval "${line#$ }" </dev/null
		case $line in *'&') started ;; esac
	done <"$tmp/block.$1" >"$tmp/raw" 2>&1
	sed "s,$tmp/me,/home/me,g; s/^ *${!:-none} /   1234 /; s/\b${!:-none}\b/1234/g" "$tmp/raw"
}

n=0
while [ $n -lt "$blocks" ]; do
	n=$((n + 1))
	case $(cat "$tmp/kind.$n").$kernel in extended.stock) continue ;; esac
	# Not in a subshell: a process in the background is there for the next command.
	record $n >"$tmp/now.$n"
	if diff -u "$tmp/block.$n" "$tmp/now.$n" >"$tmp/out"; then
		result ok "recording $n"
	else
		result 'not ok' "recording $n"
	fi
done
[ -z "${RECORD:-}" ] || awk -v tmp="$tmp" '
	/^```$/ { inside = 0 }
	!inside { print }
	/^```console/ {
		n++
		inside = 1
		now = tmp "/now." n
		if ((getline line <now) < 0)
			now = tmp "/block." n
		else
			print line
		while ((getline line <now) > 0)
			print line
	}' "$readme" >"$RECORD"
finish
