// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - ask the kernel whom a process may trace
 *
 * A helper joins the sandbox of the process and then tries to access others.  What
 * it tries must not depend on what else the filters and the rules of that sandbox
 * forbid.  Therefore everything is opened before, and the helper only calls
 * read(2), of files that check the reader at that moment and change nothing:
 * /proc/PID/personality asks whether the reader may attach, /proc/PID/stat whether
 * it may read.  A read of the helper's own file, which no ptrace check denies,
 * shows that a failure of the others is not the filter's.
 *
 * The helper has our user and our capabilities, not those of the process: the
 * answer is about the sandbox.  We read each file first; what we cannot read
 * ourselves stays unknown.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ps.h"

/* Targets of one helper: two descriptors each. */
#define BATCH		100
/* A supervisor of the sandbox may never answer the helper's calls. */
#define TIMEOUT_MS	5000
/* /proc/PID/personality is eight digits and a newline. */
#define PERSONALITY_LEN	9

struct slot {
	int attach_len;
	int attach_errno;
	int stat_len;
	char stat[1024];
};

/* Written by the helper.  It is in the sandbox by then: data, never trusted. */
struct report {
	int joined;
	int join_errno;
	int control;
	int complete;
	struct slot slots[BATCH];
};

struct files {
	int attach;
	int stat;
};

static int open_file(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

int ps_parse_stat(const char *text, unsigned long long *began, unsigned long long *code)
{
	/* The name, field 2, can have spaces and parentheses; no field after it has. */
	const char *field = strrchr(text, ')');

	/* Of proc(5): 22 is starttime, 26 startcode. */
	for (int i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	if (!field || sscanf(field, "%llu %*s %*s %*s %llu", began, code) != 2)
		return -1;
	return 0;
}

enum ps_answer ps_judge(int attach_len, int attach_errno, const char *stat)
{
	unsigned long long began, code;

	if (attach_len == PERSONALITY_LEN)
		return PS_TRACE;
	if (attach_len >= 0 || attach_errno != EPERM)
		return PS_UNKNOWN;
	/* startcode: 0 there is no memory any more, 1 it is hidden */
	if (ps_parse_stat(stat, &began, &code) || code == 0)
		return PS_UNKNOWN;
	return code == 1 ? PS_NO : PS_READ;
}

/* same_process: is it the listed one, and may we, outside, access it? */
static bool same_process(const struct ps_proc *proc, const struct files *files)
{
	unsigned long long began, code;
	char text[1024];
	ssize_t len;

	if (files->attach < 0 || files->stat < 0)
		return false;
	len = pread(files->stat, text, sizeof(text) - 1, 0);
	if (len <= 0)
		return false;
	text[len] = 0;
	return !ps_parse_stat(text, &began, &code) && began == proc->began && code > 1 &&
	       pread(files->attach, text, sizeof(text), 0) == PERSONALITY_LEN;
}

static void open_targets(struct ps_proc *const *targets, size_t count, struct files *files)
{
	for (size_t i = 0; i < count; i++) {
		files[i].attach = open_file(targets[i]->pid, "personality");
		files[i].stat = open_file(targets[i]->pid, "stat");
	}
}

static void close_targets(const struct files *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (files[i].attach >= 0)
			close(files[i].attach);
		if (files[i].stat >= 0)
			close(files[i].stat);
	}
}

/*
 * The members of the sandbox may trace the helper once it is one of them, and it
 * is still in our namespaces: it is not dumpable, so that it takes CAP_SYS_PTRACE.
 */
static void helper(int pidfd, const struct files *files, size_t count, struct report *report)
{
	int own = open("/proc/self/personality", O_RDONLY | O_CLOEXEC);
	char buf[32];

	if (own < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_JOIN_LANDLOCK, 0, &pidfd)) {
		report->join_errno = errno;
		_exit(1);
	}
	report->joined = 1;

	/* From here on nothing but read(2), until the end. */
	report->control = read(own, buf, sizeof(buf));
	for (size_t i = 0; i < count && report->control == PERSONALITY_LEN; i++) {
		struct slot *slot = &report->slots[i];

		slot->attach_len = read(files[i].attach, buf, sizeof(buf));
		slot->attach_errno = errno;
		slot->stat_len = read(files[i].stat, slot->stat, sizeof(slot->stat) - 1);
	}
	report->complete = 1;
	_exit(0);
}

/* finish: wait for the helper; its exit status does not matter */
static const char *finish(pid_t pid, const struct report *report)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd event = { .fd = pidfd, .events = POLLIN };
	int ended = pidfd < 0 ? -1 : poll(&event, 1, TIMEOUT_MS);

	if (pidfd >= 0)
		close(pidfd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (report->joined && report->complete)
		return report->control == PERSONALITY_LEN ? NULL :
			"its filters do not let a helper read";
	if (report->joined)
		return ended ? "its filters kill the helper" : "its supervisor does not answer";
	switch (report->join_errno) {
	case ESRCH:
		return "it is ending";
	case EINVAL:
		return "its first thread has no ruled filter";
	case EPERM:
	case EACCES:
		return "joining it is not permitted";
	default:
		return "no helper could join it";
	}
}

/* identify: a descriptor of the listed process, or -1 */
static int identify(const struct ps_proc *proc)
{
	int pidfd = syscall(SYS_pidfd_open, proc->pid, 0);
	unsigned long long began, code;
	int stat = open_file(proc->pid, "stat");
	char text[1024];
	ssize_t len = -1;

	/* If it is the listed one now, it was when the descriptor was made. */
	if (stat >= 0) {
		len = pread(stat, text, sizeof(text) - 1, 0);
		close(stat);
	}
	if (len > 0) {
		text[len] = 0;
		if (!ps_parse_stat(text, &began, &code) && began == proc->began)
			return pidfd;
	}
	if (pidfd >= 0)
		close(pidfd);
	return -1;
}

static const char *probe_batch(const struct ps_proc *tracer, struct ps_proc *const *targets,
			       size_t count, enum ps_answer *answers, struct report *report)
{
	struct files files[BATCH];
	const char *why;
	pid_t pid;
	int pidfd;

	memset(report, 0, sizeof(*report));
	pidfd = identify(tracer);
	if (pidfd < 0)
		return "it has ended";
	open_targets(targets, count, files);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		helper(pidfd, files, count, report);
	why = pid < 0 ? "no helper could be made" : finish(pid, report);
	for (size_t i = 0; !why && i < count; i++) {
		struct slot *slot = &report->slots[i];

		slot->stat[sizeof(slot->stat) - 1] = 0;
		/* Asked afterwards: then it lived, and was this one, all the time. */
		if (same_process(targets[i], &files[i]))
			answers[i] = ps_judge(slot->attach_len, slot->attach_errno, slot->stat);
	}
	close_targets(files, count);
	close(pidfd);
	return why;
}

const char *ps_probe(const struct ps_proc *tracer, struct ps_proc *const *targets,
		     size_t count, enum ps_answer *answers)
{
	struct report *report;
	const char *why = NULL;

	for (size_t i = 0; i < count; i++)
		answers[i] = PS_UNKNOWN;
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		return "out of memory";
	for (size_t i = 0; i < count && !why; i += BATCH) {
		size_t n = count - i < BATCH ? count - i : BATCH;

		why = probe_batch(tracer, targets + i, n, answers + i, report);
	}
	munmap(report, sizeof(*report));
	return why;
}
