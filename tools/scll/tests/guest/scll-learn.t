#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll learn: which rights each call is recorded as, and commands that are hostile to the
# recorder.
# shellcheck disable=SC2016,SC2317 # for another shell, and "$" in names; called by expect
. "$(dirname "$0")/lib.sh"
# shellcheck source=learn.sh
. "$here/learn.sh"

kernel_asks() {
	"$scll" check | grep -q '^extension-flags: .*supervise'
}

# One directory for each call, below $1.  What is in it is made anew for each run.
cat >"$tmp/calls.py" <<'END'
import ctypes, os, socket, subprocess, sys, threading
top = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
def write(path, flags=os.O_WRONLY | os.O_CREAT):
    os.close(os.open(path, flags, 0o644))
os.chdir(top + "/relative")
open("file").close()
open("../dotdot/file").close()
fd = os.open(top + "/dirfd", os.O_PATH)
os.close(os.open("file", os.O_RDONLY, dir_fd=fd))
open(top + "/symlink/link").close()
open(top + "/chain/1/file").close()
os.listdir(top + "/list")
write(top + "/overwrite/file", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
write(top + "/create/file")
write(top + "/exclusive/file", os.O_RDWR | os.O_CREAT | os.O_EXCL)
try:
    write(top + "/exists/file", os.O_RDWR | os.O_CREAT | os.O_EXCL)
except FileExistsError:
    pass
os.close(os.open(top + "/tmpfile", os.O_RDWR | os.O_TMPFILE, 0o600))
os.close(os.open(top + "/opath/file", os.O_PATH))
os.truncate(top + "/truncate/file", 1)
with open(top + "/ftruncate/file", "r+") as f:
    f.truncate(1)
os.mkdir(top + "/mkdir/d")
os.mkdir(top + "/below/d")
write(top + "/below/d/file")
os.rmdir(top + "/rmdir/d")
os.unlink(top + "/unlink/file")
os.symlink("x", top + "/mksym/link")
os.mkfifo(top + "/fifo/fifo")
os.rename(top + "/rename/a", top + "/rename/b")
os.rename(top + "/from/a", top + "/to/a")
open(top + "/to/a").close()
os.link(top + "/link-from/a", top + "/link-to/a")
s = socket.socket(socket.AF_UNIX)
s.bind(top + "/socket/s")
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 9011))
s.listen()
socket.create_connection(("127.0.0.1", 9011)).close()
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.connect(("127.0.0.1", 9012))
t = threading.Thread(target=lambda: open(top + "/thread/file").close())
t.start()
t.join()
subprocess.run([top + "/script/script"], check=True)
open("/proc/self/status").close()
open(top + "/names/new\nline").close()
open(top + "/names/${dollar}$").close()
open("/dev/fd/%d" % os.open(top + "/devfd/file", os.O_RDONLY | os.O_PATH)).close()
# What has no name any more is not what has the name that /proc makes up for it.
fd = os.open(top + "/gone/file", os.O_PATH)
os.unlink(top + "/gone/file")
try:
    open("/dev/fd/%d" % fd).close()
except PermissionError:
    pass
os.isatty(os.open("/dev/full", os.O_WRONLY))
for i in range(3):
    try:
        open(top + "/missing/file").close()
    except FileNotFoundError:
        pass
END
make_calls() {
	rm -rf "$tmp/c"
	for d in relative dotdot dirfd symlink chain list overwrite create exclusive exists tmpfile \
		opath truncate ftruncate mkdir below rmdir unlink mksym fifo rename from to link-from \
		link-to socket thread script names devfd missing gone; do
		mkdir -p "$tmp/c/$d"
	done
	for f in relative/file dotdot/file dirfd/file symlink/file chain/file overwrite/file \
		exists/file opath/file truncate/file ftruncate/file unlink/file rename/a from/a \
		link-from/a thread/file devfd/file gone/file 'gone/file (deleted)'; do
		echo content >"$tmp/c/$f"
	done
	mkdir "$tmp/c/rmdir/d"
	ln -s file "$tmp/c/symlink/link"
	ln -s 2 "$tmp/c/chain/1"
	ln -s "$tmp/c/chain" "$tmp/c/chain/2"
	: >"$tmp/c/names/new
line"
	: >"$tmp/c/names/\${dollar}\$"
	printf '#!%s\n' "$tmp/c/script/interpreter" >"$tmp/c/script/script"
	ln -s /usr/bin/true "$tmp/c/script/interpreter"
	chmod 755 "$tmp/c/script/script"
}

