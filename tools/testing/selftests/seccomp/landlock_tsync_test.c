// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ruled filters with SECCOMP_FILTER_FLAG_TSYNC: what the other threads do before,
 * during and after the call
 */
#include "landlock_common.h"

#include <sys/ioctl.h>

#define TSYNC	SECCOMP_FILTER_FLAG_TSYNC
#define ESRCH_TOO	(TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH)

/* Whatever the thread waits in */
FIXTURE(waiting) {
	char fifo[64];
};

FIXTURE_VARIANT(waiting)
{
	enum wait wait;
	unsigned int flags;
};

FIXTURE_VARIANT_ADD(waiting, spin) { .wait = WAIT_SPIN, .flags = TSYNC };
FIXTURE_VARIANT_ADD(waiting, read) { .wait = WAIT_READ, .flags = TSYNC };
FIXTURE_VARIANT_ADD(waiting, futex) { .wait = WAIT_FUTEX, .flags = TSYNC };
FIXTURE_VARIANT_ADD(waiting, poll) { .wait = WAIT_POLL, .flags = TSYNC };
FIXTURE_VARIANT_ADD(waiting, fifo) { .wait = WAIT_FIFO, .flags = TSYNC };
FIXTURE_VARIANT_ADD(waiting, esrch) { .wait = WAIT_SPIN, .flags = ESRCH_TOO };

FIXTURE_SETUP(waiting)
{
	snprintf(self->fifo, sizeof(self->fifo), "fifo.%d", getpid());
	ASSERT_EQ(0, mkfifo(self->fifo, 0600));
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(waiting)
{
	unlink(self->fifo);
}

/*
 * The call under way finishes as it began, the next one is restricted.
 *
 * rst: "With SECCOMP_FILTER_FLAG_TSYNC the filter is in place for all threads
 * when the call returns."
 * rst: "Nobody waits for a thread that is blocked or busy; a call that was
 * under way finishes under the earlier rules"
 */
TEST_F(waiting, next_call)
{
	struct worker w = { .wait = variant->wait, .fifo = self->fifo };

	ASSERT_EQ(0, worker_start(&w));
	EXPECT_EQ(0, task_status(w.tid, "Seccomp_landlock"));
	ASSERT_EQ(0, attach_rule(variant->flags, 0, RULE_WRITE));
	EXPECT_EQ(1, task_status(w.tid, "Seccomp_landlock"));
	EXPECT_EQ(1, task_status(w.tid, "Seccomp_filters"));
	EXPECT_EQ(2, task_status(w.tid, "Seccomp"));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.wait_ret);
	EXPECT_EQ(EACCES, w.write);
	EXPECT_EQ(0, w.readdir);
	EXPECT_EQ(EACCES, try_write());
}

/* All that was given before the first call counts. */
TEST_F(waiting, several_rulesets)
{
	struct worker w = { .wait = variant->wait, .fifo = self->fifo };

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, attach_rule(variant->flags, 0, RULE_WRITE));
	ASSERT_EQ(0, attach_rule(variant->flags, 0, RULE_NONE));
	ASSERT_EQ(0, attach_plain(variant->flags));
	ASSERT_EQ(0, attach_rule(variant->flags, 0, RULE_READDIR));
	ASSERT_EQ(0, attach_plain(variant->flags));
	EXPECT_EQ(3, task_status(w.tid, "Seccomp_landlock"));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.write);
	EXPECT_EQ(EACCES, w.readdir);
}

/* What a thread of its own accord adds after the call stacks. */
static int restrict_readdir(void)
{
	return restrict_rule(RULE_READDIR);
}

TEST_F(waiting, then_restricts_itself)
{
	struct worker w = {
		.wait = variant->wait, .fifo = self->fifo,
		.first = restrict_readdir
	};

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, attach_rule(variant->flags, 0, RULE_WRITE));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
	EXPECT_EQ(EACCES, w.write);
	EXPECT_EQ(EACCES, w.readdir);
	EXPECT_EQ(0, try_readdir());
}

