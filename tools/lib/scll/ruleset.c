// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From the rules of a sandbox to a Landlock ruleset that this kernel accepts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
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
	/* Of a filter around this process. */
	case -EPERM:
	case -EACCES:
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

bool scll_knows_quiet(void)
{
	const struct scll_ruleset_attr attr = {
		.fs = LANDLOCK_ACCESS_FS_EXECUTE, .quiet_fs = LANDLOCK_ACCESS_FS_EXECUTE,
	};
	bool takes;

	return !kernel_takes(&attr, &takes) && takes;
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
	int err = scll_sys_add_rule(ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr,
				    rule->quiet ? ADD_RULE_QUIET : 0);

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
		return scll_landlock_failed(sb, err, rule->name, "landlock_add_rule");
	return 0;
}

static int add_port_rule(const struct scll *sb, int ruleset,
			 const struct scll_rule *rule, uint64_t rights)
{
	struct scll_net_port_attr attr = {
		.rights = rights,
		.port = rule->port,
	};
	int err = scll_sys_add_rule(ruleset, SCLL_RULE_NET_PORT, &attr,
				    rule->quiet ? ADD_RULE_QUIET : 0);
	char name[32];

	/* A kernel without TCP: there is nothing to allow, and nothing is lost. */
	if (err == -EAFNOSUPPORT)
		return 0;
	snprintf(name, sizeof(name), "port %u", rule->port);
	if (err)
		return scll_landlock_failed(sb, err, name, "landlock_add_rule");
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

		/* What is not handled is allowed without a rule, and never logged. */
		if (rule->quiet ? !(file ? kept->quiet_fs : kept->quiet_net) : !rights)
			continue;
		err = file ? add_file_rule(sb, ruleset, rule, rights) :
			     add_port_rule(sb, ruleset, rule, rights);
		if (err)
			return err;
	}
	return 0;
}

/* Notes what @sb asks for and the kernel does not know. */
static uint32_t note_lost(struct scll *sb, const struct scll_ruleset_attr *kept)
{
	const struct scll_ruleset_attr *handled = &sb->handled;
	struct scll_ruleset_attr *lost = &sb->lost;
	int abi;

	lost->fs = handled->fs & ~kept->fs;
	lost->net = handled->net & ~kept->net;
	lost->scopes = handled->scopes & ~kept->scopes;
	if (!any(lost))
		return 0;
	if (!any(kept)) {
		abi = scll_sys_landlock_abi();
		sb->no_rules = abi < 0 ? scll_no_landlock(abi) :
			       "this kernel's Landlock knows none of the rights that were asked for";
		return SCLL_DROPPED_RULES;
	}
	/* A Landlock without rules for this denies it everywhere. */
	lost->fs &= ~LANDLOCK_ACCESS_FS_REFER;
	return (lost->fs & ~SCLL_RESOLVE_UNIX ? SCLL_DROPPED_FS : 0) |
	       (lost->fs & SCLL_RESOLVE_UNIX ? SCLL_DROPPED_UNIX : 0) |
	       (lost->net ? SCLL_DROPPED_NET : 0) |
	       (lost->scopes ? SCLL_DROPPED_SCOPE : 0);
}

/* Whether the ruleset has to say that what nobody asked for is allowed. */
static int choose_refer(struct scll *sb, const struct scll_ruleset_attr *kept, bool *refer)
{
	const struct scll_ruleset_attr alone = { .fs = LANDLOCK_ACCESS_FS_REFER };
	int err;

	*refer = false;
	if (kept->fs & LANDLOCK_ACCESS_FS_REFER)
		return 0;
	err = kernel_takes(&alone, refer);
	if (err)
		return err;
	sb->refer_denied = kept->fs && !*refer;
	if (*refer && !kept->fs)
		*refer = !(sb->flags & SCLL_NO_CHILD) && scll_refer_is_free();
	return 0;
}

/* Denials of which rights are not logged, where that was asked for. */
static void choose_quiet(struct scll *sb, struct scll_ruleset_attr *kept, uint32_t *dropped)
{
	bool files = false, ports = false;
	size_t i;

	for (i = 0; i < sb->nr_rules; i++) {
		files |= sb->rules[i].quiet && sb->rules[i].fd >= 0;
		ports |= sb->rules[i].quiet && sb->rules[i].fd < 0;
	}
	sb->lost_quiet = false;
	if (!files && !ports && !sb->quiet.scopes)
		return;
	if (!scll_knows_quiet()) {
		sb->lost_quiet = true;
		*dropped |= SCLL_DROPPED_LOG;
		return;
	}
	if (files)
		kept->quiet_fs = kept->fs & (sb->quiet_said ? sb->quiet.fs : UINT64_MAX);
	if (ports)
		kept->quiet_net = kept->net & (sb->quiet_said ? sb->quiet.net : UINT64_MAX);
	kept->quiet_scopes = kept->scopes & sb->quiet.scopes;
}

static int make_ruleset(struct scll *sb, struct scll_ruleset_attr *kept)
{
	bool refer;
	int fd, err;

	err = choose_refer(sb, kept, &refer);
	if (err)
		return scll_landlock_failed(sb, err, "rules", "landlock_create_ruleset");
	if (refer)
		kept->fs |= LANDLOCK_ACCESS_FS_REFER;
	fd = scll_sys_create_ruleset(kept);
	if (fd < 0)
		return scll_landlock_failed(sb, fd, "rules", "landlock_create_ruleset");
	err = add_rules(sb, fd, kept);
	if (!err && refer)
		err = scll_allow_refer(sb, fd);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

int scll_make_ruleset(struct scll *sb, struct scll_plan *plan, uint32_t *dropped)
{
	struct scll_ruleset_attr kept;
	size_t i;
	int err;

	if (sb->given_fd >= 0) {
		plan->ruleset_fd = sb->given_fd;
		return 0;
	}
	for (i = 0; i < sb->nr_rules; i++) {
		err = check_rule(sb, &sb->rules[i]);
		if (err)
			return err;
	}
	if (!any(&sb->handled))
		return 0;

	err = scll_known_rights(&sb->handled, &kept);
	if (err)
		return scll_landlock_failed(sb, err, "rules", "landlock_create_ruleset");
	*dropped |= note_lost(sb, &kept);
	choose_quiet(sb, &kept, dropped);
	if (!any(&kept))
		return 0;
	err = make_ruleset(sb, &kept);
	if (err < 0)
		return err;
	plan->ruleset_fd = err;
	return 0;
}
