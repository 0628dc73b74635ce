// SPDX-License-Identifier: GPL-2.0-only
/*
 * Landlock - What seccomp needs to attach rulesets to filters
 *
 * A filter keeps a reference to the domain that it brought and that is opaque to
 * it.  What holds tasks to the domain is their credentials, in the same way as
 * after landlock_restrict_self(2).
 */

#include <linux/bits.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/landlock_seccomp.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "cred.h"
#include "domain.h"
#include "limits.h"
#include "ruleset.h"
#include "seccomp.h"
#include "setup.h"

#include <trace/events/landlock.h>

/**
 * landlock_seccomp_restrict - Restrict prepared credentials by a ruleset
 * @cred: Credentials from prepare_creds(), not committed yet.
 * @ruleset_fd: File descriptor of the ruleset, in the table of current.
 * @flags: Flags as of landlock_restrict_self(2).
 *
 * The permission to do so (no_new_privs, %CAP_SYS_ADMIN) is for the caller to
 * check, and no_new_privs for the caller to set if @flags ask for it.  @cred must
 * be aborted after an error.
 *
 * Context: Process context, may sleep.
 * Return: The new domain of @cred, with a reference for the caller to drop with
 * landlock_seccomp_put(), or an ERR_PTR():
 *
 * - %EOPNOTSUPP: Landlock is supported by the kernel but disabled at boot time;
 * - %EINVAL: @flags has a bit that Landlock does not know, or that is about more
 *   than one thread;
 * - %EBADF, %EBADFD, %EPERM: as landlock_restrict_self(2) for @ruleset_fd;
 * - %E2BIG: The maximum number of stacked rulesets is reached;
 * - %ENOMEM: Out of memory.
 */
struct landlock_domain *landlock_seccomp_restrict(struct cred *const cred,
						  const int ruleset_fd,
						  const u32 flags)
{
	struct landlock_ruleset *ruleset;
	struct landlock_domain *dom;
	int err;

	if (!landlock_initialized)
		return ERR_PTR(-EOPNOTSUPP);

	/* seccomp has a thread synchronization of its own. */
	if (flags & ~(LANDLOCK_MASK_RESTRICT_SELF &
		      ~LANDLOCK_RESTRICT_SELF_TSYNC))
		return ERR_PTR(-EINVAL);

	ruleset = landlock_get_ruleset_from_fd(ruleset_fd, FMODE_CAN_READ);
	if (IS_ERR(ruleset))
		return ERR_CAST(ruleset);

	err = landlock_restrict_cred(cred, ruleset, flags);
	landlock_put_ruleset(ruleset);
	if (err)
		return ERR_PTR(err);

	dom = landlock_cred(cred)->domain;
	landlock_get_domain(dom);
	return dom;
}

/**
 * landlock_seccomp_compare - Do credentials have to adopt a domain?
 * @cred: Credentials, possibly in use.
 * @domain: Domain to compare with; none is an ancestor of all.
 *
 * Context: Any.
 * Return: 0 if the domain of @cred is @domain or a descendant of it, 1 if it is
 * an ancestor, and -EXDEV if it is neither.
 */
int landlock_seccomp_compare(const struct cred *const cred,
			     const struct landlock_domain *const domain)
{
	const struct landlock_domain *cred_dom;

	if (!domain)
		return 0;

	cred_dom = landlock_cred(cred)->domain;
	if (landlock_domain_scope_le(domain, cred_dom))
		return 0;
	return landlock_domain_scope_le(cred_dom, domain) ? 1 : -EXDEV;
}

/*
 * The log configuration that comes with @dom, a descendant of the domain of
 * @llcred.  Layers that a thread sync brings were enforced by the program that the
 * thread runs, so its denials are those of the same executable; layers that are
 * joined were enforced by another.
 */
static void adopt_log_config(struct landlock_cred_security *const llcred,
			     const struct landlock_cred_security *const target,
			     const struct landlock_domain *const dom)
{
#ifdef CONFIG_SECURITY_LANDLOCK_LOG
	const u32 num_layers = llcred->domain ? llcred->domain->num_layers : 0;

	if ((dom && dom->hierarchy->log_subdomains_off) ||
	    (target && target->log_subdomains_off))
		llcred->log_subdomains_off = true;
	if (!target && dom && dom->num_layers > num_layers)
		llcred->domain_exec |= GENMASK(dom->num_layers - 1, num_layers);
#endif /* CONFIG_SECURITY_LANDLOCK_LOG */
}

