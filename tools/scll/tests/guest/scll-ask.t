#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run --ask: a person at a terminal is asked about what the rules deny.
# shellcheck disable=SC2016,SC2086 # for another shell; nothing or one word
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit
mkdir w
echo secret >w/a
echo other >w/b

if ! "$scll" check | grep -q '^extension-flags: .*supervise'; then
	refused 'not on this kernel' '^scll run: --ask: this kernel cannot ask about what rules deny' \
		--system --ask
	expect 'not on this kernel, whatever is accepted' 125 'this kernel cannot ask' \
		"$scll" run --system --ask --best-effort --accept rules -- true
	expect 'not on this kernel: check' 125 'this kernel cannot ask' "$scll" check --system --ask
	finish
fi

# What comes with a question, and what is typed too early for it does not count.
q='no more: '
s=~1500
ask="$scll run --system --ask"

# person NAME STATUS PATTERN STEP... -- COMMAND: as expect; the steps are those of talk.c
person() {
	name=$1
	status=$2
	pattern=$3
	shift 3
	expect "$name" "$status" "$pattern" "$here/helpers/talk" "$@"
}
# has NAME COUNT PATTERN: so many lines of the last output match
has() {
	got=$(grep -cE -e "$3" "$tmp/out")
	if [ "$got" = "$2" ]; then
		result ok "$1"
	else
		echo "$got lines match $3, wanted $2" >>"$tmp/out"
		result 'not ok' "$1"
	fi
}

person 'once' 0 '^secret' "+$q" $s '=o\r' -- $ask -- cat w/a
has 'once: who, what and where' 1 'scll run: cat\[[0-9]+\] is denied: read_file'
has 'once: the path' 1 "^  file \"$tmp/w/a\""
person 'once is not twice' 1 'w/a: Permission denied' "+$q" $s '=o\r' "+$q" $s '=n\r' -- \
	$ask -- sh -c 'cat w/a; cat w/a'
has 'once is not twice: what was read' 1 '^secret'
ln w/a w/link
person 'for this run' 0 '' "+$q" $s '=r\r' -- $ask -- sh -c 'cat w/a; cat w/a; cat w/link'
has 'for this run: asked once, by whatever name' 1 'is denied'
has 'for this run: read each time' 3 '^secret'
rm w/link
person 'for this run: no other file' 1 'w/b: Permission denied' "+$q" $s '=r\r' "+$q" $s '=n\r' -- \
	$ask -- sh -c 'cat w/a; cat w/b'
person 'for this run: no other right' failure 'Permission denied' "+$q" $s '=r\r' "+$q" $s '=n\r' -- \
	$ask -- sh -c 'cat w/a; echo x >>w/a'
has 'for this run: no other right, which is told' 1 'is denied: write_file'
person 'no' 1 'w/a: Permission denied' "+$q" $s '=n\r' -- $ask -- cat w/a
person 'no, and ask no more' 1 'w/b: Permission denied' "+$q" $s '=q\r' -- \
	$ask -- sh -c 'cat w/a; cat w/b'
has 'no, and ask no more: asked once' 1 'is denied'
person 'Control-D is no' 1 'w/a: Permission denied' "+$q" $s '=\cd' -- $ask -- cat w/a
person 'y is neither' 0 '^secret' "+$q" $s '=y\r' '+and Enter' '=o\r' -- $ask -- cat w/a
person 'typed too early' 1 'w/a: Permission denied' "+$q" '=o\r' $s '=n\r' -- $ask -- cat w/a
person 'typed by a hand that is surprised' 1 'w/a: Permission denied' "+$q" ~500 '=o\r' $s '=n\r' -- \
	$ask -- cat w/a
person 'typed before' 1 'w/a: Permission denied' '+ready' '=o\ro\r' "+$q" $s '=n\r' -- \
	$ask -- sh -c 'echo ready; sleep 1; cat w/a'
