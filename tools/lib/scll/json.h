/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Strict access to JSON, with positions in messages
 *
 * Whatever is wrong is named by file and position, "FILE: syscalls[3].args[0].op".
 * All functions return 0 or a negative errno and take the position last but one.
 */
#ifndef SCLL_JSON_H
#define SCLL_JSON_H

#include <jansson.h>

#include "errmsg.h"

/* What a file should be. */
enum json_kind {
	JSON_PROFILE,	/* a seccomp profile */
	JSON_POLICY,	/* a Landlock policy */
	JSON_CONFIG,	/* config.json of an OCI bundle */
	JSON_UNKNOWN,
};

struct json_file {
	const char *name;
	struct errmsg *err;
	enum json_kind kind;
};

/* A position: a key of an object or an index of an array, below another. */
struct json_pos {
	const struct json_pos *up;
	const char *key;	/* NULL: index */
	size_t index;
};

#define JSON_KEY(up_, key_)	(&(const struct json_pos){ .up = (up_), .key = (key_) })
#define JSON_INDEX(up_, index_)	(&(const struct json_pos){ .up = (up_), .index = (index_) })

/* A word and what it stands for; an array of them ends with a NULL. */
struct json_word {
	const char *word;
	uint64_t value;
};

/**
 * scll_json_file_parse() - parse a text
 *
 * @file: Its name, and where a message goes.
 * @buf: The text.
 * @len: Its length.
 * @out: Out: an object, for json_decref().
 *
 * An object that has a key twice is refused, and anything after the object.  For what
 * is no JSON, the message says what it seems to be.
 *
 * Return: 0 or a negative errno, with a message.
 */
int scll_json_file_parse(const struct json_file *file, const char *buf, size_t len, json_t **out);

/* By its keys, is it a file of another kind? */
int scll_json_check_kind(const struct json_file *file, const json_t *root);

/* The position as text, in @buf. */
const char *scll_json_where(const struct json_pos *pos, char *buf, size_t size);

/* The message "FILE: POSITION: TEXT"; returns @code. */
int scll_json_fail(const struct json_file *file, int code, const struct json_pos *pos,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* A member of an object, NULL if it is missing or null. */
json_t *scll_json_member(const json_t *object, const char *key);

/* Is it an object that has no other keys than these?  @keys ends with a NULL. */
int scll_json_check_object(const struct json_file *file, const json_t *value,
			   const char *const *keys, const struct json_pos *pos);

/* Is it an array, with at least @min elements? */
int scll_json_check_array(const struct json_file *file, const json_t *value, size_t min,
			  const struct json_pos *pos);

int scll_json_get_string(const struct json_file *file, const json_t *value,
			 const struct json_pos *pos, const char **out);

int scll_json_get_int(const struct json_file *file, const json_t *value, uint64_t max,
		      const struct json_pos *pos, uint64_t *out);

/* A string that must be one of @words; @what they are, for the message, which has a list. */
int scll_json_get_word(const struct json_file *file, const json_t *value, const char *what,
		       const struct json_word *words, const struct json_pos *pos, uint64_t *out);

/* The message of a word that is not one of @words. */
int scll_json_fail_word(const struct json_file *file, const char *text, const char *what,
			const struct json_word *words, const struct json_pos *pos);

/* The word that was probably meant, or NULL. */
const char *scll_json_nearest(const struct json_word *words, const char *text);

#endif /* SCLL_JSON_H */
