// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - Landlock policies: names of rights, and groups of them
 */
#include <errno.h>
#include <linux/landlock.h>
#include <scll.h>
#include <stdbool.h>
#include <string.h>

#include "policy-parts.h"

/* Headers of older kernels lack the newest rights. */
#define FS_REFER	(UINT64_C(1) << 13)
#define FS_TRUNCATE	(UINT64_C(1) << 14)
#define FS_IOCTL_DEV	(UINT64_C(1) << 15)

/* Groups; they depend on the version and are no rights themselves. */
#define GROUP			(UINT64_C(1) << 63)
#define GROUP_ALL		(GROUP | 1)
#define GROUP_READ_EXECUTE	(GROUP | 2)
#define GROUP_READ_WRITE	(GROUP | 3)

static const struct json_word fs_words[] = {
	{ "abi.all", GROUP_ALL },
	{ "abi.read_execute", GROUP_READ_EXECUTE },
	{ "abi.read_write", GROUP_READ_WRITE },
	{ "execute", LANDLOCK_ACCESS_FS_EXECUTE },
	{ "write_file", LANDLOCK_ACCESS_FS_WRITE_FILE },
	{ "read_file", LANDLOCK_ACCESS_FS_READ_FILE },
	{ "read_dir", LANDLOCK_ACCESS_FS_READ_DIR },
	{ "remove_dir", LANDLOCK_ACCESS_FS_REMOVE_DIR },
	{ "remove_file", LANDLOCK_ACCESS_FS_REMOVE_FILE },
	{ "make_char", LANDLOCK_ACCESS_FS_MAKE_CHAR },
	{ "make_dir", LANDLOCK_ACCESS_FS_MAKE_DIR },
	{ "make_reg", LANDLOCK_ACCESS_FS_MAKE_REG },
	{ "make_sock", LANDLOCK_ACCESS_FS_MAKE_SOCK },
	{ "make_fifo", LANDLOCK_ACCESS_FS_MAKE_FIFO },
	{ "make_block", LANDLOCK_ACCESS_FS_MAKE_BLOCK },
	{ "make_sym", LANDLOCK_ACCESS_FS_MAKE_SYM },
	{ "refer", FS_REFER },
	{ "truncate", FS_TRUNCATE },
	{ "ioctl_dev", FS_IOCTL_DEV },
	{ NULL, 0 }
};

static const struct json_word net_words[] = {
	{ "abi.all", GROUP_ALL },
	{ "bind_tcp", SCLL_BIND_TCP },
	{ "connect_tcp", SCLL_CONNECT_TCP },
	{ NULL, 0 }
};

static const struct json_word scope_words[] = {
	{ "abi.all", GROUP_ALL },
	{ "abstract_unix_socket", SCLL_SCOPE_ABSTRACT_UNIX },
	{ "signal", SCLL_SCOPE_SIGNAL },
	{ NULL, 0 }
};

static uint64_t all_fs(unsigned int abi)
{
	if (abi >= 5)
		return SCLL_FS_ALL;
	if (abi >= 3)
		return SCLL_FS_ALL & ~FS_IOCTL_DEV;
	if (abi >= 2)
		return SCLL_FS_ALL & ~(FS_IOCTL_DEV | FS_TRUNCATE);
	return SCLL_FS_ALL & ~(FS_IOCTL_DEV | FS_TRUNCATE | FS_REFER);
}

static uint64_t resolve_group(uint64_t group, enum policy_kind kind, unsigned int abi)
{
	if (kind == POLICY_NET)
		return abi >= 4 ? SCLL_NET_ALL : 0;
	if (kind == POLICY_SCOPE)
		return abi >= 6 ? SCLL_SCOPE_ALL : 0;
	switch (group) {
	case GROUP_READ_EXECUTE:
		return all_fs(abi) & (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
				      LANDLOCK_ACCESS_FS_READ_DIR | FS_REFER);
	case GROUP_READ_WRITE:
		return all_fs(abi) & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE;
	}
	return all_fs(abi);
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
	json_fail(&file, 0, pos, "'%s' is not known and left out", text);
	r->newer(file.err->text);
	return true;
}

int policy_rights(const struct policy_reader *r, enum policy_kind kind, const json_t *list,
		  const struct json_pos *pos, uint64_t *rights)
{
	static const struct {
		const char *what;
		const struct json_word *words;
	} kinds[] = {
		[POLICY_FS] = { "access", fs_words },
		[POLICY_NET] = { "access", net_words },
		[POLICY_SCOPE] = { "scope", scope_words },
	};
	uint64_t word;
	int ret;

	*rights = 0;
	ret = json_check_array(&r->file, list, 1, pos);
	for (size_t i = 0; !ret && i < json_array_size(list); i++) {
		const struct json_pos *at = JSON_INDEX(pos, i);

		if (skip_newer(r, json_array_get(list, i), kinds[kind].words, at))
			continue;
		ret = json_get_word(&r->file, json_array_get(list, i), kinds[kind].what,
				    kinds[kind].words, at, &word);
		if (!ret && (word & GROUP) && !r->abi)
			return json_fail(&r->file, -EINVAL, at, "'%s' needs the key \"abi\"",
					 json_string_value(json_array_get(list, i)));
		if (!ret)
			*rights |= word & GROUP ? resolve_group(word, kind, r->abi) : word;
	}
	return ret;
}
