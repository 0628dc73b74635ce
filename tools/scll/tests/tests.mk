# SPDX-License-Identifier: GPL-2.0-only
#
# "check" builds the tests of the readers twice: with sanitizers, and for valgrind.

units := test-util test-bpf test-policy test-profile test-ps test-ask
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_libs := -lcmocka -lpcap $(libs)
# Of the library, its readers of JSON, by what it does not export.
lib_readers := $(wildcard $(LIB_SRC)/policy*.c $(LIB_SRC)/profile*.c) \
	$(addprefix $(LIB_SRC)/,json.c rights.c bpf-run.c export.c)
unit_srcs := $(readers) $(lib_readers)
unit_deps := $(unit_srcs) $(wildcard *.[ch] $(LIB_SRC)/*.h tests/unit/*.h) tests/tests.mk
unit_cppflags := $(cppflags) -I. -Itests/unit -DTEST_DATA='"$(CURDIR)/fuzz/corpus"'

$(O)/asan/%: tests/unit/%.c $(unit_deps)
	mkdir -p $(@D)
	$(CC) $(unit_cppflags) $(cflags) $(sanitize) -o $@ $< $(unit_srcs) $(unit_libs)

$(O)/plain/%: tests/unit/%.c $(unit_deps)
	mkdir -p $(@D)
	$(CC) $(unit_cppflags) $(cflags) -o $@ $< $(unit_srcs) $(unit_libs)

# With the whole library, whose readers it has then.
ask_srcs := util.c $(wildcard ask-*.c) learn-policy.c output.c json-out.c
$(O)/asan/test-ask $(O)/plain/test-ask: unit_srcs := $(ask_srcs) $(LIBSCLL)
$(O)/asan/test-ask $(O)/plain/test-ask: $(LIBSCLL)

# Profiles as this tool and as crun takes them: the first DIFF_COUNT from DIFF_SEED on, and
# DIFF_CRUN of them by crun itself.
DIFF_SEED ?= 1
DIFF_COUNT ?= 300
DIFF_CRUN ?= 25

$(O)/diff/profile-diff: tests/diff/profile-diff.c $(unit_deps)
	mkdir -p $(@D)
	$(CC) $(unit_cppflags) $(cflags) -o $@ $< $(unit_srcs) -lpcap $(libs)

$(O)/diff/crun-shim.so: tests/diff/crun-shim.c tests/tests.mk
	mkdir -p $(@D)
	$(CC) $(cppflags) $(cflags) -shared -fPIC -o $@ $< -lseccomp -ldl

.PHONY: diff
diff: $(O)/diff/profile-diff $(O)/diff/crun-shim.so
	tests/diff/run $(O)/diff $(DIFF_SEED) $(DIFF_COUNT) $(DIFF_CRUN)

.PHONY: diff-check
diff-check:
	CC=$(CC) CFLAGS='$(unit_cppflags) $(cflags)' LIBS='-lpcap $(libs)' LIB_SRC=$(LIB_SRC) \
		tests/diff/control $(O)/diff

.PHONY: check
check: all guest-tests $(units:%=$(O)/asan/%) $(units:%=$(O)/plain/%) $(O)/diff/profile-diff \
		$(O)/diff/crun-shim.so
	tests/check $(O) $(units)

# As root; a setpriv of util-linux 2.41 has filters and rules.
.PHONY: speed
speed: all $(O)/tests/speed
	tests/speed $(O)

$(O)/tests/speed: tests/speed.c tests/tests.mk
	mkdir -p $(@D)
	$(CC) $(cppflags) $(cflags) -o $@ $<

guest_scripts := $(wildcard tests/guest/*.t)

# What a test needs beside it is in helpers, which no run takes for a test.
$(O)/tests/helpers/%: tests/guest/%.c tests/tests.mk
	mkdir -p $(@D)
	$(CC) $(cppflags) $(cflags) -o $@ $<

.PHONY: guest-tests
guest-tests: all $(O)/tests/helpers/helper $(O)/tests/helpers/probe \
		$(O)/tests/helpers/talk $(guest_scripts)
	install -m 755 $(O)/scll $(O)/scll-inspect $(O)/tests/helpers
	install -D -m 644 -t $(O)/tests/helpers/profiles $(profiles)
	install -m 755 $(guest_scripts) $(O)/tests
	install -m 644 tests/guest/lib.sh tests/guest/learn.sh $(top)/tools/lib/tap.sh $(O)/tests
	$(MAKE) -C $(LIB_SRC) O=$(LIB_O) PREFIX=$(O)/tests/helpers/prefix DESTDIR= install
	install -D -m 755 $(O)/scll $(O)/tests/helpers/prefix/bin/scll
