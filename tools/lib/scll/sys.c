// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The one place that talks to the kernel about sandboxing.  syscall(3) makes the
 * call and stores errno, and nothing else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys.h"

/* The numbers are the same for all architectures. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset	444
#define SYS_landlock_add_rule		445
#define SYS_landlock_restrict_self	446
#endif

static int negative_errno(long ret, int saved)
{
	if (ret < 0)
		ret = -errno;
	errno = saved;
	return ret;
}

int scll_sys_no_new_privs(void)
{
	int saved = errno;

	return negative_errno(syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1L, 0L,
				      0L, 0L), saved);
}

int scll_sys_seccomp(unsigned int op, unsigned int flags, const void *args)
{
	int saved = errno;

	return negative_errno(syscall(SYS_seccomp, op, flags, args), saved);
}

int scll_sys_landlock_abi(void)
{
	int saved = errno;

	return negative_errno(syscall(SYS_landlock_create_ruleset, NULL, 0L,
				      LANDLOCK_CREATE_RULESET_VERSION), saved);
}

/* A kernel refuses the part of the structure that it does not know. */
static size_t needed_size(const struct scll_ruleset_attr *attr)
{
	if (attr->quiet_fs || attr->quiet_net || attr->quiet_scopes)
		return sizeof(*attr);
	if (attr->scopes)
		return offsetof(struct scll_ruleset_attr, quiet_fs);
	if (attr->net)
		return offsetof(struct scll_ruleset_attr, scopes);
	return offsetof(struct scll_ruleset_attr, net);
}

int scll_sys_create_ruleset(const struct scll_ruleset_attr *attr)
{
	int saved = errno;

	return negative_errno(syscall(SYS_landlock_create_ruleset, attr,
				      needed_size(attr), 0L), saved);
}

int scll_sys_add_rule(int ruleset, unsigned int type, const void *attr, uint32_t flags)
{
	int saved = errno;

	return negative_errno(syscall(SYS_landlock_add_rule, ruleset, type, attr,
				      flags), saved);
}

int scll_sys_restrict_self(int ruleset, uint32_t flags)
{
	int saved = errno;

	return negative_errno(syscall(SYS_landlock_restrict_self, ruleset, flags),
			      saved);
}

int scll_sys_notif(int listener, unsigned long command, void *arg)
{
	int saved = errno;

	return negative_errno(syscall(SYS_ioctl, listener, command, arg), saved);
}

int scll_sys_notif_poll(int listener, int timeout)
{
	struct pollfd event = { .fd = listener, .events = POLLIN };
	int saved = errno;
	int ret = negative_errno(poll(&event, 1, timeout), saved);

	return ret > 0 ? event.revents : ret;
}

int scll_sys_seccomp_mode(void)
{
	int saved = errno;

	return negative_errno(syscall(SYS_prctl, PR_GET_SECCOMP, 0L, 0L, 0L, 0L),
			      saved);
}

int scll_sys_landlock_listed(void)
{
	int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);
	char list[512];
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, list, sizeof(list) - 1);
	close(fd);
	if (len <= 0)
		return -1;
	list[len] = '\0';
	return strstr(list, "landlock") ? 1 : 0;
}
