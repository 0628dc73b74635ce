/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - seccomp profiles in JSON, as of the OCI runtime specification, Docker and
 * containers-common
 */
#ifndef SCLL_PROFILE_H
#define SCLL_PROFILE_H

#include <linux/filter.h>
#include <seccomp.h>

#include "util.h"

/**
 * struct profile_host - what a profile is read for
 *
 * @arch: Name of the architecture as container engines spell it, "amd64".
 * @caps: Bit mask of the capabilities that the sandbox can have.
 * @kernel: Version, 6 and 12 for 6.12.3.
 * @seconds: Processor time that libseccomp may take, in a process of its own; 0: no
 *	limit, and no process.
 */
struct profile_host {
	const char *arch;
	uint64_t caps;
	unsigned int kernel[2];
	unsigned int seconds;
};

/**
 * struct profile_filter - what a profile becomes
 *
 * @prog: The program, to be freed.
 * @len: Number of instructions.
 * @flags: %SCLL_LOG and %SCLL_SPEC_ALLOW, as the profile has it.
 */
struct profile_filter {
	struct sock_filter *prog;
	size_t len;
	uint32_t flags;
};

/**
 * profile_host_get() - what holds for this process
 *
 * @host: Out.
 * @err: Out: the reason of a failure.
 *
 * The capabilities are those that are permitted and in the bounding set: with
 * no_new_privs a program gets no others.  Container engines use the bounding set,
 * which is the same for the root user of a container, but is full for an
 * ordinary user, who would get the filter of the most privileged container.
 *
 * Return: 0 or a negative errno.
 */
int profile_host_get(struct profile_host *host, struct errmsg *err);

/**
 * profile_read() - make a filter from a profile
 *
 * @name: Name of the file, for messages.
 * @buf: The profile, or a config.json with a profile in "linux.seccomp".
 * @len: Its length in bytes.
 * @host: What conditions are about, and the time limit.
 * @warn: Called for system calls that libseccomp does not know: for those that are
 *	allowed once, for each that is denied and would otherwise be allowed; or NULL.
 * @filter: Out: the filter.
 * @err: Out: the reason of a failure, with file and position.
 *
 * libseccomp makes the program as it does for runc and crun.  It is refused if a call
 * gets a weaker action than a rule that matches the call has, or than the default if
 * none matches.
 *
 * Return: 0; -EINVAL the profile is wrong; -EOPNOTSUPP it needs something that this
 * tool or this libseccomp has not; -ETIME libseccomp took too long; -ENOMEM.
 */
int profile_read(const char *name, const char *buf, size_t len,
		 const struct profile_host *host, warn_fn warn,
		 struct profile_filter *filter, struct errmsg *err);

/**
 * profile_blame() - which part of a profile denies a system call
 *
 * @buf: A profile that profile_read() has read.
 * @len: Its length in bytes.
 * @call: A system call that its filter denies.
 * @where: Out: the position of the first rule that names it and does not allow it, or
 *	of the default action.
 */
void profile_blame(const char *buf, size_t len, const char *call, struct errmsg *where);

#endif /* SCLL_PROFILE_H */