call_tests() {
	make_calls
	expect 'all calls: learned' 0 '' learn -- python3 -I "$tmp/calls.py" "$tmp/c"
	c=$tmp/c
	rule 'a relative path' read_file "$c/relative/file"
	rule 'with ..' read_file "$c/dotdot/file"
	rule 'below a descriptor' read_file "$c/dirfd/file"
	rule 'by a symbolic link' read_file "$c/symlink/file"
	rule 'by several' read_file "$c/chain/file"
	rule 'a list of a directory' read_dir "$c/list"
	rule 'O_TRUNC' write_file,truncate "$c/overwrite/file"
	rule 'O_CREAT' write_file,make_reg "$c/create"
	rule 'O_EXCL' write_file,read_file,make_reg "$c/exclusive"
	rule 'O_EXCL of what exists: nothing' '' "$c/exists/file"
	rule 'O_TMPFILE' write_file,read_file "$c/tmpfile"
	rule 'O_PATH: nothing' '' "$c/opath/file"
	rule 'truncate' truncate "$c/truncate/file"
	rule 'ftruncate' write_file,read_file,truncate "$c/ftruncate/file"
	rule 'mkdir' make_dir "$c/mkdir"
	rule 'a file in a directory that was made' write_file,make_dir,make_reg "$c/below"
	rule 'rmdir' remove_dir "$c/rmdir"
	rule 'unlink' remove_file "$c/unlink"
	rule 'symlink' make_sym "$c/mksym"
	rule 'mkfifo' make_fifo "$c/fifo"
	rule 'rename' remove_file,make_reg "$c/rename"
	# Landlock: the origin must allow as much as the place that it goes to.
	rule 'rename elsewhere: from' read_file,remove_file,refer "$c/from"
	rule 'rename elsewhere: to' read_file,make_reg,refer "$c/to"
	rule 'link elsewhere: from' refer "$c/link-from"
	rule 'link elsewhere: to' make_reg,refer "$c/link-to"
	rule 'bind to a path' make_sock "$c/socket"
	rule 'a thread' read_file "$c/thread/file"
	rule 'a script' execute,read_file "$c/script/script"
	rule 'its interpreter' execute,read_file /usr/bin/true
	rule 'the file of the process' read_file /proc/self/status
	rule 'a name of two lines' read_file "$c/names/new
line"
	rule 'dollars' read_file "$c/names/\$\${dollar}\$\$"
	rule '/dev/fd' read_file "$c/devfd/file"
	rule 'what does not exist: nothing' '' "$c/missing"
	rule 'a file that is gone: no other' '' "$c/gone/file (deleted)"
	rule 'a device, and ioctl' write_file,ioctl_dev /dev/full
	expect 'ports' 0 '^9011 bind_tcp,connect_tcp$' jq -r \
		'.netPort[] | "\(.port | join(" ")) \(.allowedAccess | join(","))"' "$policy"
	[ "$(jq '.netPort | length' "$policy")" = 1 ]
	check 'no port but these' $?
	make_calls
	expect 'all calls: again, under the policy' 0 '' enforced -- python3 -I "$tmp/calls.py" "$tmp/c"
	expect 'nothing else: a file' failure 'Permission denied' enforced -- \
		python3 -c "open('$tmp/c/exists/file')"
	expect 'nothing else: a port' failure 'Permission denied' enforced -- \
		python3 -c "import socket; socket.socket().bind(('127.0.0.1', 9013))"
}

