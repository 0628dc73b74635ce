/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - what the kernel opens to execute a command, and why it could not
 */
#ifndef SCLL_LAUNCH_H
#define SCLL_LAUNCH_H

#include <limits.h>
#include <scll.h>
#include <stdbool.h>
#include <stddef.h>

/* The command, then interpreters of scripts, then the loader of an ELF file. */
#define LAUNCH_FILES_MAX	6

enum launch_role {
	LAUNCH_COMMAND,
	LAUNCH_INTERPRETER,
	LAUNCH_LOADER,
};

struct launch {
	struct {
		enum launch_role role;
		char *path;
	} files[LAUNCH_FILES_MAX];
	size_t count;		/* 0: the command was not found */
	bool terse;		/* a filter may kill who looks for a reason */
};

/*
 * launch_open() - open a file for reading if it is a regular one, and -1 if not
 *
 * Opening something else can have an effect, or wait.
 */
int launch_open(const char *path);

/**
 * launch_next() - what the kernel opens beside a file to execute it
 *
 * @file: A path.
 * @role: Out: what @next is; %LAUNCH_COMMAND if it is a file of another kind, and as
 *	before if it cannot be read or names nothing.
 * @next: Out: what the file names, which is for the task that executes it.
 *
 * Return: does it name something?
 */
bool launch_next(const char *file, enum launch_role *role, char next[PATH_MAX]);

/**
 * launch_find() - find a command as execvpe(3) does, and what it needs to start
 *
 * @launch: Out, for launch_free().
 * @name: The command.
 *
 * To be called before rules are in force, since it reads these files.  A file that
 * cannot be read ends the list.
 */
void launch_find(struct launch *launch, const char *name);

/**
 * launch_run() - replace this process by a command
 *
 * @who: Whose messages these are.
 * @launch: What launch_find() found.
 * @argv: The command and its arguments; searched in PATH of this process.
 * @envp: Its environment.
 * @sb: The sandbox, or NULL if its rules are not known.
 *
 * If it cannot be run, tells why on standard error; an option is proposed only if the
 * rules lack it.
 *
 * Return: only if it cannot be run, the exit status.
 */
int launch_run(const char *who, const struct launch *launch, char **argv, char **envp,
	       const struct scll *sb);

/**
 * launch_libraries() - the shared libraries that a command is linked with
 *
 * @launch: What launch_find() found.
 * @each: Called with the path of each; a result other than 0 ends the loop.
 * @arg: First argument of @each.
 *
 * Asks the loader of the file, which is executed with --list in a sandbox that lets it
 * read and nothing else, and only if it belongs to root and nobody else can change it.
 * No code of the command or of its libraries runs.
 *
 * Return: 0, what @each returned, or a negative errno after a message.
 */
int launch_libraries(const struct launch *launch, int (*each)(void *arg, const char *path),
		     void *arg);

void launch_free(struct launch *launch);

#endif /* SCLL_LAUNCH_H */
