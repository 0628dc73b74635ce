// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - Landlock policies: the file as a whole
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "policy-parts.h"

/*
 * The newest version of Landlock whose groups of rights are known here.  Version 7
 * and 8 brought no rights.
 */
#define ABI_MAX		8

/* All rules of a file together. */
#define RULES_MAX	65536

static int read_ruleset(const struct policy_reader *r, const json_t *list,
			const struct json_pos *pos)
{
	static const char *const keys[] = { "handledAccessFs", "handledAccessNet", "scoped",
					    NULL };
	uint64_t *const into[] = { &r->policy->fs, &r->policy->net, &r->policy->scopes };
	int ret;

	ret = json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(list, i);

		ret = json_check_object(&r->file, entry, keys, at);
		if (!ret && !json_object_size(entry))
			return json_fail(&r->file, -EINVAL, at, "must not be empty");
		for (int kind = POLICY_FS; !ret && kind <= POLICY_SCOPE; kind++) {
			const json_t *words = json_member(entry, keys[kind]);
			uint64_t rights = 0;

			if (words)
				ret = policy_rights(r, kind, words, JSON_KEY(at, keys[kind]),
						    &rights);
			*into[kind] |= rights;
		}
	}
	return ret;
}

/* A rule, and the position of what it is about. */
struct place {
	const struct policy_reader *r;
	const struct json_pos *pos;
	uint64_t rights;
};

/* Without rights there is no rule: a group can be empty at its version of Landlock. */
static int add_path(void *arg, const char *path)
{
	const struct place *place = arg;
	struct policy *policy = place->r->policy;
	struct policy_path *more;
	char *copy;

	if (!*path)
		return json_fail(&place->r->file, -EINVAL, place->pos, "is an empty path");
	if (strlen(path) >= PATH_MAX)
		return json_fail(&place->r->file, -EINVAL, place->pos, "is too long for a path");
	if (!place->rights)
		return 0;
	if (policy->path_count == RULES_MAX)
		return json_fail(&place->r->file, -EINVAL, place->pos, "too many rules");
	copy = strdup(path);
	more = reallocarray(policy->paths, policy->path_count + 1, sizeof(*more));
	if (more)
		policy->paths = more;
	if (!copy || !more) {
		free(copy);
		return json_fail(&place->r->file, -ENOMEM, place->pos, "out of memory");
	}
	policy->paths[policy->path_count++] =
		(struct policy_path){ .path = copy, .rights = place->rights };
	return 0;
}

static int add_port(const struct place *place, const json_t *value)
{
	struct policy *policy = place->r->policy;
	struct policy_port *more;
	uint64_t port;
	int ret = json_get_int(&place->r->file, value, UINT16_MAX, place->pos, &port);

	if (ret || !place->rights)
		return ret;
	more = reallocarray(policy->ports, policy->port_count + 1, sizeof(*more));
	if (!more)
		return json_fail(&place->r->file, -ENOMEM, place->pos, "out of memory");
	policy->ports = more;
	policy->ports[policy->port_count++] =
		(struct policy_port){ .port = port, .rights = place->rights };
	return 0;
}

/* Reads "pathBeneath" or "netPort", whose elements are alike. */
static int read_rules(const struct policy_reader *r, enum policy_kind kind, const json_t *list,
		      const struct json_pos *pos)
{
	const char *const keys[] = { "allowedAccess", kind == POLICY_FS ? "parent" : "port",
				     NULL };
	int ret;

	ret = json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(list, i);
		const json_t *things;
		struct place place = { .r = r };

		ret = json_check_object(&r->file, entry, keys, at);
		if (!ret)
			ret = policy_rights(r, kind, json_object_get(entry, keys[0]),
					    JSON_KEY(at, keys[0]), &place.rights);
		if (ret)
			return ret;
		*(kind == POLICY_FS ? &r->policy->fs : &r->policy->net) |= place.rights;

		things = json_object_get(entry, keys[1]);
		at = JSON_KEY(at, keys[1]);
		ret = json_check_array(&r->file, things, 1, at);
		for (size_t j = 0; !ret && j < json_array_size(things); j++) {
			place.pos = JSON_INDEX(at, j);
			if (kind == POLICY_FS)
				ret = policy_expand(r, json_array_get(things, j), place.pos,
						    add_path, &place);
			else
				ret = add_port(&place, json_array_get(things, j));
		}
	}
	return ret;
}

