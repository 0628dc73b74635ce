// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything at once, for a while
 *
 * Threads and processes attach, sync, open, join, fork, exec, exit, restrict themselves,
 * set ids, trace and read each other, in random order, and each of them checks
 * after every step what must hold at any time: see landlock_stress.h.
 *
 *	STRESS_SECONDS	for how long, at least (4)
 *	STRESS_SEED	of the order of steps in each thread (1); which thread comes
 *			first is not ours to say
 */
#include "landlock_stress.h"

#include <linux/sched.h>
#include <poll.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

static void *thread_main(void *arg);
static void process_main(void);

static long attach_mask(unsigned int flags, unsigned int mask)
{
	const __u32 attr_flags =
		below(16) ? 0 : SECCOMP_LANDLOCK_PTRACE_DENY;

	return attach_fd(flags | (below(4) ? 0 : LOGGED), attr_flags,
			 rule_fds[mask]);
}

static bool step_attach_flags(const char *what, unsigned int flags)
{
	const bool sync = flags & TSYNC;
	const unsigned int mask = random_rule(), before = enforced(mask);
	const __u64 bit = random_bit();
	long ret;
	int err;

	announce(bit, mask, sync);
	ret = attach_mask(flags, mask);
	err = errno;
	if (ret == 0 || (ret > 0 && (flags & LISTENER))) {
		attached(bit, mask, sync);
		if (flags & LISTENER)
			STORE(process.listener, ret);
		return true;
	}
	not_attached(what, flags, mask, before, ret, err);
	return false;
}

static bool step_attach(void)
{
	return step_attach_flags("attach", below(12) ? 0 : LISTENER);
}

static bool step_sync(void)
{
	return step_attach_flags("sync", TSYNC);
}

static bool step_sync_plain(void)
{
	long ret;

	announce(0, 0, true);
	ret = attach_plain(TSYNC);
	if (ret == 0)
		attached(0, 0, true);
	else
		not_attached("ordinary sync", 0, 0, 0, ret, errno);
	return ret == 0;
}

static bool step_restrict(void)
{
	const unsigned int mask = below(2) ? MASK_WRITE : MASK_READDIR;

	/* A sync hands it on. */
	STORE(process.restricted, true);
	if (ll_restrict(rule_fds[mask])) {
		if (errno != E2BIG && errno != ENOMEM &&
		    !(errno == EPERM && lacks_nnp()))
			violation("restrict_self: errno %d", errno);
		return false;
	}
	me.forbidden |= mask;
	return true;
}

/*
 * What was published of a process before its sandbox is opened counts, if it was alive
 * after that was read, and what it may have is published before it has it.
 */
static bool open_slot(const struct slot *slot, pid_t pid)
{
	const int pidfd = sys_pidfd_open(pid, 0);
	int fd;

	if (pidfd < 0)
		return false;
	me.sandbox.sure = LOAD(slot->sure);
	me.sandbox.forbidden = LOAD(slot->forbidden);
	if (syscall(__NR_pidfd_send_signal, pidfd, 0, NULL, 0) ||
	    LOAD(slot->pid) != pid) {
		close(pidfd);
		return false;
	}
	fd = sys_seccomp(SECCOMP_OPEN_LANDLOCK, 0, (void *)&pidfd);
	if (fd < 0 && errno != EPERM && errno != EINVAL && errno != ESRCH &&
	    errno != ENOMEM)
		violation("open: errno %d", errno);
	me.sandbox.claim = LOAD(slot->claim);
	if (LOAD(slot->pid) != pid)
		me.sandbox.claim = ~0ULL;
	close(pidfd);
	me.sandbox.fd = fd < 0 ? 0 : fd;
	return fd >= 0;
}

static void close_sandbox(void)
{
	if (me.sandbox.fd)
		close(me.sandbox.fd);
	me.sandbox.fd = 0;
}

/* Kept for the children of this thread */
static bool step_open(void)
{
	struct slot *slot;
	pid_t tid, pid;

	slot = random_slot(&tid);
	pid = slot ? LOAD(slot->pid) : 0;
	if (!pid)
		return false;
	close_sandbox();
	return open_slot(slot, pid);
}

