// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: from rules to a program
 *
 * libseccomp 2.5.4 never ends on some profiles of two rules.  It works in a process of
 * its own, whose processor time is limited.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile-parts.h"
#include "sandbox.h"

enum step {
	STEP_RULES,
	STEP_EXPORT,
	STEP_CHECK,
};

/* What both processes see. */
struct job {
	enum step step;
	size_t rule;		/* that is being added */
	bool done;
	int ret;
	struct errmsg err;
	size_t len;
	struct sock_filter prog[BPF_MAXINSNS];
};

/* Does libseccomp refuse these two rules, and only for the sake of each other? */
static bool refuses_pair(const struct profile *p, const struct profile_rule *first,
			 const struct profile_rule *second)
{
	scmp_filter_ctx ctx = seccomp_init(p->default_action);
	int ret = ctx ? 0 : -ENOMEM;

	for (size_t i = 1; !ret && i < p->arch_count; i++)
		ret = seccomp_arch_add(ctx, p->arches[i]);
	if (!ret)
		ret = seccomp_rule_add_array(ctx, first->action, first->nr, first->count,
					     first->cmp);
	if (!ret)
		ret = seccomp_rule_add_array(ctx, second->action, second->nr, second->count,
					     second->cmp);
	if (ctx)
		seccomp_release(ctx);
	return ret == -EEXIST;
}

static int fail_exists(const struct profile *p, const struct profile_rule *rule)
{
	char where[128], here[64], there[64], others[256];

	for (const struct profile_rule *other = p->rules; other < rule; other++) {
		if (other->nr != rule->nr || other->action == rule->action ||
		    other->action == p->default_action || !refuses_pair(p, other, rule))
			continue;
		return scll_profile_fail(p, rule, -EINVAL,
					 "contradicts %s: libseccomp cannot have %s here and %s there for '%s'",
					 scll_profile_where(p, other, where, sizeof(where)),
					 scll_profile_action_text(rule->action, here, sizeof(here)),
					 scll_profile_action_text(other->action, there, sizeof(there)),
					 rule->call);
	}
	scll_profile_others(p, rule, rule, " after ", others, sizeof(others));
	return scll_profile_fail(p, rule, -EINVAL, "libseccomp refuses this rule for '%s'%s",
				 rule->call, others);
}

static int add_rules(const struct profile *p, struct job *job)
{
	job->step = STEP_RULES;
	for (job->rule = 0; job->rule < p->rule_count; job->rule++) {
		const struct profile_rule *r = &p->rules[job->rule];
		int ret;

		/* libseccomp refuses a rule that does what happens without it. */
		if (r->dropped || r->action == p->default_action)
			continue;
		ret = seccomp_rule_add_array(p->ctx, r->action, r->nr, r->count, r->cmp);
		if (ret == -EEXIST)
			return fail_exists(p, r);
		if (ret)
			return scll_profile_fail(p, r, ret, "libseccomp refuses the rule: %s",
						 strerror(-ret));
	}
	return 0;
}

/* Appends libseccomp's program. */
static int export(const struct profile *p, struct job *job)
{
	/* What did not fit has its length, too. */
	const size_t left = job->len < BPF_MAXINSNS ? BPF_MAXINSNS - job->len : 0;
	int len;

	job->step = STEP_EXPORT;
	len = scll_export(p->ctx, job->prog + job->len, left);
	if (len < 0)
		return scll_json_fail(&p->file, len, NULL, "libseccomp cannot make the filter: %s",
				      strerror(-len));
	if (!len)
		return scll_json_fail(&p->file, -EINVAL, NULL,
				      "the filter has more than %d instructions", BPF_MAXINSNS);
	job->len += len;
	return 0;
}

static int work(const struct profile *p, struct job *job)
{
	struct profile_calls *calls = calloc(p->arch_count, sizeof(*calls));
	int ret = calls ? 0 : scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");

	for (size_t i = 0; !ret && i < p->arch_count; i++)
		ret = scll_profile_calls_get(p, p->arches[i], &calls[i]);
	if (!ret)
		ret = scll_profile_find_conflicts(p);
	if (!ret)
		ret = add_rules(p, job);
	if (!ret) {
		job->len = scll_profile_front(p, calls, p->arch_count, job->prog, BPF_MAXINSNS);
		ret = export(p, job);
	}
	job->step = STEP_CHECK;
	if (!ret)
		ret = scll_profile_check(p, calls, p->arch_count, job->prog, job->len);
	for (size_t i = 0; calls && i < p->arch_count; i++)
		free(calls[i].keys);
	free(calls);
	job->ret = ret;
	job->done = true;
	return ret;
}

static int fail_time(const struct profile *p, const struct job *job)
{
	const struct scmp_version *v = seccomp_version();
	char others[256];

	if (job->step == STEP_RULES && job->rule < p->rule_count) {
		const struct profile_rule *rule = &p->rules[job->rule];

		scll_profile_others(p, rule, rule, " after ", others, sizeof(others));
		return scll_profile_fail(p, rule, -ETIME,
					 "libseccomp %u.%u.%u did not end within %u s when it added this rule for '%s'%s; write these rules in another way",
					 v->major, v->minor, v->micro, p->host->seconds, rule->call,
					 others);
	}
	return scll_json_fail(&p->file, -ETIME, p->pos,
			      job->step == STEP_EXPORT ?
			      "libseccomp %u.%u.%u did not make the filter within %u s" :
			      "the filter of libseccomp %u.%u.%u could not be checked within %u s",
			      v->major, v->minor, v->micro, p->host->seconds);
}

static void limit_time(unsigned int seconds)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_CPU, &limit)) {
		if (limit.rlim_max > seconds + 1)
			limit.rlim_max = seconds + 1;
		limit.rlim_cur = seconds < limit.rlim_max ? seconds : limit.rlim_max;
		setrlimit(RLIMIT_CPU, &limit);
	}
	signal(SIGXCPU, SIG_DFL);
	/* No core file of what is expected. */
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
}

/* The work of a process of its own. */
static int work_apart(const struct profile *p, struct job *job)
{
	pid_t pid = fork();
	int status = 0;

	if (pid < 0)
		return scll_json_fail(&p->file, -errno, NULL, "no process for libseccomp: %s",
				      strerror(errno));
	if (!pid) {
		limit_time(p->host->seconds);
		work(p, job);
		_exit(0);
	}
	/* Where SIGCHLD is ignored there is no status, and job->done tells. */
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (job->done)
		return job->ret;
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGXCPU && WTERMSIG(status) != SIGKILL)
		return scll_json_fail(&p->file, -EFAULT, p->pos,
				      "libseccomp fails with signal %d (%s)",
				      WTERMSIG(status), strsignal(WTERMSIG(status)));
	return fail_time(p, job);
}

int scll_profile_build(const struct profile *p, struct profile_filter *filter)
{
	struct job *job = mmap(NULL, sizeof(*job), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct profile shared = *p;
	int ret;

	if (job == MAP_FAILED)
		return scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	shared.file.err = &job->err;
	ret = p->host->seconds ? work_apart(&shared, job) : work(&shared, job);
	if (ret) {
		errmsg_set(p->file.err, ret, "%s", job->err.text);
	} else {
		filter->flags = p->flags;
		filter->len = job->len;
		filter->prog = malloc(job->len * sizeof(*job->prog));
		if (filter->prog)
			memcpy(filter->prog, job->prog, job->len * sizeof(*job->prog));
		else
			ret = scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	}
	munmap(job, sizeof(*job));
	return ret;
}
