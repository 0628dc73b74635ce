// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Errors of the calls that have no message buffer, in words.
 */
#define _GNU_SOURCE
#include <errno.h>

#include "sandbox.h"

#define NO_PRIVS \
	"no_new_privs is not set, and there is no CAP_SYS_ADMIN (see SCLL_NO_NEW_PRIVS)"
#define TRACING "the process is tracing somebody"

static const char *why_none(void)
{
	return "scll_apply: the sandbox is not prepared, or the result has a wrong size or is missing";
}

static const char *why_no_new_privs(int error)
{
	if (error == -EPERM)
		return "prctl: a sandbox around this process denies to set no_new_privs";
	return "prctl: cannot set no_new_privs";
}

static const char *why_filter(int error, const struct scll_result *result)
{
	bool attach = result->step == SCLL_STEP_ATTACH;

	switch (error) {
	case -EACCES:
		return "seccomp: " NO_PRIVS;
	case -EINVAL:
		return "seccomp: not a valid filter, or this kernel does not know an option";
	case -ENOMEM:
		return "seccomp: out of memory, or too many and too long filters";
	case -ESRCH:
		return "seccomp: another thread has a filter or rules of its own and cannot follow";
	case -EBUSY:
		return attach ?
			"seccomp: " TRACING ", or has a filter with a listener" :
			"seccomp: the process has a filter with a listener";
	case -E2BIG:
		return "seccomp: the process has Landlock's maximum of 16 stacked rulesets";
	case -EBADF:
	case -EBADFD:
		return "seccomp: somebody closed a descriptor of the sandbox after scll_prepare";
	case -EOPNOTSUPP:
		return "seccomp: Landlock was disabled when this kernel was booted";
	case -EPERM:
		return "seccomp: a sandbox around this process denies it";
	case -EMFILE:
	case -ENFILE:
		return "seccomp: no descriptor left for the listener";
	default:
		return "seccomp: unexpected error";
	}
}

static const char *why_rules(int error)
{
	switch (error) {
	case -EPERM:
		return "landlock_restrict_self: " NO_PRIVS
			", or a sandbox around this process denies it";
	case -E2BIG:
		return "landlock_restrict_self: the process has Landlock's maximum of 16 stacked rulesets";
	case -EBADF:
	case -EBADFD:
		return "landlock_restrict_self: somebody closed a descriptor of the sandbox after scll_prepare";
	case -ENOMEM:
		return "landlock_restrict_self: out of memory";
	default:
		return "landlock_restrict_self: unexpected error";
	}
}

static const char *why_join(int error)
{
	switch (error) {
	case -EOPNOTSUPP:
		return "join: this kernel has no rules attached to filters";
	case -EINVAL:
		return "join: the process has no filter with rules attached";
	case -EBADF:
		return "join: not a pidfd";
	case -ESRCH:
		return "join: the process is gone";
	case -EACCES:
		return "join: " NO_PRIVS;
	case -EPERM:
		return "join: no permission to look at the process, or the caller has a filter or rules that the process has not";
	case -EBUSY:
		return "join: " TRACING;
	case -ENOMEM:
		return "join: out of memory";
	default:
		return "join: unexpected error";
	}
}

SCLL_EXPORT const char *scll_why(int error, const struct scll_result *result)
{
	if (!error)
		return "success";
	if (!result)
		return why_join(error);
	switch (result->step) {
	case SCLL_STEP_NO_NEW_PRIVS:
		return why_no_new_privs(error);
	case SCLL_STEP_RULES:
		return why_rules(error);
	case SCLL_STEP_ATTACH:
	case SCLL_STEP_NO_TRACE:
	case SCLL_STEP_FILTER:
		return why_filter(error, result);
	default:
		return why_none();
	}
}