/* A filter that brings no ruleset still makes the threads ruled. */
static char parent_environ[64];

static int try_parent(void)
{
	return try_open(parent_environ, O_RDONLY);
}

TEST_F(waiting, no_ruleset)
{
	struct worker w = {
		.wait = variant->wait, .fifo = self->fifo, .first = try_parent
	};

	snprintf(parent_environ, sizeof(parent_environ), "/proc/%d/environ",
		 getppid());
	ASSERT_EQ(0, try_parent());
	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, attach_fd(variant->flags, 0, -1));
	EXPECT_EQ(1, task_status(w.tid, "Seccomp_landlock"));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.first_ret);
	EXPECT_EQ(0, w.write);
}

/* no_new_privs moves along, as with an ordinary filter. */
TEST(no_new_privs)
{
	struct worker w = {};

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(0, task_status(w.tid, "NoNewPrivs"));
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_WRITE));
	EXPECT_EQ(1, task_status(w.tid, "NoNewPrivs"));
	ASSERT_EQ(0, worker_join(&w));
}

/* Without thread sync the other threads stay as they are. */
TEST(caller_only)
{
	struct worker w = {};

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, set_nnp());
	ASSERT_EQ(0, attach_rule(0, 0, RULE_WRITE));
	EXPECT_EQ(0, task_status(w.tid, "Seccomp_landlock"));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.write);
	EXPECT_EQ(EACCES, try_write());
}

/* The first call of a marked thread, whatever it is */
static int first_open(void)
{
	return try_write();
}

/* Children only make raw system calls: other threads may hold locks. */
static int forked_write(unsigned long flags)
{
	long pid = syscall(__NR_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		syscall(__NR_exit_group, try_write());
	return pid < 0 ? -1 : wait_child(pid);
}

static int first_fork(void)
{
	return forked_write(0);
}

static int forked_exec(void)
{
	long pid = syscall(__NR_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		exec_self();
		syscall(__NR_exit_group, 127);
	}
	if (pid < 0)
		return -1;
	return wait_child(pid) & EXEC_NO_WRITE ? EACCES : 0;
}

static int vforked_write(void)
{
	static int err;
	pid_t pid = vfork();

	if (pid == 0) {
		err = try_write();
		_exit(0);
	}
	return wait_child(pid) ? -1 : err;
}

static int first_setresuid(void)
{
	return syscall(__NR_setresuid, 1, 1, 1) ? -1 : try_write();
}

static int first_capset(void)
{
	return drop_caps(CAP(SYS_ADMIN)) ? -1 : try_write();
}

static void *write_thread(void *arg)
{
	*(int *)arg = try_write();
	return NULL;
}

static int first_thread(void)
{
	pthread_t thread;
	int ret = -1;

	if (pthread_create(&thread, NULL, write_thread, &ret))
		return -1;
	pthread_join(thread, NULL);
	return ret;
}

#ifdef __x86_64__
static char *low_path;

static int first_compat_open(void)
{
	int ret;

	asm volatile("int $0x80" : "=a" (ret)
		     : "0" (5), "b" (low_path), "c" (O_WRONLY), "d" (0)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret < 0 ? -ret : 0;
}
#endif

FIXTURE(first) {};

FIXTURE_VARIANT(first)
{
	int (*call)(void);
};

FIXTURE_VARIANT_ADD(first, open) { .call = first_open };
FIXTURE_VARIANT_ADD(first, fork) { .call = first_fork };
FIXTURE_VARIANT_ADD(first, vfork) { .call = vforked_write };
FIXTURE_VARIANT_ADD(first, fork_exec) { .call = forked_exec };
FIXTURE_VARIANT_ADD(first, thread) { .call = first_thread };
FIXTURE_VARIANT_ADD(first, setresuid) { .call = first_setresuid };
FIXTURE_VARIANT_ADD(first, capset) { .call = first_capset };
#ifdef __x86_64__
FIXTURE_VARIANT_ADD(first, compat_open) { .call = first_compat_open };
#endif

FIXTURE_SETUP(first)
{
	ASSERT_EQ(0, set_nnp());
#ifdef __x86_64__
	low_path = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)low_path);
	snprintf(low_path, 16, "/dev/null");
#endif
}

