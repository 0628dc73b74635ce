// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_SET_MODE_RULED_FILTER: arguments, errors, and what a failing call
 * leaves behind
 */
#include "landlock_common.h"

#include <assert.h>
#include <sys/resource.h>

#define SIZE	SECCOMP_LANDLOCK_ATTR_SIZE_VER0
#define ISIZE	SECCOMP_LANDLOCK_INFO_SIZE_VER0

#define ASSERT_OFFSET(_struct, _field, _offset)				\
	static_assert(offsetof(struct seccomp_landlock_##_struct,	\
			       _field) == (_offset), #_field)

static_assert(SECCOMP_SET_MODE_RULED_FILTER == 4, "operation");
static_assert(SECCOMP_GET_LANDLOCK_INFO == 5, "operation");
static_assert(SECCOMP_OPEN_LANDLOCK == 6, "operation");
static_assert(SECCOMP_JOIN_LANDLOCK == 7, "operation");
static_assert(SECCOMP_FILTER_FLAG_LANDLOCK == 1UL << 31, "flag");
static_assert(SECCOMP_LANDLOCK_PTRACE_DENY == 1, "flag");
static_assert(SECCOMP_LANDLOCK_TRUST_DELEGATE == 2, "flag");

/* The layout must not depend on the size of a long or a pointer. */
static_assert(sizeof(struct seccomp_landlock_attr) == 32, "size");
static_assert(SECCOMP_LANDLOCK_ATTR_SIZE_VER0 == 32, "size");
static_assert(__alignof__(struct seccomp_landlock_attr) == 8, "alignment");
ASSERT_OFFSET(attr, size, 0);
ASSERT_OFFSET(attr, flags, 4);
ASSERT_OFFSET(attr, filter_len, 8);
ASSERT_OFFSET(attr, ruleset_fd, 12);
ASSERT_OFFSET(attr, filter, 16);
ASSERT_OFFSET(attr, landlock_flags, 24);
ASSERT_OFFSET(attr, reserved, 28);
static_assert(sizeof(struct seccomp_landlock_info) == 16, "size");
static_assert(SECCOMP_LANDLOCK_INFO_SIZE_VER0 == 16, "size");
ASSERT_OFFSET(info, abi, 4);
ASSERT_OFFSET(info, flags, 8);
ASSERT_OFFSET(info, landlock_abi, 12);

/* Two pages that can be used, and one behind them that cannot. */
static char *guarded_pages(void)
{
	const size_t page = getpagesize();
	char *mem = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED || mprotect(mem + 2 * page, page, PROT_NONE))
		return NULL;
	return mem;
}

enum where {
	GOOD,
	AT_NULL,
	ON_GUARD,
	INTO_GUARD,
};

enum prog {
	PROG_GOOD,
	PROG_NO_RET,
	PROG_BAD_CODE,
	PROG_BYTE_LOAD,
	PROG_ODD_OFFSET,
	PROG_FAR_JUMP,
};

enum ruleset {
	RULESET_GOOD,
	RULESET_NONE,
	RULESET_CLOSED,
	RULESET_HUGE,
	RULESET_MINUS_2,
	RULESET_MIN,
	RULESET_PATH,
	RULESET_DEV_NULL,
	RULESET_PIPE,
	RULESET_OPATH,
};

/*
 * rst: "a failing call never leaves half a sandbox, and no thread of the
 * process is left behind with less than the others"
 */
FIXTURE(bad_attr) {
	struct sock_filter *prog;
	struct seccomp_landlock_attr *attr;
	int fd;
};

FIXTURE_VARIANT(bad_attr)
{
	unsigned int flags;	/* of seccomp(2) */
	__u32 size;		/* and the other fields of the structure */
	__u32 attr_flags;
	__u32 landlock_flags;
	__u32 reserved;
	__u32 len;
	enum prog prog;
	enum where where_prog;
	enum where where_attr;
	enum ruleset ruleset;
	int tail;		/* offset of a byte that is not zero */
	bool no_privs;		/* neither no_new_privs nor CAP_SYS_ADMIN */
	int err;
};

