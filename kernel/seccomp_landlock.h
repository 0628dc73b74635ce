/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Landlock rulesets as metadata of seccomp filters - what seccomp.c and the
 * files of the extension share
 */
#ifndef _KERNEL_SECCOMP_LANDLOCK_H
#define _KERNEL_SECCOMP_LANDLOCK_H

#include <linux/landlock_seccomp.h>
#include <linux/seccomp_ruled.h>
#include <linux/types.h>
#include <uapi/linux/seccomp_landlock.h>

struct cred;
struct seccomp_filter;
struct sock_fprog;
struct sock_fprog_kern;
struct trace_seq;

/*
 * Facts about a chain.  A filter that delegates counts as @CHAIN_LISTENER or
 * @CHAIN_TRACE, or if its installer trusts the delegate as @CHAIN_TRUSTED alone.
 */
#define CHAIN_STRICT		BIT(0)
#define CHAIN_LISTENER		BIT(1)
#define CHAIN_TRACE		BIT(2)
#define CHAIN_TRUSTED		BIT(3)
#define CHAIN_LOG		BIT(4)

/**
 * struct seccomp_landlock - Landlock metadata of a seccomp filter
 *
 * @domain: Domain that this filter brought, or NULL.  Owned by the filter.
 * @chain_domain: Domain that tasks with this filter are held to: @domain, or that
 *                of the nearest older filter that brought one.  Borrowed: a filter
 *                keeps the older filters of its chain alive.
 * @prev: Metadata of the next older filter, or NULL.  Borrowed in the same way.
 * @filters: Number of ruled filters in the chain that ends with this filter.
 * @facts: CHAIN_* facts about that chain, OR-ed from all of its filters, so that
 *         no verdict looks at more than one filter for it.
 * @ruled: Was this filter installed with %SECCOMP_SET_MODE_RULED_FILTER?
 *
 * Everything here is set before the filter is attached, is a function of what
 * was installed and of nothing else, and never changes again.
 */
struct seccomp_landlock {
	struct landlock_domain *domain;
	struct landlock_domain *chain_domain;
	const struct seccomp_landlock *prev;
	unsigned int filters;
	u8 facts;
	bool ruled;
};

/* Defined in seccomp.c, which alone knows what a filter looks like. */
bool seccomp_is_ancestor(const struct seccomp_filter *parent,
			 const struct seccomp_filter *child);
const struct seccomp_landlock *
seccomp_filter_landlock(const struct seccomp_filter *filter);
void __seccomp_filter_release(struct seccomp_filter *orig);

int seccomp_landlock_copy_attr(struct seccomp_landlock_attr *attr,
			       struct sock_fprog *fprog,
			       const void __user *uattr);
int seccomp_landlock_prepare(struct seccomp_landlock *meta,
			     const struct seccomp_landlock_attr *attr,
			     struct cred **new_cred);
void seccomp_landlock_init(struct seccomp_landlock *meta,
			   const struct seccomp_landlock_attr *attr,
			   unsigned int filter_flags,
			   const struct sock_fprog_kern *prog);
void seccomp_landlock_link(struct seccomp_landlock *meta,
			   const struct seccomp_landlock *prev);
long seccomp_landlock_get_info(void __user *uinfo);
const char *seccomp_landlock_trace_comm(struct trace_seq *p, const char *comm);

bool seccomp_landlock_can_sync(const struct task_struct *thread,
			       const struct seccomp_landlock *meta);
void seccomp_landlock_sync_thread(struct task_struct *thread,
				  const struct seccomp_landlock *meta);

long seccomp_landlock_open(const void __user *upidfd);
long seccomp_landlock_join(const void __user *ufd);
int seccomp_adopt_chain(struct seccomp_filter *leaf, int filter_count);

#endif /* _KERNEL_SECCOMP_LANDLOCK_H */
