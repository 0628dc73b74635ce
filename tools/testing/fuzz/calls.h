/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls that the fuzzer makes
 *
 * A call is six bytes: who makes it, which one, and four arguments that each call
 * understands in its own way.  So every sequence of bytes is a program.
 */
#ifndef _FUZZ_CALLS_H
#define _FUZZ_CALLS_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACTORS		3	/* two threads of a process, and a child of it */
#define OUTSIDER	ACTORS	/* a process in no sandbox */
#define RULESETS	4
#define SANDBOXES	4	/* descriptors that an actor keeps */
#define SANDBOX_FD(i)	(200 + (i) % SANDBOXES)
#define PROBE_NR	__NR_sched_get_priority_max
#define RACE		0x80	/* of call.who: the next call does not wait */
#define ARRAY_SIZE(x)	(sizeof(x) / sizeof((x)[0]))
#define NO_CALL		LONG_MIN	/* returned if no system call was made */

/* As struct seccomp_metadata, whose header does not go with sys/ptrace.h */
struct seccomp_meta {
	uint64_t filter_off, flags;
};

struct call {
	uint8_t who, what, a, b, c, d;
};

/* Shared by the actors of a program */
struct arena {
	int turn;
	int late[ACTORS];
	int tid[ACTORS + 1];
	int listener;
	unsigned long made;
	char page[4096];
};

static struct arena *arena;
static int rulesets[RULESETS];
static int passing[2];		/* sockets, of a program */

static long sys_seccomp(unsigned int op, unsigned int flags, void *args)
{
	return syscall(__NR_seccomp, op, flags, args);
}

/* Someone to do something to */
static pid_t somebody(uint8_t x)
{
	return __atomic_load_n(&arena->tid[x % (ACTORS + 1)], __ATOMIC_SEQ_CST);
}