/* Flags of seccomp(2) */
FIXTURE_VARIANT_ADD(bad_attr, unknown_flag) {
	.flags = 1U << 30, .size = SIZE, .len = 1, .err = EINVAL
};

/* Only ever reported */
FIXTURE_VARIANT_ADD(bad_attr, reported_flag) {
	.flags = SECCOMP_FILTER_FLAG_LANDLOCK, .size = SIZE, .len = 1,
	.err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, reported_flags) {
	.flags = SECCOMP_FILTER_FLAG_LANDLOCK | SECCOMP_FILTER_FLAG_LOG,
	.size = SIZE, .len = 1, .ruleset = RULESET_NONE, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, wait_killable_alone) {
	.flags = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV | 1U << 29,
	.size = SIZE, .len = 1, .err = EINVAL
};

/* Size and tail */
FIXTURE_VARIANT_ADD(bad_attr, size_0) { .size = 0, .len = 1, .err = EINVAL };
FIXTURE_VARIANT_ADD(bad_attr, size_4) { .size = 4, .len = 1, .err = EINVAL };

FIXTURE_VARIANT_ADD(bad_attr, size_24) { .size = 24, .len = 1, .err = EINVAL };

FIXTURE_VARIANT_ADD(bad_attr, size_31) {
	.size = SIZE - 1, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, size_page_plus_1) {
	.size = 4097, .len = 1, .err = E2BIG
};

FIXTURE_VARIANT_ADD(bad_attr, size_max) {
	.size = UINT_MAX, .len = 1, .err = E2BIG
};

FIXTURE_VARIANT_ADD(bad_attr, tail_first_byte) {
	.size = SIZE + 1, .tail = SIZE, .len = 1, .err = E2BIG
};

FIXTURE_VARIANT_ADD(bad_attr, tail_last_byte) {
	.size = 64, .tail = 63, .len = 1, .err = E2BIG
};

FIXTURE_VARIANT_ADD(bad_attr, tail_end_of_page) {
	.size = 4096, .tail = 4095, .len = 1, .err = E2BIG
};

/* Flags of the structure */
FIXTURE_VARIANT_ADD(bad_attr, attr_flag_bit_3) {
	.size = SIZE, .attr_flags = 1U << 3, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, attr_flag_bit_31) {
	.size = SIZE, .attr_flags = 1U << 31, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, attr_flags_known_and_unknown) {
	.size = SIZE, .attr_flags = SECCOMP_LANDLOCK_PTRACE_DENY | 1U << 16,
	.len = 1, .err = EINVAL
};

/* Fields that have to be 0, with a ruleset or without */
FIXTURE_VARIANT_ADD(bad_attr, reserved) {
	.size = SIZE, .reserved = 1, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, reserved_no_ruleset) {
	.size = SIZE, .reserved = 1U << 31, .len = 1, .ruleset = RULESET_NONE,
	.err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, landlock_flags_unknown) {
	.size = SIZE, .landlock_flags = 1U << 31, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, landlock_flags_no_ruleset) {
	.size = SIZE, .landlock_flags = 1, .len = 1, .ruleset = RULESET_NONE,
	.err = EINVAL
};

/* Addresses */
FIXTURE_VARIANT_ADD(bad_attr, attr_null) {
	.where_attr = AT_NULL, .err = EFAULT
};

FIXTURE_VARIANT_ADD(bad_attr, attr_unreadable) {
	.where_attr = ON_GUARD, .err = EFAULT
};

FIXTURE_VARIANT_ADD(bad_attr, attr_half_readable) {
	.where_attr = INTO_GUARD, .size = SIZE, .len = 1, .err = EFAULT
};

FIXTURE_VARIANT_ADD(bad_attr, prog_unreadable) {
	.size = SIZE, .where_prog = ON_GUARD, .len = 1, .err = EFAULT
};

