// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supervisors that decide about each openat(2) of a process by its path, as
 * programs did before there was Landlock: one that a filter asks through a
 * listener, and one that a filter stops the process for with ptrace(2).
 *
 * Both compare the path with a list of prefixes.  That is less than what Landlock
 * does, and to let the call go on after looking at a string in the memory of a
 * running process is not safe, so the figures are a lower limit.
 *
 * And one that is asked about what rules deny, and looks at the file itself.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

/* Both sides write; -1 is "not yet". */
struct handshake {
	int listener;
	int ready;
};

static const struct sock_fprog *openat_filter(uint32_t action)
{
	static struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	static const struct sock_fprog prog = { ARRAY_SIZE(insns), insns };

	insns[2].k = action;
	return &prog;
}

static bool read_path(pid_t pid, uint64_t address, char path[static 256])
{
	struct iovec to = { path, 255 }, from = { (void *)address, 255 };
	const ssize_t size = process_vm_readv(pid, &to, 1, &from, 1, 0);

	if (size <= 0)
		return false;
	path[size] = '\0';
	return true;
}

static bool is_allowed(const char *path)
{
	static const char * const prefixes[] = {
		"/rules/1", "/rules/2", "/rules/3", "/rules/4", "/rules/5",
		"/rules/6", "/rules/7", "/rules/8", "/rules/9", "/",
	};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (!strncmp(path, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static void answer(int listener, const struct seccomp_notif *req, bool open_it)
{
	struct seccomp_notif_resp resp = { .id = req->id };
	struct seccomp_notif_addfd fd = {
		.id = req->id, .flags = SECCOMP_ADDFD_FLAG_SEND,
	};
	char path[256];

	if (!read_path(req->pid, req->data.args[1], path))
		die("supervisor: no path");
	ok(ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &req->id));
	if (is_allowed(path) && open_it) {
		fd.srcfd = ok(open(path, O_RDONLY));
		ok(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &fd));
		close(fd.srcfd);
		return;
	}
	if (is_allowed(path))
		resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		resp.error = -EACCES;
	ok(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp));
}

static void answer_question(int listener, const struct seccomp_notif *req)
{
	struct seccomp_notif_landlock question;
	struct seccomp_notif_resp resp = {
		.id = req->id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};
	struct stat file;

	question.id = req->id;
	question.size = sizeof(question);
	ok(ioctl(listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, &question));
	ok(fstat(question.fd, &file));
	close(question.fd);
	ok(ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp));
}

static void serve_listener(pid_t pid, const struct handshake *h, bool open_it)
{
	int listener;

	while (load(&h->listener) < 0)
		sched_yield();
	listener = ok(syscall(SYS_pidfd_getfd, ok(syscall(SYS_pidfd_open, pid, 0)),
			      h->listener, 0));
	for (;;) {
		struct seccomp_notif req = { 0 };

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
			_exit(0);
		if (req.flags & SECCOMP_NOTIF_LANDLOCK)
			answer_question(listener, &req);
		else
			answer(listener, &req, open_it);
	}
}

static void serve_stops(pid_t pid, struct handshake *h)
{
	ok(ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESECCOMP));
	store(&h->ready, 1);
	for (;;) {
		struct user_regs_struct regs;
		char path[256];
		int status;

		if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
			_exit(0);
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
			ok(ptrace(PTRACE_GETREGS, pid, 0, &regs));
			if (!read_path(pid, regs.rsi, path) || !is_allowed(path))
				die("supervisor: path denied");
		}
		ok(ptrace(PTRACE_CONT, pid, 0, 0));
	}
}

static int install_supervised(int ruleset)
{
	const struct sock_fprog *prog = deny_list();
	const struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.flags = SECCOMP_LANDLOCK_SUPERVISE,
		.filter = (uintptr_t)prog->filter,
		.filter_len = prog->len,
		.ruleset_fd = ruleset,
	};

	return ok(syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER,
			  SECCOMP_FILTER_FLAG_NEW_LISTENER, &attr));
}

/*
 * Has a new child supervise the caller, which goes on under the filter, and under
 * @ruleset if the child is asked about that.
 */
void start_supervised(enum peer peer, int ruleset)
{
	const pid_t pid = getpid();
	struct handshake *h = mmap(NULL, sizeof(*h), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	h->listener = -1;
	if (!ok(fork())) {
		ok(prctl(PR_SET_PDEATHSIG, SIGKILL));
		if (peer == PEER_TRACE)
			serve_stops(pid, h);
		serve_listener(pid, h, peer == PEER_NOTIFY_FD);
	}
	no_new_privs();
	if (peer == PEER_TRACE) {
		while (!load(&h->ready))
			sched_yield();
		ok(install_filter(openat_filter(SECCOMP_RET_TRACE), 0));
		return;
	}
	if (peer >= PEER_SUPERVISED) {
		store(&h->listener, install_supervised(ruleset));
		return;
	}
	store(&h->listener, ok(install_filter(openat_filter(SECCOMP_RET_USER_NOTIF),
					      SECCOMP_FILTER_FLAG_NEW_LISTENER)));
}
