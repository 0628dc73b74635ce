// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ruled filters with SECCOMP_FILTER_FLAG_TSYNC against threads that do something
 * at the same moment, and what counts for a thread that has been given rules but
 * has not made a system call since
 *
 * The loops are bounded, and what they look for holds in every round: the rules
 * decide which outcomes are right, timing only which of them occurs.
 */
#include "landlock_common.h"

#include <dirent.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <time.h>

#define TSYNC	SECCOMP_FILTER_FLAG_TSYNC
#define ROUNDS	40

/* The round, which also shifts the two threads against each other. */
static int round_no;
static int start_flag;

/* What went wrong, as exit status of a process */
enum fault {
	FAULT_NONE,
	FAULT_SETUP,
	FAULT_LOST_OWN,		/* a thread lost what it gave itself */
	FAULT_LOST_SYNC,	/* a thread lacks what TSYNC gave it */
	FAULT_HALF,		/* the call did not do all or nothing */
	FAULT_ALL_FAILED,	/* no call succeeded at all */
};

static void wait_start(void)
{
	while (!LOAD(start_flag))
		;
}

static int sync_state;	/* 0: not yet, 1: succeeded, 2: failed */

/* What children have seen, for the test */
static struct seen {
	int synced, overlapped, own, after_sync;
} *seen;

/*
 * A slow debug kernel on a busy machine does fewer rounds in this time, in seconds,
 * and the last of them in the rest.
 */
#define LOOP_TIME	120
#define LOOP_TIMEOUT	(2 * LOOP_TIME)

static bool has_time(void)
{
	static time_t start;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!start)
		start = now.tv_sec;
	return now.tv_sec - start < LOOP_TIME;
}

/*
 * A thread enforces a ruleset while a sibling gives it rules.  The ruleset has many
 * rules, so that this takes long, and the sync begins in the midst of it.  Whoever is
 * first, nobody is killed and nobody has less than what succeeded.
 *
 * rst: "A thread that must take rules and is out of memory for that takes its process
 * down with SIGSYS rather than run with less."
 */
#define SLOW_RULES	20000

static int slow_fd, fast_fd;

/* The call of the thread itself */
static enum call_state {
	NOT_CALLED,
	CALLING,
	CALLED,
} call_state;

static long restrict_slowly(void)
{
	return ll_restrict(slow_fd);
}

static long attach_slowly(void)
{
	return attach_fd(0, 0, slow_fd);
}

static long sync_slowly(void)
{
	return attach_fd(TSYNC, 0, slow_fd);
}

static long sync_fast(void)
{
	return attach_fd(TSYNC, 0, fast_fd);
}

/* The caller has the rules already, and they come along. */
static long sync_plain(void)
{
	return attach_plain(TSYNC);
}

FIXTURE(beside) {};

FIXTURE_VARIANT(beside)
{
	long (*own)(void);	/* of a thread that is under way */
	long (*sync)(void);	/* of the main thread, which has the mark */
	bool own_syncs;
};

FIXTURE_VARIANT_ADD(beside, restrict_self) {
	.own = restrict_slowly, .sync = sync_fast
};

FIXTURE_VARIANT_ADD(beside, restrict_self_plain_sync) {
	.own = restrict_slowly, .sync = sync_plain
};

FIXTURE_VARIANT_ADD(beside, attach) {
	.own = attach_slowly, .sync = sync_fast
};

FIXTURE_VARIANT_ADD(beside, attach_plain_sync) {
	.own = attach_slowly, .sync = sync_plain
};

FIXTURE_VARIANT_ADD(beside, sync) {
	.own = sync_slowly, .sync = sync_fast, .own_syncs = true
};

static long (*own_call)(void), (*sync_call)(void);
static bool own_call_syncs;
static long own_ret;

static int beside_thread(void)
{
	/* However the machine is loaded, the sync is first sometimes. */
	while (round_no < 5 && !LOAD(sync_state))
		;
	STORE(call_state, CALLING);
	own_ret = own_call();
	STORE(call_state, CALLED);
	while (!LOAD(sync_state))
		sched_yield();
	return 0;
}

