// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests that io_uring hands to a worker thread
 *
 * A worker has the filters of the moment it was made, and acts for a task that
 * may have got more since: rules and verdict must be those of the task that made
 * the request.  A ring with a kernel thread of its own, IORING_SETUP_SQPOLL, is
 * different: it keeps what its maker had, like an open descriptor.
 */
#include "landlock_common.h"

#include <dirent.h>
#include <linux/io_uring.h>
#include <linux/kcmp.h>
#include <sys/uio.h>

#define ENTRIES	4

struct ring {
	int fd;
	unsigned int *sq_tail, *sq_mask, *sq_array;
	unsigned int *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
};

static void *map_ring(int fd, size_t size, off_t offset)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE, fd, offset);

	return mem == MAP_FAILED ? NULL : mem;
}

/* With IORING_SETUP_ATTACH_WQ the ring shares the thread of @wq_fd. */
static int ring_share(struct ring *r, unsigned int flags, int wq_fd)
{
	struct io_uring_params p = {
		.flags = flags, .sq_thread_idle = 60000, .wq_fd = wq_fd,
	};
	char *sq, *cq;

	r->fd = syscall(__NR_io_uring_setup, ENTRIES, &p);
	if (r->fd < 0)
		return -1;
	sq = map_ring(r->fd, p.sq_off.array + p.sq_entries * sizeof(__u32),
		      IORING_OFF_SQ_RING);
	cq = map_ring(r->fd,
		      p.cq_off.cqes + p.cq_entries * sizeof(*r->cqes),
		      IORING_OFF_CQ_RING);
	r->sqes = map_ring(r->fd, p.sq_entries * sizeof(*r->sqes),
			   IORING_OFF_SQES);
	if (!sq || !cq || !r->sqes)
		return -1;
	r->sq_tail = (void *)(sq + p.sq_off.tail);
	r->sq_mask = (void *)(sq + p.sq_off.ring_mask);
	r->sq_array = (void *)(sq + p.sq_off.array);
	r->cq_head = (void *)(cq + p.cq_off.head);
	r->cq_tail = (void *)(cq + p.cq_off.tail);
	r->cq_mask = (void *)(cq + p.cq_off.ring_mask);
	r->cqes = (void *)(cq + p.cq_off.cqes);
	return 0;
}

static int ring_open(struct ring *r, unsigned int flags)
{
	return ring_share(r, flags, 0);
}

/* A free entry, that ring_submit() takes along */
static struct io_uring_sqe *ring_entry(struct ring *r, unsigned int *num,
				       unsigned int opcode, unsigned int flags)
{
	const unsigned int idx = (*r->sq_tail + (*num)++) & *r->sq_mask;
	struct io_uring_sqe *const sqe = &r->sqes[idx];

	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = opcode;
	sqe->flags = flags;
	r->sq_array[idx] = idx;
	return sqe;
}

static void fill_open(struct io_uring_sqe *sqe, const char *path, int flags)
{
	sqe->fd = AT_FDCWD;
	sqe->addr = (uintptr_t)path;
	sqe->open_flags = flags | O_CLOEXEC;
}

/* Submits @num entries and waits until @results can be taken. */
static int ring_submit(struct ring *r, unsigned int num, unsigned int results)
{
	__atomic_store_n(r->sq_tail, *r->sq_tail + num, __ATOMIC_RELEASE);
	return syscall(__NR_io_uring_enter, r->fd, num, results,
		       IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAKEUP, NULL, 0);
}

/* The next result; INT_MIN: there is none */
static int ring_result(struct ring *r)
{
	const unsigned int head = *r->cq_head;
	int res;

	if (head == __atomic_load_n(r->cq_tail, __ATOMIC_ACQUIRE))
		return INT_MIN;
	res = r->cqes[head & *r->cq_mask].res;
	__atomic_store_n(r->cq_head, head + 1, __ATOMIC_RELEASE);
	return res;
}

/* 0 or the errno of opening @path through the ring, -1 for a broken ring */
static int ring_try_open_as(struct ring *r, const char *path, int flags,
			    unsigned int sqe_flags, int personality)
{
	struct io_uring_sqe *sqe;
	unsigned int num = 0;
	int res;

	sqe = ring_entry(r, &num, IORING_OP_OPENAT, sqe_flags);
	fill_open(sqe, path, flags);
	sqe->personality = personality;
	if (ring_submit(r, num, 1) < 0)
		return -1;
	res = ring_result(r);
	if (res < 0)
		return res == INT_MIN ? -1 : -res;
	close(res);
	return 0;
}