static unsigned int make_prog(struct sock_filter *code, uint8_t kind)
{
	static const uint32_t rets[] = {
		SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_TRACE,
		SECCOMP_RET_USER_NOTIF, SECCOMP_RET_LOG, SECCOMP_RET_TRAP,
	};
	const struct sock_filter one_call[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROBE_NR, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, rets[kind % 6]),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_filter computed[] = {
		BPF_STMT(BPF_LD | BPF_IMM, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};

	if (kind & 0x40) {
		memcpy(code, computed, sizeof(computed));
		return 2;
	}
	if (kind & 0x20) {
		code[0] = one_call[3];
		return 1;
	}
	memcpy(code, one_call, sizeof(one_call));
	return 4;
}

static int pick_ruleset(uint8_t x)
{
	static const int odd[] = { -1, -1, -1, -2, 0, 9999, 1, 2 };

	return x & 0x40 ? odd[x & 7] : rulesets[x % RULESETS];
}

/* A right flag is far more likely than a wrong one. */
static unsigned int pick_flags(uint8_t x, uint8_t y)
{
	return (x & 0x3f) | ((y & 0xf0) == 0xf0 ? 1U << (y & 0xf) << 4 : 0);
}

static void keep_listener(long fd)
{
	const int old = __atomic_exchange_n(&arena->listener, fd, __ATOMIC_SEQ_CST);

	if (old > 0)
		close(old);
}

static long call_attach(const struct call *c)
{
	const unsigned int flags = pick_flags(c->a & ~8U, 0) | (c->d & 0x80 ? 8 : 0);
	struct sock_filter code[4];
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.flags = c->b & 7,
		.landlock_flags = c->b >= 0xf0 ? 1U << (c->b & 15) : 0,
		.filter = (uintptr_t)code,
		.filter_len = make_prog(code, c->d & 0x7f),
		.ruleset_fd = pick_ruleset(c->c),
	};
	const long ret = sys_seccomp(SECCOMP_SET_MODE_RULED_FILTER, flags, &attr);

	if (ret > 0 && (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		keep_listener(ret);
	return ret;
}

/* One thing about the structure is wrong, or at its limit. */
static long call_attach_odd(const struct call *c)
{
	struct sock_filter code[4];
	union {
		struct seccomp_landlock_attr attr;
		char bytes[8192];
	} *u = mmap(NULL, sizeof(*u), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned int op = SECCOMP_SET_MODE_RULED_FILTER, flags = pick_flags(0, c->c);
	void *arg = u;
	long ret;

	if (u == MAP_FAILED)
		return -1;
	u->attr.size = sizeof(u->attr);
	u->attr.filter = (uintptr_t)code;
	u->attr.filter_len = make_prog(code, c->d);
	u->attr.ruleset_fd = -1;
	switch (c->a % 15) {
	case 0:
		u->attr.size = c->b;
		break;
	case 1:
		u->attr.size = c->b * 32;
		u->bytes[c->b * 16] |= c->c;
		break;
	case 2:
		u->attr.size = 4096 + (c->b & 1);
		break;
	case 3:
		u->attr.size = -1;
		break;
	case 4:
		u->attr.flags = 1U << (c->b & 31);
		break;
	case 5:
		u->attr.filter = c->b & 1 ? 0 : 1;
		break;
	case 6:
		u->attr.filter_len = c->b & 1 ? 0 : 65536 + c->c;
		break;
	case 7:
		u->attr.filter_len = 4095 + c->b % 3;
		break;
	case 8:
		arg = c->b & 1 ? NULL : (void *)1;
		break;
	case 9:
		u->attr.ruleset_fd = (int8_t)c->b;
		break;
	case 10:
		code[0].code = c->b << 8 | c->c;
		break;
	case 11:
		u->attr.landlock_flags = 1U << (c->b & 31);
		u->attr.ruleset_fd = pick_ruleset(c->c);
		break;
	case 12:
		u->attr.reserved = 1U << (c->b & 31);
		break;
	case 13:	/* what a checkpoint tool would do */
		flags |= SECCOMP_FILTER_FLAG_LANDLOCK;
		if (c->b & 1)
			op = SECCOMP_SET_MODE_FILTER;
		break;
	default:	/* ends where the page does */
		arg = u->bytes + sizeof(*u) - sizeof(u->attr) + (c->b & 7) * 4;
		memcpy(arg, &u->attr, sizeof(u->attr) - (c->b & 7) * 4);
	}
	ret = sys_seccomp(op, flags, arg);
	munmap(u, sizeof(*u));
	return ret;
}

static long call_plain(const struct call *c)
{
	struct sock_filter code[4];
	struct sock_fprog prog = { .filter = code };
	const unsigned int flags = c->a & 0x37;
	long ret;

	prog.len = make_prog(code, c->d & 0x7f);
	if (c->b & 1)
		return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
	ret = sys_seccomp(SECCOMP_SET_MODE_FILTER, flags, &prog);
	if (ret > 0 && (flags & SECCOMP_FILTER_FLAG_NEW_LISTENER))
		keep_listener(ret);
	return ret;
}

static long call_info(const struct call *c)
{
	union {
		struct seccomp_landlock_info info;
		char bytes[512];
	} u = {};
	void *arg = &u;

	u.info.size = c->a & 1 ? sizeof(u.info) : c->b;
	if (c->a & 2)
		u.bytes[c->c] |= c->d;
	if (c->a & 4)
		u.info.size = c->b << 8;
	if (c->a >= 0xf0)
		arg = c->a & 8 ? NULL : (void *)make_prog;	/* read-only */
	return sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, c->d == 7, arg);
}

static void keep_sandbox(uint8_t x, int fd)
{
	dup2(fd, SANDBOX_FD(x));
	close(fd);
}

static long call_open(const struct call *c)
{
	const bool odd = c->b >= 0xf0;
	int pidfd = odd ? (int8_t)c->c :
		    syscall(__NR_pidfd_open, somebody(c->a), c->b & 1 ? O_EXCL : 0);
	long ret;

	ret = sys_seccomp(SECCOMP_OPEN_LANDLOCK, c->b == 0xff,
			  c->b == 0xfe ? NULL : &pidfd);
	if (!odd && pidfd >= 0)
		close(pidfd);
	if (ret >= 0)
		keep_sandbox(c->d, ret);
	return ret;
}

static long call_join(const struct call *c)
{
	int fd = c->b >= 0xf0 ? (int8_t)c->c : SANDBOX_FD(c->a);

	return sys_seccomp(SECCOMP_JOIN_LANDLOCK, c->b == 0xff,
			   c->b == 0xfe ? NULL : &fd);
}

/* A descriptor of a sandbox goes to whoever is the next to take one. */
static long call_pass(const struct call *c)
{
	union {
		char space[CMSG_SPACE(sizeof(int))];
		struct cmsghdr head;
	} u = {};
	struct iovec iov = { arena->page, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &u,
		.msg_controllen = sizeof(u),
	};
	long ret;
	int fd;

	if (c->a & 1) {
		fd = SANDBOX_FD(c->b);
		u.head.cmsg_len = CMSG_LEN(sizeof(fd));
		u.head.cmsg_level = SOL_SOCKET;
		u.head.cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(&u.head), &fd, sizeof(fd));
		return sendmsg(passing[0], &msg, MSG_DONTWAIT);
	}
	ret = recvmsg(passing[1], &msg, MSG_DONTWAIT);
	if (ret > 0 && msg.msg_controllen >= CMSG_LEN(sizeof(fd))) {
		memcpy(&fd, CMSG_DATA(&u.head), sizeof(fd));
		keep_sandbox(c->b, fd);
	}
	return ret;
}

static long call_prctl(const struct call *c)
{
	switch (c->a % 6) {
	case 0:
		return prctl(PR_SET_DUMPABLE, c->b & 1, 0, 0, 0);
	case 1:
		return prctl(PR_GET_SECCOMP, 0, 0, 0, 0);
	case 2:
		return prctl(PR_SET_SECCOMP, c->b & 3, NULL);
	case 3:
		return sys_seccomp(c->b & 7, c->c, c->d & 1 ? NULL : arena->page);
	default:
		return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	}
}

static long call_ruleset(const struct call *c)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = (1ULL << (c->b & 15)) & ~1ULL,
		.handled_access_net = c->c & 3,
		.scoped = c->d & 3,
	};
	int fd, old;

	/* Execute stays possible, and some right must be handled. */
	if (!attr.handled_access_fs)
		attr.handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE;
	fd = syscall(__NR_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd < 0)
		return fd;
	old = __atomic_exchange_n(&rulesets[c->a % RULESETS], fd, __ATOMIC_SEQ_CST);
	if (old >= 0)
		close(old);
	return fd;
}