static int read_abi(struct policy_reader *r, const json_t *value, warn_fn newer)
{
	const struct json_pos *pos = JSON_KEY(NULL, "abi");
	uint64_t abi;
	int ret = json_get_int(&r->file, value, INT32_MAX, pos, &abi);

	if (!ret && !abi)
		return json_fail(&r->file, -EINVAL, pos, "must be at least 1");
	if (!ret && abi > ABI_MAX && !newer)
		return json_fail(&r->file, -EINVAL, pos,
				 "%llu is newer than %d, the newest that this scll knows; --best-effort takes it as %d",
				 (unsigned long long)abi, ABI_MAX, ABI_MAX);
	if (!ret && abi > ABI_MAX) {
		const struct json_file file = { .name = r->file.name,
						.err = &(struct errmsg){ "" } };

		json_fail(&file, 0, pos, "%llu is newer than %d and taken as %d",
			  (unsigned long long)abi, ABI_MAX, ABI_MAX);
		newer(file.err->text);
		r->newer = newer;
		abi = ABI_MAX;
	}
	r->abi = abi;
	return ret;
}

static int read_root(struct policy_reader *r, const json_t *root, warn_fn newer)
{
	static const char *const keys[] = { "abi", "variable", "ruleset", "pathBeneath",
					    "netPort", NULL };
	const json_t *const abi = json_member(root, keys[0]);
	const json_t *const variable = json_member(root, keys[1]);
	const json_t *const ruleset = json_member(root, keys[2]);
	const json_t *const paths = json_member(root, keys[3]);
	const json_t *const ports = json_member(root, keys[4]);
	int ret;

	ret = json_check_kind(&r->file, root);
	if (!ret)
		ret = json_check_object(&r->file, root, keys, NULL);
	if (!ret && abi)
		ret = read_abi(r, abi, newer);
	if (!ret && variable)
		ret = policy_variables(r, variable, JSON_KEY(NULL, "variable"));
	if (!ret && ruleset)
		ret = read_ruleset(r, ruleset, JSON_KEY(NULL, "ruleset"));
	if (!ret && paths)
		ret = read_rules(r, POLICY_FS, paths, JSON_KEY(NULL, "pathBeneath"));
	if (!ret && ports)
		ret = read_rules(r, POLICY_NET, ports, JSON_KEY(NULL, "netPort"));
	if (!ret && !r->policy->fs && !r->policy->net && !r->policy->scopes)
		return json_fail(&r->file, -EINVAL, NULL, "restricts nothing");
	return ret;
}

int policy_read(const char *name, const char *buf, size_t len, warn_fn newer,
		struct policy *policy, struct errmsg *err)
{
	struct policy_reader r = {
		.file = { .name = name, .err = err, .kind = JSON_POLICY },
		.policy = policy,
	};
	json_t *root;
	int ret;

	memset(policy, 0, sizeof(*policy));
	ret = json_file_parse(&r.file, buf, len, &root);
	if (ret)
		return ret;
	ret = read_root(&r, root, newer);
	json_decref(root);
	if (ret)
		policy_free(policy);
	return ret;
}

void policy_free(struct policy *policy)
{
	for (size_t i = 0; i < policy->path_count; i++)
		free(policy->paths[i].path);
	free(policy->paths);
	free(policy->ports);
	memset(policy, 0, sizeof(*policy));
}