/* A thread has what its own call brought, and what a sync that succeeded did. */
static int judge_beside(const struct worker *w, long sync_ret, int write)
{
	const int readdir = try_readdir();

	if (!own_ret && w->readdir != EACCES)
		return FAULT_LOST_OWN;
	if (!sync_ret && w->write != EACCES)
		return FAULT_LOST_SYNC;
	if (own_ret && own_ret != getpid())
		return FAULT_HALF;
	if (sync_ret && sync_ret != w->tid)
		return FAULT_HALF;
	if (own_ret && sync_ret)
		return FAULT_ALL_FAILED;
	/* A call that failed must not have given rules to anybody. */
	if ((own_ret && w->readdir) || (sync_ret && w->write))
		return FAULT_HALF;
	if (try_write() != (sync_ret ? write : EACCES) ||
	    readdir != (own_call_syncs && !own_ret ? EACCES : 0))
		return FAULT_HALF;
	return FAULT_NONE;
}

static int beside_process(void)
{
	struct worker w = { .first = beside_thread };
	long sync_ret;
	int write;

	if (worker_start(&w) ||
	    (sync_call == sync_plain && attach_fd(0, 0, fast_fd)))
		return FAULT_SETUP;
	write = try_write();
	worker_release(&w);
	/* The call may be over before this thread looks at all. */
	while (round_no >= 5 && LOAD(call_state) == NOT_CALLED)
		;
	delay(round_no % 8 * 20000);
	seen->overlapped += LOAD(call_state) == CALLING;
	sync_ret = sync_call();
	STORE(sync_state, sync_ret ? 2 : 1);
	pthread_join(w.thread, NULL);
	seen->synced += !sync_ret;
	seen->own += !own_ret;
	return judge_beside(&w, sync_ret, write);
}

static int make_slow_ruleset(void)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_READ_DIR,
		.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP,
	};
	struct landlock_net_port_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_NET_BIND_TCP,
	};
	const int fd = ll_create(&attr, sizeof(attr), 0);

	for (rule.port = 1; rule.port <= SLOW_RULES; rule.port++) {
		if (ll_add(fd, LANDLOCK_RULE_NET_PORT, &rule))
			return -1;
	}
	return fd;
}

FIXTURE_SETUP(beside)
{
	seen = shared_alloc(sizeof(*seen));
	ASSERT_NE(NULL, seen);
	ASSERT_EQ(0, set_nnp());
	own_call = variant->own;
	own_call_syncs = variant->own_syncs;
	sync_call = variant->sync;
	slow_fd = make_slow_ruleset();
	ASSERT_LE(0, slow_fd);
	fast_fd = ruleset_open(RULE_WRITE);
	ASSERT_LE(0, fast_fd);
}

FIXTURE_TEARDOWN(beside)
{
}

TEST_F_TIMEOUT(beside, nobody_is_killed, LOOP_TIMEOUT)
{
	int fault = FAULT_NONE;

	for (round_no = 0; !fault && round_no < ROUNDS && has_time(); round_no++)
		fault = in_child(beside_process);
	ASSERT_EQ(FAULT_NONE, fault) {
		TH_LOG("round %d", round_no - 1);
	}
	TH_LOG("%d overlapped, %d synced, %d of their own", seen->overlapped,
	       seen->synced, seen->own);
	EXPECT_LT(0, seen->overlapped);
	EXPECT_LT(0, seen->synced);
	EXPECT_LT(0, seen->own);
}

FIXTURE(race) {};

