// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From the rules of a sandbox to a Landlock ruleset that this kernel accepts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "sandbox.h"

static bool any(const struct scll_ruleset_attr *attr)
{
	return attr->fs || attr->net || attr->scopes;
}

/* Whether the kernel knows all of it, or why it cannot tell. */
static int kernel_takes(const struct scll_ruleset_attr *attr, bool *takes)
{
	int fd = scll_sys_create_ruleset(attr);

	*takes = fd >= 0;
	if (fd >= 0) {
		close(fd);
		return 0;
	}
	switch (fd) {
	case -EINVAL:
	case -E2BIG:
	case -EOPNOTSUPP:
	case -ENOSYS:
		return 0;
	default:
		/* To go on would take want of memory for want of Landlock. */
		return fd;
	}
}

/* One by one: versions say nothing about rights that the library does not know. */
static int known_bits(uint64_t wanted, size_t field, uint64_t *known)
{
	uint64_t bit;
	bool takes;
	int err;

	*known = 0;
	for (bit = 1; bit; bit <<= 1) {
		struct scll_ruleset_attr attr = { 0 };

		if (!(wanted & bit))
			continue;
		memcpy((char *)&attr + field, &bit, sizeof(bit));
		err = kernel_takes(&attr, &takes);
		if (err)
			return err;
		if (takes)
			*known |= bit;
	}
	return 0;
}

int scll_known_rights(const struct scll_ruleset_attr *wanted,
		      struct scll_ruleset_attr *known)
{
	bool takes = true;
	int err = 0;

	*known = *wanted;
	if (any(wanted))
		err = kernel_takes(wanted, &takes);
	if (err || takes)
		return err;
	err = known_bits(wanted->fs, offsetof(struct scll_ruleset_attr, fs),
			 &known->fs);
	if (!err)
		err = known_bits(wanted->net,
				 offsetof(struct scll_ruleset_attr, net),
				 &known->net);
	if (!err)
		err = known_bits(wanted->scopes,
				 offsetof(struct scll_ruleset_attr, scopes),
				 &known->scopes);
	return err;
}

/* A rule for rights that are not handled would have no effect: a mistake. */
static int check_rule(const struct scll *sb, const struct scll_rule *rule)
{
	uint64_t handled = rule->fd >= 0 ? sb->handled.fs : sb->handled.net;
	uint64_t stray = rule->rights & ~handled;

	if (!rule->raw || !stray)
		return 0;
	if (rule->fd >= 0)
		return scll_fail(sb, -EINVAL,
				 "%s: allows rights that are not handled: 0x%" PRIx64,
				 rule->name, stray);
	return scll_fail(sb, -EINVAL,
			 "port %u: allows rights that are not handled: 0x%" PRIx64,
			 rule->port, stray);
}

static int add_file_rule(const struct scll *sb, int ruleset,
			 const struct scll_rule *rule, uint64_t rights)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = rights,
		.parent_fd = rule->fd,
	};
	int err = scll_sys_add_rule(ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr);

	/*
	 * A pipe or a socket, which has a path as "/dev/stdin": what needs no rule
	 * loses nothing without one.  A wrong descriptor is a mistake.
	 */
	if (err == -EBADFD && rule->by_path)
		return 0;
	if (err == -EBADFD)
		return scll_fail(sb, err, "%s: Landlock has no rules for this kind of file",
				 rule->name);
	if (err)
		return scll_fail(sb, err, "%s: landlock_add_rule: %s", rule->name,
				 strerror(-err));
	return 0;
}

static int add_port_rule(const struct scll *sb, int ruleset,
			 const struct scll_rule *rule, uint64_t rights)
{
	struct scll_net_port_attr attr = {
		.rights = rights,
		.port = rule->port,
	};
	int err = scll_sys_add_rule(ruleset, SCLL_RULE_NET_PORT, &attr);

	/* Nothing is lost if there is no TCP to restrict. */
	if (err == -EAFNOSUPPORT && (sb->flags & SCLL_BEST_EFFORT))
		return 0;
	if (err == -EAFNOSUPPORT)
		return scll_fail(sb, -EOPNOTSUPP, "port %u: this kernel has no TCP",
				 rule->port);
	if (err)
		return scll_fail(sb, err, "port %u: landlock_add_rule: %s",
				 rule->port, strerror(-err));
	return 0;
}

static int add_rules(const struct scll *sb, int ruleset,
		     const struct scll_ruleset_attr *kept)
{
	size_t i;
	int err;

	for (i = 0; i < sb->nr_rules; i++) {
		const struct scll_rule *rule = &sb->rules[i];
		bool file = rule->fd >= 0;
		uint64_t rights = rule->rights & (file ? kept->fs : kept->net);

		/* What is not handled is allowed without a rule. */
		if (!rights)
			continue;
		err = file ? add_file_rule(sb, ruleset, rule, rights) :
			     add_port_rule(sb, ruleset, rule, rights);
		if (err)
			return err;
	}
	return 0;
}

static int refuse(const struct scll *sb, int landlock_abi,
		  const struct scll_ruleset_attr *lost)
{
	if (landlock_abi == -EOPNOTSUPP)
		return scll_fail(sb, -EOPNOTSUPP,
				 "rules: Landlock was disabled when this kernel was booted");
	if (landlock_abi < 0)
		return scll_fail(sb, -EOPNOTSUPP,
				 "rules: this kernel has no Landlock");
	return scll_fail(sb, -EOPNOTSUPP,
			 "rules: this kernel cannot handle access to files 0x%" PRIx64
			 ", network 0x%" PRIx64 ", scopes 0x%" PRIx64,
			 lost->fs, lost->net, lost->scopes);
}

static uint32_t dropped_classes(int landlock_abi,
				const struct scll_ruleset_attr *lost)
{
	if (landlock_abi < 0)
		return SCLL_DROPPED_RULES;
	return (lost->fs ? SCLL_DROPPED_FS : 0) |
	       (lost->net ? SCLL_DROPPED_NET : 0) |
	       (lost->scopes ? SCLL_DROPPED_SCOPE : 0);
}

int scll_make_ruleset(const struct scll *sb, struct scll_plan *plan,
		      uint32_t *dropped, struct scll_ruleset_attr *lost)
{
	const struct scll_ruleset_attr *handled = &sb->handled;
	struct scll_ruleset_attr kept;
	int abi, fd, err;
	size_t i;

	if (sb->given_fd >= 0) {
		plan->ruleset_fd = sb->given_fd;
		return 0;
	}
	for (i = 0; i < sb->nr_rules; i++) {
		err = check_rule(sb, &sb->rules[i]);
		if (err)
			return err;
	}
	if (!any(handled))
		return 0;

	err = scll_known_rights(handled, &kept);
	if (err)
		return scll_fail(sb, err, "landlock_create_ruleset: %s",
				 strerror(-err));
	lost->fs = handled->fs & ~kept.fs;
	lost->net = handled->net & ~kept.net;
	lost->scopes = handled->scopes & ~kept.scopes;
	if (any(lost)) {
		abi = scll_sys_landlock_abi();
		if (!(sb->flags & SCLL_BEST_EFFORT))
			return refuse(sb, abi, lost);
		*dropped |= dropped_classes(abi, lost);
	}
	if (!any(&kept))
		return 0;

	fd = scll_sys_create_ruleset(&kept);
	if (fd < 0)
		return scll_fail(sb, fd, "landlock_create_ruleset: %s",
				 strerror(-fd));
	err = add_rules(sb, fd, &kept);
	if (err) {
		close(fd);
		return err;
	}
	plan->ruleset_fd = fd;
	return 0;
}
