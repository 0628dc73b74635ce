# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2153,SC2154 # variables of common.sh
#
# The kernel trees: build/pristine (unpacked source, a repository of its own
# with the tag "base") and what is made from it.  Sourced after common.sh.

# find_source: sets $src_key (content of the source) and $src_dir, $src_tar or $src_deb.
find_source() {
	src_dir=
	src_tar=
	src_deb=
	if [ -n "${KERNEL_SRC:-}" ]; then
		src_dir=$(cd "$KERNEL_SRC" 2>/dev/null && pwd -P) ||
			die "KERNEL_SRC=$KERNEL_SRC is not a directory; give the top of an unpacked kernel source"
		check_kernel_src
		src_key=$(cd "$src_dir" && find . -name .git -prune -o -printf '%P %y %s %T@\n' | sort | sha) ||
			die "cannot read all of $src_dir"
	elif [ -n "${DEB_TAR:-}" ]; then
		set_tar "$DEB_TAR"
	elif [ -f "$top/patches/$BASE/SUITE" ]; then
		src_deb=$("$top/scripts/source-deb") || exit
		src_key=$(sha <"$src_deb") || die "cannot read $src_deb"
	else
		[ -f "/usr/src/linux-source-$BASE.tar.xz" ] || "$top/scripts/deps" kernel || exit 1
		set_tar "/usr/src/linux-source-$BASE.tar.xz"
	fi
}

set_tar() {
	src_tar=$1
	src_key=$(sha <"$src_tar") || die "cannot read $src_tar"
}

# source_version: of which package, or which Linux
source_version() {
	if [ -n "${KERNEL_SRC:-}" ]; then
		kver "$build/linux" VERSION PATCHLEVEL SUBLEVEL
	elif [ -n "$src_deb" ]; then
		dpkg-deb -f "$src_deb" Version
	else
		dpkg-query -W -f '${Version}\n' "linux-source-$BASE"
	fi
}

check_kernel_src() {
	[ -f "$src_dir/Kconfig" ] && grep -q '^VERSION = ' "$src_dir/Makefile" 2>/dev/null ||
		die "KERNEL_SRC=$KERNEL_SRC is not a kernel source: no Makefile with VERSION and no Kconfig; give the top of an unpacked one"
	if [ -f "$src_dir/.config" ] || [ -d "$src_dir/include/config" ]; then
		die "KERNEL_SRC=$KERNEL_SRC was built in place; run 'make mrproper' there or give a clean copy"
	fi
	case $src_dir/ in
	"$build"/*) die "KERNEL_SRC=$KERNEL_SRC is our own build directory; give a source outside of it" ;;
	esac
}

# kver DIR FIELD...: those fields of the version, dots between
kver() {
	kver_mk=$1/Makefile
	shift
	kver_out=
	for f; do
		kver_out=$kver_out${kver_out:+.}$(sed -n "s/^$f = //p" "$kver_mk" | head -n 1)
	done
	echo "$kver_out"
}

# set_base DIR: sets $base and $patches for the source in DIR
set_base() {
	base=$(kver "$1" VERSION PATCHLEVEL)
	patches=$top/patches/$base
	[ -f "$patches/SERIES" ] ||
		die "unknown base $base: there is no patches/$base; we have: $(cd "$top/patches" && echo */SERIES | sed "s,/SERIES,,g")"
	[ "$base" = "$BASE" ] ||
		die "the source is Linux $base and not $BASE; give BASE=$base"
}