FIXTURE_SETUP(race)
{
	seen = shared_alloc(sizeof(*seen));
	ASSERT_NE(NULL, seen);
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(race)
{
}

/* Two threads give each other rules; a third one and the main one watch. */
static int rule_fds[2];
static long sync_ret[2];
static int probe_flag;

static int sync_thread(int num)
{
	wait_start();
	delay((round_no + num * 3) % 8 * 300);
	sync_ret[num] = attach_fd(TSYNC, 0, rule_fds[num]);
	while (!LOAD(probe_flag))
		sched_yield();
	return 0;
}

static int sync_first(void)
{
	return sync_thread(0);
}

static int sync_second(void)
{
	return sync_thread(1);
}

static bool has_both(int write, int readdir)
{
	return write == (sync_ret[0] ? 0 : EACCES) &&
	       readdir == (sync_ret[1] ? 0 : EACCES);
}

static int two_syncs_process(void)
{
	struct worker one = { .first = sync_first };
	struct worker two = { .first = sync_second };
	struct worker idle = {};

	rule_fds[0] = ruleset_open(RULE_WRITE);
	rule_fds[1] = ruleset_open(RULE_READDIR);
	sync_ret[0] = 1234567;
	sync_ret[1] = 1234567;
	if (worker_start(&one) || worker_start(&two) || worker_start(&idle))
		return FAULT_SETUP;
	worker_release(&one);
	worker_release(&two);
	STORE(start_flag, 1);
	while (LOAD(sync_ret[0]) == 1234567 || LOAD(sync_ret[1]) == 1234567)
		sched_yield();
	STORE(probe_flag, 1);
	pthread_join(one.thread, NULL);
	pthread_join(two.thread, NULL);
	worker_join(&idle);
	if (sync_ret[0] && sync_ret[1])
		return FAULT_ALL_FAILED;
	if (!has_both(one.write, one.readdir) ||
	    !has_both(two.write, two.readdir) ||
	    !has_both(idle.write, idle.readdir) ||
	    !has_both(try_write(), try_readdir()))
		return FAULT_LOST_SYNC;
	return FAULT_NONE;
}

TEST_F_TIMEOUT(race, two_syncs, LOOP_TIMEOUT)
{
	int fault = FAULT_NONE;

	for (round_no = 0; !fault && round_no < ROUNDS && has_time(); round_no++)
		fault = in_child(two_syncs_process);
	ASSERT_EQ(FAULT_NONE, fault);
}

/*
 * A thread executes a program while it is given rules: the program has the
 * filter and the rules, or neither.
 */
static int exec_first(void)
{
	delay(round_no % 8 * 15000);
	/* As above */
	while (round_no < 5 && !LOAD(sync_state))
		;
	return exec_self();
}

static int exec_thread_process(void)
{
	struct worker w = { .first = exec_first };
	int fd = ruleset_open(RULE_WRITE);

	if (fd < 0 || worker_start(&w))
		return 255;
	worker_release(&w);
	delay(round_no / 8 * 3000);
	attach_fd(TSYNC, 0, fd);
	STORE(sync_state, 1);
	pause();
	return 254;
}

static int sync_from_thread(void)
{
	const long ret = attach_fd(TSYNC, 0, rule_fds[0]);

	STORE(sync_state, 1);
	return ret;
}

static int exec_leader_process(void)
{
	struct worker w = { .first = sync_from_thread };

	rule_fds[0] = ruleset_open(RULE_WRITE);
	if (rule_fds[0] < 0 || worker_start(&w))
		return 255;
	worker_release(&w);
	delay(round_no * 3000);
	while (round_no < 5 && !LOAD(sync_state))
		;
	exec_self();
	return 254;
}

FIXTURE(exec) {};

FIXTURE_VARIANT(exec)
{
	int (*process)(void);
};

FIXTURE_VARIANT_ADD(exec, by_thread) { .process = exec_thread_process };
FIXTURE_VARIANT_ADD(exec, by_leader) { .process = exec_leader_process };

FIXTURE_SETUP(exec)
{
	ASSERT_EQ(0, set_nnp());
}

FIXTURE_TEARDOWN(exec)
{
}

TEST_F_TIMEOUT(exec, race, LOOP_TIMEOUT)
{
	int ret, ruled = 0;

	for (round_no = 0; round_no < ROUNDS && has_time(); round_no++) {
		ret = in_child(variant->process);
		if (ret == exec_status(true, false, true, 1))
			ruled++;
		else
			EXPECT_EQ(exec_status(false, false, true, 0), ret);
	}
	TH_LOG("%d of %d ruled", ruled, round_no);
	EXPECT_LT(0, ruled);
}

/* Threads start and end while the others are given rules. */
static int stop_flag;

static void *short_thread(void *arg)
{
	if (!LOAD(sync_state))
		return NULL;
	*(int *)arg = try_write() != EACCES;
	__atomic_fetch_add(&seen->after_sync, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static int spawn_loop(void)
{
	pthread_t thread;
	int i, bad = 0;

	for (i = 0; i < 500 && !LOAD(stop_flag) && !bad; i++) {
		if (pthread_create(&thread, NULL, short_thread, &bad))
			return FAULT_SETUP;
		pthread_join(thread, NULL);
	}
	return bad ? FAULT_LOST_SYNC : FAULT_NONE;
}

static int spawn_process(void)
{
	struct worker w = { .first = spawn_loop };
	int fd = ruleset_open(RULE_WRITE);

	if (fd < 0 || worker_start(&w))
		return FAULT_SETUP;
	worker_release(&w);
	delay(round_no * 1000);
	if (attach_fd(TSYNC, 0, fd))
		return FAULT_ALL_FAILED;
	STORE(sync_state, 1);
	usleep(2000);
	STORE(stop_flag, 1);
	pthread_join(w.thread, NULL);
	return w.first_ret;
}

TEST_F_TIMEOUT(race, new_threads, LOOP_TIMEOUT)
{
	int fault = FAULT_NONE;

	for (round_no = 0; !fault && round_no < ROUNDS && has_time(); round_no++)
		fault = in_child(spawn_process);
	ASSERT_EQ(FAULT_NONE, fault);
	TH_LOG("%d threads were started after a sync", seen->after_sync);
	EXPECT_LT(0, seen->after_sync);
}

/* A peer process with one spinning thread, driven from outside */
static struct worker remote;

static long remote_start(void *arg)
{
	if (set_nnp() || worker_start(&remote))
		return -1;
	return remote.tid;
}

static long remote_sync(void *arg)
{
	return attach_rule(TSYNC, (long)arg, RULE_WRITE);
}

static long remote_sync_no_ruleset(void *arg)
{
	return attach_fd(TSYNC, (long)arg, -1);
}

static long remote_join(void *arg)
{
	return worker_join(&remote) ? -1 : remote.write;
}

/*
 * PTRACE_O_SUSPEND_SECCOMP switches filters off, and rules stay on, also those
 * that the thread has not taken yet.
 */
TEST(suspended_seccomp)
{
	struct peer p;
	pid_t tid;

	ASSERT_EQ(0, peer_init(&p));
	ASSERT_LT(0, peer_start(&p));
	tid = peer_call(&p, remote_start, NULL);
	ASSERT_LT(0, tid);
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, tid, 0, PTRACE_O_SUSPEND_SECCOMP));
	ASSERT_EQ(0, peer_call(&p, remote_sync, NULL));
	EXPECT_EQ(EACCES, peer_call(&p, remote_join, NULL));
}

/* Who may look at a thread that has not made a call since? */
FIXTURE(pending) {
	struct peer p, child, sibling;
	pid_t tid;
};

FIXTURE_VARIANT(pending)
{
	__u32 attr_flags;
	long (*sync)(void *arg);
};

FIXTURE_VARIANT_ADD(pending, ruleset) { .sync = remote_sync };
FIXTURE_VARIANT_ADD(pending, no_ruleset) { .sync = remote_sync_no_ruleset };

FIXTURE_VARIANT_ADD(pending, strict) {
	.sync = remote_sync, .attr_flags = SECCOMP_LANDLOCK_PTRACE_DENY
};

FIXTURE_SETUP(pending)
{
	ASSERT_EQ(0, peer_init(&self->p));
	ASSERT_EQ(0, peer_init(&self->child));
	ASSERT_EQ(0, peer_init(&self->sibling));
	ASSERT_LT(0, peer_start(&self->sibling));
	ASSERT_LT(0, peer_start(&self->p));
	self->tid = peer_call(&self->p, remote_start, NULL);
	ASSERT_LT(0, self->tid);
}

FIXTURE_TEARDOWN(pending)
{
}

static long start_peer(void *arg)
{
	return peer_start(arg);
}

/* An access of mode PTRACE_MODE_READ, and one of mode PTRACE_MODE_ATTACH */
static long open_environ(void *arg)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/environ", (long)arg);
	return try_open(path, O_RDONLY);
}

