// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - what each system call needs
 *
 * The rights are those that Landlock asks for.  A call that is going to fail for another
 * reason, as file modes, needs none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "launch.h"
#include "learn.h"

enum op {
	OPEN, OPENAT2, CREAT, EXEC, MKDIR, MKNOD, SYMLINK, UNLINK, RMDIR, RENAME, LINK,
	TRUNCATE, FTRUNCATE, IOCTL, BIND, CONNECT, LISTEN, SOCKETCALL, SECCOMP, UNSEEN, DENY,
};

/* NONE: relative to the working directory, or no flags */
#define NONE	-1

/* A call, and which of its arguments are what. */
static const struct call {
	const char *name;
	enum op op;
	int dir, path;
	int flags;		/* or the mode, the command of ioctl(2) */
	int to_dir, to_path;
} calls[] = {
	{ "open", OPEN, NONE, 0, 1, 0, 0 },
	{ "openat", OPEN, 0, 1, 2, 0, 0 },
	{ "openat2", OPENAT2, 0, 1, 2, 0, 0 },
	{ "creat", CREAT, NONE, 0, NONE, 0, 0 },
	{ "execve", EXEC, NONE, 0, NONE, 0, 0 },
	{ "execveat", EXEC, 0, 1, 4, 0, 0 },
	{ "mkdir", MKDIR, NONE, 0, NONE, 0, 0 },
	{ "mkdirat", MKDIR, 0, 1, NONE, 0, 0 },
	{ "mknod", MKNOD, NONE, 0, 1, 0, 0 },
	{ "mknodat", MKNOD, 0, 1, 2, 0, 0 },
	{ "symlink", SYMLINK, NONE, 1, NONE, 0, 0 },
	{ "symlinkat", SYMLINK, 1, 2, NONE, 0, 0 },
	{ "unlink", UNLINK, NONE, 0, NONE, 0, 0 },
	{ "unlinkat", UNLINK, 0, 1, 2, 0, 0 },
	{ "rmdir", RMDIR, NONE, 0, NONE, 0, 0 },
	{ "rename", RENAME, NONE, 0, NONE, NONE, 1 },
	{ "renameat", RENAME, 0, 1, NONE, 2, 3 },
	{ "renameat2", RENAME, 0, 1, 4, 2, 3 },
	{ "link", LINK, NONE, 0, NONE, NONE, 1 },
	{ "linkat", LINK, 0, 1, 4, 2, 3 },
	{ "truncate", TRUNCATE, NONE, 0, NONE, 0, 0 },
	{ "truncate64", TRUNCATE, NONE, 0, NONE, 0, 0 },
	{ "ftruncate", FTRUNCATE, 0, 0, NONE, 0, 0 },
	{ "ftruncate64", FTRUNCATE, 0, 0, NONE, 0, 0 },
	{ "ioctl", IOCTL, 0, 0, 1, 0, 0 },
	{ "bind", BIND, 0, 1, 2, 0, 0 },
	{ "connect", CONNECT, 0, 1, 2, 0, 0 },
	{ "listen", LISTEN, 0, 0, NONE, 0, 0 },
	{ "socketcall", SOCKETCALL, 0, 1, NONE, 0, 0 },
	{ "seccomp", SECCOMP, 0, 0, 1, 0, 0 },
	{ "open_by_handle_at", UNSEEN, 0, 0, NONE, 0, 0 },
	/* The sandbox will deny these too; and a file system of the command could stop us. */
	{ "mount", DENY, 0, 0, NONE, 0, 0 },
	{ "umount", DENY, 0, 0, NONE, 0, 0 },
	{ "umount2", DENY, 0, 0, NONE, 0, 0 },
	{ "move_mount", DENY, 0, 0, NONE, 0, 0 },
	{ "fsopen", DENY, 0, 0, NONE, 0, 0 },
	{ "pivot_root", DENY, 0, 0, NONE, 0, 0 },
	/* Which opens files and makes connections unseen. */
	{ "io_uring_setup", DENY, 0, 0, NONE, 0, 0 },
};

#define CALL_COUNT	(sizeof(calls) / sizeof(*calls))

