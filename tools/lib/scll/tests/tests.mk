# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the library.  Those in a guest may use the internal system call
# wrappers, which are not exported: they are linked with the static library.

t := $(here)/tests
test_cflags = $(filter-out -MMD -MP,$(cflags)) -I$(t)
guest_c := $(patsubst $(t)/%.c,%,$(wildcard $(t)/lib_*_test.c))
test_h := $(t)/tap.h $(t)/common.h $(here)/scll.h $(here)/sys.h

.PHONY: guest-tests
guest-tests: $(guest_c:%=$(O)/tests/%) $(O)/tests/lib_strace_test $(O)/tests/helpers/between

$(O)/tests/lib_strace_test: $(t)/lib_strace_test.sh $(top)/tools/lib/tap.sh
	@mkdir -p $(@D)
	install -m 755 $< $@
	install -m 644 $(top)/tools/lib/tap.sh $(@D)

$(O)/tests/helpers/between: $(t)/helpers/between.c $(here)/scll.h $(O)/$(REAL)
	@mkdir -p $(@D)
	$(CC) $(test_cflags) -o $@ $< -L$(O) -Wl,-rpath,$(O) -lscll $(pkg_libs)

# It stands in for functions of libc, which only a shared library calls by name.
$(O)/tests/lib_signal_safe_test: $(t)/lib_signal_safe_test.c $(test_h) $(O)/$(REAL) $(O)/obj/sys.o
	@mkdir -p $(@D)
	$(CC) $(test_cflags) -o $@ $< $(O)/obj/sys.o -L$(O) -Wl,-rpath,$(O) -lscll $(pkg_libs)

# As a runtime that has no other library
$(O)/tests/lib_load_test: $(t)/lib_load_test.c $(test_h) $(O)/$(CORE) $(O)/obj/sys.o
	@mkdir -p $(@D)
	$(CC) $(test_cflags) -o $@ $< $(O)/obj/sys.o -L$(O) -Wl,-rpath,$(O) -lscll-core -pthread

$(O)/tests/%: $(t)/%.c $(test_h) $(O)/libscll.a
	@mkdir -p $(@D)
	$(CC) $(test_cflags) -o $@ $< $(O)/libscll.a -pthread $(pkg_libs)

san := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_flags = $(test_cflags) -I$(here)
unit_deps = $(t)/unit.c $(srcs:%=$(here)/%) $(wildcard $(here)/*.h)

fake_deps = $(filter-out %/sys.c,$(unit_deps)) $(t)/fake-sys.c

# Kernels of each kind; libpcap is another interpreter of filters.  The sandboxes of
# baseline are those of a kernel that has everything.
sanitized := $(addprefix $(O)/check/,unit-san unit-fake-san kernels runtime questions baseline-san)
$(O)/check/unit-san: $(unit_deps)
$(O)/check/unit-fake-san $(O)/check/unit-fake: $(fake_deps)
$(O)/check/kernels $(O)/check/runtime $(O)/check/questions: $(O)/check/%: $(filter-out %/sys.c %/unit.c,$(unit_deps)) \
	$(t)/kernel.h $(t)/%.c
# It counts children.
$(O)/check/runtime: unit_flags += -Wl,--wrap=syscall,--wrap=fork
$(O)/check/baseline-san: $(filter-out %/unit.c,$(fake_deps)) $(t)/baseline.c
$(sanitized): unit_flags += $(san)
$(sanitized) $(O)/check/unit-fake:
	@mkdir -p $(@D)
	$(CC) $(unit_flags) -o $@ $(filter %.c,$^) -lcmocka -lpcap $(pkg_libs)

# Valgrind does not know seccomp(2) and Landlock, and gets a fake of them.
.PHONY: check
check: all $(sanitized) $(O)/check/unit-fake
	@$(top)/tools/vm/tap \
		'unit=$(O)/check/unit-san' \
		'kernels=$(O)/check/kernels' \
		'runtime=$(O)/check/runtime' \
		'questions=$(O)/check/questions' \
		'baseline=$(O)/check/baseline-san' \
		'unit_fake=$(O)/check/unit-fake-san' \
		'valgrind=valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=all --show-leak-kinds=all $(O)/check/unit-fake' \
		'consumer=$(t)/consumer.sh $(here) $(O)'