static long open_mem(void *arg)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/mem", (long)arg);
	return try_open(path, O_RDONLY);
}

static long attach_none(void *arg)
{
	return set_nnp() ?: attach_fd(0, 0, -1);
}

TEST_F(pending, verdict)
{
	const bool strict = variant->attr_flags & SECCOMP_LANDLOCK_PTRACE_DENY;
	void *const flags = (void *)(long)variant->attr_flags;
	void *const tid = (void *)(long)self->tid;
	struct peer *const child = &self->child, *const other = &self->sibling;

	ASSERT_EQ(0, peer_call(&self->p, variant->sync, flags));
	ASSERT_LT(0, peer_call(&self->p, start_peer, child));

	/* Threads of one process are never kept apart. */
	EXPECT_EQ(0, peer_call(&self->p, open_environ, tid));
	EXPECT_EQ(0, peer_call(&self->p, open_mem, tid));
	/* A child with the same filters is as restricted as the thread. */
	EXPECT_EQ(0, peer_call(child, open_environ, tid));
	EXPECT_EQ(strict ? EACCES : 0, peer_call(child, open_mem, tid));
	EXPECT_EQ(EACCES, peer_call(child, open_environ,
				    (void *)(long)other->pid));
	/* Nobody is kept from looking into a sandbox from outside, ... */
	EXPECT_EQ(0, peer_call(other, open_environ, tid));
	EXPECT_EQ(0, peer_call(other, open_mem, tid));
	/* ... but from another sandbox. */
	ASSERT_EQ(0, peer_call(other, attach_none, NULL));
	EXPECT_EQ(EACCES, peer_call(other, open_environ, tid));
	EXPECT_EQ(EACCES, peer_call(other, open_mem, tid));

	EXPECT_EQ(variant->sync == remote_sync ? EACCES : 0,
		  peer_call(&self->p, remote_join, NULL));
}

