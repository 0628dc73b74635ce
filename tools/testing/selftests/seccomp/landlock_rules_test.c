// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that came with a seccomp filter are Landlock's rules: files, TCP ports,
 * scopes; they stack, they mix with landlock_restrict_self(2), and they are
 * inherited
 */
#include "landlock_common.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>

/* How a ruleset gets enforced: one test body for several ways */
enum how {
	HOW_ATTACH,
	HOW_ATTACH_STRICT,
	HOW_ATTACH_PLAIN_ABOVE,
	HOW_ATTACH_PLAIN_BELOW,
	HOW_ATTACH_RULED_ABOVE,
	HOW_TSYNC,
	HOW_RESTRICT,
	HOW_RESTRICT_RULED_BELOW,
	HOW_NO_RULESET,
	HOW_PLAIN,
};

static long enforce(enum how how, int fd)
{
	switch (how) {
	case HOW_ATTACH:
		return attach_fd(0, 0, fd);
	case HOW_ATTACH_STRICT:
		return attach_fd(0, SECCOMP_LANDLOCK_PTRACE_DENY, fd);
	case HOW_ATTACH_PLAIN_ABOVE:
		return attach_fd(0, 0, fd) ?: attach_plain(0);
	case HOW_ATTACH_PLAIN_BELOW:
		return attach_plain(0) ?: attach_fd(0, 0, fd);
	case HOW_ATTACH_RULED_ABOVE:
		return attach_fd(0, 0, fd) ?: attach_fd(0, 0, -1);
	case HOW_TSYNC:
		return attach_fd(SECCOMP_FILTER_FLAG_TSYNC, 0, fd);
	case HOW_RESTRICT:
		return ll_restrict(fd);
	case HOW_RESTRICT_RULED_BELOW:
		return attach_fd(0, 0, -1) ?: ll_restrict(fd);
	case HOW_NO_RULESET:
		return attach_fd(0, 0, -1);
	default:
		return attach_plain(0);
	}
}

FIXTURE(how) {
	char base[PATH_MAX];
};

FIXTURE_VARIANT(how)
{
	enum how how;
	bool enforced;
};

FIXTURE_VARIANT_ADD(how, attach) {
	.how = HOW_ATTACH, .enforced = true
};

FIXTURE_VARIANT_ADD(how, strict) {
	.how = HOW_ATTACH_STRICT, .enforced = true
};

FIXTURE_VARIANT_ADD(how, plain_above) {
	.how = HOW_ATTACH_PLAIN_ABOVE, .enforced = true
};

FIXTURE_VARIANT_ADD(how, plain_below) {
	.how = HOW_ATTACH_PLAIN_BELOW, .enforced = true
};

FIXTURE_VARIANT_ADD(how, ruled_above) {
	.how = HOW_ATTACH_RULED_ABOVE, .enforced = true
};

FIXTURE_VARIANT_ADD(how, tsync) {
	.how = HOW_TSYNC, .enforced = true
};

FIXTURE_VARIANT_ADD(how, restrict_self) {
	.how = HOW_RESTRICT, .enforced = true
};

FIXTURE_VARIANT_ADD(how, restrict_self_ruled_below) {
	.how = HOW_RESTRICT_RULED_BELOW, .enforced = true
};

FIXTURE_VARIANT_ADD(how, no_ruleset) {
	.how = HOW_NO_RULESET, .enforced = false
};

FIXTURE_VARIANT_ADD(how, plain) {
	.how = HOW_PLAIN, .enforced = false
};

