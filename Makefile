# SPDX-License-Identifier: GPL-2.0-only
#
# Landlock rulesets as metadata of seccomp filters.  Everything is done by the
# scripts named here; "make help" explains.

MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help

# KERNEL_SRC=DIR: that source instead of Debian's.  FORCE=1: see scripts/tree.
export KERNEL_SRC FORCE QUICK
# Which Linux, a directory of patches/; see scripts/lib/common.sh.
BASE ?= 6.12
export BASE
build = build$(if $(filter-out 6.12,$(BASE)),/$(BASE))
# Which kernel "make kernel", "make vm" and "make shell" use.
KERNEL ?= patched
# The guest of "make vm" must end within this many seconds.
TIMEOUT ?= 600
# For "make deb-kernel": the configuration that it is made from
export CONFIG
# For "make install"; like DESTDIR, a part gets it from the command line as it is.
PREFIX ?= /usr/local
user_parts = tools/lib/scll tools/scll samples/seccomp
STRESS_SECONDS ?= 600
STRESS_SEED ?= 1
FUZZ_CALLS ?= 1000000
FUZZ_SEED ?= 1
FUZZ_LEAKS ?= no
# A command with quotes must reach the guest as it is.
export CMD

.PHONY: help
help:
	@echo 'make demo            build, boot, and show on real programs what this is'
	@echo 'make demo-container  containers by a patched crun: who may debug whom, on both kernels'
	@echo 'make lib             the library libscll, into build/user/lib'
	@echo 'make tools           and the tool scll and the samples'
	@echo 'make install         library, tool and manual pages: DESTDIR=, PREFIX=$(PREFIX)'
	@echo 'make uninstall       what that installed, with the same DESTDIR and PREFIX'
	@echo 'make deb             Debian packages of library and tool, into build/deb'
	@echo 'make deb-kernel      Debian packages of the patched kernel: CONFIG=/boot/config-... or CONFIG=small'
	@echo 'make quick           the tests for each commit, in three minutes once all is built'
	@echo 'make test            the whole test plan; the last line has the counts'
	@echo 'make test-debug      on a kernel that looks for misuse of memory and locks'
	@echo 'make test-kcsan      the races, on a kernel that looks for data races'
	@echo 'make test-off        our source without the option behaves as before'
	@echo 'make stress          everything at once for STRESS_SECONDS=$(STRESS_SECONDS), STRESS_SEED=$(STRESS_SEED)'
	@echo 'make fuzz            random programs of the new calls on the debug kernel: FUZZ_CALLS=$(FUZZ_CALLS)'
	@echo 'make fuzz-planted    the fuzzer finds a bug that is planted, and shortens the program'
	@echo 'make litmus          the memory order of a thread sync, all orders tried with spin'
	@echo "make vm CMD='...'    run a command in the guest; make ends with 2 if it fails,"
	@echo '                     tools/vm/run -- ... with its own exit status'
	@echo 'make shell           an interactive guest'
	@echo ''
	@echo 'make tree            build/linux: the kernel source with our files and patches'
	@echo 'make refresh         patches/ and our files from the commits in build/linux'
	@echo 'make check-patches   both directions agree, and every patch builds on its own'
	@echo 'make series          build/series: one mail series for each group of patches'
	@echo 'make lines           how large the kernel part is'
	@echo 'make figures         Documentation/figures.md: what the long runs said last'
	@echo 'make kernel          build the guest kernel'
	@echo 'make selftests       build the test programs'
	@echo 'make check           style and static checks'
	@echo 'make mutations       the tests must notice deliberate mistakes; mutations-debug,'
	@echo '                     mutations-kcsan: and so must those kernels'
	@echo 'make baseline        record what upstream tests give without our patches (BASE=)'
	@echo 'make adopters        bubblewrap, crun, setpriv and libseccomp with our patches, tried on both kernels'
	@echo 'make test-peers      the tests of systemd, libseccomp, bubblewrap, strace and crun give the'
	@echo '                     same on the patched and the pristine kernel'
	@echo 'make bench           what it costs, in instructions: tables, report, chart'
	@echo 'make check-deb-kernel  the kernel of "make deb-kernel CONFIG=small" boots a Debian disk'
	@echo 'make check-deb       they install and work in a clean Debian 12 and 13'
	@echo 'make deps            install the Debian packages that are missing; deps-user: what'
	@echo '                     library and tool need, deps-demo: what the demo needs'
	@echo 'make clean           remove build/'
	@echo ''
	@echo 'KERNEL=patched       or pristine, off, debug, kcsan: the kernel of kernel, vm and shell'
	@echo 'BASE=VERSION         another directory of patches/ than 6.12, built in build/VERSION'
	@echo 'KERNEL_SRC=DIR       an unpacked kernel source instead of linux-source-$(BASE)'
	@echo 'QUICK=1              check-patches without building each step; less of test-debug'
	@echo 'GROUP=NAME           check-patches: the steps of that group of patches alone'
	@echo 'FORCE=1              drop edits in build/linux that were not refreshed'
	@echo 'TIMEOUT=SECONDS      for the guest of make vm ($(TIMEOUT))'

