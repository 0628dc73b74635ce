// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_GET_LANDLOCK_INFO, the successful SECCOMP_SET_MODE_RULED_FILTER in all
 * combinations, the Seccomp_landlock line of /proc/PID/status, and what stays as
 * it was for ordinary filters
 */
#include "landlock_common.h"

#include <sys/ioctl.h>

#define SIZE	SECCOMP_LANDLOCK_INFO_SIZE_VER0
#define GUARD	0x5a5a5a5a

enum where {
	GOOD,
	AT_NULL,
	ON_GUARD,
	INTO_GUARD,
	READ_ONLY,
};

FIXTURE(info) {
	char *mem;
	size_t page;
	struct seccomp_landlock_info *info;
};

FIXTURE_VARIANT(info)
{
	unsigned int flags;
	__u32 size;
	enum where where;
	int tail;
	int err;
};

FIXTURE_VARIANT_ADD(info, exact) { .size = SIZE };
FIXTURE_VARIANT_ADD(info, plus_1) { .size = SIZE + 1 };
FIXTURE_VARIANT_ADD(info, twice) { .size = 2 * SIZE };
FIXTURE_VARIANT_ADD(info, page) { .size = 4096 };
FIXTURE_VARIANT_ADD(info, page_plus_1) { .size = 4097, .err = E2BIG };
FIXTURE_VARIANT_ADD(info, size_max) { .size = UINT_MAX, .err = E2BIG };
FIXTURE_VARIANT_ADD(info, size_0) { .size = 0, .err = EINVAL };
FIXTURE_VARIANT_ADD(info, size_4) { .size = 4, .err = EINVAL };
FIXTURE_VARIANT_ADD(info, size_15) { .size = SIZE - 1, .err = EINVAL };

FIXTURE_VARIANT_ADD(info, tail_first_byte) {
	.size = SIZE + 1, .tail = SIZE, .err = E2BIG
};

FIXTURE_VARIANT_ADD(info, tail_last_byte) {
	.size = 64, .tail = 63, .err = E2BIG
};

FIXTURE_VARIANT_ADD(info, flag_1) { .flags = 1, .size = SIZE, .err = EINVAL };

FIXTURE_VARIANT_ADD(info, flag_reported) {
	.flags = SECCOMP_FILTER_FLAG_LANDLOCK, .size = SIZE, .err = EINVAL
};

FIXTURE_VARIANT_ADD(info, null) { .where = AT_NULL, .err = EFAULT };
FIXTURE_VARIANT_ADD(info, unreadable) { .where = ON_GUARD, .err = EFAULT };

FIXTURE_VARIANT_ADD(info, half_readable) {
	.where = INTO_GUARD, .size = SIZE, .err = EFAULT
};

FIXTURE_VARIANT_ADD(info, read_only) {
	.where = READ_ONLY, .size = SIZE, .err = EFAULT
};

FIXTURE_SETUP(info)
{
	struct seccomp_landlock_info *info;
	char *end;

	self->page = getpagesize();
	self->mem = mmap(NULL, 3 * self->page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->mem);
	end = self->mem + 2 * self->page;
	ASSERT_EQ(0, mprotect(end, self->page, PROT_NONE));

	info = (void *)self->mem;
	if (variant->where == INTO_GUARD)
		info = (void *)(end - 8);
	else if (variant->where != READ_ONLY && variant->size >= SIZE &&
		 variant->size <= self->page)
		info = (void *)(end - variant->size);
	info->size = variant->size;
	info->abi = GUARD;
	if (variant->where != INTO_GUARD) {
		info->flags = GUARD;
		info->landlock_abi = GUARD;
	}
	if (variant->tail)
		((char *)info)[variant->tail] = 1;
	if (variant->where == READ_ONLY)
		ASSERT_EQ(0, mprotect(self->mem, self->page, PROT_READ));
	self->info = info;
}

FIXTURE_TEARDOWN(info)
{
}