FIXTURE_SETUP(how)
{
	char cwd[PATH_MAX - 64];

	ASSERT_NE(NULL, getcwd(cwd, sizeof(cwd)));
	snprintf(self->base, sizeof(self->base), "%s/rules.XXXXXX", cwd);
	ASSERT_NE(NULL, mkdtemp(self->base));
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN_PARENT(how)
{
	EXPECT_EQ(0, remove_tree(self->base));
}

/* A directory with something for each operation */
static int copy_exe(void)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open("exe", O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
	struct stat st;
	ssize_t ret;

	if (from < 0 || to < 0 || fstat(from, &st))
		return -1;
	ret = sendfile(to, from, NULL, st.st_size);
	close(from);
	close(to);
	return ret == st.st_size ? 0 : -1;
}

static int make_entry(const char *base, const char *name)
{
	if (chdir(base) || mkdir(name, 0700) || chdir(name) ||
	    mkdir("dir", 0700) || mkdir("empty", 0700) ||
	    mknod("file", S_IFREG | 0600, 0) ||
	    mknod("old", S_IFREG | 0600, 0) ||
	    mknod("null", S_IFCHR | 0600, makedev(1, 3)) || copy_exe())
		return -1;
	return chdir(base);
}

/* One operation for each right.  The working directory is "in" or "out". */
static int op_execute(void)
{
	const char *const argv[] = { "exe", NULL };
	const char *const envp[] = { EXEC_ENV "=1", NULL };
	int pid, status;

	pid = fork();
	if (pid == 0) {
		syscall(__NR_execve, "exe", argv, envp);
		_exit(errno == EACCES ? 100 : 101);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	if (WEXITSTATUS(status) == 101)
		return -1;
	return WEXITSTATUS(status) == 100 ? EACCES : 0;
}

static int op_write(void)
{
	return try_open("file", O_WRONLY);
}

static int op_read(void)
{
	return try_open("file", O_RDONLY);
}

static int op_read_dir(void)
{
	return try_open("dir", O_RDONLY | O_DIRECTORY);
}

static int op_rmdir(void)
{
	return rmdir("empty") ? errno : 0;
}

static int op_unlink(void)
{
	return unlink("old") ? errno : 0;
}

static int op_mknod_chr(void)
{
	return mknod("chr", S_IFCHR | 0600, makedev(1, 3)) ? errno : 0;
}

static int op_mkdir(void)
{
	return mkdir("newdir", 0700) ? errno : 0;
}

static int op_create(void)
{
	return try_open("newfile", O_RDONLY | O_CREAT | O_EXCL);
}

static int op_bind(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX,
				    .sun_path = "sock" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;

	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		err = errno;
	close(fd);
	return err;
}

static int op_mkfifo(void)
{
	return mkfifo("fifo", 0600) ? errno : 0;
}

static int op_mknod_blk(void)
{
	return mknod("blk", S_IFBLK | 0600, makedev(7, 200)) ? errno : 0;
}

static int op_symlink(void)
{
	return symlink("nowhere", "sym") ? errno : 0;
}

static int op_link_to_dir(void)
{
	return link("file", "dir/link") ? errno : 0;
}

static int op_truncate(void)
{
	return truncate("file", 0) ? errno : 0;
}

static int op_ioctl_dev(void)
{
	int fd = open("null", O_RDWR | O_CLOEXEC), ret, err;
	char buf[64];

	if (fd < 0)
		return -1;
	/* A request that no driver of /dev/null knows: ENOTTY is "allowed" */
	ret = ioctl(fd, _IOR('!', 1, char[64]), buf);
	err = errno;
	close(fd);
	if (!ret || err == ENOTTY || err == EINVAL)
		return 0;
	return err;
}

static const struct fs_op {
	const char *name;
	__u64 access;
	int (*op)(void);
	int denied;
} fs_ops[] = {
	{ "execute", LANDLOCK_ACCESS_FS_EXECUTE, op_execute, EACCES },
	{ "write", LANDLOCK_ACCESS_FS_WRITE_FILE, op_write, EACCES },
	{ "read", LANDLOCK_ACCESS_FS_READ_FILE, op_read, EACCES },
	{ "read_dir", LANDLOCK_ACCESS_FS_READ_DIR, op_read_dir, EACCES },
	{ "rmdir", LANDLOCK_ACCESS_FS_REMOVE_DIR, op_rmdir, EACCES },
	{ "unlink", LANDLOCK_ACCESS_FS_REMOVE_FILE, op_unlink, EACCES },
	{ "mknod_chr", LANDLOCK_ACCESS_FS_MAKE_CHAR, op_mknod_chr, EACCES },
	{ "mkdir", LANDLOCK_ACCESS_FS_MAKE_DIR, op_mkdir, EACCES },
	{ "create", LANDLOCK_ACCESS_FS_MAKE_REG, op_create, EACCES },
	{ "bind", LANDLOCK_ACCESS_FS_MAKE_SOCK, op_bind, EACCES },
	{ "mkfifo", LANDLOCK_ACCESS_FS_MAKE_FIFO, op_mkfifo, EACCES },
	{ "mknod_blk", LANDLOCK_ACCESS_FS_MAKE_BLOCK, op_mknod_blk, EACCES },
	{ "symlink", LANDLOCK_ACCESS_FS_MAKE_SYM, op_symlink, EACCES },
	{ "refer", LANDLOCK_ACCESS_FS_REFER, op_link_to_dir, EXDEV },
	{ "truncate", LANDLOCK_ACCESS_FS_TRUNCATE, op_truncate, EACCES },
	{ "ioctl_dev", LANDLOCK_ACCESS_FS_IOCTL_DEV, op_ioctl_dev, EACCES },
};

static void run_fs_op(struct __test_metadata *const _metadata,
		      const struct fs_op *op, enum how how, bool enforced)
{
	int fd = ruleset_fs(op->access), err;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ruleset_allow(fd, op->access, "in"));
	if (op->access == LANDLOCK_ACCESS_FS_EXECUTE) {
		/* For the dynamic linker, wherever it is */
		ruleset_allow(fd, op->access, "/usr");
		ruleset_allow(fd, op->access, "/lib");
		ruleset_allow(fd, op->access, "/lib64");
	}
	ASSERT_EQ(0, enforce(how, fd));
	close(fd);

	ASSERT_EQ(0, chdir("out"));
	err = op->op();
	EXPECT_EQ(enforced ? op->denied : 0, err) {
		TH_LOG("%s outside", op->name);
	}
	ASSERT_EQ(0, chdir("../in"));
	err = op->op();
	EXPECT_EQ(0, err) {
		TH_LOG("%s inside", op->name);
	}
}

/* Each right alone, beneath a directory that has it and one that has not. */
TEST_F_TIMEOUT(how, rights, 120)
{
	unsigned int i;
	pid_t pid;

	ASSERT_EQ(0, make_entry(self->base, "in"));
	ASSERT_EQ(0, make_entry(self->base, "out"));
	for (i = 0; i < ARRAY_SIZE(fs_ops); i++) {
		pid = fork_tied();
		ASSERT_LE(0, pid);
		if (pid == 0) {
			run_fs_op(_metadata, &fs_ops[i], variant->how,
				  variant->enforced);
			_exit(0);
		}
		EXPECT_EQ(0, wait_child(pid)) {
			TH_LOG("%s", fs_ops[i].name);
		}
	}
}

/* A descriptor that was opened before keeps its rights, as with Landlock. */
TEST_F(how, open_descriptor_survives)
{
	int file, fd;

	ASSERT_EQ(0, chdir(self->base));
	file = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ASSERT_LE(0, file);
	fd = ruleset_fs(LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_READ_FILE);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, enforce(variant->how, fd));
	EXPECT_EQ(variant->enforced ? EACCES : 0, try_open("file", O_RDWR));
	EXPECT_EQ(1, write(file, "x", 1));
	EXPECT_EQ(0, lseek(file, 0, SEEK_SET));
}

