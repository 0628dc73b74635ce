# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# The tools of a maintainer, each as a function find_TOOL that prints what the tool
# found in a file and nothing else.  Sourced by scripts/check, and by
# scripts/check-controls, which shows that each finds something.

linux=$build/linux
clang=clang
shared_ignore=
if [ "$BASE" != 6.12 ]; then
	# Linux 7.3 takes none before 17.
	clang="clang-19"
	# It wants kzalloc_obj(), which 6.12 has not, in files that are the same for both.
	shared_ignore=ALLOC_WITH_SIZEOF
fi

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
	find_checkpatch - --ignore "FILE_PATH_CHANGES,$shared_ignore" <"$1"
}

# find_unmaintained FILE: a file of the tree that is not under our entry; a test of
# Landlock is under Landlock's
find_unmaintained() {
	entry='SECCOMP LANDLOCK RULESETS'
	case $1 in
	tools/testing/selftests/landlock/*) entry='LANDLOCK SECURITY MODULE' ;;
	esac
	(cd "$linux" && perl scripts/get_maintainer.pl --no-git --no-git-fallback --sections -f "$1" 2>&1) |
		grep -q "^$entry\$" || echo "$1: MAINTAINERS does not have it"
}

find_kernel_doc() {
	"$linux/scripts/kernel-doc" -none -Wall -Werror "$1" 2>&1 |
		grep -v 'no structured comments found'
}

# compile TREE OUT "FILE..." ARGUMENT...: the output of kbuild, which takes longer to
# begin than to compile one object.  The files are in the tree, or it is one by its
# absolute path, a module of its own, which Linux 7.3 compiles by its name alone.
compile() {
	tree=$1
	out=$2
	files=$3
	shift 3
	case $files in
	/*)
		echo "obj-m := $(basename "${files%.c}").o" >"${files%/*}/Kbuild"
		rm -f "${files%.c}.o"
		kmake "$tree" "$out" M="${files%/*}" "$@" "$(basename "${files%.c}").o" 2>&1 |
			like_gcc | sed "s,^${files##*/}:,$files:,"
		compiled "${files%.c}.o" "$files"
		;;
	*)
		# shellcheck disable=SC2086 # one word per file
		goals=$(printf '%s\n' $files | sed 's/c$/o/')
		# shellcheck disable=SC2086
		(cd "$tree/$out" && rm -f $goals)
		# shellcheck disable=SC2086
		kmake "$tree" "$out" -k "$@" $goals 2>&1 | like_gcc
		for file in $files; do
			compiled "$tree/$out/${file%.c}.o" "$file"
		done
		;;
	esac
}

# like_gcc: kernel-doc of Linux 7.3 says "Warning: FILE:LINE MESSAGE"
like_gcc() {
	sed -E 's,^(Warning|Error): ([^ :]+:[0-9]+) ,\2: warning: ,'
}

# compiled OBJECT FILE: no message about FILE means nothing if it was not compiled
compiled() {
	[ -f "$1" ] || echo "$2:0:0: error: was not compiled"
}

# about "FILE...": of compiler messages on standard input those about these files or one
# of our own headers, without line numbers, so that they can be compared between trees
about() {
	# shellcheck disable=SC2086 # one word per file
	one_of=$(printf '%s|' $1)
	grep -E "^(\.\./)?($one_of$our_headers):[0-9]+:.*(warning|error):" |
		sed -E 's,^(\.\./)?([^:]*):[0-9]+:[0-9]+:,\2:,' | sort -u
}
our_headers='(kernel|security/landlock|include/(linux|uapi/linux|trace/events))/(seccomp|seccomp_landlock|seccomp_ruled|landlock_seccomp).h'

# find_sparse TREE OUT "FILE..."
find_sparse() {
	# Linux 7.3 takes no sparse that does not know this word, and goes on without.
	compile "$@" C=2 CF=-D__CHECK_ENDIAN__ CHECK='sparse -D__typeof_unqual__=__typeof__' |
		about "$3" | grep -vE -e "$two_ways"
	:
}
# Sparse cannot follow locks that are taken on one of two ways, as done_seqretry() leaves
# them too; upstream's d_walk() and prepend_path() have the same finding.
two_ways="context imbalance in '(path_seq_retry)'"

# An output directory of its own: other flags would have all compiled again.
prepare_objects() {
	for out in o-check o-clang; do
		mkdir -p "$linux/$out" && cp "$linux/o-patched/.config" "$linux/$out/.config" || return
	done
	kmake "$linux" o-check olddefconfig prepare >"$build/log/check.log" 2>&1 &&
	kmake "$linux" o-clang CC="ccache $clang" olddefconfig prepare >>"$build/log/check.log" 2>&1
}

# without_lines: messages of kernel-doc, so that they can be compared between trees
without_lines() {
	like_gcc | sed -E 's,^(\.\./)?([^:]*):[0-9]+: ,\2: ,' | sort -u
}

find_w1() {
	compile "$linux" o-check "$1" W=1 | about "$1"
}

# Without what the kernel's own -Wextra leaves out.
find_clang() {
	compile "$linux" o-clang "$1" CC="ccache $clang" \
		KCFLAGS='-Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers' |
		about "$1"
}

# find_cocci GREP-OPTION REGEX FILE...: the kernel's semantic patches whose names grep
# finds, but those that need OCaml.  Files of a directory are parsed only where one can
# match.
find_cocci() {
	which=$1
	named=$2
	shift 2
	copies=$(mktemp -d "$tmp/cocci.XXXXXX") && cp --parents "$@" "$copies" || return
	(
		cd "$linux" || exit
		grep -lr '^virtual report' --include='*.cocci' scripts/coccinelle | grep "$which" "$named" | sort |
		while read -r cocci; do
			! grep -q '^@.*script:ocaml' "$cocci" || continue
			# shellcheck disable=SC2046 # options
			spatch -D report --very-quiet --use-coccigrep --use-cache $(sed -n 's,^// Options: ,,p' "$cocci") \
				--cocci-file "$cocci" --dir "$copies" 2>"$tmp/cocci.err" </dev/null ||
				echo "$cocci: $(tail -n 1 "$tmp/cocci.err")"
		done
	) | sed "s,$copies,,g"
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
	shellcheck -x -P "$top/scripts/lib:$top/tools/vm:$top/tools/lib" -e SC1091 "$1" 2>&1
}