/* Nobody else is in the calling process yet, and nobody knows it. */
static bool join_opened(void)
{
	if (join_sandbox(me.sandbox.fd)) {
		if (errno != EPERM && errno != EXDEV && errno != ENOMEM &&
		    !(errno == EACCES && lacks_nnp()))
			violation("join: errno %d", errno);
		return false;
	}
	if (lacks_nnp())
		violation("joined without no_new_privs");
	process.sure |= me.sandbox.sure;
	process.claim[0] |= me.sandbox.claim;
	process.forbidden |= me.sandbox.forbidden;
	process.maybe = MASK_WRITE | MASK_READDIR;
	process.restricted = true;
	check_rules("join");
	return true;
}

/* Processes, threads, and their ends */
static pid_t *free_child(void)
{
	int i, status;

	for (i = 0; i < MAX_CHILDREN; i++) {
		pid_t *const child = &me.children[i];

		/* It may also have stopped, for a thread that traces it. */
		if (*child && waitpid(*child, &status, WNOHANG) == *child &&
		    !WIFSTOPPED(status)) {
			report_status(status);
			*child = 0;
		}
		if (!*child)
			return child;
	}
	return NULL;
}

/* Forks without anybody's help; in the child, which has one thread, @true. */
static bool start_child(void)
{
	pid_t *const child = free_child();
	const __u64 random = me.random;
	const pid_t pid = getpid();

	if (!child)
		return false;
	below(2);
	*child = fork();
	if (*child < 0)
		*child = 0;
	if (*child) {
		me.latest = *child;
		return false;
	}
	only_thread(pid);
	me.latest = 0;
	memset(me.children, 0, sizeof(me.children));
	me.random = random ^ 0x9e3779b97f4a7c15ULL;
	return true;
}

static bool step_fork(void)
{
	if (start_child())
		process_main();
	return true;
}

static bool step_join(void)
{
	bool done = false;
	int i;

	if (!start_child())
		return false;
	process.sure |= me.sure;
	process.forbidden |= me.forbidden;
	process.slot = NULL;
	for (i = 0; i < 8 && !done; i++) {
		if (!me.sandbox.fd && !step_open())
			continue;
		done = join_opened();
		counted(OP_JOIN, done);
		close_sandbox();
	}
	process_main();
	return false;
}

static bool step_thread(void)
{
	pthread_attr_t attr;
	pthread_t thread;
	const int index = new_thread();
	struct self *arg;

	if (index < 0)
		return false;
	arg = malloc(sizeof(*arg));
	if (!arg)
		goto out;
	*arg = me;
	arg->index = index;
	arg->sandbox.fd = 0;
	arg->random ^= 0x2545f4914f6cdd1dULL;
	below(2);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 128 * 1024);
	if (!pthread_create(&thread, &attr, thread_main, arg))
		return true;
	free(arg);
out:
	STORE(process.state[index], 0);
	return false;
}

static bool step_exec(void)
{
	char env[ENV_SIZE];

	if (below(2) && start_child()) {
		exec_program(exec_env(env));
		_exit(0);
	}
	/* Or all threads, and the process as the others know it */
	if (!below(4)) {
		counted(OP_EXEC, true);
		exec_program(exec_env(env));
		ADD(shared->count[OP_EXEC].done, -1);
	}
	return false;
}

static bool step_vfork_exec(void)
{
	pid_t *const child = free_child();
	char env[ENV_SIZE];
	pid_t pid;

	if (!child)
		return false;
	/* The child shares our memory, but not what a sync gives us later. */
	exec_env(env);
	pid = vfork();
	if (pid == 0) {
		exec_program(env);
		_exit(0);
	}
	if (pid < 0)
		return false;
	*child = pid;
	return true;
}

static void end_thread(void)
{
	close_sandbox();
	STORE(process.state[me.index], 0);
}

static bool step_exit_thread(void)
{
	if (syscall(__NR_gettid) == getpid() || below(4))
		return false;
	counted(OP_EXIT_THREAD, true);
	end_thread();
	pthread_exit(NULL);
}

static bool step_exit(void)
{
	if (below(16))
		return false;
	counted(OP_EXIT, true);
	_exit(0);
}

static bool step_killed(void)
{
	if (below(16))
		return false;
	counted(OP_KILLED, true);
	kill(getpid(), SIGKILL);
	return false;
}

