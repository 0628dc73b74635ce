/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - files that are written for the user
 */
#ifndef SCLL_OUTPUT_H
#define SCLL_OUTPUT_H

#include <jansson.h>
#include <stddef.h>

/**
 * output_place() - where a file goes to, for this process alone
 *
 * @who: Whose messages these are.
 * @option: "--output", for them.
 * @path: What was given: it must not exist, or be a regular file.
 * @place: Out: a path to the same place, whatever becomes of the name of its directory; to
 *	be freed.
 *
 * Return: 0, or -1 after a message.
 */
int output_place(const char *who, const char *option, const char *path, char **place);

/**
 * output_write() - replace a file
 *
 * @who: Whose messages these are.
 * @what: What is written, for them.
 * @place: As of output_place().  A new file is put there, so that no link is followed and
 *	no half of it is ever there.
 * @data: Its content; NULL is a lack of memory.
 * @len: The length of that in bytes.
 *
 * Return: 0, or a negative errno after a message.
 */
int output_write(const char *who, const char *what, const char *place, const void *data,
		 size_t len);

/* output_json() - output_write() of JSON; takes over @root, NULL is a lack of memory */
int output_json(const char *who, const char *what, const char *place, json_t *root);

#endif /* SCLL_OUTPUT_H */
