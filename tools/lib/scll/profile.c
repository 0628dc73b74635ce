// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: the file as a whole
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <scll.h>
#include <stdlib.h>
#include <string.h>

#include "profile-parts.h"

#define ARCH_PREFIX	"SCMP_ARCH_"

/* For messages. */
static const struct json_word arch_words[] = {
	{ "SCMP_ARCH_NATIVE", 0 },
	{ "SCMP_ARCH_X86", 0 },
	{ "SCMP_ARCH_X86_64", 0 },
	{ "SCMP_ARCH_X32", 0 },
	{ "SCMP_ARCH_ARM", 0 },
	{ "SCMP_ARCH_AARCH64", 0 },
	{ "SCMP_ARCH_MIPS", 0 },
	{ "SCMP_ARCH_MIPS64", 0 },
	{ "SCMP_ARCH_MIPS64N32", 0 },
	{ "SCMP_ARCH_MIPSEL", 0 },
	{ "SCMP_ARCH_MIPSEL64", 0 },
	{ "SCMP_ARCH_MIPSEL64N32", 0 },
	{ "SCMP_ARCH_PPC", 0 },
	{ "SCMP_ARCH_PPC64", 0 },
	{ "SCMP_ARCH_PPC64LE", 0 },
	{ "SCMP_ARCH_PARISC", 0 },
	{ "SCMP_ARCH_PARISC64", 0 },
	{ "SCMP_ARCH_RISCV64", 0 },
	{ "SCMP_ARCH_S390", 0 },
	{ "SCMP_ARCH_S390X", 0 },
	{ NULL, 0 }
};

/*
 * Finds the number of an architecture, 0 for one that libseccomp does not know: the
 * profiles that engines ship name all that there will ever be.
 */
static int read_arch(const struct profile *p, const json_t *value, const struct json_pos *pos,
		     uint32_t *arch)
{
	char lower[32] = "";
	const char *name;
	int ret = scll_json_get_string(&p->file, value, pos, &name);

	if (ret)
		return ret;
	if (strncmp(name, ARCH_PREFIX, strlen(ARCH_PREFIX)))
		return scll_json_fail_word(&p->file, name, "architecture", arch_words, pos);
	name += strlen(ARCH_PREFIX);
	for (size_t i = 0; name[i] && i < sizeof(lower) - 1; i++)
		lower[i] = tolower((unsigned char)name[i]);
	if (!strcmp(lower, "native"))
		*arch = seccomp_arch_native();
	else
		*arch = seccomp_arch_resolve_name(lower);
	return 0;
}

static int add_arch(struct profile *p, uint32_t arch, const json_t *value,
		    const struct json_pos *pos)
{
	int ret;

	if (!arch)
		return scll_json_fail_word(&p->file, json_string_value(value), "architecture",
					   arch_words, pos);
	ret = seccomp_arch_add(p->ctx, arch);
	if (!ret && p->arch_count < PROFILE_ARCHES)
		p->arches[p->arch_count++] = arch;
	if (ret && ret != -EEXIST)
		return scll_json_fail(&p->file, -EINVAL, pos,
				      "%s cannot be in one filter with this machine's architecture",
				      json_string_value(value));
	return 0;
}

/* Adds all architectures of a list, or only checks that they are well-formed. */
static int read_arches(struct profile *p, const json_t *list, bool add,
		       const struct json_pos *pos)
{
	uint32_t arch;
	int ret;

	ret = scll_json_check_array(&p->file, list, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		ret = read_arch(p, json_array_get(list, i), at, &arch);
		if (!ret && add)
			ret = add_arch(p, arch, json_array_get(list, i), at);
	}
	return ret;
}

static int read_arch_map(struct profile *p, const json_t *map, const struct json_pos *pos)
{
	static const char *const keys[] = { "architecture", "subArchitectures", NULL };
	int ret;

	ret = scll_json_check_array(&p->file, map, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(map); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(map, i);
		const json_t *subs;
		uint32_t arch;

		ret = scll_json_check_object(&p->file, entry, keys, at);
		if (!ret)
			ret = read_arch(p, json_object_get(entry, "architecture"),
					JSON_KEY(at, "architecture"), &arch);
		subs = scll_json_member(entry, "subArchitectures");
		if (!ret && subs)
			ret = read_arches(p, subs, arch == seccomp_arch_native(),
					  JSON_KEY(at, "subArchitectures"));
	}
	return ret;
}

