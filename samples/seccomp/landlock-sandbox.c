// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run a command in a sandbox made by one seccomp(2) call: a filter and the
 * Landlock rules that belong to it.
 *
 * With -F or -R it does only half of that, with the system calls of an ordinary
 * kernel, to show why two calls are not the same.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ACCESS_FILE_READ                                                       \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE)
#define ACCESS_READ (ACCESS_FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_FILE_ALL                                                        \
	(ACCESS_FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |                    \
	 LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_IOCTL_DEV)
#define ACCESS_ALL ((LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1)

enum parts { FILTER = 1, RULES = 2 };

static void add_path(int ruleset, const char *path, __u64 access)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = access };
	struct stat st;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0 || fstat(rule.parent_fd, &st))
		err(125, "%s", path);
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= ACCESS_FILE_ALL;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0))
		err(125, "rule for %s", path);
	close(rule.parent_fd);
}

static void add_port(int ruleset, const char *port, __u64 access)
{
	struct landlock_net_port_attr rule = { .allowed_access = access };
	char *end;

	errno = 0;
	rule.port = strtoul(port, &end, 10);
	if (errno || end == port || *end ||
	    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_NET_PORT,
		    &rule, 0))
		errx(125, "not a port: %s", port);
}

static size_t read_program(const char *path, struct sock_filter *insns)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		err(125, "%s", path);
	len = read(fd, insns, BPF_MAXINSNS * sizeof(*insns));
	if (len <= 0 || len % sizeof(*insns))
		errx(125, "%s: not a filter program", path);
	close(fd);
	return len / sizeof(*insns);
}

static void install(enum parts parts, struct seccomp_landlock_attr *attr)
{
	struct sock_fprog prog = {
		.len = attr->filter_len,
		.filter = (void *)(unsigned long)attr->filter,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(125, "no_new_privs");
	if (parts == RULES) {
		if (syscall(SYS_landlock_restrict_self, attr->ruleset_fd, 0))
			err(125, "landlock_restrict_self");
	} else if (parts == FILTER) {
		if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
			err(125, "seccomp");
	} else if (syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER, 0, attr)) {
		err(125, "seccomp with Landlock rules");
	}
}

int main(int argc, char *argv[])
{
	static struct sock_filter insns[BPF_MAXINSNS] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct landlock_ruleset_attr handled = {
		.handled_access_fs = ACCESS_ALL,
		.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP |
				      LANDLOCK_ACCESS_NET_CONNECT_TCP,
	};
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.filter = (unsigned long)insns,
		.filter_len = 1,
	};
	enum parts parts = FILTER | RULES;
	int opt, fd, fd_errno;

	fd = syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	fd_errno = errno;
	attr.ruleset_fd = fd;
	while ((opt = getopt(argc, argv, "+r:w:b:c:f:nFR")) != -1) {
		if (opt == 'r')
			add_path(fd, optarg, ACCESS_READ);
		else if (opt == 'w')
			add_path(fd, optarg, ACCESS_ALL);
		else if (opt == 'b')
			add_port(fd, optarg, LANDLOCK_ACCESS_NET_BIND_TCP);
		else if (opt == 'c')
			add_port(fd, optarg, LANDLOCK_ACCESS_NET_CONNECT_TCP);
		else if (opt == 'f')
			attr.filter_len = read_program(optarg, insns);
		else if (opt == 'n')
			attr.flags |= SECCOMP_LANDLOCK_PTRACE_DENY;
		else if (opt == 'F' || opt == 'R')
			parts = opt == 'F' ? FILTER : RULES;
		else
			return 125;
	}
	if (optind == argc)
		errx(125, "usage: %s [-r PATH] [-w PATH] [-b PORT] [-c PORT]\n"
			  "\t[-f PROGRAM] [-n] [-F | -R] COMMAND...", argv[0]);

	/* A sandbox without the rules that it was asked for is none. */
	if (fd < 0 && parts != FILTER) {
		errno = fd_errno;
		err(125, "landlock_create_ruleset");
	}

	install(parts, &attr);
	execvp(argv[optind], &argv[optind]);
	err(errno == ENOENT ? 127 : 126, "%s", argv[optind]);
}
