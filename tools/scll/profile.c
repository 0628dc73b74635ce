// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - seccomp profiles: the file as a whole
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "profile-parts.h"

#define ARCH_PREFIX	"SCMP_ARCH_"

/*
 * Finds the number of an architecture, 0 for one that libseccomp does not know: the
 * profiles that engines ship name all that there will ever be.
 */
static int read_arch(const struct profile *p, const json_t *value, const struct json_pos *pos,
		     uint32_t *arch)
{
	char lower[32] = "";
	const char *name;
	int ret = json_get_string(&p->file, value, pos, &name);

	if (ret)
		return ret;
	if (strncmp(name, ARCH_PREFIX, strlen(ARCH_PREFIX)))
		return json_fail(&p->file, -EINVAL, pos, "unknown architecture '%s'", name);
	name += strlen(ARCH_PREFIX);
	for (size_t i = 0; name[i] && i < sizeof(lower) - 1; i++)
		lower[i] = tolower((unsigned char)name[i]);
	if (!strcmp(lower, "native"))
		*arch = seccomp_arch_native();
	else
		*arch = seccomp_arch_resolve_name(lower);
	return 0;
}

static int add_arch(const struct profile *p, uint32_t arch, const json_t *value,
		    const struct json_pos *pos)
{
	int ret;

	if (!arch)
		return json_fail(&p->file, -EINVAL, pos, "unknown architecture '%s'",
				 json_string_value(value));
	ret = seccomp_arch_add(p->ctx, arch);
	if (ret && ret != -EEXIST)
		return json_fail(&p->file, -EINVAL, pos,
				 "%s cannot be in one filter with this machine's architecture",
				 json_string_value(value));
	return 0;
}

/* Adds all architectures of a list, or only checks that they are well-formed. */
static int read_arches(const struct profile *p, const json_t *list, bool add,
		       const struct json_pos *pos)
{
	uint32_t arch;
	int ret;

	ret = json_check_array(&p->file, list, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		ret = read_arch(p, json_array_get(list, i), at, &arch);
		if (!ret && add)
			ret = add_arch(p, arch, json_array_get(list, i), at);
	}
	return ret;
}

static int read_arch_map(const struct profile *p, const json_t *map, const struct json_pos *pos)
{
	static const char *const keys[] = { "architecture", "subArchitectures", NULL };
	int ret;

	ret = json_check_array(&p->file, map, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(map); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(map, i);
		const json_t *subs;
		uint32_t arch;

		ret = json_check_object(&p->file, entry, keys, at);
		if (!ret)
			ret = read_arch(p, json_object_get(entry, "architecture"),
					JSON_KEY(at, "architecture"), &arch);
		subs = json_member(entry, "subArchitectures");
		if (!ret && subs)
			ret = read_arches(p, subs, arch == seccomp_arch_native(),
					  JSON_KEY(at, "subArchitectures"));
	}
	return ret;
}

/* The architecture of this machine is in the filter from the start. */
static int read_architectures(const struct profile *p, const json_t *root)
{
	const json_t *list = json_member(root, "architectures");
	const json_t *map = json_member(root, "archMap");

	if (list && map && json_array_size(list) && json_array_size(map))
		return json_fail(&p->file, -EINVAL, JSON_KEY(NULL, "architectures"),
				 "cannot be combined with archMap");
	if (list) {
		int ret = read_arches(p, list, true, JSON_KEY(NULL, "architectures"));

		if (ret)
			return ret;
	}
	return map ? read_arch_map(p, map, JSON_KEY(NULL, "archMap")) : 0;
}

enum filter_flag {
	FLAG_TSYNC,
	FLAG_LOG,
	FLAG_SPEC_ALLOW,
	FLAG_WAIT_KILL,
};

