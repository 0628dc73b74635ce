#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The commands and the program of README.md, section "Five minutes to a sandboxed
# program", as they are printed there and with what the text says about them.
# TOP: the repository.
. "$(dirname "$0")/lib.sh"

readme=${TOP:?the repository}/README.md
prefix=$here/helpers/prefix
PATH=$prefix/bin:$PATH
# It has the directory in it that it was installed to.
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
LD_LIBRARY_PATH=$(pkg-config --variable=libdir "$PKG_CONFIG_PATH/libscll.pc")
export PATH PKG_CONFIG_PATH LD_LIBRARY_PATH
cd "$tmp" || exit

read -r landlock extension <<END
$("$helper" kernel)
END
# What the text says: a stock kernel since 6.10, which has ABI 5, lacks these two.
if [ "$extension" != 0 ]; then
	kind=extended
elif [ "$landlock" -ge 5 ]; then
	kind=stock
else
	kind=older
fi

section() {
	sed -n '/^## Five minutes/,/^## What the kernel/p' "$readme"
}

# The program, and each block of commands: block.1, block.2, ...
# shellcheck disable=SC2016 # they are no commands
section | sed -n '/^```c$/,/^```$/{/^```/!p}' >sandboxed.c
section | awk '/^```/ { code = !code; next }
	!code && /^    / { if (!inside) n++; inside = 1; sub(/^    /, ""); print >("block." n); next }
	{ inside = 0 }'
[ "$(grep -c . sandboxed.c)" -gt 20 ] && grep -q '^int main' sandboxed.c
check 'there is a program' $?
# shellcheck disable=SC2012 # our own names
[ "$(ls block.* | wc -l)" = 4 ]
check 'there are four blocks of commands' $?

# printed BLOCK LINE PATTERN: that line of a block is such a command, and is run
printed() {
	line=$(sed -n "$2p" "block.$1" 2>/dev/null)
	echo "$line" >"$tmp/line"
	matches "$tmp/line" "$3"
	check "block $1 line $2: $3" $?
}

denied="ls: cannot open directory '/home': Permission denied"
# says NAME STATUS PATTERN: what the line does
says() {
	expect "$1" "$2" "$3" sh -c "$line"
}

printed 1 2 '^make tools && sudo make install'
printed 2 1 '^mkdir -p /tmp/work$'
[ -d /tmp/work ] || trap 'rmdir /tmp/work; rm -rf "$tmp"' EXIT
says 'the directory' 0 ''
printed 2 2 '^scll check$'
case $kind in
extended) says 'scll check: all of it' 0 '^scll-run: yes$' ;;
stock) says 'scll check: what the next command accepts' 1 \
	"^scll-run: with --accept $(sed -n 's/.*--accept \([^ ]*\) .*/\1/p' block.3)\$" ;;
older) says 'scll check: something is missing' 1 '^scll-run: with --accept ' ;;
esac
printed 2 3 '^scll run --rox .* -- ls /home$'
! grep -q 'best-effort\|accept' block.2
check 'it is strict' $?
case $kind in
extended) says 'strict: ls is denied' 2 "$denied" ;;
*) says 'strict: it does not run' 125 '^scll run: to do without: --accept ' ;;
esac
[ $kind = extended ] || ! grep -q '^ls:' "$tmp/out"
check 'strict: ls did not run on a stock kernel' $?
printed 3 1 '^scll run --accept [a-z,]* --rox .* -- ls /home$'
case $kind in
older) says 'with what a newer kernel needs: refused' 125 'to do without: --accept ' ;;
*) says 'accepting two things: ls is denied' 2 "$denied" ;;
esac
printed 4 1 '^cc -o sandboxed sandboxed.c '
says 'the program compiles' 0 ''
[ "$(wc -l <"$tmp/out")" = 1 ]
check 'the compiler has nothing to say' $?
line="$line -Wall -Wextra -Werror -pedantic"
says 'the program has no warnings' 0 ''
printed 4 2 '^\./sandboxed$'
case $kind in
older) says 'the program: refused' 125 '^sandboxed: missing here: ' ;;
*) says 'the program: ls is denied' 2 "$denied" ;;
esac
! grep -q 'BEST_EFFORT' sandboxed.c
check 'the program is strict' $?
finish