# make_pristine: build/pristine from the source, unless it is that already.
# A tree in the making has another name; the stamp is only a second witness.
make_pristine() {
	p=$build/pristine
	find_source
	if [ "$(cat "$p/.git/source" 2>/dev/null)" = "$src_key" ]; then
		set_base "$p"
		return
	fi
	guard_edits
	need_space 4500 "unpacking the kernel source"
	new="$tmp/pristine"
	msg "unpacking ${src_deb:-${src_tar:-$src_dir}}"
	mkdir "$new" && unpack ||
		die "cannot unpack ${src_deb:-${src_tar:-$src_dir}}; is the disk full, or the file damaged?"
	set_base "$new"
	# One pack, not 85,000 files.
	kgit "$new" init -q &&
	kgit "$new" -c core.bigFileThreshold=1 -c core.compression=1 add -A -f &&
	kgit "$new" commit -q -m "Linux $(kver "$new" VERSION PATCHLEVEL SUBLEVEL)" &&
	kgit "$new" tag base &&
	echo '/o-*/' >>"$new/.git/info/exclude" &&
	echo "$src_key" >"$new/.git/source" ||
		die "cannot record the unpacked source with git; is the disk full?"
	# build/linux borrows the objects of the old one.
	[ ! -e "$build/linux" ] || mv "$build/linux" "$tmp/old-linux" || exit 1
	[ ! -e "$p" ] || mv "$p" "$tmp/old-pristine" || exit 1
	mv "$new" "$p" || die "cannot rename $new to $p"
}

unpack() {
	if [ -n "$src_deb" ]; then
		src_tar=$tmp/source.tar.xz
		dpkg-deb --fsys-tarfile "$src_deb" |
			tar -xOf - "./usr/src/linux-source-$BASE.tar.xz" >"$src_tar" || return
	fi
	if [ -n "$src_tar" ]; then
		tar -xJf "$src_tar" -C "$new" --strip-components=1 --no-same-owner
	else
		tar -C "$src_dir" --exclude=./.git -cf "$tmp/src.tar" . &&
		tar -xf "$tmp/src.tar" -C "$new" --no-same-owner && rm "$tmp/src.tar"
	fi
}

# guard_edits: build/linux is ours to replace only if nobody worked in it.
guard_edits() {
	l=$build/linux
	[ -f "$l/.git/tree" ] || return 0
	[ -z "${FORCE:-}" ] || return 0
	[ -z "$(kgit "$l" status --porcelain 2>&1 | head -n 5)" ] ||
		die "${l#"$top/"} has uncommitted edits that would be lost; commit them there and run 'make refresh', or give FORCE=1 to drop them"
	[ "$(kgit "$l" rev-parse HEAD 2>/dev/null)" = "$(cut -d' ' -f2 "$l/.git/tree")" ] ||
		die "${l#"$top/"} has commits that are not in patches/; run 'make refresh', or give FORCE=1 to drop them"
}

# overlay_files: the new files, one a line
overlay_files() (
	cd "$top" || exit 1
	# shellcheck disable=SC2086 # a list
	set -- $overlay_dirs
	{ git -c safe.directory='*' ls-files -co --exclude-standard -- "$@" 2>/dev/null ||
		find "$@" -type f ! -name '*.o' ! -name '*~' 2>/dev/null; } | sort -u |
	while read -r f; do
		[ -f "$f" ] && ! is_overlay_not "$f" && echo "$f"
	done
	:
)

# is_overlay_not FILE: one that the kernel tree does not get
is_overlay_not() (
	set -f
	for pattern in $overlay_not $overlay_not_either; do
		# shellcheck disable=SC2254 # a pattern
		case $1 in
		$pattern) return 0 ;;
		esac
	done
	return 1
)

# patches/<base>/SERIES has what is applied, in order: GROUP/NNNN-title.patch, and below
# it, indented, the new files that belong to it.  Each group is a mail series of its
# own, and its patches and files are mailed as they stand there; new files above the
# first patch are not mailed.

# patch_files: the patches in their order
patch_files() {
	sed -n "s,^[^[:space:]#].*,$patches/&,p" "$patches/SERIES"
}

# new_files [PATCH]: the new files that belong to GROUP/NNNN-title.patch, or to none
new_files() {
	awk -v patch="${1:-}" '
		/^#/ { next }
		/^[^ \t]/ { at = $1; next }
		NF && at == patch { print $1 }' "$patches/SERIES"
}