static int ring_try_open(struct ring *r, const char *path, int flags,
			 unsigned int sqe_flags)
{
	return ring_try_open_as(r, path, flags, sqe_flags, 0);
}

/* The number of threads called @name... in this process, and one of them */
static int find_workers(const char *name, pid_t *tid)
{
	struct dirent *entry;
	char path[300], comm[32];
	int num = 0;
	FILE *f;
	DIR *dir = opendir("/proc/self/task");

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/self/task/%s/comm",
			 entry->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		if (fgets(comm, sizeof(comm), f) &&
		    !strncmp(comm, name, strlen(name))) {
			*tid = atoi(entry->d_name);
			num++;
		}
		fclose(f);
	}
	closedir(dir);
	return num;
}

FIXTURE(worker) {
	struct ring ring;
	pid_t outside;
};

FIXTURE_VARIANT(worker)
{
	bool older;		/* than the sandbox */
	unsigned int sqe_flags;
};

FIXTURE_VARIANT_ADD(worker, none) {};
FIXTURE_VARIANT_ADD(worker, newer) { .sqe_flags = IOSQE_ASYNC };

FIXTURE_VARIANT_ADD(worker, older) {
	.older = true, .sqe_flags = IOSQE_ASYNC
};

static pid_t start_pausing(void)
{
	pid_t pid = fork_tied();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	return pid;
}

FIXTURE_SETUP(worker)
{
	pid_t tid;

	self->outside = start_pausing();
	ASSERT_LT(0, self->outside);
	ASSERT_EQ(0, ring_open(&self->ring, 0)) {
		TH_LOG("io_uring_setup: %s", strerror(errno));
	}
	if (variant->older) {
		ASSERT_EQ(0, ring_try_open(&self->ring, "/dev/null", O_RDONLY,
					   IOSQE_ASYNC));
		ASSERT_EQ(1, find_workers("iou-", &tid));
	}
	ASSERT_EQ(0, set_nnp());
	/* See surface_call(). */
	ASSERT_EQ(0, drop_caps(CAP(PERFMON) | CAP(SYS_ADMIN)));
}

FIXTURE_TEARDOWN(worker)
{
}

static int ring_try_proc(struct ring *r, pid_t pid, const char *file,
			 unsigned int sqe_flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return ring_try_open(r, path, O_RDONLY, sqe_flags);
}

#define TRY(_pid, _file)						\
	ring_try_proc(&self->ring, _pid, _file, variant->sqe_flags)

/*
 * rst: "Requests that a ruled task submits to any other ring are under its
 * rules, and under its verdict also when a worker carries them out."
 */
TEST_F(worker, rules)
{
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, ring_try_open(&self->ring, "/dev/null", O_WRONLY,
					variant->sqe_flags));
	EXPECT_EQ(0, ring_try_open(&self->ring, "/dev/null", O_RDONLY,
				   variant->sqe_flags));
}

TEST_F(worker, unruled)
{
	ASSERT_EQ(0, attach_plain(0));
	EXPECT_EQ(0, TRY(self->outside, "environ"));
	EXPECT_EQ(0, TRY(self->outside, "mem"));
}

TEST_F(worker, verdict_outside)
{
	ASSERT_EQ(0, attach_fd(0, 0, -1));
	EXPECT_EQ(EACCES, TRY(self->outside, "environ"));
	EXPECT_EQ(EACCES, TRY(self->outside, "mem"));
	EXPECT_EQ(EACCES, TRY(self->outside, "cwd/"));
}

TEST_F(worker, verdict_outside_ruleset)
{
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, TRY(self->outside, "environ"));
	EXPECT_EQ(EACCES, TRY(self->outside, "mem"));
}

TEST_F(worker, verdict_same)
{
	pid_t inside;

	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	inside = start_pausing();
	ASSERT_LT(0, inside);
	EXPECT_EQ(0, TRY(inside, "environ"));
	EXPECT_EQ(0, TRY(inside, "mem"));
}

TEST_F(worker, verdict_strict)
{
	pid_t inside;

	ASSERT_EQ(0, attach_fd(0, SECCOMP_LANDLOCK_PTRACE_DENY, -1));
	inside = start_pausing();
	ASSERT_LT(0, inside);
	EXPECT_EQ(0, TRY(inside, "environ"));
	EXPECT_EQ(EACCES, TRY(inside, "mem"));
}