.PHONY: deps tree refresh check-patches series lines figures deb check-deb deb-kernel check-deb-kernel
deps tree refresh series lines deb check-deb deb-kernel check-deb-kernel:
	@scripts/$@
check-patches:
	@scripts/figure $@ ' steps' scripts/check-patches
figures:
	@scripts/figure --table
.PHONY: deps-user deps-demo deps-adopters
deps-user deps-demo deps-adopters:
	@scripts/deps $(@:deps-%=%)

.PHONY: kernel
kernel:
	@tools/vm/build $(KERNEL)

.PHONY: vm
vm: kernel
	@test -n "$$CMD" || { echo "make vm: give a command: make vm CMD='uname -a'" >&2; exit 1; }
	@tools/vm/run --kernel $(KERNEL) --timeout $(TIMEOUT) -- sh -c "$$CMD"

.PHONY: shell
shell: kernel
	@tools/vm/run --kernel $(KERNEL) --shell

.PHONY: selftests
selftests:
	@tools/vm/build patched
	@tools/vm/suites build ours
	@tools/vm/suites build patched

.PHONY: lib tools install uninstall
lib:
	@$(MAKE) -C tools/lib/scll all
tools: lib
	@set -e; for d in $(user_parts); do $(MAKE) -C $$d all; done
install: tools
install uninstall:
	@set -e; for d in $(user_parts); do $(MAKE) -C $$d $@; done

.PHONY: stress
stress: kernel
	@tools/vm/suites build ours
	@scripts/figure 'stress KERNEL=$(KERNEL)' 'seconds, seed' \
		tools/vm/run --kernel $(KERNEL) --timeout $$(($(STRESS_SECONDS) + 1200)) -- \
		env STRESS_SECONDS=$(STRESS_SECONDS) STRESS_SEED=$(STRESS_SEED) \
		$(build)/selftests/ours/seccomp/landlock_stress_test

.PHONY: fuzz litmus
fuzz:
	@tools/vm/build debug
	@tools/vm/suites build ours
	@FUZZ_CALLS=$(FUZZ_CALLS) FUZZ_SEED=$(FUZZ_SEED) FUZZ_LEAKS=$(FUZZ_LEAKS) \
		scripts/figure fuzz ' calls|: lines ' tools/testing/fuzz/run
litmus:
	@scripts/deps
	@tools/testing/litmus/run

.PHONY: quick test test-debug test-kcsan test-off demo demo-container check
quick:
	@tools/vm/test quick
test:
	@scripts/figure $@ ' passed, ' tools/vm/test
test-debug:
	@scripts/figure $@ ' passed, ' tools/vm/test-debug
test-kcsan:
	@scripts/figure $@ ' passed, ' tools/vm/test kcsan
test-off:
	@scripts/figure $@ ' passed, ' tools/vm/test off
demo: kernel
	@tools/demo/demo
demo-container:
	@tools/vm/build pristine patched
	@tools/demo/container
check:
	@scripts/check

.PHONY: mutations mutations-debug mutations-kcsan fuzz-planted
mutations:
	@scripts/figure $@ '^ERROR|^MISSED| caught, ' tools/vm/mutate
mutations-debug mutations-kcsan:
	@scripts/figure $@ '^ERROR|^MISSED| caught, ' tools/vm/mutate --$(@:mutations-%=%)
fuzz-planted:
	@tools/vm/build debug
	@tools/vm/suites build ours
	@FUZZ_CALLS=$(FUZZ_CALLS) FUZZ_SEED=$(FUZZ_SEED) \
		scripts/figure fuzz-planted ' are left' tools/testing/fuzz/planted

.PHONY: baseline
baseline:
	@tools/vm/baseline record

.PHONY: adopters
adopters:
	@tools/vm/build pristine patched
	@scripts/figure $@ ' passed, ' adopters/run

.PHONY: test-peers
test-peers:
	@tools/vm/build pristine patched
	@scripts/figure $@ ' passed, ' tools/vm/peers/run

.PHONY: bench
bench:
	@tools/bench/bench

# The trees may hold work that was not refreshed; scripts/tree knows.
.PHONY: clean
clean:
	@scripts/clean
