#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The profiles that are installed, each with its program: it does its work, and what the
# profile does not name is held back from it.
# shellcheck disable=SC2016,SC2086 # a Makefile; nothing or one word
. "$(dirname "$0")/lib.sh"

mkdir "$tmp/home" "$tmp/home/.ssh" "$tmp/work" "$tmp/other"
echo secret >"$tmp/home/.ssh/id"
echo secret >"$tmp/other/file"
export HOME="$tmp/home" XDG_CONFIG_HOME="$tmp/home/.config" EMAIL=a@b.example
cd "$tmp/work" || exit

# short TEXT: for the name of a test
short() {
	echo "$1" | sed "s,$tmp/,,g" | head -n 1 | cut -c 1-60
}

# works PROFILE PATTERN COMMAND...: under the profile of that name
works() {
	profile=$1
	pattern=$2
	shift 2
	seen="$seen $profile"
	expect "$profile: $(short "$*")" 0 "$pattern" run -p "$profile" -- "$@"
}

# held PROFILE PATTERN COMMAND...: the command fails
held() {
	profile=$1
	pattern=$2
	shift 2
	run -p "$profile" -- "$@" >"$tmp/out" 2>&1 </dev/null
	status=$?
	[ "$status" -ne 0 ] && [ "$status" -ne 125 ] && matches "$tmp/out" "$pattern"
	verdict=$?
	echo "exit status $status, wanted: $pattern" >>"$tmp/out"
	result "$([ $verdict = 0 ] && echo ok || echo 'not ok')" "$profile holds back: $(short "$*")"
}

echo text >file
echo '{"a": [1, 2]}' >data.json
printf 'all: program\n\t./program\nprogram: program.c\n\t$(CC) -o $@ $<\n' >Makefile
printf '#include <stdio.h>\nint main(void) { puts("built"); return 0; }\n' >program.c

works curl '^text$' curl -s -o got "file://$tmp/work/file" -w text
held curl 'ouldn.t' curl -sS "file://$tmp/other/file"
held curl '127.0.0.1: Permission denied' curl -sv --max-time 20 http://127.0.0.1:9000/
expect 'curl: a port that is allowed' 7 'Connection refused' run -p curl -- curl -sv http://127.0.0.1/
works git '' git init -q
works git '' git add file
works git '' git commit -q -m one
works git ' one$' git log --oneline
held git 'ermission denied' git diff --no-index file "$tmp/home/.ssh/id"
works jq '^\[1,2\]$' jq -c .a data.json
held jq 'ermission denied' jq . "$tmp/other/file"
works make '^built$' make
held make 'ermission denied' make -f "$tmp/other/file"
works man '^NAME' man -P cat ls
held man 'ermission denied|annot open' man -P cat -l "$tmp/other/file"
works node '^2 text' node -e 'const fs = require("fs"); fs.writeFileSync("new", "text"); console.log(1 + 1, fs.readFileSync("file", "utf8"))'
held node EACCES node -e "require('fs').readFileSync('$tmp/other/file')"
held node EACCES node -e "require('net').connect(9000, '127.0.0.1')"
works python '^ok scll-' /usr/bin/python3 -c 'import subprocess, tempfile
subprocess.run(["true"], check=True)
print("ok", tempfile.gettempdir().split("/")[-1])'
held python 'Permission denied' /usr/bin/python3 -c "open('$tmp/other/file')"
held python 'Permission denied' /usr/bin/python3 -c 'import socket
socket.create_connection(("127.0.0.1", 9000))'
works sqlite '^3$' sqlite3 db 'create table t (a); insert into t values (1), (2); select sum(a) from t'
held sqlite 'unable to open' sqlite3 "$tmp/other/db" 'create table t (a)'
works tar '' tar czf file.tgz file
rm file
works tar '' tar xzf file.tgz
works tar '^text$' sh -c 'cat file'
held tar 'ermission denied' tar cf x.tar "$tmp/other/file"
works vim '' vim -es -c 's/text/new text/' -c wq file
expect 'vim: what it wrote' 0 '^new text$' cat file
held vim '' vim -es -c "r $tmp/other/file" -c 'if line("$") == 1 | cquit 3 | endif' -c q file

# Each that there is was tried.
for profile in "$here"/helpers/profiles/*.json; do
	profile=${profile##*/}
	profile=${profile%.json}
	case " $seen " in
	*" $profile "*) ;;
	*) expect "a test of the profile $profile" 0 '' false ;;
	esac
	expect "$profile: no file of another directory" failure 'ermission denied' \
		run -p "$profile" -- cat "$tmp/other/file"
	expect "$profile: no key" failure 'ermission denied' run -p "$profile" -- cat "$tmp/home/.ssh/id"
	expect "$profile: nothing of root" failure 'ermission denied' run -p "$profile" -- cat /etc/shadow
	expect "$profile: no signal to others" failure 'not permitted' \
		run -p "$profile" -- /bin/kill -0 $$
done
finish