# The terminal answers to what the command has printed.
person 'an answer by the terminal' 1 'w/a: Permission denied' "+$q" $s '=\e]lr\r' $s '=n\r' -- \
	$ask -- cat w/a
person 'the time is over' 1 'the time is over' "+$q" -- $ask --ask-timeout 1 -- cat w/a
has 'the time is over: denied' 1 'w/a: Permission denied'

expect 'no terminal' 1 'w/a: Permission denied' setsid -w $ask -- cat w/a
has 'no terminal: it is told' 1 'not allowed: there is no terminal'
person 'the terminal is closed' 129 '' "+$q" $s - -- $ask -- cat w/a
mkdir said
person 'the terminal is closed, and the command goes on' 0 '' "+$q" $s - -- $ask --rw said -- \
	sh -c 'trap "" HUP; cat w/a 2>said/a; cat w/b 2>said/b; exit 0'
grep -q 'Permission denied' said/a && grep -q 'Permission denied' said/b
check 'the terminal is closed: all is denied' $?

# Names: control characters, from right to left, no UTF-8; and a long one.
nasty=$(printf 'w/x\033[2J\033]0;t\a\n\r\342\200\256\377"\134')
echo nasty >"$nasty"
person 'a name with escapes' 0 '^nasty' -c 150 "+$q" $s '=o\r' -- $ask -- cat "$nasty"
has 'a name with escapes: as it is shown' 1 \
	'w/x\\x1b\[2J\\x1b\]0;t\\x07\\x0a\\x0d\\xe2\\x80\\xae\\xff\\x22\\x5c"'
rm "$nasty"
long=w/$(printf '%0100d' 1)z
echo long >"$long"
person 'a long name' 0 '^long' -c 70 "+$q" $s '=o\r' -- $ask -- cat "$long"
has 'a long name: cut' 1 '^  file "/.*\.\.\..*01z"'
has 'a long name: fits' 0 '^  file .{70}'
rm "$long"
# Who asks has chosen its own name.
cp /bin/cat "$(printf 'w/c\033[2J')"
person 'the name of a command with escapes' 0 '^secret' "+$q" $s '=o\r' -- \
	$ask --rox w/c* -- "$(printf 'w/c\033[2J')" w/a
has 'the name of a command with escapes: as it is shown' 1 'scll run: c\\x1b\[2J\['
rm w/c*
exec 9<w/b
mv w/b w/gone
rm w/gone
person 'a file that has no path any more' 0 '^other' "+$q" $s '=o\r' -- $ask --ro /proc -- cat /proc/self/fd/9
has 'a file that has no path any more: not a path' 1 '^  file \(not reachable as\) ".*\(deleted\)" [0-9]+:[0-9]+:[0-9]+'
exec 9<&-
echo other >w/b

# A path that is too long to be told.
part=$(printf '%0200d' 1)
(cd w && for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
	mkdir "$part" && cd -P "./$part" || exit
done)
person 'a path that is too long' 1 '^  entry \(not reachable as\) "name" in [0-9]' "+$q" $s '=n\r' -- $ask --ro / -- \
	sh -c 'cd w; while cd -P "./$1" 2>/dev/null; do :; done; mkdir ./name' sh "$part"
rm -r "w/$part"

person 'two at once' 0 '' "+$q" $s '=o\r' "+$q" $s '=o\r' -- \
	$ask -- sh -c 'cat w/a & cat w/b & wait'
has 'two at once: two questions' 2 'scll run: cat\['
has 'two at once: both are read' 2 '^(secret|other)'
person 'two at once, the same for this run' 0 '' "+$q" $s '=r\r' -- \
	$ask -- sh -c 'cat w/a & cat w/a & wait'
has 'two at once, the same: both are read' 2 '^secret'

