// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The builder: rules for files, ports and scopes, or a ruleset from elsewhere.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox.h"

#define FILE_RIGHTS                                                             \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |           \
	 LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |           \
	 LANDLOCK_ACCESS_FS_IOCTL_DEV)
/* A right that the library does not know may be one for files. */
#define DIRECTORY_RIGHTS (SCLL_FS_ALL & ~FILE_RIGHTS)

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

static uint64_t access_rights(unsigned int access)
{
	uint64_t rights = 0;

	if (access & SCLL_READ)
		rights |= READ_RIGHTS;
	if (access & SCLL_EXEC)
		rights |= LANDLOCK_ACCESS_FS_EXECUTE;
	if (access & SCLL_WRITE)
		rights |= SCLL_FS_ALL & ~READ_RIGHTS & ~LANDLOCK_ACCESS_FS_EXECUTE;
	return rights;
}

/* Whether the sandbox can have rules of its own. */
static int check_own(const struct scll *sb)
{
	int err = scll_changeable(sb);

	if (err)
		return err;
	if (sb->given_fd >= 0)
		return scll_fail(sb, -EINVAL,
				 "the sandbox has a ruleset from elsewhere and cannot have rules of its own");
	return 0;
}

/* Makes room for one more at the end; what is there stays if there is none. */
static void *grow(void *array, size_t nr, size_t size)
{
	return realloc(array, (nr + 1) * size);
}

static int add_rule(struct scll *sb, const struct scll_rule *rule)
{
	struct scll_rule *rules = grow(sb->rules, sb->nr_rules, sizeof(*rules));

	if (!rules)
		return -ENOMEM;
	sb->rules = rules;
	rules[sb->nr_rules++] = *rule;
	return 0;
}

/* What was not said is handled by the first rule, newer rights by one that has them. */
static void handle_by_rule(struct scll *sb, const struct scll_rule *rule)
{
	if (!sb->fs_said && !rule->quiet)
		sb->handled.fs |= SCLL_FS_ALL | (rule->rights & SCLL_RESOLVE_UNIX);
}

/* Takes over rule->fd if it succeeds. */
static int add_file(struct scll *sb, struct scll_rule *rule, const char *name)
{
	struct stat st;
	int err;

	if (fstat(rule->fd, &st))
		return scll_fail(sb, -errno, "%s: %s", name, strerror(errno));
	if (!S_ISDIR(st.st_mode)) {
		rule->rights &= ~DIRECTORY_RIGHTS;
		if (!rule->rights && !rule->quiet)
			return scll_fail(sb, -EINVAL,
					 "%s: not a directory, and the rights are for directories only",
					 name);
	}
	rule->dev = st.st_dev;
	rule->ino = st.st_ino;
	rule->name = strdup(name);
	err = rule->name ? add_rule(sb, rule) : -ENOMEM;
	if (err) {
		free(rule->name);
		return scll_fail(sb, err, "%s: out of memory", name);
	}
	handle_by_rule(sb, rule);
	return 0;
}

static int note_missing(struct scll *sb, const char *path, const struct scll_rule *rule)
{
	char **missing = grow(sb->missing, sb->nr_missing, sizeof(*missing));
	char *copy = strdup(path);

	if (missing)
		sb->missing = missing;
	if (!missing || !copy) {
		free(copy);
		return scll_fail(sb, -ENOMEM, "%s: out of memory", path);
	}
	missing[sb->nr_missing++] = copy;
	sb->dropped |= SCLL_DROPPED_PATH;
	/* A sandbox that allows nothing at all is still asked for. */
	handle_by_rule(sb, rule);
	return 0;
}

static int allow_path(struct scll *sb, const char *path, struct scll_rule *rule)
{
	int err;

	if (!path)
		return scll_fail(sb, -EINVAL, "no path given");
	rule->by_path = true;
	rule->fd = open(path, O_PATH | O_CLOEXEC);
	if (rule->fd < 0) {
		if ((errno == ENOENT || errno == ENOTDIR) &&
		    (sb->flags & SCLL_IGNORE_MISSING))
			return note_missing(sb, path, rule);
		return scll_fail(sb, -errno, "%s: %s", path, strerror(errno));
	}
	err = add_file(sb, rule, path);
	if (err)
		close(rule->fd);
	return err;
}

static int allow_fd(struct scll *sb, int fd, struct scll_rule *rule)
{
	char name[32];
	int err;

	snprintf(name, sizeof(name), "descriptor %d", fd);
	rule->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (rule->fd < 0)
		return scll_fail(sb, -errno, "%s: %s", name, strerror(errno));
	err = add_file(sb, rule, name);
	if (err)
		close(rule->fd);
	return err;
}

static int check_access(const struct scll *sb, unsigned int access)
{
	int err = check_own(sb);

	if (err)
		return err;
	if (!access || access & ~SCLL_ALL)
		return scll_fail(sb, -EINVAL, "unknown access 0x%x", access);
	return 0;
}

static int check_rights(const struct scll *sb, uint64_t rights)
{
	int err = check_own(sb);

	if (err)
		return err;
	if (!rights)
		return scll_fail(sb, -EINVAL, "a rule that allows nothing");
	return 0;
}

SCLL_EXPORT int scll_allow_path(struct scll *sb, const char *path,
				unsigned int access)
{
	struct scll_rule rule = { .rights = access_rights(access) };
	int err = check_access(sb, access);

	return err ? err : allow_path(sb, path, &rule);
}

SCLL_EXPORT int scll_allow_fd(struct scll *sb, int fd, unsigned int access)
{
	struct scll_rule rule = { .rights = access_rights(access) };
	int err = check_access(sb, access);

	return err ? err : allow_fd(sb, fd, &rule);
}

