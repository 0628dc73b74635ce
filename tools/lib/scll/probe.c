// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What this kernel can do, found out by calls that change nothing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "rights.h"
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

/*
 * Some kernels ask for no_new_privs first, and all of them for the descriptor last: with
 * -2 there is no ruleset.  -1 can mean to change how denials of other rulesets are logged.
 */
static int ask_restrict_flags(void)
{
	int flags = 0;
	uint32_t bit;

	scll_sys_no_new_privs();
	for (bit = 1; bit <= RESTRICT_NO_NEW_PRIVS; bit <<= 1)
		if (scll_sys_restrict_self(-2, bit) == -EBADF)
			flags |= bit;
	return flags;
}

static uint32_t restrict_flags(void)
{
	int flags = scll_ask_child(ask_restrict_flags);

	return flags < 0 || flags > 255 ? 0 : flags;
}

static void probe_landlock(struct scll_kernel *kernel)
{
	static const struct scll_ruleset_attr all = {
		.fs = FS_KNOWN, .net = NET_KNOWN, .scopes = SCLL_SCOPE_ALL,
	};
	struct scll_ruleset_attr known;

	kernel->landlock_abi = scll_sys_landlock_abi();
	if (!scll_known_rights(&all, &known)) {
		kernel->fs = known.fs;
		kernel->net = known.net;
		kernel->scopes = known.scopes;
	}
	if (!kernel->fs)
		return;
	kernel->restrict_flags = restrict_flags();
	if (scll_knows_quiet())
		kernel->rule_flags |= ADD_RULE_QUIET;
}

/* Returns what the extension says of the version of Landlock, if there is one. */
static int ask_seccomp(struct scll_kernel *kernel)
{
	struct seccomp_landlock_info info = { .size = sizeof(info), .landlock_abi = -ENOSYS };

	kernel->filter_flags = filter_flags();
	/* One number alone could be something else on another kernel. */
	if (scll_knows(SECCOMP_SET_MODE_RULED_FILTER, 0) &&
	    !scll_sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info)) {
		kernel->abi = info.abi;
		kernel->flags = info.flags;
	}
	return info.landlock_abi;
}

void scll_ask_kernel(struct scll_kernel *kernel, bool landlock)
{
	const struct scll_right *right;

	*kernel = (struct scll_kernel){ .size = sizeof(*kernel) };
	/* A filter may deny Landlock's own calls, as nobody needs them for that one. */
	kernel->landlock_abi = ask_seccomp(kernel);
	if (landlock && !kernel->abi)
		kernel->landlock_abi = scll_sys_landlock_abi();
	for (right = scll_right_names; right->name; right++)
		if (right->kind == SCLL_NAME_RESTRICT && right->abi <= kernel->landlock_abi)
			kernel->restrict_flags |= right->bit;
}

SCLL_EXPORT int scll_probe(struct scll_kernel *kernel)
{
	struct scll_kernel found = { 0 };
	int err;

	if (!kernel)
		return -EINVAL;
	/* The first version of the structure had no flags of Landlock. */
	found.size = kernel->size;
	if (found.size != offsetof(struct scll_kernel, restrict_flags)) {
		err = scll_check_size(kernel, found.size, sizeof(*kernel));
		if (err)
			return err;
	}

	ask_seccomp(&found);
	probe_landlock(&found);
	memcpy(kernel, &found, found.size < sizeof(found) ? found.size : sizeof(found));
	return 0;
}