/* Two rulesets: what both allow */
FIXTURE(stack) {
	char base[PATH_MAX];
};

FIXTURE_VARIANT(stack)
{
	enum how first, second;
};

FIXTURE_VARIANT_ADD(stack, both_attached) {
	.first = HOW_ATTACH, .second = HOW_ATTACH
};

FIXTURE_VARIANT_ADD(stack, plain_between) {
	.first = HOW_ATTACH_PLAIN_ABOVE, .second = HOW_ATTACH
};

FIXTURE_VARIANT_ADD(stack, restrict_self_before) {
	.first = HOW_RESTRICT, .second = HOW_ATTACH
};

FIXTURE_VARIANT_ADD(stack, restrict_self_after) {
	.first = HOW_ATTACH, .second = HOW_RESTRICT
};

FIXTURE_VARIANT_ADD(stack, tsync_last) {
	.first = HOW_ATTACH, .second = HOW_TSYNC
};

FIXTURE_VARIANT_ADD(stack, tsync_first) {
	.first = HOW_TSYNC, .second = HOW_ATTACH
};

FIXTURE_VARIANT_ADD(stack, no_ruleset_on_top) {
	.first = HOW_ATTACH, .second = HOW_ATTACH_RULED_ABOVE
};

FIXTURE_VARIANT_ADD(stack, reference) {
	.first = HOW_RESTRICT, .second = HOW_RESTRICT
};