# new_file FILE: where the new FILE is kept: patches/<base>/files/ has what differs there
new_file() {
	if [ -f "$patches/files/$1" ]; then
		echo "$patches/files/$1"
	else
		echo "$top/$1"
	fi
}

# check_series: SERIES names every patch and every new file, and no others
check_series() {
	sed -e '/^#/d' -e 's/^[[:space:]]*//' "$patches/SERIES" | sort >"$tmp/named"
	{ (cd "$patches" && find . -name '*.patch' | sed 's,^\./,,'); overlay_files; } | sort >"$tmp/there"
	[ ! -d "$patches/files" ] || (cd "$patches/files" && find . -type f | sed 's,^\./,,') |
		grep -vxF -f "$tmp/named" >"$tmp/stray" || :
	[ ! -s "$tmp/stray" ] ||
		die "patches/$base/files has what is no new file: $(paste -sd' ' "$tmp/stray")"
	differs=$(diff "$tmp/named" "$tmp/there") ||
		die "patches/$base/SERIES has to name each of these once, below the patch that it belongs to (>), and none of those (<):
$differs"
}

# tree_key: what build/linux is made of
tree_key() {
	{
		echo "$src_key"
		overlay_files | while read -r f; do echo "$(sha <"$(new_file "$f")") $f"; done
		cat "$patches/SERIES"
		patch_files | while read -r f; do sha <"$f"; done
	} | sha
}

