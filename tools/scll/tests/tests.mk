# SPDX-License-Identifier: GPL-2.0-only
#
# "check" builds the tests of the readers twice: with sanitizers, and for valgrind.

units := test-util test-bpf test-policy test-profile test-ps
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_libs := -lcmocka -lpcap $(libs)
unit_deps := $(readers) $(wildcard *.h tests/unit/*.h) tests/tests.mk
unit_cppflags := $(cppflags) -I. -Itests/unit -DTEST_DATA='"$(CURDIR)/fuzz/corpus"'

$(O)/asan/%: tests/unit/%.c $(unit_deps)
	mkdir -p $(@D)
	$(CC) $(unit_cppflags) $(cflags) $(sanitize) -o $@ $< $(readers) $(unit_libs)

$(O)/plain/%: tests/unit/%.c $(unit_deps)
	mkdir -p $(@D)
	$(CC) $(unit_cppflags) $(cflags) -o $@ $< $(readers) $(unit_libs)

.PHONY: check
check: all $(units:%=$(O)/asan/%) $(units:%=$(O)/plain/%)
	tests/check $(O) $(units)

guest_scripts := $(wildcard tests/guest/*.t)

# What a test needs beside it is in helpers, which no run takes for a test.
$(O)/tests/helpers/helper: tests/guest/helper.c tests/tests.mk
	mkdir -p $(@D)
	$(CC) $(cppflags) $(cflags) -o $@ $<

.PHONY: guest-tests
guest-tests: all $(O)/tests/helpers/helper $(guest_scripts)
	install -m 755 $(O)/scll $(O)/scll-inspect $(O)/tests/helpers
	install -m 755 $(guest_scripts) $(O)/tests
	install -m 644 tests/guest/lib.sh $(top)/tools/lib/tap.sh $(O)/tests
