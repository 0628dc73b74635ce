/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - seccomp profiles in JSON, as of the OCI runtime specification, Docker and
 * containers-common
 */
#ifndef SCLL_PROFILE_H
#define SCLL_PROFILE_H

#include <seccomp.h>

#include "util.h"

/**
 * struct profile_host - what "includes" and "excludes" of a profile ask about
 *
 * @arch: Name of the architecture as container engines spell it, "amd64".
 * @caps: Bit mask of the capabilities that the sandbox can have.
 * @kernel: Version, 6 and 12 for 6.12.3.
 */
struct profile_host {
	const char *arch;
	uint64_t caps;
	unsigned int kernel[2];
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
 * @buf: The profile.
 * @len: Its length in bytes.
 * @host: What conditions are about.
 * @warn: Called for a rule that denies a system call which libseccomp does not
 *	know and which would otherwise be allowed; or NULL.
 * @ctx: Out: the filter, for seccomp_release().
 * @err: Out: the reason of a failure, with file and position.
 *
 * Other system calls that libseccomp does not know are ignored, as runc and crun
 * do: profiles name those of all architectures and of newer kernels.
 *
 * Return: 0; -EINVAL the profile is wrong; -EOPNOTSUPP it needs something that this
 * tool or this libseccomp has not; -ENOMEM.
 */
int profile_read(const char *name, const char *buf, size_t len,
		 const struct profile_host *host, warn_fn warn,
		 scmp_filter_ctx *ctx, struct errmsg *err);

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