TEST_F(info, call)
{
	struct seccomp_landlock_info *const info = self->info, *arg = info;
	const struct snapshot before = snapshot_task(getpid());
	const char *end = self->mem + 2 * self->page, *p;
	int zeros = 0;

	if (variant->where == AT_NULL)
		arg = NULL;
	else if (variant->where == ON_GUARD)
		arg = (void *)end;

	if (variant->err) {
		EXPECT_EQ(-1, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO,
					  variant->flags, arg));
		EXPECT_EQ(variant->err, errno);
		EXPECT_EQ(variant->size, info->size);
		EXPECT_EQ(GUARD, info->abi);
		if (variant->where != INTO_GUARD) {
			EXPECT_EQ(GUARD, info->flags);
			EXPECT_EQ(GUARD, info->landlock_abi);
		}
	} else {
		ASSERT_EQ(0, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, arg));
		EXPECT_EQ(SIZE, info->size);
		EXPECT_EQ(2, info->abi);
		/* One more is optional. */
		EXPECT_EQ(SECCOMP_LANDLOCK_PTRACE_DENY |
			  SECCOMP_LANDLOCK_TRUST_DELEGATE,
			  info->flags & ~(1U << 2));
		EXPECT_EQ(ll_abi(), info->landlock_abi);
		EXPECT_LT(0, info->landlock_abi);
		for (p = (char *)info + SIZE; p < end; p++)
			zeros += !*p;
		EXPECT_EQ(variant->size - SIZE, zeros);
	}
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

/* Asking needs no privilege, and no other operation has moved in. */
TEST(info_without_privilege)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };

	ASSERT_EQ(0, drop_caps(~0ULL));
	ASSERT_EQ(0, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info));
	EXPECT_EQ(2, info.abi);
	EXPECT_EQ(-1, sys_seccomp(1000, 0, &info));
	EXPECT_EQ(EINVAL, errno);
}

/* Combination with the other flags */
FIXTURE(flags) {
	struct sleeper s;
};

FIXTURE_VARIANT(flags)
{
	unsigned int flags;
};

FIXTURE_VARIANT_ADD(flags, none) {};
FIXTURE_VARIANT_ADD(flags, log) { .flags = SECCOMP_FILTER_FLAG_LOG };

FIXTURE_VARIANT_ADD(flags, spec_allow) {
	.flags = SECCOMP_FILTER_FLAG_SPEC_ALLOW
};

FIXTURE_VARIANT_ADD(flags, tsync) { .flags = SECCOMP_FILTER_FLAG_TSYNC };

FIXTURE_VARIANT_ADD(flags, tsync_esrch) {
	.flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH
};

FIXTURE_VARIANT_ADD(flags, esrch_alone) {
	.flags = SECCOMP_FILTER_FLAG_TSYNC_ESRCH
};

FIXTURE_VARIANT_ADD(flags, listener) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER
};

FIXTURE_VARIANT_ADD(flags, wait_killable) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER |
		 SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
};

FIXTURE_VARIANT_ADD(flags, listener_tsync) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC |
		 SECCOMP_FILTER_FLAG_TSYNC_ESRCH
};

FIXTURE_VARIANT_ADD(flags, all) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC |
		 SECCOMP_FILTER_FLAG_TSYNC_ESRCH | SECCOMP_FILTER_FLAG_LOG |
		 SECCOMP_FILTER_FLAG_SPEC_ALLOW |
		 SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
};

FIXTURE_SETUP(flags)
{
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, sleeper_start(&self->s));
}

FIXTURE_TEARDOWN(flags)
{
}

static int ask_listener(void)
{
	return syscall(__NR_getpgid, 0) == 47 ? 0 : 1;
}

/* A child makes the filtered call, this process answers it. */
static void serve_one(struct __test_metadata *const _metadata, int listener)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	struct seccomp_notif req = {};
	struct seccomp_notif_resp resp = {};
	pid_t pid = fork_tied();

	if (pid == 0)
		_exit(ask_listener());
	ASSERT_LT(0, pid);
	ASSERT_EQ(1, poll(&pfd, 1, 10000));
	ASSERT_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req));
	EXPECT_EQ(pid, (pid_t)req.pid);
	EXPECT_EQ(__NR_getpgid, req.data.nr);
	resp.id = req.id;
	resp.val = 47;
	ASSERT_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp));
	EXPECT_EQ(0, wait_child(pid));
}