/* The same answer as for a struct sock_fprog without a program */
FIXTURE_VARIANT_ADD(bad_attr, prog_null) {
	.size = SIZE, .where_prog = AT_NULL, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_half_readable) {
	.size = SIZE, .where_prog = INTO_GUARD, .len = 2, .err = EFAULT
};

/* Program, lengths that are fine after truncation to 16 or 29 bits included */
FIXTURE_VARIANT_ADD(bad_attr, len_0) { .size = SIZE, .len = 0, .err = EINVAL };

FIXTURE_VARIANT_ADD(bad_attr, len_4097) {
	.size = SIZE, .len = 4097, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, len_65536) {
	.size = SIZE, .len = 65536, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, len_65537) {
	.size = SIZE, .len = 65537, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, len_bit_29) {
	.size = SIZE, .len = (1U << 29) + 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, len_max) {
	.size = SIZE, .len = UINT_MAX, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_no_ret) {
	.size = SIZE, .prog = PROG_NO_RET, .len = 1, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_bad_code) {
	.size = SIZE, .prog = PROG_BAD_CODE, .len = 2, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_byte_load) {
	.size = SIZE, .prog = PROG_BYTE_LOAD, .len = 2, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_odd_offset) {
	.size = SIZE, .prog = PROG_ODD_OFFSET, .len = 2, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_far_jump) {
	.size = SIZE, .prog = PROG_FAR_JUMP, .len = 2, .err = EINVAL
};

FIXTURE_VARIANT_ADD(bad_attr, prog_bad_no_ruleset) {
	.size = SIZE, .prog = PROG_NO_RET, .len = 1, .ruleset = RULESET_NONE,
	.err = EINVAL
};

/*
 * Ruleset.  There is no EPERM here: it takes a ruleset that is not open for
 * reading, landlock_create_ruleset(2) opens all of them for reading and writing,
 * and an anonymous inode cannot be opened a second time, except with O_PATH,
 * which does not make a descriptor to work with and gives EBADF.
 */
FIXTURE_VARIANT_ADD(bad_attr, fd_closed) {
	.size = SIZE, .len = 1, .ruleset = RULESET_CLOSED, .err = EBADF
};

FIXTURE_VARIANT_ADD(bad_attr, fd_huge) {
	.size = SIZE, .len = 1, .ruleset = RULESET_HUGE, .err = EBADF
};

FIXTURE_VARIANT_ADD(bad_attr, fd_minus_2) {
	.size = SIZE, .len = 1, .ruleset = RULESET_MINUS_2, .err = EBADF
};

FIXTURE_VARIANT_ADD(bad_attr, fd_min) {
	.size = SIZE, .len = 1, .ruleset = RULESET_MIN, .err = EBADF
};

FIXTURE_VARIANT_ADD(bad_attr, fd_o_path) {
	.size = SIZE, .len = 1, .ruleset = RULESET_OPATH, .err = EBADF
};

FIXTURE_VARIANT_ADD(bad_attr, fd_directory) {
	.size = SIZE, .len = 1, .ruleset = RULESET_PATH, .err = EBADFD
};

FIXTURE_VARIANT_ADD(bad_attr, fd_device) {
	.size = SIZE, .len = 1, .ruleset = RULESET_DEV_NULL, .err = EBADFD
};

FIXTURE_VARIANT_ADD(bad_attr, fd_pipe) {
	.size = SIZE, .len = 1, .ruleset = RULESET_PIPE, .err = EBADFD
};

/* Privilege */
FIXTURE_VARIANT_ADD(bad_attr, no_privilege) {
	.size = SIZE, .len = 1, .no_privs = true, .err = EACCES
};

FIXTURE_VARIANT_ADD(bad_attr, no_privilege_no_ruleset) {
	.size = SIZE, .len = 1, .no_privs = true, .ruleset = RULESET_NONE,
	.err = EACCES
};

FIXTURE_VARIANT_ADD(bad_attr, no_privilege_strict) {
	.size = SIZE, .len = 1, .no_privs = true,
	.attr_flags = SECCOMP_LANDLOCK_PTRACE_DENY, .err = EACCES
};

