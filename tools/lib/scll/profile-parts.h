/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of the reader of seccomp profiles
 *
 * A profile is read into a list of rules first.  Then libseccomp makes a program of
 * them, in a process of its own, and the program is compared with what the rules say.
 */
#ifndef SCLL_PROFILE_PARTS_H
#define SCLL_PROFILE_PARTS_H

#include <linux/filter.h>
#include <stdbool.h>

#include "json.h"
#include "profile.h"

#define PROFILE_ARGS	6
#define PROFILE_ARCHES	20

/* What one element of "syscalls" says about one system call, as libseccomp takes it. */
struct profile_rule {
	const char *call;	/* its name, a part of the JSON */
	int nr;			/* its number for libseccomp */
	uint32_t action;
	bool depends;		/* has "includes" or "excludes" */
	bool dropped;		/* another rule overrides it */
	unsigned int count;
	struct scmp_arg_cmp cmp[PROFILE_ARGS];	/* by argument */
	size_t element;		/* of "syscalls" */
	int name;		/* of "names", or -1 */
	int arg;		/* of "args" if that condition is a rule of its own, or -1 */
};

/* A profile while it is read. */
struct profile {
	struct json_file file;
	const struct json_pos *pos;	/* of the profile in the file */
	const struct profile_host *host;
	const struct note *warn;
	scmp_filter_ctx ctx;
	uint32_t default_action;
	uint32_t flags;			/* SCLL_* */
	uint32_t arches[PROFILE_ARCHES];
	size_t arch_count;
	struct profile_rule *rules;
	size_t rule_count;
	char *unknown;			/* calls that are allowed, and not known here */
};

/* The keys of an object that say what an action is about. */
struct profile_action_keys {
	const char *action;
	const char *errno_ret;	/* a number */
	const char *errno_name;	/* the same by name, as containers-common has it */
};

/* Reads an action as libseccomp has it, with its error number. */
int scll_profile_action(const struct profile *p, const json_t *object,
			const struct profile_action_keys *keys, const struct json_pos *pos,
			uint32_t *action);

/* "SCMP_ACT_ERRNO 38", in @buf. */
const char *scll_profile_action_text(uint32_t action, char *buf, size_t size);

/* How much an action denies, as the kernel orders them; 0 is SCMP_ACT_ALLOW. */
unsigned int scll_profile_severity(uint32_t action);

/* Adds an element of "syscalls" to the rules. */
int scll_profile_add_rule(struct profile *p, const json_t *element, const struct json_pos *pos);

/* Does an element of "syscalls" apply to this host? */
int scll_profile_rule_applies(const struct profile *p, const json_t *rule,
			      const struct json_pos *pos, bool *applies);

/* What container engines call an architecture. */
const char *scll_profile_arch_name(uint32_t arch);

/* Calls that libseccomp does not know get these from the profile. */
int scll_profile_note_unknown(struct profile *p, uint32_t action, const char *name,
			      const struct json_pos *pos);
void scll_profile_warn_unknown(const struct profile *p);

/* "syscalls[3].names[1]", in @buf. */
const char *scll_profile_where(const struct profile *p, const struct profile_rule *rule, char *buf,
			       size_t size);

/*
 * The positions of the other rules for the same call, up to @end, after @intro; nothing if
 * there are none.
 */
void scll_profile_others(const struct profile *p, const struct profile_rule *rule,
			 const struct profile_rule *end, const char *intro, char *buf, size_t size);

/* The message "FILE: POSITION OF RULE: TEXT"; returns @code. */
int scll_profile_fail(const struct profile *p, const struct profile_rule *rule, int code,
		      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Rules with the same conditions and different actions are an error.  But if one of them
 * depends on the host, the strictest overrides the others, which are marked as dropped.
 */
int scll_profile_find_conflicts(const struct profile *p);

/* The system calls of an architecture that libseccomp knows, by number. */
struct profile_calls {
	uint32_t arch;		/* SCMP_ARCH_* */
	uint32_t audit;		/* what the kernel calls it */
	bool is_64;		/* whole arguments are compared */
	uint32_t base, end;	/* its numbers are base to end - 1 */
	size_t count;
	struct {
		uint32_t nr;
		int key;	/* what libseccomp makes of the name there */
	} known[1024];
	int *keys;		/* of the names in the rules, by their index */
};

int scll_profile_calls_get(const struct profile *p, uint32_t arch, struct profile_calls *calls);

/*
 * Some calls are also parts of one call, socketcall(2) or ipc(2), whose first argument
 * is the part's number.  Returns that of the whole, or -1, and the number of the part.
 */
int scll_profile_whole(const struct profile_calls *calls, int key, uint32_t *part);

/* What the part of a whole call gets if libseccomp's program does not see enough of it. */
bool scll_profile_hidden(const struct profile *p, const struct profile_calls *calls, int key,
			 uint32_t *action);

/* Writes what comes in front of libseccomp's program, and returns its length. */
size_t scll_profile_front(const struct profile *p, const struct profile_calls *calls, size_t count,
			  struct sock_filter *prog, size_t max);

/* Does a condition hold, and do all of a rule? */
bool scll_profile_holds(const struct scmp_arg_cmp *cmp, uint64_t value);
bool scll_profile_matches(const struct profile_rule *rule, const uint64_t *args);

/* A program from where one system call's rules begin, and these rules. */
struct profile_paths {
	const struct sock_filter *prog;
	size_t len, start;
	uint32_t nr, arch;
	const struct profile_rule *const *rules;
	size_t count;
	uint32_t default_action;
	bool is_64;			/* whole arguments are compared */
	uint64_t args[PROFILE_ARGS];	/* Out: a call that gets less than the rules say */
	uint32_t verdict;		/* Out: and what it gets */
};

/*
 * Returns 1 if the program is weaker than the rules for some call, 0 if not, or -EINVAL
 * if it has instructions that libseccomp does not use, or too many.
 */
int scll_profile_find_weaker(struct profile_paths *paths);

/* Does the program deny what the rules deny? */
int scll_profile_check(const struct profile *p, const struct profile_calls *calls, size_t count,
		       const struct sock_filter *prog, size_t len);

/* Makes the program. */
int scll_profile_build(const struct profile *p, struct profile_filter *filter);

#endif /* SCLL_PROFILE_PARTS_H */
