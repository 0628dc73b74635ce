// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_JOIN_LANDLOCK: which task is joined and which one joins
 *
 * rst: "all filters, the domain and no_new_privs of the target's thread group
 * leader"
 */
#include "landlock_pairs.h"

static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE },
};

static const struct layer synced[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE, .flags = TSYNC },
};

static long call_status(void *arg)
{
	return self_status(arg);
}

static long call_write(void *arg)
{
	return try_write();
}

static long exit_now(void *arg)
{
	_exit(0);
}

FIXTURE(task) {
	struct peer *joiner, *target;
};

FIXTURE_SETUP(task)
{
	ASSERT_EQ(0, init_context());
	self->joiner = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(self->joiner));
}

FIXTURE_TEARDOWN(task)
{
}

static void expect_unruled(struct __test_metadata *const _metadata,
			   const struct peer *peer)
{
	EXPECT_EQ(0, peer_call(peer, call_status, "Seccomp"));
	EXPECT_EQ(0, peer_call(peer, call_status, "Seccomp_landlock"));
	EXPECT_EQ(0, peer_call(peer, call_write, NULL));
}

/* Dying targets: ESRCH, however much is left of them */
static void kill_target(struct __test_metadata *const _metadata,
			const struct peer *target)
{
	const struct peer_call call = { .fn = exit_now };

	ASSERT_EQ(sizeof(call), write(target->sv[0], &call, sizeof(call)));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
}

TEST_F(task, zombie)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	kill_target(_metadata, self->target);
	EXPECT_EQ(ESRCH, peer_call(self->joiner, join_target, NULL));
	expect_unruled(_metadata, self->joiner);
}

static int old_pidfd;

static long open_pidfd(void *arg)
{
	old_pidfd = target_pidfd();
	return old_pidfd < 0 ? -1 : 0;
}

static long join_pidfd(void *arg)
{
	return join_fd(0, old_pidfd);
}

TEST_F(task, dead)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, peer_call(self->joiner, open_pidfd, NULL));
	kill_target(_metadata, self->target);
	EXPECT_EQ(ESRCH, peer_call(self->joiner, join_pidfd, NULL));
	ASSERT_EQ(0, wait_child(ctx->target));
	EXPECT_EQ(ESRCH, peer_call(self->joiner, join_pidfd, NULL));
	expect_unruled(_metadata, self->joiner);
}

TEST_F(task, alive)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, peer_call(self->joiner, open_pidfd, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, join_pidfd, NULL));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	/* What it has does not depend on the target living on. */
	kill_target(_metadata, self->target);
	ASSERT_EQ(0, wait_child(ctx->target));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
}

/* Other processes of the sandbox, from outside of the pair */
static void *pausing_thread(void *arg)
{
	STORE(ctx->thread, syscall(__NR_gettid));
	pause();
	return NULL;
}

static pid_t start_process(int (*fn)(void))
{
	const pid_t pid = fork_tied();

	if (pid == 0)
		_exit(fn());
	ctx->target = pid;
	return pid;
}

static int headless(void)
{
	pthread_t thread;

	if (add_layers((void *)ruled) ||
	    pthread_create(&thread, NULL, pausing_thread, NULL))
		return 1;
	while (!LOAD(ctx->thread))
		sched_yield();
	return syscall(__NR_exit, 0);
}

TEST_F(task, zombie_leader)
{
	const pid_t pid = start_process(headless);

	ASSERT_LT(0, pid);
	ASSERT_EQ(true, wait_state(pid, 'Z'));
	/* Its thread has the filter still. */
	ASSERT_EQ(1, task_status(ctx->thread, "Seccomp_filters"));
	EXPECT_EQ(ESRCH, peer_call(self->joiner, join_target, NULL));
	expect_unruled(_metadata, self->joiner);
	kill(pid, SIGKILL);
}

/*
 * The leader is asked, not the other threads: "the target has no ruled filter"
 * if only one of them has.
 */
static void *ruled_thread(void *arg)
{
	add_layers((void *)ruled);
	return pausing_thread(arg);
}

