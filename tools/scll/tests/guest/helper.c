// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - what the tests try in a sandbox
 *
 * Prints "ok" or the name of an error, and exits with 0 or 1.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int report(long ret)
{
	puts(ret < 0 ? strerrorname_np(errno) : "ok");
	fflush(stdout);
	return ret < 0;
}

static int tcp(const char *what, const char *port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		err(2, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int));
	if (!strcmp(what, "connect"))
		return report(connect(fd, (void *)&addr, sizeof(addr)));
	if (!strcmp(what, "bind"))
		return report(bind(fd, (void *)&addr, sizeof(addr)));
	if (bind(fd, (void *)&addr, sizeof(addr)) || listen(fd, 16))
		return report(-1);
	report(0);
	pause();
	return 0;
}

static int abstract(const char *what, const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t len = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);

	if (fd < 0)
		err(2, "socket");
	strcpy(addr.sun_path + 1, name);
	if (!strcmp(what, "abstract-connect"))
		return report(connect(fd, (void *)&addr, len));
	if (bind(fd, (void *)&addr, len) || listen(fd, 16))
		return report(-1);
	report(0);
	pause();
	return 0;
}

static int trace(pid_t pid)
{
	int status;

	if (ptrace(PTRACE_ATTACH, pid, NULL, NULL))
		return report(-1);
	if (waitpid(pid, &status, __WALL) != pid)
		err(2, "waitpid");
	return report(ptrace(PTRACE_DETACH, pid, NULL, NULL));
}

/* Writes a program of so many instructions that lets getcwd() fail with EXDEV. */
static int program(long len)
{
	static const struct sock_filter end[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getcwd, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	static const struct sock_filter nothing = BPF_STMT(BPF_LD | BPF_IMM, 0);

	for (len -= 4; len > 0; len--)
		fwrite(&nothing, sizeof(nothing), 1, stdout);
	fwrite(end, sizeof(end), 1, stdout);
	return fflush(stdout) ? 2 : 0;
}

/* Landlock rules without a filter, and then waits, or tries to trace. */
static int landlock(const char *pid)
{
	__u64 rules[] = { 1 };	/* LANDLOCK_ACCESS_FS_EXECUTE */
	int fd = syscall(444, rules, sizeof(rules), 0);

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (fd < 0 || syscall(446, fd, 0))
		return report(-1);
	if (pid)
		return trace(atoi(pid));
	report(0);
	pause();
	return 0;
}

/* A launcher: the ruleset of a descriptor is put in force, and a command executed. */
static int enforce(int fd, char **command)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(446, fd, 0))
		return report(-1);
	close(fd);
	execvp(*command, command);
	return report(-1);
}

/* What this kernel is, asked without the library: versions, or errors. */
static int kernel(void)
{
	struct seccomp_landlock_info info = { .size = sizeof(info) };
	long landlock = syscall(444, NULL, 0, 1);
	long extension;

	if (landlock < 0)
		landlock = -errno;
	extension = syscall(SYS_seccomp, SECCOMP_GET_LANDLOCK_INFO, 0, &info);
	printf("%ld %u\n", landlock, extension ? 0 : info.abi);
	return 0;
}

/* Whether Landlock takes a right, a flag of landlock_restrict_self(2), or quiet rules. */
static int knows(const char *what, const char *bits)
{
	__u64 rules[6] = { 0 };
	size_t size = 8;

	if (!strcmp(what, "restrict")) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		return syscall(446, -2, atoi(bits)) < 0 && errno != EBADF;
	}
	rules[!strcmp(what, "net")] = atoi(bits);
	if (!strcmp(what, "net"))
		size = 16;
	if (!strcmp(what, "quiet"))
		rules[3] = rules[0], size = 48;
	return syscall(444, rules, size, 0) < 0;
}

/*
 * In a child that stays: directories and links that lead elsewhere change their places, each
 * until it is removed.
 */
static int swap(const char *elsewhere)
{
	char names[2][64][8];

	for (int i = 0; i < 64; i++) {
		sprintf(names[0][i], "d%d", i);
		sprintf(names[1][i], "l%d", i);
		if (mkdir(names[0][i], 0700) || symlink(elsewhere, names[1][i]))
			err(2, "%s", names[0][i]);
	}
	if (fork())
		return report(0);
	alarm(20);
	for (int i = 0; i < 64; i++)
		while (!renameat2(AT_FDCWD, names[0][i], AT_FDCWD, names[1][i], RENAME_EXCHANGE))
			;
	return 0;
}

/* Goes on when the command has ended: renames a file for a second, or prints. */
static int go_on(const char *from, const char *to)
{
	signal(SIGHUP, SIG_IGN);
	if (fork())
		return 0;
	alarm(from ? 1 : 30);
	while (from ? !rename(from, to) && !rename(to, from) : write(STDOUT_FILENO, "on\n", 3) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "kernel"))
		return kernel();
	if (argc == 2 && !strcmp(argv[1], "wait")) {
		report(0);
		pause();
		return 0;
	}
	if (argc >= 2 && !strcmp(argv[1], "landlock"))
		return landlock(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "mount"))
		return report(mount("none", "/tmp", "tmpfs", 0, NULL));
	if ((argc == 2 || argc == 4) && !strcmp(argv[1], "go-on"))
		return go_on(argv[2], argc == 4 ? argv[3] : NULL);
	if (argc == 4 && !strcmp(argv[1], "rename"))
		return report(rename(argv[2], argv[3]));
	if (argc == 4 && !strcmp(argv[1], "exchange"))
		return report(renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE));
	if (argc == 4 && !strcmp(argv[1], "knows"))
		return knows(argv[2], argv[3]);
	if (argc >= 4 && !strcmp(argv[1], "enforce"))
		return enforce(atoi(argv[2]), argv + 3);
	if (argc < 3)
		errx(2, "usage: helper WHAT ARGUMENT...");
	if (!strcmp(argv[1], "listen") || !strcmp(argv[1], "connect") || !strcmp(argv[1], "bind"))
		return tcp(argv[1], argv[2]);
	if (!strcmp(argv[1], "swap"))
		return swap(argv[2]);
	if (!strcmp(argv[1], "tmpfile"))
		return report(open(argv[2], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
	if (!strncmp(argv[1], "abstract-", 9))
		return abstract(argv[1], argv[2]);
	if (!strcmp(argv[1], "trace"))
		return trace(atoi(argv[2]));
	if (!strcmp(argv[1], "program"))
		return program(atol(argv[2]));
	if (!strcmp(argv[1], "call"))
		return report(syscall(atol(argv[2]), argc > 3 ? atol(argv[3]) : 0, 0, 0, 0, 0, 0));
	errx(2, "unknown: %s", argv[1]);
}