FIXTURE_SETUP(stack)
{
	static const char *const dirs[] = { "one", "two", "both", "none" };
	char cwd[PATH_MAX - 64];
	unsigned int i;

	ASSERT_NE(NULL, getcwd(cwd, sizeof(cwd)));
	snprintf(self->base, sizeof(self->base), "%s/stack.XXXXXX", cwd);
	ASSERT_NE(NULL, mkdtemp(self->base));
	ASSERT_EQ(0, chdir(self->base));
	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		ASSERT_EQ(0, mkdir(dirs[i], 0700));
		ASSERT_EQ(0, chdir(dirs[i]));
		ASSERT_EQ(0, mknod("f", S_IFREG | 0600, 0));
		ASSERT_EQ(0, chdir(".."));
	}
}

FIXTURE_TEARDOWN_PARENT(stack)
{
	EXPECT_EQ(0, remove_tree(self->base));
}

static int ruleset_two_dirs(const char *a, const char *b)
{
	int fd = ruleset_fs(LANDLOCK_ACCESS_FS_WRITE_FILE);

	if (fd < 0 ||
	    ruleset_allow(fd, LANDLOCK_ACCESS_FS_WRITE_FILE, a) ||
	    ruleset_allow(fd, LANDLOCK_ACCESS_FS_WRITE_FILE, b))
		return -1;
	return fd;
}

TEST_F(stack, intersection)
{
	int one = ruleset_two_dirs("one", "both");
	int two = ruleset_two_dirs("two", "both");

	ASSERT_LE(0, one);
	ASSERT_LE(0, two);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, enforce(variant->first, one));
	EXPECT_EQ(0, try_open("one/f", O_WRONLY));
	EXPECT_EQ(0, try_open("both/f", O_WRONLY));
	EXPECT_EQ(EACCES, try_open("two/f", O_WRONLY));
	EXPECT_EQ(EACCES, try_open("none/f", O_WRONLY));

	ASSERT_EQ(0, enforce(variant->second, two));
	EXPECT_EQ(EACCES, try_open("one/f", O_WRONLY));
	EXPECT_EQ(EACCES, try_open("two/f", O_WRONLY));
	EXPECT_EQ(EACCES, try_open("none/f", O_WRONLY));
	EXPECT_EQ(0, try_open("both/f", O_WRONLY));
	EXPECT_EQ(0, try_open("both/f", O_RDONLY));
}

/* Inheritance */
static int bare_write(void)
{
	return try_write();
}

static int fork_again(void)
{
	return in_child(bare_write);
}

static void *write_thread(void *arg)
{
	*(int *)arg = try_write();
	return NULL;
}

static int exec_no_write(void)
{
	return exec_child() & EXEC_NO_WRITE ? EACCES : 0;
}

static int clone_vm_child(void *arg)
{
	*(int *)arg = try_write();
	return 0;
}

