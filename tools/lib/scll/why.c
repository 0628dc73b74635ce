// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Errors of the calls that have no message buffer, in words.
 */
#define _GNU_SOURCE
#include <errno.h>

#include "sandbox.h"

#define NO_PRIVS \
	"no_new_privs is not set, and there is no CAP_SYS_ADMIN"
#define LAYERS "the process has Landlock's maximum of 16 stacked rulesets"
#define CLOSED "somebody closed a descriptor of the sandbox after it was prepared"
#define DENIED "a sandbox around this process denies it"

static const char *why_none(int error)
{
	switch (error) {
	case -EOPNOTSUPP:
		return "this kernel cannot do all that was asked for, and not all that is missing "
			"was accepted";
	case -EBADF:
		return "the ruleset's descriptor is negative, and not -1, which stands for no rules";
	default:
		return "the sandbox is not prepared, the result is not usable, or an argument is wrong";
	}
}

static const char *why_no_new_privs(int error)
{
	if (error == -EPERM)
		return "prctl: a sandbox around this process denies to set no_new_privs";
	return "prctl: cannot set no_new_privs";
}

static const char *why_filter(int error)
{
	switch (error) {
	case -EACCES:
		return "seccomp: " NO_PRIVS ", which questions about rules cannot do with";
	case -EINVAL:
		return "seccomp: not a valid filter, or this kernel does not know an option";
	case -ENOMEM:
		return "seccomp: out of memory, or too many and too long filters";
	case -ESRCH:
		return "seccomp: another thread has a filter or rules of its own and cannot follow";
	case -EBUSY:
		return "seccomp: the process has a filter with a listener";
	case -E2BIG:
		return "seccomp: " LAYERS;
	case -EBADF:
	case -EBADFD:
		return "seccomp: " CLOSED;
	case -EOPNOTSUPP:
		return "seccomp: Landlock was disabled when this kernel was booted";
	case -EPERM:
		return "seccomp: " DENIED;
	case -ENOSYS:
		return "seccomp: " DENIED ", or this kernel has no seccomp";
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
		return "landlock_restrict_self: " LAYERS;
	case -EBADF:
	case -EBADFD:
		return "landlock_restrict_self: " CLOSED;
	case -ENOMEM:
		return "landlock_restrict_self: out of memory";
	case -ENOSYS:
		return "landlock_restrict_self: " DENIED;
	default:
		return "landlock_restrict_self: unexpected error";
	}
}

static const char *why_open(int error)
{
	switch (error) {
	case -EOPNOTSUPP:
		if (scll_knows(SECCOMP_OPEN_LANDLOCK, 0))
			return "open: the process has restrictions of io_uring of its own, which "
				"are not a part of its filters";
		return "open: this kernel has no sandboxes to enter";
	case -EINVAL:
		return "open: the process has no filter with rules attached";
	case -EBADF:
		return "open: not a pidfd";
	case -ESRCH:
		return "open: the process is gone, or the pidfd is one of a thread";
	case -EPERM:
		return "open: no permission to debug the process: it takes its user, or "
			"CAP_SYS_PTRACE in its user namespace; Yama and a sandbox around the "
			"caller count too";
	case -EINTR:
		return "open: the process was executing a program: try again";
	case -EMFILE:
	case -ENFILE:
		return "open: no descriptor left";
	case -ENOMEM:
		return "open: out of memory";
	case -ENOSYS:
		return "open: " DENIED;
	default:
		return "open: unexpected error";
	}
}

static const char *why_join(int error)
{
	switch (error) {
	case -EOPNOTSUPP:
		return "join: this kernel has no sandboxes to enter";
	case -EBADF:
		return "join: not an open descriptor";
	case -EBADFD:
		return "join: not a descriptor of a sandbox";
	case -EACCES:
		return "join: no_new_privs is not set, and no capability stands in for "
			"it: set it first";
	case -EINVAL:
		return "join: the caller shares its memory: join from a process with one "
			"thread, and not after vfork";
	case -EPERM:
		return "join: the sandbox has no power over the caller: take its user, "
			"groups and capabilities before (setpriv --reuid --regid "
			"--init-groups --inh-caps=-all), in its user and PID namespaces "
			"(nsenter --user --pid)";
	case -EXDEV:
		return "join: the caller has filters or rules that the sandbox has not: "
			"join from outside of them";
	case -EINTR:
		return "join: interrupted by a fatal signal";
	case -ENOMEM:
		return "join: out of memory";
	case -ENOSYS:
		return "join: " DENIED;
	default:
		return "join: unexpected error";
	}
}

SCLL_EXPORT const char *scll_why(int error, int step)
{
	if (!error)
		return "success";
	switch (step) {
	case SCLL_STEP_NO_NEW_PRIVS:
		return why_no_new_privs(error);
	case SCLL_STEP_RULES:
		return why_rules(error);
	case SCLL_STEP_ATTACH:
	case SCLL_STEP_THREADS:
	case SCLL_STEP_NO_TRACE:
	case SCLL_STEP_FILTER:
		return why_filter(error);
	case SCLL_STEP_OPEN:
		return why_open(error);
	case SCLL_STEP_JOIN:
		return why_join(error);
	case SCLL_STEP_PROBE:
		return scll_no_landlock(error);
	default:
		return why_none(error);
	}
}