FIXTURE_TEARDOWN(first)
{
}

TEST_F(first, unrestricted)
{
	struct worker w = { .first = variant->call };

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(0, w.first_ret);
	EXPECT_EQ(0, w.write);
}

/* rst: "Each thread takes the rules at the entry of its next system call" */
TEST_F(first, restricted)
{
	struct worker w = { .first = variant->call };

	ASSERT_EQ(0, worker_start(&w));
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_WRITE));
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(EACCES, w.first_ret);
	EXPECT_EQ(EACCES, w.write);
}

/* The first call is the exec of the whole process. */
static int sync_then_exec(void)
{
	struct worker w = { .first = exec_self };

	if (worker_start(&w) || attach_rule(TSYNC, 0, RULE_WRITE))
		return 255;
	worker_join(&w);
	return 254;
}

TEST(first_exec)
{
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(exec_status(true, false, true, 1), in_child(sync_then_exec));
}

/* Many threads, some of them busy */
#define NUM_THREADS	64

TEST(many_threads)
{
	static struct worker w[NUM_THREADS];
	int i, ruled = 0, denied = 0;

	ASSERT_EQ(0, set_nnp());
	for (i = 0; i < NUM_THREADS; i++) {
		w[i].wait = i % 16 ? WAIT_FUTEX : WAIT_SPIN;
		ASSERT_EQ(0, worker_start(&w[i]));
	}
	ASSERT_EQ(0, attach_rule(TSYNC, 0, RULE_WRITE));
	for (i = 0; i < NUM_THREADS; i++) {
		ruled += task_status(w[i].tid, "Seccomp_landlock") == 1;
		ASSERT_EQ(0, worker_join(&w[i]));
		denied += w[i].write == EACCES;
	}
	EXPECT_EQ(NUM_THREADS, ruled);
	EXPECT_EQ(NUM_THREADS, denied);
}

/* Threads that differ before the call */
static int before_plain(void)
{
	return attach_plain(0);
}

static int before_ruled(void)
{
	return attach_fd(0, 0, -1);
}

static int before_rule(void)
{
	return attach_rule(0, 0, RULE_READDIR);
}

static int before_restrict(void)
{
	return restrict_rule(RULE_READDIR);
}

FIXTURE(differ) {
	struct worker innocent, w;
};

FIXTURE_VARIANT(differ)
{
	int (*both)(void);	/* caller, before the thread starts */
	int (*thread)(void);
	int (*caller)(void);	/* after the thread started */
	bool diverged;
};

FIXTURE_VARIANT_ADD(differ, nothing) {};
FIXTURE_VARIANT_ADD(differ, same_filter) { .both = before_plain };
FIXTURE_VARIANT_ADD(differ, same_ruled) { .both = before_ruled };
FIXTURE_VARIANT_ADD(differ, same_rule) { .both = before_rule };
FIXTURE_VARIANT_ADD(differ, same_domain) { .both = before_restrict };
FIXTURE_VARIANT_ADD(differ, caller_filter) { .caller = before_plain };
FIXTURE_VARIANT_ADD(differ, caller_ruled) { .caller = before_ruled };
FIXTURE_VARIANT_ADD(differ, caller_rule) { .caller = before_rule };
FIXTURE_VARIANT_ADD(differ, caller_domain) { .caller = before_restrict };

FIXTURE_VARIANT_ADD(differ, caller_more_domain) {
	.both = before_restrict, .caller = before_restrict
};

FIXTURE_VARIANT_ADD(differ, caller_more_rules) {
	.both = before_rule, .caller = before_restrict
};

