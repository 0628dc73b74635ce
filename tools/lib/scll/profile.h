/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Seccomp profiles in JSON, as of the OCI runtime specification, Docker and
 * containers-common
 */
#ifndef SCLL_PROFILE_H
#define SCLL_PROFILE_H

#include <linux/filter.h>
#include <seccomp.h>

#include "errmsg.h"

/* What a profile is read for. */
struct profile_host {
	const char *arch;	/* as container engines spell it, "amd64" */
	uint64_t caps;		/* that the sandbox can have, a bit mask */
	unsigned int kernel[2];	/* 6 and 12 for 6.12.3 */
	/* Processor time of libseccomp, in a process of its own; 0: no limit, no process. */
	unsigned int seconds;
};

/* What a profile becomes. */
struct profile_filter {
	struct sock_filter *prog;	/* to be freed */
	size_t len;
	uint32_t flags;		/* SCLL_LOG and SCLL_SPEC_ALLOW, as the profile has it */
	char origin[2][64];	/* "syscalls[3]: ", what denies execve and exit_group */
};

/*
 * What holds for this process.  The capabilities are those that are permitted and in the
 * bounding set: with no_new_privs a program gets no others.  Container engines use the
 * bounding set, which is the same for the root user of a container, but is full for an
 * ordinary user, who would get the filter of the most privileged container.
 */
int scll_profile_host_get(struct profile_host *host, struct errmsg *err);

/* Makes a filter from a profile, as scll_load_profile() does, for a host. */
int scll_profile_read(const char *name, const char *buf, size_t len,
		      const struct profile_host *host, const struct note *warn,
		      struct profile_filter *filter, struct errmsg *err);

#endif /* SCLL_PROFILE_H */
