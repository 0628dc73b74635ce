// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What this kernel can do, found out by calls that change nothing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "sandbox.h"

/* A kernel that knows them goes on to read the argument. */
bool scll_knows(unsigned int operation, unsigned int flags)
{
	return scll_sys_seccomp(operation, flags, NULL) == -EFAULT;
}

static uint32_t filter_flags(void)
{
	static const unsigned int alone[] = {
		SECCOMP_FILTER_FLAG_TSYNC, SECCOMP_FILTER_FLAG_LOG,
		SECCOMP_FILTER_FLAG_SPEC_ALLOW, SECCOMP_FILTER_FLAG_NEW_LISTENER,
		SECCOMP_FILTER_FLAG_TSYNC_ESRCH,
	};
	uint32_t flags = 0;
	size_t i;

	for (i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		if (scll_knows(SECCOMP_SET_MODE_FILTER, alone[i]))
			flags |= alone[i];
	if (scll_knows(SECCOMP_SET_MODE_FILTER,
		       SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV |
		       SECCOMP_FILTER_FLAG_NEW_LISTENER))
		flags |= SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	return flags;
}

SCLL_EXPORT int scll_probe(struct scll_kernel *kernel)
{
	static const struct scll_ruleset_attr all = {
		.fs = SCLL_FS_ALL, .net = SCLL_NET_ALL, .scopes = SCLL_SCOPE_ALL,
	};
	struct seccomp_landlock_info info = { .size = sizeof(info) };
	struct scll_ruleset_attr known;
	size_t size;
	int err;

	if (!kernel)
		return -EINVAL;
	size = kernel->size;
	err = scll_check_size(kernel, size, sizeof(*kernel));
	if (err)
		return err;
	memset(kernel, 0, sizeof(*kernel));
	kernel->size = size;

	kernel->filter_flags = filter_flags();
	/* One number alone could be something else on another kernel. */
	if (scll_knows(SECCOMP_SET_MODE_RULED_FILTER, 0) &&
	    !scll_sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info)) {
		kernel->abi = info.abi;
		kernel->flags = info.flags;
	}
	kernel->landlock_abi = scll_sys_landlock_abi();
	if (!scll_known_rights(&all, &known)) {
		kernel->fs = known.fs;
		kernel->net = known.net;
		kernel->scopes = known.scopes;
	}
	return 0;
}
