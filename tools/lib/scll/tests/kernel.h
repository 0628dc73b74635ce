/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel of each kind, for tests: it stands in for sys.c, and knows what each version
 * of Landlock does from the kernel's documentation.
 */
#ifndef SCLL_TESTS_KERNEL_H
#define SCLL_TESTS_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "scll.h"
#include "sys.h"

#define NR(array)	(sizeof(array) / sizeof((array)[0]))

/* In the order of LANDLOCK_ACCESS_FS_*. */
#define FS_EXECUTE	(UINT64_C(1) << 0)
#define FS_MAKE_BLOCK	(UINT64_C(1) << 11)
#define FS_REFER	(UINT64_C(1) << 13)
#define FS_IOCTL_DEV	(UINT64_C(1) << 15)

static struct {
	int landlock;		/* version, or what its calls answer */
	bool extended;
	bool old;		/* knows no SCLL_WAIT_KILL */
	int seccomp;		/* what seccomp(2) answers, if not 0 */
	int mode;		/* SECCOMP_MODE_* */
	int listed;
	bool no_tcp;
	int add_rule;		/* what landlock_add_rule(2) answers, if not 0 */
	bool unprivileged;
	int restrict_self;	/* what landlock_restrict_self(2) answers, if not 0 */
	int thread;		/* that does not follow */
	int filter;		/* what seccomp(2) answers for a program, if not 0 */
	bool pretends;		/* a filter around answers 0 for seccomp(2) */
	int listener;		/* the next one */
	bool denied;		/* a filter around denies Landlock's calls */
	bool opens;		/* knows SECCOMP_OPEN_LANDLOCK */
	bool asks;		/* knows SECCOMP_LANDLOCK_SUPERVISE */
	int (*notif)(unsigned long command, void *arg);	/* what a listener answers */
	int (*poll)(int timeout);
} kernel;

static bool no_new_privs;
static char steps[256];		/* the calls that restrict something */

/* What was made last. */
static struct scll_ruleset_attr made;
static int refer_rules, other_rules, quiet_rules;
static struct seccomp_landlock_attr attached;
static unsigned int attached_flags;
static int last_ruleset;

static void note_step(const char *name, uint32_t flags)
{
	size_t len = strlen(steps);

	snprintf(steps + len, sizeof(steps) - len, "%s:%x ", name, flags);
}

static void note_attach(unsigned int flags, const struct seccomp_landlock_attr *attr)
{
	note_step("attach", attr->landlock_flags);
	attached = *attr;
	attached_flags = flags;
	last_ruleset = attr->ruleset_fd;
}

/* Not a program of the caller's. */
static bool is_allow_all(unsigned int op, const void *args)
{
	const struct sock_fprog *prog = args;

	return op == SECCOMP_SET_MODE_FILTER && prog->len == 1 &&
	       prog->filter->k == SECCOMP_RET_ALLOW;
}

int scll_sys_no_new_privs(void)
{
	no_new_privs = true;
	note_step("nnp", 0);
	return 0;
}

