// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Strict access to JSON, with positions in messages
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static const char *const kind_texts[] = {
	[JSON_PROFILE] = "a seccomp profile",
	[JSON_POLICY] = "a Landlock policy",
	[JSON_CONFIG] = "a config.json of an OCI bundle",
};

/* What a text that is no JSON seems to be, or NULL. */
static const char *guess_format(const char *buf, size_t len)
{
	const char *p = buf, *const end = buf + len;

	if (len >= 4 && !memcmp(buf, "\177ELF", 4))
		return "seems to be an ELF file";
	if (len >= 3 && !memcmp(buf, "\357\273\277", 3))
		return "begins with a byte order mark, which JSON has not";
	if (memchr(buf, '\0', len))
		return len >= 2 && (!buf[0] || !buf[1]) ? "seems to be a BPF program" :
						  "seems to be a binary file";
	/* Comments and empty lines are no hint. */
	while (p < end && (isspace((unsigned char)*p) || *p == '#')) {
		if (*p == '#')
			while (p < end && *p != '\n')
				p++;
		else
			p++;
	}
	if (p == end)
		return len ? "has nothing but space and comments" : "is empty";
	if (*p == '{')
		return p[-(p > buf)] == '#' ? "seems to be a script" : NULL;
	if (end - p > 3 && !memcmp(p, "---", 3))
		return "seems to be YAML";
	if (*p == '[' && p + 1 < end && (isalpha((unsigned char)p[1]) || p[1] == '['))
		return "seems to be TOML";
	if (!isalpha((unsigned char)*p) && *p != '-')
		return NULL;
	while (p < end && (isalnum((unsigned char)*p) || strchr("_-. \"", *p)))
		p++;
	if (p < end && *p == '=')
		return "seems to be TOML";
	if (p < end && *p == ':')
		return "seems to be YAML";
	return NULL;
}

int scll_json_file_parse(const struct json_file *file, const char *buf, size_t len, json_t **out)
{
	const char *const want = kind_texts[file->kind];
	const char *guess = guess_format(buf, len);
	json_error_t error;
	json_t *root;

	if (guess)
		return errmsg_set(file->err, -EINVAL, "%s: %s; expected %s in JSON", file->name,
				  guess, want);
	root = json_loadb(buf, len, JSON_REJECT_DUPLICATES, &error);
	if (!root && json_error_code(&error) == json_error_out_of_memory)
		return errmsg_set(file->err, -ENOMEM, "%s: out of memory", file->name);
	if (!root)
		return errmsg_set(file->err, -EINVAL, "%s:%d:%d: not JSON: %s; expected %s",
				  file->name, error.line, error.column, error.text, want);
	if (!json_is_object(root)) {
		json_decref(root);
		return errmsg_set(file->err, -EINVAL, "%s: is JSON but no object; expected %s",
				  file->name, want);
	}
	*out = root;
	return 0;
}

static bool has_key(const json_t *root, const char *const *keys)
{
	while (*keys && !json_object_get(root, *keys))
		keys++;
	return *keys;
}

int scll_json_check_kind(const struct json_file *file, const json_t *root)
{
	static const char *const keys[][6] = {
		[JSON_PROFILE] = { "defaultAction", "syscalls", "archMap", NULL },
		[JSON_POLICY] = { "abi", "ruleset", "pathBeneath", "netPort", NULL },
		[JSON_CONFIG] = { "ociVersion", "linux", NULL },
	};

	if (has_key(root, keys[file->kind]))
		return 0;
	for (int kind = JSON_PROFILE; kind < JSON_UNKNOWN; kind++)
		if (has_key(root, keys[kind]))
			return errmsg_set(file->err, -EINVAL, "%s: seems to be %s; expected %s",
					  file->name, kind_texts[kind], kind_texts[file->kind]);
	return 0;
}

/* Writes the position in front of the end of a buffer, from the last part on. */
const char *scll_json_where(const struct json_pos *pos, char *buf, size_t size)
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

int scll_json_fail(const struct json_file *file, int code, const struct json_pos *pos,
		   const char *fmt, ...)
{
	char where[256], what[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!pos)
		return errmsg_set(file->err, code, "%s: %s", file->name, what);
	return errmsg_set(file->err, code, "%s: %s: %s", file->name,
			  scll_json_where(pos, where, sizeof(where)), what);
}