TEST_F(flags, installs_filter_and_rules)
{
	const bool listener = variant->flags & SECCOMP_FILTER_FLAG_NEW_LISTENER;
	const bool tsync = variant->flags & SECCOMP_FILTER_FLAG_TSYNC;
	struct sock_filter prog[ONE_CALL_LEN];
	struct seccomp_landlock_attr attr;
	int fds = count_fds(), fd = ruleset_open(RULE_WRITE), ret;

	filter_one_call(prog, __NR_getpgid, listener ? SECCOMP_RET_USER_NOTIF :
			SECCOMP_RET_ERRNO | 47);
	attr = attr_make(prog, ONE_CALL_LEN, fd);
	ret = install_ruled(variant->flags, &attr);
	close(fd);
	ASSERT_EQ(listener, ret > 0);
	ASSERT_LE(0, ret);
	EXPECT_EQ(fds + listener, count_fds());
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
	EXPECT_EQ(2, self_status("Seccomp"));
	EXPECT_EQ(EACCES, try_write());
	if (listener) {
		EXPECT_EQ(FD_CLOEXEC, fcntl(ret, F_GETFD));
		serve_one(_metadata, ret);
	} else {
		EXPECT_EQ(-1, syscall(__NR_getpgid, 0));
		EXPECT_EQ(47, errno);
	}

	EXPECT_EQ(tsync, task_status(self->s.tid, "Seccomp_landlock"));
	EXPECT_EQ(tsync ? EACCES : 0, sleeper_end(&self->s));
}

/* Who may call */
static int attach_and_check(void)
{
	if (attach_rule(0, 0, RULE_WRITE))
		return errno;
	return own_exec_status() | 64;
}

static int unprivileged(void)
{
	if (drop_caps(~0ULL))
		return 255;
	return attach_and_check();
}

static int with_nnp(void)
{
	if (set_nnp())
		return 255;
	return unprivileged();
}

static int user_namespace(void)
{
	if (drop_caps(~CAP(SETUID)) || unshare(CLONE_NEWUSER))
		return 255;
	return attach_and_check();
}

TEST(privilege)
{
	const int installed = exec_status(true, false, false, 1) | 64;

	EXPECT_EQ(EACCES, in_child(unprivileged));
	EXPECT_EQ(installed | EXEC_NNP, in_child(with_nnp));
	EXPECT_EQ(installed, in_child(attach_and_check));
	EXPECT_EQ(installed, in_child(user_namespace));
}

/* The ruleset is read during the call */
TEST(later_rules_do_not_count)
{
	int fd = ruleset_open(RULE_WRITE);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_fd(0, 0, fd));
	EXPECT_EQ(EACCES, try_write());
	ASSERT_EQ(0, ruleset_allow(fd, LANDLOCK_ACCESS_FS_WRITE_FILE, "/dev"));
	EXPECT_EQ(EACCES, try_write());
	/* Not even a second filter with the wider ruleset opens anything. */
	ASSERT_EQ(0, attach_fd(0, 0, fd));
	EXPECT_EQ(EACCES, try_write());
	ASSERT_EQ(0, close(fd));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(2, self_status("Seccomp_landlock"));
}

TEST(rules_before_the_call_count)
{
	int fd = ruleset_open(RULE_WRITE);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ruleset_allow(fd, LANDLOCK_ACCESS_FS_WRITE_FILE, "/dev"));
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_fd(0, 0, fd));
	ASSERT_EQ(0, close(fd));
	EXPECT_EQ(0, try_write());
	EXPECT_EQ(EACCES, try_open("/proc/self/comm", O_WRONLY));
}

/*
 * The filter forbids all that would be needed to install it in two steps.
 *
 * rst: "The filter may deny seccomp, landlock_create_ruleset,
 * landlock_add_rule, landlock_restrict_self and prctl: it takes effect after
 * the call that brings the rules."
 */
