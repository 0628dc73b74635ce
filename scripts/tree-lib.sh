# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# The kernel trees: build/pristine (unpacked source, a repository of its own
# with the tag "base") and what is made from it.  Sourced after common.sh.

# find_source: sets $src_key (content of the source) and $src_dir or $src_tar.
find_source() {
	src_dir=
	src_tar=
	if [ -n "${KERNEL_SRC:-}" ]; then
		src_dir=$(cd "$KERNEL_SRC" 2>/dev/null && pwd -P) ||
			die "KERNEL_SRC=$KERNEL_SRC is not a directory; give the top of an unpacked kernel source"
		check_kernel_src
		src_key=$(cd "$src_dir" && find . -name .git -prune -o -printf '%P %y %s %T@\n' | sort | sha) ||
			die "cannot read all of $src_dir"
	else
		[ -f "$deb_tar" ] || "$top/scripts/deps" || exit 1
		src_tar=$deb_tar
		src_key=$(sha <"$src_tar") || die "cannot read $src_tar"
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
	[ -d "$patches" ] && return
	die "unknown base $base: there is no patches/$base; we have: $(cd "$top/patches" && echo *)"
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
	msg "unpacking ${src_tar:-$src_dir}"
	mkdir "$new" && unpack || die "cannot unpack ${src_tar:-$src_dir}; is the disk full, or the file damaged?"
	set_base "$new"
	# One pack, not 85,000 files: a third of the time.
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
		die "build/linux has uncommitted edits that would be lost; commit them there and run 'make refresh', or give FORCE=1 to drop them"
	[ "$(kgit "$l" rev-parse HEAD 2>/dev/null)" = "$(cut -d' ' -f2 "$l/.git/tree")" ] ||
		die "build/linux has commits that are not in patches/; run 'make refresh', or give FORCE=1 to drop them"
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

# patch_files: the patches in their order
patch_files() {
	find "$patches" -maxdepth 1 -name '[0-9][0-9][0-9][0-9]-*.patch' | sort
}

# tree_key: what build/linux is made of
tree_key() {
	{
		echo "$src_key"
		(cd "$top" && overlay_files | while read -r f; do sha256sum "$f"; done)
		patch_files | while read -r f; do echo "${f##*/} $(sha <"$f")"; done
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

# add_overlay DIR: commits the new files
add_overlay() {
	overlay_files >"$tmp/overlay"
	xargs -r -a "$tmp/overlay" git -C "$build/pristine" --git-dir=.git -c safe.directory='*' \
		ls-tree -r --name-only base -- >"$tmp/clash" || return
	[ ! -s "$tmp/clash" ] ||
		die "new files exist upstream already: $(paste -sd' ' "$tmp/clash"); change existing files by a patch in patches/$base"
	while read -r f; do
		mkdir -p "$1/${f%/*}" && cp "$top/$f" "$1/$f" || return
	done <"$tmp/overlay"
	kgit "$1" add --sparse -A -f . &&
	kgit "$1" commit -q --allow-empty -m "New files" &&
	kgit "$1" tag overlay
}

# am DIR PATCH: exactly, no fuzz, no three-way merge
am() {
	kgit "$1" am -q --no-3way --keep-non-patch --committer-date-is-author-date \
		--whitespace=nowarn "$2" </dev/null >"$tmp/am.log" 2>&1 && return
	die "$(echo "patches/$base/${2##*/} does not apply to Linux $(kver "$build/pristine" VERSION PATCHLEVEL SUBLEVEL):"
		grep '^error:' "$tmp/am.log" || cat "$tmp/am.log"
		echo "Correct the patch (in a tree where it applies: edit build/linux, commit, make refresh).")"
}

# apply_series DIR: base, new files, patches; DIR is left at the last commit
apply_series() {
	sparse_base "$1" || die "cannot make a copy of the base in $1; is the disk full?"
	add_overlay "$1" || die "cannot add the new files in $1; is the disk full?"
	for patch in $(patch_files); do
		am "$1" "$patch"
	done
}

# format_patches DIR OUT: the patches of DIR's commits.  Nothing in them changes
# when another patch or the sublevel does: no hash, no index line, no numbering.
format_patches() {
	mkdir -p "$2"
	kgit "$1" ls-tree -r --name-only overlay >"$tmp/at-overlay"
	kgit "$1" ls-tree -r --name-only base | comm -13 - "$tmp/at-overlay" |
		sed 's,^,:(exclude),' >"$tmp/exclude"
	new_in_overlay "$1" | sed 's,^,:(exclude),' >>"$tmp/exclude"
	xargs -r -d '\n' -a "$tmp/exclude" env GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null \
		git -C "$1" --git-dir=.git --work-tree=. -c safe.directory='*' \
		format-patch -q -N --zero-commit --no-signature --no-renames --stat=72 \
		--diff-algorithm=myers -o "$2" overlay..HEAD -- . || return
	find "$2" -name '*.patch' -exec sed -i '/^diff --git /,/^---/{/^index [0-9a-f]*\.\./d}' {} +
}

# new_in_overlay DIR: files that commits after the overlay added in our directories
new_in_overlay() {
	# shellcheck disable=SC2086 # a list
	kgit "$1" diff --name-only --no-renames --diff-filter=A overlay HEAD -- $overlay_dirs
}
