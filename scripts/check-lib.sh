# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# The tools of a maintainer, each as a function find_TOOL that prints what the tool
# found in a file and nothing else.  Sourced by scripts/check, and by
# scripts/check-controls, which shows that each finds something.

linux=$build/linux

# find_checkpatch FILE OPTION...; "-" is standard input
find_checkpatch() {
	checked=$1
	shift
	perl "$linux/scripts/checkpatch.pl" --no-tree --strict --terse \
		--no-summary "$@" "$checked" 2>&1
}

# find_checkpatch_mail FILE: from standard input, as a file that git tracks is taken for
# source.  Whether new files are in MAINTAINERS it cannot see from one mail of a series.
find_checkpatch_mail() {
	find_checkpatch - --ignore FILE_PATH_CHANGES <"$1"
}

# find_unmaintained FILE: a file of the tree that is not under our entry
find_unmaintained() {
	(cd "$linux" && perl scripts/get_maintainer.pl --no-git --no-git-fallback --sections -f "$1" 2>&1) |
		grep -q '^SECCOMP LANDLOCK RULESETS$' || echo "$1: MAINTAINERS does not have it"
}

find_kernel_doc() {
	perl "$linux/scripts/kernel-doc" -none -Wall -Werror "$1" 2>&1 |
		grep -v 'no structured comments found'
}

# compile TREE OUT FILE ARGUMENT...: the output of kbuild for one object.  FILE is
# in the tree, or by its absolute path a module of its own.
compile() {
	tree=$1
	out=$2
	file=$3
	shift 3
	case $file in
	/*)
		echo "obj-m := $(basename "${file%.c}").o" >"${file%/*}/Kbuild"
		rm -f "${file%.c}.o"
		kmake "$tree" "$out" M="${file%/*}" "$@" "$(basename "${file%.c}").o" 2>&1
		compiled "${file%.c}.o" "$file"
		;;
	*)
		rm -f "$tree/$out/${file%.c}.o"
		kmake "$tree" "$out" "$@" "${file%.c}.o" 2>&1
		compiled "$tree/$out/${file%.c}.o" "$file"
		;;
	esac
}

# compiled OBJECT FILE: no message about FILE means nothing if it was not compiled
compiled() {
	[ -f "$1" ] || echo "$2:0:0: error: was not compiled"
}

# about FILE: of compiler messages on standard input those about FILE or one of our
# own headers, without line numbers, so that they can be compared between trees
about() {
	grep -E "^(\.\./)?($1|$our_headers):[0-9]+:.*(warning|error):" |
		sed -E 's,^(\.\./)?([^:]*):[0-9]+:[0-9]+:,\2:,' | sort -u
}
our_headers='(kernel|security/landlock|include/(linux|uapi/linux|trace/events))/(seccomp|seccomp_landlock|seccomp_ruled|landlock_seccomp).h'

# find_sparse TREE OUT FILE
find_sparse() {
	[ ! -f "$1/$3" ] && [ ! -f "$3" ] || compile "$@" C=2 CF=-D__CHECK_ENDIAN__ | about "$3"
}

# An output directory of its own: other flags would have all compiled again.
prepare_objects() {
	for out in o-check o-clang; do
		mkdir -p "$linux/$out" && cp "$linux/o-patched/.config" "$linux/$out/.config" || return
	done
	kmake "$linux" o-check olddefconfig prepare >"$build/log/check.log" 2>&1 &&
	kmake "$linux" o-clang CC='ccache clang' olddefconfig prepare >>"$build/log/check.log" 2>&1
}

find_w1() {
	compile "$linux" o-check "$1" W=1 | about "$1"
}

# Without what the kernel's own -Wextra leaves out.
find_clang() {
	compile "$linux" o-clang "$1" CC='ccache clang' \
		KCFLAGS='-Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers' |
		about "$1"
}

# find_cocci SKIP FILE...: the kernel's semantic patches, but those that SKIP names,
# and those that need OCaml
find_cocci() {
	skip=$1
	shift
	(
		cd "$linux" || exit
		grep -lr '^virtual report' --include='*.cocci' scripts/coccinelle | sort |
		while read -r cocci; do
			case " $skip " in
			*" ${cocci##*/} "*) continue ;;
			esac
			! grep -q '^@.*script:ocaml' "$cocci" || continue
			# shellcheck disable=SC2046 # options
			spatch -D report --very-quiet $(sed -n 's,^// Options: ,,p' "$cocci") \
				--cocci-file "$cocci" "$@" 2>"$tmp/cocci.err" </dev/null ||
				echo "$cocci: $(tail -n 1 "$tmp/cocci.err")"
		done
	)
}

# find_uapi DIR OPTION...: the layout that user space relies on, with the headers
# in DIR, in every language and on both word sizes
find_uapi() {
	uapi=$1
	shift
	for how in 'gcc -std=c90' 'gcc -std=c90 -m32' 'gcc -std=c11' 'gcc -std=c11 -m32' \
		'g++ -x c++ -std=c++11' 'g++ -x c++ -std=c++20' 'clang -std=c11' \
		'clang -x c++ -std=c++17'; do
		case $how in
		*-m32*) how="$how -idirafter /usr/include/x86_64-linux-gnu" ;;
		*c++*) ;;
		*) how="$how -x c" ;;
		esac
		$how -Wall -Wextra -Werror -fsyntax-only "$@" -I "$uapi" \
			"$top/tools/testing/uapi/layout.h" 2>&1 | sed "s,^,$how: ,"
	done
}

# find_applies PATCH: to build/linux exactly, wherever the lines are now
find_applies() {
	patch -d "$linux" -p1 -F0 -s -f --dry-run <"$1" 2>&1
}

# find_arm64 DIR [MAKE-ARGUMENT...]: every object of the library and the tool, compiled
# into DIR for arm64 against that C library's headers.  Those of other libraries are the
# same on all machines.  It shows that no system call, structure or type of amd64 is
# taken for granted; it does not link, and nothing runs.
find_arm64() {
	objects=$1
	shift
	for part in tools/lib/scll tools/scll; do
		env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$top/$part" objects O="$objects/${part#tools/}" \
			LIB_O="$objects/lib/scll" CC=aarch64-linux-gnu-gcc CFLAGS=-O2 WERROR=-Werror \
			CPPFLAGS='-idirafter /usr/include' "$@" 2>&1
	done
	[ -n "$(find "$objects" -name '*.o')" ] || echo "nothing was compiled"
	find "$objects" -name '*.o' -exec readelf -h {} + 2>&1 | grep Machine: | grep -v AArch64
}

find_shellcheck() {
	shellcheck -x -P "$top/scripts:$top/tools/vm:$top/tools/lib" -e SC1091 "$1" 2>&1
}
