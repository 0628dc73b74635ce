/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processes of the stress test know about each other, and the rules that
 * none of them may ever see broken
 *
 * Each ruled filter gets a random bit.  A process keeps sets of bits: @sure are those
 * of filters that all of its threads have, and the @claim of a thread are those that
 * it may have.  A filter goes into a claim before it is attached and into @sure after,
 * so that at any time @sure <= what is installed <= claim.  A chain that is an
 * ancestor of another has a subset of its filters.  So whoever gets at the memory of
 * a process, where the claims are, must have had no bit before that is not in the
 * claims of all of its threads.  Two filters with the same bit only make the test
 * weaker.
 *
 * It is the same with rules: @forbidden are those that every thread has, @maybe
 * those that a thread may have been given by another.
 *
 * Nothing is found where nothing is looked at, so what has been looked at is
 * counted, see enum kept.
 */
#ifndef _SECCOMP_LANDLOCK_STRESS_H
#define _SECCOMP_LANDLOCK_STRESS_H

#include "landlock_common.h"

#include <dirent.h>
#include <stdarg.h>
#include <sys/uio.h>
#include <time.h>

#define TSYNC		SECCOMP_FILTER_FLAG_TSYNC
#define LISTENER	SECCOMP_FILTER_FLAG_NEW_LISTENER
#define LOGGED		SECCOMP_FILTER_FLAG_LOG

/* Seconds without a step by anybody, or until all processes are gone */
#define STUCK_SECONDS	120
/* Steps of a thread in its life */
#define STEPS		60

#define MAX_PROCESSES	32
#define MAX_ROOTS	8	/* of them, for those that start in no sandbox */
#define MAX_THREADS	4
#define MAX_VIOLATIONS	8
#define MAX_CHILDREN	8
#define MAGIC		0x5ca1ab1e0ddba11ULL

#define MASK_WRITE	1
#define MASK_READDIR	2

enum op {
	OP_ATTACH,
	OP_SYNC,
	OP_SYNC_PLAIN,
	OP_RESTRICT,
	OP_OPEN,
	OP_JOIN,
	OP_FORK,
	OP_THREAD,
	OP_EXEC,
	OP_VFORK_EXEC,
	OP_EXIT_THREAD,
	OP_EXIT,
	OP_KILLED,
	OP_UID,
	OP_CAPS,
	OP_SEIZE,
	OP_PTRACE_ATTACH,
	OP_ATTACH_TRACING,
	OP_TRACEME,
	OP_SUSPEND,
	OP_VM_READ,
	OP_PROC_MEM,
	OP_PROC_STATUS,
	OP_PROC_FACTS,
	OP_INFO,
	OP_CLOSE_LISTENER,
	OP_WAIT,
	OPS,
};

static const char *const op_names[OPS] = {
	[OP_ATTACH] = "attach",
	[OP_SYNC] = "sync",
	[OP_SYNC_PLAIN] = "sync an ordinary filter",
	[OP_RESTRICT] = "restrict_self",
	[OP_OPEN] = "open",
	[OP_JOIN] = "join",
	[OP_FORK] = "fork",
	[OP_THREAD] = "new thread",
	[OP_EXEC] = "exec",
	[OP_VFORK_EXEC] = "vfork and exec",
	[OP_EXIT_THREAD] = "exit of a thread",
	[OP_EXIT] = "exit",
	[OP_KILLED] = "exit by signal",
	[OP_UID] = "set uids",
	[OP_CAPS] = "set capabilities",
	[OP_SEIZE] = "PTRACE_SEIZE",
	[OP_PTRACE_ATTACH] = "PTRACE_ATTACH",
	[OP_ATTACH_TRACING] = "attach while tracing",
	[OP_TRACEME] = "PTRACE_TRACEME",
	[OP_SUSPEND] = "suspend seccomp",
	[OP_VM_READ] = "process_vm_readv",
	[OP_PROC_MEM] = "/proc/PID/mem",
	[OP_PROC_STATUS] = "/proc/PID/status",
	[OP_PROC_FACTS] = "/proc/PID/seccomp_landlock",
	[OP_INFO] = "info",
	[OP_CLOSE_LISTENER] = "close a listener",
	[OP_WAIT] = "wait",
};

