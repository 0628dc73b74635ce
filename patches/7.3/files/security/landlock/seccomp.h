/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock - What seccomp.c needs of the other files
 */

#ifndef _SECURITY_LANDLOCK_SECCOMP_H
#define _SECURITY_LANDLOCK_SECCOMP_H

#include <linux/types.h>

struct cred;
struct landlock_domain;
struct landlock_ruleset;

struct landlock_ruleset *landlock_get_ruleset_from_fd(const int fd,
						      const fmode_t mode);
int landlock_restrict_cred(struct cred *const new_cred,
			   struct landlock_ruleset *const ruleset,
			   const u32 flags);
bool landlock_domain_scope_le(const struct landlock_domain *const parent,
			      const struct landlock_domain *const child);

#endif /* _SECURITY_LANDLOCK_SECCOMP_H */
