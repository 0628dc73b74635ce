/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers shared by the tests of ruled filters
 *
 * Two rulesets are used as markers all over the tests, because finding out
 * whether one is enforced takes a single system call without side effects:
 * RULE_WRITE forbids opening any file for writing, RULE_READDIR forbids opening
 * any directory.  Neither gets in the way of exec, of reading /proc, or of the
 * test's own output.
 */
#ifndef _SECCOMP_LANDLOCK_COMMON_H
#define _SECCOMP_LANDLOCK_COMMON_H

#include "../kselftest_harness.h"

/* In seconds, for a slow debug kernel on a busy machine */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define LANDLOCK_MAX_LAYERS	16

/* What an exec of this program through exec_self() finds in its environment. */
#define EXEC_ENV		"SECCOMP_LANDLOCK_EXEC"

/* Bits of the exit status of a program that was started with exec_self(). */
#define EXEC_NO_WRITE		1
#define EXEC_NO_READDIR		2
#define EXEC_NNP		4
/* The number of ruled filters, -1 counts as 7. */
#define EXEC_RULED(n)		(((n) & 7) << 3)

enum rule {
	RULE_NONE,
	RULE_WRITE,
	RULE_READDIR,
};

static inline long sys_seccomp(unsigned int op, unsigned int flags, void *args)
{
	return syscall(__NR_seccomp, op, flags, args);
}

static inline int ll_create(const struct landlock_ruleset_attr *attr,
			    size_t size, __u32 flags)
{
	return syscall(__NR_landlock_create_ruleset, attr, size, flags);
}

static inline int ll_add(int fd, enum landlock_rule_type type, const void *rule)
{
	return syscall(__NR_landlock_add_rule, fd, type, rule, 0);
}

static inline int ll_restrict(int fd)
{
	return syscall(__NR_landlock_restrict_self, fd, 0);
}

static inline int ll_abi(void)
{
	return ll_create(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* A ruleset that handles @access and allows none of it. */
static inline int ruleset_fs(__u64 access)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = access,
	};

	return ll_create(&attr, sizeof(attr), 0);
}

/* Allows @access beneath @path. */
static inline int ruleset_allow(int fd, __u64 access, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};
	int ret;

	if (rule.parent_fd < 0)
		return -1;
	ret = ll_add(fd, LANDLOCK_RULE_PATH_BENEATH, &rule);
	close(rule.parent_fd);
	return ret;
}

/* The descriptor of a marker ruleset, -1 for RULE_NONE, below that an error. */
static inline int ruleset_open(enum rule rule)
{
	int fd = -1;

	if (rule == RULE_NONE)
		return -1;
	if (rule == RULE_WRITE)
		fd = ruleset_fs(LANDLOCK_ACCESS_FS_WRITE_FILE);
	else if (rule == RULE_READDIR)
		fd = ruleset_fs(LANDLOCK_ACCESS_FS_READ_DIR);
	return fd < 0 ? INT_MIN : fd;
}

/* 0 or the errno of opening @path; uses nothing but system calls. */
static inline int try_open(const char *path, int flags)
{
	const int fd = syscall(__NR_openat, AT_FDCWD, path, flags | O_CLOEXEC,
			       0600);

	if (fd < 0)
		return errno;
	syscall(__NR_close, fd);
	return 0;
}

/* EACCES where RULE_WRITE is enforced. */
static inline int try_write(void)
{
	return try_open("/dev/null", O_WRONLY);
}

/* EACCES where RULE_READDIR is enforced. */
static inline int try_readdir(void)
{
	return try_open("/", O_RDONLY | O_DIRECTORY);
}

#define ALLOW	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static struct sock_filter allow_all[] = { ALLOW };

/* Length of a program that answers one system call, and where it answers. */
#define ONE_CALL_LEN	4

static inline void filter_one_call(struct sock_filter *prog, int nr, __u32 ret)
{
	const struct sock_filter code[ONE_CALL_LEN] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (__u32)nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, ret),
		ALLOW,
	};

	memcpy(prog, code, sizeof(code));
}

static inline struct seccomp_landlock_attr
attr_make(struct sock_filter *prog, __u32 len, int ruleset_fd)
{
	const struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.filter = (uintptr_t)prog,
		.filter_len = len,
		.ruleset_fd = ruleset_fd,
	};

	return attr;
}