/* The worker has the first filter, the task one more than the target. */
TEST_F(worker, verdict_less)
{
	pid_t less;

	ASSERT_EQ(0, attach_fd(0, 0, -1));
	if (variant->sqe_flags)
		ASSERT_EQ(0, ring_try_open(&self->ring, "/dev/null", O_RDONLY,
					   variant->sqe_flags));
	less = start_pausing();
	ASSERT_LT(0, less);
	EXPECT_EQ(0, TRY(less, "environ"));
	ASSERT_EQ(0, attach_plain(0));
	EXPECT_EQ(EACCES, TRY(less, "environ"));
	EXPECT_EQ(EACCES, TRY(less, "mem"));
}

/*
 * The worker has the credentials of before landlock_restrict_self(2), whose rules
 * the target lacks.
 */
TEST_F(worker, restrict_self)
{
	pid_t less, same;

	ASSERT_EQ(0, attach_fd(0, 0, -1));
	if (variant->sqe_flags)
		ASSERT_EQ(0, ring_try_open(&self->ring, "/dev/null", O_RDONLY,
					   variant->sqe_flags));
	less = start_pausing();
	ASSERT_LT(0, less);
	EXPECT_EQ(0, TRY(less, "mem"));
	ASSERT_EQ(0, restrict_rule(RULE_WRITE));
	same = start_pausing();
	ASSERT_LT(0, same);
	EXPECT_EQ(EACCES, TRY(less, "environ"));
	EXPECT_EQ(EACCES, TRY(less, "mem"));
	EXPECT_EQ(0, TRY(same, "environ"));
	EXPECT_EQ(0, TRY(same, "mem"));
}

/* With thread sync the workers are threads like all others. */
TEST_F(worker, tsync)
{
	ASSERT_EQ(0, attach_rule(SECCOMP_FILTER_FLAG_TSYNC, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, ring_try_open(&self->ring, "/dev/null", O_WRONLY,
					variant->sqe_flags));
	EXPECT_EQ(EACCES, TRY(self->outside, "environ"));
}

/*
 * By design: what was opened before goes on with the rights of that time.
 *
 * rst: "An io_uring ring with IORING_SETUP_SQPOLL made before the sandbox: its
 * thread keeps the rules and the filters of that moment."
 */
TEST(sqpoll_ring_from_before)
{
	struct ring ring;

	ASSERT_EQ(0, ring_open(&ring, IORING_SETUP_SQPOLL));
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, ring_try_open(&ring, "/dev/null", O_WRONLY, 0));
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(0, ring_try_open(&ring, "/dev/null", O_WRONLY, 0));
	/* A ring made now has the rules. */
	ASSERT_EQ(0, ring_open(&ring, IORING_SETUP_SQPOLL));
	EXPECT_EQ(EACCES, ring_try_open(&ring, "/dev/null", O_WRONLY, 0));
}

/*
 * A ring made now that shares the thread of one from before, which is closed then:
 * its requests are made with the credentials of now.  So Landlock judges them, and
 * it must not matter whether its domain came with a filter.
 *
 * rst: "is under the rules of now, Landlock's own ptrace rule included, and under the
 * verdict of then."
 */
FIXTURE(shared_thread) {
	pid_t outside;
	struct ring old, ring;
};

FIXTURE_VARIANT(shared_thread)
{
	bool restrict_self;
	enum rule rule;
	unsigned int sqe_flags;
	int err;
};

FIXTURE_VARIANT_ADD(shared_thread, restrict_self) {
	.restrict_self = true, .rule = RULE_WRITE, .err = EACCES
};

FIXTURE_VARIANT_ADD(shared_thread, restrict_self_async) {
	.restrict_self = true, .rule = RULE_WRITE, .sqe_flags = IOSQE_ASYNC,
	.err = EACCES
};

FIXTURE_VARIANT_ADD(shared_thread, ruled) {
	.rule = RULE_WRITE, .err = EACCES
};

FIXTURE_VARIANT_ADD(shared_thread, ruled_async) {
	.rule = RULE_WRITE, .sqe_flags = IOSQE_ASYNC, .err = EACCES
};

/* Nothing of such a filter is in the credentials. */
FIXTURE_VARIANT_ADD(shared_thread, no_ruleset) {};

FIXTURE_SETUP(shared_thread)
{
	self->outside = start_pausing();
	ASSERT_LT(0, self->outside);
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, drop_caps(CAP(PERFMON) | CAP(SYS_ADMIN)));
	ASSERT_EQ(0, ring_open(&self->old, IORING_SETUP_SQPOLL));
	EXPECT_EQ(0, ring_try_proc(&self->old, self->outside, "mem",
				   variant->sqe_flags));
	ASSERT_EQ(0, variant->restrict_self ?
			     restrict_rule(variant->rule) :
			     attach_rule(0, 0, variant->rule));
	ASSERT_EQ(0, ring_share(&self->ring, IORING_SETUP_SQPOLL |
				IORING_SETUP_ATTACH_WQ, self->old.fd));
	ASSERT_EQ(0, close(self->old.fd));
}

