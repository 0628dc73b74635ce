/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - Landlock policies in JSON, in the format of landlockconfig
 */
#ifndef SCLL_POLICY_H
#define SCLL_POLICY_H

#include "util.h"

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

/**
 * struct policy - what a policy says
 *
 * @fs: LANDLOCK_ACCESS_FS_* that are denied unless allowed.
 * @net: LANDLOCK_ACCESS_NET_* that are denied unless allowed.
 * @scopes: LANDLOCK_SCOPE_*.
 * @paths: What is allowed at paths.
 * @path_count: Number of @paths.
 * @ports: What is allowed with ports.
 * @port_count: Number of @ports.
 */
struct policy {
	uint64_t fs;
	uint64_t net;
	uint64_t scopes;
	struct policy_path *paths;
	size_t path_count;
	struct policy_port *ports;
	size_t port_count;
};

/**
 * policy_read() - read a policy
 *
 * @name: Name of the file, for messages.
 * @buf: The policy.
 * @len: Its length in bytes.
 * @newer: Called for what is newer than all that is known here: the version, which then
 *	counts as the newest that is known, and words of it, which are left out.  NULL:
 *	that is an error.
 * @policy: Out, for policy_free().
 * @err: Out: the reason of a failure, with file and position.
 *
 * What a rule allows is denied elsewhere, as in landlockconfig: "ruleset" need not
 * repeat it.  Paths are not looked up here.
 *
 * Return: 0; -EINVAL the policy is wrong; -ENOMEM.
 */
int policy_read(const char *name, const char *buf, size_t len, warn_fn newer,
		struct policy *policy, struct errmsg *err);

void policy_free(struct policy *policy);

#endif /* SCLL_POLICY_H */
