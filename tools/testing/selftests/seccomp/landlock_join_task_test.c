// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_OPEN_LANDLOCK: which task is opened, and what its descriptor is good for
 *
 * rst: "a descriptor of the sandbox of that process as it is now"
 */
#include "landlock_pairs.h"

#include "landlock_join.h"

#include <sys/resource.h>

static const struct layer ruled[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE },
};

static const struct layer synced[LAYERS] = {
	{ .kind = RULED, .rule = RULE_WRITE, .flags = TSYNC },
};

static long exit_now(void *arg)
{
	_exit(0);
}

/* Whose children would outlive the test then */
static long become_nobody(void *arg)
{
	if (syscall(__NR_setresuid, 65534, 65534, 65534))
		return -1;
	return prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* In a peer */
static long open_target(void *arg)
{
	return try_open_sandbox(ctx->target);
}

/* The joiner has no_new_privs and could join. */
FIXTURE(task) {
	struct peer *joiner, *target;
};

FIXTURE_SETUP(task)
{
	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mail_init());
	self->joiner = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
	ASSERT_LT(0, start_target(NULL));
	ASSERT_LT(0, peer_start(self->joiner));
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
}

FIXTURE_TEARDOWN(task)
{
}

/* The arguments, each wrong in one way */
static long open_number(unsigned int flags, int fd)
{
	return sys_seccomp(SECCOMP_OPEN_LANDLOCK, flags, &fd) < 0 ? errno : 0;
}

static long open_pointer(void *arg)
{
	return sys_seccomp(SECCOMP_OPEN_LANDLOCK, 0, arg) < 0 ? errno : 0;
}

TEST_F(task, arguments)
{
	const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const int pidfd = target_pidfd();
	struct rlimit lim;
	int fds;

	ASSERT_LE(0, null);
	ASSERT_LE(0, pidfd);
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	fds = count_fds();
	EXPECT_EQ(EINVAL, open_number(1, pidfd));
	EXPECT_EQ(EINVAL, open_number(TSYNC, pidfd));
	EXPECT_EQ(EINVAL, open_number(1U << 31, pidfd));
	EXPECT_EQ(EFAULT, open_pointer(NULL));
	EXPECT_EQ(EFAULT, open_pointer((void *)-4096L));
	EXPECT_EQ(EBADF, open_number(0, -1));
	EXPECT_EQ(EBADF, open_number(0, 999));
	EXPECT_EQ(EBADF, open_number(0, null));
	EXPECT_EQ(EBADF, open_number(0, taken_fd));
	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &lim));
	lim.rlim_cur = 3;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &lim));
	EXPECT_EQ(EMFILE, open_number(0, pidfd));
	lim.rlim_cur = lim.rlim_max;
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &lim));
	EXPECT_EQ(fds, count_fds());
	EXPECT_EQ(0, open_number(0, pidfd));
	/* Nothing but a descriptor came of it. */
	EXPECT_EQ(0, self_status("Seccomp"));
	EXPECT_EQ(0, self_status("NoNewPrivs"));
}

/* rst: "close-on-exec" */
TEST_F(task, descriptor)
{
	char path[64], name[64];
	ssize_t len;
	int fd;

	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	fd = open_sandbox(ctx->target);
	ASSERT_LE(0, fd);
	EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	len = readlink(path, name, sizeof(name) - 1);
	ASSERT_LT(0, len);
	name[len] = '\0';
	EXPECT_STREQ("anon_inode:[seccomp-landlock]", name);
}

/* Targets that are not ruled */
FIXTURE(unruled) {};

FIXTURE_VARIANT(unruled)
{
	struct layer layers[LAYERS];
};

FIXTURE_VARIANT_ADD(unruled, nothing) {};
FIXTURE_VARIANT_ADD(unruled, plain) { .layers = { { .kind = PLAIN } } };
FIXTURE_VARIANT_ADD(unruled, prctl) { .layers = { { .kind = PRCTL } } };

FIXTURE_VARIANT_ADD(unruled, restricted) {
	.layers = { { .kind = RESTRICT, .rule = RULE_WRITE } }
};

FIXTURE_SETUP(unruled)
{
	ASSERT_EQ(0, init_context());
	ASSERT_LT(0, start_target(NULL));
	ASSERT_EQ(0, peer_call(&ctx->target_peer, add_layers,
			       (void *)variant->layers));
}

FIXTURE_TEARDOWN(unruled)
{
}

TEST_F(unruled, open)
{
	EXPECT_EQ(EINVAL, try_open_sandbox(ctx->target));
}