static long call_rule(const struct call *c)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = 1ULL << (c->b & 15),
		.parent_fd = open(c->c & 1 ? "/" : "/tmp", O_PATH | O_CLOEXEC),
	};
	const long ret = syscall(__NR_landlock_add_rule, rulesets[c->a % RULESETS],
				 LANDLOCK_RULE_PATH_BENEATH, &rule, 0);

	close(rule.parent_fd);
	return ret;
}

static long call_restrict(const struct call *c)
{
	return syscall(__NR_landlock_restrict_self, pick_ruleset(c->a),
		       c->b == 0xff);
}

static long call_ptrace(const struct call *c)
{
	static const int requests[] = {
		PTRACE_SEIZE, PTRACE_ATTACH, PTRACE_TRACEME, PTRACE_INTERRUPT,
		PTRACE_DETACH, PTRACE_CONT, PTRACE_SECCOMP_GET_FILTER,
		PTRACE_SECCOMP_GET_METADATA, PTRACE_SETOPTIONS,
		PTRACE_PEEKDATA, PTRACE_PEEKUSER, PTRACE_GETSIGINFO,
		PTRACE_LISTEN, PTRACE_SYSCALL, PTRACE_SINGLESTEP, PTRACE_KILL,
	};
	const int request = requests[c->a % ARRAY_SIZE(requests)];
	struct seccomp_meta meta = { .filter_off = c->c };
	const pid_t pid = somebody(c->b);
	long ret;

	switch (request) {
	case PTRACE_SECCOMP_GET_METADATA:
		return ptrace(request, pid, sizeof(meta), &meta);
	case PTRACE_SECCOMP_GET_FILTER:
		return ptrace(request, pid, c->c, 0);
	case PTRACE_SEIZE:
	case PTRACE_SETOPTIONS:
		return ptrace(request, pid, 0, c->c & 1 ? 0x200000 : c->d);
	case PTRACE_PEEKDATA:
	case PTRACE_GETSIGINFO:
		return syscall(__NR_ptrace, request, pid, arena->page, arena->page);
	default:
		ret = ptrace(request, pid, 0, request == PTRACE_DETACH ? c->d % 32 : 0);
		if (!ret && (request == PTRACE_ATTACH || request == PTRACE_INTERRUPT) &&
		    (c->c & 1))
			waitpid(pid, NULL, __WALL | WNOHANG);
		return ret;
	}
}