TEST(filter_denies_its_own_setup)
{
	static const int denied[] = {
		__NR_seccomp, __NR_prctl, __NR_landlock_create_ruleset,
		__NR_landlock_add_rule, __NR_landlock_restrict_self,
	};
	enum { NUM = ARRAY_SIZE(denied) };
	struct sock_filter prog[NUM + 3] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		[NUM + 1] = ALLOW,
		[NUM + 2] = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 99),
	};
	struct seccomp_landlock_attr attr;
	int fd = ruleset_open(RULE_WRITE), i;

	for (i = 0; i < NUM; i++)
		prog[i + 1] = (struct sock_filter)
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, denied[i], NUM - i,
				 0);
	attr = attr_make(prog, NUM + 3, fd);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, install_ruled(0, &attr));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(-1, ll_restrict(fd));
	EXPECT_EQ(99, errno);
	EXPECT_EQ(-1, ll_abi());
	EXPECT_EQ(99, errno);
	EXPECT_EQ(-1, attach_fd(0, 0, fd));
	EXPECT_EQ(99, errno);
	EXPECT_EQ(-1, set_nnp());
	EXPECT_EQ(99, errno);
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
}

/*
 * A child that has nothing but the memory of its parent
 *
 * rst: "Everything up to the call can be prepared in a parent; between fork(2)
 * and execve(2) the child makes one system call and needs no memory for it."
 */
TEST(prepared_in_parent)
{
	struct seccomp_landlock_attr attr;
	int fd = ruleset_open(RULE_WRITE);
	pid_t pid;

	ASSERT_LE(0, fd);
	attr = attr_make(allow_all, 1, fd);
	ASSERT_EQ(0, set_nnp());
	pid = vfork();
	if (pid == 0) {
		if (install_ruled(0, &attr))
			_exit(255);
		exec_self();
		_exit(254);
	}
	ASSERT_LT(0, pid);
	EXPECT_EQ(exec_status(true, false, true, 1), wait_child(pid));
	EXPECT_EQ(0, self_status("Seccomp_landlock"));
	EXPECT_EQ(0, try_write());
}

/* Without the operation all is as before */
TEST(ordinary_filters)
{
	struct sock_fprog fprog = { .len = 1, .filter = allow_all };
	struct sock_filter prog[ONE_CALL_LEN];

	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, self_status("Seccomp_landlock"));
	ASSERT_EQ(0, attach_plain(0));
	ASSERT_EQ(0, attach_plain(SECCOMP_FILTER_FLAG_TSYNC));
	ASSERT_EQ(0, prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog, 0, 0));
	filter_one_call(prog, __NR_getpgid, SECCOMP_RET_ERRNO | 47);
	ASSERT_EQ(0, attach_prog(0, prog, ONE_CALL_LEN));
	EXPECT_EQ(-1, syscall(__NR_getpgid, 0));
	EXPECT_EQ(47, errno);
	EXPECT_EQ(4, self_status("Seccomp_filters"));
	EXPECT_EQ(0, self_status("Seccomp_landlock"));
	EXPECT_EQ(0, try_write());
}

/* Counting */
FIXTURE(count) {};

FIXTURE_VARIANT(count)
{
	const char *filters;	/* p: plain, r: ruled, w and d: with a ruleset */
	int ruled;
	bool no_write;
	bool no_readdir;
};

FIXTURE_VARIANT_ADD(count, nothing) { .filters = "" };
FIXTURE_VARIANT_ADD(count, plain) { .filters = "p" };
FIXTURE_VARIANT_ADD(count, ruled) { .filters = "r", .ruled = 1 };

FIXTURE_VARIANT_ADD(count, write) {
	.filters = "w", .ruled = 1, .no_write = true
};

FIXTURE_VARIANT_ADD(count, plain_ruled) { .filters = "ppr", .ruled = 1 };
FIXTURE_VARIANT_ADD(count, ruled_plain) { .filters = "rpp", .ruled = 1 };

FIXTURE_VARIANT_ADD(count, write_plain) {
	.filters = "wp", .ruled = 1, .no_write = true
};