static inline long install_ruled(unsigned int flags,
				 struct seccomp_landlock_attr *attr)
{
	return sys_seccomp(SECCOMP_SET_MODE_RULED_FILTER, flags, attr);
}

/* Installs an allow-all filter with the ruleset @fd, which may be -1. */
static inline long attach_fd(unsigned int flags, __u32 attr_flags, int fd)
{
	struct seccomp_landlock_attr attr = attr_make(allow_all, 1, fd);

	attr.flags = attr_flags;
	return install_ruled(flags, &attr);
}

/* The same with one of the marker rulesets; errno is the one of seccomp(2). */
static inline long attach_rule(unsigned int flags, __u32 attr_flags,
			       enum rule rule)
{
	const int fd = ruleset_open(rule);
	int err;
	long ret;

	if (fd == INT_MIN)
		return -1;
	ret = attach_fd(flags, attr_flags, fd);
	err = errno;
	if (fd >= 0)
		close(fd);
	errno = err;
	return ret;
}

/* Installs an ordinary filter. */
static inline long attach_prog(unsigned int flags, struct sock_filter *prog,
			       unsigned short len)
{
	struct sock_fprog fprog = { .len = len, .filter = prog };

	return sys_seccomp(SECCOMP_SET_MODE_FILTER, flags, &fprog);
}

static inline long attach_plain(unsigned int flags)
{
	return attach_prog(flags, allow_all, 1);
}

static inline int sys_pidfd_open(pid_t pid, unsigned int flags)
{
	return syscall(__NR_pidfd_open, pid, flags);
}

/* A descriptor of the sandbox of the process @pid */
static inline int open_sandbox(pid_t pid)
{
	int pidfd = sys_pidfd_open(pid, 0), fd, err;

	if (pidfd < 0)
		return -1;
	fd = sys_seccomp(SECCOMP_OPEN_LANDLOCK, 0, &pidfd);
	err = errno;
	close(pidfd);
	errno = err;
	return fd;
}

static inline long join_sandbox(int fd)
{
	return sys_seccomp(SECCOMP_JOIN_LANDLOCK, 0, &fd);
}

/* Both, one after the other */
static inline long join_process(pid_t pid)
{
	const int fd = open_sandbox(pid);
	long ret;
	int err;

	if (fd < 0)
		return -1;
	ret = join_sandbox(fd);
	err = errno;
	close(fd);
	errno = err;
	return ret;
}

static inline int set_nnp(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static inline int restrict_rule(enum rule rule)
{
	const int fd = ruleset_open(rule);
	int ret;

	if (fd < 0)
		return -1;
	ret = ll_restrict(fd);
	close(fd);
	return ret;
}

#define CAP(_name)	(1ULL << CAP_##_name)

static inline int change_caps(__u64 effective, __u64 permitted, bool raise)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	int i;

	if (syscall(__NR_capget, &head, data))
		return -1;
	for (i = 0; i < 2; i++) {
		if (raise)
			data[i].effective = data[i].permitted;
		data[i].effective &= ~(__u32)(effective >> (32 * i));
		data[i].permitted &= ~(__u32)(permitted >> (32 * i));
		data[i].inheritable = 0;
	}
	return syscall(__NR_capset, &head, data);
}

/* Takes capabilities away: bit n of @drop stands for capability n. */
static inline int drop_caps(__u64 drop)
{
	return change_caps(drop, drop, false);
}

/* The same, until raise_caps() gives all that are permitted */
static inline int lower_caps(__u64 lower)
{
	return change_caps(lower, 0, false);
}

static inline int raise_caps(void)
{
	return change_caps(0, 0, true);
}

/* A number from a status file of /proc, -1 if there is no such line. */
static inline long read_status(const char *path, const char *field)
{
	const size_t len = strlen(field);
	char line[256];
	long val = -1;
	FILE *f;

	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f)) {
		if (!strncmp(line, field, len) && line[len] == ':') {
			val = strtol(line + len + 1, NULL, 10);
			break;
		}
	}
	fclose(f);
	return val;
}

static inline long self_status(const char *field)
{
	return read_status("/proc/thread-self/status", field);
}