int scll_sys_seccomp(unsigned int op, unsigned int flags, const void *args)
{
	struct seccomp_landlock_info *info = (void *)args;

	if (kernel.seccomp || kernel.pretends)
		return kernel.seccomp;
	if (op == SECCOMP_GET_LANDLOCK_INFO && kernel.extended) {
		info->abi = 2;
		info->landlock_abi = kernel.landlock;
		info->flags = SECCOMP_LANDLOCK_PTRACE_DENY | SECCOMP_LANDLOCK_TRUST_DELEGATE |
			      (kernel.asks ? SECCOMP_LANDLOCK_SUPERVISE : 0);
		return 0;
	}
	if (op == SECCOMP_OPEN_LANDLOCK && kernel.opens)
		return args ? -EOPNOTSUPP : -EFAULT;
	if (op != SECCOMP_SET_MODE_FILTER &&
	    !(op == SECCOMP_SET_MODE_RULED_FILTER && kernel.extended))
		return -EINVAL;
	if (flags & ~(kernel.old ? 0x1fU : 0x3fU))
		return -EINVAL;
	if (!args)
		return -EFAULT;
	if (op == SECCOMP_SET_MODE_RULED_FILTER)
		note_attach(flags, args);
	else
		note_step("filter", flags);
	if (kernel.filter && !is_allow_all(op, args))
		return kernel.filter;
	if (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
		return kernel.listener;
	return flags & SECCOMP_FILTER_FLAG_TSYNC ? kernel.thread : 0;
}

int scll_sys_landlock_abi(void)
{
	return kernel.denied ? -EPERM : kernel.landlock;
}

static uint64_t fs_of(int abi)
{
	return abi >= 9 ? 0x1ffff : abi >= 5 ? 0xffff : abi >= 3 ? 0x7fff : abi == 2 ? 0x3fff : 0x1fff;
}

static uint64_t net_of(int abi)
{
	return abi >= 10 ? 0xf : abi >= 4 ? 0x3 : 0;
}

/* LANDLOCK_RESTRICT_SELF_* */
static uint32_t flags_of(int abi)
{
	return abi >= 11 ? 0x1f : abi >= 8 ? 0xf : abi == 7 ? 0x7 : 0;
}

int scll_sys_create_ruleset(const struct scll_ruleset_attr *attr)
{
	int abi = kernel.landlock;

	if (abi < 0)
		return abi;
	if (abi < 10 && (attr->quiet_fs || attr->quiet_net || attr->quiet_scopes))
		return -E2BIG;
	if (attr->quiet_fs & ~attr->fs || attr->quiet_net & ~attr->net ||
	    attr->quiet_scopes & ~attr->scopes)
		return -EINVAL;
	if (attr->fs & ~fs_of(abi) || attr->net & ~net_of(abi) ||
	    attr->scopes & ~(abi >= 6 ? UINT64_C(3) : 0))
		return abi < 4 && (attr->net || attr->scopes) ? -E2BIG : -EINVAL;
	made = *attr;
	refer_rules = 0;
	other_rules = 0;
	quiet_rules = 0;
	return memfd_create("ruleset", MFD_CLOEXEC);
}

int scll_sys_add_rule(int ruleset, unsigned int type, const void *attr, uint32_t flags)
{
	const struct landlock_path_beneath_attr *file = attr;
	bool port = type == SCLL_RULE_NET_PORT;

	(void)ruleset;
	if (!attr)
		return -EFAULT;
	if (kernel.add_rule)
		return kernel.add_rule;
	if (port && kernel.no_tcp)
		return -EAFNOSUPPORT;
	if (flags && (kernel.landlock < 10 || !(port ? made.quiet_net : made.quiet_fs)))
		return -EINVAL;
	if (flags) {
		quiet_rules++;
		return 0;
	}
	if (type == LANDLOCK_RULE_PATH_BENEATH && file->allowed_access == FS_REFER)
		refer_rules++;
	else
		other_rules++;
	return 0;
}

/* As before 7.3, which looks at the flags first. */
int scll_sys_restrict_self(int ruleset, uint32_t flags)
{
	if (kernel.landlock < 0)
		return kernel.landlock;
	if (kernel.unprivileged && !no_new_privs && !(flags & 0x10))
		return -EPERM;
	if (flags & ~flags_of(kernel.landlock))
		return -EINVAL;
	if (ruleset < 0)
		return -EBADF;
	note_step("restrict", flags);
	last_ruleset = ruleset;
	return kernel.restrict_self;
}

int scll_sys_notif(int listener, unsigned long command, void *arg)
{
	(void)listener;
	return kernel.notif ? kernel.notif(command, arg) : -ENOTTY;
}

int scll_sys_notif_poll(int listener, int timeout)
{
	(void)listener;
	return kernel.poll ? kernel.poll(timeout) : 0;
}

int scll_sys_seccomp_mode(void)
{
	return kernel.mode;
}

int scll_sys_landlock_listed(void)
{
	return kernel.listed;
}

#endif /* SCLL_TESTS_KERNEL_H */