static int open_ruleset(struct __test_metadata *const _metadata,
			enum ruleset ruleset)
{
	char path[64];
	int fd, fds[2];

	switch (ruleset) {
	case RULESET_GOOD:
		fd = ruleset_open(RULE_WRITE);
		break;
	case RULESET_NONE:
		return -1;
	case RULESET_CLOSED:
		/* A number that nothing else takes before the call */
		fd = fcntl(ruleset_open(RULE_WRITE), F_DUPFD_CLOEXEC, 250);
		close(fd);
		break;
	case RULESET_HUGE:
		return INT_MAX;
	case RULESET_MINUS_2:
		return -2;
	case RULESET_MIN:
		return INT_MIN;
	case RULESET_PATH:
		fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		break;
	case RULESET_DEV_NULL:
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		break;
	case RULESET_PIPE:
		ASSERT_EQ(0, pipe2(fds, O_CLOEXEC));
		return fds[0];
	case RULESET_OPATH:
		fd = ruleset_open(RULE_WRITE);
		ASSERT_LE(0, fd);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		EXPECT_EQ(-1, open(path, O_WRONLY | O_CLOEXEC));
		fd = open(path, O_PATH | O_CLOEXEC);
		break;
	default:
		fd = -1;
	}
	ASSERT_LE(0, fd);
	return fd;
}

static void write_prog(struct sock_filter *prog, enum prog kind)
{
	static const struct sock_filter first[] = {
		[PROG_GOOD] = ALLOW,
		[PROG_NO_RET] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		[PROG_BAD_CODE] = BPF_STMT(0xffff, 0),
		[PROG_BYTE_LOAD] = BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		[PROG_ODD_OFFSET] = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 3),
		[PROG_FAR_JUMP] = BPF_JUMP(BPF_JMP | BPF_JA, 1000, 0, 0),
	};

	prog[0] = first[kind];
}

static void *place(enum where where, void *good, char *guard, size_t inside)
{
	switch (where) {
	case GOOD:
		return good;
	case AT_NULL:
		return NULL;
	case ON_GUARD:
		return guard;
	default:
		return guard - inside;
	}
}

#define LONGEST_PROG	65537

FIXTURE_SETUP(bad_attr)
{
	struct sock_filter *prog;
	char *attr, *mem, *guard;
	int i;

	mem = guarded_pages();
	ASSERT_NE(NULL, mem);
	guard = mem + 2 * getpagesize();
	/* Every instruction is a valid program of its own. */
	self->prog = calloc(LONGEST_PROG, sizeof(*self->prog));
	ASSERT_NE(NULL, self->prog);
	for (i = 0; i < LONGEST_PROG; i++)
		self->prog[i] = allow_all[0];
	write_prog(self->prog, variant->prog);

	prog = place(variant->where_prog, self->prog, guard, sizeof(*prog));
	if (variant->where_prog == INTO_GUARD)
		prog[0] = allow_all[0];
	self->fd = open_ruleset(_metadata, variant->ruleset);

	attr = place(variant->where_attr, mem, guard, 24);
	self->attr = (void *)attr;
	if (variant->where_attr == GOOD) {
		*self->attr = attr_make(prog, variant->len, self->fd);
		self->attr->size = variant->size;
		self->attr->flags = variant->attr_flags;
		self->attr->landlock_flags = variant->landlock_flags;
		self->attr->reserved = variant->reserved;
		if (variant->tail)
			attr[variant->tail] = 1;
	} else if (variant->where_attr == INTO_GUARD) {
		self->attr->size = variant->size;
		self->attr->filter_len = variant->len;
		self->attr->ruleset_fd = self->fd;
		self->attr->filter = (uintptr_t)prog;
	}

	ASSERT_EQ(0, variant->no_privs ? drop_caps(~0ULL) : set_nnp());
}

FIXTURE_TEARDOWN(bad_attr)
{
}

