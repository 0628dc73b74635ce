// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Landlock policies: the file as a whole
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "policy-parts.h"

/*
 * The newest version of Landlock whose groups of rights are known here.  Versions 7, 8
 * and 11 brought no rights.
 */
#define ABI_MAX		11

/* All rules of a file together. */
#define RULES_MAX	65536

static int read_ruleset(const struct policy_reader *r, const json_t *list,
			const struct json_pos *pos)
{
	static const char *const keys[] = { "handledAccessFs", "handledAccessNet", "scoped",
					    NULL };
	uint64_t *const into[] = { &r->policy->fs, &r->policy->net, &r->policy->scopes };
	int ret;

	ret = scll_json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(list, i);

		ret = scll_json_check_object(&r->file, entry, keys, at);
		if (!ret && !json_object_size(entry))
			return scll_json_fail(&r->file, -EINVAL, at, "must not be empty");
		for (int kind = SCLL_NAME_FS; !ret && kind <= SCLL_NAME_SCOPE; kind++) {
			const json_t *words = scll_json_member(entry, keys[kind]);
			uint64_t rights = 0;

			if (words)
				ret = scll_policy_rights(r, kind, words, JSON_KEY(at, keys[kind]),
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
		return scll_json_fail(&place->r->file, -EINVAL, place->pos, "is an empty path");
	if (strlen(path) >= PATH_MAX)
		return scll_json_fail(&place->r->file, -EINVAL, place->pos,
				      "is too long for a path");
	if (!place->rights)
		return 0;
	if (policy->path_count == RULES_MAX)
		return scll_json_fail(&place->r->file, -EINVAL, place->pos, "too many rules");
	copy = strdup(path);
	more = reallocarray(policy->paths, policy->path_count + 1, sizeof(*more));
	if (more)
		policy->paths = more;
	if (!copy || !more) {
		free(copy);
		return scll_json_fail(&place->r->file, -ENOMEM, place->pos, "out of memory");
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
	int ret = scll_json_get_int(&place->r->file, value, UINT16_MAX, place->pos, &port);

	if (ret || !place->rights)
		return ret;
	more = reallocarray(policy->ports, policy->port_count + 1, sizeof(*more));
	if (!more)
		return scll_json_fail(&place->r->file, -ENOMEM, place->pos, "out of memory");
	policy->ports = more;
	policy->ports[policy->port_count++] =
		(struct policy_port){ .port = port, .rights = place->rights };
	return 0;
}

/* Reads "pathBeneath" or "netPort", whose elements are alike. */
static int read_rules(const struct policy_reader *r, enum scll_names kind, const json_t *list,
		      const struct json_pos *pos)
{
	const char *const keys[] = { "allowedAccess", kind == SCLL_NAME_FS ? "parent" : "port",
				     NULL };
	int ret;

	ret = scll_json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);
		const json_t *entry = json_array_get(list, i);
		const json_t *things;
		struct place place = { .r = r };

		ret = scll_json_check_object(&r->file, entry, keys, at);
		if (!ret)
			ret = scll_policy_rights(r, kind, json_object_get(entry, keys[0]),
						 JSON_KEY(at, keys[0]), &place.rights);
		if (ret)
			return ret;
		*(kind == SCLL_NAME_FS ? &r->policy->fs : &r->policy->net) |= place.rights;

		things = json_object_get(entry, keys[1]);
		at = JSON_KEY(at, keys[1]);
		ret = scll_json_check_array(&r->file, things, 1, at);
		for (size_t j = 0; !ret && j < json_array_size(things); j++) {
			place.pos = JSON_INDEX(at, j);
			if (kind == SCLL_NAME_FS)
				ret = scll_policy_expand(r, json_array_get(things, j), place.pos,
							 add_path, &place);
			else
				ret = add_port(&place, json_array_get(things, j));
		}
	}
	return ret;
}

static int read_abi(struct policy_reader *r, const json_t *value, const struct note *newer)
{
	const struct json_pos *pos = JSON_KEY(NULL, "abi");
	uint64_t abi;
	int ret = scll_json_get_int(&r->file, value, INT32_MAX, pos, &abi);

	if (!ret && !abi)
		return scll_json_fail(&r->file, -EINVAL, pos, "must be at least 1");
	if (!ret && abi > ABI_MAX && !newer)
		return scll_json_fail(&r->file, -EOPNOTSUPP, pos,
				      "%llu is newer than %d, the newest that is known here",
				      (unsigned long long)abi, ABI_MAX);
	if (!ret && abi > ABI_MAX) {
		const struct json_file file = { .name = r->file.name,
						.err = &(struct errmsg){ "" } };

		scll_json_fail(&file, 0, pos, "%llu is newer than %d and taken as %d",
			       (unsigned long long)abi, ABI_MAX, ABI_MAX);
		newer->line(newer->arg, file.err->text);
		r->newer = newer;
		abi = ABI_MAX;
	}
	r->abi = abi;
	return ret;
}

static int read_root(struct policy_reader *r, const json_t *root, const struct note *newer)
{
	static const char *const keys[] = { "abi", "variable", "ruleset", "pathBeneath",
					    "netPort", NULL };
	const json_t *const abi = scll_json_member(root, keys[0]);
	const json_t *const variable = scll_json_member(root, keys[1]);
	const json_t *const ruleset = scll_json_member(root, keys[2]);
	const json_t *const paths = scll_json_member(root, keys[3]);
	const json_t *const ports = scll_json_member(root, keys[4]);
	int ret;

	ret = scll_json_check_kind(&r->file, root);
	if (!ret)
		ret = scll_json_check_object(&r->file, root, keys, NULL);
	if (!ret && abi)
		ret = read_abi(r, abi, newer);
	if (!ret && variable)
		ret = scll_policy_variables(r, variable, JSON_KEY(NULL, "variable"));
	if (!ret && ruleset)
		ret = read_ruleset(r, ruleset, JSON_KEY(NULL, "ruleset"));
	if (!ret && paths)
		ret = read_rules(r, SCLL_NAME_FS, paths, JSON_KEY(NULL, "pathBeneath"));
	if (!ret && ports)
		ret = read_rules(r, SCLL_NAME_NET, ports, JSON_KEY(NULL, "netPort"));
	if (!ret && !r->policy->fs && !r->policy->net && !r->policy->scopes)
		return scll_json_fail(&r->file, -EINVAL, NULL, "restricts nothing");
	return ret;
}

int scll_policy_read(const char *name, const char *buf, size_t len, const struct note *newer,
		     struct policy *policy, struct errmsg *err)
{
	struct policy_reader r = {
		.file = { .name = name, .err = err, .kind = JSON_POLICY },
		.policy = policy,
	};
	json_t *root;
	int ret;

	memset(policy, 0, sizeof(*policy));
	ret = scll_json_file_parse(&r.file, buf, len, &root);
	if (ret)
		return ret;
	ret = read_root(&r, root, newer);
	json_decref(root);
	if (ret)
		scll_policy_free(policy);
	return ret;
}

void scll_policy_free(struct policy *policy)
{
	for (size_t i = 0; i < policy->path_count; i++)
		free(policy->paths[i].path);
	free(policy->paths);
	free(policy->ports);
	memset(policy, 0, sizeof(*policy));
}