static int half_ruled(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, ruled_thread, NULL))
		return 1;
	for (;;)
		pause();
}

TEST_F(task, only_a_thread_is_ruled)
{
	const pid_t pid = start_process(half_ruled);

	ASSERT_LT(0, pid);
	while (!LOAD(ctx->thread))
		sched_yield();
	ASSERT_EQ(1, task_status(ctx->thread, "Seccomp_landlock"));
	EXPECT_EQ(EINVAL, peer_call(self->joiner, join_target, NULL));
	expect_unruled(_metadata, self->joiner);
}

/*
 * The target has a domain to take: its thread has synchronized it, and it has
 * not made a system call since.  Its filters tell what it is held to.
 */
static long seen;

static void *sync_thread(void *arg)
{
	const struct layer sync = {
		.kind = RULED, .rule = RULE_WRITE, .flags = TSYNC,
	};

	while (!LOAD(seen))
		sched_yield();
	if (!add_layer(&sync))
		STORE(ctx->thread, syscall(__NR_gettid));
	pause();
	return NULL;
}

static int spinning(void)
{
	pthread_t thread;

	if (set_nnp() || pthread_create(&thread, NULL, sync_thread, NULL))
		return 1;
	STORE(seen, 1);
	for (;;)
		;
}

TEST_F(task, pending_domain)
{
	const pid_t pid = start_process(spinning);
	int i;

	ASSERT_LT(0, pid);
	for (i = 0; i < 10000 && !LOAD(ctx->thread); i++)
		usleep(1000);
	ASSERT_LT(0, LOAD(ctx->thread));
	EXPECT_EQ('R', task_state(pid));
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	/* The two are members of one sandbox, whoever has what in its creds. */
	EXPECT_EQ(0, peer_call(self->joiner, call_named, "kcmp-second"));
	EXPECT_EQ(0, peer_call(self->joiner, call_named, "vm_readv"));
	EXPECT_EQ('R', task_state(pid));
	kill(pid, SIGKILL);
}

/* A pidfd may name a thread: only that of the leader names the process. */
static int two_threads(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, pausing_thread, NULL) ||
	    add_layers((void *)synced))
		return 1;
	for (;;)
		pause();
}

TEST_F(task, pidfd_of_thread)
{
	const pid_t pid = start_process(two_threads);
	int fd;

	ASSERT_LT(0, pid);
	while (!LOAD(ctx->thread) || task_status(pid, "Seccomp_landlock") != 1) {
		ASSERT_NE('Z', task_state(pid));
		usleep(1000);
	}
	fd = syscall(__NR_pidfd_open, ctx->thread, O_EXCL);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, set_nnp());
	EXPECT_EQ(ESRCH, join_fd(0, fd));
	EXPECT_EQ(0, self_status("Seccomp_landlock"));
	fd = syscall(__NR_pidfd_open, pid, O_EXCL);
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, join_fd(0, fd));
	EXPECT_EQ(1, self_status("Seccomp_landlock"));
	kill(pid, SIGKILL);
}

/* Only the calling thread joins. */
static int thread_joins(void)
{
	return join_target(NULL);
}

static long join_with_one_thread(void *arg)
{
	struct worker joiner = { .first = thread_joins };
	struct sleeper other;

	if (sleeper_start(&other) || worker_start(&joiner) ||
	    worker_join(&joiner))
		return -1;
	if (joiner.first_ret)
		return joiner.first_ret;
	if (joiner.write != EACCES || joiner.readdir)
		return 1001;
	if (sleeper_end(&other) || try_write())
		return 1002;
	return self_status("Seccomp_filters") ? 1003 : 0;
}

/*
 * rst: "The calling thread adopts the filters and the domain of that process."
 */
TEST_F(task, only_the_calling_thread)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	EXPECT_EQ(0, peer_call(self->joiner, join_with_one_thread, NULL));
	EXPECT_EQ(0, peer_call(self->joiner, call_status, "NoNewPrivs"));
}

/* A thread joins the leader of its own process, which did not synchronize. */
static int rule_diverges;