TEST_F(how, inheritance)
{
	static long double stack[1024];
	const int want = variant->enforced ? EACCES : 0;
	int fd = ruleset_open(RULE_WRITE), seen = -1, err = -1;
	pthread_t thread;
	pid_t pid;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, enforce(variant->how, fd));
	close(fd);

	EXPECT_EQ(want, try_write());
	EXPECT_EQ(want, in_child(bare_write));
	EXPECT_EQ(want, in_child(fork_again));
	EXPECT_EQ(want, exec_no_write());
	EXPECT_EQ(want, in_child(exec_no_write));

	ASSERT_EQ(0, pthread_create(&thread, NULL, write_thread, &seen));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(want, seen);

	pid = clone(clone_vm_child, stack + ARRAY_SIZE(stack),
		    CLONE_VM | CLONE_VFORK | SIGCHLD, &err);
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, wait_child(pid));
	EXPECT_EQ(want, err);

	/* Nor does a change of credentials lose the rules. */
	ASSERT_EQ(0, syscall(__NR_setresuid, 65534, 65534, 65534));
	EXPECT_EQ(want, try_write());
}

/* TCP ports, in a network namespace of its own */
#define PORT_OK		20001
#define PORT_BAD	20002
#define LISTEN_OK	20003
#define LISTEN_BAD	20004

static int tcp_bind(int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;

	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		err = errno;
	if (!err && listen(fd, 5))
		err = errno;
	/* A listening socket stays open on purpose. */
	return err;
}

static int tcp_connect(int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;

	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		err = errno;
	close(fd);
	return err;
}

/* The descriptor of a ruleset for ports, with the servers to test it. */
static int prepare_net(void)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP |
				      LANDLOCK_ACCESS_NET_CONNECT_TCP,
	};
	struct landlock_net_port_attr rule = {};
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int sock, fd;

	sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0 || ioctl(sock, SIOCSIFFLAGS, &ifr))
		return -1;
	close(sock);
	if (tcp_bind(LISTEN_OK) || tcp_bind(LISTEN_BAD))
		return -1;

	fd = ll_create(&attr, sizeof(attr), 0);
	rule.allowed_access = LANDLOCK_ACCESS_NET_BIND_TCP;
	rule.port = PORT_OK;
	if (fd < 0 || ll_add(fd, LANDLOCK_RULE_NET_PORT, &rule))
		return -1;
	rule.allowed_access = LANDLOCK_ACCESS_NET_CONNECT_TCP;
	rule.port = LISTEN_OK;
	return ll_add(fd, LANDLOCK_RULE_NET_PORT, &rule) ? -1 : fd;
}

TEST_F(how, ports)
{
	const int denied = variant->enforced ? EACCES : 0;
	int fd;

	ASSERT_EQ(0, unshare(CLONE_NEWNET));
	fd = prepare_net();
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, enforce(variant->how, fd));

	EXPECT_EQ(0, tcp_bind(PORT_OK));
	EXPECT_EQ(denied, tcp_bind(PORT_BAD));
	EXPECT_EQ(0, tcp_connect(LISTEN_OK));
	EXPECT_EQ(denied, tcp_connect(LISTEN_BAD));
	/* The ports of one right are not those of the other. */
	EXPECT_EQ(denied, tcp_connect(PORT_OK));
}

/* Scopes */
static int listen_abstract(struct sockaddr_un *addr, const char *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	snprintf(addr->sun_path + 1, sizeof(addr->sun_path) - 1,
		 "landlock_rules_test.%d.%s", getpid(), name);
	if (fd < 0 || bind(fd, (struct sockaddr *)addr, sizeof(*addr)) ||
	    listen(fd, 5))
		return -1;
	return fd;
}

static int connect_abstract(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;

	if (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)))
		err = errno;
	close(fd);
	return err;
}

static int ruleset_scoped(__u64 scoped)
{
	const struct landlock_ruleset_attr attr = { .scoped = scoped };

	return ll_create(&attr, sizeof(attr), 0);
}

static pid_t start_pausing(void)
{
	pid_t pid = fork_tied();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	return pid;
}

/*
 * rst: "guarded by other means: Landlock's scopes for signals and abstract
 * Unix sockets, and the filter itself."
 */
