// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an earlier moment leaves behind
 *
 * rst: What survives.  These are no promises that somebody has to rely on, but
 * the tests fail if the document is not right any more.  Rings with a thread of
 * their own are in landlock_uring_test.c, what a tracer keeps is in
 * landlock_link_test.c.
 */
#include "landlock_pairs.h"

#include "landlock_join.h"

#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <poll.h>

static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE },
};

static const struct layer strict[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE, .attr_flags = STRICT },
};

/*
 * rst: "Tracing links of others"
 *
 * rst: "a tracer outside goes on tracing a task that enters a sandbox."
 */
FIXTURE(tracer_outside) {
	struct peer *target;
};

FIXTURE_SETUP(tracer_outside)
{
	ASSERT_EQ(0, init_context());
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, ctx->target, 0, PTRACE_O_TRACEFORK));
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)strict));
	ASSERT_EQ(getpid(), tracer_pid(ctx->target));
}

FIXTURE_TEARDOWN(tracer_outside)
{
}

static void stop_and_peek(struct __test_metadata *const _metadata, pid_t pid)
{
	errno = 0;
	EXPECT_EQ(1, ptrace(PTRACE_PEEKDATA, pid, page, 0) & 0xff);
	EXPECT_EQ(0, errno);
	EXPECT_EQ(0, ptrace(PTRACE_POKEDATA, pid, page, 2L));
	EXPECT_EQ(2, page[0]);
}

TEST_F(tracer_outside, goes_on)
{
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, ctx->target, 0, 0));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, NULL, __WALL));
	stop_and_peek(_metadata, ctx->target);
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, ctx->target, 0, 0));
	/* And could come back: it is not ruled. */
	EXPECT_EQ(0, do_attach());
}

static const struct peer_call fork_call = { .fn = (void *)start_pausing };

TEST_F(tracer_outside, gets_children)
{
	unsigned long child;
	int status;

	ASSERT_EQ(sizeof(fork_call), write(self->target->sv[0], &fork_call,
					   sizeof(fork_call)));
	ASSERT_EQ(ctx->target, waitpid(ctx->target, &status, __WALL));
	ASSERT_EQ(SIGTRAP | PTRACE_EVENT_FORK << 8, status >> 8);
	ASSERT_EQ(0, ptrace(PTRACE_GETEVENTMSG, ctx->target, 0, &child));
	ASSERT_EQ((pid_t)child, waitpid(child, NULL, __WALL));
	EXPECT_EQ(getpid(), tracer_pid(child));
	EXPECT_EQ(1, task_status(child, "Seccomp_landlock"));
	stop_and_peek(_metadata, child);
}

/* A ruled tracer gets the children of its target, which have the same filters. */
static long trace_inside(void *arg)
{
	unsigned long child;
	int status;

	if (ptrace(PTRACE_SEIZE, ctx->target, 0, PTRACE_O_TRACEFORK))
		return -errno;
	if (write(ctx->target_peer.sv[0], &fork_call, sizeof(fork_call)) !=
	    sizeof(fork_call) ||
	    waitpid(ctx->target, &status, __WALL) != ctx->target ||
	    status >> 8 != (SIGTRAP | PTRACE_EVENT_FORK << 8) ||
	    ptrace(PTRACE_GETEVENTMSG, ctx->target, 0, &child))
		return -1;
	return child;
}

TEST(ruled_tracer_gets_children)
{
	static const struct layer none[LAYERS] = {}, plain[LAYERS] = {
		{ .kind = PLAIN }
	};
	pid_t child;

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(ruled, none, plain));
	child = peer_call(&ctx->tracer_peer, trace_inside, NULL);
	ASSERT_LT(0, child);
	EXPECT_EQ(tracer_task, tracer_pid(child));
	EXPECT_EQ(2, task_status(child, "Seccomp_filters"));
}

/*
 * rst: "File descriptors that are open"
 *
 * rst: "File descriptors that are open, or that are received from others:
 * files, /proc/PID/mem, /proc/PID/maps, perf events, pidfds, namespaces, a
 * userfaultfd, a seccomp listener."
 */
FIXTURE(open_fd) {
	pid_t outside;
	char byte;
	int pidfd;
};

FIXTURE_SETUP(open_fd)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, set_nnp());
	self->outside = start_pausing();
	ASSERT_LT(0, self->outside);
	ctx->target = self->outside;
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", ctx->target);
	self->pidfd = target_pidfd();
	ASSERT_LE(0, self->pidfd);
}

FIXTURE_TEARDOWN(open_fd)
{
}

static int open_proc(const char *name, int flags)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", ctx->dir, name);
	return open(path, flags | O_CLOEXEC);
}

TEST_F(open_fd, mem)
{
	int fd = open_proc("mem", O_RDWR);
	char c = 0;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)strict));
	EXPECT_EQ(EACCES, do_mem());
	EXPECT_EQ(1, pread(fd, &c, 1, (uintptr_t)page));
	EXPECT_EQ(1, c);
	c = 5;
	EXPECT_EQ(1, pwrite(fd, &c, 1, (uintptr_t)page));
	EXPECT_EQ(5, page[0]);
}