/* What was really looked at */
enum kept {
	KEPT_BY_SYNC,		/* rules that another thread gave this one */
	KEPT_BY_EXEC,		/* a program told what it found */
	KEPT_ALLOWED,		/* access, and what is known of both agrees */
	KEPT_DENIED,		/* no access, and what is known of both agrees */
	KEPT_DENIED_TRACEME,	/* as before, by oneself */
	KEPT_DENIED_LINK,	/* a request to a tracee */
	/* The rest is told, and not asked for. */
	KEPTS_ASKED,
	KEPT_SUSPENDED = KEPTS_ASKED,	/* rules, without the filters */
	KEPT_DENIED_OTHER,	/* no access, for whatever reason */
	KEPT_CIRCLES,		/* see break_circles() */
	KEPTS,
};

static const char *const kept_names[KEPTS] = {
	[KEPT_BY_SYNC] = "rules of another thread's sync",
	[KEPT_BY_EXEC] = "rules after exec",
	[KEPT_SUSPENDED] = "rules while suspended",
	[KEPT_ALLOWED] = "access allowed and known",
	[KEPT_DENIED] = "access denied as expected",
	[KEPT_DENIED_TRACEME] = "TRACEME denied as expected",
	[KEPT_DENIED_LINK] = "requests to tracees denied",
	[KEPT_DENIED_OTHER] = "access denied",
	[KEPT_CIRCLES] = "circles of tracers ended",
};

/* Memory of all processes */
static struct shared {
	int stop;
	int violations;
	char text[MAX_VIOLATIONS][256];
	struct { long done, refused; } count[OPS];
	long started, checks, kept[KEPTS];
	pid_t supervisor;
	struct slot {
		int used;
		pid_t pid;		/* 0 until it is there */
		__u64 sure;
		__u64 claim;		/* of any thread */
		__u64 synced;		/* of it, what all threads were to get */
		__u64 suspended;	/* see suspended_by() */
		unsigned int forbidden;
		pid_t tids[MAX_THREADS];
	} slots[MAX_PROCESSES];
} *shared;

/* States of a thread: others may only be sure of it while it is live. */
#define THREAD_STARTS	1
#define THREAD_LIVE	2

/* Memory of one process: what others try to read, this first */
#define READ_WORDS	(offsetof(struct process, synced) / sizeof(long))

static struct process {
	__u64 magic;
	int state[MAX_THREADS];
	__u64 claim[MAX_THREADS];
	__u64 synced;		/* what a sync gave all of them */
	__u64 sure;
	unsigned int forbidden, maybe;
	struct slot *slot;
	int listener;
	bool root;		/* a child of the test itself */
	bool outside;		/* seldom restricts itself */
	bool restricted;	/* may have a domain of its own making */
} process;

/* What one thread gave itself and not the others, and what else is its own */
struct self {
	int index;		/* of its claim */
	__u64 sure;
	unsigned int attached;	/* came with filters */
	unsigned int forbidden;
	unsigned int born_with;	/* rules that were there when it started */
	__u64 random;
	/* A sandbox that it has opened, and what is known of it */
	struct { int fd; __u64 sure, claim; unsigned int forbidden; } sandbox;
	pid_t children[MAX_CHILDREN], latest;
};

static __thread struct self me;

static int rule_fds[3] = { -1, -1, -1 };
/* Programs that were executed have no shared memory. */
static int report_fd;

#define OR(_var, _bits)	__atomic_fetch_or(&(_var), _bits, __ATOMIC_SEQ_CST)
#define ADD(_var, _num)	__atomic_fetch_add(&(_var), _num, __ATOMIC_SEQ_CST)

static void violation(const char *fmt, ...)
{
	const int num = ADD(shared->violations, 1);
	va_list ap;

	if (num < MAX_VIOLATIONS) {
		va_start(ap, fmt);
		vsnprintf(shared->text[num], sizeof(shared->text[num]), fmt,
			  ap);
		va_end(ap);
	}
	STORE(shared->stop, 1);
}

static bool stopped(void)
{
	return LOAD(shared->stop);
}

static void counted(enum op op, bool done)
{
	ADD(*(done ? &shared->count[op].done : &shared->count[op].refused), 1);
}

static unsigned int below(unsigned int num)
{
	me.random ^= me.random << 13;
	me.random ^= me.random >> 7;
	me.random ^= me.random << 17;
	return (me.random >> 11) % num;
}

static __u64 random_bit(void)
{
	return 1ULL << below(64);
}

static __u64 own_sure(void)
{
	return LOAD(process.sure) | me.sure;
}

static unsigned int own_forbidden(void)
{
	return LOAD(process.forbidden) | me.forbidden;
}

static unsigned int random_rule(void)
{
	static const unsigned int masks[] = { 0, MASK_WRITE, MASK_READDIR };

	return masks[below(ARRAY_SIZE(masks))];
}