/* Credentials: of the calling thread alone, unlike with the C library */
static bool step_uid(void)
{
	const int id = below(4) ? 0 : 1000;

	return !syscall(__NR_setresgid, -1, id, -1) &&
	       !syscall(__NR_setresuid, -1, id, -1);
}

static bool step_caps(void)
{
	return !drop_caps(0);
}

/* Tracing */
static bool wait_stop(pid_t tid)
{
	int i, status;

	for (i = 0; i < 200; i++) {
		if (waitpid(tid, &status, WNOHANG | __WALL) == tid)
			return WIFSTOPPED(status);
		usleep(500);
	}
	return false;
}

/* Reads what a stopped tracee claims to have */
static bool peek(pid_t tid, struct process *copy)
{
	long *const to = (long *)copy, *const from = (long *)&process;
	unsigned int i;

	for (i = 0; i < READ_WORDS; i++) {
		errno = 0;
		to[i] = ptrace(PTRACE_PEEKDATA, tid, from + i, 0);
		if (errno)
			return false;
	}
	return true;
}

/* The link was there before, and each use of it counts. */
static void attach_tracing(pid_t tid)
{
	struct process copy;
	__u64 sure;

	if (!peek(tid, &copy))
		return;
	counted(OP_ATTACH_TRACING,
		step_attach_flags("attach while tracing", 0));
	sure = own_sure();
	if (peek(tid, &copy))
		check_access("a request", sure, tid, &copy);
	else if (errno == EPERM && (sure & ~claim_of_all(&copy)))
		ADD(shared->kept[KEPT_DENIED_LINK], 1);
}

static bool trace(const char *how, long request, long options)
{
	const __u64 sure = own_sure();
	struct process copy;
	struct slot *slot;
	bool ret = false;
	pid_t tid;

	slot = random_slot(&tid);
	if (!slot || ptrace(request, tid, 0, options))
		return false;
	if (request == PTRACE_SEIZE)
		ptrace(PTRACE_INTERRUPT, tid, 0, 0);
	if (wait_stop(tid)) {
		ret = peek(tid, &copy);
		if (ret)
			check_access(how, sure, tid, &copy);
		if (!below(3))
			attach_tracing(tid);
		if (options) {
			/* Its rules must hold without its filters as well. */
			STORE(slot->suspended,
			      suspended_by(syscall(__NR_gettid), tid));
			ptrace(PTRACE_CONT, tid, 0, 0);
			usleep(below(150000));
			STORE(slot->suspended, 0);
			ptrace(PTRACE_INTERRUPT, tid, 0, 0);
			wait_stop(tid);
		}
	}
	ptrace(PTRACE_DETACH, tid, 0, 0);
	return ret;
}

static bool step_seize(void)
{
	return trace("PTRACE_SEIZE", PTRACE_SEIZE, 0);
}

static bool step_ptrace_attach(void)
{
	return trace("PTRACE_ATTACH", PTRACE_ATTACH, 0);
}

/*
 * In the child: asks to be traced, by one that has at least @sure.  If that thread
 * ended the parent would be another one, or the supervisor; the signal comes before
 * the system call returns then.  If it had ended before, nobody asks.
 */
static void ask_parent(int fd)
{
	struct pollfd asked = { .fd = fd, .events = POLLIN };
	__u64 sure;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    send(fd, "", 1, MSG_NOSIGNAL) != 1 || poll(&asked, 1, 5000) != 1 ||
	    read(fd, &sure, sizeof(sure)) != sizeof(sure))
		_exit(1);
	if (!ptrace(PTRACE_TRACEME, 0, 0, 0)) {
		check_access("PTRACE_TRACEME", sure, getpid(), &process);
		counted(OP_TRACEME, true);
	} else if ((sure & ~process.claim[0]) && errno == EPERM) {
		ADD(shared->kept[KEPT_DENIED_TRACEME], 1);
	}
	_exit(0);
}