# Interpreters are those of the task: of its working directory, of its root.
interpreter_tests() {
	i=$tmp/i
	mkdir "$i" "$i/there" "$i/root"
	printf '#!./interpreter\n' >"$i/there/script"
	printf '#!/usr/bin/true\n' >"$i/there/interpreter"
	printf '#!/usr/bin/false\n' >"$i/interpreter"
	printf '#!/first\n' >"$i/root/script"
	printf '#!/second\n' >"$i/root/first"
	echo 'int main(void) { return 0; }' | cc -static -x c -o "$i/root/second" -
	chmod 755 "$i"/*/* "$i/interpreter"
	cd "$i" || exit
	expect 'interpreters, elsewhere: learned' 0 '' learn -- sh -c 'cd there && exec ./script'
	cd - >/dev/null || exit
	rule 'interpreters: of the working directory' execute,read_file "$i/there/interpreter"
	rule 'interpreters: and what that names' execute,read_file /usr/bin/true
	rule 'interpreters: not of the directory of the recorder' '' "$i/interpreter"
	rule 'interpreters: nor what that names' '' /usr/bin/false
	[ "$(id -u)" = 0 ] || return
	expect 'interpreters, another root: learned' 0 '' learn -- chroot "$i/root" /script
	rule 'interpreters: below that root' execute,read_file "$i/root/first"
	rule 'interpreters: and what that names there' execute,read_file "$i/root/second"
}

# What a command can do to the recorder
cat >"$tmp/hostile.py" <<'END'
import ctypes, os, signal, sys, threading, time
top = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
# Addresses that cannot be read, and a string that ends with the memory
for address in 0, 1, 1 << 46, (1 << 64) - 1:
    libc.syscall(2, ctypes.c_void_p(address), 0)
    libc.syscall(59, ctypes.c_void_p(address), 0, 0)
    libc.syscall(42, 0, ctypes.c_void_p(address), 16)
    libc.syscall(82, ctypes.c_void_p(address), ctypes.c_void_p(address))
libc.open(b"/" + b"x" * 5000, 0)
libc.open(b"/" + b"x/" * 2040, 0)
libc.open(b"." * 4000, 0)
libc.openat(12345, b"x", 0)
libc.open(b"\xff\xfe", os.O_CREAT, 0o600)
libc.open(b"\x1b[31m", os.O_CREAT, 0o600)
libc.open(b"loop", 0)
libc.open(b"a/" * 1000 + b"x", 0)
os.mkfifo("fifo")
libc.open(b"fifo", os.O_RDONLY | os.O_NONBLOCK)
# A path that is longer than PATH_MAX, from its end
for i in range(30):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
open("deep", "w").close()
os.chdir(top)
# Killed while their calls are looked at
for i in range(20):
    pid = os.fork()
    if not pid:
        def forever():
            while True:
                libc.open(b"/etc/passwd", 0)
        for j in range(4):
            threading.Thread(target=forever).start()
        forever()
    time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
# Many at once
pids = []
for i in range(100):
    pid = os.fork()
    if not pid:
        for j in range(50):
            libc.open(b"many%d" % i, os.O_CREAT, 0o600)
        os._exit(0)
    pids.append(pid)
for pid in pids:
    os.waitpid(pid, 0)
# A listener of its own: one instruction that allows everything
class Filter(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte),
                ("k", ctypes.c_uint)]
class Program(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.POINTER(Filter))]
allow = (Filter * 1)(Filter(6, 0, 0, 0x7fff0000))
program = Program(1, allow)
ret = libc.syscall(317, 1, 8, ctypes.byref(program))
print("listener", ret, os.strerror(ctypes.get_errno()))
open(top + "/../other/after").close()
END

hostile_tests() {
	h=$tmp/hostile
	mkdir "$h"
	ln -s loop "$h/loop"
	mkdir "$h/a"
	ln -s . "$h/a/a"
	mkdir "$tmp/other"
	echo x >"$tmp/other/after"
	expect 'hostile: learned' 0 '' learn --seccomp-out "$profile" --chdir "$h" -- \
		python3 "$tmp/hostile.py" "$h"
	cp "$tmp/out" "$tmp/hostile.out"
	expect 'hostile: it gets no listener' 0 '^listener -1 Device or resource busy' cat "$tmp/hostile.out"
	expect 'hostile: which is said' 0 'a listener for seccomp, which fails' cat "$tmp/hostile.out"
	expect 'hostile: so is the name that is not UTF-8' 0 'not UTF-8' cat "$tmp/hostile.out"
	rule 'hostile: what it used at the end' read_file "$tmp/other/after"
	! grep -q "$(printf '\033')" "$tmp/hostile.out"
	check 'hostile: no control characters on the terminal' $?
	jq -r '.pathBeneath[].parent[]' "$policy" | grep -qx /etc
	[ $? = 1 ]
	check 'hostile: no rule for /etc' $?
}

# Puts other files in the place of what was used, by a mount that the recorder has no path
# of.  SECRET is what the rules would be for.
cat >"$tmp/swap.py" <<'END'
import ctypes, os, sys
top, how = sys.argv[1:]
libc = ctypes.CDLL(None, use_errno=True)
for name in "p/file", "q/file":
    open(top + "/" + name).close()
os.listdir(top + "/list")
tree = libc.syscall(428, -100, top.encode(), 1) # OPEN_TREE_CLONE
assert tree >= 0, os.strerror(ctypes.get_errno())
os.chdir("/proc/self/fd/%d" % tree)
if how == "link":
    os.symlink(top + "/secret/file", "p/new")
    os.rename("p/new", "p/file")
    os.rename("list", "gone")
    os.symlink(top + "/secret", "list")
elif how == "hard-link":
    os.link("secret/file", "p/new")
    os.rename("p/new", "p/file")
elif how == "directory":
    os.rename("p", "gone")
    os.rename("secret", "p")
elif how == "link-to-directory":
    os.rename("p", "gone")
    os.symlink("secret", "p")
elif how == "exchange":
    assert not libc.renameat2(-100, b"p/file", -100, b"secret/file", 2)
elif how == "truncate":
    # As seen from this mount, its path is that of the first one.
    os.makedirs("." + top + "/p")
    os.ftruncate(os.open("." + top + "/p/file", os.O_RDWR | os.O_CREAT), 0)
elif how == "seen":
    os.chdir(top)
    os.symlink(top + "/secret/file", "p/new")
    os.rename("p/new", "p/file")
END
swap_tests() {
	[ "$(id -u)" = 0 ] || return
	# What the kernel asks about needs a rule to leave its directory, and that mount has none.
	across='hard-link exchange'
	! kernel_asks || across=
	for how in link directory link-to-directory seen $across; do
		s=$tmp/s-$how
		mkdir "$s" "$s/p" "$s/q" "$s/list" "$s/secret"
		echo x | tee "$s/p/file" "$s/q/file" >"$s/list/file"
		echo top >"$s/secret/file"
		expect "replaced, $how: learned" 0 '' learn -- python3 -I "$tmp/swap.py" "$s" "$how"
		cp "$tmp/out" "$tmp/said"
		rule "replaced, $how: no rule" '' "$s/p/file"
		rule "replaced, $how: but for what was not" read_file "$s/q/file"
		if [ "$how" = seen ]; then
			rule "replaced, $how: its directory" read_file,remove_file,make_sym "$s/p"
		else
			expect "replaced, $how: is said" 0 "not the file any more that it was: $s/p/file" \
				cat "$tmp/said"
		fi
		expect "replaced, $how: the other file" failure 'Permission denied' \
			enforced -- python3 -I -c "print(open('$s/p/file').read())"
	done
	s=$tmp/s-link
	rule 'replaced: no rule for a directory either' '' "$s/list"
	s=$tmp/s-truncate
	mkdir "$s" "$s/p" "$s/q" "$s/list"
	echo x | tee "$s/p/file" >"$s/q/file"
	expect 'another file of that name: learned' 0 '' learn -- python3 -I "$tmp/swap.py" "$s" truncate
	rule 'another file of that name: no right of it' read_file "$s/p/file"
	# The command can be as bad to a policy that is there.
	s=$tmp/s-merge
	mkdir "$s" "$s/p" "$s/q" "$s/list" "$s/secret"
	ln -s . "$s/here"
	echo top | tee "$s/p/file" "$s/q/file" >"$s/secret/file"
	echo "{ \"pathBeneath\": [ { \"allowedAccess\": [ \"read_file\" ],
		\"parent\": [ \"$s/here/p/file\", \"$s/here/q/file\" ] } ] }" >"$policy"
	expect 'replaced, --merge: learned' 0 '' learn --merge -- python3 -I "$tmp/swap.py" "$s" link
	rule 'replaced, --merge: no rule' '' "$s/here/p/file"
	rule 'replaced, --merge: a link of before is none of this' read_file "$s/here/q/file"
	expect '--ro of what is replaced' 0 'not the file any more that it was: .*/s-merge/gone' \
		learn --ro "$s/gone,$s/q" -- sh -c "mv $s/gone $s/list.2 && ln -s $s/secret $s/gone"
}

