/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process with supervised rules and its supervisor, which is the test
 *
 * The process makes calls for the test and allows nothing in the directory where
 * they work.  What it asks is answered by a script, one character each; whoever asks
 * more often than the script is long gets EDOM.
 */
#ifndef _SECCOMP_LANDLOCK_ASK_H
#define _SECCOMP_LANDLOCK_ASK_H

#include "landlock_join.h"

#include <grp.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/sysmacros.h>

#define NEW_LISTENER	SECCOMP_FILTER_FLAG_NEW_LISTENER
#define KILLABLE	SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SUPERVISE	SECCOMP_LANDLOCK_SUPERVISE
#define CONTINUE	SECCOMP_USER_NOTIF_FLAG_CONTINUE

/* For older headers */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE	0x4000ULL
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP	1ULL
#define LANDLOCK_ACCESS_NET_CONNECT_TCP	2ULL
#endif

#define EXECUTE		LANDLOCK_ACCESS_FS_EXECUTE
#define WRITE		LANDLOCK_ACCESS_FS_WRITE_FILE
#define READ		LANDLOCK_ACCESS_FS_READ_FILE
#define READ_DIR	LANDLOCK_ACCESS_FS_READ_DIR
#define TRUNCATE	LANDLOCK_ACCESS_FS_TRUNCATE
#define MAKE(_what)	LANDLOCK_ACCESS_FS_MAKE_##_what
#define REMOVE(_what)	LANDLOCK_ACCESS_FS_REMOVE_##_what
/* Those of Landlock's version 5, and of UDP; nobody asks for later ones. */
#define ALL_FS		((1ULL << 16) - 1)
#ifdef LANDLOCK_ACCESS_NET_BIND_UDP
#define ALL_NET		15
#else
#define ALL_NET		3
#endif

/* Seconds until a test that waits for somebody has failed */
#define PATIENCE	30
#define USER		65534
#define MAX_ASKED	24

/* Descriptors with the same number everywhere */
enum { TCP = 100, TCP2, TCP6, UNIX, DIRFD, EXECFD, LISTENING, UDP };

struct want {
	enum seccomp_landlock_kind kind;
	__u64 needed;			/* 0: whatever, but what is denied */
	__u64 denied;			/* 0: all that is needed */
	const char *object;		/* what the descriptor is of */
	const char *name, *name2;
	const void *address;
	__u32 address_len;
};

struct asked {
	struct seccomp_notif req;
	struct seccomp_notif_landlock info;
	struct stat st;			/* of the descriptor */
	int err;			/* of asking what it is about */
	const char *wrong;		/* what differs from the expectation */
};

/* What a process takes upon itself, the first the oldest */
enum layer_kind {
	LAYER_END,
	LAYER_SUPERVISED,
	LAYER_CLOSED,			/* the same, without an open listener */
	LAYER_RULED,
	LAYER_RESTRICT,			/* landlock_restrict_self(2) */
	LAYER_PLAIN,			/* an ordinary filter */
	LAYER_PLAIN_CLOSED,		/* that had a listener */
};

struct layer {
	enum layer_kind kind;
	__u64 allowed;			/* in the working directory */
};

struct plan {
	unsigned int flags;
	__u32 attr_flags;
	bool user, twin;		/* unprivileged; a thread beforehand */
	bool programs;			/* those of the system may run */
	struct sock_filter *prog;
	__u32 prog_len;
	struct layer layers[4];		/* none: supervised, nothing allowed */
};

struct ask {
	struct peer peer, twin;
	pid_t twin_tid;
	int listener;
	const struct want *want;	/* of some questions, an array */
	int want_from, num_want;
	int num, hung;
	struct asked asked[MAX_ASKED];
	int (*swap)(struct ask *a);	/* during a question */
	int swapped;			/* its result */
	int reply_err;			/* of the last answer */
};

struct call {
	int nr;
	long args[6];
};

#define P(_pointer)		((long)(_pointer))
#define CALL(_nr, ...)		{ __NR_##_nr, { __VA_ARGS__ } }
#define HUNG			(LONG_MIN + 1)

/* Programs, and what is asked about them and other things */
static const char *const no_strings[] = { NULL };
static const char *const program_argv[] = { "script", NULL };

#define EXECVE(_path)							\
	CALL(execve, P(_path), P(program_argv), P(no_strings))
#define EXECVEAT(_dir, _path, _flags)					\
	CALL(execveat, _dir, P(_path), P(program_argv), P(no_strings), _flags)
