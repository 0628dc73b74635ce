/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll run --system - what nearly every program needs of the system
 */
#ifndef SCLL_SYSTEM_H
#define SCLL_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

/**
 * system_each() - call a function for each path that exists
 *
 * @terminal: The terminals of this process are among them.
 * @each: Called with a path and LANDLOCK_ACCESS_FS_*; another result than 0 ends the loop.
 * @arg: First argument of @each.
 *
 * Return: 0, or what @each returned.
 */
int system_each(bool terminal, int (*each)(void *arg, const char *path, uint64_t rights),
		void *arg);

#endif /* SCLL_SYSTEM_H */