/* The parent has the filters of the child, and may have got one more. */
static bool step_traceme(void)
{
	pid_t *const child = free_child(), latest = me.latest;
	struct pollfd ready = { .events = POLLIN };
	int fds[2], status = 0;
	__u64 sure;

	if (!child || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return false;
	if (start_child()) {
		close(fds[1]);
		ask_parent(fds[0]);
	}
	close(fds[0]);
	ready.fd = fds[1];
	if (*child) {
		if (below(2))
			counted(OP_ATTACH, step_attach());
		sure = own_sure();
		/* If it is dead, those forked meanwhile may keep the socket open. */
		if (poll(&ready, 1, 2000) != 1 ||
		    send(fds[1], &sure, sizeof(sure), MSG_NOSIGNAL) < 0)
			kill(*child, SIGKILL);
		/* It may stop, now that it is traced. */
		while (waitpid(*child, &status, __WALL) == *child &&
		       WIFSTOPPED(status))
			kill(*child, SIGKILL);
		report_status(status);
		*child = 0;
		me.latest = latest;
	}
	close(fds[1]);
	return false;
}

static bool step_suspend(void)
{
	return trace("suspended", PTRACE_SEIZE, PTRACE_O_SUSPEND_SECCOMP);
}

/* Reading */
static bool step_vm_read(void)
{
	const __u64 sure = own_sure();
	struct process copy;
	struct slot *slot;
	pid_t tid, pid;

	slot = random_slot(&tid);
	if (!slot)
		return false;
	pid = LOAD(slot->pid);
	errno = 0;
	if (!read_process(tid, &copy)) {
		check_denied(slot, pid, sure, errno);
		return false;
	}
	check_access("process_vm_readv", sure, tid, &copy);
	return true;
}

static bool step_proc_mem(void)
{
	const __u64 sure = own_sure();
	struct process copy = {};
	struct slot *slot;
	char path[64];
	pid_t tid, pid;
	int fd;

	slot = random_slot(&tid);
	if (!slot)
		return false;
	pid = LOAD(slot->pid);
	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		check_denied(slot, pid, sure, errno);
		return false;
	}
	if (pread(fd, &copy, sizeof(copy), (long)&process) == sizeof(copy))
		check_access(path, sure, tid, &copy);
	close(fd);
	return true;
}

static bool step_proc_status(void)
{
	char path[64], text[4096];
	long filters, ruled;
	pid_t tid = 0;

	if (!random_slot(&tid) || !below(4))
		tid = syscall(__NR_gettid);
	snprintf(path, sizeof(path), "/proc/%d/environ", tid);
	read_file(path, text, sizeof(text));
	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	if (!read_file(path, text, sizeof(text)))
		return false;
	filters = proc_number(text, "Seccomp_filters:");
	ruled = proc_number(text, "Seccomp_landlock:");
	if (ruled < 0)
		violation("no Seccomp_landlock in %s", path);
	if (tid == syscall(__NR_gettid) &&
	    (filters < ruled || ruled < __builtin_popcountll(me.sure)))
		violation("%ld ruled filters of %ld, and %llx", ruled, filters,
			  me.sure);
	return true;
}

/* Who reads the facts of a chain could read the memory as well. */
static bool step_proc_facts(void)
{
	const __u64 sure = own_sure();
	char path[64], text[4096];
	struct slot *slot;
	pid_t tid, pid;
	ssize_t len;

	slot = random_slot(&tid);
	if (!slot)
		return false;
	pid = LOAD(slot->pid);
	snprintf(path, sizeof(path), "/proc/%d", tid);
	len = read_facts_text(path, text, sizeof(text));
	if (len < 0) {
		check_denied(slot, pid, sure, errno);
		return false;
	}
	/* There is nothing to be read of a task without a ruled filter. */
	if (len && (sure & ~LOAD(slot->claim)) && pid && LOAD(slot->pid) == pid)
		violation("%llx read the facts of task %d: %s", sure, tid, text);
	return true;
}

static bool step_info(void)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };

	if (!sys_seccomp(SECCOMP_GET_LANDLOCK_INFO, 0, &info) &&
	    info.abi == 2)
		return true;
	violation("info: errno %d", errno);
	return false;
}

static bool step_close_listener(void)
{
	const int fd = __atomic_exchange_n(&process.listener, 0,
					   __ATOMIC_SEQ_CST);

	return fd && !close(fd);
}

static bool step_wait(void)
{
	if (kill(shared->supervisor, 0) && errno == ESRCH)
		STORE(shared->stop, 1);
	usleep(below(3000));
	return true;
}