TEST_F(open_fd, environ)
{
	int fd = open_proc("environ", O_RDONLY);
	char c;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, do_environ());
	EXPECT_EQ(1, read(fd, &c, 1));
}

TEST_F(open_fd, maps)
{
	int fd = open_proc("maps", O_RDONLY);
	char c;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, do_maps());
	EXPECT_EQ(1, read(fd, &c, 1));
}

/* A pidfd names a process; what is asked with it is judged when it is asked. */
TEST_F(open_fd, pidfd)
{
	int fd = syscall(__NR_pidfd_getfd, self->pidfd, 0, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(-1, syscall(__NR_pidfd_getfd, self->pidfd, 0, 0));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(-1, ioctl(self->pidfd, PIDFD_GET_UTS_NAMESPACE, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(0, syscall(__NR_pidfd_send_signal, self->pidfd, 0, NULL, 0));
	EXPECT_EQ(0, syscall(__NR_pidfd_send_signal, self->pidfd, SIGKILL,
			     NULL, 0));
	EXPECT_EQ(-SIGKILL, wait_child(self->outside));
}

TEST_F(open_fd, namespace)
{
	int fd = open_proc("ns/uts", O_RDONLY);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, do_ns_open());
	EXPECT_EQ(EPERM, do_setns());
	EXPECT_EQ(0, setns(fd, CLONE_NEWUTS));
}

TEST_F(open_fd, directory)
{
	int fd = open_proc("root", O_PATH);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, do_root_walk());
	EXPECT_EQ(0, faccessat(fd, "dev/null", F_OK, 0));
}

TEST_F(open_fd, perf_event)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	__u64 count;
	int fd;

	ASSERT_EQ(0, drop_caps(~0ULL));
	/* One that has no capabilities either, which are another matter */
	self->outside = start_pausing();
	ASSERT_LT(0, self->outside);
	fd = syscall(__NR_perf_event_open, &attr, self->outside, -1, -1, 0);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(-1, syscall(__NR_perf_event_open, &attr, self->outside, -1,
			      -1, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(sizeof(count), read(fd, &count, sizeof(count)));
}

TEST_F(open_fd, file)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(1, write(fd, "x", 1));
}

/* rst: "or that are received from others" */
static int ruled_receiver(int sock)
{
	int fd;
	char c;

	if (add_layers((void *)strict) || write(sock, "", 1) != 1)
		return 1;
	fd = recv_fd(sock);
	if (fd < 0 || do_mem() != EACCES)
		return 2;
	return pread(fd, &c, 1, (uintptr_t)page) == 1 && c == 1 ? 0 : 3;
}

TEST_F(open_fd, received)
{
	pid_t pid;
	int sv[2];
	char c;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	pid = fork_tied();
	if (pid == 0)
		_exit(ruled_receiver(sv[1]));
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, close(sv[1]));
	ASSERT_EQ(1, read(sv[0], &c, 1));
	ASSERT_EQ(0, send_fd(sv[0], open_proc("mem", O_RDONLY)));
	EXPECT_EQ(0, wait_child(pid));
}

/* Page faults of others, answered by a ruled task */
static int faulting_child(int sock)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	char *mem = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = syscall(__NR_userfaultfd, O_CLOEXEC);

	range.range.start = (uintptr_t)mem;
	range.range.len = getpagesize();
	if (mem == MAP_FAILED || fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &range) || send_fd(sock, fd))
		return 1;
	return LOAD(*mem);
}

TEST(userfaultfd)
{
	struct uffdio_copy copy = { .len = getpagesize() };
	struct pollfd pfd = { .events = POLLIN };
	struct uffd_msg msg;
	char *from;
	pid_t pid;
	int sv[2];

	from = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)from);
	*from = 42;
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	pid = fork_tied();
	if (pid == 0)
		_exit(faulting_child(sv[1]));
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, add_layers((void *)strict));
	pfd.fd = recv_fd(sv[0]);
	ASSERT_LE(0, pfd.fd);
	ASSERT_EQ(1, poll(&pfd, 1, 10000));
	ASSERT_EQ(sizeof(msg), read(pfd.fd, &msg, sizeof(msg)));
	copy.dst = msg.arg.pagefault.address & -(__u64)getpagesize();
	copy.src = (uintptr_t)from;
	EXPECT_EQ(0, ioctl(pfd.fd, UFFDIO_COPY, &copy));
	EXPECT_EQ(42, wait_child(pid));
}

/* A listener of others, used by a ruled task: possession is all it takes. */
static int notifying_child(int sock)
{
	struct sock_filter prog[ONE_CALL_LEN];
	int fd;

	filter_one_call(prog, UNUSED_NR, SECCOMP_RET_USER_NOTIF);
	fd = attach_prog(LISTENER, prog, ONE_CALL_LEN);
	if (fd < 0 || send_fd(sock, fd))
		return 1;
	close(fd);
	return syscall(UNUSED_NR, SCHED_OTHER) == 42 ? 0 : 2;
}