/* What is enforced on the calling thread, of the rules in @mask */
static unsigned int enforced(unsigned int mask)
{
	unsigned int ret = 0;

	if ((mask & MASK_WRITE) && try_write() == EACCES)
		ret |= MASK_WRITE;
	if ((mask & MASK_READDIR) && try_readdir() == EACCES)
		ret |= MASK_READDIR;
	return ret;
}

/* A number of /proc/TID/status, -1 if the task is gone; without malloc(3) */
static long proc_number(const char *status, const char *field)
{
	const char *p = strstr(status, field);

	return p ? strtol(p + strlen(field), NULL, 10) : -1;
}

static bool read_file(const char *path, char *text, size_t size)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, text, size - 1);
	close(fd);
	if (len <= 0)
		return false;
	text[len] = '\0';
	return true;
}

/* Set while @tracee runs without its filters, and not before or after */
static __u64 suspended_by(pid_t tracer, pid_t tracee)
{
	return (__u64)tracer << 32 | (unsigned int)tracee;
}

/* Is the caller still suspended by the tracer that had announced it? */
static bool still_suspended(__u64 by)
{
	char text[4096];

	return LOAD(process.slot->suspended) == by &&
	       read_file("/proc/thread-self/status", text, sizeof(text)) &&
	       proc_number(text, "TracerPid:") == (long)(by >> 32);
}

/* The rules that were there when this was called must be enforced. */
static void check_rules(const char *when)
{
	const unsigned int mask = own_forbidden();
	const __u64 by = process.slot ? LOAD(process.slot->suspended) : 0;

	if (enforced(mask) != mask)
		violation("after %s: rules %x hold, of %x", when,
			  enforced(mask), mask);
	ADD(shared->checks, 1);
	if (mask & ~(me.forbidden | me.born_with))
		ADD(shared->kept[KEPT_BY_SYNC], 1);
	if (mask && by && (pid_t)by == syscall(__NR_gettid) &&
	    still_suspended(by))
		ADD(shared->kept[KEPT_SUSPENDED], 1);
}

/* What each thread may have, of a process whose memory was read */
static __u64 claim_of_all(const struct process *copy)
{
	__u64 claim = ~0ULL;
	int i;

	for (i = 0; i < MAX_THREADS; i++) {
		if (copy->state[i] == THREAD_LIVE)
			claim &= copy->claim[i];
	}
	return claim;
}

static bool read_process(pid_t tid, struct process *copy)
{
	const struct iovec local = { copy, sizeof(*copy) };
	const struct iovec remote = { &process, sizeof(process) };

	return process_vm_readv(tid, &local, 1, &remote, 1, 0) == sizeof(*copy);
}

static bool is_free_to(__u64 sure, const struct process *copy)
{
	return copy->magic != MAGIC || !(sure & ~claim_of_all(copy));
}

/*
 * Somebody with @sure got at the memory of @tid before now.  The verdict leaves out
 * threads that are on their way to the end, all of them in the end or in an exec:
 * what was true has to stay true.
 */
static void check_access(const char *how, __u64 sure, pid_t tid,
			 const struct process *copy)
{
	struct process later;

	if (is_free_to(sure, copy)) {
		if (sure && copy->magic == MAGIC && claim_of_all(copy) != ~0ULL)
			ADD(shared->kept[KEPT_ALLOWED], 1);
		return;
	}
	usleep(500000);
	if (read_process(tid, &later) && !is_free_to(sure, &later))
		violation("%s: task %d with %llx reached task %d with %llx",
			  how, (int)syscall(__NR_gettid), sure, tid,
			  claim_of_all(&later));
}

/*
 * Somebody with @sure did not get at the memory of the process @pid in @slot, now
 * or some time ago.  Was that the verdict, and what is expected?  It was if there
 * can be no other reason: root may access everybody, but for Landlock's own check
 * of domains.
 */
static void check_denied(const struct slot *slot, pid_t pid, __u64 sure, int err)
{
	const __u64 claim = LOAD(slot->claim);

	if (err != EPERM && err != EACCES)
		return;
	if (pid && LOAD(slot->pid) == pid && (sure & ~claim) &&
	    !LOAD(process.restricted) && !syscall(__NR_geteuid))
		ADD(shared->kept[KEPT_DENIED], 1);
	else
		ADD(shared->kept[KEPT_DENIED_OTHER], 1);
}

