#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Programs of every day under rules: CPython, one with many threads (xz), sqlite3.
# What is allowed works, what is not fails with the errno that it should.
# shellcheck disable=SC2016 # for another shell
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/data" "$tmp/work" "$tmp/work/d"
echo content >"$tmp/data/file"
chmod 755 "$tmp"

inside() {
	run "$base" --ro "/etc,$tmp/data" --rw "$tmp/work,/dev/null" "$@"
}

cat >"$tmp/data/try.py" <<'END'
import errno, os, socket, sqlite3, subprocess, sys, threading
data, work = sys.argv[1:]
def tell(what, function):
    try:
        result = function()
        print(what, "ok", flush=True)
        return result
    except OSError as e:
        print(what, errno.errorcode[e.errno], flush=True)
def write(path):
    with open(path, "w") as f:
        f.write("x")
def bind(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", port))
tell("read", lambda: open(data + "/file").read())
tell("write", lambda: write(work + "/file"))
tell("write-read-only", lambda: write(data + "/file"))
tell("create-read-only", lambda: write(data + "/new"))
tell("truncate-read-only", lambda: os.truncate(data + "/file", 0))
tell("remove-read-only", lambda: os.remove(data + "/file"))
tell("mkdir", lambda: os.mkdir(work + "/dir"))
tell("rename", lambda: os.rename(work + "/dir", work + "/d/dir"))
tell("rename-out", lambda: os.rename(work + "/file", data + "/file"))
tell("list-root", lambda: os.listdir("/root"))
tell("exec", lambda: subprocess.run(["true"], check=True))
write(work + "/program")
os.chmod(work + "/program", 0o755)
tell("exec-written", lambda: subprocess.run([work + "/program"]))
tell("bind", lambda: bind(9001))
tell("bind-other", lambda: bind(9002))
# Each thread is under the rules, also those that were made before any of this.
errors = []
def thread(i):
    write(work + "/thread%d" % i)
    try:
        write(data + "/thread%d" % i)
        errors.append("no error")
    except OSError as e:
        errors.append(errno.errorcode[e.errno])
threads = [threading.Thread(target=thread, args=(i,)) for i in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
print("threads", len(errors), *sorted(set(errors)))
END

python_tests() {
	inside --bind-tcp 9001 -- python3 "$tmp/data/try.py" "$tmp/data" "$tmp/work" >"$tmp/python" 2>&1
	check 'python: ends well' $?
	while read -r what result; do
		expect "python: $what is $result" 0 "^$what $result\$" cat "$tmp/python"
	done <<-END
	read ok
	write ok
	write-read-only EACCES
	create-read-only EACCES
	truncate-read-only EACCES
	remove-read-only EACCES
	mkdir ok
	rename ok
	rename-out EACCES
	list-root EACCES
	exec ok
	exec-written EACCES
	bind ok
	bind-other EACCES
	threads 8 EACCES
	END
	expect 'python: the file that it could not change' 0 '^content$' cat "$tmp/data/file"
}

xz_tests() {
	seq 400000 >"$tmp/work/numbers"
	cp "$tmp/work/numbers" "$tmp/numbers"
	expect 'xz -T4: compresses by blocks, in threads' 0 '' \
		inside -- xz -T4 --block-size=262144 "$tmp/work/numbers"
	# More blocks than one: it had work for its threads.
	blocks=$(xz --robot --list "$tmp/work/numbers.xz" | awk '$1 == "totals" { print $3 }')
	[ "$blocks" -gt 4 ]
	check "xz -T4: $blocks blocks" $?
	expect 'xz: decompresses' 0 '' inside -- xz -d -T4 "$tmp/work/numbers.xz"
	expect 'xz: to the same' 0 '' cmp "$tmp/work/numbers" "$tmp/numbers"
	cp "$tmp/numbers" "$tmp/data/numbers"
	expect 'xz: no new file where it may only read' 1 'Permission denied' \
		inside -- xz -T4 "$tmp/data/numbers"
	expect 'xz: nothing was lost' 0 '' cmp "$tmp/data/numbers" "$tmp/numbers"
}

sqlite_tests() {
	expect 'sqlite3: makes a database, with its journal' 0 '^3$' inside -- sqlite3 "$tmp/work/db" \
		'create table t (a); insert into t values (1), (2); select sum(a) from t;'
	expect 'sqlite3: with a write-ahead log, which is shared memory' 0 '^5$' inside -- \
		sqlite3 "$tmp/work/db" 'pragma journal_mode=wal; update t set a = a + 1; select sum(a) from t;'
	sqlite3 "$tmp/data/db" 'create table t (a); insert into t values (7)'
	expect 'sqlite3: reads a database' 0 '^7$' inside -- sqlite3 "$tmp/data/db" 'select a from t'
	expect 'sqlite3: does not write to it' 8 'readonly database' \
		inside -- sqlite3 "$tmp/data/db" 'insert into t values (8)'
	expect 'sqlite3: it is as it was' 0 '^7$' sqlite3 "$tmp/data/db" 'select a from t'
	cp "$tmp/data/db" "$tmp/secret"
	expect 'sqlite3: does not open what has no rule' 1 'unable to open database' \
		inside -- sqlite3 "$tmp/secret" 'select a from t'
	expect 'sqlite3: does not attach it either' 14 'unable to open database' \
		inside -- sqlite3 "$tmp/work/db" "attach '$tmp/secret' as s"
	expect 'sqlite3: its shell runs only what may be executed' 0 'Permission denied' \
		inside -- sqlite3 "$tmp/work/db" ".shell $tmp/work/program"
}

python_tests
xz_tests
sqlite_tests
finish
