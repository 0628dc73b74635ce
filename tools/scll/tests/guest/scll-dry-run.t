#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run --dry-run, and output in JSON.
# shellcheck disable=SC2016,SC2086,SC2317 # a filter of jq; nothing or one word; for expect
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit
mkdir a tmp
export TMPDIR="$tmp/tmp"

# dry OPTION...: in words
dry() {
	"$scll" run $effort --dry-run "$@"
}

# json FILTER OPTION...: what jq makes of it
json() {
	filter=$1
	shift
	"$scll" run $effort --dry-run --json "$@" >"$tmp/json"
	status=$?
	jq -ce "$filter" "$tmp/json" && return $status
}

expect 'nothing runs' 0 '^command: touch ran$' dry --rwx / -- touch ran
[ ! -e ran ]
check 'nothing ran' $?
expect 'no directory is made' 0 "^made, and allowed: $tmp/new/dir\$" \
	dry --rox / --tmp --create --rw "$tmp/new/dir" -- true
[ ! -e new ] && [ -z "$(ls tmp)" ]
check 'no directory was made' $?
expect 'rights of a path' 0 '^  a: read_file read_dir$' dry --ro a -- true
expect 'rights of a file' 0 '^  /etc/passwd: read_file$' dry --ro /etc/passwd -- true
expect 'a port' 0 '^  443: connect_tcp$' dry --connect-tcp 443 -- true
expect 'what is denied' 0 '^network, denied unless allowed: bind_tcp connect_tcp$' dry -- true
expect 'what is not' 0 '^files, denied unless allowed:$' dry --unrestricted-filesystem -- true
expect 'scopes' 0 '^kept inside: signal$' dry --scope signal -- true
expect 'an error is one' 125 "--ro none: No such file" dry --ro none -- true
expect 'without a command' 0 '^command:$' dry --ro a
mkdir "$(printf 'x\n\033[1m')"
expect 'no escape sequences' 0 '^  x..\[1m: read_file' dry --ro "$(printf 'x\n\033[1m')" -- true

mkdir dir
ln -s dir link
expect 'where a link leads' 0 "^  link -> $tmp/dir: read_file" dry --ro link -- true
expect 'where a path through a link leads' 0 "^  link/../link/ -> $tmp/dir: " dry --ro link/../link/ -- true
expect 'where it leads, with --chdir' 0 "^  link -> $tmp/dir: " dry --ro link --chdir / -- true
expect 'JSON: where a link leads' 0 "^\"$tmp/dir\"\$" json '.paths[0].leads_to' --ro link
expect 'JSON: a path leads to itself' 0 '^true$' json '.paths[0] | has("leads_to") | not' --ro a
expect 'what --create would make, with --chdir' 0 '^made, and allowed: new$' \
	dry --create --rw new,dir --chdir / -- true

echo '{"abi":99,"pathBeneath":[{"allowedAccess":["abi.all"],"parent":["/usr"]}]}' >later
for command in 'run' 'run --dry-run' 'run --dry-run --json' 'check' 'check --json'; do
	expect "$command: a policy for a later kernel is bad input" 125 '^scll (run|check): --policy later: .*99' \
		sh -c "$scll $command --accept atomic,verdict --policy later -- true 2>&1 >/dev/null"
done
expect 'a policy for a later kernel, best effort' 0 '' "$scll" run --best-effort --dry-run --policy later -- true

expect 'JSON: a path' 0 '^\["read_file","read_dir"\]$' json '.paths[] | select(.path == "a") | .rights' --ro a
expect 'JSON: a policy' 0 '^\[\["execute"\],\[\["/usr",\["execute"\]\]\]\]$' sh -c '
	echo "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"/usr\"]}]}" >policy
	'"$scll run $effort"' --dry-run --json --policy policy | jq -c "[.files, [.paths[] | [.path, .rights]]]"'
mkdir "$(printf 'b\377')"
expect 'JSON: a path that is no text' 0 '^"b\?"$' json '.paths[0].path' --ro "$(printf 'b\377')"
expect 'JSON: the command' 0 '^\["true","-x"\]$' json .command -- true -x
expect 'JSON without --dry-run' 125 '--json is for --dry-run' "$scll" run --json -- true