static inline long task_status(pid_t tid, const char *field)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	return read_status(path, field);
}

/* What seccomp_landlock in a directory of /proc says about a chain of filters */
#define FACTS_FORMAT							\
	"filters=%ld layers=%ld strict=%ld listener=%ld trace=%ld "	\
	"trusted=%ld logged=%ld chain="

struct facts {
	long filters, layers, strict, listener, trace, trusted, logged;
	char chain[4096];	/* ids, the newest first, each with a comma */
};

/* The text of the file @dir/seccomp_landlock: its length, or -1 and an errno */
static inline ssize_t read_facts_text(const char *dir, char *text, size_t size)
{
	char path[128];
	ssize_t len;
	int fd, err;

	snprintf(path, sizeof(path), "%s/seccomp_landlock", dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, size - 1);
	err = errno;
	close(fd);
	errno = err;
	if (len >= 0)
		text[len] = '\0';
	return len;
}

/* 0, an errno, ENODATA for an empty file, or -1 for a text of another form */
static inline int read_facts(const char *dir, struct facts *f)
{
	char text[5000];
	const ssize_t len = read_facts_text(dir, text, sizeof(text));

	memset(f, 0, sizeof(*f));
	if (len <= 0)
		return len ? errno : ENODATA;
	if (sscanf(text, FACTS_FORMAT "%4094s", &f->filters, &f->layers,
		   &f->strict, &f->listener, &f->trace, &f->trusted, &f->logged,
		   f->chain) != 8)
		return -1;
	strcat(f->chain, ",");
	return 0;
}

static inline int task_facts(pid_t tid, struct facts *f)
{
	char dir[32];

	snprintf(dir, sizeof(dir), "/proc/%d", tid);
	return read_facts(dir, f);
}

static inline int self_facts(struct facts *f)
{
	return read_facts("/proc/thread-self", f);
}

/* Is the chain of @ancestor the one of @f, or one that it grew from? */
static inline bool facts_descend(const struct facts *f,
				 const struct facts *ancestor)
{
	const size_t len = strchrnul(ancestor->chain, ',') + 1 - ancestor->chain;
	const char *id;

	for (id = f->chain; *id; id = strchr(id, ',') + 1) {
		if (!strncmp(id, ancestor->chain, len))
			return true;
	}
	return false;
}

/* The one-letter state of a task, 0 if it is gone. */
static inline char task_state(pid_t tid)
{
	char path[64], line[512], *p;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len <= 0)
		return 0;
	line[len] = '\0';
	p = strrchr(line, ')');
	return p ? p[2] : 0;
}

/* Waits up to 10 seconds. */
static inline bool wait_state(pid_t tid, char state)
{
	int i;

	for (i = 0; i < 10000; i++) {
		if (task_state(tid) == state)
			return true;
		usleep(1000);
	}
	return false;
}

static inline int count_fds(void)
{
	int fd, num = 0;

	for (fd = 0; fd < 256; fd++)
		num += fcntl(fd, F_GETFD) >= 0;
	return num;
}

static inline int exec_self(void)
{
	const char *const argv[] = { "exec_self", NULL };
	const char *const envp[] = { EXEC_ENV "=1", NULL };

	return syscall(__NR_execve, "/proc/self/exe", argv, envp);
}

static inline int exec_status(bool no_write, bool no_readdir, bool nnp,
			      int ruled)
{
	return (no_write ? EXEC_NO_WRITE : 0) |
	       (no_readdir ? EXEC_NO_READDIR : 0) | (nnp ? EXEC_NNP : 0) |
	       EXEC_RULED(ruled);
}

/* What the calling process sees of its own sandbox, in the same encoding. */
static inline int own_exec_status(void)
{
	return exec_status(try_write() == EACCES, try_readdir() == EACCES,
			   prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
			   self_status("Seccomp_landlock"));
}

/* Runs instead of main() in a process that exec_self() has started. */
static void __attribute__((constructor)) exec_entry(void)
{
	if (getenv(EXEC_ENV))
		_exit(own_exec_status());
}

/* fork() for a child that does not outlive its parent. */
static inline pid_t fork_tied(void)
{
	const pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(127);
	}
	return pid;
}