/* A call that is looked at. */
struct seen {
	struct learned *l;
	struct learn_task task;
	const struct call *call;
	const uint64_t *args;
};

static int argument(const struct seen *s, int index, int otherwise)
{
	return index == NONE ? otherwise : (int)s->args[index];
}

static int find_at(const struct seen *s, int dir, int path, bool follow, bool or_itself,
		   struct learn_file *file)
{
	char text[PATH_MAX];

	file->fd = -1;
	if (learn_task_string(&s->task, s->args[path], text))
		return -1;
	/* The empty path is an error but for calls that are told otherwise. */
	return *text || or_itself ?
	       learn_task_find(&s->task, argument(s, dir, AT_FDCWD), text, follow, file) : -1;
}

static int find(const struct seen *s, bool follow, struct learn_file *file)
{
	return find_at(s, s->call->dir, s->call->path, follow, false, file);
}

/* Do file modes, and how it is mounted, allow it? */
static bool may(const char *path, int mode)
{
	return !faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

static bool fd_may(int fd, int mode)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return may(path, mode);
}

static const char *directory(const char *path, char dir[PATH_MAX])
{
	size_t len = strrchr(path, '/') - path;

	snprintf(dir, PATH_MAX, "%.*s", (int)(len ? len : 1), path);
	return dir;
}

/* The directory of a file is changed; false if it cannot be. */
static bool change(struct learned *l, const char *path, uint64_t rights)
{
	char dir[PATH_MAX];

	if (*path != '/' || !may(directory(path, dir), W_OK | X_OK))
		return false;
	learned_path(l, dir, NULL, rights);
	return true;
}

static void make(struct learned *l, const char *path, uint64_t rights)
{
	if (change(l, path, rights))
		learned_add(l, LEARNED_MADE, path, 0);
}

static uint64_t make_right(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return LANDLOCK_ACCESS_FS_MAKE_DIR;
	case S_IFCHR:
		return LANDLOCK_ACCESS_FS_MAKE_CHAR;
	case S_IFBLK:
		return LANDLOCK_ACCESS_FS_MAKE_BLOCK;
	case S_IFIFO:
		return LANDLOCK_ACCESS_FS_MAKE_FIFO;
	case S_IFSOCK:
		return LANDLOCK_ACCESS_FS_MAKE_SOCK;
	case S_IFLNK:
		return LANDLOCK_ACCESS_FS_MAKE_SYM;
	}
	return LANDLOCK_ACCESS_FS_MAKE_REG;
}

static uint64_t remove_right(mode_t mode)
{
	return S_ISDIR(mode) ? LANDLOCK_ACCESS_FS_REMOVE_DIR : LANDLOCK_ACCESS_FS_REMOVE_FILE;
}