/* A child or a thread that does nothing, or makes one call of its own */
static long call_clone(const struct call *c)
{
	static const unsigned int flags[] = {
		SIGCHLD, 0, CLONE_VM | CLONE_VFORK | SIGCHLD,
		CLONE_FILES | SIGCHLD, CLONE_FS | SIGCHLD, CLONE_PTRACE | SIGCHLD,
	};
	const long pid = syscall(__NR_clone, flags[c->a % 6], NULL, NULL, NULL, NULL);

	if (pid == 0) {
		const struct call inner = { .a = c->b, .b = c->c, .c = c->d };

		/* The one with CLONE_VFORK has our memory: nothing that writes. */
		if (c->a % 6 != 2) {
			if (c->d & 1)
				call_join(&inner);
			else
				call_attach(&inner);
		}
		syscall(__NR_exit, 0);
	}
	return pid;
}

static long call_probe(const struct call *c)
{
	struct iovec local = { arena->page + 64, 1 }, remote = { arena->page, 1 };
	const pid_t pid = somebody(c->b);
	char path[64];
	int fd;

	switch (c->a % 8) {
	case 0:
		return process_vm_readv(pid, &local, 1, &remote, 1, 0);
	case 1:
		return syscall(__NR_kcmp, getpid(), pid, KCMP_VM, 0, 0);
	case 2:
		return syscall(PROBE_NR, SCHED_OTHER);
	case 3:
		snprintf(path, sizeof(path), "/proc/%d/mem", pid);
		break;
	case 4:
		snprintf(path, sizeof(path), "/proc/%d/status", pid);
		break;
	case 5:
		snprintf(path, sizeof(path), "/proc/%d/seccomp_landlock", pid);
		break;
	case 6:
		snprintf(path, sizeof(path), "/proc/%d/task/%d/seccomp_landlock", pid,
			 somebody(c->c));
		break;
	default:
		snprintf(path, sizeof(path), "/tmp/probe");
		break;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | (c->a % 8 == 7 ? O_CREAT : 0), 0600);
	if (fd >= 0) {
		if (read(fd, path, sizeof(path)) < 0)
			path[0] = 0;
		close(fd);
	}
	return fd;
}

