// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: actions, and the elements of "syscalls"
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile-parts.h"

enum action {
	ACT_KILL_THREAD,
	ACT_KILL_PROCESS,
	ACT_TRAP,
	ACT_ERRNO,
	ACT_TRACE,
	ACT_ALLOW,
	ACT_LOG,
	ACT_NOTIFY,
};

static const struct json_word action_words[] = {
	{ "SCMP_ACT_KILL", ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_THREAD", ACT_KILL_THREAD },
	{ "SCMP_ACT_KILL_PROCESS", ACT_KILL_PROCESS },
	{ "SCMP_ACT_TRAP", ACT_TRAP },
	{ "SCMP_ACT_ERRNO", ACT_ERRNO },
	{ "SCMP_ACT_TRACE", ACT_TRACE },
	{ "SCMP_ACT_ALLOW", ACT_ALLOW },
	{ "SCMP_ACT_LOG", ACT_LOG },
	{ "SCMP_ACT_NOTIFY", ACT_NOTIFY },
	{ NULL, 0 }
};

static const struct json_word op_words[] = {
	{ "SCMP_CMP_NE", SCMP_CMP_NE },
	{ "SCMP_CMP_LT", SCMP_CMP_LT },
	{ "SCMP_CMP_LE", SCMP_CMP_LE },
	{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
	{ "SCMP_CMP_GE", SCMP_CMP_GE },
	{ "SCMP_CMP_GT", SCMP_CMP_GT },
	{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	{ NULL, 0 }
};

/* The largest error number that the kernel returns: MAX_ERRNO. */
#define ERRNO_MAX	4095

static int errno_by_name(const struct profile *p, const json_t *value,
			 const struct json_pos *pos, uint64_t *out)
{
	const char *name;
	int ret = scll_json_get_string(&p->file, value, pos, &name);

	if (ret)
		return ret;
	for (int i = 1; i < ERRNO_MAX; i++) {
		const char *known = strerrorname_np(i);

		if (known && !strcmp(known, name)) {
			*out = i;
			return 0;
		}
	}
	return scll_json_fail(&p->file, -EINVAL, pos, "unknown error '%s'", name);
}

/* containers-common writes "" where there is no name. */
static bool is_empty_string(const json_t *value)
{
	return json_is_string(value) && !*json_string_value(value);
}

/* The error number of an action, or what a tracer sees as its message. */
static int action_data(const struct profile *p, const json_t *object,
		       const struct profile_action_keys *keys, const struct json_pos *pos,
		       uint64_t max, uint64_t *data)
{
	const json_t *number = scll_json_member(object, keys->errno_ret);
	const json_t *name = scll_json_member(object, keys->errno_name);
	uint64_t by_name = 0;
	int ret = 0;

	if (number)
		ret = scll_json_get_int(&p->file, number, max, JSON_KEY(pos, keys->errno_ret),
					data);
	if (ret || !name || is_empty_string(name))
		return ret;
	ret = errno_by_name(p, name, JSON_KEY(pos, keys->errno_name), &by_name);
	if (!ret && number && by_name != *data)
		return scll_json_fail(&p->file, -EINVAL, JSON_KEY(pos, keys->errno_name),
				      "contradicts %s", keys->errno_ret);
	if (!ret)
		*data = by_name;
	return ret;
}

/* Actions other than SCMP_ACT_ERRNO and SCMP_ACT_TRACE have no number. */
static int check_no_data(const struct profile *p, const json_t *object,
			 const struct profile_action_keys *keys, const struct json_pos *pos)
{
	const char *const extra[] = { keys->errno_ret, keys->errno_name };

	for (size_t i = 0; i < 2; i++) {
		const json_t *member = scll_json_member(object, extra[i]);

		if (member && !is_empty_string(member))
			return scll_json_fail(&p->file, -EINVAL, JSON_KEY(pos, extra[i]),
					      "%s takes none",
					      json_string_value(json_object_get(object, keys->action)));
	}
	return 0;
}

int scll_profile_action(const struct profile *p, const json_t *object,
			const struct profile_action_keys *keys, const struct json_pos *pos,
			uint32_t *action)
{
	const json_t *value = scll_json_member(object, keys->action);
	const struct json_pos *at = JSON_KEY(pos, keys->action);
	uint64_t data = EPERM, word;
	int ret;

	if (!value)
		return scll_json_fail(&p->file, -EINVAL, at, "is missing");
	ret = scll_json_get_word(&p->file, value, "action", action_words, at, &word);
	if (!ret)
		ret = action_data(p, object, keys, pos,
				  word == ACT_TRACE ? UINT16_MAX : ERRNO_MAX, &data);
	if (!ret && word != ACT_ERRNO && word != ACT_TRACE)
		ret = check_no_data(p, object, keys, pos);
	if (ret)
		return ret;

	switch (word) {
	case ACT_KILL_THREAD:
		*action = SCMP_ACT_KILL_THREAD;
		return 0;
	case ACT_KILL_PROCESS:
		*action = SCMP_ACT_KILL_PROCESS;
		return 0;
	case ACT_TRAP:
		*action = SCMP_ACT_TRAP;
		return 0;
	case ACT_ERRNO:
		*action = SCMP_ACT_ERRNO(data);
		return 0;
	case ACT_TRACE:
		*action = SCMP_ACT_TRACE(data);
		return 0;
	case ACT_ALLOW:
		*action = SCMP_ACT_ALLOW;
		return 0;
	case ACT_LOG:
		*action = SCMP_ACT_LOG;
		return 0;
	}
	return scll_json_fail(&p->file, -EOPNOTSUPP, at,
			      "SCMP_ACT_NOTIFY needs a supervisor, which a profile does not bring");
}

static int read_arg(const struct profile *p, const json_t *arg, const struct json_pos *pos,
		    struct scmp_arg_cmp *out)
{
	static const char *const keys[] = { "index", "value", "valueTwo", "op", NULL };
	static const char *const needed[] = { "index", "value", "op", NULL };
	const json_t *two = scll_json_member(arg, "valueTwo");
	uint64_t index, value, value_two = 0, op;
	int ret;

	ret = scll_json_check_object(&p->file, arg, keys, pos);
	for (size_t i = 0; !ret && needed[i]; i++)
		if (!scll_json_member(arg, needed[i]))
			return scll_json_fail(&p->file, -EINVAL, JSON_KEY(pos, needed[i]),
					      "is missing");
	if (!ret)
		ret = scll_json_get_int(&p->file, scll_json_member(arg, "index"), 5,
					JSON_KEY(pos, "index"), &index);
	if (!ret)
		ret = scll_json_get_int(&p->file, scll_json_member(arg, "value"), INT64_MAX,
					JSON_KEY(pos, "value"), &value);
	if (!ret && two)
		ret = scll_json_get_int(&p->file, two, INT64_MAX, JSON_KEY(pos, "valueTwo"),
					&value_two);
	if (!ret)
		ret = scll_json_get_word(&p->file, scll_json_member(arg, "op"), "operator",
					 op_words, JSON_KEY(pos, "op"), &op);
	if (!ret)
		*out = (struct scmp_arg_cmp){ .arg = index, .op = op,
					      .datum_a = value, .datum_b = value_two };
	return ret;
}

/* An element of "syscalls" but for the names. */
struct rule {
	size_t element;
	bool applies;	/* else it is only checked */
	bool depends;	/* on the host */
	uint32_t action;
	struct scmp_arg_cmp cmp[64];
	unsigned int count;
	bool any;	/* one of the conditions is enough, and not all are needed */
};

static int read_args(const struct profile *p, const json_t *list, const struct json_pos *pos,
		     struct rule *r)
{
	unsigned int seen = 0;
	int ret;

	r->count = 0;
	r->any = false;
	if (!list)
		return 0;
	ret = scll_json_check_array(&p->file, list, 0, pos);
	if (ret)
		return ret;
	if (json_array_size(list) > sizeof(r->cmp) / sizeof(*r->cmp))
		return scll_json_fail(&p->file, -EINVAL, pos, "more than 64 conditions");
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct scmp_arg_cmp *cmp = &r->cmp[r->count++];

		ret = read_arg(p, json_array_get(list, i), JSON_INDEX(pos, i), cmp);
		if (ret)
			return ret;
		/*
		 * libseccomp takes an argument once per rule.  runc and crun make a
		 * rule of each condition if one is there twice, so profiles expect it.
		 */
		r->any |= seen >> cmp->arg & 1;
		seen |= 1U << cmp->arg;
	}
	return 0;
}

/* libseccomp takes an argument once per rule, and in any order. */
static void set_conditions(struct profile_rule *rule, const struct scmp_arg_cmp *cmp,
			   unsigned int count)
{
	for (unsigned int arg = 0; arg < PROFILE_ARGS; arg++)
		for (unsigned int i = 0; i < count; i++)
			if (cmp[i].arg == arg)
				rule->cmp[rule->count++] = cmp[i];
}

static int add_rule(struct profile *p, const struct rule *r, const struct profile_rule *new)
{
	struct profile_rule *rule = reallocarray(p->rules, p->rule_count + 1, sizeof(*rule));

	if (!rule)
		return errmsg_set(p->file.err, -ENOMEM, "%s: out of memory", p->file.name);
	p->rules = rule;
	rule += p->rule_count++;
	*rule = *new;
	if (new->arg < 0)
		set_conditions(rule, r->cmp, r->count);
	else
		set_conditions(rule, &r->cmp[new->arg], 1);
	return 0;
}

/* @index: in "names", or -1. */
static int add_name(struct profile *p, const struct rule *r, const json_t *value, int index,
		    const struct json_pos *pos)
{
	struct profile_rule rule = {
		.action = r->action, .depends = r->depends,
		.element = r->element, .name = index, .arg = -1,
	};
	int ret = scll_json_get_string(&p->file, value, pos, &rule.call);

	if (ret || !r->applies)
		return ret;
	rule.nr = seccomp_syscall_resolve_name(rule.call);
	if (rule.nr == __NR_SCMP_ERROR)
		return scll_profile_note_unknown(p, r->action, rule.call, pos);
	if (!r->any)
		return add_rule(p, r, &rule);
	for (unsigned int i = 0; !ret && i < r->count; i++) {
		rule.arg = i;
		ret = add_rule(p, r, &rule);
	}
	return ret;
}

static int add_names(struct profile *p, const struct rule *r, const json_t *element,
		     const struct json_pos *pos)
{
	const json_t *name = scll_json_member(element, "name");
	const json_t *names = scll_json_member(element, "names");
	int ret;

	if (name && names)
		return scll_json_fail(&p->file, -EINVAL, JSON_KEY(pos, "name"),
				      "cannot be combined with names");
	if (name)
		return add_name(p, r, name, -1, JSON_KEY(pos, "name"));
	if (!names)
		return scll_json_fail(&p->file, -EINVAL, JSON_KEY(pos, "names"), "is missing");

	ret = scll_json_check_array(&p->file, names, 1, JSON_KEY(pos, "names"));
	for (size_t i = 0; !ret && i < json_array_size(names); i++)
		ret = add_name(p, r, json_array_get(names, i), i,
			       JSON_INDEX(JSON_KEY(pos, "names"), i));
	return ret;
}

int scll_profile_add_rule(struct profile *p, const json_t *element, const struct json_pos *pos)
{
	static const char *const keys[] = { "name", "names", "action", "errnoRet", "errno",
					    "args", "includes", "excludes", "comment", NULL };
	static const struct profile_action_keys action_keys = {
		.action = "action", .errno_ret = "errnoRet", .errno_name = "errno",
	};
	const json_t *comment;
	const char *text;
	struct rule r = {
		.element = pos->index,
		.depends = json_object_size(scll_json_member(element, "includes")) ||
			   json_object_size(scll_json_member(element, "excludes")),
	};
	int ret;

	ret = scll_json_check_object(&p->file, element, keys, pos);
	if (!ret)
		ret = scll_profile_rule_applies(p, element, pos, &r.applies);
	if (!ret)
		ret = scll_profile_action(p, element, &action_keys, pos, &r.action);
	if (!ret)
		ret = read_args(p, scll_json_member(element, "args"), JSON_KEY(pos, "args"), &r);
	comment = scll_json_member(element, "comment");
	if (!ret && comment)
		ret = scll_json_get_string(&p->file, comment, JSON_KEY(pos, "comment"), &text);
	return ret ? ret : add_names(p, &r, element, pos);
}
