// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel with CONFIG_SECCOMP_LANDLOCK on which Landlock was disabled at boot
 *
 * Boot with a lsm= list that lacks landlock.  This program fails on any other
 * kernel; it is not part of the regular run.
 */
#include "landlock_common.h"

FIXTURE(ruleset) {};

FIXTURE_VARIANT(ruleset)
{
	int fd;
};

/* No ruleset can be made here, so what a descriptor is cannot matter. */
FIXTURE_VARIANT_ADD(ruleset, open_fd) { .fd = 0 };
FIXTURE_VARIANT_ADD(ruleset, closed_fd) { .fd = 1000 };
FIXTURE_VARIANT_ADD(ruleset, negative_fd) { .fd = -2 };

FIXTURE_SETUP(ruleset)
{
	ASSERT_EQ(-1, ll_abi());
	ASSERT_EQ(EOPNOTSUPP, errno);
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(ruleset) {}

TEST_F(ruleset, is_refused)
{
	const struct snapshot before = snapshot_task(getpid());

	EXPECT_EQ(-1, attach_fd(0, 0, variant->fd));
	EXPECT_EQ(EOPNOTSUPP, errno);
	EXPECT_EQ(-1, attach_fd(SECCOMP_FILTER_FLAG_NEW_LISTENER, 0,
				variant->fd));
	EXPECT_EQ(EOPNOTSUPP, errno);
	EXPECT_EQ(-1, attach_fd(SECCOMP_FILTER_FLAG_TSYNC, 0, variant->fd));
	EXPECT_EQ(EOPNOTSUPP, errno);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

TEST(landlock_flags)
{
	struct seccomp_landlock_attr attr = attr_make(allow_all, 1, -1);

	attr.landlock_flags = 1;
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(-1, install_ruled(0, &attr));
	EXPECT_EQ(EINVAL, errno);
}

TEST(filter_without_ruleset)
{
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, attach_fd(0, 0, -1));
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
	EXPECT_EQ(0, attach_fd(SECCOMP_FILTER_FLAG_TSYNC,
			       SECCOMP_LANDLOCK_PTRACE_DENY, -1));
	EXPECT_EQ(2, self_status("Seccomp_landlock"));
}

TEST(facts)
{
	struct facts f;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_fd(0, SECCOMP_LANDLOCK_PTRACE_DENY, -1));
	ASSERT_EQ(0, self_facts(&f));
	EXPECT_EQ(1, f.filters);
	EXPECT_EQ(0, f.layers);
	EXPECT_EQ(1, f.strict);
}

/* A child that has more: its parent joins what has no domain either. */
static int join_child(void)
{
	int fds[2], ret;
	pid_t pid;
	char c;

	if (set_nnp() || pipe(fds))
		return 1;
	pid = fork_tied();
	if (pid == 0) {
		if (!attach_fd(0, 0, -1) && write(fds[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	close(fds[1]);
	if (read(fds[0], &c, 1) != 1 || join_process(pid))
		return 2;
	ret = self_status("Seccomp_landlock") == 1 ? 0 : 3;
	kill(pid, SIGKILL);
	return ret;
}

TEST(join)
{
	EXPECT_EQ(0, in_child(join_child));
}

/* The parent has no filter, so it is out of reach for a ruled child. */
static int try_parent(void)
{
	char path[64];

	if (set_nnp() || attach_fd(0, 0, -1))
		return 1;
	snprintf(path, sizeof(path), "/proc/%d/environ", getppid());
	return try_open(path, O_RDONLY) == EACCES ? 0 : 2;
}

TEST(verdict)
{
	EXPECT_EQ(0, in_child(try_parent));
}

TEST(info)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };

	ASSERT_EQ(0, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info));
	EXPECT_EQ(2, info.abi);
	EXPECT_EQ(-EOPNOTSUPP, info.landlock_abi);
}

TEST_HARNESS_MAIN