#define OPENAT(_path, ...)						\
	.call = CALL(openat, AT_FDCWD, P(_path), __VA_ARGS__)

#define OBJECT(_path, _needed, ...)					\
	{ SECCOMP_LANDLOCK_OBJECT, _needed, .object = _path, __VA_ARGS__ }
#define ENTRY(_dir, _name, _needed, ...)				\
	{ SECCOMP_LANDLOCK_ENTRY, _needed, .object = _dir, .name = _name, \
	  __VA_ARGS__ }
#define RENAME(_dir, _name, _name2, _needed)				\
	{ SECCOMP_LANDLOCK_RENAME, _needed, .object = _dir, .name = _name, \
	  .name2 = _name2 }
#define EXCHANGE(_dir, _name, _name2, _needed)				\
	{ SECCOMP_LANDLOCK_EXCHANGE, _needed, .object = _dir, .name = _name, \
	  .name2 = _name2 }
#define ADDRESS(_needed, _addr)						\
	{ SECCOMP_LANDLOCK_ADDRESS, _needed, .address = &(_addr),	\
	  .address_len = sizeof(_addr) }
#define SCRIPT(_path)	OBJECT(_path, READ | EXECUTE)
#define LOADER		OBJECT(loader, READ | EXECUTE, .denied = EXECUTE)
#define CONNECT		LANDLOCK_ACCESS_NET_CONNECT_TCP
#define BIND		LANDLOCK_ACCESS_NET_BIND_TCP

/* 1 or 0, or -1 if the kernel knows of no ruled filters at all */
static inline int supervise_known(void)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };

	if (sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info))
		return -1;
	return !!(info.flags & SUPERVISE);
}

/* The files of a test, in its working directory */
static inline int make_file(const char *path, const char *text, mode_t mode)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	const ssize_t len = strlen(text);

	if (fd < 0 || write(fd, text, len) != len || fchmod(fd, mode))
		return -1;
	return close(fd);
}

static inline int make_world(char *dir)
{
	umask(0);
	sprintf(dir, "/tmp/landlock.XXXXXX");
	return !mkdtemp(dir) || chmod(dir, 0777) || chdir(dir) ||
	       make_file("file", "file", 0666) ||
	       make_file("other", "other", 0666) ||
	       make_file("secret", "secret", 0600) || symlink("file", "link") ||
	       mkdir("empty", 0777) || mkdir("sub", 0777) ||
	       make_file("sub/file", "sub/file", 0666) ||
	       link("file", "sub/hard") || mkdir("sub2", 0777) ||
	       make_file("sub2/file", "sub2/file", 0666) ||
	       symlink("sub", "dirlink") || mkdir("closed", 0755) ||
	       make_file("closed/file", "", 0666);
}

static char loader[PATH_MAX];

static inline int copy_program(const char *from, const char *to)
{
	const int in = open(from, O_RDONLY | O_CLOEXEC);
	const int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	char buf[65536];
	ssize_t len;

	if (in < 0 || out < 0)
		return -1;
	while ((len = read(in, buf, sizeof(buf))) > 0) {
		if (write(out, buf, len) != len)
			return -1;
	}
	close(in);
	return len || close(out);
}

/*
 * A script and a script for that one, an interpreter, that succeeds at once, and its
 * loader: the one of this program too.
 */
static inline int make_programs(void)
{
	char line[PATH_MAX + 128], *path;
	FILE *f = fopen("/proc/self/maps", "re");

	while (f && !*loader && fgets(line, sizeof(line), f)) {
		path = strchr(line, '/');
		if (path && strstr(path, "/ld-")) {
			path[strcspn(path, "\n")] = '\0';
			snprintf(loader, sizeof(loader), "%s", path);
		}
	}
	if (f)
		fclose(f);
	return !*loader || copy_program("/bin/true", "interp") ||
	       make_file("script", "#!./interp\n", 0755) ||
	       make_file("script2", "#!./script\n", 0755);
}

static struct sockaddr_in tcp_addr, tcp_addr2;
static struct sockaddr_in6 tcp6_addr;

