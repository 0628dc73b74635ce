/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A sandbox as the parts of the library see it.
 */
#ifndef SCLL_SANDBOX_H
#define SCLL_SANDBOX_H

#include <stdbool.h>

#include "scll.h"
#include "sys.h"

#define SCLL_EXPORT __attribute__((visibility("default")))

/* Every right that the library has a name for. */
#define FS_KNOWN	(SCLL_FS_ALL | SCLL_RESOLVE_UNIX)
#define NET_KNOWN	(SCLL_NET_ALL | SCLL_UDP_ALL)

/* Every SCLL_DROPPED_*. */
#define ALL_DROPPED	((SCLL_DROPPED_LOG << 1) - 1)

/* How denials by rules are logged. */
#define LOG_OPTIONS \
	(SCLL_LOG_SAME_EXEC_OFF | SCLL_LOG_NEW_EXEC_ON | SCLL_LOG_SUBDOMAINS_OFF)

/* A rule for a file if fd is not -1, else for a port. */
struct scll_rule {
	int fd;
	uint16_t port;
	bool raw;		/* rights that are not handled are an error */
	bool by_path;		/* opened by the library */
	bool quiet;		/* what is denied there is not logged */
	uint64_t rights;
	char *name;		/* for messages; NULL: of a port */
	dev_t dev;		/* of the file */
	ino_t ino;
};

/*
 * What scll_apply() and scll_load() do.  For the first it is made by scll_prepare(), does
 * not change afterwards but for the number of the descriptor, and needs no memory that
 * the sandbox does not own.
 */
struct scll_plan {
	bool no_new_privs;
	bool extended;		/* the one call; else step by step */
	unsigned int filter_flags;
	struct seccomp_landlock_attr attr;
	struct sock_fprog prog;
	struct sock_fprog no_trace;	/* without instructions: none */
	int ruleset_fd;		/* or -1 */
	uint32_t restrict_flags;	/* RESTRICT_* */
	struct sock_filter *with_baseline;	/* what prog is made of, or NULL */
};

struct scll {
	uint32_t flags;		/* SCLL_*, also those that attributes stand for */
	uint32_t accept;	/* SCLL_DROPPED_* that were named */
	char *msg;
	size_t msg_size;

	struct sock_filter *prog;	/* NULL: allow everything */
	size_t prog_len;
	char origin[2][64];		/* what in a profile denies execve, exit_group */
	uint32_t baseline;		/* SCLL_BASELINE_* */
	bool has_baseline;

	int given_fd;		/* ruleset from elsewhere, or -1 */
	struct scll_ruleset_attr handled;
	bool fs_said;		/* scll_handle_fs() was called */
	bool net_said;
	bool quiet_said;	/* scll_quiet_rights() was called */
	struct scll_ruleset_attr quiet;	/* what that said */
	struct scll_rule *rules;
	size_t nr_rules;
	char **missing;
	size_t nr_missing;

	bool prepared;
	struct scll_plan plan;
	uint32_t dropped;
	struct scll_ruleset_attr lost;	/* rights that were dropped */
	uint32_t lost_flags;	/* RESTRICT_LOG_* that were */
	bool lost_quiet;
	const char *no_rules;	/* why there are none, if so */
	bool hidden;		/* a filter may hide what the kernel can do */
	bool refer_denied;	/* because this kernel knows no rule for it */
};

/* sandbox.c */

