/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tests of audit records need of the audit subsystem
 */
#ifndef _SECCOMP_LANDLOCK_AUDIT_H
#define _SECCOMP_LANDLOCK_AUDIT_H

#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <sys/socket.h>

static inline int audit_set(int fd, const struct audit_status *status)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct {
		struct nlmsghdr head;
		struct audit_status status;
	} msg = {
		.head = {
			.nlmsg_len = sizeof(msg),
			.nlmsg_type = AUDIT_SET,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.status = *status,
	};

	return sendto(fd, &msg, sizeof(msg), 0, (void *)&kernel,
		      sizeof(kernel)) == sizeof(msg) ? 0 : -1;
}

/*
 * Nobody waits for records that are not read: audit_log_start() can miss that it is
 * woken, and then waits for the whole of this time, a minute by default.
 */
static inline int audit_enable(int fd, bool enabled)
{
	return audit_set(fd, &(struct audit_status){
			.mask = AUDIT_STATUS_ENABLED |
				AUDIT_STATUS_BACKLOG_WAIT_TIME,
			.enabled = enabled });
}

#endif /* _SECCOMP_LANDLOCK_AUDIT_H */
