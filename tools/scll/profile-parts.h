/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - the parts of the reader of seccomp profiles
 */
#ifndef SCLL_PROFILE_PARTS_H
#define SCLL_PROFILE_PARTS_H

#include <stdbool.h>

#include "json.h"
#include "profile.h"

/* A profile while it is read. */
struct profile {
	struct json_file file;
	const struct profile_host *host;
	warn_fn warn;
	scmp_filter_ctx ctx;
	uint32_t default_action;
};

/* The keys of an object that say what an action is about. */
struct profile_action_keys {
	const char *action;
	const char *errno_ret;	/* a number */
	const char *errno_name;	/* the same by name, as containers-common has it */
};

/* Reads an action as libseccomp has it, with its error number. */
int profile_action(const struct profile *p, const json_t *object,
		   const struct profile_action_keys *keys, const struct json_pos *pos,
		   uint32_t *action);

/* Adds the rules of an element of "syscalls". */
int profile_add_rule(const struct profile *p, const json_t *element,
		     const struct json_pos *pos);

/* Does an element of "syscalls" apply to this host? */
int profile_rule_applies(const struct profile *p, const json_t *rule,
			 const struct json_pos *pos, bool *applies);

#endif /* SCLL_PROFILE_PARTS_H */
