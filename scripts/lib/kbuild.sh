# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# kmake SOURCE OUT TARGET...: kbuild with everything fixed that would change the
# result or spoil the compiler cache.  OUT is a direct subdirectory of SOURCE:
# then kbuild uses "..", and trees in different places share cached objects.

CCACHE_DIR=$cache_dir/ccache
export CCACHE_DIR CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=5G
# What the compiler lists as read is what a cached object depends on: saves running
# the preprocessor first.  The list leaves out system headers, which programs for
# the host use and the kernel does not.
export CCACHE_DEPEND=1
# A tree that was just unpacked has only new headers; nobody edits them meanwhile.
export CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime,time_macros

kmake() {
	kmake_src=$1
	kmake_out=$2
	shift 2
	# The caller may be make: its flags and job server are not for kbuild.
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u ARCH -u CROSS_COMPILE -u KBUILD_OUTPUT \
	    -u KCFLAGS -u LLVM -u O \
	    make -C "$kmake_src" O="$kmake_out" -j"$(nproc)" --no-print-directory \
		CC='ccache gcc' HOSTCC='env CCACHE_NODEPEND=1 ccache gcc' LOCALVERSION= \
		KBUILD_BUILD_TIMESTAMP='Mon Jan  1 00:00:00 UTC 2024' \
		KBUILD_BUILD_USER=dev KBUILD_BUILD_HOST=seccomp-landlock \
		KBUILD_BUILD_VERSION=1 "$@" 9>&- </dev/null
}