person 'Control-C at a question' 130 '' "+$q" $s '=\cc' -- $ask -- sh -c 'cat w/a; echo after'
has 'Control-C at a question: nothing after it' 0 '^after'
person 'Control-C without one' 130 '' '+ready' '=\cc' -- $ask -- sh -c 'echo ready; sleep 10; echo after'
person 'Control-C with another input: not for the first process alone' 0 'C130' '+ready' $s '=\cc' -- \
	sh -c "exec $ask -- sh -c 'trap : INT; echo ready; sleep 5; echo \$?' </dev/null"
person 'Control-C, which the command handles' 5 'handled' "+$q" $s '=\cc' -- \
	$ask -- sh -c 'trap "echo handled; exit 5" INT; cat w/a; sleep 1'
person 'Control-C, which the command ignores' 137 '' "+$q" '=\cc' "+$q" '=\cc' "+$q" '=\cc' -- \
	$ask -- sh -c 'trap "" INT; cat w/a; cat w/a; cat w/a; cat w/a; echo after'
person 'killed while it waits' 0 'nobody waits for it any more' "+$q" "+nobody waits" "+$q" ~2500 '=o\r' -- \
	$ask -- sh -c 'timeout 1 cat w/a; cat w/b'
has 'killed while it waits: the next one' 1 '^other'

if command -v prlimit >/dev/null; then
	person 'the command lowers a limit of who asks' 125 '^scll run: --ask: poll: Invalid argument' -- \
		$ask -- sh -c 'prlimit --nofile=2:2 --pid $PPID; cat w/a; sleep 5; echo after'
	has 'the command lowers a limit of who asks: it is killed' 0 '^after'
fi

person 'a second one at a terminal' 0 'another scll run --ask is at this terminal' "+$q" $s '=o\r' -- \
	sh -c "$ask -- cat w/a & sleep 1; $ask -- cat w/b && echo ran; wait"
has 'a second one at a terminal: the first one asks' 1 '^secret'
has 'a second one at a terminal: nothing is run' 0 '^(ran|other)'

# A hand that was about to answer the one before.
person 'another question in the place of one' 1 'w/b: Permission denied' "+$q" '+nobody waits' "+$q" ~1300 '=o\r' \
	~2000 '=n\r' -- $ask -- sh -c 'timeout 1 cat w/a; cat w/b'

# Who has the terminal takes orders.
person 'a socket that answers is told' 0 'behind [$]TMUX can be told to answer' -- env TMUX=x $ask -- true
person 'a socket that answers, but cannot be reached' 0 '' -- env TMUX=x $ask --no-unix -- true
has 'a socket that answers, but cannot be reached: no words' 0 'told to answer'
person 'a socket without a path' 0 'behind [$]DISPLAY .*--scope abstract-unix' -- env DISPLAY=:0 $ask -- true
person 'a socket without a path: named ones are open then' 0 'behind [$]DISPLAY ' -- \
	env DISPLAY=:0 $ask --scope abstract-unix -- true

