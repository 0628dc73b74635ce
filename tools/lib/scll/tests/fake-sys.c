// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * In the place of sys.c: a kernel with the extension that restricts nothing, for
 * valgrind, which does not know the system calls, and for machines without it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "scll.h"
#include "sys.h"

#define KNOWN_FILTER_FLAGS	0x3fU

int scll_sys_no_new_privs(void)
{
	return 0;
}

static int get_info(void *args)
{
	struct seccomp_landlock_info *info = args;

	info->abi = 2;
	info->flags = SECCOMP_LANDLOCK_PTRACE_DENY |
		      SECCOMP_LANDLOCK_TRUST_DELEGATE;
	info->landlock_abi = 6;
	return 0;
}

int scll_sys_seccomp(unsigned int op, unsigned int flags, const void *args)
{
	switch (op) {
	case SECCOMP_GET_LANDLOCK_INFO:
		return get_info((void *)args);
	case SECCOMP_SET_MODE_FILTER:
	case SECCOMP_SET_MODE_RULED_FILTER:
		if (flags & ~KNOWN_FILTER_FLAGS)
			return -EINVAL;
		return args ? 0 : -EFAULT;
	default:
		return -EINVAL;
	}
}

int scll_sys_landlock_abi(void)
{
	return 6;
}

int scll_sys_create_ruleset(const struct scll_ruleset_attr *attr)
{
	int fd;

	if (attr->fs & ~(SCLL_FS_ALL | SCLL_RESOLVE_UNIX) ||
	    attr->net & ~(SCLL_NET_ALL | SCLL_UDP_ALL) ||
	    attr->scopes & ~SCLL_SCOPE_ALL)
		return -EINVAL;
	fd = memfd_create("fake-ruleset", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* A memfd is a ruleset, and nothing else is. */
int scll_sys_add_rule(int ruleset, unsigned int type, const void *attr, uint32_t flags)
{
	(void)type;
	(void)flags;
	if (fcntl(ruleset, F_GETFD) < 0)
		return -EBADF;
	if (fcntl(ruleset, F_GET_SEALS) < 0)
		return -EBADFD;
	return attr ? 0 : -EFAULT;
}

int scll_sys_restrict_self(int ruleset, uint32_t flags)
{
	(void)ruleset;
	(void)flags;
	return -EOPNOTSUPP;
}

int scll_sys_notif(int listener, unsigned long command, void *arg)
{
	(void)listener;
	(void)command;
	(void)arg;
	return -ENOTTY;
}

int scll_sys_notif_poll(int listener, int timeout)
{
	(void)listener;
	(void)timeout;
	return 0;
}

int scll_sys_seccomp_mode(void)
{
	return 0;
}

int scll_sys_landlock_listed(void)
{
	return -1;
}
