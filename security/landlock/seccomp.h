/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock - What seccomp.c needs of the other files
 */

#ifndef _SECURITY_LANDLOCK_SECCOMP_H
#define _SECURITY_LANDLOCK_SECCOMP_H

#include <linux/types.h>

#include "ruleset.h"

struct landlock_ruleset *landlock_get_ruleset_from_fd(const int fd,
						      const fmode_t mode);
bool landlock_domain_scope_le(const struct landlock_ruleset *const parent,
			      const struct landlock_ruleset *const child);

#endif /* _SECURITY_LANDLOCK_SECCOMP_H */
