#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: rules for files.
. "$(dirname "$0")/lib.sh"

for d in r w x all other; do
	mkdir "$tmp/$d"
	echo text >"$tmp/$d/file"
	cp /bin/true "$tmp/$d/program"
done

denied 'a file that no option names is not read' -- cat "$tmp/r/file"
denied 'a directory that no option names is not listed' -- ls "$tmp/r"
denied 'a file that no option names is not written' -- sh -c "echo >$tmp/r/file"
allowed '--ro reads' --ro "$tmp/r" -- cat "$tmp/r/file"
allowed '--ro lists' --ro "$tmp/r" -- ls "$tmp/r"
denied '--ro does not write' --ro "$tmp/r" -- dd of="$tmp/r/file" count=0 status=none
denied '--ro does not create' --ro "$tmp/r" -- mkdir "$tmp/r/new"
denied '--ro does not remove' --ro "$tmp/r" -- rm "$tmp/r/file"
expect '--ro does not execute' 126 'Permission denied' run "$base" --ro "$tmp/r" -- "$tmp/r/program"
denied '--ro is for that directory only' --ro "$tmp/r" -- cat "$tmp/other/file"
allowed '--rox executes' --rox "$tmp/x" -- "$tmp/x/program"
allowed '--rox reads' --rox "$tmp/x" -- cat "$tmp/x/file"
denied '--rox does not write' --rox "$tmp/x" -- mkdir "$tmp/x/new"
allowed '--rw writes' --rw "$tmp/w" -- sh -c "echo new >$tmp/w/file && cat $tmp/w/file"
allowed '--rw creates, renames and removes' --rw "$tmp/w" -- \
	sh -c "mkdir $tmp/w/d && echo >$tmp/w/d/f && mv $tmp/w/d/f $tmp/w/g && rm $tmp/w/g && rmdir $tmp/w/d"
expect '--rw does not execute' 126 'Permission denied' run "$base" --rw "$tmp/w" -- "$tmp/w/program"
denied '--rw is for that directory only' --rw "$tmp/w" -- mkdir "$tmp/other/new"
allowed '--rwx writes and executes' --rwx "$tmp/all" -- \
	sh -c "cp /bin/true $tmp/all/copy && $tmp/all/copy"
denied '--rwx is for that directory only' --rwx "$tmp/all" -- cat "$tmp/other/file"

allowed 'a list of paths' --ro "$tmp/r,$tmp/x" -- cat "$tmp/r/file" "$tmp/x/file"
allowed 'an option twice' --ro "$tmp/r" --ro "$tmp/x" -- cat "$tmp/r/file" "$tmp/x/file"
denied 'a list is not more than its paths' --ro "$tmp/r,$tmp/x" -- cat "$tmp/other/file"
allowed 'options add up' --ro "$tmp" --rw "$tmp/w" -- sh -c "cat $tmp/r/file >$tmp/w/file"
allowed 'a rule for a file' --ro "$tmp/other/file" -- cat "$tmp/other/file"
denied 'a rule for a file is for that file only' --ro "$tmp/other/file" -- cat "$tmp/other/program"
allowed 'a rule for a device' --rw /dev/null -- sh -c 'echo >/dev/null'
cd "$tmp" || exit
allowed 'a relative path' --ro r -- cat r/file
expect '--unrestricted-filesystem' 0 text run --unrestricted-filesystem -- sh -c "cat $tmp/r/file && mkdir $tmp/r/new"
expect '--unrestricted-filesystem does not combine with a path' 125 \
	'--unrestricted-filesystem cannot be combined with --ro' \
	"$scll" run --unrestricted-filesystem --ro / -- true
allowed '--ignore-missing passes over a path' --ignore-missing --ro "$tmp/none,$tmp/r" -- cat "$tmp/r/file"
refused 'a path that is missing' "^scll run: --rw $tmp/none: No such file or directory" \
	"$base" --rw "$tmp/none" --ro "$tmp/r"
expect 'the first option counts, the rest is for the command' 0 '^--ro nothing$' \
	run "$base" -- echo --ro nothing
expect 'options of the command without --' 0 '^-n x$' run "$base" printf '%s\n' '-n x'
finish
