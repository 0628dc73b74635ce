// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The program of a libseccomp filter.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox.h"

/* libseccomp exports to a descriptor only. */
int scll_export(void *ctx, struct sock_filter *insns, size_t max)
{
	int fd = memfd_create("scll-filter", MFD_CLOEXEC);
	ssize_t size = 0;
	off_t end;
	int err;

	if (fd < 0)
		return -errno;
	err = seccomp_export_bpf(ctx, fd);
	end = lseek(fd, 0, SEEK_END);
	if (!err && end > 0 && (size_t)end <= max * sizeof(*insns))
		size = pread(fd, insns, end, 0);
	close(fd);
	return err ? err : size > 0 ? (int)(size / sizeof(*insns)) : 0;
}