/* Sockets, and addresses: one that listens, one that is free, the latter IPv6 too */
static inline int make_sockets(void)
{
	const int type = SOCK_STREAM | SOCK_CLOEXEC;
	socklen_t len = sizeof(tcp_addr);
	const int fd = socket(AF_INET, type, 0);
	const int spare = socket(AF_INET, type, 0);

	tcp_addr.sin_family = AF_INET;
	tcp_addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	tcp_addr2 = tcp_addr;
	if (bind(fd, (void *)&tcp_addr, len) || listen(fd, 8) ||
	    getsockname(fd, (void *)&tcp_addr, &len) ||
	    bind(spare, (void *)&tcp_addr2, len) ||
	    getsockname(spare, (void *)&tcp_addr2, &len))
		return -1;
	tcp6_addr.sin6_family = AF_INET6;
	tcp6_addr.sin6_addr = in6addr_loopback;
	tcp6_addr.sin6_port = tcp_addr2.sin_port;
	if (dup2(fd, LISTENING) < 0 || close(spare) || close(fd) ||
	    dup2(socket(AF_INET, type, 0), TCP) < 0 ||
	    dup2(socket(AF_INET, type, 0), TCP2) < 0 ||
	    dup2(socket(AF_INET6, type, 0), TCP6) < 0 ||
	    dup2(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), UDP) < 0)
		return -1;
	return dup2(socket(AF_UNIX, type, 0), UNIX) == UNIX ? 0 : -1;
}

static inline int ask_ruleset(__u64 allowed, bool programs)
{
	static const char *const readable[] = {
		"/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/sys",
	};
	const struct {
		__u64 fs, net;
	} attr = { ALL_FS, ALL_NET };
	const int fd = ll_create((const void *)&attr, sizeof(attr), 0);
	size_t i;

	for (i = 0; fd >= 0 && i < ARRAY_SIZE(readable); i++) {
		if (ruleset_allow(fd, READ | READ_DIR | (programs ? EXECUTE : 0),
				  readable[i]) && errno != ENOENT)
			return -1;
	}
	if (ruleset_allow(fd, ALL_FS, "/dev") ||
	    (allowed && ruleset_allow(fd, allowed, ".")))
		return -1;
	return fd;
}

static inline long add_one(const struct plan *p, const struct layer *l)
{
	const bool ruled = l->kind < LAYER_RESTRICT;
	const int fd = ask_ruleset(l->allowed, p->programs);
	struct seccomp_landlock_attr attr = attr_make(allow_all, 1, fd);
	unsigned int flags = 0;
	long ret;

	if (fd < 0)
		return -1;
	if (l->kind == LAYER_SUPERVISED) {
		flags = p->flags;
		attr.flags = p->attr_flags;
		if (p->prog) {
			attr.filter = (uintptr_t)p->prog;
			attr.filter_len = p->prog_len;
		}
	}
	if (l->kind == LAYER_SUPERVISED || l->kind == LAYER_CLOSED) {
		flags |= NEW_LISTENER;
		attr.flags |= SUPERVISE;
	}
	if (ruled)
		ret = install_ruled(flags, &attr);
	else if (l->kind == LAYER_RESTRICT)
		ret = ll_restrict(fd);
	else
		ret = attach_plain(l->kind == LAYER_PLAIN ? 0 : NEW_LISTENER);
	close(fd);
	if (ret > 0 && l->kind != LAYER_SUPERVISED)
		ret = close(ret);
	return ret;
}

/* In the process: the descriptor of the listener, or -errno */
static inline long enter_plan(void *arg)
{
	static const struct layer nothing = { LAYER_SUPERVISED };
	const struct plan *const p = arg;
	const struct layer *l = p->layers[0].kind ? p->layers : &nothing;
	long ret, listener = 0;
	size_t i;

	if (p->user && (setgroups(0, NULL) || setresgid(USER, USER, USER) ||
			setresuid(USER, USER, USER)))
		return -errno;
	if (set_nnp())
		return -errno;
	for (i = 0; i < ARRAY_SIZE(p->layers) && l->kind != LAYER_END; i++, l++) {
		ret = add_one(p, l);
		if (ret < 0)
			return -errno;
		if (l->kind == LAYER_SUPERVISED)
			listener = ret;
		if (l == &nothing)
			break;
	}
	return listener;
}

static inline long close_number(void *arg)
{
	return close((long)arg);
}

static inline void *twin_main(void *arg)
{
	struct ask *const a = arg;

	STORE(a->twin_tid, (pid_t)syscall(__NR_gettid));
	peer_serve(&a->twin);
	return NULL;
}

/* A thread of the process, which takes calls too */
static inline long start_twin(void *arg)
{
	struct ask *const a = arg;
	pthread_t thread;

	a->twin_tid = 0;
	if (pthread_create(&thread, NULL, twin_main, a))
		return -1;
	while (!LOAD(a->twin_tid))
		sched_yield();
	return a->twin_tid;
}