static const struct step {
	bool (*fn)(void);
	int weight;
} steps[OPS] = {
	[OP_ATTACH] = { step_attach, 2 },
	[OP_SYNC] = { step_sync, 3 },
	[OP_SYNC_PLAIN] = { step_sync_plain, 2 },
	[OP_RESTRICT] = { step_restrict, 1 },
	[OP_OPEN] = { step_open, 2 },
	[OP_JOIN] = { step_join, 2 },
	[OP_FORK] = { step_fork, 2 },
	[OP_THREAD] = { step_thread, 6 },
	[OP_EXEC] = { step_exec, 1 },
	[OP_VFORK_EXEC] = { step_vfork_exec, 1 },
	[OP_EXIT_THREAD] = { step_exit_thread, 2 },
	[OP_EXIT] = { step_exit, 2 },
	[OP_KILLED] = { step_killed, 2 },
	[OP_UID] = { step_uid, 3 },
	[OP_CAPS] = { step_caps, 4 },
	[OP_SEIZE] = { step_seize, 4 },
	[OP_PTRACE_ATTACH] = { step_ptrace_attach, 2 },
	[OP_ATTACH_TRACING] = { NULL, 0 },
	[OP_TRACEME] = { step_traceme, 2 },
	[OP_SUSPEND] = { step_suspend, 8 },
	[OP_VM_READ] = { step_vm_read, 10 },
	[OP_PROC_MEM] = { step_proc_mem, 6 },
	[OP_PROC_STATUS] = { step_proc_status, 4 },
	[OP_PROC_FACTS] = { step_proc_facts, 4 },
	[OP_INFO] = { step_info, 1 },
	[OP_CLOSE_LISTENER] = { step_close_listener, 2 },
	[OP_WAIT] = { step_wait, 6 },
};

static void random_step(void)
{
	static int sum;
	unsigned int left;
	enum op op;
	bool done;

	if (!sum) {
		int weights = 0;

		for (op = 0; op < OPS; op++)
			weights += steps[op].weight;
		STORE(sum, weights);
	}
again:
	left = below(sum);
	for (op = 0; left >= (unsigned int)steps[op].weight; op++)
		left -= steps[op].weight;
	if (process.outside && op <= OP_RESTRICT && below(64))
		goto again;
	done = steps[op].fn();
	counted(op, done);
	check_rules(op_names[op]);
}

static void live(void)
{
	const pid_t tid = syscall(__NR_gettid);
	int i, num = STEPS / 2 + below(STEPS);

	me.born_with = own_forbidden();
	STORE(process.slot->tids[tid % MAX_THREADS], tid);
	for (i = 0; i < num && !stopped(); i++)
		random_step();
}

static void *thread_main(void *arg)
{
	me = *(struct self *)arg;
	free(arg);
	memset(me.children, 0, sizeof(me.children));
	me.latest = 0;
	STORE(process.state[me.index], THREAD_LIVE);
	live();
	end_thread();
	return NULL;
}

/* A process that found no slot is one too many. */
static struct slot *take_slot(void)
{
	const pid_t pid = getpid();
	int i, unused;

	/* No system call in here: it could be the last one. */
	for (i = process.root ? 0 : MAX_ROOTS; i < MAX_PROCESSES; i++) {
		struct slot *const slot = &shared->slots[i];

		unused = 0;
		if (!__atomic_compare_exchange_n(&slot->used, &unused, 1, false,
						 __ATOMIC_SEQ_CST,
						 __ATOMIC_SEQ_CST))
			continue;
		slot->suspended = 0;
		slot->sure = process.sure;
		slot->claim = process.claim[0];
		slot->synced = 0;
		slot->forbidden = process.forbidden;
		memset(slot->tids, 0, sizeof(slot->tids));
		STORE(slot->pid, pid);
		return slot;
	}
	return NULL;
}

/* The life of a process that has one thread yet */
static void process_main(void)
{
	process.sure |= me.sure;
	process.forbidden |= me.forbidden;
	process.state[0] = THREAD_LIVE;
	process.outside = process.outside && below(4);
	process.slot = take_slot();
	process.root = false;
	if (process.slot) {
		ADD(shared->started, 1);
		check_rules("fork");
		live();
	}
	_exit(0);
}