static const struct json_word flag_words[] = {
	{ "SECCOMP_FILTER_FLAG_TSYNC", FLAG_TSYNC },
	{ "SECCOMP_FILTER_FLAG_LOG", FLAG_LOG },
	{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW", FLAG_SPEC_ALLOW },
	{ "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", FLAG_WAIT_KILL },
	{ NULL, 0 }
};

static int set_flag(const struct profile *p, uint64_t flag)
{
	switch (flag) {
	case FLAG_TSYNC:
		/* There is one thread. */
		return 0;
	case FLAG_LOG:
		return seccomp_attr_set(p->ctx, SCMP_FLTATR_CTL_LOG, 1);
	case FLAG_SPEC_ALLOW:
		return seccomp_attr_set(p->ctx, SCMP_FLTATR_CTL_SSB, 1);
	}
	/* Matters only for a listener, and there is none. */
	return 0;
}

static int read_flags(const struct profile *p, const json_t *list, const struct json_pos *pos)
{
	uint64_t flag;
	int ret;

	if (!list)
		return 0;
	ret = json_check_array(&p->file, list, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		ret = json_get_word(&p->file, json_array_get(list, i), "flag", flag_words, at,
				    &flag);
		if (ret)
			break;
		ret = set_flag(p, flag);
		if (ret)
			return json_fail(&p->file, -EOPNOTSUPP, at,
					 "libseccomp cannot do it here: %s", strerror(-ret));
	}
	return ret;
}

/* They are for a listener, which a rule would have to ask for. */
static int check_listener(const struct profile *p, const json_t *root)
{
	static const char *const keys[] = { "listenerPath", "listenerMetadata" };
	const char *text;
	int ret = 0;

	for (size_t i = 0; !ret && i < 2; i++) {
		const json_t *value = json_member(root, keys[i]);

		if (value)
			ret = json_get_string(&p->file, value, JSON_KEY(NULL, keys[i]), &text);
	}
	return ret;
}

static int read_rules(const struct profile *p, const json_t *rules, const struct json_pos *pos)
{
	int ret;

	if (!rules)
		return 0;
	ret = json_check_array(&p->file, rules, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(rules); i++)
		ret = profile_add_rule(p, json_array_get(rules, i), JSON_INDEX(pos, i));
	return ret;
}

static int read_root(struct profile *p, const json_t *root)
{
	static const char *const keys[] = { "defaultAction", "defaultErrnoRet", "defaultErrno",
					    "architectures", "archMap", "flags",
					    "listenerPath", "listenerMetadata", "syscalls",
					    NULL };
	static const struct profile_action_keys action_keys = {
		.action = "defaultAction", .errno_ret = "defaultErrnoRet",
		.errno_name = "defaultErrno",
	};
	int ret;

	ret = json_check_object(&p->file, root, keys, NULL);
	if (!ret)
		ret = profile_action(p, root, &action_keys, NULL, &p->default_action);
	if (ret)
		return ret;
	p->ctx = seccomp_init(p->default_action);
	if (!p->ctx)
		return json_fail(&p->file, -EOPNOTSUPP, JSON_KEY(NULL, "defaultAction"),
				 "libseccomp cannot make such a filter here");
	ret = read_architectures(p, root);
	if (!ret)
		ret = read_flags(p, json_member(root, "flags"), JSON_KEY(NULL, "flags"));
	if (!ret)
		ret = check_listener(p, root);
	if (!ret)
		ret = read_rules(p, json_member(root, "syscalls"), JSON_KEY(NULL, "syscalls"));
	return ret;
}

int profile_read(const char *name, const char *buf, size_t len,
		 const struct profile_host *host, warn_fn warn,
		 scmp_filter_ctx *ctx, struct errmsg *err)
{
	struct profile p = {
		.file = { .name = name, .err = err },
		.host = host,
		.warn = warn,
	};
	json_t *root;
	int ret = json_file_parse(&p.file, buf, len, &root);

	if (ret)
		return ret;
	ret = read_root(&p, root);
	json_decref(root);
	if (ret && p.ctx)
		seccomp_release(p.ctx);
	if (!ret)
		*ctx = p.ctx;
	return ret;
}