/**
 * landlock_seccomp_adopt - Hold prepared credentials to what others are held to
 * @cred: Credentials from prepare_creds(), not committed yet.
 * @target: Credentials of another task whose domain is to be adopted, or NULL if
 *          the domain comes from a thread of the same process.
 * @domain: Domain to be adopted, or NULL.  That of @target is a descendant or, if
 *          @target lags behind its filters, an ancestor of it.
 *
 * Adopts the later one of the two domains.  This only adds restrictions.  @cred is
 * unchanged after an error.
 *
 * Context: Process context, may sleep.
 * Return: 0, or -EXDEV if the domain of @cred is not an ancestor of the one to be
 * adopted.
 */
int landlock_seccomp_adopt(struct cred *const cred,
			   const struct cred *const target,
			   struct landlock_domain *const domain)
{
	const struct landlock_cred_security *from = NULL;
	struct landlock_cred_security *llcred;
	struct landlock_domain *dom = domain;

	if (!landlock_initialized)
		return 0;

	llcred = landlock_cred(cred);
	if (target) {
		from = landlock_cred(target);
		if (landlock_domain_scope_le(dom, from->domain))
			dom = from->domain;
	}
	if (!landlock_domain_scope_le(llcred->domain, dom))
		return -EXDEV;

	adopt_log_config(llcred, from, dom);
	landlock_get_domain(dom);
	landlock_put_domain(llcred->domain);
	llcred->domain = dom;
	return 0;
}

/**
 * landlock_seccomp_commit - Commit credentials that a filter restricted
 * @cred: Credentials from landlock_seccomp_restrict() or landlock_seccomp_adopt().
 * @complete: Does this conclude the operation, or follow that of another thread?
 *
 * Context: Process context, may sleep.
 */
void landlock_seccomp_commit(struct cred *const cred, const bool complete)
{
	const struct landlock_domain *const dom =
		landlock_initialized ? landlock_cred(cred)->domain : NULL;
	const bool enforce = dom && dom != landlock_get_current_domain();

	commit_creds(cred);

	/*
	 * Siblings follow at their next system call, and finish a call under way
	 * as before: what others can rely on is told of one thread at a time.
	 */
	if (enforce)
		trace_landlock_enforce_domain(dom, complete,
					      get_nr_threads(current) == 1,
					      task_no_new_privs(current));
}

/**
 * landlock_seccomp_layers - Number of layers that a task is held to
 * @cred: Credentials of the task.
 * @domain: Domain of its filters, which can be ahead of @cred, or NULL.
 *
 * Context: Any.
 * Return: The number of rulesets that were stacked.
 */
unsigned int landlock_seccomp_layers(const struct cred *const cred,
				     const struct landlock_domain *const domain)
{
	const struct landlock_domain *cred_dom;

	if (!landlock_initialized)
		return 0;

	cred_dom = landlock_cred(cred)->domain;
	return max(domain ? domain->num_layers : 0,
		   cred_dom ? cred_dom->num_layers : 0);
}

/**
 * landlock_seccomp_get - Take a reference to a domain
 * @domain: Domain, or NULL.
 *
 * Context: Any.
 */
void landlock_seccomp_get(struct landlock_domain *const domain)
{
	landlock_get_domain(domain);
}

/**
 * landlock_seccomp_put - Drop a reference to a domain
 * @domain: Domain, or NULL.
 *
 * Context: Any: what may sleep is deferred.
 */
void landlock_seccomp_put(struct landlock_domain *const domain)
{
	landlock_put_domain_deferred(domain);
}

/**
 * landlock_seccomp_abi - Landlock ABI version that user space can rely on
 *
 * Return: What landlock_create_ruleset(2) returns for
 * %LANDLOCK_CREATE_RULESET_VERSION: the version, or -EOPNOTSUPP if Landlock is
 * disabled at boot time.
 */
int landlock_seccomp_abi(void)
{
	return landlock_initialized ? landlock_abi_version : -EOPNOTSUPP;
}
