// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - strict access to JSON, with positions in messages
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

int json_file_parse(const struct json_file *file, const char *buf, size_t len, json_t **out)
{
	json_error_t error;
	json_t *root = json_loadb(buf, len, JSON_REJECT_DUPLICATES, &error);

	if (!root && json_error_code(&error) == json_error_out_of_memory)
		return errmsg_set(file->err, -ENOMEM, "%s: out of memory", file->name);
	if (!root)
		return errmsg_set(file->err, -EINVAL, "%s:%d:%d: %s", file->name,
				  error.line, error.column, error.text);
	if (!json_is_object(root)) {
		json_decref(root);
		return errmsg_set(file->err, -EINVAL, "%s: must be an object", file->name);
	}
	*out = root;
	return 0;
}

/* Writes the position in front of the end of a buffer, from the last part on. */
static const char *describe(const struct json_pos *pos, char *buf, size_t size)
{
	char *p = buf + size - 1;
	char part[128];

	*p = '\0';
	for (; pos; pos = pos->up) {
		size_t len;

		if (pos->key)
			snprintf(part, sizeof(part), "%s%s", pos->up ? "." : "", pos->key);
		else
			snprintf(part, sizeof(part), "[%zu]", pos->index);
		len = strlen(part);
		if ((size_t)(p - buf) < len)
			break;
		p -= len;
		memcpy(p, part, len);
	}
	return p;
}

int json_fail(const struct json_file *file, int code, const struct json_pos *pos,
	      const char *fmt, ...)
{
	char where[256], what[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!pos)
		return errmsg_set(file->err, code, "%s: %s", file->name, what);
	return errmsg_set(file->err, code, "%s: %s: %s", file->name,
			  describe(pos, where, sizeof(where)), what);
}

json_t *json_member(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_null(value) ? NULL : value;
}

int json_check_object(const struct json_file *file, const json_t *value,
		      const char *const *keys, const struct json_pos *pos)
{
	const char *key;
	json_t *member;

	if (!json_is_object(value))
		return json_fail(file, -EINVAL, pos, "must be an object");
	json_object_foreach((json_t *)value, key, member) {
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (!keys[i])
			return json_fail(file, -EINVAL, JSON_KEY(pos, key), "unknown key");
	}
	return 0;
}

int json_check_array(const struct json_file *file, const json_t *value, size_t min,
		     const struct json_pos *pos)
{
	if (!json_is_array(value))
		return json_fail(file, -EINVAL, pos, "must be an array");
	if (json_array_size(value) < min)
		return json_fail(file, -EINVAL, pos, "must not be empty");
	return 0;
}

int json_get_string(const struct json_file *file, const json_t *value,
		    const struct json_pos *pos, const char **out)
{
	if (!json_is_string(value))
		return json_fail(file, -EINVAL, pos, "must be a string");
	*out = json_string_value(value);
	return 0;
}

int json_get_int(const struct json_file *file, const json_t *value, uint64_t max,
		 const struct json_pos *pos, uint64_t *out)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return json_fail(file, -EINVAL, pos, "must be a whole number");
	if (number < 0 || (uint64_t)number > max)
		return json_fail(file, -EINVAL, pos,
				 "%" JSON_INTEGER_FORMAT " is not in the range 0 to %llu",
				 number, (unsigned long long)max);
	*out = number;
	return 0;
}

int json_get_word(const struct json_file *file, const json_t *value, const char *what,
		  const struct json_word *words, const struct json_pos *pos, uint64_t *out)
{
	const char *text = NULL;
	int ret = json_get_string(file, value, pos, &text);

	if (ret)
		return ret;
	for (; words->word; words++) {
		if (!strcmp(words->word, text)) {
			*out = words->value;
			return 0;
		}
	}
	return json_fail(file, -EINVAL, pos, "unknown %s '%s'", what, text);
}
