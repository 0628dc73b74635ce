// SPDX-License-Identifier: GPL-2.0-only
/*
 * A container in the small: its members may debug each other and nobody else.
 *
 * The first member enters a sandbox and forks a second one, which thereby has the
 * same filters.  A third process joins them from outside, as "docker exec" does:
 * a process that installed an equal filter by itself would stay a stranger.  Each
 * tries to read a note in the memory of the others.
 *
 * With -n the members are forbidden to debug each other as well.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char note[32] = "outside";

/* Nobody can write to files: rights that are handled, and no rule. */
static void enter_sandbox(__u32 flags)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct landlock_ruleset_attr handled = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_WRITE_FILE |
				     LANDLOCK_ACCESS_FS_MAKE_REG,
	};
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr),
		.flags = flags,
		.filter = (unsigned long)insns,
		.filter_len = 1,
	};

	attr.ruleset_fd = syscall(SYS_landlock_create_ruleset, &handled,
				  sizeof(handled), 0);
	if (attr.ruleset_fd < 0)
		err(125, "landlock_create_ruleset");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER, 0, &attr))
		err(125, "seccomp with Landlock rules");
	close(attr.ruleset_fd);
}

/* Filters may be hostile: only who has no more rights than the member gets in. */
static void join_sandbox(pid_t member)
{
	int pidfd = syscall(SYS_pidfd_open, member, 0);
	int sandbox = syscall(SYS_seccomp, SECCOMP_OPEN_LANDLOCK, 0, &pidfd);

	if (sandbox < 0)
		err(125, "open the sandbox");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_seccomp, SECCOMP_JOIN_LANDLOCK, 0, &sandbox))
		err(125, "join");
	close(sandbox);
	close(pidfd);
}

/* A fork keeps addresses: the note is at the same place in every process. */
static void read_note(const char *who, const char *whose, pid_t pid)
{
	char copy[sizeof(note)];
	const struct iovec local = { copy, sizeof(copy) };
	const struct iovec remote = { note, sizeof(note) };

	if (process_vm_readv(pid, &local, 1, &remote, 1, 0) == sizeof(copy))
		printf("%s reads from %s: \"%.*s\"\n", who, whose, (int)sizeof(copy), copy);
	else
		printf("%s cannot read from %s: %s\n", who, whose, strerror(errno));
}

static void first_member(int ready, pid_t outside, __u32 flags)
{
	enter_sandbox(flags);
	snprintf(note, sizeof(note), "first member");

	if (open("/tmp/landlock-container", O_WRONLY | O_CREAT, 0600) < 0)
		printf("first member cannot make a file: %s\n", strerror(errno));
	fflush(stdout);

	switch (fork()) {
	case -1:
		err(125, "fork");
	case 0:
		read_note("second member", "the first", getppid());
		read_note("second member", "outside", outside);
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
	if (write(ready, "", 1) != 1)
		err(125, "write");
	pause();
}

static void joining_member(pid_t member, pid_t outside)
{
	join_sandbox(member);
	snprintf(note, sizeof(note), "joined member");
	read_note("joined member", "the first", member);
	read_note("joined member", "outside", outside);
	fflush(stdout);
	_exit(0);
}

int main(int argc, char *argv[])
{
	const pid_t outside = getpid();
	__u32 flags = 0;
	int ready[2], status;
	pid_t member, joined;
	char byte;

	if (argc == 2 && !strcmp(argv[1], "-n"))
		flags = SECCOMP_LANDLOCK_PTRACE_DENY;
	else if (argc != 1)
		errx(125, "usage: %s [-n]", argv[0]);

	if (pipe2(ready, O_CLOEXEC))
		err(125, "pipe");
	member = fork();
	if (member == 0)
		first_member(ready[1], outside, flags);
	close(ready[1]);
	if (member < 0 || read(ready[0], &byte, 1) != 1)
		errx(125, "there is no sandbox");

	joined = fork();
	if (joined == 0)
		joining_member(member, outside);
	if (joined < 0 || waitpid(joined, &status, 0) != joined)
		status = 125 << 8;
	kill(member, SIGKILL);
	waitpid(member, NULL, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
