/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Supervised rules - what seccomp.c and seccomp_supervise.c share
 */
#ifndef _KERNEL_SECCOMP_SUPERVISE_H
#define _KERNEL_SECCOMP_SUPERVISE_H

#include <linux/seccomp_ruled.h>
#include <linux/types.h>
#include <uapi/linux/seccomp_supervise.h>

struct path;
struct seccomp_data;
struct seccomp_filter;
struct seccomp_landlock_attr;
struct seccomp_question;

/* Defined in seccomp.c, which alone knows what a filter looks like. */
void seccomp_get_call(struct seccomp_data *sd);
struct seccomp_filter *seccomp_find_supervisor(unsigned int layer);
bool seccomp_has_listener(const struct seccomp_filter *filter);
bool seccomp_ask(struct seccomp_filter *filter, const struct seccomp_data *sd,
		 const struct seccomp_question *question);
int seccomp_get_question(struct seccomp_filter *filter,
			 struct seccomp_notif_landlock *info,
			 struct path *path);

#ifdef CONFIG_SECCOMP_LANDLOCK_SUPERVISE
int seccomp_supervise_check(const struct seccomp_landlock_attr *attr,
			    unsigned int filter_flags);

/* Has current a domain to take, or is it asking?  One look tells. */
static inline bool seccomp_landlock_work(void)
{
	return READ_ONCE(current->seccomp.landlock_work);
}
#else
static inline int
seccomp_supervise_check(const struct seccomp_landlock_attr *attr,
			unsigned int filter_flags)
{
	return 0;
}

static inline bool seccomp_landlock_work(void)
{
	return seccomp_landlock_pending();
}
#endif
void seccomp_describe_question(const struct seccomp_question *question,
			       struct seccomp_notif_landlock *info,
			       struct path *path);
long seccomp_notify_question(struct seccomp_filter *filter,
			     struct seccomp_notif_landlock __user *uinfo);

#endif /* _KERNEL_SECCOMP_SUPERVISE_H */