/* The first one of a family, or one outside of all sandboxes */
static void start_root(__u64 seed)
{
	if (fork_tied())
		return;
	process.magic = MAGIC;
	me.random = (seed + 1) * 0x9e3779b97f4a7c15ULL;
	process.root = true;
	process.outside = below(4);
	/* Or with capabilities only */
	if (below(4))
		set_nnp();
	process_main();
}

/* Returns how many seconds it took, or a negative number. */
static long supervise(int seconds, long seed, int reports, int *max_programs)
{
	long checks = 0, started = 0;
	time_t begin = time(NULL), progress = begin, now = begin;
	int programs;

	while (!stopped()) {
		if (sweep() < MAX_ROOTS)
			start_root(seed * 1000003 + started++);
		reap();
		read_reports(reports);
		usleep(20000);
		if (time(NULL) == now)
			continue;
		now = time(NULL);
		programs = count_programs();
		if (programs > *max_programs)
			*max_programs = programs;
		if (LOAD(shared->checks) != checks)
			progress = now;
		checks = LOAD(shared->checks);
		if (now - progress > STUCK_SECONDS)
			violation("nobody made a step for a long time");
		/* Slow machines get the time that all kinds of steps take. */
		if (now - begin >= seconds &&
		    (all_done() || now - begin > seconds + 4 * STUCK_SECONDS))
			STORE(shared->stop, 1);
	}
	for (progress = time(NULL); reap(); usleep(50000)) {
		sweep();
		read_reports(reports);
		if (time(NULL) - progress > STUCK_SECONDS)
			return -1;
	}
	read_reports(reports);
	return time(NULL) - begin;
}

FIXTURE(stress) {
	int reports[2];
};

FIXTURE_SETUP(stress)
{
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	shared = shared_alloc(sizeof(*shared));
	ASSERT_NE(NULL, shared);
	shared->supervisor = getpid();
	rule_fds[MASK_WRITE] = ruleset_open(RULE_WRITE);
	rule_fds[MASK_READDIR] = ruleset_open(RULE_READDIR);
	ASSERT_LE(0, rule_fds[MASK_WRITE]);
	ASSERT_LE(0, rule_fds[MASK_READDIR]);
	ASSERT_EQ(0, pipe2(self->reports, O_NONBLOCK));
	report_fd = self->reports[1];
}

FIXTURE_TEARDOWN(stress)
{
}

/* What others left behind is freed some time after them. */
static int settled_programs(void)
{
	int last, programs = count_programs(), i;

	for (i = 0; i < 10; i++) {
		last = programs;
		usleep(100000);
		programs = count_programs();
		if (programs != last)
			i = 0;
	}
	return programs;
}

/* It has limits of its own, which depend on what it is asked to do. */
TEST_F_TIMEOUT(stress, all_at_once, 7 * 24 * 3600)
{
	const long seconds = number_of("STRESS_SECONDS", 4);
	const long seed = number_of("STRESS_SEED", 1);
	int programs = settled_programs(), max_programs = 0, i;
	char leaks[1024];
	long ret;

	ret = supervise(seconds, seed, self->reports[0], &max_programs);
	EXPECT_LE(0, ret) {
		TH_LOG("processes do not end");
	}
	for (i = 0; i < shared->violations && i < MAX_VIOLATIONS; i++)
		TH_LOG("VIOLATION: %s", shared->text[i]);
	EXPECT_EQ(0, shared->violations);
	TH_LOG("%ld seconds, seed %ld: %ld processes, %ld checks", ret, seed,
	       shared->started, shared->checks);
	for (i = 0; i < OPS; i++)
		TH_LOG("%-26s %8ld done %8ld refused", op_names[i],
		       shared->count[i].done, shared->count[i].refused);
	for (i = 0; i < KEPTS; i++) {
		TH_LOG("%-32s %8ld", kept_names[i], shared->kept[i]);
		if (!shared->violations && i < KEPTS_ASKED)
			EXPECT_LT(0, shared->kept[i]);
	}
	EXPECT_EQ(true, shared->violations || all_done());

	/* All filters were freed, and there were some. */
	EXPECT_LT(programs, max_programs);
	for (i = 0; i < 300 && count_programs() > programs; i++)
		usleep(100000);
	EXPECT_EQ(programs, count_programs());
	EXPECT_EQ(0, scan_leaks(leaks, sizeof(leaks))) {
		TH_LOG("%s", leaks);
	}
}

TEST_HARNESS_MAIN
