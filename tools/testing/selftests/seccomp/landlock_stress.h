/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the processes of the stress test know about each other, and the rules that
 * none of them may ever see broken
 *
 * Each ruled filter gets a random bit.  A process keeps two sets of bits: @sure are
 * those of filters that all of its threads have, @claim those of filters that some
 * thread of it may have.  A filter goes into @claim before it is attached and into
 * @sure after, so that at any time @sure <= what is installed <= @claim.  A chain
 * that is an ancestor of another has a subset of its filters.  So whoever gets at
 * the memory of a process, where @claim is, must have had no bit before that is not
 * in there.  Two filters with the same bit only make the test weaker.
 *
 * It is the same with rules: @forbidden are those that every thread has, @maybe
 * those that a thread may have been given by another.
 */
#ifndef _SECCOMP_LANDLOCK_STRESS_H
#define _SECCOMP_LANDLOCK_STRESS_H

#include "landlock_common.h"

#include <stdarg.h>

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
	OP_SUSPEND,
	OP_VM_READ,
	OP_PROC_MEM,
	OP_PROC_STATUS,
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
	[OP_SUSPEND] = "suspend seccomp",
	[OP_VM_READ] = "process_vm_readv",
	[OP_PROC_MEM] = "/proc/PID/mem",
	[OP_PROC_STATUS] = "/proc/PID/status",
	[OP_INFO] = "info",
	[OP_CLOSE_LISTENER] = "close a listener",
	[OP_WAIT] = "wait",
};

/* Memory of all processes */
static struct shared {
	int stop;
	int violations;
	char text[MAX_VIOLATIONS][256];
	struct { long done, refused; } count[OPS];
	long started, killed, checks;
	pid_t supervisor;
	struct slot {
		int used;
		pid_t pid;		/* 0 until it is there */
		__u64 sure;
		unsigned int forbidden;
		pid_t tids[MAX_THREADS];
	} slots[MAX_PROCESSES];
} *shared;

/* Memory of one process: what others try to read */
static struct process {
	__u64 magic, claim;
	__u64 sure;
	unsigned int forbidden, maybe;
	struct slot *slot;
	int threads, listener;
	bool root;		/* a child of the test itself */
	bool outside;		/* seldom restricts itself */
} process;

/* What one thread gave itself and not the others, and what else is its own */
struct self {
	__u64 sure;
	unsigned int attached;	/* came with filters */
	unsigned int forbidden;
	__u64 random;
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

/* The rules that were there when this was called must be enforced. */
static void check_rules(const char *when)
{
	const unsigned int mask = own_forbidden();

	if (enforced(mask) != mask)
		violation("after %s: rules %x hold, of %x", when,
			  enforced(mask), mask);
	ADD(shared->checks, 1);
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

/* Somebody with @sure got at the memory of @tid before now. */
static void check_access(const char *how, __u64 sure, pid_t tid,
			 const struct process *copy)
{
	if (copy->magic != MAGIC)
		return;
	if (sure & ~copy->claim)
		violation("%s: task %d with %llx reached task %d with %llx",
			  how, (int)syscall(__NR_gettid), sure, tid,
			  copy->claim);
}

/* What the caller attaches may be seen before the call returns. */
static void announce(__u64 bit, unsigned int mask, bool sync)
{
	OR(process.claim, bit);
	/* A sync hands on what the caller gave itself earlier. */
	if (sync)
		OR(process.maybe, mask | me.forbidden);
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

/* A call with @mask failed; @before was enforced when it was made. */
static void not_attached(const char *what, unsigned int mask,
			 unsigned int before, long ret, int err)
{
	const unsigned int more = enforced(mask) & ~before;

	if (more & ~LOAD(process.maybe))
		violation("%s failed (%ld, errno %d) and left rules %x", what,
			  ret, err, more);
	/* A thread that has diverged is told by its number. */
	if (ret < 0 && err != EBUSY && err != E2BIG && err != ESRCH &&
	    err != ENOMEM && !(err == EACCES && lacks_nnp()))
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
	if (has == mask)
		_exit(0);
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

static long number_of(const char *name, long value)
{
	const char *env = getenv(name);

	return env ? strtol(env, NULL, 0) : value;
}

#endif /* _SECCOMP_LANDLOCK_STRESS_H */