json_t *scll_json_member(const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_null(value) ? NULL : value;
}

int scll_json_check_object(const struct json_file *file, const json_t *value,
			   const char *const *keys, const struct json_pos *pos)
{
	const char *key;
	json_t *member;

	if (!json_is_object(value))
		return scll_json_fail(file, -EINVAL, pos, "must be an object");
	json_object_foreach((json_t *)value, key, member) {
		size_t i = 0;

		while (keys[i] && strcmp(keys[i], key))
			i++;
		if (!keys[i])
			return scll_json_fail(file, -EINVAL, JSON_KEY(pos, key), "unknown key");
	}
	return 0;
}

int scll_json_check_array(const struct json_file *file, const json_t *value, size_t min,
			  const struct json_pos *pos)
{
	if (!json_is_array(value))
		return scll_json_fail(file, -EINVAL, pos, "must be an array");
	if (json_array_size(value) < min)
		return scll_json_fail(file, -EINVAL, pos, "must not be empty");
	return 0;
}

int scll_json_get_string(const struct json_file *file, const json_t *value,
			 const struct json_pos *pos, const char **out)
{
	if (!json_is_string(value))
		return scll_json_fail(file, -EINVAL, pos, "must be a string");
	*out = json_string_value(value);
	return 0;
}

int scll_json_get_int(const struct json_file *file, const json_t *value, uint64_t max,
		      const struct json_pos *pos, uint64_t *out)
{
	json_int_t number = json_integer_value(value);

	if (!json_is_integer(value))
		return scll_json_fail(file, -EINVAL, pos, "must be a whole number");
	if (number < 0 || (uint64_t)number > max)
		return scll_json_fail(file, -EINVAL, pos,
				      "%" JSON_INTEGER_FORMAT " is not in the range 0 to %llu",
				      number, (unsigned long long)max);
	*out = number;
	return 0;
}

/* Number of letters to add, remove or change, at most @max; case is no difference. */
static size_t distance(const char *a, const char *b, size_t max)
{
	size_t best, rest;

	while (*a && tolower((unsigned char)*a) == tolower((unsigned char)*b)) {
		a++;
		b++;
	}
	if (!*a || !*b || !max) {
		rest = strlen(*a ? a : b);
		return rest < max ? rest : max;
	}
	best = distance(a + 1, b + 1, max - 1) + 1;
	rest = distance(a + 1, b, best - 1) + 1;
	best = rest < best ? rest : best;
	rest = distance(a, b + 1, best - 1) + 1;
	return rest < best ? rest : best;
}

const char *scll_json_nearest(const struct json_word *words, const char *text)
{
	const char *nearest = NULL;
	size_t best = strlen(text) > 3 ? 3 : 2;

	for (; words->word; words++) {
		const char *end = strrchr(words->word, '_');
		size_t d = distance(text, words->word, best);

		/* "allow" for SCMP_ACT_ALLOW */
		if (d >= best && end && isupper((unsigned char)*words->word) &&
		    !strcasecmp(text, end + 1))
			d = 1;
		if (d < best) {
			best = d;
			nearest = words->word;
		}
	}
	return nearest;
}

int scll_json_fail_word(const struct json_file *file, const char *text, const char *what,
			const struct json_word *words, const struct json_pos *pos)
{
	const char *nearest = scll_json_nearest(words, text);
	char list[512] = "";
	size_t len = 0;

	if (nearest)
		return scll_json_fail(file, -EINVAL, pos, "unknown %s '%s'; did you mean %s?", what,
				      text, nearest);
	for (; words->word && len < sizeof(list); words++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "",
				words->word);
	return scll_json_fail(file, -EINVAL, pos, "unknown %s '%.64s'; there are: %s", what,
			      text, list);
}

int scll_json_get_word(const struct json_file *file, const json_t *value, const char *what,
		       const struct json_word *words, const struct json_pos *pos, uint64_t *out)
{
	const char *text = NULL;
	int ret = scll_json_get_string(file, value, pos, &text);

	if (ret)
		return ret;
	for (const struct json_word *w = words; w->word; w++) {
		if (!strcmp(w->word, text)) {
			*out = w->value;
			return 0;
		}
	}
	return scll_json_fail_word(file, text, what, words, pos);
}
