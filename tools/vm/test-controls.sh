# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # variables of tools/vm/test
#
# Negative controls: what must be noticed is made to happen, and each kind of
# failure has to be told by its own exit status.  Sourced by tools/vm/test.

guest() {
	"$vm/run" --kernel patched --timeout 300 -- sh -c "$1"
}

part_controls() {
	run_controls
	race_controls
	tree_controls
	pristine_controls
}

run_controls() {
	check control "exit status of a command" 7 guest 'exit 7'
	check control "a background process does not keep the guest" 0 guest 'sleep 1000 & exit 0'
	check control "the root file system is read-only" 1 guest 'touch /etc/vm-written'
	check control "and with --overlay it is not" 0 "$vm/run" --overlay --timeout 300 -- \
		sh -c 'touch /etc/vm-written && rm /etc/passwd && unshare -U true'
	check control "guest panic" 201 guest 'echo c >/proc/sysrq-trigger; sleep 100'
	check control "guest hangs" 200 "$vm/run" --timeout 30 -- sleep 1000
	check control "guest does not boot" 204 "$vm/run" --boot-timeout 20 \
		--append 'init=/bin/sleep 1000' -- true
	check control "guest ends before the record" 202 guest 'echo o >/proc/sysrq-trigger; sleep 100'
	check control "warning in the kernel log" 203 guest 'echo "WARNING: made up" >/dev/kmsg'
	check control "and then the guest hangs" 205 "$vm/run" --timeout 300 --until-splat -- \
		sh -c 'echo "WARNING: made up" >/dev/kmsg; sleep 1000'
	check control "tainted kernel" 203 guest 'echo 512 >/proc/sys/kernel/tainted'
	check control "data race in the kernel log" 203 guest \
		'echo "BUG: KCSAN: data-race in a / b" >/dev/kmsg'
	check control "no such kernel" 125 "$vm/run" --kernel nonesuch -- true
}

# judge_text EXPECTED NAME TAP
judge_text() {
	printf '%b' "$3" >"$t/control.tap"
	check control "judge: $2" "$1" "$vm/judge" --skips "$vm/skips" control "$t/control.tap"
}

# On output of part_upstream
judge_controls() {
	judge_text 0 "good TAP" 'TAP version 13\n1..1\nok 1 a\n'
	judge_text 210 "zero tests" 'TAP version 13\n1..0\n'
	judge_text 211 "missing plan" 'TAP version 13\nok 1 a\n'
	judge_text 212 "unlisted skip" 'TAP version 13\n1..1\nok 1 a # SKIP no reason\n'
	judge_text 213 "no TAP at all" 'Segmentation fault\n'
	judge_text 213 "empty output" ''
	judge_text 1 "failing test" 'TAP version 13\n1..1\nnot ok 1 a\n'
	judge_text 1 "test that took too long and is not listed" \
		'TAP version 13\n1..1\n# a: Test terminated by timeout\nnot ok 1 a\n'
	judge_text 1 "failing test called a TODO" 'TAP version 13\n1..1\nnot ok 1 a # TODO later\n'
	full=$t/patched.patched/seccomp_bpf.tap
	# What has no lines cannot be truncated; that it is missing was told.
	[ -s "$full" ] || { count control 0 1 0; return; }
	head -n $(($(wc -l <"$full") / 2)) "$full" >"$t/truncated.tap"
	check control "judge: truncated output of seccomp_bpf" 211 "$vm/judge" seccomp_bpf "$t/truncated.tap"
	check control "judge: all tests passed but the program crashed" 1 \
		"$vm/judge" --skips "$vm/skips" --status 139 seccomp_bpf "$full"
}

# race EXPECTED NAME TITLE STACK...: does a report of KCSAN count, if only "ours" is a
# function of ours?  A stack is words, innermost first.
race() {
	expected=$1 what=$2
	{
		printf '======\nBUG: KCSAN: %s\n\n' "$3"
		shift 3
		for stack; do
			echo 'write to 0xffff88807da8a220 of 8 bytes by task 142 on cpu 0:'
			# shellcheck disable=SC2086 # words
			printf ' %s+0x1c/0x40\n' $stack
			echo
		done
		echo ======
	} | sed 's/^/[   13.420583] /; s/$/\r/' >"$t/control.log"
	check control "races: $what" "$expected" race_counts
}

race_counts() {
	echo ours >"$t/control.functions"
	"$vm/races" -v functions="$t/control.functions" "$t/control.log" | grep 'BUG: KCSAN'
}

race_controls() {
	race 1 "upstream's functions alone" 'data-race in a / b' 'a x y z' 'b x y z'
	race 0 "ours is innermost in the first stack" 'data-race in a / ours' 'ours x' 'a x y z'
	race 0 "ours is third in the second stack" 'data-race in a / b' 'a x y z' 'b x ours z'
	race 1 "ours is fourth" 'data-race in a / b' 'a x y ours' 'b x y ours'
	race 0 "one stack alone" 'data-race in a / b' 'a x y z'
	race 0 "no other side known" 'data-race in a+0x1c/0x40' 'a x y z'
	race 0 "another kind" 'assert: race in a / b' 'a x y z' 'b x y z'
	race 1 "known" 'data-race in get_signal / seccomp_set_mode_filter' 'ours x' 'b x'
}