SCLL_EXPORT int scll_allow_path_rights(struct scll *sb, const char *path,
				       uint64_t rights)
{
	struct scll_rule rule = { .rights = rights, .raw = true };
	int err = check_rights(sb, rights);

	return err ? err : allow_path(sb, path, &rule);
}

SCLL_EXPORT int scll_allow_fd_rights(struct scll *sb, int fd, uint64_t rights)
{
	struct scll_rule rule = { .rights = rights, .raw = true };
	int err = check_rights(sb, rights);

	return err ? err : allow_fd(sb, fd, &rule);
}

SCLL_EXPORT int scll_allow_port(struct scll *sb, uint16_t port, uint64_t rights)
{
	struct scll_rule rule = {
		.fd = -1, .port = port, .rights = rights, .raw = true,
	};
	int err = check_rights(sb, rights);

	if (err)
		return err;
	err = add_rule(sb, &rule);
	if (err)
		return scll_fail(sb, err, "port %u: out of memory", port);
	if (!sb->net_said)
		sb->handled.net |= SCLL_NET_ALL | (rights & SCLL_UDP_ALL ? SCLL_UDP_ALL : 0);
	return 0;
}

SCLL_EXPORT int scll_quiet_path(struct scll *sb, const char *path)
{
	struct scll_rule rule = { .quiet = true };
	int err = check_own(sb);

	return err ? err : allow_path(sb, path, &rule);
}

SCLL_EXPORT int scll_quiet_port(struct scll *sb, uint16_t port)
{
	struct scll_rule rule = { .fd = -1, .port = port, .quiet = true };
	int err = check_own(sb);

	if (err)
		return err;
	err = add_rule(sb, &rule);
	return err ? scll_fail(sb, err, "port %u: out of memory", port) : 0;
}

SCLL_EXPORT int scll_quiet_rights(struct scll *sb, uint64_t fs, uint64_t net, uint64_t scopes)
{
	int err = check_own(sb);

	if (err)
		return err;
	sb->quiet = (struct scll_ruleset_attr){ .fs = fs, .net = net, .scopes = scopes };
	sb->quiet_said = true;
	return 0;
}

SCLL_EXPORT int scll_handle_fs(struct scll *sb, uint64_t rights)
{
	int err = check_own(sb);

	if (err)
		return err;
	sb->handled.fs = rights;
	sb->fs_said = true;
	return 0;
}

SCLL_EXPORT int scll_handle_net(struct scll *sb, uint64_t rights)
{
	int err = check_own(sb);

	if (err)
		return err;
	sb->handled.net = rights;
	sb->net_said = true;
	return 0;
}

SCLL_EXPORT int scll_set_scope(struct scll *sb, uint64_t scopes)
{
	int err = check_own(sb);

	if (err)
		return err;
	sb->handled.scopes = scopes;
	return 0;
}

static uint64_t granted(const struct scll *sb, const struct stat *st)
{
	uint64_t rights = 0;
	size_t i;

	for (i = 0; i < sb->nr_rules; i++)
		if (sb->rules[i].name && sb->rules[i].dev == st->st_dev &&
		    sb->rules[i].ino == st->st_ino)
			rights |= sb->rules[i].rights;
	return rights;
}

/* As Landlock does: are there rules for this inode, or one of those above it? */
SCLL_EXPORT uint64_t scll_denied(const struct scll *sb, const char *path, uint64_t rights)
{
	char real[PATH_MAX];
	struct stat st;

	rights &= sb->handled.fs & ~sb->lost.fs;
	/* Not being able to tell must not accuse a rule. */
	if (!path || !realpath(path, real))
		return 0;
	while (rights) {
		if (!stat(*real ? real : "/", &st))
			rights &= ~granted(sb, &st);
		if (!*real)
			break;
		*strrchr(real, '/') = '\0';
	}
	return rights;
}

/* landlock_add_rule(2) looks at the descriptor first, and then for the rule. */
static int check_ruleset(const struct scll *sb, int fd)
{
	switch (scll_sys_add_rule(fd, LANDLOCK_RULE_PATH_BENEATH, NULL, 0)) {
	case -EBADFD:
		return scll_fail(sb, -EBADFD,
				 "descriptor %d is not a Landlock ruleset", fd);
	case -EOPNOTSUPP:
	case -ENOSYS:
		/* Then it cannot be one, as there are none. */
		return scll_fail(sb, -EBADFD,
				 "descriptor %d is not a Landlock ruleset: %s", fd,
				 scll_no_landlock(scll_sys_landlock_abi()));
	default:
		/* Not open for writing is fine. */
		return 0;
	}
}

SCLL_EXPORT int scll_set_ruleset(struct scll *sb, int fd)
{
	int err = scll_changeable(sb);
	int copy, mode;

	if (err)
		return err;
	if (sb->given_fd >= 0)
		return scll_fail(sb, -EBUSY, "the sandbox has a ruleset already");
	if (sb->nr_rules || sb->nr_missing || sb->fs_said || sb->net_said || sb->quiet_said ||
	    sb->handled.scopes)
		return scll_fail(sb, -EINVAL,
				 "the sandbox has rules of its own and cannot have a ruleset from elsewhere");
	mode = fcntl(fd, F_GETFL);
	if (mode < 0)
		return scll_fail(sb, -errno, "descriptor %d: %s", fd,
				 strerror(errno));
	err = check_ruleset(sb, fd);
	if (err)
		return err;
	if ((mode & O_ACCMODE) == O_WRONLY)
		return scll_fail(sb, -EPERM,
				 "descriptor %d is not open for reading", fd);
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return scll_fail(sb, -errno, "descriptor %d: %s", fd,
				 strerror(errno));
	sb->given_fd = copy;
	return 0;
}
