// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - libFuzzer target: Landlock policies
 */
#include <stdlib.h>

#include "policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct errmsg err = { "" };
	struct policy policy;

	if (!scll_policy_read("FILE", (const char *)data, size, NULL, &policy, &err))
		scll_policy_free(&policy);
	else if (!*err.text || policy.paths || policy.ports)
		abort();
	return 0;
}