TEST_F(how, scope_signal)
{
	const pid_t outside = start_pausing();
	pid_t inside;
	int fd = ruleset_scoped(LANDLOCK_SCOPE_SIGNAL);

	ASSERT_LT(0, outside);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, enforce(variant->how, fd));
	inside = start_pausing();
	ASSERT_LT(0, inside);
	errno = 0;
	EXPECT_EQ(variant->enforced ? -1 : 0, kill(outside, 0));
	EXPECT_EQ(variant->enforced ? EPERM : 0, errno);
	EXPECT_EQ(0, kill(getpid(), 0));
	EXPECT_EQ(0, kill(inside, 0));
	EXPECT_EQ(0, kill(inside, SIGTERM));
	EXPECT_EQ(-SIGTERM, wait_child(inside));
}

/*
 * A main thread that sleeps or computes since a worker gave it rules has not taken
 * them: as a target it counts by its filters.  Members may signal it, others that
 * are scoped may not.
 *
 * rst: "a thread that has yet to take its rules counts by its filters."
 */
static int scope_fd;
static int start_sync, sync_ret = -1;
static bool main_sleeps;
static pthread_t sync_worker;
static struct peer before_sync, after_sync;

/* A member is a child that was made after the sync, and the worker makes it. */
static void *sync_main_thread(void *arg)
{
	while (!LOAD(start_sync))
		sched_yield();
	if (main_sleeps)
		wait_state(getpid(), 'S');
	sync_ret = attach_fd(SECCOMP_FILTER_FLAG_TSYNC, 0, scope_fd);
	if (!sync_ret)
		peer_start(&after_sync);
	pause();
	return NULL;
}

/* The process whose main thread lags; SIGUSR1 stays pending. */
static int lagging_process(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, NULL) || set_nnp() ||
	    peer_start(&before_sync) < 0 ||
	    pthread_create(&sync_worker, NULL, sync_main_thread, NULL))
		return 1;
	STORE(start_sync, 1);
	if (main_sleeps)
		pause();
	for (;;)
		;
}

/* SIGIO and what F_SETSIG makes of it, sent by the kernel for the caller */
static long own_and_trigger(struct f_owner_ex *owner)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) || fcntl(fds[0], F_SETSIG, SIGUSR1) ||
	    fcntl(fds[0], F_SETOWN_EX, owner) ||
	    fcntl(fds[0], F_SETFL, O_ASYNC) || write(fds[1], "", 1) != 1)
		return -1;
	close(fds[0]);
	return close(fds[1]);
}

static long sigio_to_process(void *arg)
{
	struct f_owner_ex owner = { F_OWNER_PID, (long)arg };

	return own_and_trigger(&owner);
}

static long sigio_to_thread(void *arg)
{
	struct f_owner_ex owner = { F_OWNER_TID, (long)arg };

	return own_and_trigger(&owner);
}

static long call_kill(void *arg)
{
	return kill((long)arg, SIGUSR1) ? errno : 0;
}

static long call_tgkill(void *arg)
{
	return syscall(__NR_tgkill, (long)arg, (long)arg, SIGUSR1) ? errno : 0;
}

static long call_pidfd_send_signal(void *arg)
{
	const int fd = sys_pidfd_open((long)arg, 0);
	const long ret = syscall(__NR_pidfd_send_signal, fd, SIGUSR1, NULL, 0);
	const int err = errno;

	close(fd);
	return ret ? err : 0;
}

static long call_sigqueue(void *arg)
{
	return sigqueue((long)arg, SIGUSR1, (union sigval){}) ? errno : 0;
}

static long call_scope(void *arg)
{
	return set_nnp() ?: ll_restrict(scope_fd);
}

static long call_vm_readv(void *arg)
{
	struct iovec local = { &start_sync, 1 }, remote = { &sync_ret, 1 };

	return process_vm_readv((long)arg, &local, 1, &remote, 1, 0) < 0 ?
		       errno : 0;
}

FIXTURE(lagging) {
	pid_t pid;
};