FIXTURE_TEARDOWN(shared_thread)
{
}

TEST_F(shared_thread, verdict)
{
	static const char *const files[] = { "mem", "environ", "cwd/" };
	pid_t inside = start_pausing();
	unsigned int i;

	ASSERT_LT(0, inside);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		EXPECT_EQ(variant->err, TRY(self->outside, files[i])) {
			TH_LOG("%s", files[i]);
		}
		EXPECT_EQ(0, TRY(inside, files[i]));
	}
}

TEST_F(shared_thread, rules)
{
	EXPECT_EQ(variant->err, ring_try_open(&self->ring, "/dev/null",
					      O_WRONLY, variant->sqe_flags));
	EXPECT_EQ(0, ring_try_open(&self->ring, "/dev/null", O_RDONLY,
				   variant->sqe_flags));
}

/*
 * A personality that was registered before lends credentials of that time, whatever
 * Landlock says of these: the verdict is that of the filters of now.
 */
FIXTURE(personality) {
	pid_t outside;
	struct ring ring;
	int id;
};

FIXTURE_VARIANT(personality)
{
	unsigned int sqe_flags;
};

FIXTURE_VARIANT_ADD(personality, ruled) {};
FIXTURE_VARIANT_ADD(personality, ruled_async) { .sqe_flags = IOSQE_ASYNC };

FIXTURE_SETUP(personality)
{
	ASSERT_EQ(0, set_nnp());
	/* A filter, so that another one on top is what the target lacks */
	ASSERT_EQ(0, attach_rule(0, 0, RULE_READDIR));
	self->outside = start_pausing();
	ASSERT_LT(0, self->outside);
	ASSERT_EQ(0, ring_open(&self->ring, 0));
	self->id = syscall(__NR_io_uring_register, self->ring.fd,
			   IORING_REGISTER_PERSONALITY, NULL, 0);
	ASSERT_LT(0, self->id);
}

FIXTURE_TEARDOWN(personality)
{
}

TEST_F(personality, verdict)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", self->outside);
	EXPECT_EQ(0, ring_try_open_as(&self->ring, path, O_RDONLY,
				      variant->sqe_flags, self->id));
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, ring_try_open_as(&self->ring, path, O_RDONLY,
					   variant->sqe_flags, self->id));
	EXPECT_EQ(EACCES, ring_try_open(&self->ring, path, O_RDONLY,
					variant->sqe_flags));
}

/*
 * By design as well: a request that was made before waits for a pipe.
 *
 * rst: "Requests that were submitted before and still wait may be carried out with
 * the rules of that moment."
 */
TEST(request_from_before)
{
	struct io_uring_sqe *sqe;
	unsigned int num = 0;
	struct ring ring;
	int fds[2];
	char c;

	ASSERT_EQ(0, ring_open(&ring, 0));
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, pipe2(fds, O_CLOEXEC));
	sqe = ring_entry(&ring, &num, IORING_OP_READ,
			 IOSQE_ASYNC | IOSQE_IO_LINK);
	sqe->fd = fds[0];
	sqe->addr = (uintptr_t)&c;
	sqe->len = 1;
	fill_open(ring_entry(&ring, &num, IORING_OP_OPENAT, 0), "/dev/null",
		  O_WRONLY);
	ASSERT_EQ(2, ring_submit(&ring, num, 0));
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(EACCES, try_write());
	EXPECT_EQ(INT_MIN, ring_result(&ring));

	ASSERT_EQ(1, write(fds[1], "", 1));
	ASSERT_EQ(0, ring_submit(&ring, 0, 2));
	EXPECT_EQ(1, ring_result(&ring));
	EXPECT_LE(0, ring_result(&ring));
}

/*
 * A worker as the target: its filters are of the time it was made, and do not
 * count.  The memory is that of the process, and so is the verdict.
 *
 * rst: "neither do the kernel's own threads in a process, as io_uring has them."
 */
FIXTURE(target) {
	struct peer p;
	pid_t tid;
};

FIXTURE_VARIANT(target)
{
	unsigned int ring_flags;
	bool trust;
};

FIXTURE_VARIANT_ADD(target, worker) {};
FIXTURE_VARIANT_ADD(target, worker_trust) { .trust = true };
FIXTURE_VARIANT_ADD(target, sqpoll) { .ring_flags = IORING_SETUP_SQPOLL };

static const char secret[] = "secret";
static struct peer member;

