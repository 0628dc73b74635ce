/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The system calls that the library makes on the kernel's sandboxing.  All are
 * async-signal-safe, keep errno, and return a negative errno on failure.
 */
#ifndef SCLL_SYS_H
#define SCLL_SYS_H

#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* The system's headers may be older than the kernel. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV	(1UL << 5)
#endif
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER	(1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE	(1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV	(1ULL << 15)
#endif

/* Of Linux 5.14. */
#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND		(1UL << 1)
#endif

/* Flags of landlock_restrict_self(2), and the one of landlock_add_rule(2). */
#define RESTRICT_LOG_SAME_EXEC_OFF	(1U << 0)
#define RESTRICT_LOG_NEW_EXEC_ON	(1U << 1)
#define RESTRICT_LOG_SUBDOMAINS_OFF	(1U << 2)
#define RESTRICT_TSYNC			(1U << 3)
#define RESTRICT_NO_NEW_PRIVS		(1U << 4)
#define ADD_RULE_QUIET			(1U << 0)

/* As struct landlock_ruleset_attr of ABI 10. */
struct scll_ruleset_attr {
	uint64_t fs;
	uint64_t net;
	uint64_t scopes;
	uint64_t quiet_fs;
	uint64_t quiet_net;
	uint64_t quiet_scopes;
};

/* As struct landlock_net_port_attr, and LANDLOCK_RULE_NET_PORT. */
struct scll_net_port_attr {
	uint64_t rights;
	uint64_t port;
};

#define SCLL_RULE_NET_PORT	2

int scll_sys_no_new_privs(void);
int scll_sys_seccomp(unsigned int op, unsigned int flags, const void *args);
int scll_sys_landlock_abi(void);
int scll_sys_create_ruleset(const struct scll_ruleset_attr *attr);
int scll_sys_add_rule(int ruleset, unsigned int type, const void *attr, uint32_t flags);
int scll_sys_restrict_self(int ruleset, uint32_t flags);
/* An ioctl(2) of a listener: SECCOMP_IOCTL_NOTIF_*. */
int scll_sys_notif(int listener, unsigned long command, void *arg);
/* poll(2) for a notification: what is there, or 0 after @timeout. */
int scll_sys_notif_poll(int listener, int timeout);
/* SECCOMP_MODE_* of this thread. */
int scll_sys_seccomp_mode(void);
/* Whether the kernel names Landlock among its security modules; -1: it cannot be read. */
int scll_sys_landlock_listed(void);

#endif /* SCLL_SYS_H */
