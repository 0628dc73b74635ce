#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll learn: programs that others wrote, learned and then run under what was learned.
# shellcheck disable=SC2016,SC2317 # for another shell; called by expect
. "$(dirname "$0")/lib.sh"
# shellcheck source=learn.sh
. "$here/learn.sh"

# program NAME COMMAND: learned, and it is the same under the policy; what another one
# does is not
program() {
	what=$1
	shift
	expect "$what: learned" 0 '' learn --seccomp-out "$profile" "$@"
	# Threads that collect garbage do not make the same calls each time.
	[ "$what" != node ] ||
		expect "$what: learned again" 0 '' learn --merge --seccomp-out "$profile" "$@"
	while [ "$1" != -- ]; do
		shift
	done
	shift
	paths=$(jq '[.pathBeneath[].parent[]] | length' "$policy")
	expect "$what: under what was learned ($paths paths, $(calls | wc -l) system calls)" \
		0 '' enforced --seccomp "$profile" -- "$@"
	expect "$what: no other file" 1 'Permission denied' enforced -- cat "$tmp/secret"
	# It can say so only if the profile has what printing takes.  The call is munlockall(2),
	# which none of the programs ever makes: man(1) is nice where it saves a page.
	expect "$what: no other system call" 1 '' \
		run "$base" --seccomp "$profile" -- "$helper" call 152
}

# Free where more than one of these tests runs at a time.
port=$((10000 + $$ % 7000 * 3))

# nginx serves a client that is outside, once while it is learned and once under the policy.
server_tests() {
	n=$w/nginx
	mkdir "$n" "$n/logs" "$n/temp" "$n/html"
	echo served >"$n/html/file"
	cat >"$n/conf" <<-END
	daemon off;
	user root;
	worker_processes 2;
	pid $n/logs/pid;
	error_log $n/logs/error;
	events { }
	http {
		access_log $n/logs/access;
		client_body_temp_path $n/temp/body;
		proxy_temp_path $n/temp/proxy;
		fastcgi_temp_path $n/temp/fastcgi;
		uwsgi_temp_path $n/temp/uwsgi;
		scgi_temp_path $n/temp/scgi;
		server {
			listen 127.0.0.1:$port;
			listen 127.0.0.1:$((port + 1));
			location / { root $n/html; }
			location /outside { alias $tmp; }
		}
	}
	END
	client() {
		for run in learned enforced; do
			tries=0
			until curl -sf -o "$n/got.$run" http://127.0.0.1:$port/file || [ $tries = 600 ]; do
				tries=$((tries + 1))
				sleep 0.1
			done
			# Learned, it would be one of the files that were used.
			[ $run = learned ] || curl -s -o /dev/null -w '%{http_code}\n' \
				http://127.0.0.1:$port/outside/secret >"$n/outside"
			server=$(cat "$n/logs/pid")
			kill -QUIT "$server"
			# The next one is there at once, with a file of the same name.
			while [ $tries -lt 600 ] && kill -0 "$server" 2>/dev/null; do
				tries=$((tries + 1))
				sleep 0.1
			done
		done
	}
	serve="nginx -e stderr -c $n/conf && cat /dev/null"
	client &
	client=$!
	program nginx -- sh -c "$serve"
	wait $client
	expect 'nginx: what it served under the policy' 0 '^served$' cat "$n/got.enforced"
	expect 'nginx: and what not' 0 '^403$' cat "$n/outside"
	nginx -e stderr -c "$n/conf" &
	wait_for "$n/logs/pid"
	program curl -- sh -c "curl -sSf -o $w/curl http://127.0.0.1:$port/file && cat $w/curl"
	expect 'curl: no other port' 7 'Failed|denied|connect' enforced -- curl -sS "http://127.0.0.1:$((port + 1))/"
	kill -QUIT "$(cat "$n/logs/pid")"
	wait
}

program_tests() {
	echo secret >"$tmp/secret"
	w=$tmp/w
	mkdir "$w" "$w/repo" "$w/build" "$w/keys" "$w/tar" "$w/db" "$w/vim" "$w/py" "$w/t"
	# Not the one for everybody, which is proposed only.
	export TMPDIR="$w/t"
	(
		cd "$w/repo" && git init -q . && git config user.email a@example.com &&
			git config user.name a && echo 1 >file
	) >/dev/null
	cat >"$w/commit" <<-END
	cd $w/repo && date +%N%s >>file && git add file && git commit -qm change && git log --oneline &&
		git branch -f other && git gc -q && git fsck
	cat file
	END
	program git -- sh "$w/commit"
	printf 'int main(void) { return 0; }\n' >"$w/build/a.c"
	printf 'all: a.c\n\tcc -c -o a.o a.c\n\tcc -o a a.o\n\t./a\n\tcat a.c\n' >"$w/build/Makefile"
	program 'gcc and make' -- make -C "$w/build"
	program 'sqlite3' -- sh -c "sqlite3 $w/db/db 'create table if not exists t (a);
		insert into t values (1); select sum(a) from t'; cat /dev/null"
	program 'sqlite3, write-ahead log' -- sh -c "sqlite3 $w/db/wal 'pragma journal_mode=wal;
		create table if not exists t (a); insert into t values (1)'; cat /dev/null"
	program tar -- sh -c "tar -C $w -cf $w/tar/a.tar repo && tar -C $w/tar -xf $w/tar/a.tar; cat /dev/null"
	program ssh-keygen -- sh -c "ssh-keygen -q -t ed25519 -N '' -f $w/keys/\$\$; cat /dev/null"
	program python3 -- sh -c "python3 -c 'import json, sqlite3, ssl, subprocess
subprocess.run([\"true\"], check=True)'; cat /dev/null"
	program 'python3, a virtual environment' -- sh -c \
		"python3 -m venv --without-pip $w/py/venv && $w/py/venv/bin/python -c 'import json'; cat /dev/null"
	mkdir "$w/node"
	cat >"$w/node/main.js" <<-'END'
	const fs = require('fs'), http = require('http'), { Worker } = require('worker_threads');
	fs.writeFileSync(__dirname + '/out', require('child_process').execFileSync('cat', [__filename]));
	new Worker('1 + 1', { eval: true }).on('exit', () => {
		const server = http.createServer((request, response) => response.end('text'));
		server.listen(process.argv[2], '127.0.0.1', () => http.get(
			'http://127.0.0.1:' + process.argv[2], (response) => {
			response.resume().on('end', () => server.close());
			process.exitCode = response.statusCode == 200 ? 0 : 1;
		}));
	});
	END
	program node -- node "$w/node/main.js" $((port + 2))
	expect 'node: no other port' 1 'EACCES' enforced -- \
		node -e 'const s = require("net").createServer(); s.listen(9033, "127.0.0.1", () => s.close())'
	server_tests
	program man -- sh -c 'man -P cat true; cat /dev/null'
	program vim -- sh -c "vim -es -c 'normal ihello' -c wq $w/vim/text; cat /dev/null"
}

program_tests
finish
