// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Landlock policies: variables, and templates that use them
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy-parts.h"

/* A template may use this many variables; nobody needs two. */
#define VARIABLES_MAX	8
/* It may stand for this many strings. */
#define EXPAND_MAX	4096

static bool is_name(const char *text, size_t len)
{
	if (!len || !isalpha((unsigned char)*text))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return true;
}

int scll_policy_variables(struct policy_reader *r, const json_t *list, const struct json_pos *pos)
{
	static const char *const keys[] = { "name", "literal", NULL };
	const char *text;
	int ret;

	ret = scll_json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(list, i);
		const json_t *values;

		ret = scll_json_check_object(&r->file, entry, keys, at);
		if (!ret)
			ret = scll_json_get_string(&r->file, json_object_get(entry, "name"),
						   JSON_KEY(at, "name"), &text);
		if (!ret && !is_name(text, strlen(text)))
			return scll_json_fail(&r->file, -EINVAL, JSON_KEY(at, "name"),
					      "'%s' is not a name", text);
		values = scll_json_member(entry, "literal");
		if (ret || !values)
			continue;
		at = JSON_KEY(at, "literal");
		ret = scll_json_check_array(&r->file, values, 1, at);
		for (size_t j = 0; !ret && j < json_array_size(values); j++)
			ret = scll_json_get_string(&r->file, json_array_get(values, j),
						   JSON_INDEX(at, j), &text);
	}
	r->variables = list;
	return ret;
}

/* Value number @n of a variable, which may be defined in several pieces. */
static const char *variable_value(const struct policy_reader *r, const char *name, size_t len,
				  size_t n, bool *known)
{
	*known = false;
	for (size_t i = 0; i < json_array_size(r->variables); i++) {
		const json_t *entry = json_array_get(r->variables, i);
		const char *entry_name = json_string_value(json_object_get(entry, "name"));
		const json_t *values = scll_json_member(entry, "literal");

		if (strlen(entry_name) != len || memcmp(entry_name, name, len))
			continue;
		*known = true;
		if (n < json_array_size(values))
			return json_string_value(json_array_get(values, n));
		n -= json_array_size(values);
	}
	return NULL;
}

/* What the environment says, with the defaults of the XDG Base Directory Specification. */
static const struct {
	const char *name, *below_home;
} environment[] = {
	{ "HOME", NULL }, { "PWD", NULL }, { "XDG_RUNTIME_DIR", NULL },
	{ "XDG_CONFIG_HOME", "/.config" }, { "XDG_DATA_HOME", "/.local/share" },
	{ "XDG_CACHE_HOME", "/.cache" }, { "XDG_STATE_HOME", "/.local/state" },
};

#define ENVIRONMENT_COUNT	(sizeof(environment) / sizeof(*environment))

/* A rule for it would be one for everything. */
static bool is_root(const char *path)
{
	struct stat st, root;

	return !stat(path, &st) && !stat("/", &root) && st.st_dev == root.st_dev &&
	       st.st_ino == root.st_ino;
}

/* Writes the value of a variable that the policy does not define. */
static int write_environment(const struct policy_reader *r, const char *name, size_t len,
			     const struct json_pos *pos, FILE *out)
{
	const char *value, *below = "";
	char cwd[PATH_MAX];
	size_t i;

	for (i = 0; i < ENVIRONMENT_COUNT; i++)
		if (strlen(environment[i].name) == len && !memcmp(environment[i].name, name, len))
			break;
	if (i == ENVIRONMENT_COUNT)
		return scll_json_fail(&r->file, -EINVAL, pos, "unknown variable '%.*s'", (int)len,
				      name);
	/* PWD of the environment can be an old one. */
	value = strcmp(environment[i].name, "PWD") ? secure_getenv(environment[i].name) :
						     getcwd(cwd, sizeof(cwd));
	if ((!value || *value != '/') && environment[i].below_home) {
		value = secure_getenv("HOME");
		below = environment[i].below_home;
	}
	if (!value || *value != '/')
		return scll_json_fail(&r->file, -EINVAL, pos,
				      "'%.*s' is not an absolute path in the environment",
				      (int)len, name);
	if (is_root(value))
		return scll_json_fail(&r->file, -EINVAL, pos,
				      "'%.*s' is the root directory in the environment",
				      (int)len, name);
	fprintf(out, "%s%s", value, below);
	return 0;
}

/* Where in the values of its variables a template is: like a counter's digits. */
struct wheel {
	size_t digit[VARIABLES_MAX];
	size_t used;
};

/*
 * Writes the string for the current digits.  A digit beyond the last value becomes
 * 0 and moves the digit before it: *@done when there is none.  Returns -EAGAIN if
 * nothing was written because of that.
 */
static int expand_once(const struct policy_reader *r, const char *text,
		       const struct json_pos *pos, struct wheel *wheel, FILE *out, bool *done)
{
	wheel->used = 0;
	for (const char *p = text; *p; p++) {
		const char *value, *end;
		bool known;

		if (*p != '$' || (p[1] != '$' && p[1] != '{')) {
			putc(*p, out);
			continue;
		}
		if (*++p == '$') {
			putc('$', out);
			continue;
		}
		end = strchr(++p, '}');
		if (!end)
			return scll_json_fail(&r->file, -EINVAL, pos, "'${' without '}'");
		if (!is_name(p, end - p))
			return scll_json_fail(&r->file, -EINVAL, pos, "'%.*s' is not a name",
					      (int)(end - p), p);
		if (wheel->used == VARIABLES_MAX)
			return scll_json_fail(&r->file, -EINVAL, pos, "more than %d variables",
					      VARIABLES_MAX);
		value = variable_value(r, p, end - p, wheel->digit[wheel->used], &known);
		if (!known) {
			int ret = write_environment(r, p, end - p, pos, out);

			if (ret)
				return ret;
			p = end;
			continue;
		}
		if (!value) {
			wheel->digit[wheel->used] = 0;
			*done = !wheel->used;
			if (wheel->used)
				wheel->digit[wheel->used - 1]++;
			return -EAGAIN;
		}
		wheel->used++;
		fputs(value, out);
		p = end;
	}
	return 0;
}

int scll_policy_expand(const struct policy_reader *r, const json_t *template,
		       const struct json_pos *pos, int (*each)(void *arg, const char *text),
		       void *arg)
{
	struct wheel wheel = { 0 };
	size_t count = 0, turns = 0;
	bool done = false;
	const char *text;
	int ret = scll_json_get_string(&r->file, template, pos, &text);

	while (!ret && !done) {
		char *buf = NULL;
		size_t size;
		FILE *out = open_memstream(&buf, &size);

		if (!out)
			return scll_json_fail(&r->file, -ENOMEM, pos, "out of memory");
		ret = expand_once(r, text, pos, &wheel, out, &done);
		if (fclose(out))
			ret = scll_json_fail(&r->file, -ENOMEM, pos, "out of memory");
		if (!ret && ++count > EXPAND_MAX)
			ret = scll_json_fail(&r->file, -EINVAL, pos,
					     "stands for more than %d paths", EXPAND_MAX);
		if (!ret)
			ret = each(arg, buf);
		free(buf);
		if (ret == -EAGAIN && ++turns > 2 * EXPAND_MAX)
			ret = scll_json_fail(&r->file, -EINVAL, pos,
					     "stands for more than %d paths", EXPAND_MAX);
		else if (ret == -EAGAIN)
			ret = 0;
		else if (!ret && !wheel.used)
			done = true;
		else if (!ret)
			wheel.digit[wheel.used - 1]++;
	}
	return ret;
}
