// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - libFuzzer target: seccomp profiles
 */
#include <stdlib.h>

#include "profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void warn(void *arg, const char *text)
{
	(void)arg;
	if (!*text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct profile_host host = { "amd64", 1 << 21, { 6, 12 }, 0 };
	struct errmsg err = { "" };
	struct profile_filter filter;

	if (!scll_profile_read("FILE", (const char *)data, size, &host,
			       &(struct note){ warn, NULL }, &filter, &err))
		free(filter.prog);
	else if (!*err.text)
		abort();
	return 0;
}