#define EXPECT_REFUSED(_flags)						\
do {									\
	EXPECT_EQ(-1, install_ruled(variant->flags | (_flags),		\
				    self->attr));			\
	EXPECT_EQ(variant->err, errno);					\
} while (0)

TEST_F(bad_attr, alone)
{
	const struct snapshot before = snapshot_task(getpid());

	ASSERT_EQ(0, before.mode);
	EXPECT_REFUSED(0);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

TEST_F(bad_attr, with_listener)
{
	const struct snapshot before = snapshot_task(getpid());

	EXPECT_REFUSED(SECCOMP_FILTER_FLAG_NEW_LISTENER);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

TEST_F(bad_attr, with_tsync)
{
	struct snapshot before, before_sleeper;
	struct sleeper s;

	ASSERT_EQ(0, sleeper_start(&s));
	before = snapshot_task(getpid());
	before_sleeper = snapshot_task(s.tid);
	EXPECT_REFUSED(SECCOMP_FILTER_FLAG_TSYNC);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	EXPECT_SAME_STATE(before_sleeper, snapshot_task(s.tid));
	EXPECT_EQ(0, sleeper_end(&s));
}

/* Sizes that a program built for a later kernel may pass */
FIXTURE(size) {
	char *mem;
};

FIXTURE_VARIANT(size)
{
	__u32 size;
};

FIXTURE_VARIANT_ADD(size, exact) { .size = SIZE };
FIXTURE_VARIANT_ADD(size, plus_1) { .size = SIZE + 1 };
FIXTURE_VARIANT_ADD(size, plus_8) { .size = SIZE + 8 };
FIXTURE_VARIANT_ADD(size, page) { .size = 4096 };

FIXTURE_SETUP(size)
{
	self->mem = guarded_pages();
	ASSERT_NE(NULL, self->mem);
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(size)
{
}

/* The structure ends where readable memory ends: not a byte more is read. */
TEST_F(size, accepted)
{
	struct seccomp_landlock_attr *attr;
	int fd = ruleset_open(RULE_WRITE);

	ASSERT_LE(0, fd);
	attr = (void *)(self->mem + 2 * getpagesize() - variant->size);
	*attr = attr_make(allow_all, 1, fd);
	attr->size = variant->size;
	ASSERT_EQ(0, install_ruled(0, attr));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
}

/* Limits that show late, when the rest of the call has been prepared */
static struct sock_filter long_prog[BPF_MAXINSNS];

static void fill_long_prog(void)
{
	const struct sock_filter nop = BPF_JUMP(BPF_JMP | BPF_JA, 0, 0, 0);
	int i;

	for (i = 0; i < BPF_MAXINSNS - 1; i++)
		long_prog[i] = nop;
	long_prog[i] = allow_all[0];
}

FIXTURE(late) {};

FIXTURE_VARIANT(late)
{
	unsigned int flags;
};

FIXTURE_VARIANT_ADD(late, alone) {};

FIXTURE_VARIANT_ADD(late, with_listener) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER
};

FIXTURE_VARIANT_ADD(late, with_tsync) { .flags = SECCOMP_FILTER_FLAG_TSYNC };

FIXTURE_VARIANT_ADD(late, with_all) {
	.flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC |
		 SECCOMP_FILTER_FLAG_TSYNC_ESRCH
};

FIXTURE_SETUP(late)
{
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(late)
{
}

TEST_F(late, layers)
{
	struct snapshot before, before_sleeper;
	struct sleeper s;
	int i;

	for (i = 0; i < LANDLOCK_MAX_LAYERS; i++)
		ASSERT_EQ(0, attach_rule(0, 0, RULE_READDIR));
	ASSERT_EQ(0, sleeper_start(&s));
	before = snapshot_task(getpid());
	before_sleeper = snapshot_task(s.tid);
	EXPECT_EQ(-1, attach_rule(variant->flags, 0, RULE_WRITE));
	EXPECT_EQ(E2BIG, errno);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	EXPECT_SAME_STATE(before_sleeper, snapshot_task(s.tid));
	EXPECT_EQ(LANDLOCK_MAX_LAYERS, before.ruled);

	/* Landlock itself counts the same layers. */
	EXPECT_EQ(-1, restrict_rule(RULE_WRITE));
	EXPECT_EQ(E2BIG, errno);
	/* A filter without a ruleset needs no layer. */
	EXPECT_EQ(0, attach_fd(0, 0, -1));
	EXPECT_EQ(0, try_write());
	EXPECT_EQ(0, sleeper_end(&s));
}

TEST_F(late, layers_of_both_kinds)
{
	struct snapshot before;
	int i;

	for (i = 0; i < LANDLOCK_MAX_LAYERS; i++) {
		ASSERT_EQ(0, i & 1 ? restrict_rule(RULE_READDIR) :
			     attach_rule(0, 0, RULE_READDIR));
	}
	before = snapshot_task(getpid());
	EXPECT_EQ(-1, attach_rule(variant->flags, 0, RULE_WRITE));
	EXPECT_EQ(E2BIG, errno);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

TEST_F(late, chain_too_long)
{
	struct snapshot before, before_sleeper;
	struct sleeper s;
	int i;

	fill_long_prog();
	for (i = 0; i < 20; i++) {
		if (attach_prog(0, long_prog, BPF_MAXINSNS))
			break;
	}
	ASSERT_EQ(ENOMEM, errno);
	ASSERT_LT(1, i);
	ASSERT_EQ(0, sleeper_start(&s));
	before_sleeper = snapshot_task(s.tid);
	ASSERT_EQ(i, before_sleeper.filters);
	for (i = 0; i < 2; i++) {
		const int fd = i ? -1 : ruleset_open(RULE_WRITE);
		struct seccomp_landlock_attr attr =
			attr_make(long_prog, BPF_MAXINSNS, fd);

		before = snapshot_task(getpid());
		EXPECT_EQ(-1, install_ruled(variant->flags, &attr));
		EXPECT_EQ(ENOMEM, errno);
		EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	}
	EXPECT_EQ(before_sleeper.filters,
		  task_status(s.tid, "Seccomp_filters"));
	EXPECT_EQ(0, task_status(s.tid, "Seccomp_landlock"));
	EXPECT_EQ(0, sleeper_end(&s));
}

TEST_F(late, second_listener)
{
	struct snapshot before, before_sleeper;
	struct sleeper s;

	ASSERT_LE(0, attach_plain(SECCOMP_FILTER_FLAG_NEW_LISTENER));
	ASSERT_EQ(0, sleeper_start(&s));
	before = snapshot_task(getpid());
	before_sleeper = snapshot_task(s.tid);
	EXPECT_EQ(-1, attach_rule(SECCOMP_FILTER_FLAG_NEW_LISTENER |
				  SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				  variant->flags, 0, RULE_WRITE));
	EXPECT_EQ(EBUSY, errno);
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
	EXPECT_SAME_STATE(before_sleeper, snapshot_task(s.tid));
	EXPECT_EQ(0, sleeper_end(&s));
}

/* No descriptor is left for the listener. */
static void no_free_fd(struct __test_metadata *const _metadata,
		       unsigned int flags)
{
	int fd = ruleset_open(RULE_WRITE), lowest;
	struct rlimit lim, tight;
	struct snapshot before;

	ASSERT_LE(0, fd);
	lowest = dup(fd);
	ASSERT_LE(0, lowest);
	close(lowest);
	before = snapshot_task(getpid());
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &lim));
	tight = lim;
	tight.rlim_cur = lowest;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &tight));
	EXPECT_EQ(-1, attach_fd(flags, 0, fd));
	EXPECT_EQ(EMFILE, errno);
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &lim));
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