option_tests() {
	mkdir "$tmp/o" "$tmp/o/a" "$tmp/o/a/b"
	echo x | tee "$tmp/o/a/1" "$tmp/o/a/2" "$tmp/o/a/b/3" >"$tmp/o/a/4"
	learn -- cat "$tmp/o/a/1" >/dev/null 2>&1
	expect 'what was not used' 1 'Permission denied' enforced -- cat "$tmp/o/a/2"
	rule 'two files are not their directory' '' "$tmp/o/a"
	expect '--merge' 0 '' learn --merge -- cat "$tmp/o/a/2"
	expect '--merge: both' 0 '' enforced -- cat "$tmp/o/a/1" "$tmp/o/a/2"
	expect '--merge: no more' 1 'Permission denied' enforced -- cat "$tmp/o/a/1" "$tmp/o/a/4"
	learn -- cat "$tmp/o/a/4" >/dev/null 2>&1
	expect 'without --merge it is a new policy' 1 'Permission denied' enforced -- cat "$tmp/o/a/1"
	echo '{ "ruleset": [ { "handledAccessFs": [ "write_file" ] } ] }' >"$policy"
	expect '--merge with one that allows reading' 0 '' learn --merge -- cat "$tmp/o/a/1"
	expect '--merge: it denies no more than before' 0 '^write_file$' jq -r \
		'.ruleset[] | to_entries[].value[]' "$policy"
	echo '{ "ruleset": 1 }' >"$policy"
	expect '--merge with what is no policy' 125 "--merge $policy: ruleset: " \
		learn --merge -- touch "$tmp/o/ran"
	expect 'it is as it was' 0 '^. "ruleset": 1 .$' cat "$policy"
	for command in "127 $tmp/o/none" "126 $policy"; do
		expect "nothing to execute, ${command%% *}" "${command%% *}" \
			"^scll learn: ${command#* }: " \
			learn --seccomp-out "$profile" -- "${command#* }"
		grep -q ruleset "$policy" && [ ! -e "$profile" ]
		check "nothing to execute, ${command%% *}: what was learned before is there" $?
	done
	depth=$(echo "$tmp/o/a" | tr -cd / | wc -c)
	expect '--depth' 0 'allowed with all below: .*/o/a": read_file, in the place of 3 paths' \
		learn --depth "$depth" -- cat "$tmp/o/a/1" "$tmp/o/a/2" "$tmp/o/a/b/3"
	expect '--depth: one rule' 0 '' enforced -- cat "$tmp/o/a/4"
	expect '--ro' 0 '' learn --ro "$tmp/o/a" -- cat "$tmp/o/a/1"
	rule '--ro: the rule' read_file,read_dir "$tmp/o/a"
	rule '--ro: the other one is needless' '' "$tmp/o/a/1"
	# What is for everybody, and what has other names the next time
	expect 'a temporary file: proposed' 0 'not in the policy: "/tmp": .*: --rw ./tmp.$' learn -- mktemp
	rule 'a temporary file: no rule' '' /tmp
	expect 'another process: proposed' 0 'not in the policy: "/proc": read_file.*: --ro ./proc.$' \
		learn -- sh -c 'cat /proc/self/status; true'
	rule 'another process: no rule' '' /proc
	expect 'the home directory: proposed' 0 'not in the policy: .*/home": .*make_reg' \
		learn -- touch "$HOME/new"
	expect 'the home directory: a file without a name' 0 'not in the policy: .*/home": write_file,read_file: .*--rw' \
		learn -- "$helper" tmpfile "$HOME"
	rule 'the home directory: a file without a name: no rule' '' "$HOME"
	mkdir -m 1777 "$tmp/o/sticky"
	expect 'a sticky directory: proposed' 0 'not in the policy: .*/sticky": ' \
		learn -- touch "$tmp/o/sticky/x"
	mkdir "$tmp/o/__pycache__"
	expect '__pycache__: proposed' 0 'not in the policy: .*__pycache__": ' \
		learn -- touch "$tmp/o/__pycache__/x"
	# Never a real device here: a fault would replace it.
	mkfifo "$tmp/policy-fifo"
	ln -s "$tmp/target" "$tmp/policy-link"
	for file in policy-link policy-fifo; do
		expect "-o $file: not replaced" 125 'not a regular file' \
			"$scll" learn -o "$tmp/$file" -- touch "$tmp/o/ran"
	done
	[ -p "$tmp/policy-fifo" ] && [ -L "$tmp/policy-link" ] && [ ! -e "$tmp/target" ] &&
		[ ! -e "$tmp/o/ran" ]
	check 'nothing was replaced, and no command ran' $?
	expect 'no policy given' 125 '-o POLICY' "$scll" learn -- true
	expect 'a command that is not there' 127 'No such file' learn -- "$tmp/none"
	expect 'its status' 7 '' learn -- sh -c 'exit 7'
	expect 'its signal' 143 '' learn -- sh -c 'kill -TERM $$'
	# Children that stay are recorded too.
	learn -- sh -c "(sleep 1; cat $tmp/o/a/4) >/dev/null & exit 0" >/dev/null 2>&1
	rule 'a child that outlives the command' read_file "$tmp/o/a/4"
	expect 'to mount is denied as in a sandbox' 0 '^status [1-9]' learn -- \
		sh -c "mount -t tmpfs none $tmp/o; echo status \$?"
}