FIXTURE_VARIANT_ADD(count, plain_write) {
	.filters = "pw", .ruled = 1, .no_write = true
};

FIXTURE_VARIANT_ADD(count, write_ruled) {
	.filters = "wr", .ruled = 2, .no_write = true
};

FIXTURE_VARIANT_ADD(count, ruled_write_plain_dir_plain) {
	.filters = "rwpdp", .ruled = 3, .no_write = true, .no_readdir = true
};

FIXTURE_VARIANT_ADD(count, same_twice) {
	.filters = "wpw", .ruled = 2, .no_write = true
};

FIXTURE_SETUP(count)
{
	const char *p;

	ASSERT_EQ(0, set_nnp());
	for (p = variant->filters; *p; p++) {
		switch (*p) {
		case 'p':
			ASSERT_EQ(0, attach_plain(0));
			break;
		case 'r':
			ASSERT_EQ(0, attach_rule(0, 0, RULE_NONE));
			break;
		case 'w':
			ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
			break;
		case 'd':
			ASSERT_EQ(0, attach_rule(0, 0, RULE_READDIR));
			break;
		}
	}
}

FIXTURE_TEARDOWN(count)
{
}

static int grandchild_exec(void)
{
	return exec_child();
}

TEST_F(count, here_and_in_children)
{
	const int want = exec_status(variant->no_write, variant->no_readdir,
				     true, variant->ruled);

	EXPECT_EQ(variant->ruled, self_status("Seccomp_landlock"));
	EXPECT_EQ(strlen(variant->filters), self_status("Seccomp_filters"));
	EXPECT_EQ(variant->filters[0] ? 2 : 0, self_status("Seccomp"));
	EXPECT_EQ(want, own_exec_status());
	EXPECT_EQ(want, in_child(own_exec_status));
	EXPECT_EQ(want, exec_child());
	EXPECT_EQ(want, in_child(grandchild_exec));
}

/* The new line follows the one of the filters. */
TEST(status_line)
{
	char line[256], want[64];
	FILE *f;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_plain(0));
	ASSERT_EQ(0, attach_fd(0, 0, -1));
	f = fopen("/proc/self/status", "re");
	ASSERT_NE(NULL, f);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, "Seccomp_filters:", 16) == 0)
			break;
	}
	EXPECT_STREQ("Seccomp_filters:\t2\n", line);
	ASSERT_NE(NULL, fgets(line, sizeof(line), f));
	snprintf(want, sizeof(want), "Seccomp_landlock:\t%d\n", 1);
	EXPECT_STREQ(want, line);
	fclose(f);
}

#ifdef __x86_64__
/* The same structures through the 32-bit entry */
static long int80(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("int $0x80" : "=a" (ret)
		     : "0" (nr), "b" (a), "c" (b), "d" (c)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}

#define NR32_GETPID	20
#define NR32_SECCOMP	354

static struct {
	struct seccomp_landlock_attr attr;
	struct seccomp_landlock_info info;
} *low;

static int compat_probe(void)
{
	return int80(NR32_GETPID, 0, 0, 0) != getpid();
}

TEST(compat)
{
	long ret = in_child(compat_probe);

	if (ret == -SIGSEGV)
		SKIP(return, "no 32-bit system calls");
	ASSERT_EQ(0, ret);
	low = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)low);
	low->info.size = sizeof(low->info);
	EXPECT_EQ(0, int80(NR32_SECCOMP, SECCOMP_GET_LANDLOCK_INFO, 0,
			   (long)&low->info));
	EXPECT_EQ(2, low->info.abi);
	EXPECT_EQ(ll_abi(), low->info.landlock_abi);

	low->attr = attr_make(allow_all, 1, ruleset_open(RULE_WRITE));
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, int80(NR32_SECCOMP, SECCOMP_SET_MODE_RULED_FILTER, 0,
			   (long)&low->attr));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
	EXPECT_EQ(-EINVAL, int80(NR32_SECCOMP, SECCOMP_SET_MODE_RULED_FILTER,
				 SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
				 (long)&low->attr));
}
#endif

TEST_HARNESS_MAIN