/* The exit status of a child, or -signal. */
static inline int wait_child(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, __WALL) != pid)
		return INT_MIN;
	if (WIFSIGNALED(status))
		return -WTERMSIG(status);
	return WEXITSTATUS(status);
}

/* Runs @fn in a child and returns its exit status, or -signal. */
static inline int in_child(int (*fn)(void))
{
	const pid_t pid = fork_tied();

	if (pid == 0)
		_exit(fn());
	return pid < 0 ? INT_MIN : wait_child(pid);
}

/* The exit status of this program started anew, see own_exec_status(). */
static inline int exec_child(void)
{
	return in_child(exec_self);
}

static inline int remove_entry(const char *path, const struct stat *st, int flag,
			       struct FTW *ftw)
{
	return remove(path);
}

/* Takes the files of a test away; with exec it would take a second longer. */
static inline int remove_tree(const char *path)
{
	return nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void *shared_alloc(size_t size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

/*
 * A process that runs functions for another one.  The socket pair is made
 * first, so that any process of the family can start the peer and any can talk
 * to it.
 */
struct peer {
	int sv[2];
	pid_t pid;
};

struct peer_call {
	long (*fn)(void *arg);
	void *arg;
};

#define PEER_DIED	LONG_MIN

static inline int peer_init(struct peer *peer)
{
	/* One that dies by a mistake of the kernel leaves the test no end of file. */
	const struct timeval patience = { .tv_sec = 40 };

	peer->pid = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, peer->sv))
		return -1;
	return setsockopt(peer->sv[0], SOL_SOCKET, SO_RCVTIMEO, &patience,
			  sizeof(patience));
}

/* Runs in the peer. */
static inline void peer_serve(const struct peer *peer)
{
	struct peer_call call;
	long ret;

	while (read(peer->sv[1], &call, sizeof(call)) == sizeof(call)) {
		ret = call.fn(call.arg);
		if (write(peer->sv[1], &ret, sizeof(ret)) != sizeof(ret))
			break;
	}
}

static inline pid_t peer_start(struct peer *peer)
{
	const pid_t pid = fork_tied();

	if (pid) {
		peer->pid = pid;
		return pid;
	}
	peer_serve(peer);
	_exit(0);
}

static inline long peer_call(const struct peer *peer, long (*fn)(void *arg),
			     void *arg)
{
	const struct peer_call call = { .fn = fn, .arg = arg };
	long ret;

	if (write(peer->sv[0], &call, sizeof(call)) != sizeof(call) ||
	    read(peer->sv[0], &ret, sizeof(ret)) != sizeof(ret))
		return PEER_DIED;
	return ret;
}

/* A thread that sleeps in read(2) until it is told to open a file. */
struct sleeper {
	pthread_t thread;
	pid_t tid;
	int wake[2];
	int write;
};

static inline void *sleeper_main(void *arg)
{
	struct sleeper *s = arg;
	char c;

	__atomic_store_n(&s->tid, syscall(__NR_gettid), __ATOMIC_RELEASE);
	if (read(s->wake[0], &c, 1) == 1)
		s->write = try_write();
	return NULL;
}

static inline int sleeper_start(struct sleeper *s)
{
	s->tid = 0;
	s->write = -1;
	if (pipe2(s->wake, O_CLOEXEC) ||
	    pthread_create(&s->thread, NULL, sleeper_main, s))
		return -1;
	while (!__atomic_load_n(&s->tid, __ATOMIC_ACQUIRE))
		sched_yield();
	return wait_state(s->tid, 'S') ? 0 : -1;
}

/* Wakes the thread; the result of its first open. */
static inline int sleeper_end(struct sleeper *s)
{
	if (write(s->wake[1], "", 1) != 1 || pthread_join(s->thread, NULL))
		return -1;
	return s->write;
}

/*
 * A thread that waits in user space or in a system call, and then makes its
 * first call.  Threads that are given rules must not make a system call of their
 * own in between, and they never use ASSERT_*() or EXPECT_*().
 */
enum wait {
	WAIT_SPIN,
	WAIT_READ,
	WAIT_FUTEX,
	WAIT_POLL,
	WAIT_FIFO,
};

