// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does not change a verdict or a rule: the cgroup, the user namespace and
 * the user of a task, the layers of a file system, and the file that a program
 * comes from
 *
 * rst: The verdict, "A verdict depends on the filters that were installed and on
 * nothing else: not on the user, the user namespace or the cgroup of a task, and
 * not on the time."
 */
#include "landlock_pairs.h"

#define CGROUPS		"/sys/fs/cgroup"

static char cgroup[64];

static int cgroup_make(void)
{
	snprintf(cgroup, sizeof(cgroup), CGROUPS "/scll-%d", getpid());
	return mkdir(cgroup, 0700);
}

static int cgroup_move(const char *dir, pid_t pid)
{
	char text[128];
	int fd, len, ret;

	snprintf(text, sizeof(text), "%s/cgroup.procs", dir);
	fd = open(text, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = snprintf(text, sizeof(text), "%d", pid);
	ret = write(fd, text, len) == len ? 0 : -1;
	close(fd);
	return ret;
}

/* Runs in the task that moves; -1 if it could not. */
static long move_nowhere(void *arg)
{
	return 0;
}

static long move_user(void *arg)
{
	if (syscall(__NR_setresuid, 65534, 65534, 65534))
		return -1;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long move_user_namespace(void *arg)
{
	return unshare(CLONE_NEWUSER);
}

static long move_namespaces(void *arg)
{
	return unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
		       CLONE_NEWNET | CLONE_NEWCGROUP);
}

static long move_session(void *arg)
{
	return setsid() < 0 ? -1 : 0;
}

FIXTURE(move) {
	struct peer *tracer, *target;
};

FIXTURE_VARIANT(move)
{
	long (*move)(void *arg);
	bool cgroup;
	bool tracer, target;		/* who moves */
	bool loses;			/* the tracer its right by uid or userns */
};

FIXTURE_VARIANT_ADD(move, nobody) { .move = move_nowhere };

FIXTURE_VARIANT_ADD(move, cgroup_of_tracer) {
	.move = move_nowhere, .cgroup = true, .tracer = true
};

FIXTURE_VARIANT_ADD(move, cgroup_of_target) {
	.move = move_nowhere, .cgroup = true, .target = true
};

FIXTURE_VARIANT_ADD(move, user_of_tracer) {
	.move = move_user, .tracer = true, .loses = true
};

FIXTURE_VARIANT_ADD(move, user_of_target) {
	.move = move_user, .target = true
};

FIXTURE_VARIANT_ADD(move, user_of_both) {
	.move = move_user, .tracer = true, .target = true
};

FIXTURE_VARIANT_ADD(move, user_namespace_of_tracer) {
	.move = move_user_namespace, .tracer = true, .loses = true
};

FIXTURE_VARIANT_ADD(move, user_namespace_of_target) {
	.move = move_user_namespace, .target = true
};

FIXTURE_VARIANT_ADD(move, namespaces_of_tracer) {
	.move = move_namespaces, .tracer = true
};

FIXTURE_VARIANT_ADD(move, namespaces_of_target) {
	.move = move_namespaces, .target = true
};

FIXTURE_VARIANT_ADD(move, session_of_both) {
	.move = move_session, .tracer = true, .target = true
};

FIXTURE_SETUP(move)
{
	ASSERT_EQ(0, init_context());
	self->tracer = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	if (variant->cgroup)
		ASSERT_EQ(0, cgroup_make());
}

FIXTURE_TEARDOWN(move)
{
	if (!variant->cgroup)
		return;
	cgroup_move(CGROUPS, tracer_task);
	cgroup_move(CGROUPS, ctx->target);
	rmdir(cgroup);
}

static const struct layer none[LAYERS] = {};
static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE }
};

static const struct layer strict[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE, .attr_flags = STRICT }
};

static int move_task(const struct peer *peer, pid_t pid, bool to_cgroup,
		     long (*move)(void *arg))
{
	if (to_cgroup && cgroup_move(cgroup, pid))
		return -1;
	return peer_call(peer, move, NULL);
}

#define MOVE_TASKS()							\
do {									\
	if (variant->tracer)						\
		ASSERT_EQ(0, move_task(self->tracer, tracer_task,	\
				       variant->cgroup, variant->move)); \
	if (variant->target)						\
		ASSERT_EQ(0, move_task(self->target, ctx->target,	\
				       variant->cgroup, variant->move)); \
} while (0)

/* A file of /proc may have a mode bit in the way, these do not. */
#define EXPECT_LOST()							\
do {									\
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named,		\
				   "process_vm_readv"));		\
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named,		\
				   "ptrace seize"));			\
	EXPECT_EQ(EPERM, peer_call(self->tracer, call_named,		\
				   "kcmp, second"));			\
} while (0)

#define EXPECT_AFTER_MOVE(_allow)					\
do {									\
	if (variant->loses)						\
		EXPECT_LOST();						\
	else								\
		EXPECT_ACCESS(self->tracer, _allow);			\
} while (0)

/* The tracer may, and goes on to, unless other rules of ptrace say no. */
TEST_F(move, same)
{
	ASSERT_EQ(0, start_pair(ruled, none, none));
	EXPECT_ACCESS(self->tracer, BOTH);
	MOVE_TASKS();
	EXPECT_AFTER_MOVE(BOTH);
}

TEST_F(move, strict)
{
	ASSERT_EQ(0, start_pair(strict, none, none));
	EXPECT_ACCESS(self->tracer, READ);
	MOVE_TASKS();
	EXPECT_AFTER_MOVE(READ);
}

TEST_F(move, outside)
{
	ASSERT_EQ(0, start_pair(none, ruled, none));
	EXPECT_ACCESS(self->tracer, 0);
	MOVE_TASKS();
	EXPECT_AFTER_MOVE(0);
}