explain_tests() {
	mkdir "$tmp/e" "$tmp/e/dir"
	echo x | tee "$tmp/e/a" >"$tmp/e/b"
	explained() {
		run "$base" --quiet --explain "$@"
	}
	expect '--explain: a file' 1 "^scll run: denied: \"$tmp/e/b\": read_file: to allow it: --ro '$tmp/e/b'\$" \
		explained --ro "$tmp/e/a" -- cat "$tmp/e/a" "$tmp/e/b"
	! grep "denied.*$tmp/e/a" "$tmp/out"
	check '--explain: not what was allowed' $?
	expect '--explain: a new file, its directory' 1 "denied: \"$tmp/e/dir\": .*make_reg.*: --rw" \
		explained --ro "$tmp/e" -- touch "$tmp/e/dir/new"
	expect '--explain: a program' failure "denied: \"$tmp/e/true\": execute: .*--rox" \
		sh -c "cp /usr/bin/true $tmp/e/true && '$scll' run $effort --explain $base --ro $tmp/e -- \
			sh -c '$tmp/e/true || exit 1'"
	expect '--explain: a port' 1 '^scll run: denied: bind_tcp: to allow it: --bind-tcp 9021$' \
		explained --ro /etc --bind-tcp 9022 -- python3 -I -c 'import socket
socket.socket().bind(("127.0.0.1", 9022))
socket.socket().bind(("127.0.0.1", 9021))'
	! grep 9022 "$tmp/out"
	check '--explain: not the port that was allowed' $?
	echo '{ "netPort": [ { "allowedAccess": [ "bind_tcp" ], "port": [ 9022 ] } ] }' >"$tmp/e/policy"
	expect '--explain: a port of a policy' 1 'denied: bind_tcp: to allow it: --bind-tcp 9021$' \
		explained --ro /etc --policy "$tmp/e/policy" -- python3 -I -c 'import socket
socket.socket().bind(("127.0.0.1", 9022))
socket.socket().bind(("127.0.0.1", 9021))'
	expect '--explain: nothing denied, nothing said' 0 '' explained --ro "$tmp/e,/etc" -- cat "$tmp/e/a"
	! grep 'scll run' "$tmp/out"
	check '--explain: no word' $?
	expect '--explain: not with what a filter may trace or log' 125 'cannot be combined with --seccomp' \
		explained --seccomp "$tmp/none" -- true
	mkdir "$tmp/e/it's \$(x)"
	expect '--explain: quoted for a shell' 1 "to allow it: --rw '.*/it'\\\\''s .*'\$" \
		explained --ro "$tmp/e" -- touch "$tmp/e/it's \$(x)/f"
	mkdir "$tmp/e/a,b"
	expect '--explain: no option where a list would be read' 1 'a,b": .*: no option for this path$' \
		explained --ro "$tmp/e" -- touch "$tmp/e/a,b/f"
	expect '--explain: a failure for another reason' 3 'no denied file or port was seen' \
		explained --ro /etc -- sh -c 'exit 3'
	expect '--explain: the rules hold' 1 'cat: .*Permission denied' explained -- cat "$tmp/e/a"
}

