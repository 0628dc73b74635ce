// SPDX-License-Identifier: GPL-2.0-only
/*
 * A supervisor makes directories on behalf of a sandbox that may not make any.
 *
 * The filter sends mkdirat(2) to a listener.  The supervisor grants plain names in
 * one directory, and makes them itself: if it let the call continue, the sandbox
 * could change the name in between.  It treats all members of the sandbox alike, so
 * that they may trace each other in spite of the listener, and says so with
 * SECCOMP_LANDLOCK_TRUST_DELEGATE; -d leaves the flag out.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The filter need not know mkdir(2) or other ABIs: without a right, they fail. */
static int enter_sandbox(__u32 flags)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mkdirat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct landlock_ruleset_attr handled = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_DIR,
	};
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.flags = flags,
		.filter = (unsigned long)insns,
		.filter_len = sizeof(insns) / sizeof(struct sock_filter),
	};
	int listener;

	attr.ruleset_fd = syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	if (attr.ruleset_fd < 0)
		err(125, "landlock_create_ruleset");
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* A call that was received is only interrupted by death: no half result. */
	listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER,
			   SECCOMP_FILTER_FLAG_NEW_LISTENER |
			   SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &attr);
	if (listener < 0)
		err(125, "seccomp with Landlock rules");
	return listener;
}

static void make(const char *name)
{
	errno = syscall(SYS_mkdirat, AT_FDCWD, name, 0755) ? errno : 0;
	printf("directory %s: %s\n", name, strerror(errno));
}

static int sandboxed(int sock, __u32 flags)
{
	int listener = enter_sandbox(flags);
	char byte;
	pid_t peer;

	/* Who keeps the listener decides its own requests. */
	if (write(sock, &listener, sizeof(listener)) != sizeof(listener) ||
	    read(sock, &byte, 1) != 1 || close(listener))
		errx(125, "the supervisor is gone");

	make("plain");
	make("plain");
	make("../escape");
	peer = fork();
	if (peer == 0)
		pause();
	errno = ptrace(PTRACE_SEIZE, peer, 0, 0) ? errno : 0;
	printf("trace a peer: %s\n", strerror(errno));
	return kill(peer, SIGKILL);
}

/* decide: what the system call shall return */
static int decide(int listener, int dir, const struct seccomp_notif *req)
{
	char path[32], name[64] = "";
	int mem;

	snprintf(path, sizeof(path), "/proc/%d/mem", req->pid);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	if (pread(mem, name, sizeof(name) - 1, req->data.args[1]) <= 0)
		name[0] = 0;
	close(mem);
	/* If the caller died, this may have been the memory of somebody else. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &req->id))
		return -ENOENT;
	if (!name[0] || name[0] == '.' || strchr(name, '/') || strlen(name) > 32)
		return -EPERM;
	return mkdirat(dir, name, 0755) ? -errno : 0;
}

static void supervise(int listener, int dir)
{
	struct pollfd event = { .fd = listener, .events = POLLIN };

	while (poll(&event, 1, -1) > 0 && (event.revents & POLLIN)) {
		struct seccomp_notif req = {};
		struct seccomp_notif_resp resp = {};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
			continue; /* the caller died */
		resp.id = req.id;
		resp.error = decide(listener, dir, &req);
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
	}
}

int main(int argc, char *argv[])
{
	const int distrust = argc == 3 && !strcmp(argv[1], "-d");
	int dir, listener, sock[2];
	pid_t child;

	if (argc != 2 + distrust)
		errx(125, "usage: %s [-d] DIRECTORY", argv[0]);
	dir = open(argv[1 + distrust], O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sock))
		err(125, "%s", argv[1 + distrust]);
	child = fork();
	close(sock[!child]);
	if (child == 0)
		return sandboxed(sock[0], distrust ? 0 : SECCOMP_LANDLOCK_TRUST_DELEGATE);
	if (read(sock[1], &listener, sizeof(listener)) != sizeof(listener))
		errx(125, "there is no sandbox");
	listener = syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, child, 0), listener, 0);
	if (listener < 0 || write(sock[1], "", 1) != 1)
		err(125, "pidfd_getfd");
	supervise(listener, dir);
	return 0;
}
