// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - libFuzzer target: programs
 */
#include <stdlib.h>

#include "bpf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct errmsg err = { "" };
	struct sock_filter *prog;
	size_t count;

	if (!bpf_read("FILE", (const char *)data, size, &prog, &count, &err)) {
		if (!bpf_is_program((const char *)data, size))
			abort();
		free(prog);
	} else if (!*err.text) {
		abort();
	}
	return 0;
}