/*
 * The leader is asked, not the other threads: "the process has no ruled filter"
 * if only one of them has.
 */
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
	EXPECT_EQ(EINVAL, try_open_sandbox(pid));
	kill(pid, SIGKILL);
}

/* Who may attach to the target may open it, and nobody else. */
FIXTURE(opener) {
	struct peer *opener, *target;
};

FIXTURE_SETUP(opener)
{
	static const struct layer none[LAYERS] = {};

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, mail_init());
	ASSERT_EQ(0, start_pair(none, none, ruled));
	self->opener = &ctx->tracer_peer;
	self->target = &ctx->target_peer;
}

FIXTURE_TEARDOWN(opener)
{
}

TEST_F(opener, other_user)
{
	EXPECT_EQ(0, peer_call(self->opener, open_target, NULL));
	ASSERT_EQ(0, peer_call(self->opener, become_nobody, NULL));
	EXPECT_EQ(EPERM, peer_call(self->opener, open_target, NULL));
}

TEST_F(opener, more_capable_target)
{
	ASSERT_EQ(0, peer_call(self->opener, drop_all, NULL));
	EXPECT_EQ(EPERM, peer_call(self->opener, open_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, drop_all, NULL));
	EXPECT_EQ(0, peer_call(self->opener, open_target, NULL));
}

TEST_F(opener, not_dumpable_target)
{
	ASSERT_EQ(0, peer_call(self->opener, drop_all, NULL));
	ASSERT_EQ(0, peer_call(self->target, drop_all, NULL));
	ASSERT_EQ(0, peer_call(self->target, set_dumpable, (void *)0L));
	EXPECT_EQ(EPERM, peer_call(self->opener, open_target, NULL));
	ASSERT_EQ(0, peer_call(self->target, set_dumpable, (void *)1L));
	EXPECT_EQ(0, peer_call(self->opener, open_target, NULL));
}

/* Ruled openers: the verdict.  The target may be more restricted, not less. */
static const struct layer plain[LAYERS] = { { .kind = PLAIN } };
static const struct layer listening[LAYERS] = {
	{ .kind = PLAIN, .flags = LISTENER }
};

static const struct layer strict[LAYERS] = {
	{ .kind = RULED, .attr_flags = STRICT }
};

static const struct program can_trace = {
	2, { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	     BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE) }
};

static const struct layer tracing[LAYERS] = {
	{ .kind = RULED, .prog = &can_trace }
};

FIXTURE(verdict) {};

FIXTURE_VARIANT(verdict)
{
	const struct layer *base, *opener, *target;
	bool allow;
};

FIXTURE_VARIANT_ADD(verdict, same) { .base = ruled, .allow = true };

FIXTURE_VARIANT_ADD(verdict, more) {
	.base = ruled, .target = ruled, .allow = true
};

FIXTURE_VARIANT_ADD(verdict, less) { .base = ruled, .opener = plain };
FIXTURE_VARIANT_ADD(verdict, sibling) { .opener = ruled, .target = ruled };
FIXTURE_VARIANT_ADD(verdict, strict) { .base = strict };
FIXTURE_VARIANT_ADD(verdict, listener) { .base = ruled, .target = listening };
FIXTURE_VARIANT_ADD(verdict, ret_trace) { .base = tracing };

FIXTURE_VARIANT_ADD(verdict, ret_trace_of_target) {
	.base = ruled, .target = tracing, .allow = true
};

FIXTURE_SETUP(verdict)
{
	static const struct layer none[LAYERS] = {};

	ASSERT_EQ(0, init_context());
	ASSERT_EQ(0, start_pair(variant->base ?: none, variant->opener ?: none,
				variant->target ?: none));
}

FIXTURE_TEARDOWN(verdict)
{
}

TEST_F(verdict, open)
{
	EXPECT_EQ(variant->allow ? 0 : EPERM,
		  peer_call(&ctx->tracer_peer, open_target, NULL));
	EXPECT_EQ(0, try_open_sandbox(ctx->target));
}

/* Dying targets: ESRCH, however much is left of them */
static void kill_target(struct __test_metadata *const _metadata,
			const struct peer *target)
{
	ASSERT_EQ(0, peer_post(target, exit_now, NULL));
	ASSERT_EQ(true, wait_state(ctx->target, 'Z'));
}

