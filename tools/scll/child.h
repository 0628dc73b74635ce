/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run - the command as a child, and its scratch directory
 */
#ifndef SCLL_CHILD_H
#define SCLL_CHILD_H

#include <stdbool.h>

/**
 * scratch_make() - make a private directory for temporary files
 *
 * The only one of this process; child_run() removes it.
 *
 * Return: its path, or NULL after a message.
 */
const char *scratch_make(void);

/**
 * child_run() - go on in a child process, for which this one waits
 *
 * @session: The child is in a session of its own.
 *
 * The parent hands signals on to the child, stops when it stops, and removes the scratch
 * directory when it ends.  The child is killed when the parent is.
 *
 * Return: -1 in the child; in the parent, when it has ended, the exit status, 128 and the
 * number of the signal if one killed it.
 */
int child_run(bool session);

#endif /* SCLL_CHILD_H */