# Our tests must fail, not skip and not hang, where the extension does not exist.  But
# filters without rules have right bitmaps there too, made in another way.
pristine_controls() {
	# shellcheck disable=SC2046 # one word per program
	set -- $("$vm/suites" list ours | grep -v '/landlock_bitmap_test$')
	check control "our programs ran on the pristine kernel" 0 \
		env PROGRAM_TIMEOUT=120 "$vm/suites" run pristine ours "$t/pristine.ours" "$@"
	for program; do
		p=${program##*/}
		check control "$p fails on the pristine kernel" 1 "$vm/judge" \
			--status "$(cat "$t/pristine.ours/$p.status" 2>/dev/null || echo 255)" \
			"$p" "$t/pristine.ours/$p.tap"
	done
}

# small_repository DIR: our scripts and patches with a kernel source that has no
# more than the files they touch, below our own repository like every other tree
small_repository() {
	rm -rf "$1"
	mkdir -p "$1/repo" "$1/src" && (
		cd "$top" && git -c safe.directory='*' ls-files -co --exclude-standard -- scripts patches tools/vm \
			kernel security include Documentation samples tools/testing | tar -cf - -T - | tar -xf - -C "$1/repo"
	) && git -C "$1/repo" init -q || return
	cp "$build/pristine/Makefile" "$build/pristine/Kconfig" "$1/src/" || return
	sed -n 's,^--- a/,,p' "$1/repo/patches/$BASE"/*/*.patch | sort -u | while read -r f; do
		mkdir -p "$(dirname "$1/src/$f")" && cp "$build/pristine/$f" "$1/src/$f"
	done
}

# refuses NAME MESSAGE: tree must fail, say so, and leave no tree that looks done
refuses() {
	check control "tree: $1" 0 small_tree_fails "$2"
}

small_tree() {
	if [ -n "$small_tar" ]; then
		env -u KERNEL_SRC DEB_TAR="$small_tar" "$s/repo/scripts/tree"
	else
		KERNEL_SRC=$s/src "$s/repo/scripts/tree"
	fi
}

small_tree_fails() {
	if small_tree >"$s/log" 2>&1; then
		cat "$s/log"
		echo "was not refused"
		return 1
	fi
	cat "$s/log"
	grep -q "$1" "$s/log" && [ ! -e "$s/repo/build/linux" ]
}

tree_controls() {
	s=$t/small
	small_tar=
	check control "small tree" 0 small_repository "$s"
	check control "tree: good source" 0 small_tree
	for control in clash nowhere hunk fuzz base built truncated missing; do
		small_repository "$s" && tree_$control
	done
	rm -rf "$s"
}

tree_clash() {
	cp "$s/src/kernel/seccomp.c" "$s/repo/kernel/"
	refuses "new file that exists upstream" 'exist upstream already: kernel/seccomp.c'
}

tree_nowhere() {
	: >"$s/repo/kernel/seccomp_nowhere.c"
	refuses "new file that belongs to no patch" 'SERIES has to name'
}

tree_hunk() {
	: >"$s/src/kernel/seccomp.c"
	refuses "hunk that does not apply" 'does not apply.*:'
}

# The first context line of the first patch, changed: "patch" would let it pass.
tree_fuzz() {
	first=$(find "$s/repo/patches/$BASE" -path '*/core/0001-*.patch')
	file=$(sed -n 's,^--- a/,,p' "$first" | head -n 1)
	line=$(sed -n 's/^@@ -\([0-9]*\).*/\1/p' "$first" | head -n 1)
	sed -i "${line}s,\$, /* drifted */," "$s/src/$file"
	refuses "context that drifted" 'does not apply'
}

tree_base() {
	sed -i 's/^PATCHLEVEL = .*/PATCHLEVEL = 999/' "$s/src/Makefile"
	refuses "unknown base" 'unknown base [0-9]*\.999: there is no'
}

tree_built() {
	: >"$s/src/.config"
	refuses "source that was built in place" 'make mrproper'
}

tree_missing() {
	rm -rf "$s/src"
	refuses "KERNEL_SRC that does not exist" 'is not a directory'
}

# A damaged archive leaves nothing behind that a second run takes for a source.
tree_truncated() {
	tar -C "$s" -cJf "$s/whole.tar.xz" src && head -c 20000 "$s/whole.tar.xz" >"$s/cut.tar.xz"
	small_tar=$s/cut.tar.xz
	refuses "damaged archive" 'cannot unpack'
	check control "tree: damaged archive, nothing left of it" 1 test -e "$s/repo/build/pristine"
	small_tar=
}

build_quietly() {
	"$vm/build" "$@" >"$t/build.log" 2>&1 || return 99
	! grep -q 'building' "$t/build.log"
}

build_controls() {
	mkdir -p "$t/config"
	{ cat "$vm/config/guest.config"; echo CONFIG_SECCOMP_NO_SUCH_OPTION=y; } >"$t/config/guest.config"
	check control "build: configuration line that vanishes" 1 \
		"$vm/configure" "$build/pristine" "$build/pristine/o-control" "$t/config/guest.config"
	rm -rf "$build/pristine/o-control"
	check control "build: nothing is built twice" 0 build_quietly pristine patched
	printf x >>"$build/kernels/pristine/vmlinux"
	check control "build: a changed vmlinux is noticed" 1 build_quietly pristine
	check control "build: and replaced" 0 build_quietly pristine
}