TEST_F(task, dead)
{
	const int pidfd = target_pidfd();

	ASSERT_LE(0, pidfd);
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	EXPECT_EQ(0, open_number(0, pidfd));
	kill_target(_metadata, self->target);
	EXPECT_EQ(ESRCH, open_number(0, pidfd));
	ASSERT_EQ(0, wait_child(ctx->target));
	EXPECT_EQ(ESRCH, open_number(0, pidfd));
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
	EXPECT_EQ(ESRCH, try_open_sandbox(pid));
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
	fd = sys_pidfd_open(ctx->thread, PIDFD_THREAD);
	ASSERT_LE(0, fd);
	EXPECT_EQ(ESRCH, open_number(0, fd));
	fd = sys_pidfd_open(pid, PIDFD_THREAD);
	ASSERT_LE(0, fd);
	EXPECT_EQ(0, open_number(0, fd));
	kill(pid, SIGKILL);
}

/*
 * The descriptor can be kept when its process is gone.
 *
 * rst: "It outlives the process"
 */
TEST_F(task, kept)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
	kill_target(_metadata, self->target);
	ASSERT_EQ(0, wait_child(ctx->target));
	EXPECT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
	/* And when it is closed, what was joined stays. */
	ASSERT_EQ(0, hand_fd(self->joiner, open("/", O_RDONLY)));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
}

/*
 * Possession is what it takes: the joiner could not open it.
 *
 * rst: "It can be passed on"
 */
TEST_F(task, passed_on)
{
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, peer_call(self->target, become_nobody, NULL));
	ASSERT_EQ(0, peer_call(self->joiner, become_nobody, NULL));
	EXPECT_EQ(EPERM, peer_call(self->joiner, open_target, NULL));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
	EXPECT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
}

/* What the target gets after it was opened is its own. */
TEST_F(task, grows_after)
{
	static const struct layer more[LAYERS] = {
		{ .kind = RULED, .rule = RULE_READDIR },
	};
	struct facts joiner, target;
	pid_t pid;

	ASSERT_EQ(0, peer_init(self->joiner));
	pid = peer_start(self->joiner);
	ASSERT_LT(0, pid);
	ASSERT_EQ(0, peer_call(self->joiner, call_nnp, NULL));
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)ruled));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(ctx->target)));
	ASSERT_EQ(0, peer_call(self->target, add_layers, (void *)more));
	ASSERT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_filters"));
	EXPECT_EQ(2, peer_call(self->target, call_status, "Seccomp_filters"));
	ASSERT_EQ(0, task_facts(pid, &joiner));
	ASSERT_EQ(0, task_facts(ctx->target, &target));
	EXPECT_EQ(1, joiner.layers);
	EXPECT_EQ(2, target.layers);
	EXPECT_TRUE(facts_descend(&target, &joiner));
	EXPECT_FALSE(facts_descend(&joiner, &target));
	EXPECT_ACCESS(self->joiner, BOTH);
	/* It may go along. */
	EXPECT_EQ(0, peer_call(self->joiner, join_target, NULL));
	EXPECT_EQ(2, peer_call(self->joiner, call_status, "Seccomp_filters"));
	/* And not back. */
	EXPECT_EQ(EXDEV, peer_call(self->joiner, join_taken, NULL));
}

/*
 * The target has a domain to take: its thread has synchronized it, and it has
 * not made a system call since.  Its filters tell what it is held to.
 */
static long seen;

static void *sync_thread(void *arg)
{
	while (!LOAD(seen))
		sched_yield();
	if (!add_layer(&synced[0]))
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
	snprintf(ctx->dir, sizeof(ctx->dir), "/proc/%d", pid);
	for (i = 0; i < 10000 && !LOAD(ctx->thread); i++)
		usleep(1000);
	ASSERT_LT(0, LOAD(ctx->thread));
	ASSERT_EQ(0, hand_fd(self->joiner, open_sandbox(pid)));
	EXPECT_EQ('R', task_state(pid));
	EXPECT_EQ(0, peer_call(self->joiner, join_taken, NULL));
	EXPECT_EQ(1, peer_call(self->joiner, call_status, "Seccomp_landlock"));
	EXPECT_EQ(EACCES, peer_call(self->joiner, call_write, NULL));
	/* The two are members of one sandbox, whoever has what in its creds. */
	EXPECT_EQ(0, peer_call(self->joiner, call_named, "kcmp-second"));
	EXPECT_EQ(0, peer_call(self->joiner, call_named, "vm_readv"));
	EXPECT_EQ('R', task_state(pid));
	kill(pid, SIGKILL);
}