/* 0, or -errno of entering the sandbox */
static inline long start_ask(struct ask *a, const struct plan *p)
{
	int pidfd;
	long fd;

	memset(a, 0, sizeof(*a));
	a->listener = -1;
	if (peer_init(&a->peer) || peer_init(&a->twin) ||
	    peer_start(&a->peer) < 0)
		return -1;
	if (p->twin) {
		a->twin_tid = peer_call(&a->peer, start_twin, a);
		if (a->twin_tid <= 0)
			return -1;
	}
	fd = peer_call(&a->peer, enter_plan, (void *)p);
	if (fd <= 0)
		return fd;
	pidfd = sys_pidfd_open(a->peer.pid, 0);
	a->listener = syscall(__NR_pidfd_getfd, pidfd, fd, 0);
	close(pidfd);
	/* The end of the process is to be seen.  It shares @a: nothing changes there. */
	close(a->peer.sv[1]);
	return a->listener < 0 ? -1 :
	       peer_call(&a->peer, close_number, (void *)fd);
}

static inline void stop_ask(struct ask *a)
{
	kill(a->peer.pid, SIGKILL);
	waitpid(a->peer.pid, NULL, __WALL);
	close(a->listener);
	close(a->peer.sv[0]);
	close(a->twin.sv[0]);
	close(a->twin.sv[1]);
}

/* What processes do */
static inline long run_call(void *arg)
{
	const struct call *const c = arg;
	const long *const x = c->args;
	const long ret = syscall(c->nr, x[0], x[1], x[2], x[3], x[4], x[5]);

	return ret < 0 ? -errno : ret;
}

/* The same for execve(2) and its like in a child, 0 if that ends well */
static inline long run_exec(void *arg)
{
	long *const ret = shared_alloc(sizeof(*ret));
	const pid_t pid = fork_tied();
	int status;

	if (pid == 0) {
		*ret = run_call(arg);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -ECHILD;
	return status ? *ret ?: -ECHILD : 0;
}

/* A ring of two entries, used once.  The kernel makes its results in order. */
struct ask_ring {
	int fd;
	struct io_uring_params p;
	char *mem;
	struct io_uring_sqe *sqes;
};

static inline int ring_make(struct ask_ring *r, unsigned int flags)
{
	memset(r, 0, sizeof(*r));
	r->p.flags = flags;
	r->p.sq_thread_idle = 60000;
	r->fd = syscall(__NR_io_uring_setup, 2, &r->p);
	if (r->fd < 0)
		return -1;
	r->mem = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd,
		      IORING_OFF_SQ_RING);
	r->sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd,
		       IORING_OFF_SQES);
	return r->mem == MAP_FAILED || (void *)r->sqes == MAP_FAILED ? -1 : 0;
}

static inline void ring_open(struct io_uring_sqe *sqe, const char *path, int flags)
{
	sqe->opcode = IORING_OP_OPENAT;
	sqe->flags = flags;
	sqe->fd = AT_FDCWD;
	sqe->addr = (uintptr_t)path;
	sqe->open_flags = O_RDONLY;
}

static inline int ring_submit(struct ask_ring *r, unsigned int num)
{
	__u32 *const array = (void *)(r->mem + r->p.sq_off.array);
	unsigned int i;

	for (i = 0; i < num; i++)
		array[i] = i;
	STORE(*(__u32 *)(r->mem + r->p.sq_off.tail), num);
	return syscall(__NR_io_uring_enter, r->fd, num, 0,
		       IORING_ENTER_SQ_WAKEUP, NULL, 0);
}

/* Is there the result of entry @nth? */
static inline bool ring_done(struct ask_ring *r, unsigned int nth)
{
	return LOAD(*(__u32 *)(r->mem + r->p.cq_off.tail)) > nth;
}

static inline int ring_result(struct ask_ring *r, unsigned int nth)
{
	return ((struct io_uring_cqe *)(r->mem + r->p.cq_off.cqes))[nth].res;
}

