// SPDX-License-Identifier: GPL-2.0-only
/*
 * Run other people's code: it may read the system, and use one directory as it likes.
 * The rules allow the first half.  What else they deny is asked of this process, which says
 * yes for what is beneath the directory.  It decides by descriptors, devices and inodes: a
 * path is a hint that is checked, and the memory of the command is never looked at.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int enter_sandbox(void)
{
	struct sock_filter insns[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	const struct landlock_ruleset_attr handled = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_IOCTL_DEV << 1) - 1,
		.handled_access_net = (LANDLOCK_ACCESS_NET_CONNECT_TCP << 1) - 1,
	};
	struct seccomp_landlock_attr attr = {
		.size = sizeof(attr), .flags = SECCOMP_LANDLOCK_SUPERVISE, .filter_len = 1,
		.filter = (unsigned long)insns,
		.ruleset_fd = syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0),
	};
	const char *const paths[] = { "/usr", "/bin", "/lib", "/lib64", "/etc", NULL };
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
				  LANDLOCK_ACCESS_FS_READ_DIR,
	};
	int fd;

	for (int i = 0; paths[i]; i++) { /* without a rule there is a question, and no */
		rule.parent_fd = open(paths[i], O_PATH | O_CLOEXEC);
		syscall(SYS_landlock_add_rule, attr.ruleset_fd, LANDLOCK_RULE_PATH_BENEATH,
			&rule, 0);
	}
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_RULED_FILTER,
		     SECCOMP_FILTER_FLAG_NEW_LISTENER, &attr);
	if (fd < 0)
		err(125, "seccomp with supervised rules");
	return fd;
}

static int same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Up to the root directory, which is its own parent.  Closes @dir. */
static int is_beneath(int dir, const struct stat *top)
{
	struct stat here = {}, below = {};
	int up;

	while (!fstat(dir, &here) && !same(&here, top) && !same(&here, &below)) {
		up = openat(dir, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close(dir);
		dir = up;
		below = here;
	}
	close(dir);
	return dir >= 0 && same(&here, top);
}

/* A file does not lead to its directory.  Its path does, if it is there. */
static int directory_of(int file, const struct stat *st)
{
	char link[32], path[PATH_MAX] = "", parent[PATH_MAX] = "";
	struct stat found;
	int dir, len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
	if (readlink(link, path, sizeof(path) - 1) <= 0 || path[0] != '/')
		return -1;
	len = strrchr(path, '/') + 1 - path;
	memcpy(parent, path, len);
	dir = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (!fstatat(dir, path + len, &found, AT_SYMLINK_NOFOLLOW) && same(&found, st))
		return dir;
	close(dir);
	return -1;
}

static void answer(int listener, const struct stat *top)
{
	struct seccomp_notif_landlock q = { .size = sizeof(q) };
	struct seccomp_notif_resp resp = { .error = -EACCES };
	struct seccomp_notif req = {};
	struct stat st;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req))
		return;
	q.id = req.id;
	resp.id = req.id;
	if (!ioctl(listener, SECCOMP_IOCTL_NOTIF_LANDLOCK, &q)) {
		if (q.fd >= 0 && !fstat(q.fd, &st) &&
		    is_beneath(S_ISREG(st.st_mode) ? directory_of(q.fd, &st) : dup(q.fd), top)) {
			resp.error = 0;
			resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		}
		fprintf(stderr, "process %u, kind %u, rights %#llx, inode %llu: %s\n", req.pid,
			q.kind, q.needed, q.ino, resp.error ? "no" : "yes");
		close(q.fd);
	}
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
}

int main(int argc, char *argv[])
{
	struct pollfd event = { .events = POLLIN };
	int status, child, listener, sock[2];
	struct stat top;

	if (argc < 3 || stat(argv[1], &top))
		errx(125, "usage: %s DIRECTORY COMMAND...", argv[0]);
	socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sock);
	child = fork();
	close(sock[!child]);
	if (child == 0) {
		listener = enter_sandbox(); /* close-on-exec: not for the command */
		if (write(sock[0], &listener, sizeof(listener)) == sizeof(listener) &&
		    read(sock[0], argv[0], 1) == 1)
			execvp(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	if (read(sock[1], &listener, sizeof(listener)) != sizeof(listener))
		errx(125, "there is no sandbox");
	event.fd = syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, child, 0), listener, 0);
	if (event.fd < 0 || write(sock[1], "", 1) != 1)
		err(125, "pidfd_getfd");
	while (poll(&event, 1, -1) > 0 && (event.revents & POLLIN))
		answer(event.fd, &top);
	return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