/*
 * A supervisor is not told that its sandbox is empty as long as somebody can join
 * it.
 *
 * rst: "the listeners of these filters are not told (POLLHUP) that nobody uses them
 * any more."
 */
static long listen_unused(void *arg)
{
	struct sock_filter prog[ONE_CALL_LEN];
	struct seccomp_landlock_attr attr = attr_make(prog, ONE_CALL_LEN, -1);

	filter_one_call(prog, UNUSED_NR, SECCOMP_RET_USER_NOTIF);
	return set_nnp() ? -1 : install_ruled(LISTENER, &attr);
}

static bool has_hung_up(int listener)
{
	struct pollfd pfd = { .fd = listener, .events = POLLIN };
	const int timeout = 1000;

	return poll(&pfd, 1, timeout) == 1 && (pfd.revents & POLLHUP);
}

TEST_F(task, listener_of_nobody)
{
	int listener, fd;

	listener = peer_call(self->target, listen_unused, NULL);
	ASSERT_LT(0, listener);
	listener = syscall(__NR_pidfd_getfd, target_pidfd(), listener, 0);
	ASSERT_LE(0, listener);
	fd = open_sandbox(ctx->target);
	ASSERT_LE(0, fd);
	kill_target(_metadata, self->target);
	ASSERT_EQ(0, wait_child(ctx->target));
	EXPECT_FALSE(has_hung_up(listener));
	ASSERT_EQ(0, close(fd));
	EXPECT_TRUE(has_hung_up(listener));
}

/* A process that joins itself has what it had. */
static long join_self(void *arg)
{
	return join_process(getpid()) ? errno : 0;
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

/*
 * A target that gets one ruled filter after the other while it is joined, by its
 * own call or from another thread: who has a rule has its filter, for that is what
 * verdicts are about.  Layer n forbids to write to files 0 to n.
 */
#define STACK	15

FIXTURE(stack) {
	char dir[64];
};

FIXTURE_VARIANT(stack)
{
	unsigned int flags;
};

FIXTURE_VARIANT_ADD(stack, alone) {};
FIXTURE_VARIANT_ADD(stack, synced) { .flags = TSYNC };

static unsigned int stack_flags;
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
	stack_flags = variant->flags;
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

static void *stack_up(void *arg)
{
	int i;

	while (!LOAD(ctx->thread))
		sched_yield();
	for (i = 0; i < STACK; i++) {
		if (attach_fd(stack_flags, 0, stack_fd[i]))
			_exit(1);
		delay((stack_round_no * STACK + i) % 32 * 1000);
		/* However the machine is loaded, each is joined sometimes. */
		while (stack_round_no % 2 && LOAD(ctx->thread) < i + 2)
			sched_yield();
	}
	pause();
	return NULL;
}

/* The leader is the one that is opened; it takes what it got sooner or later. */
static int stacking(void)
{
	pthread_t thread;

	if (set_nnp())
		return 1;
	if (!stack_flags)
		stack_up(NULL);
	else if (pthread_create(&thread, NULL, stack_up, NULL))
		return 1;
	for (;;) {
		delay(20000);
		syscall(__NR_getppid);
	}
}

static int stack_round(void)
{
	const pid_t pid = start_process(stacking);
	int layers = 0, now;
	long err;

	if (pid < 0 || set_nnp())
		return 1;
	STORE(ctx->thread, 1);
	while (layers < STACK) {
		err = join_target(NULL);
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

/*
 * A target that is about to exit is opened, or it is not: never half.  Who comes
 * late may find neither the filters nor the memory, and is told either.
 */
#define ROUNDS	200

enum outcome {
	BROKEN,
	OPENED,
	REFUSED,
};

static int try_open_race(void)
{
	const int fd = open_sandbox(ctx->target);

	if (fd < 0)
		return errno == ESRCH ? REFUSED : BROKEN;
	if (join_sandbox(fd) || try_write() != EACCES ||
	    self_status("Seccomp_landlock") != 1)
		return BROKEN;
	return OPENED;
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
		ret = try_open_race();
		STORE(ctx->thread, 2);
		return wait_child(pid) ? BROKEN : ret;
	}
	STORE(ctx->thread, 2);
	delay(race_no % 10 * 8000);
	if (race_no >= ROUNDS - 5)
		wait_state(pid, 'Z');
	ret = try_open_race();
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
	TH_LOG("opened %d, refused %d", outcome[OPENED], outcome[REFUSED]);
	EXPECT_LT(0, outcome[OPENED]);
	EXPECT_LT(0, outcome[REFUSED]);
}

TEST_HARNESS_MAIN