# Calls in a thread, after vfork(2), of a 32-bit program, with a filter, or by number
cat >"$tmp/numbers.c" <<'END'
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int handled;
static void handle(int sig) { handled += sig; }
static void *flag(void *arg) { handled = 1; return arg; }
static void *thread(void *arg) { syscall(SYS_getpriority, 0, 0); return arg; }
/* Calls that a signal finds waiting for the recorder, also that which ends a handler */
static int storm(int flags)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = flags | SA_NODEFER };
	struct itimerval often = { { 0, 500 }, { 0, 500 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 20000; i++)
		if (syscall(SYS_getppid) < 0 && (flags & SA_RESTART || errno != EINTR))
			return 1;
	return !handled;
}
static int filter(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { 4, insns };

	return syscall(SYS_seccomp, 1, 0, &prog) || syscall(SYS_getpriority, 0, 0) >= 0;
}
int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	pthread_t other;
	pid_t pid;
	long ret;

	if (!strcmp(how, "storm"))
		return storm(SA_RESTART) || storm(0);
	if (!strcmp(how, "filter"))
		return filter();
	if (!strcmp(how, "thread"))
		return pthread_create(&other, NULL, thread, NULL) || pthread_join(other, NULL);
	if (!strcmp(how, "spin")) {
		if (pthread_create(&other, NULL, flag, NULL))
			return 1;
		while (!handled)
			;
		return 0;
	}
	if (!strcmp(how, "vfork")) {
		pid = vfork();
		if (!pid) {
			syscall(SYS_getpriority, 0, 0);
			_exit(0);
		}
		return pid < 0 || waitpid(pid, NULL, 0) != pid;
	}
	if (!strcmp(how, "32")) {
		__asm__ volatile ("int $0x80" : "=a" (ret) : "a" (96), "b" (0), "c" (0) : "memory");
		return ret <= 0;
	}
	return syscall(atoi(how), 0, 0, 0) < 0 ? errno : 0;
}
END

