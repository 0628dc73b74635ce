/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll learn - what is recorded, and the policy that is made of it
 */
#ifndef SCLL_LEARN_H
#define SCLL_LEARN_H

#include <jansson.h>
#include <limits.h>
#include <scll.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "sys.h"

/* Rights that a rule for a file can have; all others are for directories. */
#define LEARN_FILE_RIGHTS								\
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |			\
	 LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |			\
	 LANDLOCK_ACCESS_FS_IOCTL_DEV)

/* What is kept: objects with rights as values, by path if nothing else is said. */
enum learned_kind {
	LEARNED_USED,		/* files and directories, as they were called then */
	LEARNED_MADE,		/* what the command made, of whatever kind */
	LEARNED_SEEN,		/* what all paths were when they were seen first, as text */
	LEARNED_MOVES,		/* "LENGTH FROM TO", directories: what the moved can have */
	LEARNED_PORTS,
	LEARNED_NOTES,		/* what is not in the policy: how often */
	LEARNED_RULES,		/* the policy's, for paths */
	LEARNED_WIDENED,	/* directory: for how many paths its rule is */
	LEARNED_PROPOSED,	/* what only the user can allow */
	LEARNED_SYSCALLS,	/* the profile's, by name */
	LEARNED_ARCHES,		/* as profiles call them */
	LEARNED_KINDS
};

struct learned {
	json_t *of[LEARNED_KINDS];
	const char *who;	/* whose messages these are */
	const struct scll *sb;	/* also propose what its rules deny, or NULL */
	pid_t command;		/* the first process, whose /proc/PID is /proc/self */
	size_t bytes;		/* of all paths */
	bool profile;		/* all system calls are recorded */
	bool listens;		/* listen(2) was called, for whatever kind of socket */
	bool asks;		/* the kernel says itself what is executed */
	bool exact;		/* no rule for a directory in the place of what is gone */
	uint64_t fs, net, scopes;	/* what the policy denies unless it allows it */
};

/* The task that makes a call, which waits meanwhile. */
struct learn_task {
	pid_t tid;
	pid_t pid;		/* of its process */
	int proc, mem, root;	/* its directory in /proc, its memory, its root directory */
};

/* What a path of a task means. */
struct learn_file {
	int fd;			/* O_PATH, or -1: it does not exist, its directory does */
	struct stat st;		/* if it exists */
	char path[PATH_MAX];	/* for this process; "" if there is none, as for a pipe */
};

/*
 * Gets at a task.  If its call is still pending afterwards, then whatever is done with
 * these descriptors is about the task that made it.  -1: it cannot be read.
 */
int learn_task_open(struct learn_task *task, pid_t tid);
void learn_task_close(struct learn_task *task);

/* Reads a path from memory.  -1: the call will fail too. */
int learn_task_string(const struct learn_task *task, uint64_t address, char path[PATH_MAX]);

/*
 * What a path means to a task, below a descriptor of it or %AT_FDCWD; "" is that itself.
 * -1: there is no such file, and it could not be made either.
 */
int learn_task_find(const struct learn_task *task, int dir, const char *path, bool follow,
		    struct learn_file *file);
void learn_file_close(struct learn_file *file);

/*
 * Installs a filter; returns its listener, or a negative errno.  With a profile each call is
 * notified, but for write(2) and read(2) whose last argument is @mark.
 */
int learn_filter(struct learned *l, uint32_t mark);

/* The same for a program, with rules that the kernel asks about, if it can. */
int learn_load_asking(const struct sock_filter *prog, size_t len);

/* Records what a call, which is pending, is about to use. */
void learn_call(struct learned *l, const struct scll_question *call);

/* Records what is executed, for which the kernel asks. */
void learn_asked(struct learned *l, const struct scll_question *q);

/*
 * Calls @go in a child, which is to execute a command, and records what that and all that
 * it starts use.  @status is as of wait(2).  1: @go came back, -1: after a message.
 */
int learn_record(struct learned *l, int (*go)(void *arg), void *arg, int *status);

/* An exit status for one of wait(2). */
int learn_exit_status(int status);

int learned_init(struct learned *l, const char *who);
void learned_free(struct learned *l);

/* Adds rights to a path, or a port. */
void learned_add(struct learned *l, enum learned_kind kind, const char *key, uint64_t rights);
bool learned_has(const struct learned *l, enum learned_kind kind, const char *key);

/*
 * A path without links on its way was used, which may be one of a process in /proc.  @st
 * says what it was, if that is known better than by its name.
 */
void learned_path(struct learned *l, const char *path, const struct stat *st, uint64_t rights);

/* A path that gets a rule anyway, with links or without. */
void learned_rule(struct learned *l, const char *path, uint64_t rights);

/* What the user should know; control characters are replaced. */
void learned_note(struct learned *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Begins with the rules of a policy, if there is one at @place; @name is for messages. */
int learned_merge(struct learned *l, const char *name, const char *place);

/* Makes the rules; no path has more components than @depth if that is not 0. */
void learned_finish(struct learned *l, unsigned int depth);

/* A call that the command makes, and not scll before it. */
void learned_syscall(struct learned *l, uint32_t arch, int nr);

/* As the same of a policy, for a profile: only for one that was written by this. */
int learned_merge_syscalls(struct learned *l, const char *name, const char *place);
int learned_write_syscalls(struct learned *l, const char *place);

/* Tells on standard error what a reader of the policy should look at. */
void learned_report(const struct learned *l);
void learned_report_notes(const struct learned *l);
void learned_report_proposed(const struct learned *l, const char *what);

/* Replaces a file by the policy; a negative errno after a message. */
int learned_write(const struct learned *l, const char *place);

#endif /* SCLL_LEARN_H */