static void see_open(const struct seen *s, int flags)
{
	static const uint64_t rights_of[] = {
		[O_RDONLY] = LANDLOCK_ACCESS_FS_READ_FILE,
		[O_WRONLY] = LANDLOCK_ACCESS_FS_WRITE_FILE,
		[O_RDWR] = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE,
		[O_ACCMODE] = 0,
	};
	static const int modes[] = { R_OK, W_OK, R_OK | W_OK, R_OK | W_OK };
	/* The next time a file that is made now is there. */
	uint64_t rights = rights_of[flags & O_ACCMODE] |
			  (flags & O_TRUNC ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
	bool fresh = (flags & O_CREAT) && (flags & O_EXCL);
	struct learn_file file;

	if (flags & O_PATH || find(s, !(flags & O_NOFOLLOW) && !fresh, &file))
		return;
	if (file.fd < 0) {
		if (flags & O_CREAT && change(s->l, file.path, LANDLOCK_ACCESS_FS_MAKE_REG)) {
			learned_add(s->l, LEARNED_MADE, file.path, 0);
			learned_path(s->l, file.path, NULL, rights);
		}
		return;
	}
	if (fresh || S_ISLNK(file.st.st_mode) || !fd_may(file.fd, modes[flags & O_ACCMODE]))
		rights = 0;
	else if (S_ISDIR(file.st.st_mode) && (flags & O_TMPFILE) != O_TMPFILE)
		rights = flags & (O_ACCMODE | O_CREAT) ? 0 : LANDLOCK_ACCESS_FS_READ_DIR;
	else if (!S_ISREG(file.st.st_mode))
		rights &= ~(uint64_t)LANDLOCK_ACCESS_FS_TRUNCATE;
	learned_path(s->l, file.path, &file.st, rights);
	learn_file_close(&file);
}

/* What the kernel opens beside the file itself: interpreters and the loader, for the task. */
static void see_interpreters(const struct seen *s, int fd)
{
	enum launch_role role = LAUNCH_INTERPRETER;
	struct learn_file file = { .fd = -1 };
	char self[32], next[PATH_MAX];

	for (int i = 1; i < LAUNCH_FILES_MAX && role == LAUNCH_INTERPRETER; i++) {
		snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		if (!launch_next(self, &role, next))
			break;
		learn_file_close(&file);
		if (learn_task_find(&s->task, AT_FDCWD, next, true, &file) || file.fd < 0)
			break;
		learned_path(s->l, file.path, &file.st,
			     LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE);
		fd = file.fd;
	}
	learn_file_close(&file);
}

static void see_exec(const struct seen *s)
{
	int flags = argument(s, s->call->flags, 0);
	struct learn_file file;

	if (find_at(s, s->call->dir, s->call->path, !(flags & AT_SYMLINK_NOFOLLOW),
		    flags & AT_EMPTY_PATH, &file))
		return;
	if (file.fd >= 0 && S_ISREG(file.st.st_mode) && fd_may(file.fd, X_OK)) {
		learned_path(s->l, file.path, &file.st,
			     LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE);
		see_interpreters(s, file.fd);
	}
	learn_file_close(&file);
}

static void see_make(const struct seen *s, mode_t mode)
{
	struct learn_file file;

	if (find(s, false, &file))
		return;
	if (file.fd < 0)
		make(s->l, file.path, make_right(mode));
	learn_file_close(&file);
}

static void see_remove(const struct seen *s)
{
	struct learn_file file;

	if (find(s, false, &file))
		return;
	if (file.fd >= 0)
		change(s->l, file.path, remove_right(file.st.st_mode));
	learn_file_close(&file);
}

/*
 * What was moved must not get more rights by that, says Landlock: where it comes from
 * must allow what the place where it goes to does.
 */
static void moved(struct learned *l, const char *from, const char *to, mode_t mode)
{
	char from_dir[PATH_MAX], to_dir[PATH_MAX], both[2 * PATH_MAX + 32];

	if (!strcmp(directory(from, from_dir), directory(to, to_dir)))
		return;
	learned_path(l, from_dir, NULL, LANDLOCK_ACCESS_FS_REFER);
	learned_path(l, to_dir, NULL, LANDLOCK_ACCESS_FS_REFER);
	snprintf(both, sizeof(both), "%zu %s%s", strlen(from_dir), from_dir, to_dir);
	learned_add(l, LEARNED_MOVES, both, S_ISDIR(mode) ? SCLL_FS_ALL : LEARN_FILE_RIGHTS);
}

static void see_rename(const struct seen *s, const struct learn_file *from,
		       const struct learn_file *to)
{
	bool exchange = argument(s, s->call->flags, 0) & RENAME_EXCHANGE;
	mode_t mode = from->st.st_mode;
	uint64_t there = make_right(mode), here = remove_right(mode);

	if (exchange && to->fd < 0)
		return;
	if (to->fd >= 0)
		there |= remove_right(to->st.st_mode);
	if (exchange)
		here |= make_right(to->st.st_mode);
	/* Without a path for this process, as in another mount namespace, it can succeed too. */
	if ((*from->path && !change(s->l, from->path, here)) ||
	    (*to->path && !change(s->l, to->path, there)))
		return;
	if (*to->path)
		learned_add(s->l, LEARNED_MADE, to->path, 0);
	if (*from->path && exchange)
		learned_add(s->l, LEARNED_MADE, from->path, 0);
	if (!*from->path || !*to->path)
		return;
	moved(s->l, from->path, to->path, mode);
	if (exchange)
		moved(s->l, to->path, from->path, to->st.st_mode);
}

static void see_move(const struct seen *s)
{
	bool link = s->call->op == LINK;
	int flags = argument(s, s->call->flags, 0);
	struct learn_file from, to;

	if (find_at(s, s->call->dir, s->call->path, link && flags & AT_SYMLINK_FOLLOW,
		    link && flags & AT_EMPTY_PATH, &from))
		return;
	if (!find_at(s, s->call->to_dir, s->call->to_path, false, false, &to)) {
		if (from.fd >= 0 && !link) {
			see_rename(s, &from, &to);
		} else if (from.fd >= 0 && to.fd < 0 &&
			   change(s->l, to.path, make_right(from.st.st_mode))) {
			learned_add(s->l, LEARNED_MADE, to.path, 0);
			/* Without a name it was made by O_TMPFILE, which cannot be known better. */
			if (*from.path)
				moved(s->l, from.path, to.path, from.st.st_mode);
		}
		learn_file_close(&to);
	}
	learn_file_close(&from);
}

static void see_truncate(const struct seen *s)
{
	struct learn_file file;

	if (find(s, true, &file))
		return;
	if (file.fd >= 0 && S_ISREG(file.st.st_mode) && fd_may(file.fd, W_OK))
		learned_path(s->l, file.path, &file.st, LANDLOCK_ACCESS_FS_TRUNCATE);
	learn_file_close(&file);
}

/*
 * Landlock asks when the file is opened for these rights; what was open before needs
 * none.
 */
static void see_open_file(const struct seen *s, uint64_t rights)
{
	static const char gone[] = " (deleted)";
	char name[32], path[PATH_MAX], dir[PATH_MAX];
	struct stat st, named;
	ssize_t len;

	snprintf(name, sizeof(name), "fd/%d", argument(s, 0, -1));
	len = readlinkat(s->task.proc, name, path, sizeof(path) - 1);
	if (len <= 0 || *path != '/')
		return;
	path[len] = '\0';
	if (fstatat(s->task.proc, name, &st, 0))
		return;
	/* Below another mount this name can be one of another file. */
	if (st.st_nlink && (lstat(path, &named) || st.st_dev != named.st_dev ||
			    st.st_ino != named.st_ino))
		return;
	if (!learned_has(s->l, LEARNED_USED, path) && len > (ssize_t)strlen(gone) &&
	    !strcmp(path + len - strlen(gone), gone)) {
		path[len - strlen(gone)] = '\0';
		/* O_TMPFILE */
		if (!learned_has(s->l, LEARNED_USED, path))
			strcpy(path, directory(path, dir));
	}
	if (learned_has(s->l, LEARNED_USED, path))
		learned_path(s->l, path, NULL, rights);
}

static void see_ioctl(const struct seen *s)
{
	struct learn_file file;

	switch (argument(s, 1, 0)) {
	case FIOCLEX:
	case FIONCLEX:
	case FIONBIO:
	case FIOASYNC:
		return;
	}
	if (learn_task_find(&s->task, argument(s, 0, -1), "", true, &file))
		return;
	if (S_ISCHR(file.st.st_mode) || S_ISBLK(file.st.st_mode))
		see_open_file(s, LANDLOCK_ACCESS_FS_IOCTL_DEV);
	learn_file_close(&file);
}

/* A copy of the task's socket if it is one for TCP, or -1. */
static int tcp_socket(const struct seen *s)
{
	int process = syscall(SYS_pidfd_open, s->task.pid, 0);
	int fd = syscall(SYS_pidfd_getfd, process, argument(s, 0, -1), 0), protocol = 0;
	socklen_t len = sizeof(protocol);

	if (process >= 0)
		close(process);
	if (fd >= 0 && (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) ||
			protocol != IPPROTO_TCP)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void see_port(const struct seen *s, in_port_t port, uint64_t rights)
{
	int fd = tcp_socket(s);
	char key[16];

	if (fd < 0)
		return;
	close(fd);
	snprintf(key, sizeof(key), "%u", ntohs(port));
	learned_add(s->l, LEARNED_PORTS, key, rights);
}

static void see_address(const struct seen *s, bool is_bind)
{
	size_t len = s->args[2] < sizeof(struct sockaddr_storage) ? s->args[2] :
								    sizeof(struct sockaddr_storage);
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_un un;
		char bytes[sizeof(struct sockaddr_storage) + 1];
	} addr = { 0 };
	struct learn_file file;

	if (pread(s->task.mem, addr.bytes, len, s->args[1]) != (ssize_t)len)
		return;
	switch (addr.any.sa_family) {
	case AF_INET:
	case AF_INET6:
		/* The port is at the same place. */
		see_port(s, addr.in.sin_port, is_bind ? SCLL_BIND_TCP : SCLL_CONNECT_TCP);
		break;
	case AF_UNIX:
		if (!is_bind || !*addr.un.sun_path ||
		    learn_task_find(&s->task, AT_FDCWD, addr.un.sun_path, false, &file))
			break;
		if (file.fd < 0)
			make(s->l, file.path, LANDLOCK_ACCESS_FS_MAKE_SOCK);
		learn_file_close(&file);
	}
}

/* Without a port it gets one from the kernel. */
static void see_listen(const struct seen *s)
{
	struct sockaddr_in addr = { 0 };
	socklen_t len = sizeof(addr);
	int fd = tcp_socket(s);

	s->l->listens = true;
	if (fd < 0)
		return;
	if (!getsockname(fd, (struct sockaddr *)&addr, &len) && !addr.sin_port)
		learned_add(s->l, LEARNED_PORTS, "0", SCLL_BIND_TCP);
	close(fd);
}

static void see(const struct seen *s);

/* Of 32-bit programs: the arguments are in memory. */
static void see_socketcall(const struct seen *s)
{
	static const char *const names[] = { NULL, NULL, "bind", "connect", "listen" };
	uint32_t args[3];
	uint64_t all[3];
	struct seen part = *s;

	if (s->args[0] >= sizeof(names) / sizeof(*names) || !names[s->args[0]] ||
	    pread(s->task.mem, args, sizeof(args), s->args[1]) < (ssize_t)sizeof(*args) * 2)
		return;
	for (size_t i = 0; i < 3; i++)
		all[i] = args[i];
	part.args = all;
	for (part.call = calls; strcmp(part.call->name, names[s->args[0]]); part.call++)
		;
	see(&part);
}

static void see_openat2(const struct seen *s)
{
	struct open_how how = { 0 };

	/* RESOLVE_*: it may fail where this finds a file, and finds no other. */
	if (pread(s->task.mem, &how, sizeof(how), s->args[2]) == (ssize_t)sizeof(how))
		see_open(s, how.flags);
}

static void see(const struct seen *s)
{
	int flags = argument(s, s->call->flags, 0);

	switch (s->call->op) {
	case OPEN:
		return see_open(s, flags);
	case OPENAT2:
		return see_openat2(s);
	case CREAT:
		return see_open(s, O_CREAT | O_WRONLY | O_TRUNC);
	case EXEC:
		return see_exec(s);
	case MKDIR:
		return see_make(s, S_IFDIR);
	case MKNOD:
		return see_make(s, flags);
	case SYMLINK:
		return see_make(s, S_IFLNK);
	case UNLINK:
	case RMDIR:
		return see_remove(s);
	case RENAME:
	case LINK:
		return see_move(s);
	case TRUNCATE:
		return see_truncate(s);
	case FTRUNCATE:
		return see_open_file(s, LANDLOCK_ACCESS_FS_TRUNCATE);
	case IOCTL:
		return see_ioctl(s);
	case BIND:
	case CONNECT:
		return see_address(s, s->call->op == BIND);
	case LISTEN:
		return see_listen(s);
	case SOCKETCALL:
		return see_socketcall(s);
	case SECCOMP:
		if (s->args[0] == SECCOMP_SET_MODE_FILTER && flags & SECCOMP_FILTER_FLAG_NEW_LISTENER)
			learned_note(s->l, "a listener for seccomp, which fails while it is learned");
		return;
	case UNSEEN:
		learned_note(s->l, "%s, which opens files that are not recorded", s->call->name);
		return;
	case DENY:
		return;
	}
}

static const struct call *find_call(const struct scll_question *q)
{
	char *name = seccomp_syscall_resolve_num_arch(q->arch, q->call);
	const struct call *call = NULL;

	for (size_t i = 0; name && i < CALL_COUNT; i++)
		if (!strcmp(calls[i].name, name))
			call = &calls[i];
	free(name);
	return call;
}

void learn_call(struct learned *l, const struct scll_question *call)
{
	struct seen s = { .l = l, .call = find_call(call), .args = call->args };
	int ret;

	if (!s.call || (s.call->op == EXEC && l->asks))
		return;
	ret = learn_task_open(&s.task, call->pid);
	/*
	 * If the call is pending now, then what was opened is of the task that made it.
	 * Whatever that does meanwhile, no other process is read.
	 */
	if (!scll_question_waits(call)) {
		if (ret)
			learned_note(l, "%s by a process that cannot be read", s.call->name);
		else
			see(&s);
	}
	learn_task_close(&s.task);
}

/*
 * A signal before a call is received makes it fail with EINTR, or start anew after the
 * handler.  These must not fail: behind the call that ends a handler is no code.
 */
static const char *const silent_calls[] = {
	"exit", "exit_group", "restart_syscall", "rt_sigreturn", "sigreturn",
};

static int add_silent(scmp_filter_ctx ctx, uint32_t mark)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(silent_calls) / sizeof(*silent_calls); i++)
		ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
				       seccomp_syscall_resolve_name(silent_calls[i]), 0);
	if (!ret)
		ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				       SCMP_A5(SCMP_CMP_EQ, mark));
	if (!ret)
		ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
				       SCMP_A5(SCMP_CMP_EQ, mark));
	return ret;
}

