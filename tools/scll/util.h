/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - messages, files, numbers, lists
 */
#ifndef SCLL_UTIL_H
#define SCLL_UTIL_H

#include <stddef.h>
#include <stdint.h>

#include "errmsg.h"

/* The largest file that is read: a policy is a few thousand lines. */
#define FILE_MAX	(4U << 20)

/**
 * file_read() - read a whole file
 *
 * @path: The file, which may be a pipe: "/dev/fd/N"; "-" is standard input.
 * @buf: Out: the content, to be freed; a NUL byte follows it.
 * @len: Out: its length without that byte.
 * @err: Out: the reason of a failure, with the path.
 *
 * Return: 0, or a negative errno; -EFBIG if it is longer than %FILE_MAX.
 */
int file_read(const char *path, char **buf, size_t *len, struct errmsg *err);

/**
 * parse_number() - a decimal number and nothing else
 *
 * @text: No sign and no space.
 * @max: The largest that is accepted.
 * @out: Out: the number.
 *
 * Return: 0, -EINVAL, or -ERANGE if it is larger than @max.
 */
int parse_number(const char *text, uint64_t max, uint64_t *out);

/**
 * list_each() - call a function for each word of a comma-separated list
 *
 * @list: The list; an empty word is an error.
 * @each: Called with the word.  A result other than 0 ends the loop.
 * @arg: First argument of @each.
 *
 * Return: 0, what @each returned, -EINVAL for an empty word, or -ENOMEM.
 */
int list_each(const char *list, int (*each)(void *arg, const char *word), void *arg);

/**
 * plain() - make a text of somebody else fit for a terminal
 *
 * @text: Control characters in it, also those beyond ASCII, become "?".
 *
 * Return: @text.
 */
char *plain(char *text);

/**
 * show_name() - a name of somebody else, so that it can be read and does nothing
 *
 * @text: Out: the name, cut in the middle to fit.
 * @size: Its size in bytes; 4 times @width are enough.
 * @name: Any bytes.
 * @len: How many.
 * @width: Columns that there are, at least 16.
 *
 * As \xHH: control characters, what has no width as marks that change the direction of
 * writing do, letters from right to left, private use, what is no UTF-8, or not ASCII if the
 * locale is not one of UTF-8; and "\", quotes, and what looks like these or a slash.  Needs
 * setlocale(LC_CTYPE).
 */
void show_name(char *text, size_t size, const char *name, size_t len, size_t width);

/**
 * one_write_a_line() - standard error is written by whole lines
 *
 * Else it is written by pieces, and those of several processes mix.
 */
void one_write_a_line(void);

#endif /* SCLL_UTIL_H */
