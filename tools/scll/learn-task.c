// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - what the paths of another task mean
 *
 * The task may be hostile.  Nothing here opens a file other than with O_PATH, which
 * neither waits nor has an effect on a device.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "learn.h"

/* As in the kernel: MAXSYMLINKS, PROC_ROOT_INO */
#define LINKS_MAX	40
#define PROC_ROOT	1

#define PATH_FLAGS	(O_PATH | O_CLOEXEC)

static pid_t read_pid(int proc)
{
	char text[512], *line;
	int fd = openat(proc, "status", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[len < 0 ? 0 : len] = '\0';
	line = strstr(text, "\nTgid:");
	return line ? atoi(line + strlen("\nTgid:")) : -1;
}

int learn_task_open(struct learn_task *task, pid_t tid)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", tid);
	*task = (struct learn_task){ .tid = tid, .mem = -1, .root = -1 };
	task->proc = open(path, PATH_FLAGS | O_DIRECTORY);
	if (task->proc < 0)
		return -1;
	task->pid = read_pid(task->proc);
	task->mem = openat(task->proc, "mem", O_RDONLY | O_CLOEXEC);
	task->root = openat(task->proc, "root", PATH_FLAGS | O_DIRECTORY);
	return task->pid < 0 || task->mem < 0 || task->root < 0 ? -1 : 0;
}

void learn_task_close(struct learn_task *task)
{
	const int fds[] = { task->proc, task->mem, task->root };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int learn_task_string(const struct learn_task *task, uint64_t address, char path[PATH_MAX])
{
	ssize_t len = pread(task->mem, path, PATH_MAX, address);

	return len > 0 && memchr(path, '\0', len) ? 0 : -1;
}

static bool is_same(int fd, const struct stat *st)
{
	struct stat other;

	return !fstat(fd, &other) && other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

/*
 * The path of an open file.  It counts only if it leads there: that of a file which was
 * removed, or is in another mount namespace, is one of something else.
 */
static void name_file(int fd, char path[PATH_MAX])
{
	char self[32];
	struct stat st;
	ssize_t len;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	len = readlink(self, path, PATH_MAX - 1);
	path[len < 0 ? 0 : len] = '\0';
	if (*path != '/' || lstat(path, &st) || !is_same(fd, &st))
		*path = '\0';
}

/* Where a walk is. */
struct walk {
	const struct learn_task *task;
	int at;			/* a directory, or the end */
	int links;
	char rest[PATH_MAX];
};

static int walk_to(struct walk *w, int fd)
{
	if (fd < 0)
		return -1;
	if (w->at >= 0)
		close(w->at);
	w->at = fd;
	return 0;
}

/* Links in /proc that are about the task which follows them, and those that are no text. */
static ssize_t read_link(struct walk *w, int fd, const char *name, char text[PATH_MAX])
{
	struct statfs fs;
	struct stat dir;
	ssize_t len;

	/* Not of the link itself, which not every file system can tell. */
	if (fstatfs(w->at, &fs) || fstat(w->at, &dir))
		return -1;
	if (fs.f_type != PROC_SUPER_MAGIC || dir.st_ino == PROC_ROOT) {
		if (fs.f_type == PROC_SUPER_MAGIC && !strcmp(name, "self"))
			return snprintf(text, PATH_MAX, "%d", w->task->pid);
		if (fs.f_type == PROC_SUPER_MAGIC && !strcmp(name, "thread-self"))
			return snprintf(text, PATH_MAX, "%d/task/%d", w->task->pid,
					w->task->tid);
		len = readlinkat(fd, "", text, PATH_MAX - 1);
		if (len > 0)
			text[len] = '\0';
		return len;
	}
	*text = '\0';
	return walk_to(w, openat(w->at, name, PATH_FLAGS));
}

static int follow_link(struct walk *w, int fd, const char *name, const char *more)
{
	char text[PATH_MAX], rest[PATH_MAX];

	if (++w->links > LINKS_MAX || read_link(w, fd, name, text) < 0)
		return -1;
	if (snprintf(rest, sizeof(rest), "%s%s", text, more) >= (int)sizeof(rest))
		return -1;
	strcpy(w->rest, rest);
	return *text == '/' ? walk_to(w, fcntl(w->task->root, F_DUPFD_CLOEXEC, 0)) : 0;
}

/* One component of w->rest.  1: that was the last, which does not exist. */
static int walk_on(struct walk *w, bool follow, char name[NAME_MAX + 1])
{
	size_t len = strcspn(w->rest, "/");
	const char *more = w->rest + len;
	bool last = !more[strspn(more, "/")];
	struct stat st;
	int fd, ret;

	if (len > NAME_MAX)
		return -1;
	memcpy(name, w->rest, len);
	name[len] = '\0';
	if (!strcmp(name, "..") && !fstat(w->task->root, &st) && is_same(w->at, &st))
		strcpy(name, ".");
	fd = openat(w->at, name, PATH_FLAGS | O_NOFOLLOW);
	if (fd < 0)
		return last && errno == ENOENT ? 1 : -1;
	if (!fstat(fd, &st) && S_ISLNK(st.st_mode) && (!last || follow || *more)) {
		ret = follow_link(w, fd, name, more);
		close(fd);
		return ret;
	}
	memmove(w->rest, more, strlen(more) + 1);
	return walk_to(w, fd);
}

static int walk_all(struct walk *w, bool follow, struct learn_file *file)
{
	char name[NAME_MAX + 1];
	int ret = 0;

	for (;;) {
		memmove(w->rest, w->rest + strspn(w->rest, "/"),
			strlen(w->rest + strspn(w->rest, "/")) + 1);
		if (!*w->rest)
			break;
		ret = walk_on(w, follow, name);
		if (ret)
			break;
	}
	if (ret < 0)
		return -1;
	name_file(w->at, file->path);
	if (!ret) {
		file->fd = w->at;
		w->at = -1;
		return fstat(file->fd, &file->st);
	}
	ret = strlen(file->path);
	if (!ret || ret + strlen(name) + 2 > PATH_MAX)
		return -1;
	sprintf(file->path + ret, "%s%s", ret == 1 ? "" : "/", name);
	return 0;
}

int learn_task_find(const struct learn_task *task, int dir, const char *path, bool follow,
		    struct learn_file *file)
{
	struct walk w = { .task = task, .at = -1 };
	char start[32] = "cwd";
	int ret;

	file->fd = -1;
	if (dir != AT_FDCWD)
		snprintf(start, sizeof(start), "fd/%d", dir);
	snprintf(w.rest, sizeof(w.rest), "%s", path);
	if (*path == '/')
		ret = walk_to(&w, fcntl(task->root, F_DUPFD_CLOEXEC, 0));
	else
		ret = walk_to(&w, openat(task->proc, start, PATH_FLAGS));
	if (!ret)
		ret = walk_all(&w, follow, file);
	if (w.at >= 0)
		close(w.at);
	if (ret)
		learn_file_close(file);
	return ret;
}

void learn_file_close(struct learn_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