TEST(listener)
{
	struct seccomp_notif_resp resp = { .val = 42 };
	struct seccomp_notif req = {};
	int sv[2], fd;
	pid_t pid;

	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	pid = fork_tied();
	if (pid == 0)
		_exit(notifying_child(sv[1]));
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, add_layers((void *)strict));
	fd = recv_fd(sv[0]);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &req));
	EXPECT_EQ(pid, req.pid);
	resp.id = req.id;
	EXPECT_EQ(0, ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &resp));
	EXPECT_EQ(0, wait_child(pid));
}

/*
 * Memory of two processes, one of which is ruled: its members reach what the other
 * one lives in, for the kernel asks nobody about memory that is shared.
 *
 * rst: "A process made with CLONE_VM"
 */
static char private_byte;

static int ruled_clone(void *arg)
{
	if (add_layers((void *)ruled) || start_target(NULL) <= 0)
		return 1;
	STORE(ctx->thread, syscall(__NR_gettid));
	pause();
	return 2;
}

static long write_to(pid_t pid, char c)
{
	struct iovec local = { &c, 1 }, remote = { &private_byte, 1 };

	return as_errno(process_vm_writev(pid, &local, 1, &remote, 1, 0));
}

static long write_to_clone(void *arg)
{
	return write_to(ctx->thread, 7);
}

static long write_to_maker(void *arg)
{
	return write_to((long)arg, 8);
}

TEST(shared_memory)
{
	static long double stack[1024];
	pid_t pid;

	ASSERT_EQ(0, init_context());
	pid = clone(ruled_clone, stack + ARRAY_SIZE(stack), CLONE_VM | SIGCHLD,
		    NULL);
	ASSERT_LT(0, pid);
	/* An assertion would not end a loop without braces. */
	while (!LOAD(ctx->thread) && !waitpid(pid, NULL, WNOHANG))
		sched_yield();
	ASSERT_NE(0, LOAD(ctx->thread));
	ASSERT_EQ(0, self_status("Seccomp_landlock"));
	EXPECT_EQ(EPERM, peer_call(&ctx->target_peer, write_to_maker,
				   (void *)(long)getpid()));
	EXPECT_EQ(0, LOAD(private_byte));
	EXPECT_EQ(0, peer_call(&ctx->target_peer, write_to_clone, NULL));
	EXPECT_EQ(7, LOAD(private_byte));
	kill(pid, SIGKILL);
	EXPECT_EQ(-SIGKILL, wait_child(pid));
}

/* rst: "Personalities that were registered before keep theirs." */
struct ring {
	int fd;
	struct io_uring_params p;
	char *sq, *cq;
	struct io_uring_sqe *sqes;
};

static void *map_part(int fd, size_t size, off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
}

static int ring_init(struct ring *r)
{
	memset(r, 0, sizeof(*r));
	r->fd = syscall(__NR_io_uring_setup, 1, &r->p);
	if (r->fd < 0)
		return -1;
	r->sq = map_part(r->fd, r->p.sq_off.array + sizeof(__u32),
			 IORING_OFF_SQ_RING);
	r->cq = map_part(r->fd, r->p.cq_off.cqes + r->p.cq_entries *
			 sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
	r->sqes = map_part(r->fd, sizeof(*r->sqes), IORING_OFF_SQES);
	return r->sq == MAP_FAILED || r->cq == MAP_FAILED ||
	       r->sqes == MAP_FAILED;
}

/* 0 or the errno of opening /dev/null for writing with a personality */
static int ring_write(struct ring *r, int personality)
{
	unsigned int *const tail = (void *)(r->sq + r->p.sq_off.tail);
	unsigned int *const head = (void *)(r->cq + r->p.cq_off.head);
	const unsigned int mask = *(int *)(r->cq + r->p.cq_off.ring_mask);
	const struct io_uring_cqe *const cqes = (void *)(r->cq +
							 r->p.cq_off.cqes);
	int res;

	*r->sqes = (struct io_uring_sqe){
		.opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (uintptr_t)"/dev/null",
		.open_flags = O_WRONLY | O_CLOEXEC,
		.personality = personality,
	};
	STORE(*tail, *tail + 1);
	if (syscall(__NR_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		return -1;
	res = cqes[*head & mask].res;
	STORE(*head, *head + 1);
	if (res < 0)
		return -res;
	close(res);
	return 0;
}

/* rst: "Personalities that were registered before keep theirs." */
TEST(registered_personality)
{
	struct ring r;
	int before, after;

	ASSERT_EQ(0, ring_init(&r));
	before = syscall(__NR_io_uring_register, r.fd,
			 IORING_REGISTER_PERSONALITY, NULL, 0);
	ASSERT_LT(0, before);
	EXPECT_EQ(0, ring_write(&r, 0));
	ASSERT_EQ(0, add_layers((void *)ruled));
	EXPECT_EQ(EACCES, ring_write(&r, 0));
	EXPECT_EQ(0, ring_write(&r, before));
	after = syscall(__NR_io_uring_register, r.fd,
			IORING_REGISTER_PERSONALITY, NULL, 0);
	ASSERT_LT(0, after);
	EXPECT_EQ(EACCES, ring_write(&r, after));
}

TEST_HARNESS_MAIN
