# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the library.  Those in a guest may use the internal system call
# wrappers, which are not exported: they are linked with the static library.

t := $(here)/tests
test_cflags = $(cflags) -I$(t)
guest_names := $(patsubst $(t)/%.c,%,$(wildcard $(t)/lib_*_test.c))

.PHONY: guest-tests
guest-tests: $(guest_names:%=$(O)/tests/%)

$(O)/tests/%: $(t)/%.c $(t)/tap.h $(t)/common.h $(here)/scll.h $(O)/libscll.a
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(test_cflags)) -o $@ $< $(O)/libscll.a -pthread $(SECCOMP_LIBS)