/* What the question @q does not say as @w wants it, "" if it is all right */
static inline const char *compare(const struct asked *q, const struct want *w)
{
	const struct seccomp_notif_landlock *const i = &q->info;
	struct stat object = {}, entry = {}, entry2 = {};
	char path[PATH_MAX];
	dev_t dev;

	if (q->err)
		return q->err == EPROTO ? "descriptor" : "ioctl";
	if (i->kind != w->kind)
		return "kind";
	if ((w->needed && i->needed != w->needed) || i->denied & ~i->needed)
		return "needed";
	if (i->denied != (w->denied ?: w->needed))
		return "denied";
	if (i->size != sizeof(*i))
		return "size";
	if (i->address_len != w->address_len)
		return "address_len";
	if (w->address_len && memcmp(i->address, w->address, w->address_len))
		return "address";
	if (!w->object)
		return i->fd == -1 ? "" : "fd";
	if (stat(w->object, &object) || i->fd < 0 ||
	    q->st.st_ino != object.st_ino || q->st.st_dev != object.st_dev)
		return "object";
	if (i->name_len != (w->name ? strlen(w->name) : 0) ||
	    strcmp((const char *)i->name, w->name ?: ""))
		return "name";
	if (i->name2_len != (w->name2 ? strlen(w->name2) : 0) ||
	    strcmp((const char *)i->name2, w->name2 ?: ""))
		return "name2";
	entry = object;
	if (w->name) {
		snprintf(path, sizeof(path), "%s/%s", w->object, w->name);
		entry.st_ino = 0;
		if (lstat(path, &entry) && errno != ENOENT)
			return "entry";
	}
	if (w->name2) {
		snprintf(path, sizeof(path), "%s/%s", w->object, w->name2);
		if (lstat(path, &entry2) && errno != ENOENT)
			return "entry2";
	}
	if (i->ino != entry.st_ino)
		return "ino";
	if (i->ino2 != entry2.st_ino)
		return "ino2";
	dev = makedev(i->dev_major, i->dev_minor);
	return !i->ino || dev == entry.st_dev ? "" : "dev";
}

/* A question, or an ordinary notification: its err is ENOMSG */
static inline int take_question(struct ask *a, struct asked *q)
{
	struct seccomp_notif_landlock *const i = &q->info;

	memset(q, 0, sizeof(*q));
	q->wrong = "";
	if (ioctl(a->listener, SECCOMP_IOCTL_NOTIF_RECV, &q->req))
		return -1;
	i->id = q->req.id;
	i->size = sizeof(*i);
	if (!(q->req.flags & SECCOMP_NOTIF_LANDLOCK))
		q->err = ENOMSG;
	else if (ioctl(a->listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, i))
		q->err = errno;
	if (q->err || i->fd < 0)
		return 0;
	if (fstat(i->fd, &q->st) || fcntl(i->fd, F_GETFD) != FD_CLOEXEC ||
	    !(fcntl(i->fd, F_GETFL) & O_PATH))
		q->err = EPROTO;
	close(i->fd);
	return 0;
}

/* 0 or an errno */
static inline int reply(struct ask *a, __u64 id, int error, __s64 val,
			__u32 flags)
{
	struct seccomp_notif_resp resp = {
		.id = id, .error = error, .val = val, .flags = flags,
	};

	return ioctl(a->listener, SECCOMP_IOCTL_NOTIF_SEND, &resp) ? errno : 0;
}

/* Yes, but this thread alone stops before it makes the call again; needs KILLABLE. */
static inline int reply_and_stop(struct ask *a, const struct seccomp_notif *req)
{
	int err, status;

	if (ptrace(PTRACE_SEIZE, req->pid, NULL, NULL) ||
	    ptrace(PTRACE_INTERRUPT, req->pid, NULL, NULL))
		return errno;
	err = reply(a, req->id, 0, 0, CONTINUE);
	return err ?: waitpid(req->pid, &status, __WALL) < 0 ? errno : 0;
}

static inline void close_listener(struct ask *a)
{
	close(a->listener);
	a->listener = -1;
}

/*
 * y, n, v: yes, no (ENOTTY), a value (77); s, S: the swap, then yes or no answer;
 * b: yes, and the swap before the call is made again; i: a signal, no answer; I: a
 * signal and a yes; c, d: the listener is closed, or after a yes; k: the task is
 * killed; f: a descriptor of /dev/null
 */