/* A crash without a call: the dump is written under the thread's own rules. */
#define CORE_PATTERN	"/proc/sys/kernel/core_pattern"

/* Where core files go during a test, and where before */
struct core_dir {
	char base[PATH_MAX];
	char pattern[256];
};

FIXTURE(core) {
	struct core_dir dir;
};

FIXTURE_VARIANT(core)
{
	unsigned int flags;
	bool rules;
	bool allow;		/* the file, by the rules */
	bool dumped;
};

/* The dump has to appear where nothing forbids it. */
FIXTURE_VARIANT_ADD(core, no_rules) { .dumped = true };

FIXTURE_VARIANT_ADD(core, rules_of_caller_only) {
	.rules = true, .dumped = true
};

FIXTURE_VARIANT_ADD(core, rules) { .rules = true, .flags = TSYNC };

FIXTURE_VARIANT_ADD(core, rules_that_allow) {
	.rules = true, .allow = true, .flags = TSYNC, .dumped = true
};

static int write_string(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const ssize_t len = strlen(text);
	ssize_t ret;

	if (fd < 0)
		return -1;
	ret = write(fd, text, len);
	close(fd);
	return ret == len ? 0 : -1;
}

/* Makes the directory and enters it. */
static int core_dir_init(struct core_dir *dir)
{
	char cwd[PATH_MAX - 64];
	ssize_t len;
	int fd;

	if (!getcwd(cwd, sizeof(cwd)))
		return -1;
	fd = open(CORE_PATTERN, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, dir->pattern, sizeof(dir->pattern) - 1);
	close(fd);
	snprintf(dir->base, sizeof(dir->base), "%s/core.XXXXXX", cwd);
	if (len <= 0 || !mkdtemp(dir->base) || chdir(dir->base))
		return -1;
	return write_string(CORE_PATTERN, "landlock-core");
}

static int core_dir_remove(struct core_dir *dir)
{
	return write_string(CORE_PATTERN, dir->pattern) ?:
	       remove_tree(dir->base);
}

FIXTURE_SETUP(core)
{
	ASSERT_EQ(0, core_dir_init(&self->dir));
}

FIXTURE_TEARDOWN_PARENT(core)
{
	EXPECT_EQ(0, core_dir_remove(&self->dir));
}

static int crash(void)
{
	__builtin_trap();
	return 0;
}

static bool is_crash(int ret)
{
	return ret == -SIGILL || ret == -SIGTRAP || ret == -SIGSEGV;
}

static int crash_process(bool rules, bool allow, unsigned int flags)
{
	const struct rlimit lim = { RLIM_INFINITY, RLIM_INFINITY };
	struct worker w = { .first = crash };
	int fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_REG);

	if (setrlimit(RLIMIT_CORE, &lim) || set_nnp() || fd < 0 ||
	    (allow && ruleset_allow(fd, LANDLOCK_ACCESS_FS_MAKE_REG, ".")) ||
	    worker_start(&w))
		return 255;
	if (rules && attach_fd(flags, 0, fd))
		return 254;
	STORE(w.go, 1);
	pause();
	return 253;
}