TEST(no_fd_for_listener)
{
	ASSERT_EQ(0, set_nnp());
	no_free_fd(_metadata, SECCOMP_FILTER_FLAG_NEW_LISTENER);
	no_free_fd(_metadata, SECCOMP_FILTER_FLAG_NEW_LISTENER |
		   SECCOMP_FILTER_FLAG_TSYNC |
		   SECCOMP_FILTER_FLAG_TSYNC_ESRCH);
}

/* Combinations that an ordinary filter is refused for as well */
TEST(bad_combinations)
{
	static const unsigned int bad[] = {
		SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC,
	};
	struct snapshot before;
	unsigned int i;

	ASSERT_EQ(0, set_nnp());
	before = snapshot_task(getpid());
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(-1, attach_rule(bad[i], 0, RULE_WRITE));
		EXPECT_EQ(EINVAL, errno);
	}
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

/* Operations that take no flag do not take this one. */
TEST(reported_flag_elsewhere)
{
	static const unsigned int ops[] = {
		SECCOMP_SET_MODE_STRICT, SECCOMP_SET_MODE_FILTER,
		SECCOMP_GET_ACTION_AVAIL, SECCOMP_GET_NOTIF_SIZES,
		SECCOMP_GET_LANDLOCK_INFO, SECCOMP_OPEN_LANDLOCK,
		SECCOMP_JOIN_LANDLOCK,
	};
	struct snapshot before;
	unsigned int i;

	ASSERT_EQ(0, set_nnp());
	before = snapshot_task(getpid());
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		EXPECT_EQ(-1, sys_seccomp(ops[i], SECCOMP_FILTER_FLAG_LANDLOCK,
					  NULL));
		EXPECT_EQ(EINVAL, errno) {
			TH_LOG("operation %u", ops[i]);
		}
	}
	EXPECT_SAME_STATE(before, snapshot_task(getpid()));
}