/* Writes the message and returns @error. */
int scll_fail(const struct scll *sb, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* -EBUSY if the sandbox cannot be changed any more. */
int scll_changeable(const struct scll *sb);
/* All but the first so many. */
void scll_drop_rules(struct scll *sb, size_t nr_rules, size_t nr_missing);
/* 0, -EINVAL or -E2BIG for a structure of @size bytes that begins with its size. */
int scll_check_size(const void *object, size_t size, size_t known);

/* plan.c: async-signal-safe; @options are SCLL_*, what is returned or in @dropped SCLL_DROPPED_* */

/* Flags of seccomp(2), and back. */
uint32_t scll_to_filter_flags(uint32_t options);
uint32_t scll_from_filter_flags(uint32_t flags);
/* RESTRICT_LOG_*. */
uint32_t scll_log_flags(uint32_t options);
/* What may be missing, with all that it stands for. */
uint32_t scll_accepted(uint32_t options, uint32_t accepted);
/* Whether questions about rules are wanted here, and cannot be: nothing stands in for them. */
bool scll_plan_lacks_questions(uint32_t options, const struct scll_kernel *kernel);
/* The one call, or steps. */
uint32_t scll_plan_way(uint32_t options, const struct scll_kernel *kernel,
		       struct scll_plan *plan);
/* Returns the flags of seccomp(2) without which there is no sandbox. */
uint32_t scll_plan_filter_flags(uint32_t wanted, const struct scll_kernel *kernel,
				struct scll_plan *plan, uint32_t *dropped);
/*
 * How the rules are put in force, and whether somebody has to set no_new_privs before.
 * Returns the RESTRICT_LOG_* that are missing.
 */
uint32_t scll_plan_restrict_flags(uint32_t options, const struct scll_kernel *kernel,
				  struct scll_plan *plan, uint32_t *dropped);
/* What is missing if it is done in steps. */
uint32_t scll_plan_steps(uint32_t options, const struct scll_plan *plan);
/* Fills in what the call gets. */
void scll_plan_finish(struct scll_plan *plan);
/* Whether the last step is denied here, before the first one is made. */
int scll_check_steps(const struct scll_plan *plan, struct scll_result *result);

/* probe.c */
bool scll_knows(unsigned int operation, unsigned int flags);
/*
 * scll_probe() without a child, and async-signal-safe: what is known of Landlock comes
 * from its version, and rights and flags of rules are not asked for.
 */
void scll_ask_kernel(struct scll_kernel *kernel, bool landlock);

/*
 * suspect.c: a filter around this process can answer for the kernel.  What it says
 * of Landlock, and of other calls, in words.
 */
bool scll_filtered(void);
const char *scll_no_landlock(int landlock_abi);
/* Fails with the reason why one of Landlock's calls does. */
int scll_landlock_failed(const struct scll *sb, int error, const char *what,
			 const char *call);

/* export.c */

/*
 * The program of a filter of libseccomp.  Returns the number of instructions, 0 if they are
 * none or more than @max, or a negative errno.
 */
int scll_export(void *ctx, struct sock_filter *insns, size_t max);

/* filter.c */
int scll_check_new_filter(const struct scll *sb);
/* Takes over @prog. */
int scll_adopt_program(struct scll *sb, struct sock_filter *prog, size_t len);

/* filter-seccomp.c */
int scll_no_trace_filter(const struct scll *sb, struct sock_fprog *prog);

/* baseline.c */

/* Makes plan->prog stronger.  @net: the rights for ports that the kernel knows. */
int scll_add_baseline(const struct scll *sb, uint64_t net, struct scll_plan *plan);

/* ruleset.c */

/* Which of @wanted the kernel knows. */
int scll_known_rights(const struct scll_ruleset_attr *wanted,
		      struct scll_ruleset_attr *known);
/* Makes the ruleset in plan->ruleset_fd, and notes in @sb what it lacks. */
int scll_make_ruleset(struct scll *sb, struct scll_plan *plan, uint32_t *dropped);

/* Whether it knows quiet rules. */
bool scll_knows_quiet(void);

/* refer.c */

/* What @ask returns in a child, 0 to 255; 256: a filter killed it; -1: there is none. */
int scll_ask_child(int (*ask)(void));

/* Whether a ruleset that handles no access to files can handle this without a loss. */
bool scll_refer_is_free(void);
/* Allows it everywhere. */
int scll_allow_refer(const struct scll *sb, int ruleset);

/* report.c */

/* "@what: name name", as much as fits. */
void scll_name_bits(char *text, size_t size, const char *what, uint64_t bits, int kind);

/* Fails with all that is missing and in @bits. */
int scll_fail_missing(const struct scll *sb, uint32_t bits);

/* trial.c */

/* -ENOEXEC if no command could be executed, or end. */
int scll_try_filter(const struct scll *sb, const struct sock_fprog *prog);

/* apply.c: async-signal-safe */

/* A program that allows everything. */
extern const struct sock_fprog scll_allow_all;

/* -EINVAL if there is none and it is needed, or its size is wrong. */
int scll_check_result(const struct scll_result *result, bool needed);
/* As much of @found as @result has room for; NULL: none of it. */
void scll_give_result(struct scll_result *result, struct scll_result *found);
int scll_run(const struct scll_plan *plan, struct scll_result *result);

/* rehearse.c */
int scll_rehearse(const struct scll_plan *plan, struct scll_result *result);

#endif /* SCLL_SANDBOX_H */