static int join_leader(void)
{
	if (rule_diverges && restrict_rule(RULE_READDIR))
		return -1;
	ctx->target = getpid();
	return join_target(NULL);
}

static long join_own_leader(void *arg)
{
	struct worker w = { .wait = WAIT_READ, .before = set_nnp,
			    .first = join_leader };

	rule_diverges = !!arg;
	if (worker_start(&w) || add_layers((void *)ruled) || worker_join(&w))
		return -1;
	if (w.first_ret)
		return w.write == 0 ? w.first_ret : 1001;
	return w.write == EACCES ? 0 : 1002;
}

TEST_F(task, own_leader)
{
	EXPECT_EQ(0, peer_call(self->joiner, join_own_leader, NULL));
}

/*
 * Here the domain alone is in the way: the rules of ptrace do not keep threads
 * of one process apart, and the thread has no filter.
 */
TEST_F(task, own_leader_domain_diverged)
{
	EXPECT_EQ(EPERM, peer_call(self->joiner, join_own_leader, "diverge"));
}

/* A process that joins itself has what it had. */
static long join_self(void *arg)
{
	ctx->target = getpid();
	return join_target(NULL);
}

TEST_F(task, itself)
{
	EXPECT_EQ(EINVAL, peer_call(self->joiner, join_self, NULL));
	ASSERT_EQ(0, peer_call(self->joiner, add_layers, (void *)ruled));
	EXPECT_EQ(0, peer_call(self->joiner, join_self, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_filters"));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
}

/* What the target gets after that is its own. */
TEST_F(task, later_filters)
{
	static const struct layer plain[LAYERS] = { { .kind = PLAIN } };

	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, peer_call(self->joiner, join_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)plain));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_filters"));
	EXPECT_EQ(2, peer_call(self->target, call_status, "Seccomp_filters"));
	EXPECT_ACCESS(self->joiner, BOTH);
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(2, peer_call(self->joiner, call_status, "Seccomp_filters"));
	ASSERT_EQ(0, peer_call(self->joiner, add_layers, (void *)plain));
	EXPECT_ACCESS(self->joiner, 0);
}

/*
 * A target that gets one ruled filter after the other while it is joined: who has
 * a rule has its filter, for that is what verdicts are about.  Layer n forbids to
 * write to files 0 to n.
 */
#define STACK	15

FIXTURE(stack) {
	char dir[64];
};

static char stack_file[STACK + 1][80];
static int stack_fd[STACK];
static struct stack_seen {
	int more, joins;
} *stack_seen;