/* What the caller attaches may be seen before the call returns. */
static void announce(__u64 bit, unsigned int mask, bool sync)
{
	__u64 claim;
	int i;

	OR(process.claim[me.index], bit);
	OR(process.slot->claim, bit);
	if (!sync)
		return;
	/* A sync hands on what the caller gave itself earlier. */
	OR(process.maybe, mask | me.forbidden);
	claim = LOAD(process.claim[me.index]);
	OR(process.slot->synced, claim);
	OR(process.synced, claim);
	for (i = 0; i < MAX_THREADS; i++)
		OR(process.claim[i], claim);
}

/* A place for a new thread, which starts with what the caller may have, or -1 */
static int new_thread(void)
{
	int i, unused;

	for (i = 0; i < MAX_THREADS; i++) {
		unused = 0;
		if (!__atomic_compare_exchange_n(&process.state[i], &unused,
						 THREAD_STARTS, false,
						 __ATOMIC_SEQ_CST,
						 __ATOMIC_SEQ_CST))
			continue;
		STORE(process.claim[i], LOAD(process.claim[me.index]));
		/* A sync may have been announced in between. */
		OR(process.claim[i], LOAD(process.synced));
		return i;
	}
	return -1;
}

/*
 * In the child of a thread of @parent, the only one that it has: a sync may have come
 * after our memory was copied and before our filters were.
 */
static void only_thread(pid_t parent)
{
	const __u64 synced = LOAD(process.slot->synced);

	process.claim[0] = process.claim[me.index] |
			   (LOAD(process.slot->pid) == parent ? synced : ~0ULL);
	memset(process.state, 0, sizeof(process.state));
	process.state[0] = THREAD_LIVE;
	process.synced = 0;
	me.index = 0;
}

static void attached(__u64 bit, unsigned int mask, bool sync)
{
	me.sure |= bit;
	me.attached |= mask;
	me.forbidden |= mask;
	if (!sync)
		return;
	OR(process.sure, me.sure);
	OR(process.forbidden, me.attached);
	OR(process.slot->sure, me.sure);
	OR(process.slot->forbidden, me.attached);
}

/* Not with another user id, for those who did not set it */
static bool lacks_nnp(void)
{
	return !prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

/* A call failed; @before of the rules @mask was enforced when it was made. */
static void not_attached(const char *what, unsigned int flags, unsigned int mask,
			 unsigned int before, long ret, int err)
{
	const unsigned int more = enforced(mask) & ~before;

	if (more & ~LOAD(process.maybe))
		violation("%s failed (%ld, errno %d) and left rules %x", what,
			  ret, err, more);
	/* A thread that has diverged is told by its number. */
	if (ret < 0 && err != E2BIG && err != ESRCH && err != ENOMEM &&
	    !(err == EBUSY && (flags & LISTENER)) &&
	    !(err == EACCES && lacks_nnp()))
		violation("%s: errno %d", what, err);
}

/* A random process that is not ours, often the latest child; NULL if there is none */
static struct slot *random_slot(pid_t *tid)
{
	const pid_t child = below(4) ? me.latest : 0;
	struct slot *slot = &shared->slots[below(MAX_PROCESSES)];
	int i;

	for (i = 0; i < MAX_PROCESSES && child; i++) {
		if (LOAD(shared->slots[i].pid) == child)
			slot = &shared->slots[i];
	}
	*tid = LOAD(slot->pid);
	if (!*tid || slot == process.slot)
		return NULL;
	if (below(2))
		*tid = LOAD(slot->tids[below(MAX_THREADS)]) ?: *tid;
	return slot;
}

/* Runs instead of main() in a program that was executed. */
#define STRESS_ENV	"SECCOMP_LANDLOCK_STRESS"

static void __attribute__((constructor)) executed_entry(void)
{
	const char *env = getenv(STRESS_ENV);
	unsigned int mask, has;
	char text[128];
	int fd, len;

	if (!env)
		return;
	if (sscanf(env, "%u %d", &mask, &fd) != 2)
		_exit(1);
	has = enforced(mask);
	/* See read_reports(). */
	if (has == mask)
		_exit(mask && write(fd, ".", 1) != 1);
	len = snprintf(text, sizeof(text),
		       "after exec: rules %x hold, of %x\n", has, mask);
	_exit(write(fd, text, len) != len);
}

/* What a program that is executed now has to check, as its environment */
#define ENV_SIZE	64

static char *exec_env(char *env)
{
	snprintf(env, ENV_SIZE, STRESS_ENV "=%u %d", own_forbidden(),
		 report_fd);
	return env;
}

static void exec_program(char *env)
{
	char *const argv[] = { "stress", NULL }, *const envp[] = { env, NULL };

	execve("/proc/self/exe", argv, envp);
}

/* What the supervisor does */
static void report_status(int status)
{
	const int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	/* SIGTRAP: execve(2) while traced, by a tracer that is gone since. */
	if (sig && sig != SIGKILL && sig != SIGTERM && sig != SIGTRAP)
		violation("a process died of signal %d", sig);
}

/* Is the thread stopped by one that it has stopped itself, maybe through others? */
static bool in_circle(pid_t tid)
{
	char path[64], text[4096];
	pid_t tracer = tid;
	int i;

	for (i = 0; i < MAX_PROCESSES && task_state(tracer) == 't'; i++) {
		snprintf(path, sizeof(path), "/proc/%d/status", tracer);
		if (!read_file(path, text, sizeof(text)))
			return false;
		tracer = proc_number(text, "TracerPid:");
		if (tracer <= 0 || tracer == tid)
			return tracer == tid;
	}
	return false;
}

/*
 * Threads may trace each other in a circle, and then wait for each other for ever.
 * That is allowed, and nobody but us could end it.
 */
static void break_circles(pid_t pid)
{
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (!in_circle(atoi(entry->d_name)))
			continue;
		kill(pid, SIGKILL);
		shared->kept[KEPT_CIRCLES]++;
		break;
	}
	if (dir)
		closedir(dir);
}

