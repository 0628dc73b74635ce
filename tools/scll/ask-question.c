// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --ask - a question in words, and what was allowed for the run
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ask.h"
#include "util.h"

/* What a hostile command can make us keep. */
#define ANSWERS_MAX	512

/* Both are about the same: directories and files by what they are, not by how they are called. */
static bool is_same(const struct scll_question *a, const struct scll_question *b)
{
	struct stat st, other;

	if (a->kind != b->kind || !a->ino2 != !b->ino2)
		return false;
	if (a->name_len != b->name_len || a->name2_len != b->name2_len ||
	    a->address_len != b->address_len || memcmp(a->name, b->name, a->name_len) ||
	    memcmp(a->name2, b->name2, a->name2_len) ||
	    memcmp(a->address, b->address, a->address_len))
		return false;
	if (a->kind == SCLL_KIND_ADDRESS)
		return true;
	return !fstat(a->fd, &st) && !fstat(b->fd, &other) && st.st_dev == other.st_dev &&
	       st.st_ino == other.st_ino;
}

static struct scll_question *find(const struct answers *a, const struct scll_question *q)
{
	for (size_t i = 0; i < a->count; i++)
		if (is_same(&a->of[i], q))
			return &a->of[i];
	return NULL;
}

bool answers_allow(const struct answers *a, const struct scll_question *q)
{
	const struct scll_question *known = find(a, q);

	return known && !(q->needed & ~known->needed);
}

int answers_keep(struct answers *a, const struct scll_question *q)
{
	struct scll_question *known = find(a, q), *more;
	int fd = -1;

	if (known) {
		known->needed |= q->needed;
		return 0;
	}
	if (a->count == ANSWERS_MAX)
		return -1;
	more = reallocarray(a->of, a->count + 1, sizeof(*more));
	if (!more)
		return -1;
	a->of = more;
	if (q->fd >= 0) {
		fd = fcntl(q->fd, F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			return -1;
	}
	more[a->count] = *q;
	more[a->count++].fd = fd;
	return 0;
}

void answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->of[i].fd >= 0)
			close(a->of[i].fd);
	free(a->of);
	*a = (struct answers){ 0 };
}

/* Of the thread that asks, if it still does; it has chosen that itself. */
static void name_task(const struct scll_question *q, char *text, size_t size)
{
	char path[32], comm[32];
	ssize_t len = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/comm", q->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, comm, sizeof(comm));
		close(fd);
	}
	if (len < 1 || scll_question_waits(q))
		len = 1;
	show_name(text, size, comm, len - 1, 64);
}

static const char *noun(const struct scll_question *q, char device[48])
{
	struct stat st;

	if (q->kind != SCLL_KIND_OBJECT)
		return "entry";
	if (fstat(q->fd, &st))
		return "object";
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return "file";
	case S_IFDIR:
		/* O_TMPFILE: no other call needs this of a directory. */
		return q->needed & LANDLOCK_ACCESS_FS_WRITE_FILE ?
		       "a new file without a name in directory" : "directory";
	case S_IFCHR:
	case S_IFBLK:
		snprintf(device, 48, "%s device %u:%u", S_ISCHR(st.st_mode) ? "character" : "block",
			 major(st.st_rdev), minor(st.st_rdev));
		return device;
	case S_IFIFO:
		return "pipe";
	case S_IFSOCK:
		return "socket";
	}
	return "object";
}

/* A path for this process, or what is left of one. */
static void describe_path(const struct scll_question *q, int width, char *text, size_t size)
{
	char path[PATH_MAX + sizeof(q->name)] = "", shown[4 * sizeof(path)], where[96] = "";
	char device[48];
	const char *mark = "";
	int err = scll_question_path(q, path, sizeof(path));
	size_t used, room;
	struct stat st;

	/* Too long; the name alone is something. */
	if (err && !*path)
		snprintf(path, sizeof(path), "%s", (const char *)q->name);
	if (err && !fstat(q->fd, &st)) {
		mark = "(not reachable as) ";
		snprintf(where, sizeof(where), " %s%u:%u:%ju", *q->name ? "in " : "",
			 major(st.st_dev), minor(st.st_dev), (uintmax_t)st.st_ino);
	}
	used = snprintf(text, size, "  %s %s", noun(q, device), mark);
	room = used + strlen(where) + 3;
	show_name(shown, sizeof(shown), path, strlen(path),
		  (size_t)width > room + 16 ? width - room : 16);
	used += snprintf(text + used, size - used, "\"%s\"%s\r\n", shown, where);
	if (q->kind != SCLL_KIND_RENAME && q->kind != SCLL_KIND_EXCHANGE)
		return;
	show_name(shown, sizeof(shown), q->name2, q->name2_len, width - 40);
	if (q->kind == SCLL_KIND_EXCHANGE)
		snprintf(text + used, size - used, "  to change places with \"%s\"\r\n", shown);
	else
		snprintf(text + used, size - used, "  to be called \"%s\"%s\r\n", shown,
			 q->ino2 ? ", which is there already" : "");
}

void ask_describe(const struct scll_question *q, int width, char *text, size_t size)
{
	char rights[512], task[256], address[128];
	size_t used;

	/* Less is nothing that could be judged. */
	if (width < 60)
		width = 60;
	name_task(q, task, sizeof(task));
	scll_question_rights(q, q->denied, rights, sizeof(rights));
	used = snprintf(text, size, "scll run: %s[%d] is denied: %s\r\n", task, q->pid, rights);
	if (q->needed != q->denied) {
		scll_question_rights(q, q->needed, rights, sizeof(rights));
		used += snprintf(text + used, size - used, "  a yes allows: %s\r\n", rights);
	}
	if (q->kind != SCLL_KIND_ADDRESS) {
		describe_path(q, width, text + used, size - used);
		return;
	}
	if (scll_question_address(q, address, sizeof(address)) < 0)
		strcpy(address, "of an unknown family");
	snprintf(text + used, size - used, "  address %s\r\n", address);
}