/* The architecture of this machine is in the filter from the start. */
static int read_architectures(struct profile *p, const json_t *root)
{
	const json_t *list = scll_json_member(root, "architectures");
	const json_t *map = scll_json_member(root, "archMap");

	if (list && map && json_array_size(list) && json_array_size(map))
		return scll_json_fail(&p->file, -EINVAL, JSON_KEY(p->pos, "architectures"),
				      "cannot be combined with archMap");
	if (list) {
		int ret = read_arches(p, list, true, JSON_KEY(p->pos, "architectures"));

		if (ret)
			return ret;
	}
	return map ? read_arch_map(p, map, JSON_KEY(p->pos, "archMap")) : 0;
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

static int read_flags(struct profile *p, const json_t *list, const struct json_pos *pos)
{
	uint64_t flag;
	int ret;

	if (!list)
		return 0;
	ret = scll_json_check_array(&p->file, list, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		ret = scll_json_get_word(&p->file, json_array_get(list, i), "flag", flag_words, at,
					 &flag);
		if (ret)
			break;
		/* The others do nothing here: there is one thread and no listener. */
		if (flag == FLAG_LOG)
			p->flags |= SCLL_LOG;
		if (flag == FLAG_SPEC_ALLOW)
			p->flags |= SCLL_SPEC_ALLOW;
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
		const json_t *value = scll_json_member(root, keys[i]);

		if (value)
			ret = scll_json_get_string(&p->file, value, JSON_KEY(p->pos, keys[i]),
						   &text);
	}
	return ret;
}

static int read_rules(struct profile *p, const json_t *rules, const struct json_pos *pos)
{
	int ret;

	if (!rules)
		return 0;
	ret = scll_json_check_array(&p->file, rules, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(rules); i++)
		ret = scll_profile_add_rule(p, json_array_get(rules, i), JSON_INDEX(pos, i));
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

	ret = scll_json_check_object(&p->file, root, keys, p->pos);
	if (!ret)
		ret = scll_profile_action(p, root, &action_keys, p->pos, &p->default_action);
	if (ret)
		return ret;
	p->ctx = seccomp_init(p->default_action);
	if (!p->ctx)
		return scll_json_fail(&p->file, -EOPNOTSUPP, JSON_KEY(p->pos, "defaultAction"),
				      "libseccomp cannot make such a filter here");
	p->arches[p->arch_count++] = seccomp_arch_native();
	ret = read_architectures(p, root);
	if (!ret)
		ret = read_flags(p, scll_json_member(root, "flags"), JSON_KEY(p->pos, "flags"));
	if (!ret)
		ret = check_listener(p, root);
	if (!ret)
		ret = read_rules(p, scll_json_member(root, "syscalls"),
				 JSON_KEY(p->pos, "syscalls"));
	return ret;
}

/* Of a whole config.json, linux.seccomp is the profile. */
static int find_profile(struct profile *p, const json_t *root, const struct json_pos *pos,
			const json_t **profile)
{
	const json_t *linux_part = scll_json_member(root, "linux");

	*profile = root;
	if (!scll_json_member(root, "ociVersion") && !linux_part)
		return scll_json_check_kind(&p->file, root);
	*profile = json_is_object(linux_part) ? scll_json_member(linux_part, "seccomp") : NULL;
	if (!*profile)
		return scll_json_fail(&p->file, -EINVAL, pos, "is missing in this OCI config.json");
	p->pos = pos;
	return 0;
}

/* What the trial of the filter may have to name. */
static void find_origins(const struct profile *p, struct profile_filter *filter)
{
	static const char *const calls[] = { "execve", "exit_group" };

	for (size_t i = 0; i < 2; i++) {
		char where[sizeof(filter->origin[i]) - 2];
		const struct json_pos *pos;
		size_t j = 0;

		for (; j < p->rule_count; j++)
			if (!strcmp(p->rules[j].call, calls[i]) &&
			    scll_profile_severity(p->rules[j].action) >
			    scll_profile_severity(SCMP_ACT_LOG))
				break;
		pos = j == p->rule_count ? JSON_KEY(p->pos, "defaultAction") :
		      JSON_INDEX(JSON_KEY(p->pos, "syscalls"), p->rules[j].element);
		snprintf(filter->origin[i], sizeof(filter->origin[i]), "%s: ",
			 scll_json_where(pos, where, sizeof(where)));
	}
}

static void clear(struct profile *p)
{
	if (p->ctx)
		seccomp_release(p->ctx);
	free(p->rules);
	free(p->unknown);
}

int scll_profile_read(const char *name, const char *buf, size_t len,
		      const struct profile_host *host, const struct note *warn,
		      struct profile_filter *filter, struct errmsg *err)
{
	struct profile p = {
		.file = { .name = name, .err = err, .kind = JSON_PROFILE },
		.host = host,
		.warn = warn,
	};
	const struct json_pos *in_config = JSON_KEY(JSON_KEY(NULL, "linux"), "seccomp");
	const json_t *profile;
	json_t *root;
	int ret = scll_json_file_parse(&p.file, buf, len, &root);

	if (ret)
		return ret;
	ret = find_profile(&p, root, in_config, &profile);
	if (!ret)
		ret = read_root(&p, profile);
	if (!ret)
		ret = scll_profile_build(&p, filter);
	if (!ret)
		scll_profile_warn_unknown(&p);
	if (!ret)
		find_origins(&p, filter);
	clear(&p);
	json_decref(root);
	return ret;
}
