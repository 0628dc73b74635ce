// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel without CONFIG_SECCOMP_LANDLOCK
 *
 * Such a kernel, and any kernel from before the extension, gives no sign of it
 * and treats ordinary filters as before.  This program fails where the extension
 * is built in; it is not part of the regular run.
 */
#include "landlock_common.h"

TEST(operations_are_unknown)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };
	unsigned int op;
	int fd = -1;

	ASSERT_EQ(0, set_nnp());
	for (op = SECCOMP_SET_MODE_RULED_FILTER; op <= SECCOMP_JOIN_LANDLOCK;
	     op++) {
		EXPECT_EQ(-1, sys_seccomp(op, 0, NULL));
		EXPECT_EQ(EINVAL, errno) {
			TH_LOG("operation %u", op);
		}
	}
	EXPECT_EQ(-1, attach_fd(0, 0, -1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, attach_rule(SECCOMP_FILTER_FLAG_TSYNC, 0, RULE_WRITE));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, info.abi);
	EXPECT_EQ(-1, open_sandbox(getpid()));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, join_sandbox(fd));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, try_write());
	EXPECT_EQ(0, self_status("Seccomp"));
	EXPECT_EQ(0, self_status("Seccomp_filters"));
}

TEST(flag_is_unknown)
{
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(-1, attach_plain(SECCOMP_FILTER_FLAG_LANDLOCK));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(0, self_status("Seccomp"));
}

TEST(proc_shows_nothing)
{
	EXPECT_EQ(-1, self_status("Seccomp_landlock"));
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_plain(0));
	EXPECT_EQ(1, self_status("Seccomp_filters"));
	EXPECT_EQ(-1, self_status("Seccomp_landlock"));
	EXPECT_EQ(ENOENT, try_open("/proc/self/seccomp_landlock", O_RDONLY));
	EXPECT_EQ(ENOENT, try_open("/proc/thread-self/seccomp_landlock",
				   O_RDONLY));
}

TEST(ordinary_filter_works)
{
	struct sock_filter prog[ONE_CALL_LEN];

	filter_one_call(prog, __NR_getppid, SECCOMP_RET_ERRNO | 77);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_prog(0, prog, ONE_CALL_LEN));
	EXPECT_EQ(-1, syscall(__NR_getppid));
	EXPECT_EQ(77, errno);
}

TEST_HARNESS_MAIN