# touched_files PATCH...: the files these patches name
touched_files() {
	[ $# -eq 0 ] || sed -n -e 's,^--- a/\([^	]*\).*,\1,p' -e 's,^+++ b/\([^	]*\).*,\1,p' \
		-e 's,^rename \(from\|to\) ,,p' "$@" | sort -u
}

# borrow DIR: an empty repository in DIR that uses the objects of build/pristine
borrow() {
	mkdir -p "$1" && kgit "$1" init -q &&
	echo "$build/pristine/.git/objects" >"$1/.git/objects/info/alternates" &&
	echo '/o-*/' >>"$1/.git/info/exclude" &&
	kgit "$1" fetch -q "$build/pristine" tag base
}

# sparse_base DIR: the base with only those files checked out that we touch, and
# the attributes, which say what function a hunk is in
sparse_base() {
	borrow "$1" || return
	# shellcheck disable=SC2046 # one word per patch
	{ echo .gitattributes; overlay_files; touched_files $(patch_files); } | sed 's,^,/,' >"$1/.git/info/sparse-checkout"
	kgit "$1" config core.sparseCheckout true &&
	kgit "$1" checkout -q --detach base
}

# check_new: no new file exists upstream
check_new() {
	overlay_files >"$tmp/overlay"
	xargs -r -a "$tmp/overlay" git -C "$build/pristine" --git-dir=.git -c safe.directory='*' \
		ls-tree -r --name-only base -- >"$tmp/clash" || return
	[ ! -s "$tmp/clash" ] ||
		die "new files exist upstream already: $(paste -sd' ' "$tmp/clash"); change existing files by a patch in patches/$base"
}

# add_files DIR [PATCH]: the new files of PATCH, or those of none
add_files() {
	new_files "${2:-}" >"$tmp/files"
	while read -r f; do
		mkdir -p "$1/${f%/*}" && cp "$(new_file "$f")" "$1/$f" || return
	done <"$tmp/files"
	kgit "$1" add --sparse -A -f .
}

# am DIR PATCH: exactly, no fuzz, no three-way merge.  It may have a message alone,
# if there are new files that belong to it.
am() {
	kgit "$1" am -q --empty=keep --no-3way --keep-non-patch --committer-date-is-author-date \
		--whitespace=nowarn "$2" </dev/null >"$tmp/am.log" 2>&1 ||
		die "$(echo "${2#"$top/"} does not apply to Linux $(kver "$build/pristine" VERSION PATCHLEVEL SUBLEVEL):"
			grep '^error:' "$tmp/am.log" || cat "$tmp/am.log"
			echo "Correct the patch (in a tree where it applies: edit build/linux, commit, make refresh).")"
	add_files "$1" "${2#"$patches/"}" && kgit "$1" commit -q --amend --no-edit ||
		die "cannot commit ${2#"$top/"}: has it neither a hunk nor a new file, or is the disk full?"
}

# apply_series DIR [mail]: a commit for each patch with its new files; before each
# group an empty commit that names it.  The tag "overlay" is on the first commit, the
# files that are not mailed, or with "mail" on the base.  DIR is left at the last one.
apply_series() {
	sparse_base "$1" || die "cannot make a copy of the base in $1; is the disk full?"
	check_new || die "cannot read build/pristine"
	check_series
	[ "${2:-}" = mail ] ||
		{ add_files "$1" && kgit "$1" commit -q --allow-empty -m "New files that are not mailed"; } ||
		die "cannot add the new files in $1; is the disk full?"
	kgit "$1" tag overlay
	group=
	for patch in $(patch_files); do
		of=${patch#"$patches/"}
		[ "${of%/*}" = "$group" ] ||
			kgit "$1" commit -q --allow-empty -m "group: ${of%/*}" || exit
		group=${of%/*}
		am "$1" "$patch"
	done
}

# format_patches DIR OUT: the patches of DIR's commits, and SERIES.  Nothing in a patch
# changes when another one or the sublevel does: no hash, no index line, no numbering.
# A new file belongs to the commit that added it; commits that only change new files
# are no patches.
format_patches() {
	mkdir -p "$2"
	added_files "$1" >"$tmp/added"
	# shellcheck disable=SC2046 # one word per file
	set -- "$1" "$2" -- . $(sed 's,^,:(exclude),' "$tmp/added")
	tree=$1
	out=$2
	shift 2
	{
		echo '# The patches in their order, and below each the new files that belong to it; those'
		echo '# above are not mailed.  Written by "make refresh"; see scripts/lib/tree.sh.'
		added_by base overlay
	} >"$out/SERIES"
	group=
	for c in $(kgit "$tree" rev-list --reverse overlay..HEAD); do
		title=$(kgit "$tree" log -1 --format=%s "$c")
		case $title in
		'group: '*)
			group=${title#group: }
			number=1
			continue ;;
		esac
		[ -n "$group" ] ||
			die "'$title' is in no group; see scripts/refresh for how to begin one"
		added_by "$c^" "$c" >"$tmp/adds"
		if [ ! -s "$tmp/adds" ] && kgit "$tree" diff --quiet "$c^" "$c" "$@"; then
			msg "'$title' changes new files only, which are taken as they are now"
			continue
		fi
		patch=$(kgit "$tree" format-patch -N --always --sparse --zero-commit --no-signature \
			--no-renames --stat=72 --diff-algorithm=myers --start-number="$number" \
			-o "$out/$group" "$c^..$c" "$@") || return
		sed -i '/^diff --git /,/^---/{/^index [0-9a-f]*\.\./d}' "$patch" || return
		{ echo "${patch#"$out/"}"; cat "$tmp/adds"; } >>"$out/SERIES"
		number=$((number + 1))
	done
}

# added_by FROM TO: lines of SERIES for the new files that are in $tree to stay
added_by() {
	kgit "$tree" diff --name-only --no-renames --diff-filter=A "$1" "$2" |
		grep -Fx -f "$tmp/added" | while read -r f; do
			[ ! -e "$tree/$f" ] || printf '\t%s\n' "$f"
		done
}

# added_files DIR: what commits on top of the base added in our directories
added_files() {
	# shellcheck disable=SC2086 # a list
	kgit "$1" log --format= --name-only --no-renames --diff-filter=A base..HEAD -- $overlay_dirs | sort -u
}