static inline void answer(struct ask *a, const struct seccomp_notif *req, char how)
{
	struct seccomp_notif_addfd addfd = {
		.id = req->id, .flags = SECCOMP_ADDFD_FLAG_SEND,
	};

	a->reply_err = 0;
	if (how == 's' || how == 'S')
		a->swapped = a->swap(a);
	if (how == 'i' || how == 'I')
		syscall(__NR_tgkill, task_status(req->pid, "Tgid"), req->pid,
			SIGUSR1);
	switch (how) {
	case 'y':
	case 's':
	case 'I':
		a->reply_err = reply(a, req->id, 0, 0, CONTINUE);
		break;
	case 'n':
		a->reply_err = reply(a, req->id, -ENOTTY, 0, 0);
		break;
	case 'v':
		a->reply_err = reply(a, req->id, 0, 77, 0);
		break;
	case 'b':
	case 'd':
		a->reply_err = reply_and_stop(a, req);
		if (how == 'd')
			close_listener(a);
		else
			a->swapped = a->swap(a);
		ptrace(PTRACE_DETACH, req->pid, NULL, NULL);
		break;
	case 'i':
	case 'S':
		break;
	case 'c':
		close_listener(a);
		break;
	case 'k':
		kill(req->pid, SIGKILL);
		break;
	case 'f':
		addfd.srcfd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (ioctl(a->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd) < 0)
			a->reply_err = errno;
		close(addfd.srcfd);
		break;
	default:
		a->reply_err = reply(a, req->id, -EDOM, 0, 0);
	}
}

/* Waits for a question, true, or the end of the call @peer makes. */
static inline bool wait_question(struct ask *a, const struct peer *peer)
{
	struct pollfd p[] = {
		{ .fd = a->listener, .events = POLLIN },
		{ .fd = peer->sv[0], .events = POLLIN },
	};

	if (poll(p, 2, PATIENCE * 1000) <= 0) {
		a->hung = 1;
		kill(a->peer.pid, SIGKILL);
		return false;
	}
	return !p[1].revents && p[0].revents & POLLIN;
}

/* Answers until @peer has the result of the call that was posted. */
static inline long serve(struct ask *a, const struct peer *peer,
			 const char *answers)
{
	struct asked *q;
	int nth;

	a->num = 0;
	while (wait_question(a, peer)) {
		/* C: closed without a look at the question */
		if (*answers == 'C') {
			answers++;
			a->asked[a->num++].wrong = "";
			close_listener(a);
			continue;
		}
		if (a->num == MAX_ASKED) {
			close_listener(a);
			continue;
		}
		q = &a->asked[a->num];
		if (take_question(a, q))
			continue;
		nth = a->num - a->want_from;
		if (nth >= 0 && nth < a->num_want)
			q->wrong = compare(q, &a->want[nth]);
		a->num++;
		answer(a, &q->req, *answers);
		if (*answers)
			answers++;
	}
	return a->hung ? HUNG : peer_answer(peer);
}

static inline long ask(struct ask *a, long (*fn)(void *arg), void *arg,
		       const char *answers)
{
	if (peer_post(&a->peer, fn, arg))
		return PEER_DIED;
	return serve(a, &a->peer, answers);
}

/* Does nobody ask for a while? */
static inline bool quiet(struct ask *a)
{
	struct pollfd p = { .fd = a->listener, .events = POLLIN };

	return poll(&p, 1, 200) == 0;
}

/* Whatever number a call that succeeds returns */
static inline long outcome(long ret)
{
	return ret > 0 ? 0 : ret;
}

static inline void skip_unsupervised(struct __test_metadata *_metadata)
{
	const int known = supervise_known();

	ASSERT_LE(0, known);
	if (!known)
		SKIP(return, "the kernel has no supervised rules");
}

/* Makes a working directory, with what @set_up makes in it. */
static inline void ask_setup(struct __test_metadata *_metadata, char *dir,
			     int (*set_up)(void))
{
	skip_unsupervised(_metadata);
	if (_metadata->exit_code)
		return;
	ASSERT_EQ(0, make_world(dir));
	ASSERT_EQ(0, set_up ? set_up() : 0);
}

static inline void ask_teardown(struct __test_metadata *_metadata, const char *dir)
{
	if (*dir)
		EXPECT_EQ(0, remove_tree(dir));
}

/* All @_num questions came, the first ones as expected. */
#define EXPECT_ASKED(_num, _a)						\
do {									\
	const struct ask *const __a = (_a);				\
	int __i;							\
									\
	EXPECT_EQ(_num, __a->num);					\
	EXPECT_EQ(0, __a->hung);					\
	EXPECT_EQ(0, __a->reply_err);					\
	for (__i = 0; __i < __a->num && __i < MAX_ASKED; __i++) {	\
		EXPECT_STREQ("", __a->asked[__i].wrong) {		\
			TH_LOG("question %d: %s", __i,			\
			       __a->asked[__i].wrong);			\
		}							\
	}								\
} while (0)

#endif /* _SECCOMP_LANDLOCK_ASK_H */
