#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034,SC2154 # variables of tools/vm/peers/run
#
# The test suites of others that go through what we change.  For each a line in "suites",
# NAME and how many tests pass on Debian 12 at least; build_NAME, which leaves in $dest what
# is needed; and test_NAME, which prints TAP.  In the guest a suite is this file under the
# name peer-NAME, beside what was built.

suites='systemd 19
libseccomp 11
bubblewrap 6
strace 32
crun 29
criu 11'

build_systemd() {
	fetch_debs bookworm systemd-tests libsystemd-shared
	for p in systemd-tests libsystemd-shared; do
		dpkg-deb -x "$sources/bookworm/${p}"_*.deb "$dest/root" || die "cannot unpack $p"
	done
	cp "$dest"/root/usr/lib/systemd/tests/test-seccomp \
		"$dest"/root/usr/lib/*/systemd/libsystemd-shared-*.so "$dest" && rm -rf "$dest/root" ||
		die "systemd-tests has no test-seccomp"
}

# It names each test when that begins, and ends with the first that fails.
test_systemd() {
	LD_LIBRARY_PATH=. ./test-seccomp >log 2>&1
	status=$?
	sed 's/^/# /' log
	awk -v status=$status '
		function result(ok) {
			if (test) print ok, ++n " - " test (skip ? " # SKIP " skip : "")
			skip = ""
		}
		/^\/\* test_.* \*\/$/ { result("ok"); test = $2 }
		/, skipping / { skip = $0 }
		END { result(status ? "not ok" : "ok"); print "1.." n + 0 }' log
	return $status
}

build_libseccomp() {
	build_source libseccomp libseccomp bookworm "$with" "$top/adopters/libseccomp/build"
	cp "$top/tools/lib/tap.sh" "$top/adopters/libseccomp/live.sh" "$dest"
}

test_libseccomp() {
	here=$(pwd)
	. ./tap.sh
	. ./live.sh
	LD_LIBRARY_PATH=$here live_tests ./live
	finish
}

build_bubblewrap() {
	build_source bubblewrap bubblewrap bookworm "$with" "$top/adopters/bubblewrap/build"
}

# python3-tap prints a test as "test_name (class)".
test_bubblewrap() {
	BWRAP=$(pwd)/bwrap G_TEST_BUILDDIR=$(pwd)/own G_TEST_SRCDIR=$(pwd)/own \
		/usr/bin/python3 own/test-seccomp.py
}

build_strace() {
	build_source strace strace bookworm "$with" in_strace
}

in_strace() {
	./configure --disable-gcc-Werror --enable-mpers=no && make -j2 || return
	cd tests || return
	printf '%s\n' *.test | sed -nE 's,^((clone_ptrace|filter_seccomp|landlock_|prctl-(seccomp|set-ptracer)|process_vm_|ptrace|seccomp).*)\.test$,\1,p' |
		grep -v -e -X -e perf >names
	programs=$(sed 's/\.gen$//' names | while read -r name; do [ ! -f "$name.c" ] || echo "$name"; done)
	# shellcheck disable=SC2086 # words
	make -j2 $programs print_ppid_tracerpid set_ptracer_any set_sigblock sleep count-f fork-f vfork-f \
		status-none-f || return
	cd .. && mkdir -p "$dest/src" "$dest/tests" && cp src/strace src/config.h "$dest/src" || return
	cp tests/names tests/*.sh tests/*.test tests/*.awk tests/*.in tests/*.exp "$dest/tests" || return
	find tests -maxdepth 1 -type f -perm /1 ! -name '*.test' ! -name '*.sh' -exec cp -t "$dest/tests" {} +
}

test_strace() {
	# As their Makefile does
	export STRACE_ARCH=x86_64 STRACE_NATIVE_ARCH=x86_64 MIPS_ABI='' SIZEOF_LONG=8 SIZEOF_KERNEL_LONG_T=8
	cd tests || return
	n=0
	while read -r name; do
		n=$((n + 1))
		TIMEOUT_DURATION=120 srcdir=. ./run.sh "./$name.test" >log 2>&1
		case $? in
		0) echo "ok $n - $name" ;;
		77) echo "ok $n - $name # SKIP $(tail -n 1 log)" ;;
		*) sed 's/^/# /' log; echo "not ok $n - $name" ;;
		esac
	done <names
	echo "1..$n"
}

build_crun() {
	build_source crun crun bookworm "$with" in_crun
}

in_crun() {
	"$top/adopters/crun/build" && cp -R tests "$dest/own"
}

test_crun() {
	export OCI_RUNTIME="$PWD/crun" INIT="$PWD/own/init"
	cd own || return
	set --
	for t in exec uid_gid capabilities preserve_fds; do
		set -- "$@" "$t=/usr/bin/python3 test_$t.py"
	done
	"$TOP/tools/vm/tap" "$@"
}

# Not a suite of CRIU's, whose sources are not needed to see what becomes of the rules.
build_criu() {
	make -s -C "$top" tools >"$build/log/tools.log" 2>&1 && cp "$build/user/scll/scll" "$dest" ||
		die "scll does not build, see build/log/tools.log"
}

test_criu() {
	"$TOP/tools/vm/peers/criu" "$PWD"
}

case ${0##*/} in
peer-*)
	: "${VM_OUT:?runs in the guest alone}"
	# The machine below may be a container, where some tests are skipped.  The guest is not.
	rm -f /.dockerenv
	"test_${0##*/peer-}" ;;
esac