FIXTURE_VARIANT_ADD(differ, thread_filter) {
	.thread = before_plain, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, thread_ruled) {
	.thread = before_ruled, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, thread_rule) {
	.thread = before_rule, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, thread_domain) {
	.thread = before_restrict, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, thread_more_domain) {
	.both = before_restrict, .thread = before_restrict, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, equal_domains_of_their_own) {
	.thread = before_restrict, .caller = before_restrict, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, equal_filters_of_their_own) {
	.thread = before_plain, .caller = before_plain, .diverged = true
};

FIXTURE_VARIANT_ADD(differ, domain_on_common_rules) {
	.both = before_rule, .thread = before_restrict, .diverged = true
};

FIXTURE_SETUP(differ)
{
	if (variant->both)
		ASSERT_EQ(0, variant->both());
	self->w.before = variant->thread;
	ASSERT_EQ(0, worker_start(&self->innocent));
	ASSERT_EQ(0, worker_start(&self->w));
	if (variant->caller)
		ASSERT_EQ(0, variant->caller());
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(differ)
{
}

static void run_differ(struct __test_metadata *const _metadata,
		       struct worker *w, struct worker *innocent, bool diverged,
		       unsigned int flags)
{
	const struct snapshot before = snapshot_task(getpid());
	const struct snapshot before_w = snapshot_task(w->tid);
	const struct snapshot before_i = snapshot_task(innocent->tid);
	const int readdir = try_readdir();
	long ret = attach_rule(flags, 0, RULE_WRITE);

	if (diverged) {
		if (flags & SECCOMP_FILTER_FLAG_TSYNC_ESRCH) {
			EXPECT_EQ(-1, ret);
			EXPECT_EQ(ESRCH, errno);
		} else {
			EXPECT_EQ(w->tid, ret);
		}
		EXPECT_SAME_STATE(before, snapshot_task(getpid()));
		EXPECT_SAME_STATE(before_w, snapshot_task(w->tid));
		EXPECT_SAME_STATE(before_i, snapshot_task(innocent->tid));
	} else {
		EXPECT_EQ(!!(flags & SECCOMP_FILTER_FLAG_NEW_LISTENER),
			  ret > 0);
		EXPECT_LE(0, ret);
		EXPECT_EQ(EACCES, try_write());
		EXPECT_EQ(before.ruled + 1,
			  task_status(w->tid, "Seccomp_landlock"));
		EXPECT_EQ(before.ruled + 1,
			  task_status(innocent->tid, "Seccomp_landlock"));
	}
	ASSERT_EQ(0, worker_join(w));
	ASSERT_EQ(0, worker_join(innocent));
	EXPECT_EQ(diverged ? 0 : EACCES, w->write);
	EXPECT_EQ(diverged ? 0 : EACCES, innocent->write);
	/* What the caller had is part of what the others get. */
	EXPECT_EQ(readdir, try_readdir());
	if (!diverged)
		EXPECT_EQ(readdir, innocent->readdir);
}

/*
 * rst: "A thread whose filters or Landlock domain have diverged makes the call
 * fail, and nothing changes for any thread."
 */
TEST_F(differ, tid)
{
	run_differ(_metadata, &self->w, &self->innocent, variant->diverged,
		   TSYNC);
}

TEST_F(differ, esrch)
{
	run_differ(_metadata, &self->w, &self->innocent, variant->diverged,
		   ESRCH_TOO);
}

TEST_F(differ, esrch_with_listener)
{
	run_differ(_metadata, &self->w, &self->innocent, variant->diverged,
		   ESRCH_TOO | SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

/*
 * An ordinary filter that a ruled thread installs with TSYNC hands the other
 * threads its whole chain, so the rules of that chain must come along.
 *
 * rst: "If the caller has rules that a sibling does not have, also the
 * synchronization of an ordinary filter brings them to the sibling."
 */
FIXTURE(later_plain) {};

FIXTURE_VARIANT(later_plain)
{
	int (*both)(void);
	int (*caller)(void);
	int (*thread)(void);
	bool diverged, write, readdir;
};

static int caller_write(void)
{
	return attach_rule(0, 0, RULE_WRITE);
}

static int caller_both(void)
{
	return attach_rule(0, 0, RULE_WRITE) ?:
	       attach_rule(0, 0, RULE_READDIR);
}

static int caller_write_tsync_dir(void)
{
	return attach_rule(0, 0, RULE_WRITE) ?:
	       attach_rule(TSYNC, 0, RULE_READDIR);
}

FIXTURE_VARIANT_ADD(later_plain, one_rule) {
	.caller = caller_write, .write = true
};

FIXTURE_VARIANT_ADD(later_plain, two_rules) {
	.caller = caller_both, .write = true, .readdir = true
};

FIXTURE_VARIANT_ADD(later_plain, one_by_itself_one_synced) {
	.caller = caller_write_tsync_dir, .write = true, .readdir = true
};

FIXTURE_VARIANT_ADD(later_plain, on_common_filter) {
	.both = before_plain, .caller = caller_write, .write = true
};

FIXTURE_VARIANT_ADD(later_plain, on_common_rule) {
	.both = before_rule, .caller = caller_write, .write = true,
	.readdir = true
};

FIXTURE_VARIANT_ADD(later_plain, thread_domain) {
	.caller = caller_write, .thread = before_restrict, .diverged = true,
	.readdir = true
};

FIXTURE_VARIANT_ADD(later_plain, thread_filter) {
	.caller = caller_write, .thread = before_plain, .diverged = true
};

/* Without rules in the chain, Landlock domains are nobody's business. */
FIXTURE_VARIANT_ADD(later_plain, no_rules_thread_domain) {
	.thread = before_restrict, .readdir = true
};

FIXTURE_VARIANT_ADD(later_plain, no_rules_caller_domain) {
	.caller = before_restrict
};

FIXTURE_SETUP(later_plain)
{
	ASSERT_EQ(0, set_nnp());
	if (variant->both)
		ASSERT_EQ(0, variant->both());
}

FIXTURE_TEARDOWN(later_plain)
{
}

TEST_F(later_plain, call)
{
	struct worker w = { .before = variant->thread };
	struct snapshot before;
	long ret;

	ASSERT_EQ(0, worker_start(&w));
	if (variant->caller)
		ASSERT_EQ(0, variant->caller());
	before = snapshot_task(w.tid);
	ret = attach_plain(TSYNC);
	if (variant->diverged) {
		EXPECT_EQ(w.tid, ret);
		EXPECT_SAME_STATE(before, snapshot_task(w.tid));
	} else {
		EXPECT_EQ(0, ret);
		EXPECT_EQ(self_status("Seccomp_landlock"),
			  task_status(w.tid, "Seccomp_landlock"));
		EXPECT_EQ(self_status("Seccomp_filters"),
			  task_status(w.tid, "Seccomp_filters"));
	}
	ASSERT_EQ(0, worker_join(&w));
	EXPECT_EQ(variant->write ? EACCES : 0, w.write);
	EXPECT_EQ(variant->readdir ? EACCES : 0, w.readdir);
}

/*
 * A call that began before the rules and goes on after they were given: a
 * listener holds it in between.
 */
static int under_way_nr;
static int under_way_fd = -1;

static int call_open(void)
{
	return try_write();
}

static int call_restrict(void)
{
	return ll_restrict(under_way_fd);
}

static int call_setresuid(void)
{
	return syscall(__NR_setresuid, 1, 1, 1);
}

static int call_capset(void)
{
	return drop_caps(CAP(SYS_ADMIN));
}

/* The whole process tells with its exit status what the thread saw. */
#define SEEN_CALL_FAILED	128

static int under_way_thread(int (*call)(void))
{
	const int ret = call();

	syscall(__NR_exit_group,
		(ret ? SEEN_CALL_FAILED : 0) |
		exec_status(try_write() == EACCES, try_readdir() == EACCES,
			    prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, 1));
	return 0;
}

static int (*under_way_call)(void);

static int under_way_first(void)
{
	return under_way_thread(under_way_call);
}

static int under_way_process(void)
{
	struct sock_filter prog[ONE_CALL_LEN];
	struct worker w = { .first = under_way_first };
	struct seccomp_notif req = {};
	struct seccomp_notif_resp resp = {
		.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};
	int listener;

	filter_one_call(prog, under_way_nr, SECCOMP_RET_USER_NOTIF);
	under_way_fd = ruleset_open(RULE_READDIR);
	listener = attach_prog(SECCOMP_FILTER_FLAG_NEW_LISTENER, prog,
			       ONE_CALL_LEN);
	if (listener < 0 || worker_start(&w))
		return 255;
	worker_release(&w);
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
		return 255;
	if (attach_rule(TSYNC, 0, RULE_WRITE))
		return 254;
	resp.id = req.id;
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp))
		return 253;
	pause();
	return 252;
}

FIXTURE(under_way) {};

FIXTURE_VARIANT(under_way)
{
	int nr;
	int (*call)(void);
	bool readdir;		/* the call restricts the thread as well */
	bool call_is_restricted;	/* what it started is restricted */
};

/* try_write() makes the same call again, the listener is asked only once. */
FIXTURE_VARIANT_ADD(under_way, restrict_self) {
	.nr = __NR_landlock_restrict_self, .call = call_restrict,
	.readdir = true
};

FIXTURE_VARIANT_ADD(under_way, setresuid) {
	.nr = __NR_setresuid, .call = call_setresuid
};

FIXTURE_VARIANT_ADD(under_way, capset) {
	.nr = __NR_capset, .call = call_capset
};

FIXTURE_VARIANT_ADD(under_way, clone) {
	.nr = __NR_clone, .call = first_fork, .call_is_restricted = true
};

FIXTURE_VARIANT_ADD(under_way, execve) {
	.nr = __NR_execve, .call = exec_self
};

FIXTURE_SETUP(under_way)
{
	ASSERT_EQ(0, set_nnp());
	under_way_nr = variant->nr;
	under_way_call = variant->call;
}

FIXTURE_TEARDOWN(under_way)
{
}

TEST_F(under_way, rules_hold_afterwards)
{
	const int ret = in_child(under_way_process);
	int want = exec_status(true, variant->readdir, true, 1);

	if (variant->call_is_restricted)
		want |= SEEN_CALL_FAILED;
	EXPECT_EQ(want, ret);
}

/*
 * A call that waits for its listener goes on under the rules of then.
 *
 * rst: "but one that a filter is holding, by a listener or a tracer, goes on
 * under the new ones."
 */
TEST(open_held_by_listener)
{
	struct sock_filter prog[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[3])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0600, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		ALLOW,
	};
	struct worker w = { .first = call_open };
	struct seccomp_notif req = {};
	struct seccomp_notif_resp resp = {
		.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};
	int listener, i, fd = ruleset_open(RULE_WRITE);

	ASSERT_EQ(0, set_nnp());
	listener = attach_prog(SECCOMP_FILTER_FLAG_NEW_LISTENER, prog,
			       ARRAY_SIZE(prog));
	ASSERT_LE(0, listener);
	ASSERT_EQ(0, worker_start(&w));
	worker_release(&w);
	/* first, write, readdir */
	for (i = 0; i < 3; i++) {
		memset(&req, 0, sizeof(req));
		ASSERT_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req));
		if (i == 0)
			ASSERT_EQ(0, attach_fd(TSYNC, 0, fd));
		resp.id = req.id;
		ASSERT_EQ(0, ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp));
	}
	ASSERT_EQ(0, pthread_join(w.thread, NULL));
	EXPECT_EQ(EACCES, w.first_ret);
	EXPECT_EQ(EACCES, w.write);
	EXPECT_EQ(0, w.readdir);
}

TEST_HARNESS_MAIN
