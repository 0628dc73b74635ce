// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - which rule of a profile denies a system call
 */
#include <stdbool.h>
#include <string.h>

#include "json.h"
#include "profile.h"

static bool names_call(const json_t *rule, const char *call)
{
	const json_t *names = json_object_get(rule, "names");
	const char *name = json_string_value(json_object_get(rule, "name"));

	for (size_t i = 0; !name && i < json_array_size(names); i++) {
		const char *word = json_string_value(json_array_get(names, i));

		if (word && !strcmp(word, call))
			name = word;
	}
	return name && !strcmp(name, call);
}

static bool lets_pass(const json_t *rule)
{
	const char *action = json_string_value(json_object_get(rule, "action"));

	return action && (!strcmp(action, "SCMP_ACT_ALLOW") || !strcmp(action, "SCMP_ACT_LOG"));
}

void profile_blame(const char *buf, size_t len, const char *call, struct errmsg *where)
{
	json_t *root = json_loadb(buf, len, 0, NULL);
	const json_t *profile = root, *rules;

	if (!json_object_get(root, "defaultAction") && json_object_get(root, "linux"))
		profile = json_object_get(json_object_get(root, "linux"), "seccomp");
	rules = json_object_get(profile, "syscalls");
	errmsg_set(where, 0, "defaultAction");
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);

		if (names_call(rule, call) && !lets_pass(rule)) {
			errmsg_set(where, 0, "syscalls[%zu]", i);
			break;
		}
	}
	json_decref(root);
}