/* The operation is known; needs no privilege. */
TEST(probe)
{
	ASSERT_EQ(0, drop_caps(~0ULL));
	EXPECT_EQ(-1, install_ruled(0, NULL));
	EXPECT_EQ(EFAULT, errno);
}

static __u32 probed_flag;

static int try_attr_flag(void)
{
	return attach_fd(0, probed_flag, -1) ? errno : 0;
}

/* Every bit is either announced and accepted, or neither.  Later ones need more. */
TEST(attr_flags)
{
	const __u32 flags = SECCOMP_LANDLOCK_PTRACE_DENY |
			    SECCOMP_LANDLOCK_TRUST_DELEGATE;
	struct seccomp_landlock_info info = { .size = sizeof(info) };
	int i;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info));
	EXPECT_EQ(flags, info.flags & flags);
	for (i = 0; i < 32; i++) {
		probed_flag = 1U << i;
		EXPECT_EQ(flags & probed_flag ? 0 : EINVAL,
			  in_child(try_attr_flag)) {
			TH_LOG("bit %d", i);
		}
	}
}

/* What Landlock calls LANDLOCK_RESTRICT_SELF_TSYNC where it has it */
#define RESTRICT_TSYNC	8

static int try_restrict_flag(void)
{
	const int fd = ruleset_open(RULE_WRITE);

	return syscall(__NR_landlock_restrict_self, fd, probed_flag) ? errno :
	       try_write();
}

static int try_landlock_flag(void)
{
	struct seccomp_landlock_attr attr =
		attr_make(allow_all, 1, ruleset_open(RULE_WRITE));

	attr.landlock_flags = probed_flag;
	return install_ruled(0, &attr) ? errno : try_write();
}

/* The same flags as Landlock has, but for the one that is about threads. */
TEST(landlock_flags)
{
	int i;

	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(EACCES, in_child(try_landlock_flag));
	for (i = 0; i < 32; i++) {
		probed_flag = 1U << i;
		EXPECT_EQ(probed_flag == RESTRICT_TSYNC ? EINVAL :
			  in_child(try_restrict_flag),
			  in_child(try_landlock_flag)) {
			TH_LOG("bit %d", i);
		}
	}
}

TEST_HARNESS_MAIN
