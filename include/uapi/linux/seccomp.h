/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * For user space on a system whose headers lack the extension: put this
 * directory first on the include path.  The patched kernel's own
 * linux/seccomp.h includes linux/seccomp_landlock.h by itself.
 */
#ifndef _SCLL_UAPI_LINUX_SECCOMP_H
#define _SCLL_UAPI_LINUX_SECCOMP_H

#include_next <linux/seccomp.h>
#include <linux/seccomp_landlock.h>
#include <linux/seccomp_supervise.h>

#endif /* _SCLL_UAPI_LINUX_SECCOMP_H */
