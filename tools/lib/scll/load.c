// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Policies and profiles in JSON.  Nothing else of the library refers to this file and the
 * readers behind it: a static program without them needs neither jansson nor libcap.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "profile.h"
#include "sandbox.h"

static int add_policy(struct scll *sb, const struct policy *policy)
{
	const struct scll before = *sb;
	size_t i;
	int err = scll_set_scope(sb, sb->handled.scopes | policy->scopes);

	if (err)
		return err;
	sb->handled.fs |= policy->fs;
	sb->handled.net |= policy->net;
	/* Its own rules add nothing to that. */
	sb->fs_said = true;
	sb->net_said = true;
	for (i = 0; !err && i < policy->path_count; i++)
		err = scll_allow_path_rights(sb, policy->paths[i].path, policy->paths[i].rights);
	for (i = 0; !err && i < policy->port_count; i++)
		err = scll_allow_port(sb, policy->ports[i].port, policy->ports[i].rights);
	sb->fs_said = before.fs_said;
	sb->net_said = before.net_said;
	if (err) {
		scll_drop_rules(sb, before.nr_rules, before.nr_missing);
		sb->handled = before.handled;
		sb->dropped = before.dropped;
	}
	return err;
}

SCLL_EXPORT int scll_load_policy(struct scll *sb, const char *name, const char *buf, size_t len,
				 void (*note)(void *arg, const char *text), void *arg)
{
	const struct note newer = { note, arg };
	struct errmsg err = { "" };
	struct policy policy;
	int ret;

	if (!name || !buf)
		return scll_fail(sb, -EINVAL, "no policy given");
	ret = scll_policy_read(name, buf, len, note ? &newer : NULL, &policy, &err);
	if (ret)
		return scll_fail(sb, ret, "%s", err.text);
	ret = add_policy(sb, &policy);
	scll_policy_free(&policy);
	return ret;
}

SCLL_EXPORT int scll_load_profile(struct scll *sb, const char *name, const char *buf, size_t len,
				  void (*note)(void *arg, const char *text), void *arg)
{
	const struct note warn = { note, arg };
	struct profile_filter filter = { 0 };
	struct errmsg err = { "" };
	struct profile_host host;
	int ret;

	if (!name || !buf)
		return scll_fail(sb, -EINVAL, "no profile given");
	if (sb->flags & SCLL_NO_CHILD)
		return scll_fail(sb, -EINVAL,
				 "%s: a profile is made into a filter by a child process, which an option excludes",
				 name);
	ret = scll_profile_host_get(&host, &err);
	if (!ret)
		ret = scll_profile_read(name, buf, len, &host, note ? &warn : NULL, &filter, &err);
	if (ret)
		return scll_fail(sb, ret, "%s", err.text);
	ret = scll_set_filter(sb, filter.prog, filter.len);
	free(filter.prog);
	if (ret)
		return ret;
	sb->flags |= filter.flags;
	memcpy(sb->origin, filter.origin, sizeof(sb->origin));
	return 0;
}