/* What rules can deny, and a listener be asked about */
static long call_touch(const struct call *c)
{
	static const char * const names[] = {
		"/tmp/touch", "/tmp/touch2", "/tmp/sub", "/tmp/sub/touch",
		"/tmp/link", "/tmp/sub/link", "/tmp", "/dev/null",
	};
	static const int flags[] = {
		O_RDONLY, O_WRONLY, O_RDWR, O_WRONLY | O_CREAT,
		O_RDWR | O_TRUNC, O_CREAT | O_EXCL, O_RDWR | O_TMPFILE, O_PATH,
	};
	/* What others need is only opened. */
	const char *const name = names[c->b % (c->a % 12 < 9 ? 6 : 8)];
	const char *const other = names[c->c % 6];
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(1024 + c->c),
	};
	int fd;

	switch (c->a % 12) {
	case 0:
		return mkdir(name, 0700);
	case 1:
		return mknod(name, c->c & 1 ? S_IFIFO : S_IFREG, 0);
	case 2:
		return unlink(name);
	case 3:
		return rmdir(name);
	case 4:
		return symlink(other, name);
	case 5:
		return truncate(name, c->c);
	case 6:
		return rename(name, other);
	case 7:
		return syscall(__NR_renameat2, AT_FDCWD, name, AT_FDCWD, other, 2);
	case 8:
		return link(name, other);
	case 9:
		fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		if (c->d & 1)
			bind(fd, (struct sockaddr *)&addr, sizeof(addr));
		else
			connect(fd, (struct sockaddr *)&addr, sizeof(addr));
		break;
	default:
		fd = open(name, O_NONBLOCK | flags[c->d % ARRAY_SIZE(flags)], 0600);
	}
	if (fd >= 0)
		close(fd);
	return fd;
}

/* Who is asked, in the process of who asks */
static long call_answer(const struct call *c)
{
	const int fd = __atomic_load_n(&arena->listener, __ATOMIC_SEQ_CST);
	struct seccomp_notif_landlock question = { .size = sizeof(question) };
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	struct seccomp_notif_resp resp = {};
	struct seccomp_notif_addfd addfd = {};
	struct seccomp_notif notif = {};
	long ret;

	if (fd <= 0 || poll(&poller, 1, c->d & 7) != 1 ||
	    !(poller.revents & POLLIN))
		return NO_CALL;
	ret = ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &notif);
	if (ret)
		return ret;
	question.id = notif.id ^ (c->c >= 0xf0);
	if (c->c & 1)
		ioctl(fd, SECCOMP_IOCTL_NOTIF_LANDLOCK,
		      c->c == 0xff ? (void *)make_prog : &question);
	if (question.fd > 2)
		close(question.fd);
	resp.id = notif.id;
	switch (c->b % 8) {
	case 0:
		return 0;	/* nobody answers */
	case 1:
		resp.error = -(int)c->c;
		break;
	case 2:
		resp.error = -500 - (int)c->c;
		break;
	case 3:
		addfd.id = notif.id;
		addfd.flags = SECCOMP_ADDFD_FLAG_SEND;
		return ioctl(fd, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd);
	default:
		resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
	return ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &resp);
}

static long call_listener(const struct call *c)
{
	if (!(c->a & 1))
		return NO_CALL;
	keep_listener(0);
	return 0;
}

static long call_exit(const struct call *c)
{
	/* One in sixteen, and only that task or the whole process */
	if (c->a < 0xf0)
		return NO_CALL;
	__atomic_add_fetch(&arena->made, 1, __ATOMIC_SEQ_CST);
	syscall(c->b & 1 ? __NR_exit_group : __NR_exit, 0);
	return 0;
}

static const struct {
	const char *name;
	unsigned int weight;
	long (*make)(const struct call *c);
} calls[] = {
	{ "attach", 10, call_attach },
	{ "attach_odd", 3, call_attach_odd },
	{ "plain", 2, call_plain },
	{ "info", 1, call_info },
	{ "open", 4, call_open },
	{ "join", 5, call_join },
	{ "pass", 2, call_pass },
	{ "prctl", 4, call_prctl },
	{ "ruleset", 4, call_ruleset },
	{ "rule", 2, call_rule },
	{ "restrict", 2, call_restrict },
	{ "ptrace", 6, call_ptrace },
	{ "clone", 2, call_clone },
	{ "probe", 5, call_probe },
	{ "touch", 8, call_touch },
	{ "answer", 8, call_answer },
	{ "listener", 1, call_listener },
	{ "exit", 1, call_exit },
};

#define NUM_CALLS	ARRAY_SIZE(calls)

#endif /* _FUZZ_CALLS_H */