static int add_rules(scmp_filter_ctx ctx, bool all, uint32_t mark)
{
	int ret = all ? add_silent(ctx, mark) : 0;

	/* What is not one of these could not be seen. */
	if (!ret)
		ret = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
	for (size_t i = 0; !ret && i < CALL_COUNT; i++) {
		int nr = seccomp_syscall_resolve_name(calls[i].name);

		if (nr != __NR_SCMP_ERROR && (calls[i].op == DENY || !all))
			ret = seccomp_rule_add(ctx, calls[i].op == DENY ? SCMP_ACT_ERRNO(EPERM) :
					       SCMP_ACT_NOTIFY, nr, 0);
	}
	return ret;
}

/* The ABIs of a machine. */
static int add_arch(scmp_filter_ctx ctx)
{
	switch (seccomp_arch_native()) {
	case SCMP_ARCH_X86_64:
		return seccomp_arch_add(ctx, SCMP_ARCH_X86);
	case SCMP_ARCH_AARCH64:
		return seccomp_arch_add(ctx, SCMP_ARCH_ARM);
	}
	return 0;
}

int learn_filter(struct learned *l, uint32_t mark)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	scmp_filter_ctx ctx = seccomp_init(l->profile ? SCMP_ACT_NOTIFY : SCMP_ACT_ALLOW);
	int fd = memfd_create("scll-learn", MFD_CLOEXEC);
	struct sock_fprog prog = { .filter = insns };
	int ret = ctx && fd >= 0 ? add_arch(ctx) : -ENOMEM;
	ssize_t len;

	if (!ret)
		ret = add_rules(ctx, l->profile, mark);
	if (!ret)
		ret = seccomp_export_bpf(ctx, fd);
	seccomp_release(ctx);
	len = ret ? 0 : pread(fd, insns, sizeof(insns), 0);
	prog.len = len < 0 ? 0 : len / sizeof(*insns);
	if (fd >= 0)
		close(fd);
	if (ret)
		return ret;
	/* What other rules deny is not asked. */
	ret = l->sb ? -EOPNOTSUPP : learn_load_asking(insns, prog.len);
	l->asks = ret >= 0;
	if (l->asks)
		return ret;
	/* A signal must not end a call early that does not end early without a listener. */
	ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		      SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		      &prog);
	return ret < 0 ? -errno : ret;
}
