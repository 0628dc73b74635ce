# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # $top
#
# Sourced by every script, which sets $top (the repository) first.

set -u
umask 022
export LC_ALL=C

# Which Linux: a directory of patches/.  Each has a build directory of its own, so that
# builds of all live beside each other; the default's is build/ itself.
BASE=${BASE:-6.12}
export BASE
build=$top/build
[ "$BASE" = 6.12 ] || build=$top/build/$BASE
# shellcheck disable=SC2034 # used by the scripts that source this
cache_dir=${XDG_CACHE_HOME:-${HOME:-$top/build}/.cache}/seccomp-landlock
prog=${0##*/}

# New files are taken from these directories and nowhere else.
# shellcheck disable=SC2034
overlay_dirs='kernel security/landlock include/linux include/trace include/uapi/linux
	Documentation/userspace-api tools/testing/selftests/landlock
	tools/testing/selftests/seccomp samples/seccomp'
# For user space on an unpatched system; the kernel has its own.
# shellcheck disable=SC2034
overlay_not='include/uapi/linux/seccomp.h'
# Ours too: the kernel's samples have another Makefile, and no tests.
# shellcheck disable=SC2034
overlay_not_either='samples/seccomp/Makefile samples/seccomp/tests/*'
# The parts in user space, each with a Makefile of its own, in the order in which
# they need each other, and what their directory below build/user is called.
# shellcheck disable=SC2034
user_parts='tools/lib/scll:lib tools/scll:scll samples/seccomp:samples'

msg() {
	echo "$prog: $*" >&2
}

die() {
	msg "$@"
	exit "${die_status:-1}"
}

[ -f "$top/patches/$BASE/SERIES" ] ||
	die "unknown base '$BASE': there is no patches/$BASE; we have: $(cd "$top/patches" && echo */SERIES | sed "s,/SERIES,,g")"

case $top in
*[[:space:]:]*)
	die "the path '$top' has a space or a colon, which the kernel build cannot handle; move the repository" ;;
esac

# new_tmp: sets $tmp to a fresh directory on the file system of build/, removed
# however the script ends.  What must last is renamed out of it when complete.
new_tmp() {
	mkdir -p "$build" || die "cannot create $build; check its permissions"
	tmp=$(mktemp -d "$build/tmp.XXXXXX") || die "cannot write to $build; is the disk full?"
	trap 'drop_tmp' EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
}

drop_tmp() {
	chmod -R u+w "$tmp" 2>/dev/null
	rm -rf "$tmp"
}

# need_space MIB WHAT
need_space() {
	mkdir -p "$build" || die "cannot create $build; check its permissions"
	free=$(df -Pk "$build" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge "$1" ] ||
		die "$2 needs $1 MiB but only $free MiB are free below $build; free some space (make clean removes all of build/)"
}

# One script at a time changes build/; the lock goes away with the process.
take_lock() {
	mkdir -p "$build" || die "cannot create $build; check its permissions"
	exec 9>"$build/.lock" || die "cannot write to $build/.lock; was it made by another user?"
	flock -n 9 && return
	msg "waiting for another make in this repository"
	flock 9
}

# debian_mirror: where this machine gets Debian from; MIRROR=URI is another one
debian_mirror() {
	# shellcheck disable=SC2016 # for apt
	printf '%s\n' "${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null |
		grep -E '/debian/?$' | sort | uniq -c | sort -rn | awk '{ print $2; exit }')}" | grep . ||
		die "apt of this machine knows no mirror of Debian; give one by MIRROR=URI"
}

# sha: the first word of sha256sum of standard input
sha() {
	sha256sum | cut -d' ' -f1
}

# kgit DIR ARGS...: git on the repository DIR/.git, never on one around it, and
# without the user's settings, so that a tree is the same on every machine.
kgit() {
	kgit_dir=$1
	shift
	env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_OBJECT_DIRECTORY \
	    -u GIT_ALTERNATE_OBJECT_DIRECTORIES -u GIT_NAMESPACE -u GIT_EXTERNAL_DIFF \
	    ${kgit_index:+"GIT_INDEX_FILE=$kgit_index"} \
	    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null \
	    GIT_AUTHOR_NAME="$kgit_name" GIT_AUTHOR_EMAIL="$kgit_mail" \
	    GIT_AUTHOR_DATE="$kgit_date" GIT_COMMITTER_DATE="$kgit_date" \
	    GIT_COMMITTER_NAME="$kgit_name" GIT_COMMITTER_EMAIL="$kgit_mail" \
	    git -C "$kgit_dir" --git-dir=.git --work-tree=. -c safe.directory='*' \
	    -c core.autocrlf=false -c core.hooksPath=/dev/null -c commit.gpgSign=false \
	    -c am.threeWay=false -c gc.auto=0 -c advice.detachedHead=false "$@"
}
kgit_index=
kgit_name='seccomp-landlock developers'
kgit_mail=dev@seccomp-landlock.example
kgit_date='1704067200 +0000'
