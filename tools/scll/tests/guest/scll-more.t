#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# scll run: what makes it short: several policies, variables.
# shellcheck disable=SC2016,SC2086 # for another shell, or a policy; nothing or one word
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit
mkdir a b c home
for d in a b c home; do
	echo "text $d" >"$d/file"
done

# policy FILE PATH: reading below there
policy() {
	echo "{\"abi\":1,\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],
		\"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],\"parent\":[\"/usr\",\"/etc\",\"$2\"]}]}" >"$1"
}

policy pa "$tmp/a"
policy pb "$tmp/b"
policy ph '${HOME}'
policy pd '${PWD}/b'
expect 'one policy' 1 'b/file: Permission denied' run --policy pa -- cat a/file b/file
expect 'several policies add up' 0 'text b' run --policy pa --policy pb -- cat a/file b/file
expect 'several policies: what none allows is denied' 1 'c/file: Permission denied' \
	run --policy pa --policy pb -- cat a/file b/file c/file
echo '{"ruleset":[{"handledAccessFs":["make_dir"]}]}' >pm
expect 'several policies: what one of them denies is denied' 1 'mkdir: .*Permission denied' \
	run --policy pa --policy pm -- mkdir a/new
expect 'a policy with ${HOME}' 0 'text home' env HOME="$tmp/home" "$scll" run $effort --policy ph -- cat home/file
expect '${HOME} and no other' 1 'a/file: Permission denied' \
	env HOME="$tmp/home" "$scll" run $effort --policy ph -- cat a/file
expect '${HOME} that is not set' 125 "'HOME' is not an absolute path in the environment" \
	env -u HOME "$scll" run $effort --policy ph -- true
expect '${HOME} that is the root directory' 125 "'HOME' is the root directory" \
	env HOME=/usr/.. "$scll" run $effort --policy ph -- true
expect '${PWD} is that of scll' 0 'text b' run --policy pd --chdir a -- cat ../b/file
expect '${PWD} of the environment does not count' 1 'Permission denied' \
	env PWD="$tmp/a" "$scll" run $effort --policy pd -- cat a/b/file a/file
finish