/* The number of files, which are removed. */
static int take_files(const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	int num = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir)))
		num += entry->d_name[0] != '.' &&
		       !unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	return num;
}

/*
 * rst: "A thread that dumps core before its next system call does so under the
 * new rules; if they come when the dump has begun, there is none."
 */
TEST_F_TIMEOUT(core, dump, 60)
{
	pid_t pid;
	int ret;

	pid = fork_tied();
	ASSERT_LE(0, pid);
	if (pid == 0)
		_exit(crash_process(variant->rules, variant->allow,
				    variant->flags));
	ret = wait_child(pid);
	EXPECT_EQ(true, is_crash(ret)) {
		TH_LOG("ended with %d", ret);
	}
	EXPECT_EQ(variant->dumped, take_files(self->dir.base));
}

/*
 * The second half of that.  A thread is about to dump: it has looked for rules to
 * take, and the others are not stopped yet.  They share one processor, so that
 * whoever syncs can wake up right there, if the kernel can be preempted.  When it has
 * to is found by coming too early and too late in turn.
 */
#define CORE_ROUNDS	200

static struct core_round {
	long delay;		/* in nanoseconds */
	int synced;
} *core_round;

static int crash_and_sync(void)
{
	const struct rlimit lim = { RLIM_INFINITY, RLIM_INFINITY };
	const struct sched_param prio = { .sched_priority = 1 };
	const struct timespec time = {
		.tv_sec = core_round->delay / 1000000000,
		.tv_nsec = core_round->delay % 1000000000,
	};
	const int fd = ruleset_fs(LANDLOCK_ACCESS_FS_MAKE_REG);
	struct worker w = { .first = crash };
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) ||
	    setrlimit(RLIMIT_CORE, &lim) || set_nnp() || fd < 0 ||
	    worker_start(&w) || sched_setscheduler(0, SCHED_FIFO, &prio))
		return 255;
	STORE(w.go, 1);
	clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
	if (attach_fd(TSYNC, 0, fd))
		return 254;
	STORE(core_round->synced, 1);
	pause();
	return 253;
}

FIXTURE(core_race) {
	struct core_dir dir;
};

FIXTURE_SETUP(core_race)
{
	core_round = shared_alloc(sizeof(*core_round));
	ASSERT_NE(NULL, core_round);
	ASSERT_EQ(0, core_dir_init(&self->dir));
}

FIXTURE_TEARDOWN_PARENT(core_race)
{
	EXPECT_EQ(0, core_dir_remove(&self->dir));
}

TEST_F_TIMEOUT(core_race, sync, LOOP_TIMEOUT)
{
	int i, ret, num_synced = 0, num_dumped = 0;
	long delay = 100000, step = delay / 8;
	bool later = true;

	for (i = 0; i < CORE_ROUNDS; i++) {
		/* Once much too early and once much too late */
		core_round->delay = i == 0 ? 0 : i == 1 ? 1000000000000 : delay;
		core_round->synced = 0;
		ret = in_child(crash_and_sync);
		ASSERT_EQ(true, is_crash(ret)) {
			TH_LOG("round %d: ended with %d", i, ret);
		}
		ret = take_files(self->dir.base);
		ASSERT_LE(0, ret);
		/* The call returned, so the rules hold for the file. */
		if (core_round->synced) {
			EXPECT_EQ(0, ret) {
				TH_LOG("round %d, %ld ns", i, delay);
			}
		}
		num_synced += core_round->synced;
		num_dumped += ret;
		if (i < 2)
			continue;
		/* The window is small: smaller steps where it must be */
		if (later == !!core_round->synced)
			step = step * 5 / 4;
		else if (step > 1000)
			step /= 2;
		later = core_round->synced;
		delay += later ? step : -step;
		if (delay < step)
			delay = step;
	}
	EXPECT_LT(0, num_synced);
	EXPECT_LT(0, num_dumped);
	TH_LOG("%d calls before the dump, %d files", num_synced, num_dumped);
}

TEST_HARNESS_MAIN
