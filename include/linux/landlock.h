/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock's interface for other parts of the kernel
 *
 * A domain is what Landlock enforces on a subject: the immutable stack of all
 * rulesets that the subject was restricted with.  Domains live in credentials,
 * so whoever wants to put a task under a domain prepares credentials, changes
 * them with the functions below and commits them.  What a domain consists of is
 * Landlock's own business and differs between kernel versions.
 */
#ifndef _LINUX_LANDLOCK_H
#define _LINUX_LANDLOCK_H

#include <uapi/linux/landlock.h>

struct cred;
struct landlock_domain;

struct landlock_domain *landlock_restrict_cred(struct cred *cred,
					       int ruleset_fd);
int landlock_adopt_domain(struct cred *cred, struct landlock_domain *domain);
int landlock_needs_domain(const struct cred *cred,
			  const struct landlock_domain *domain);
int landlock_join_cred(struct cred *cred, const struct cred *target,
		       struct landlock_domain *chain_domain);
void landlock_put_domain(struct landlock_domain *domain);
int landlock_get_abi(void);

#endif /* _LINUX_LANDLOCK_H */
