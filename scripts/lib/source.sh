# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # $top, $tmp, $cache_dir, $out
#
# Sources of Debian's packages, which are fetched once and kept beside the kernel's, and what
# is built from them below $out.  After apt.sh and new_tmp.

sources=$cache_dir/sources

# dsc PACKAGE SUITE: the newest one that is there
dsc() {
	find "$sources/$2" -maxdepth 1 -name "${1}_*.dsc" 2>/dev/null | sort -V | tail -n 1 | grep .
}

# fetched SUITE: what $tmp/fetched has is kept
fetched() {
	# The .dsc last: it is what says that all is there.
	mkdir -p "$sources/$1" && chmod 644 "$tmp/fetched"/* &&
	find "$tmp/fetched" -type f ! -name '*.dsc' -exec mv -t "$sources/$1" {} + &&
	find "$tmp/fetched" -type f -exec mv -t "$sources/$1" {} + ||
		die "cannot write to $sources/$1"
}

# fetch_debs SUITE PACKAGE...: the packages themselves, to be taken as $sources/SUITE/PACKAGE_*
fetch_debs() {
	suite=$1
	shift
	missing=
	for p; do
		[ -n "$(find "$sources/$suite" -name "${p}_*.deb" 2>/dev/null)" ] || missing=1
	done
	[ -n "$missing" ] || return 0
	msg "fetching $* from $suite"
	rm -rf "$tmp/apt" "$tmp/fetched"
	# Some must be of one version.
	for p; do rm -f "$sources/$suite/${p}"_*.deb; done
	mkdir "$tmp/fetched" && apt_suites deb "$suite" &&
	(cd "$tmp/fetched" && apt_private apt-get download "$@") ||
		die "cannot fetch $*; put the packages into $sources/$suite"
	fetched "$suite"
}

# fetch_source PACKAGE SUITE
fetch_source() {
	! dsc "$@" >/dev/null || return 0
	msg "fetching the source of $1 from $2"
	rm -rf "$tmp/apt" "$tmp/fetched"
	mkdir "$tmp/fetched" && apt_suites deb-src "$2" &&
	(cd "$tmp/fetched" && apt_private apt-get source --download-only "$1") ||
		die "cannot fetch the source of $1; put its .dsc and tar files into $sources/$2"
	fetched "$2"
}

# build_source NAME PACKAGE SUITE WITH COMMAND...: runs COMMAND in the source, $out/src/NAME,
# unless that was done with the same source and the same WITH, a sum of all that it depends
# on.  It leaves what is needed in $dest, $out/program/NAME, and $package is the source's name.
build_source() {
	name=$1
	fetch_source "$2" "$3"
	file=$(dsc "$2" "$3")
	key=$({ cat "$file"; echo "$4"; } | sha)
	shift 4
	[ "$(cat "$out/stamp/$name" 2>/dev/null)" != "$key" ] || return 0
	dest=$out/program/$name
	package=$(basename "$file" .dsc)
	log=$out/log/$name.log
	rm -rf "$out/stamp/$name" "$dest" "$out/src/$name" &&
	mkdir -p "$out/stamp" "$out/log" "$out/src" "$dest" || exit
	{
		dpkg-source --no-check -x "$file" "$out/src/$name" && (
			unset MAKEFLAGS MFLAGS MAKELEVEL
			export dest
			cd "$out/src/$name" && "$@"
		)
	} >"$log" 2>&1 </dev/null ||
		{ tail -n 15 "$log" >&2; die "$name does not build; the whole output is in $log"; }
	echo "$key" >"$out/stamp/$name"
	msg "built $name from $package"
}
