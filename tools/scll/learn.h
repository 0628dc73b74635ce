/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll learn - what is recorded, and the policy that is made of it
 */
#ifndef SCLL_LEARN_H
#define SCLL_LEARN_H

#include <jansson.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <scll.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "sys.h"

/* Rights that a rule for a file can have; all others are for directories. */
#define LEARN_FILE_RIGHTS								\
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |			\
	 LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |			\
	 LANDLOCK_ACCESS_FS_IOCTL_DEV)

/* A recording.  The objects have a path, or a port, as key, and rights as value. */
struct learned {
	pid_t command;		/* the first process, whose /proc/PID is /proc/self */
	json_t *used;		/* files and directories, as they were called then */
	json_t *made;		/* what the command made, of whatever kind */
	json_t *moves;		/* directory: { directory: rights that what was moved can have } */
	json_t *ports;
	json_t *notes;		/* what is not in the policy, or not as it was; how often */
	size_t bytes;		/* of all paths */
	bool listens;		/* listen(2) was called, for whatever kind of socket */

	uint64_t fs, net, scopes;	/* what the policy denies unless it allows it */
	json_t *rules;		/* the policy's, for paths */
	json_t *widened;	/* directory: how many paths its rule stands for */
	json_t *proposed;	/* what only the user can allow */
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

/**
 * learn_task_open() - get at a task
 *
 * @task: Out, for learn_task_close() whatever the result is.
 * @tid: Its thread id here.
 *
 * If the call is still pending afterwards, these are the descriptors of the task that
 * made it, and whatever is done with them is about no other.
 *
 * Return: 0, or -1 if it cannot be read.
 */
int learn_task_open(struct learn_task *task, pid_t tid);

void learn_task_close(struct learn_task *task);

/**
 * learn_task_string() - read a path from the memory of a task
 *
 * @task: The task.
 * @address: Where.
 * @path: Out.
 *
 * Return: 0, or -1: it cannot be read or is too long, and the call will fail.
 */
int learn_task_string(const struct learn_task *task, uint64_t address, char path[PATH_MAX]);

/**
 * learn_task_find() - what a path means to a task
 *
 * @task: The task.
 * @dir: Descriptor of a directory in the task, or %AT_FDCWD.
 * @path: The path; "" for @dir itself.
 * @follow: Follow a symbolic link at the end.
 * @file: Out, for learn_file_close() if it is found.
 *
 * Return: 0, or -1: there is no such file, and it could not be made either.
 */
int learn_task_find(const struct learn_task *task, int dir, const char *path, bool follow,
		    struct learn_file *file);

void learn_file_close(struct learn_file *file);

/**
 * learn_filter() - install a filter that notifies of the calls that are recorded
 *
 * Return: the listener, or a negative errno.
 */
int learn_filter(void);

/* learn_call() - record what a call, which is pending, is about to use */
void learn_call(struct learned *l, int listener, const struct seccomp_notif *call);

/**
 * learned_init() - an empty recording
 *
 * Return: 0 or -ENOMEM.
 */
int learned_init(struct learned *l);

void learned_free(struct learned *l);

/* learned_add() - add rights to a path, or a port, of one of the objects */
void learned_add(struct learned *l, json_t *object, const char *key, uint64_t rights);

/* learned_path() - a path was used, which may be one of a process in /proc */
void learned_path(struct learned *l, const char *path, uint64_t rights);

/* learned_note() - what the user should know; control characters are replaced */
void learned_note(struct learned *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * learned_merge() - begin with the rules of a policy
 *
 * @l: The recording.
 * @name: Name of the file, which may not exist.
 *
 * Return: 0, or a negative errno after a message.
 */
int learned_merge(struct learned *l, const char *name);

/**
 * learned_finish() - make rules of what was recorded
 *
 * @l: The recording.
 * @depth: No path has more components, 0: as many as it has.
 */
void learned_finish(struct learned *l, unsigned int depth);

/* learned_report() - what a reader of the policy should look at, on standard error */
void learned_report(const struct learned *l, const char *name);

/**
 * learned_write() - write the policy
 *
 * @l: The recording.
 * @name: Name of the file, which is replaced.
 *
 * Return: 0, or a negative errno after a message.
 */
int learned_write(const struct learned *l, const char *name);

#endif /* SCLL_LEARN_H */