/* Without rules, as a control of what "loses" says */
TEST_F(move, unsandboxed)
{
	ASSERT_EQ(0, start_pair(none, none, none));
	EXPECT_ACCESS(self->tracer, BOTH);
	MOVE_TASKS();
	EXPECT_AFTER_MOVE(BOTH);
}

static long call_write(void *arg)
{
	return try_write();
}

static long call_readdir(void *arg)
{
	return try_readdir();
}

static long call_ruled(void *arg)
{
	return self_status("Seccomp_landlock");
}

TEST_F(move, rules)
{
	ASSERT_EQ(0, start_pair(none, ruled, ruled));
	MOVE_TASKS();
	EXPECT_EQ(EACCES, peer_call(self->tracer, call_write, NULL));
	EXPECT_EQ(EACCES, peer_call(self->target, call_write, NULL));
	EXPECT_EQ(0, peer_call(self->tracer, call_readdir, NULL));
	EXPECT_EQ(1, peer_call(self->tracer, call_ruled, NULL));
	EXPECT_EQ(1, peer_call(self->target, call_ruled, NULL));
}

/* A program that comes from memory has the rules of who started it. */
static int copy_self(int to)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char buf[4096];
	ssize_t len;

	if (from < 0)
		return -1;
	while ((len = read(from, buf, sizeof(buf))) > 0) {
		if (write(to, buf, len) != len)
			return -1;
	}
	close(from);
	return len;
}

static int memfd;

static int exec_memfd(void)
{
	static const char *const argv[] = { "memfd", NULL };
	static const char *const envp[] = { EXEC_ENV "=1", NULL };

	return syscall(__NR_execveat, memfd, "", argv, envp, AT_EMPTY_PATH);
}

TEST(program_in_memory)
{
	memfd = syscall(__NR_memfd_create, "scll", 1 /* MFD_CLOEXEC */);
	ASSERT_LE(0, memfd);
	ASSERT_EQ(0, copy_self(memfd));
	EXPECT_EQ(exec_status(false, false, false, 0), in_child(exec_memfd));
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(exec_status(true, false, true, 1), in_child(exec_memfd));
}

/*
 * An overlay looks at its layers with the credentials of who mounted it, so that
 * a rule is about the overlay; a layer by its own path needs a rule of its own.
 */
FIXTURE(overlay) {};

#define DIR_TOP		"/mnt"
#define LOWER		DIR_TOP "/lower"
#define UPPER		DIR_TOP "/upper"
#define WORK		DIR_TOP "/work"
#define MERGED		DIR_TOP "/merged"

#define FILE_RIGHTS	(LANDLOCK_ACCESS_FS_READ_FILE |			\
			 LANDLOCK_ACCESS_FS_WRITE_FILE |		\
			 LANDLOCK_ACCESS_FS_MAKE_REG)

static int make_file(const char *path)
{
	return try_open(path, O_WRONLY | O_CREAT);
}

FIXTURE_SETUP(overlay)
{
	ASSERT_EQ(0, unshare(CLONE_NEWNS));
	ASSERT_EQ(0, mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	ASSERT_EQ(0, mount("top", DIR_TOP, "tmpfs", 0, NULL));
	ASSERT_EQ(0, mkdir(LOWER, 0700));
	ASSERT_EQ(0, mkdir(UPPER, 0700));
	ASSERT_EQ(0, mkdir(WORK, 0700));
	ASSERT_EQ(0, mkdir(MERGED, 0700));
	ASSERT_EQ(0, make_file(LOWER "/file"));
	ASSERT_EQ(0, make_file(LOWER "/other"));
	ASSERT_EQ(0, mount("overlay", MERGED, "overlay", 0,
			   "lowerdir=" LOWER ",upperdir=" UPPER
			   ",workdir=" WORK));
}

FIXTURE_TEARDOWN(overlay)
{
}

FIXTURE_VARIANT(overlay)
{
	const char *allowed;
	int merged, layers;
};

FIXTURE_VARIANT_ADD(overlay, nothing) {
	.allowed = NULL, .merged = EACCES, .layers = EACCES
};

FIXTURE_VARIANT_ADD(overlay, merged) {
	.allowed = MERGED, .merged = 0, .layers = EACCES
};

FIXTURE_VARIANT_ADD(overlay, lower) {
	.allowed = LOWER, .merged = EACCES, .layers = 0
};

TEST_F(overlay, rules)
{
	int fd = ruleset_fs(FILE_RIGHTS);

	ASSERT_LE(0, fd);
	if (variant->allowed)
		ASSERT_EQ(0, ruleset_allow(fd, FILE_RIGHTS, variant->allowed));
	EXPECT_EQ(0, try_open(MERGED "/file", O_RDONLY));
	EXPECT_EQ(0, try_open(LOWER "/file", O_RDONLY));
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_fd(0, 0, fd));

	EXPECT_EQ(variant->merged, try_open(MERGED "/file", O_RDONLY));
	EXPECT_EQ(variant->layers, try_open(LOWER "/file", O_RDONLY));
	EXPECT_EQ(variant->layers, make_file(LOWER "/new"));
	/* This copies the file up, in a directory that is not allowed. */
	EXPECT_EQ(variant->merged, try_open(MERGED "/file", O_RDWR));
	EXPECT_EQ(variant->merged, make_file(MERGED "/new"));
	EXPECT_EQ(variant->merged ? ENOENT : EACCES,
		  try_open(UPPER "/file", O_RDONLY));
	EXPECT_EQ(EACCES, make_file(UPPER "/mine"));
}

TEST_HARNESS_MAIN