profile_tests() {
	cc -o "$tmp/numbers" "$tmp/numbers.c" || exit
	echo 'void _start(void) { __asm__("mov $60, %eax; xor %edi, %edi; syscall"); }' |
		cc -static -nostdlib -o "$tmp/end" -x c -
	"$scll" learn --seccomp-out "$profile" --chdir / -- "$tmp/end" 2>"$tmp/said"
	# One is needed to start, the recorder does not see some, and others need not be calls.
	prints 'profile: of what does nothing, not even what scll did before' 0 calls <<-END
	clock_getres
	clock_getres_time64
	clock_gettime
	clock_gettime64
	execve
	exit
	exit_group
	getcpu
	getrandom
	gettimeofday
	restart_syscall
	rt_sigreturn
	sigreturn
	time
	END
	prints 'profile: alone, nothing is said of a policy' 0 cat "$tmp/said" <<-END
	scll learn: a profile that allows 14 system calls
	END
	for how in thread vfork 32; do
		expect "profile, $how" 0 '' "$scll" learn --seccomp-out "$profile" -- "$tmp/numbers" $how
		expect "profile, $how: a call" 0 '^getpriority$' calls
		expect "profile, $how: under it" 0 '' \
			run --unrestricted-filesystem --seccomp "$profile" -- "$tmp/numbers" $how
		# setpriority, which fails for nobody.  1 is EPERM.
		expect "profile, $how: another call" 1 '' \
			run --unrestricted-filesystem --seccomp "$profile" -- "$tmp/numbers" 141
	done
	expect 'profile, threads that need not wait' 0 '' \
		"$scll" learn --seccomp-out "$profile" -- "$tmp/numbers" spin
	expect 'profile, threads that need not wait: may' 0 '^futex$' calls
	expect 'profile, 32 once more' 0 '' "$scll" learn --seccomp-out "$profile" -- "$tmp/numbers" 32
	expect 'profile, 32: the architectures' 0 '^SCMP_ARCH_X86,SCMP_ARCH_X86_64$' \
		jq -r '.architectures | join(",")' "$profile"
	expect '--merge of a profile' 0 '' "$scll" learn --merge --seccomp-out "$profile" -- \
		"$tmp/numbers" 141
	expect '--merge of a profile: what is new' 0 '^setpriority$' calls
	expect '--merge of a profile: what was there' 0 '^getpriority$' calls
	expect '--merge of a profile: its architectures' 0 '^SCMP_ARCH_X86,SCMP_ARCH_X86_64$' \
		jq -r '.architectures | join(",")' "$profile"
	cp "$profile" "$tmp/good"
	for edit in '.defaultAction = "SCMP_ACT_LOG"' '.defaultErrnoRet = 38' 'del(.defaultErrnoRet)' \
		'.comment = "x"' '.syscalls[0].args = []' '.syscalls[0].action = "SCMP_ACT_LOG"' \
		'.syscalls += [{ "names": ["acct"], "action": "SCMP_ACT_ERRNO" }]' '.syscalls = []' \
		'.syscalls[0].names += [1]' '.syscalls[0].names = "acct"' '.architectures = {}' '[.]'; do
		jq "$edit" "$tmp/good" >"$profile"
		cp "$profile" "$tmp/before"
		expect "--merge of another profile: $edit" 125 "--merge $profile: not a profile as" \
			"$scll" learn --merge --seccomp-out "$profile" -- touch "$tmp/ran"
		cmp "$profile" "$tmp/before" && [ ! -e "$tmp/ran" ]
		check "--merge of another profile: it is as it was: $edit" $?
	done
	echo text >"$profile"
	expect '--merge of what is no JSON' 125 "--merge $profile: .*must not be lost" \
		"$scll" learn --merge --seccomp-out "$profile" -- touch "$tmp/ran"
	expect 'profile, signals' 0 '' timeout 300 "$scll" learn --seccomp-out "$profile" -- \
		"$tmp/numbers" storm
	expect 'profile, a filter of its own' 0 '' "$scll" learn --seccomp-out "$profile" -- \
		"$tmp/numbers" filter
	expect 'profile, a filter: the call for it' 0 '^seccomp$' calls
	! calls | grep -q getpriority
	check 'profile, a filter: not what that denies' $?
	expect 'profile: a number without a name is told' 38 \
		'not recorded: system call 1000 of SCMP_ARCH_X86_64, which has no name here' \
		"$scll" learn --seccomp-out "$profile" -- "$tmp/numbers" 1000
	mkfifo "$tmp/profile-fifo"
	expect '--seccomp-out of a pipe' 125 "--seccomp-out $tmp/profile-fifo: not a regular file" \
		"$scll" learn --seccomp-out "$tmp/profile-fifo" -- touch "$tmp/ran"
	expect 'both in one file' 125 "--seccomp-out $policy: the policy goes there" \
		learn --seccomp-out "$policy" -- touch "$tmp/ran"
	expect 'options for a policy that is not written' 125 'are for a policy' \
		"$scll" learn --seccomp-out "$profile" --depth 2 -- touch "$tmp/ran"
	[ -p "$tmp/profile-fifo" ] && [ ! -e "$tmp/ran" ]
	check 'profile: nothing was replaced, and no command ran' $?
}