/* The thread id of a worker that the calling process has from now on */
static long make_worker(void *arg)
{
	static struct ring ring;
	const unsigned int flags = (long)arg;
	pid_t tid;

	if (ring_open(&ring, flags) ||
	    ring_try_open(&ring, "/dev/null", O_RDONLY,
			  flags ? 0 : IOSQE_ASYNC) ||
	    find_workers(flags ? "iou-sqp-" : "iou-wrk-", &tid) != 1)
		return -1;
	return tid;
}

static long delegate(void *arg)
{
	const unsigned int flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;

	return arg ? attach_fd(flags, SECCOMP_LANDLOCK_TRUST_DELEGATE, -1) :
		     attach_plain(flags);
}

static int try_vm_read(pid_t tid)
{
	char copy[sizeof(secret)] = "";
	const struct iovec local = { copy, sizeof(copy) };
	const struct iovec remote = { (void *)secret, sizeof(secret) };

	if (process_vm_readv(tid, &local, 1, &remote, 1, 0) < 0)
		return errno;
	return strcmp(copy, secret) ? -1 : 0;
}

static int try_kcmp(pid_t tid)
{
	return syscall(__NR_kcmp, getpid(), tid, KCMP_VM, 0, 0) < 0 ? errno : 0;
}

static int try_mem(pid_t pid, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/mem", pid, tid);
	return try_open(path, O_RDONLY);
}

FIXTURE_SETUP(target)
{
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_fd(0, 0, -1));
	ASSERT_EQ(0, peer_init(&member));
	ASSERT_EQ(0, peer_init(&self->p));
	ASSERT_LT(0, peer_start(&self->p));
	self->tid = peer_call(&self->p, make_worker,
			      (void *)(long)variant->ring_flags);
	ASSERT_LT(0, self->tid);
	ASSERT_NE(self->p.pid, self->tid);
}

FIXTURE_TEARDOWN(target)
{
}

TEST_F(target, delegates_later)
{
	const pid_t pid = self->p.pid, tids[] = { pid, self->tid };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tids); i++) {
		EXPECT_EQ(0, try_vm_read(tids[i]));
		EXPECT_EQ(0, try_kcmp(tids[i]));
		EXPECT_EQ(0, try_mem(pid, tids[i]));
	}
	ASSERT_LT(0, peer_call(&self->p, delegate,
			       variant->trust ? self : NULL));
	/* It did not hand that filter on. */
	EXPECT_EQ(1, task_status(self->tid, "Seccomp_filters"));
	EXPECT_EQ(2, task_status(pid, "Seccomp_filters"));
	for (i = 0; i < ARRAY_SIZE(tids); i++) {
		EXPECT_EQ(variant->trust ? 0 : EPERM, try_vm_read(tids[i]));
		EXPECT_EQ(variant->trust ? 0 : EPERM, try_kcmp(tids[i]));
		EXPECT_EQ(variant->trust ? 0 : EACCES, try_mem(pid, tids[i]));
	}
}

/* Asked by a child of the process, with a filter that the worker does not have */
static pid_t member_of;

static long start_member(void *arg)
{
	if (arg ? attach_rule(0, 0, RULE_WRITE) : attach_plain(0))
		return -1;
	member_of = getpid();
	return peer_start(&member);
}

static long member_vm_read(void *arg)
{
	return try_vm_read((long)arg);
}

static long member_kcmp(void *arg)
{
	return try_kcmp((long)arg);
}

static long member_mem(void *arg)
{
	return try_mem(member_of, (long)arg);
}

static void try_member(struct __test_metadata *const _metadata, pid_t tid,
		       bool allowed)
{
	void *const arg = (void *)(long)tid;

	EXPECT_EQ(allowed ? 0 : EPERM, peer_call(&member, member_vm_read, arg));
	EXPECT_EQ(allowed ? 0 : EPERM, peer_call(&member, member_kcmp, arg));
	EXPECT_EQ(allowed ? 0 : EACCES, peer_call(&member, member_mem, arg));
}

TEST_F(target, older_than_tracer)
{
	ASSERT_LT(0, peer_call(&self->p, start_member, NULL));
	EXPECT_EQ(1, task_status(self->tid, "Seccomp_filters"));
	try_member(_metadata, self->p.pid, true);
	try_member(_metadata, self->tid, true);
}

/* To Landlock such a thread is one without the rules, by what it is named. */
TEST_F(target, older_than_rules)
{
	ASSERT_LT(0, peer_call(&self->p, start_member, "rules"));
	EXPECT_EQ(1, task_status(self->tid, "Seccomp_filters"));
	try_member(_metadata, self->p.pid, true);
	try_member(_metadata, self->tid, false);
}

TEST_HARNESS_MAIN
