// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Landlock policies: names of rights, and groups of them
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "policy-parts.h"
#include "rights.h"
#include "sys.h"

/* Groups; they depend on the version and are no rights themselves. */
#define GROUP			(UINT64_C(1) << 63)
#define GROUP_ALL		(GROUP | 1)
#define GROUP_READ_EXECUTE	(GROUP | 2)
#define GROUP_READ_WRITE	(GROUP | 3)

#define WORDS_MAX		64

/* All words of a kind: its groups, and then its rights. */
static void list_words(enum scll_names kind, struct json_word *words)
{
	static const struct json_word groups[] = {
		{ "abi.all", GROUP_ALL },
		{ "abi.read_execute", GROUP_READ_EXECUTE },
		{ "abi.read_write", GROUP_READ_WRITE },
	};
	size_t count = kind == SCLL_NAME_FS ? 3 : 1;

	memcpy(words, groups, sizeof(groups));
	for (const struct scll_right *right = scll_right_names; right->name; right++)
		if (right->kind == kind && count < WORDS_MAX - 1)
			words[count++] = (struct json_word){ right->name, right->bit };
	words[count] = (struct json_word){ NULL, 0 };
}

static uint64_t resolve_group(uint64_t group, enum scll_names kind, int abi)
{
	uint64_t all = 0;

	for (const struct scll_right *right = scll_right_names; right->name; right++)
		if (right->kind == kind && right->abi <= abi)
			all |= right->bit;
	switch (group) {
	case GROUP_READ_EXECUTE:
		return all & (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
			      LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REFER);
	case GROUP_READ_WRITE:
		return all & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE;
	}
	return all;
}

/* A word of a version that is newer than what is known here is left out, and said. */
static bool skip_newer(const struct policy_reader *r, const json_t *value,
		       const struct json_word *words, const struct json_pos *pos)
{
	const struct json_file file = { .name = r->file.name, .err = &(struct errmsg){ "" } };
	const char *text = json_string_value(value);

	if (!r->newer || !text)
		return false;
	for (; words->word; words++)
		if (!strcmp(words->word, text))
			return false;
	scll_json_fail(&file, 0, pos, "'%s' is not known and left out", text);
	r->newer->line(r->newer->arg, file.err->text);
	return true;
}

int scll_policy_rights(const struct policy_reader *r, enum scll_names kind, const json_t *list,
		       const struct json_pos *pos, uint64_t *rights)
{
	const char *what = kind == SCLL_NAME_SCOPE ? "scope" : "access";
	struct json_word words[WORDS_MAX];
	uint64_t word;
	int ret;

	*rights = 0;
	list_words(kind, words);
	ret = scll_json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		if (skip_newer(r, json_array_get(list, i), words, at))
			continue;
		ret = scll_json_get_word(&r->file, json_array_get(list, i), what, words, at, &word);
		if (!ret && (word & GROUP) && !r->abi)
			return scll_json_fail(&r->file, -EINVAL, at, "'%s' needs the key \"abi\"",
					      json_string_value(json_array_get(list, i)));
		if (!ret)
			*rights |= word & GROUP ? resolve_group(word, kind, r->abi) : word;
	}
	return ret;
}