FIXTURE_VARIANT(lagging)
{
	long (*call)(void *arg);
	bool silent;		/* the caller is not told of a refusal */
};

FIXTURE_VARIANT_ADD(lagging, kill) { .call = call_kill };
FIXTURE_VARIANT_ADD(lagging, tgkill) { .call = call_tgkill };
FIXTURE_VARIANT_ADD(lagging, sigqueue) { .call = call_sigqueue };

FIXTURE_VARIANT_ADD(lagging, pidfd_send_signal) {
	.call = call_pidfd_send_signal
};

FIXTURE_VARIANT_ADD(lagging, sigio) {
	.call = sigio_to_process, .silent = true
};

FIXTURE_VARIANT_ADD(lagging, sigio_thread) {
	.call = sigio_to_thread, .silent = true
};

FIXTURE_SETUP(lagging)
{
	scope_fd = ruleset_scoped(LANDLOCK_SCOPE_SIGNAL);
	ASSERT_LE(0, scope_fd);
	ASSERT_EQ(0, peer_init(&before_sync));
	ASSERT_EQ(0, peer_init(&after_sync));
}

FIXTURE_TEARDOWN(lagging)
{
}

/* The numbers have base 16, which makes no difference to being 0. */
static bool signal_pending(pid_t pid)
{
	return task_status(pid, "SigPnd") || task_status(pid, "ShdPnd");
}

static void try_lagging(struct __test_metadata *const _metadata, bool sleeps,
			long (*call)(void *arg), bool silent, bool member)
{
	struct peer *const peer = member ? &after_sync : &before_sync;
	struct facts facts;
	void *arg;
	pid_t pid;
	int i;

	main_sleeps = sleeps;
	pid = fork_tied();
	if (pid == 0)
		_exit(lagging_process());
	ASSERT_LT(0, pid);
	arg = (void *)(long)pid;
	for (i = 0; i < 10000 && !task_status(pid, "Seccomp_landlock"); i++)
		usleep(1000);
	ASSERT_EQ(1, task_status(pid, "Seccomp_landlock"));
	ASSERT_EQ(true, wait_state(pid, sleeps ? 'S' : 'R'));
	/* A scope of its own, that the process is not in */
	if (!member)
		ASSERT_EQ(0, peer_call(peer, call_scope, NULL));
	EXPECT_FALSE(signal_pending(pid));
	EXPECT_EQ(member || silent ? 0 : EPERM, peer_call(peer, call, arg));
	EXPECT_EQ(member, signal_pending(pid));
	EXPECT_EQ(member ? 0 : EPERM, peer_call(peer, call_vm_readv, arg));
	EXPECT_EQ(0, task_facts(pid, &facts));
	EXPECT_EQ(1, facts.layers);
	ASSERT_EQ(true, wait_state(pid, sleeps ? 'S' : 'R'));
	kill(pid, SIGKILL);
	EXPECT_EQ(-SIGKILL, wait_child(pid));
}

TEST_F(lagging, member_to_sleeping)
{
	try_lagging(_metadata, true, variant->call, variant->silent, true);
}

TEST_F(lagging, member_to_busy)
{
	try_lagging(_metadata, false, variant->call, variant->silent, true);
}

TEST_F(lagging, stranger_to_sleeping)
{
	try_lagging(_metadata, true, variant->call, variant->silent, false);
}

TEST_F(lagging, stranger_to_busy)
{
	try_lagging(_metadata, false, variant->call, variant->silent, false);
}

TEST_F(how, scope_abstract_unix_socket)
{
	int fd = ruleset_scoped(LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET);
	struct sockaddr_un outside, inside;

	ASSERT_LE(0, fd);
	ASSERT_LE(0, listen_abstract(&outside, "outside"));
	ASSERT_EQ(0, enforce(variant->how, fd));
	ASSERT_LE(0, listen_abstract(&inside, "inside"));
	EXPECT_EQ(variant->enforced ? EPERM : 0, connect_abstract(&outside));
	EXPECT_EQ(0, connect_abstract(&inside));
}

TEST_HARNESS_MAIN
