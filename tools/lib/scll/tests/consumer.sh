#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck disable=SC2317 # called by passes
#
# consumer.sh SOURCE BUILD: installs into a directory of its own, builds programs
# against that by pkg-config alone, and compares what is exported, installed and
# documented.  Prints TAP.

here=$1
build=$2
# shellcheck source=tap.sh
. "$here/../tap.sh"
work=$tmp
root=$work/root
usr=$root/opt/scll
export PKG_CONFIG_PATH="$usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"

install_it() {
	make -s --no-print-directory -C "$here" O="$build" install \
		DESTDIR="$root" PREFIX=/opt/scll
}

installed_tree() {
	(cd "$usr" && find . ! -type d | grep -v '^./share/man/' | sort) >"$work/tree"
	diff - "$work/tree" <<-END
		./include/scll.h
		./include/scll/linux/seccomp.h
		./include/scll/linux/seccomp_landlock.h
		./include/scll/linux/seccomp_supervise.h
		./lib/libscll-core.a
		./lib/libscll-core.so
		./lib/libscll-core.so.0
		./lib/libscll-core.so.0.1.0
		./lib/libscll.a
		./lib/libscll.so
		./lib/libscll.so.0
		./lib/libscll.so.0.1.0
		./lib/pkgconfig/libscll-core.pc
		./lib/pkgconfig/libscll.pc
	END
}

# A build against a sysroot: libseccomp comes from the real one.
config() {
	pkg-config "$@" "${library:-libscll}" | sed "s,$root/usr/,/usr/,g"
}

consumer() {
	cat >"$work/use.c" <<-'END'
		#include <scll.h>
		#include <stdio.h>
		int main(void)
		{
			struct scll_options opts = scll_options();
			struct scll *sb;
			opts.size = sizeof(opts);
			opts.flags = SCLL_NO_NEW_PRIVS | SCLL_BEST_EFFORT;
			if (scll_new(&sb, &opts) || scll_allow_path(sb, "/", SCLL_READ) ||
			    scll_allow_port(sb, 1, SCLL_BIND_TCP))
				return 1;
			scll_free(sb);
			puts(scll_why(0, SCLL_STEP_JOIN));
			return 0;
		}
	END
	sed 's/scll_options()/{ 0 }/' "$work/use.c" >"$work/use-c.c"
	cp "$work/use.c" "$work/use-cc.cc"
}

# build_and_run COMPILER SOURCE shared|static FLAG...
build_and_run() {
	compiler=$1
	source=$2
	kind=$3
	shift 3
	# shellcheck disable=SC2046 # words
	if [ "$kind" = static ]; then
		"$compiler" "$@" -static -o "$work/use" "$work/$source" $(config --cflags --static --libs)
		"$work/use"
	else
		"$compiler" "$@" -o "$work/use" "$work/$source" $(config --cflags --libs) &&
		readelf -d "$work/use" | grep -qF "[${library:-libscll}.so.0]" &&
		! readelf -d "$work/use" | grep -q 'NEEDED.*libseccomp' &&
		LD_LIBRARY_PATH="$usr/lib" "$work/use"
	fi | tee "$work/said" && grep -qx success "$work/said"
}

without_readers() {
	# shellcheck disable=SC2046 # words
	gcc -static -o "$work/use" "$work/use-c.c" $(config --cflags) -L"$usr/lib" -lscll -lseccomp
}

# core shared|static: for those who have libc and nothing else
core() (
	library=libscll-core
	build_and_run gcc use-c.c "$1" -std=c99 -pedantic -Wall -Wextra -Werror || return
	[ "$(needed "$usr/lib/libscll-core.so")" = libc.so.6 ]
)

needed() {
	readelf -d "$1" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'
}

# What the core lacks is what is made with other libraries, and nothing else.
core_lacks() {
	nm -D --defined-only "$usr/lib/libscll-core.so" |
		awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/core"
	exported | comm -3 - "$work/core" >"$work/lacks"
	printf '%s\n' scll_baseline scll_load_policy scll_load_profile scll_set_seccomp |
		diff - "$work/lacks"
}

versions() (
	echo '#include <scll.h>
		_Static_assert(sizeof(SCLL_VERSION) == sizeof(WANT) && !__builtin_memcmp(SCLL_VERSION,
			WANT, sizeof(WANT)), "the version");' >"$work/version.c"
	for library in libscll libscll-core; do
		gcc -c -o "$work/version.o" -I"$usr/include" \
			"-DWANT=\"$(pkg-config --modversion "$library")\"" "$work/version.c" || return
	done
)

