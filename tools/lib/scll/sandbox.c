// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Making and freeing a sandbox, its options, and its messages.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sandbox.h"

#define ALL_FLAGS                                                               \
	(SCLL_NO_NEW_PRIVS | SCLL_TSYNC | SCLL_LOG | SCLL_SPEC_ALLOW |          \
	 SCLL_NEW_LISTENER | SCLL_WAIT_KILL | SCLL_NO_TRACE |                   \
	 SCLL_TRUST_DELEGATE | SCLL_BEST_EFFORT | SCLL_IGNORE_MISSING | \
	 SCLL_ANY_FILTER | SCLL_LOG_SAME_EXEC_OFF | SCLL_LOG_NEW_EXEC_ON | \
	 SCLL_LOG_SUBDOMAINS_OFF | SCLL_NO_CHILD | SCLL_SUPERVISE)

int scll_fail(const struct scll *sb, int error, const char *format, ...)
{
	va_list args;

	if (sb->msg && sb->msg_size) {
		va_start(args, format);
		vsnprintf(sb->msg, sb->msg_size, format, args);
		va_end(args);
	}
	return error;
}

int scll_changeable(const struct scll *sb)
{
	if (sb->prepared)
		return scll_fail(sb, -EBUSY, "the sandbox is prepared already");
	return 0;
}

int scll_check_size(const void *object, size_t size, size_t known)
{
	const unsigned char *bytes = object;
	size_t i;

	if (size < known)
		return -EINVAL;
	for (i = known; i < size; i++)
		if (bytes[i])
			return -E2BIG;
	return 0;
}

static int check_flags(struct scll *sb)
{
	if (sb->flags & ~(uint32_t)ALL_FLAGS)
		return scll_fail(sb, -EINVAL, "unknown option flags 0x%x",
				 sb->flags & ~(uint32_t)ALL_FLAGS);
	if ((sb->flags & SCLL_WAIT_KILL) && !(sb->flags & SCLL_NEW_LISTENER))
		return scll_fail(sb, -EINVAL,
				 "to wait for a listener needs one: the option for it is missing");
	if ((sb->flags & SCLL_SUPERVISE) && !(sb->flags & SCLL_NEW_LISTENER))
		return scll_fail(sb, -EINVAL,
				 "to ask about what rules deny needs a listener: the option for it is missing");
	if (sb->accept & ~ALL_DROPPED)
		return scll_fail(sb, -EINVAL,
				 "what may be missing has unknown bits: 0x%x",
				 sb->accept & ~ALL_DROPPED);
	if (sb->accept & SCLL_DROPPED_PATH)
		sb->flags |= SCLL_IGNORE_MISSING;
	return 0;
}

SCLL_EXPORT const char *scll_version(void)
{
	return SCLL_VERSION;
}

SCLL_EXPORT int scll_new(struct scll **out, const struct scll_options *opts)
{
	struct scll initial = { .given_fd = -1, .plan.ruleset_fd = -1 };
	struct scll *sb;
	int err;

	if (!out)
		return -EINVAL;
	if (opts) {
		if (opts->size < sizeof(*opts))
			return -EINVAL;
		initial.flags = opts->flags;
		initial.accept = opts->accept;
		initial.msg = opts->msg;
		initial.msg_size = opts->msg_size;
		err = scll_check_size(opts, opts->size, sizeof(*opts));
		if (err)
			return scll_fail(&initial, err,
					 "options that this library does not know");
		err = check_flags(&initial);
		if (err)
			return err;
	}

	sb = malloc(sizeof(*sb));
	if (!sb)
		return scll_fail(&initial, -ENOMEM, "out of memory");
	*sb = initial;
	*out = sb;
	return 0;
}

void scll_drop_rules(struct scll *sb, size_t nr_rules, size_t nr_missing)
{
	while (sb->nr_rules > nr_rules) {
		struct scll_rule *rule = &sb->rules[--sb->nr_rules];

		if (rule->fd >= 0)
			close(rule->fd);
		free(rule->name);
	}
	while (sb->nr_missing > nr_missing)
		free(sb->missing[--sb->nr_missing]);
}

SCLL_EXPORT void scll_free(struct scll *sb)
{
	int saved = errno;

	if (!sb)
		return;
	scll_drop_rules(sb, 0, 0);
	free(sb->rules);
	free(sb->missing);
	if (sb->plan.ruleset_fd >= 0 && sb->plan.ruleset_fd != sb->given_fd)
		close(sb->plan.ruleset_fd);
	if (sb->given_fd >= 0)
		close(sb->given_fd);
	free(sb->plan.no_trace.filter);
	free(sb->plan.with_baseline);
	free(sb->prog);
	free(sb);
	errno = saved;
}