FIXTURE_SETUP(stack)
{
	const __u64 right = LANDLOCK_ACCESS_FS_WRITE_FILE;
	int i, j, fd;

	ASSERT_EQ(0, init_context());
	stack_seen = shared_alloc(sizeof(*stack_seen));
	ASSERT_NE(NULL, stack_seen);
	snprintf(self->dir, sizeof(self->dir), "/tmp/landlock-join.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->dir));
	for (i = 0; i <= STACK; i++) {
		snprintf(stack_file[i], sizeof(stack_file[i]), "%s/%d",
			 self->dir, i);
		fd = open(stack_file[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
		ASSERT_LE(0, fd);
		close(fd);
	}
	for (i = 0; i < STACK; i++) {
		stack_fd[i] = ruleset_fs(right);
		ASSERT_LE(0, stack_fd[i]);
		for (j = i + 1; j <= STACK; j++)
			ASSERT_EQ(0, ruleset_allow(stack_fd[i], right,
						   stack_file[j]));
	}
}

FIXTURE_TEARDOWN_PARENT(stack)
{
	EXPECT_EQ(0, remove_tree(self->dir));
}

/* How many layers the calling task has, @from of them at least */
static int count_layers(int from)
{
	while (from <= STACK && try_open(stack_file[from], O_WRONLY) == EACCES)
		from++;
	return from;
}

static int stack_round_no;

static int stacking(void)
{
	int i;

	if (set_nnp())
		return 1;
	while (!LOAD(ctx->thread))
		sched_yield();
	for (i = 0; i < STACK; i++) {
		if (attach_fd(0, 0, stack_fd[i]))
			return 1;
		delay((stack_round_no * STACK + i) % 32 * 1000);
		/* However the machine is loaded, each is joined sometimes. */
		while (stack_round_no % 2 && LOAD(ctx->thread) < i + 2)
			sched_yield();
	}
	pause();
	return 0;
}

static int stack_round(void)
{
	const pid_t pid = start_process(stacking);
	const int pidfd = target_pidfd();
	int layers = 0, now;
	long err;

	if (pid < 0 || pidfd < 0 || set_nnp())
		return 1;
	STORE(ctx->thread, 1);
	while (layers < STACK) {
		err = join_fd(0, pidfd);
		if (err && (err != EINVAL || layers))
			return 2;
		if (err && waitpid(pid, NULL, WNOHANG))
			return 5;	/* nothing will be attached */
		/* Reading the status takes long: only when there is more */
		now = count_layers(layers);
		if (err ? now : now > layers) {
			if (err || self_status("Seccomp_landlock") != now)
				return 3;
			stack_seen->more++;
		}
		stack_seen->joins += !err;
		layers = now;
		STORE(ctx->thread, layers + 1);
	}
	kill(pid, SIGKILL);
	return self_status("Seccomp_landlock") == STACK &&
	       wait_child(pid) == -SIGKILL ? 0 : 4;
}

TEST_F_TIMEOUT(stack, grows_meanwhile, 180)
{
	for (stack_round_no = 0; stack_round_no < 40; stack_round_no++) {
		ctx->thread = 0;
		ASSERT_EQ(0, in_child(stack_round));
	}
	TH_LOG("%d joins, %d brought more", stack_seen->joins,
	       stack_seen->more);
	/* Each round ends with all of them, in more than one step if it can. */
	EXPECT_LT(stack_round_no, stack_seen->more);
}

/* A target that is about to exit is joined, or it is not: never half. */
#define ROUNDS	200

enum outcome {
	BROKEN,
	JOINED,
	REFUSED,
};

static int try_join_race(void)
{
	const long err = join_target(NULL);

	if (err && err != ESRCH && err != EPERM)
		return BROKEN;
	if (try_write() != (err ? 0 : EACCES) ||
	    self_status("Seccomp_landlock") != (err ? 0 : 1))
		return BROKEN;
	return err ? REFUSED : JOINED;
}

static int race_no;

static int exit_when_told(void)
{
	const bool failed = add_layers((void *)ruled);

	STORE(ctx->thread, failed ? -1 : 1);
	if (failed)
		return 1;
	while (LOAD(ctx->thread) != 2)
		;
	delay(race_no / 10 * 20000);
	return 0;
}

static int race_round(void)
{
	const pid_t pid = start_process(exit_when_told);
	int ret;

	if (pid < 0 || set_nnp())
		return BROKEN;
	while (!LOAD(ctx->thread))
		sched_yield();
	if (LOAD(ctx->thread) < 0)
		return BROKEN;
	/* However the machine is loaded, each is first sometimes. */
	if (race_no < 5) {
		ret = try_join_race();
		STORE(ctx->thread, 2);
		return wait_child(pid) ? BROKEN : ret;
	}
	STORE(ctx->thread, 2);
	delay(race_no % 10 * 8000);
	if (race_no >= ROUNDS - 5)
		wait_state(pid, 'Z');
	ret = try_join_race();
	return wait_child(pid) ? BROKEN : ret;
}

TEST(exiting_target)
{
	int outcome[3] = {}, ret;

	ASSERT_EQ(0, init_context());
	for (race_no = 0; race_no < ROUNDS; race_no++) {
		ctx->thread = 0;
		ret = in_child(race_round);
		ASSERT_LT(BROKEN, ret);
		ASSERT_GE(REFUSED, ret);
		outcome[ret]++;
	}
	TH_LOG("joined %d, refused %d", outcome[JOINED], outcome[REFUSED]);
	EXPECT_LT(0, outcome[JOINED]);
	EXPECT_LT(0, outcome[REFUSED]);
}

TEST_HARNESS_MAIN