struct worker {
	pthread_t thread;
	pid_t tid;
	enum wait wait;
	int go;			/* spin and futex */
	int fds[2];		/* read and poll */
	const char *fifo;
	int (*before)(void);	/* runs before the thread is announced */
	int (*first)(void);	/* the first thing after the wait */
	int before_ret, wait_ret, first_ret, write, readdir;
};

#define LOAD(_var)		__atomic_load_n(&(_var), __ATOMIC_SEQ_CST)
#define STORE(_var, _val)	__atomic_store_n(&(_var), _val, __ATOMIC_SEQ_CST)

static inline int worker_wait(struct worker *w)
{
	struct pollfd pfd = { .fd = w->fds[0], .events = POLLIN };
	char c;

	switch (w->wait) {
	case WAIT_READ:
		return read(w->fds[0], &c, 1) == 1 ? 0 : errno;
	case WAIT_FUTEX:
		while (!LOAD(w->go)) {
			if (syscall(__NR_futex, &w->go, FUTEX_WAIT, 0, NULL,
				    NULL, 0) && errno != EAGAIN)
				return errno;
		}
		return 0;
	case WAIT_POLL:
		return poll(&pfd, 1, -1) == 1 ? 0 : errno;
	case WAIT_FIFO:
		/* Blocks until somebody opens the other side. */
		return try_open(w->fifo, O_WRONLY);
	default:
		while (!LOAD(w->go))
			;
		return 0;
	}
}

static inline void *worker_main(void *arg)
{
	struct worker *w = arg;
	const pid_t tid = syscall(__NR_gettid);

	if (w->before)
		w->before_ret = w->before();
	STORE(w->tid, tid);
	w->wait_ret = worker_wait(w);
	if (w->first)
		w->first_ret = w->first();
	w->write = try_write();
	w->readdir = try_readdir();
	return NULL;
}

static inline int worker_start(struct worker *w)
{
	w->first_ret = -1;
	if (pipe2(w->fds, O_CLOEXEC) ||
	    pthread_create(&w->thread, NULL, worker_main, w))
		return -1;
	while (!LOAD(w->tid))
		sched_yield();
	if (w->wait != WAIT_SPIN && !wait_state(w->tid, 'S'))
		return -1;
	return w->before_ret;
}

static inline void worker_release(struct worker *w)
{
	STORE(w->go, 1);
	switch (w->wait) {
	case WAIT_FUTEX:
		syscall(__NR_futex, &w->go, FUTEX_WAKE, 1, NULL, NULL, 0);
		break;
	case WAIT_READ:
	case WAIT_POLL:
		if (write(w->fds[1], "", 1) != 1)
			abort();
		break;
	case WAIT_FIFO:
		if (open(w->fifo, O_RDONLY | O_CLOEXEC) < 0)
			abort();
		break;
	default:
		break;
	}
}

static inline int worker_join(struct worker *w)
{
	worker_release(w);
	return pthread_join(w->thread, NULL);
}

static inline void delay(int rounds)
{
	while (rounds--)
		asm volatile("" ::: "memory");
}

/* Everything that a failing call must leave alone. */
struct snapshot {
	long mode, filters, ruled, nnp;
	int fds, write;
};

static inline struct snapshot snapshot_task(pid_t tid)
{
	const struct snapshot snap = {
		.mode = task_status(tid, "Seccomp"),
		.filters = task_status(tid, "Seccomp_filters"),
		.ruled = task_status(tid, "Seccomp_landlock"),
		.nnp = task_status(tid, "NoNewPrivs"),
		.fds = count_fds(),
		.write = try_write(),
	};

	return snap;
}

/* Use as EXPECT_SAME_STATE(before, snapshot_task(tid)) */
#define EXPECT_SAME_STATE(_before, _after)				\
do {									\
	const struct snapshot __before = (_before), __after = (_after);	\
									\
	EXPECT_EQ(__before.mode, __after.mode);				\
	EXPECT_EQ(__before.filters, __after.filters);			\
	EXPECT_EQ(__before.ruled, __after.ruled);			\
	EXPECT_NE(-1, __after.ruled);					\
	EXPECT_EQ(__before.nnp, __after.nnp);				\
	EXPECT_EQ(__before.fds, __after.fds);				\
	EXPECT_EQ(__before.write, __after.write);			\
} while (0)

#endif /* _SECCOMP_LANDLOCK_COMMON_H */
