// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - libFuzzer target: seccomp profiles
 */
#include <stdlib.h>

#include "profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void warn(const char *text)
{
	if (!*text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct profile_host host = { "amd64", 1 << 21, { 6, 12 } };
	struct errmsg err = { "" };
	scmp_filter_ctx ctx;

	if (!profile_read("FILE", (const char *)data, size, &host, warn, &ctx, &err))
		seccomp_release(ctx);
	else if (!*err.text)
		abort();
	return 0;
}
