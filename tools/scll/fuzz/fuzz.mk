# SPDX-License-Identifier: GPL-2.0-only
#
# libFuzzer on each file format.  New inputs go to O/fuzz and not to the corpus.

fuzzers := profile policy bpf
fuzz_cc ?= clang
fuzz_flags := -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

$(O)/fuzz/%: fuzz/fuzz-%.c $(unit_deps) fuzz/fuzz.mk
	mkdir -p $(@D)
	$(fuzz_cc) $(cppflags) -I. -std=gnu11 $(fuzz_flags) -o $@ $< $(unit_srcs) $(libs)

.PHONY: fuzz
fuzz: $(fuzzers:%=$(O)/fuzz/%)
	for f in $(fuzzers); do fuzz/run $(O)/fuzz/$$f $(FUZZ_SECONDS) || exit; done

.PHONY: fuzz-check
fuzz-check:
	FUZZ_CC=$(fuzz_cc) FUZZ_FLAGS="$(fuzz_flags)" CPPFLAGS='$(cppflags)' LIBS='$(libs)' \
		LIB_SRC=$(LIB_SRC) \
		fuzz/check $(O)/fuzz-check $(FUZZ_SECONDS)
