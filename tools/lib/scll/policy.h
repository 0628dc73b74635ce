/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Landlock policies in JSON, in the format of landlockconfig
 */
#ifndef SCLL_POLICY_H
#define SCLL_POLICY_H

#include <stddef.h>

#include "errmsg.h"

/* Rights are LANDLOCK_ACCESS_FS_*. */
struct policy_path {
	char *path;
	uint64_t rights;
};

/* Rights are LANDLOCK_ACCESS_NET_*. */
struct policy_port {
	uint16_t port;
	uint64_t rights;
};

/* What a policy says. */
struct policy {
	uint64_t fs, net, scopes;	/* that are denied unless allowed */
	struct policy_path *paths;
	size_t path_count;
	struct policy_port *ports;
	size_t port_count;
};

/*
 * Reads a policy, as scll_load_policy() does, but does not look paths up.  Without @newer
 * it is an error if the policy is newer than all that is known here.
 */
int scll_policy_read(const char *name, const char *buf, size_t len, const struct note *newer,
		     struct policy *policy, struct errmsg *err);

void scll_policy_free(struct policy *policy);

#endif /* SCLL_POLICY_H */