/* Returns how many roots there are. */
static int sweep(void)
{
	static time_t last;
	const time_t now = time(NULL);
	int i, roots = 0;

	for (i = 0; i < MAX_PROCESSES; i++) {
		struct slot *const slot = &shared->slots[i];
		const pid_t pid = LOAD(slot->pid);

		roots += i < MAX_ROOTS && LOAD(slot->used);
		if (!pid)
			continue;
		/* A tracer that attached may be gone before the stop came. */
		if (!kill(pid, SIGCONT) || errno != ESRCH) {
			if (now != last)
				break_circles(pid);
			continue;
		}
		STORE(slot->pid, 0);
		STORE(slot->used, 0);
	}
	last = now;
	return roots;
}

/* False when there are no children */
static bool reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0)
		report_status(status);
	return pid == 0;
}

/* A dot for a program that has its rules, or a text */
static void read_reports(int fd)
{
	char text[200];
	ssize_t len;
	int i;

	while ((len = read(fd, text, sizeof(text) - 1)) > 0) {
		text[len] = '\0';
		for (i = 0; text[i] == '.'; i++)
			shared->kept[KEPT_BY_EXEC]++;
		if (text[i])
			violation("%s", text + i);
	}
}

/* Everything was done, and with an effect that was looked at. */
static bool all_done(void)
{
	int i;

	for (i = 0; i < OPS; i++) {
		if (!LOAD(shared->count[i].done))
			return false;
	}
	for (i = 0; i < KEPTS_ASKED; i++) {
		if (!LOAD(shared->kept[i]))
			return false;
	}
	return true;
}

/* Counts what the kernel has of something; every filter has a program. */
static int count_programs(void)
{
	char line[512];
	int num = 0;
	FILE *f;

	f = fopen("/proc/vmallocinfo", "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		num += !!strstr(line, "bpf_prog_alloc");
	fclose(f);
	return num;
}

/* Leaks are known on a kernel that looks for them: after two scans, and time. */
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"

static int scan_leaks(char *text, size_t size)
{
	int i, fd;

	text[0] = '\0';
	for (i = 0; i < 2; i++) {
		fd = open(KMEMLEAK, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return 0;
		sleep(6);
		if (write(fd, "scan", 4) != 4)
			return -1;
		close(fd);
	}
	return read_file(KMEMLEAK, text, size);
}

/*
 * The C library loads another one when a thread ends this way.  A process forked
 * while some thread does so for the first time has half of it, and crashes later.
 */
static void *exit_thread(void *arg)
{
	pthread_exit(arg);
}

static void __attribute__((constructor)) load_unwinder(void)
{
	pthread_t thread;

	if (getenv(STRESS_ENV))
		return;
	if (pthread_create(&thread, NULL, exit_thread, NULL) ||
	    pthread_join(thread, NULL))
		abort();
}

static long number_of(const char *name, long value)
{
	const char *env = getenv(name);

	return env ? strtol(env, NULL, 0) : value;
}

#endif /* _SECCOMP_LANDLOCK_STRESS_H */