# Of another user, whom file modes deny what root may.
user_tests() {
	[ "$(id -u)" = 0 ] || return
	mkdir -m 777 "$tmp/u"
	mkdir -m 755 "$tmp/u/closed"
	install -m 600 /dev/null "$tmp/u/secret"
	user() {
		setpriv --reuid 65534 --regid 65534 --clear-groups timeout 60 \
			"$scll" learn -o "$tmp/u/policy" -- "$@"
	}
	expect 'unprivileged' 1 'Permission denied' user cat "$tmp/u/secret" "$tmp/calls.py"
	policy=$tmp/u/policy
	rule 'unprivileged: what it read' read_file "$tmp/calls.py"
	rule 'unprivileged: what modes deny' '' "$tmp/u/secret"
	expect 'unprivileged: cannot be made' 1 'Permission denied' user touch "$tmp/u/closed/x"
	rule 'unprivileged: no rule for it' '' "$tmp/u/closed"
	unread_tests
	policy=$tmp/policy
}

# What a process executes whose memory nobody may read: a kernel that asks about rules says it.
unread_tests() {
	told='not recorded: execve by a process that cannot be read'
	executed=
	if kernel_asks; then
		told='rules for [0-9]* paths'
		executed=execute,read_file
	fi
	expect 'cannot be read: it executes' 0 "$told" user python3 -c \
		'import ctypes, os; ctypes.CDLL(None).prctl(4, 0); os.execv("/usr/bin/id", ["id"])'
	rule 'cannot be read: the program' "$executed" /usr/bin/id
	expect 'a debugger works while it is learned' 0 '^exit_group' \
		user strace -o '|sed "s/(.*//"' -e trace=exit_group true
}

call_tests
interpreter_tests
option_tests
explain_tests
profile_tests
hostile_tests
swap_tests
user_tests
finish