# The kernel's interface, for those who make the calls themselves.
uapi() {
	echo '#include <linux/seccomp.h>
		struct seccomp_landlock_attr attr = { .size = SECCOMP_LANDLOCK_ATTR_SIZE_VER0 };' >"$work/uapi.c"
	gcc -c -o "$work/uapi.o" -I"$root$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=uapidir libscll)" "$work/uapi.c"
}

exported() {
	nm -D --defined-only "$usr/lib/libscll.so" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' | sort
}

declared() {
	gcc -E -P "$usr/include/scll.h" | tr '\n' ' ' | grep -o '\bscll_[a-z_]*(' | tr -d '(' | sort -u
}

exports_are_the_map() {
	exported >"$work/exported"
	[ -s "$work/exported" ] &&
	sed -n 's/^[[:space:]]*\(scll_[a-z_]*\);$/\1/p' "$here/libscll.map" | sort | diff - "$work/exported"
}

exports_are_the_header() {
	exported >"$work/exported"
	declared | diff - "$work/exported"
}

nothing_else_is_exported() {
	nm -D --defined-only "$usr/lib/libscll.so" | grep -v ' scll_' | grep -v ' A SCLL_0.1$'
	[ $? -eq 1 ]
}

static_names_are_ours() {
	nm -g --defined-only "$usr/lib/libscll.a" | awk 'NF == 3 && $3 !~ /^scll_/' | grep .
	[ $? -eq 1 ]
}

resolved_at_start() {
	for library in libscll libscll-core; do
		readelf -d "$usr/lib/$library.so" | grep -Eq 'BIND_NOW|FLAGS_1.*NOW' || return
	done
}

no_global_state() {
	# .data.rel.ro has constants that need relocations.
	size -A "$usr/lib/libscll.a" |
		awk '$1 ~ /^\.(t?data|t?bss)/ && $1 !~ /^\.data\.rel\.ro/ && $2' | grep .
	[ $? -eq 1 ]
}

# page SYMBOL: where it is documented
page() {
	f=$usr/share/man/man3/$1.3
	[ -f "$f" ] || return
	sed -n 's/^\.so //p' "$f" | grep . || echo "man3/$1.3"
}

manual_is_complete() {
	bad=0
	for symbol in $(exported); do
		f=$usr/share/man/$(page "$symbol")
		if [ ! -f "$f" ] || ! sed -n '/^\.SH NAME/,/^\.SH SYN/p' "$f" | grep -q "\b$symbol\b" ||
			! sed -n '/^\.SH SYNOPSIS/,/^\.SH DESC/p' "$f" | grep -q "\b$symbol("; then
			echo "$symbol has no manual page"
			bad=1
		fi
	done
	for f in "$usr"/share/man/man3/*.3; do
		symbol=${f##*/}
		exported | grep -qx "${symbol%.3}" || { echo "$symbol is about nothing"; bad=1; }
	done
	return "$bad"
}

manual_is_clean() {
	for f in "$here"/man/*.[37]; do
		grep -q '^\.so ' "$f" && continue
		mandoc -Tlint -W warning "$f" || return
		groff -t -man -Tutf8 -ww -z "$f" 2>&1 | grep . && return 1
	done
	return 0
}

# refs: every page that a page refers to as ours exists
manual_links() {
	bad=0
	sed -nE 's/^\.BR ((lib)?scll[a-z_]*) \(([37])\).*/\1.\3/p' "$here"/man/*.[37] |
		sort -u >"$work/refs"
	[ -s "$work/refs" ] || bad=1
	while read -r ref; do
		[ -f "$here/man/$ref" ] || { echo "$ref does not exist"; bad=1; }
	done <"$work/refs"
	return "$bad"
}

consumer
passes install install_it
passes installed_tree installed_tree
passes consumer_in_c build_and_run gcc use-c.c shared -std=c99 -pedantic -Wall -Wextra -Werror
passes consumer_in_cxx98 build_and_run g++ use-cc.cc shared -std=c++98 -pedantic -Wall -Wextra -Werror
passes consumer_in_cxx20 build_and_run g++ use-cc.cc shared -std=c++20 -pedantic -Wall -Wextra -Werror
passes consumer_static_c build_and_run gcc use-c.c static -Wall -Werror
passes consumer_static_cxx build_and_run g++ use-cc.cc static -Wall -Werror
passes consumer_static_without_readers without_readers
passes core_shared core shared
passes core_static core static
passes core_lacks core_lacks
passes versions versions
passes kernel_interface uapi
passes exports_are_the_map exports_are_the_map
passes exports_are_the_header exports_are_the_header
passes nothing_else_is_exported nothing_else_is_exported
passes static_names_are_ours static_names_are_ours
passes resolved_at_start resolved_at_start
passes no_global_state no_global_state
passes manual_is_complete manual_is_complete
passes manual_is_clean manual_is_clean
passes manual_links manual_links
finish