# The command's terminal is another one.
person 'a terminal of its own' 0 '^own' '+ready' '=hello\r' -- sh -c "real=\$(tty); $ask -- sh -c '
	[ \"\$(tty)\" != '\$real' ] && echo ready && read word && [ \$word = hello ] && echo own >/dev/tty'"
person 'not the other one' failure 'Permission denied|cannot create' -- sh -c "real=\$(tty); $ask -- sh -c '
	echo fake >'\$real"
has 'not the other one: not even asked' 0 'is denied'
if [ -c /dev/console ]; then
	person 'not a console' failure 'Permission denied|cannot create' -- $ask -- sh -c 'echo fake >/dev/console'
	has 'not a console: not even asked' 0 'is denied'
fi
mknod w/null c 1 3 &&
	person 'a device' failure '^  character device 1:3 ".*/w/null"' "+$q" $s '=n\r' -- $ask -- sh -c ': >w/null'
rm -f w/null
person 'its modes are as before' 0 '^same' -- sh -c "before=\$(stty -g); $ask -- stty raw
	[ \"\$(stty -g)\" = \"\$before\" ] && echo same"
person 'pipes stay pipes' 0 '^piped secret' "+$q" $s '=o\r' -- sh -c "echo piped |
	$ask -- cat - w/a | tr '\n' ' '"
person 'with --tmp, and the status' 7 '^secret' "+$q" $s '=o\r' -- $ask --tmp -- sh -c 'cat w/a; exit 7'
person 'who goes on printing is not waited for' 0 '^on' -- $ask --rox "$here" -- "$helper" go-on
person 'no such command' 127 '' -- $ask -- nosuch

# Calls of each kind
cp /bin/true w/true
person 'execute' 0 'is denied: execute,read_file|is denied: execute' "+$q" $s '=o\r' -- $ask -- w/true
person 'execute: no' 126 '' "+$q" $s '=n\r' -- $ask -- w/true
person 'make a file' 0 '' "+$q" $s '=o\r' -- $ask -- sh -c 'echo made >w/new'
has 'make a file: one question' 1 'is denied: (write_file|read_file|,)*make_reg'
has 'make a file: all that a yes is for' 1 '(is denied|a yes allows): write_file,make_reg'
has 'make a file: where' 1 "^  entry \"$tmp/w/new\""
expect 'make a file: it is there' 0 '^made' cat w/new
person 'make a file for this run, in this directory' 0 '' "+$q" $s '=r\r' "+$q" $s '=r\r' "+$q" $s '=n\r' -- \
	$ask --ro /proc -- sh -c 'mkdir w/d; rmdir w/d; mkdir w/d; rmdir w/d; ! mkdir d'
has 'make and remove: three questions' 3 'is denied: (make_dir|remove_dir)'
person 'rename' 0 '' "+$q" $s '=o\r' -- $ask --ro /proc -- mv -T w/new w/newer
has 'rename: from what' 1 "^  entry \"$tmp/w/new\""
has 'rename: to what' 1 '^  to be called "newer"'
echo one >w/one
person 'rename to what is there, with a yes from before' 1 'w/three.*: Permission denied' \
	"+$q" $s '=r\r' '+moved' '!echo two >w/one' "+$q" $s '=n\r' -- $ask --ro /proc -- \
	sh -c 'mv -T w/one w/three; echo moved; sleep 2; mv -fT w/one w/three'
has 'rename to what is there: it is told' 1 '^  to be called "three", which is there already'
echo one >w/one
echo two >w/two
person 'exchange' 0 '^ok' "+$q" $s '=o\r' -- $ask --rox "$here" -- "$helper" exchange w/one w/two
has 'exchange: with what' 1 '^  to change places with "two"'
expect 'exchange: it is done' 0 '^two' cat w/one
person 'exchange: a yes for the run is none to put one in the place of the other' 1 '^EACCES' \
	"+$q" $s '=r\r' "+$q" $s '=n\r' -- $ask --rox "$here" -- \
	sh -c "$helper exchange w/one w/two; $helper rename w/one w/two"
rm -f w/one w/two w/three
person 'remove' 0 'is denied: remove_file' "+$q" $s '=o\r' -- $ask -- rm w/newer
person 'truncate' 0 'is denied: write_file,truncate' "+$q" $s '=o\r' -- $ask -- sh -c ': >w/true'
person 'a link is not asked about' failure 'Permission denied|cross-device' -- $ask -- ln w/a w/hard
has 'a link is not asked about: no question' 0 'is denied'
"$helper" listen 4711 >listening 2>&1 &
server=$!
wait_for listening
person 'connect' 0 '^ok' "+$q" $s '=r\r' -- $ask --rox "$here" -- sh -c "$helper connect 4711; $helper connect 4711"
has 'connect: to what' 1 '^  address 127.0.0.1 port 4711'
person 'connect: no' 1 '^EACCES' "+$q" $s '=n\r' -- $ask --rox "$here" -- "$helper" connect 4711
kill $server
wait $server 2>/dev/null
person 'bind' 0 'is denied: bind_tcp' "+$q" $s '=o\r' -- $ask --rox "$here" -- "$helper" bind 4712
chmod 755 "$tmp" w
chmod 600 w/a
person 'what modes deny' 1 'w/a: Permission denied' -- setpriv --reuid 65534 --regid 65534 --clear-groups \
	$ask -- cat w/a
has 'what modes deny: no question' 0 'is denied'

# What the command has printed before: margins, colours, keys that come as sequences, output
# to a printer, a terminal that takes bytes of UTF-8 for commands.
hide='\033[5i\033[?69h\033[21;22r\033[?6h\033]10;#000000\033\134\033]11;#000000\033\134\033%%@\033[>31u'
person 'what hides a question' 0 '^secret' "+$q" $s '=o\r' -- env LC_ALL=C.UTF-8 $ask -- \
	sh -c "printf '$hide'; cat w/a"
csi="$(printf '\033')\\["
for how in 4i '\?6l' '\?69l' r '\?7h' '0;38;2;255;255;255;48;2;0;0;0m' '>4m' '>0u' '\?9001l'; do
	has "what hides a question: $how" 1 "$csi$how"
done
has 'what hides a question: UTF-8' 1 "$(printf '\033')%G"
has 'what hides a question: keys as before' 1 "allow it\? .*: o.*$csi<u"
if command -v tmux >/dev/null; then
	printf '%b' "\033[20;1Hscll run: cat[1] is denied: execute$hide\033[22;1H" >w/fake
	TMUX_TMPDIR=$tmp TERM=xterm tmux -f /dev/null new-session -d -x 80 -y 24 \
		"$ask --ro w/fake -- sh -c 'cat w/fake w/a'; sleep 60"
	tries=0
	until TMUX_TMPDIR=$tmp tmux capture-pane -p | grep -q 'no more:' || [ $tries = 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	expect 'what hides a question: on a terminal' 0 'cat\[[0-9]+\] is denied: read_file' \
		env TMUX_TMPDIR="$tmp" tmux capture-pane -p
	TMUX_TMPDIR=$tmp tmux kill-server
fi

# Who can tell the terminal how large it is scrolls a question out of sight.
person 'too few rows' 1 'the terminal is too small' '#5' -- sh -c "sleep 1; exec $ask -- cat w/a"
has 'too few rows: denied' 1 'w/a: Permission denied'
person 'too few rows, at once' 1 'the terminal is too small' "+$q" '#5' ~1000 '=o\r' -- $ask -- cat w/a
person 'another size: it is asked again' 0 '^secret' "+$q" '#10' "+$q" $s '=o\r' -- $ask -- cat w/a
has 'another size: it is asked again, whole' 2 'is denied: read_file'

# The answer is about the file and not about the path.
ln -s a w/way
person 'the path leads elsewhere by the time of the answer' 1 'w/way: Permission denied' \
	"+$q" $s '!ln -sfT b w/way' '=o\r' "+$q" $s '=n\r' -- $ask -- cat w/way
has 'the path leads elsewhere: the other file is asked about' 1 "^  file \"$tmp/w/b\""
person 'the file is renamed by the time of the answer' 0 '^secret' "+$q" $s '!mv w/a w/c && ln -s c w/a' '=o\r' -- \
	$ask -- cat w/a
mv -T w/c w/a

# Policies
rm -f w/way
person 'a policy' 0 '^secret' "+$q" $s '=o\r' -- $ask --connect-tcp 80 --scope signal --ask-policy p -- cat w/a
expect 'a policy: another run takes it' 0 '^secret' run --policy p -- cat w/a
expect 'a policy: no other file' 1 'w/b: Permission denied' run --policy p -- cat w/b
grep -q '"signal"' p && grep -qx ' *80' p
check 'a policy: the rules that there were' $?
! grep -q /dev/pts p
check 'a policy: no terminal' $?
mkdir -p data sub/data
person 'a policy: rules by relative paths' 0 '' "+$q" $s '=o\r' -- \
	$ask --ro data --chdir sub --ask-policy p2 -- sh -c 'cat ../w/a'
grep -q "\"$tmp/data\"" p2 && ! grep -q "sub/data" p2
check 'a policy: rules by relative paths, which are where they were' $?
cp p before
person 'a policy: no is not in it' 1 'w/b: Permission denied' "+$q" $s '=o\r' "+$q" $s '=n\r' -- \
	$ask --ask-policy p -- sh -c 'cat w/a; cat w/b'
! grep -q w/b p
check 'a policy: what was denied is not in it' $?
mkdir work
person 'a policy: what is made is allowed in the directory' 0 '' "+$q" $s '=o\r' -- \
	$ask --ask-policy p -- sh -c 'echo x >work/new'
has 'a policy: which is told' 1 "allowed with all below: \"$tmp/work\": .*make_reg"
expect 'a policy: a run that makes another one' 0 '' run --policy p -- sh -c 'echo x >work/newer'
person 'a policy: what is gone is not in it' 0 'gone' "+$q" $s '=o\r' "+$q" $s '=o\r' -- \
	$ask --ask-policy p -- sh -c 'cat work/new; rm work/new'
mkdir home
person 'a policy: a file without a name' 0 'new file without a name in directory ".*/home"' "+$q" $s '=o\r' -- \
	env HOME="$tmp/home" $ask --rox "$here" --ask-policy home.json -- "$helper" tmpfile home
has 'a policy: a file without a name: not in the home directory' 1 'not in the policy: .*/home": write_file,read_file'
person 'a policy: a list of the home directory' 0 'is denied: read_dir' "+$q" $s '=o\r' -- \
	env HOME="$tmp/home" $ask --ask-policy home.json -- sh -c 'echo home/*'
has 'a policy: a list of the home directory: not of all below' 1 'not in the policy: .*/home": read_dir'
! grep -q '/home"' home.json
check 'a policy: no rule for the home directory' $?
echo other >work/other
expect 'a policy: nor is what is beside it' 1 'work/other: Permission denied' run --policy p -- cat work/other
# Processes go on after the first one, and move files by what the rules allow.
cp /bin/true work/tool
for _ in 1 2 3 4 5 6 7 8 9 10; do
	person 'a policy: what moves meanwhile' 0 '' "+$q" $s '=o\r' -- $ask --rw work --rox "$here" \
		--ask-policy moving -- sh -c "work/tool; $helper go-on work/tool work/moved"
	! grep -q 'all below: .*/work": execute' "$tmp/out" || break
	sleep 1
	[ -e work/tool ] || mv work/moved work/tool
done
has 'a policy: what moves meanwhile: no rule for the directory' 0 'all below: .*/work": execute'
echo kept >old
mkdir small
if mount -t tmpfs -o nr_inodes=2 none small 2>/dev/null; then
	echo kept >small/old
	person 'a policy that cannot be written' 0 'cannot write the policy' "+$q" $s '=o\r' -- \
		$ask --ask-policy small/old -- cat w/a
	expect 'a policy that cannot be written: the old one is there' 0 '^kept' cat small/old
	umount small
fi
refused 'a policy: no such directory' '^scll run: --ask-policy none/p: No such file' \
	--system --ask --ask-policy none/p

# Nothing to ask about
refused 'no rules' 'nothing would be asked|there are no rules' \
	--ask --unrestricted-filesystem --unrestricted-network
refused 'only scopes' 'nothing would be asked' \
	--ask --unrestricted-filesystem --unrestricted-network --scope signal
echo '{"ruleset":[{"scoped":["signal"]}]}' >scopes
refused 'a policy without files and ports' 'nothing would be asked' --ask --policy scopes
echo '{"options":["--ask"]}' >asks.json
mkdir -p config/scll
mv asks.json config/scll
expect 'not in a profile' 125 '--ask is for the command line alone' \
	env XDG_CONFIG_HOME="$tmp/config" "$scll" run -p asks -- true
finish