# check, the same in words and in JSON
"$scll" check >"$tmp/words"
"$scll" check --json >"$tmp/json"
jq -r 'to_entries[] | select(.key != "accept") | "\(.key): \(.value |
	if type == "array" then if . == [] then "none" else join(" ") end else . end)"' \
	"$tmp/json" >"$tmp/from-json"
expect 'check: JSON says what the words say' 0 '' diff "$tmp/words" "$tmp/from-json"
expect 'check: what --accept needs' 0 '' sh -c 'case $1 in
	stock) jq -e ".accept == [\"atomic\", \"verdict\"]" json ;;
	*) jq -e ".accept == []" json ;;
	esac' - "$kernel"

# What the table says is what happens.  32-bit programs have the same filter.
calls='.calls | .x86_64 // .aarch64'
for call in add_key:248 keyctl:250 io_uring_setup:425; do
	name=${call%:*}
	expect "the table denies $name" 0 '^true$' json "($calls)[\"errno 1\"] | index(\"$name\") != null"
	[ "$(uname -m)" != x86_64 ] || expect "the filter denies $name" 1 '^EPERM$' \
		run "$base" -- "$helper" call "${call#*:}"
done
expect 'the table allows getpid' 0 '^true$' json "($calls).allow | index(\"getpid\") != null"
expect 'the table: ioctl depends' 0 '^true$' json "($calls).depends | index(\"ioctl\") != null"
expect 'the table: each call once' 0 '^true$' \
	json "($calls) | [.[][]] | (length == (unique | length)) and length > 300"
expect 'the table without the baseline' 0 '^\["allow"\]$' json "($calls) | keys" --no-baseline
expect 'the table: --seccomp-deny, of every ABI' 0 '^true$' \
	json '[.calls[]["errno 1"] | index("mkdirat") != null] | all' --seccomp-deny mkdirat

# ld nr; jeq NUMBER, go on, allow; what follows; allow
filter() {
	python3 -c 'import struct, sys
words = [(0x20, 0, 0, 0), (0x15, 0, len(sys.argv) - 2, int(sys.argv[1]))]
words += [[int(n, 0) for n in word.split(",")] for word in sys.argv[2:]]
words += [(6, 0, 0, 0x7fff0000)]
sys.stdout.buffer.write(b"".join(struct.pack("HBBI", *word) for word in words))' "$@" >filter
}
# No call has this number, on either machine.
filter 335 6,0,0,0x50007
expect 'the table: a number that is not like the others' 0 '^\["335"\]$' \
	json "($calls)[\"errno 7\"]" --no-baseline --seccomp filter
expect 'the table: the others' 0 '^true$' \
	json "($calls).allow | index(\"others\") != null" --no-baseline --seccomp filter
filter 983042 6,0,0,0x50007
expect 'the table: a call of ARM, which is far above' 0 '^\["983042"\]$' \
	json "($calls)[\"errno 7\"]" --no-baseline --seccomp filter
# jge 65536
printf '\040\0\0\0\0\0\0\0\065\0\0\001\0\0\001\0\006\0\0\0\007\0\005\0\006\0\0\0\0\0\377\177' >filter
expect 'the table: a limit above 1024' 0 '"65536",.*,"536870912"\]$' \
	json "($calls)[\"errno 7\"]" --no-baseline --seccomp filter
expect 'the table: the others are those below it' 0 '^true$' \
	json "($calls).allow | index(\"others\") != null" --no-baseline --seccomp filter
# A = 1, X = 32, A << X: as the machine does it
filter 335 0,0,0,1 1,0,0,32 0x6c,0,0,0 0x16,0,0,0
expect 'the table: what the interpreter cannot tell' 0 '^\["335"\]$' \
	json "($calls).unknown" --no-baseline --seccomp filter

case $kernel in
stock)
	effort=
	expect 'what is missing' 1 'does not run without --accept for: atomic verdict' dry -- true
	expect 'JSON: what is missing' 1 '^\["atomic","verdict"\]$' json .refused -- true
	expect 'what is accepted' 0 'missing here: who may trace' dry --accept atomic,verdict -- true ;;
*)
	expect 'nothing is missing' 0 '^\[\[\],\[\]\]$' json '[.missing, .refused]' -- true ;;
esac
finish
