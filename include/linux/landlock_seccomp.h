/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What seccomp needs of Landlock
 *
 * A domain is what Landlock enforces on a subject: the immutable stack of all
 * rulesets that the subject was restricted with.  Domains live in credentials,
 * so whoever wants to put a task under a domain prepares credentials, changes
 * them with the functions below and commits them.  What a domain consists of is
 * Landlock's own business and differs between kernel versions.
 */
#ifndef _LINUX_LANDLOCK_SECCOMP_H
#define _LINUX_LANDLOCK_SECCOMP_H

#include <linux/types.h>

struct cred;
struct landlock_domain;

struct landlock_domain *landlock_seccomp_restrict(struct cred *cred,
						  int ruleset_fd, u32 flags);
int landlock_seccomp_compare(const struct cred *cred,
			     const struct landlock_domain *domain);
int landlock_seccomp_adopt(struct cred *cred, const struct cred *target,
			   struct landlock_domain *domain);
void landlock_seccomp_commit(struct cred *cred, bool complete);
unsigned int landlock_seccomp_layers(const struct cred *cred,
				     const struct landlock_domain *domain);
void landlock_seccomp_get(struct landlock_domain *domain);
void landlock_seccomp_put(struct landlock_domain *domain);
int landlock_seccomp_abi(void);

#endif /* _LINUX_LANDLOCK_SECCOMP_H */
