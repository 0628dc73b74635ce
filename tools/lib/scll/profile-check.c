// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: does the program deny what the rules deny?
 *
 * libseccomp drops rules without a word if it has others for the same call, and makes
 * wrong programs of some.  So all paths of the program are followed for each system call
 * that it knows, and what it does is compared with the rules.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bpf-run.h"
#include "profile-parts.h"

unsigned int scll_profile_severity(uint32_t action)
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
		return 6;
	case SECCOMP_RET_KILL_THREAD:
		return 5;
	case SECCOMP_RET_TRAP:
		return 4;
	case SECCOMP_RET_ERRNO:
		return 3;
	case SECCOMP_RET_TRACE:
		return 2;
	case SECCOMP_RET_LOG:
		return 1;
	}
	return 0;
}

const char *scll_profile_action_text(uint32_t action, char *buf, size_t size)
{
	static const char *const names[] = {
		"SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_ERRNO",
		"SCMP_ACT_TRAP", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS",
	};
	const unsigned int severity = scll_profile_severity(action);

	if (severity == 2 || severity == 3)
		snprintf(buf, size, "%s %u", names[severity], action & SECCOMP_RET_DATA);
	else
		snprintf(buf, size, "%s", names[severity]);
	return buf;
}

const char *scll_profile_where(const struct profile *p, const struct profile_rule *rule, char *buf,
			       size_t size)
{
	const struct json_pos *element = JSON_INDEX(JSON_KEY(p->pos, "syscalls"), rule->element);

	if (rule->arg >= 0)
		return scll_json_where(JSON_INDEX(JSON_KEY(element, "args"), rule->arg), buf, size);
	if (rule->name >= 0)
		return scll_json_where(JSON_INDEX(JSON_KEY(element, "names"), rule->name), buf,
				       size);
	return scll_json_where(JSON_KEY(element, "name"), buf, size);
}

void scll_profile_others(const struct profile *p, const struct profile_rule *rule,
			 const struct profile_rule *end, const char *intro, char *buf, size_t size)
{
	char where[128];
	size_t len = 0;

	*buf = '\0';
	for (const struct profile_rule *other = p->rules; other < end && len < size; other++)
		if (other != rule && other->nr == rule->nr)
			len += snprintf(buf + len, size - len, "%s%s", *buf ? ", " : intro,
					scll_profile_where(p, other, where, sizeof(where)));
}

int scll_profile_fail(const struct profile *p, const struct profile_rule *rule, int code,
		      const char *fmt, ...)
{
	char where[256], what[640];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return errmsg_set(p->file.err, code, "%s: %s: %s", p->file.name,
			  scll_profile_where(p, rule, where, sizeof(where)), what);
}

bool scll_profile_holds(const struct scmp_arg_cmp *cmp, uint64_t value)
{
	switch (cmp->op) {
	case SCMP_CMP_NE:
		return value != cmp->datum_a;
	case SCMP_CMP_LT:
		return value < cmp->datum_a;
	case SCMP_CMP_LE:
		return value <= cmp->datum_a;
	case SCMP_CMP_EQ:
		return value == cmp->datum_a;
	case SCMP_CMP_GE:
		return value >= cmp->datum_a;
	case SCMP_CMP_GT:
		return value > cmp->datum_a;
	case SCMP_CMP_MASKED_EQ:
		/* seccomp_rule_add(3): "equal to the masked datum value" */
		return (value & cmp->datum_a) == (cmp->datum_b & cmp->datum_a);
	default:
		return false;
	}
}

bool scll_profile_matches(const struct profile_rule *rule, const uint64_t *args)
{
	for (unsigned int i = 0; i < rule->count; i++)
		if (!scll_profile_holds(&rule->cmp[i], args[rule->cmp[i].arg]))
			return false;
	return true;
}

/* A rule in a form that is the same for the same conditions. */
struct plain {
	struct profile_rule *rule;
	int nr;
	unsigned int count;
	struct scmp_arg_cmp cmp[PROFILE_ARGS];
};

/* Several operators say the same; returns false for what is always true. */
static bool make_plain(struct scmp_arg_cmp *cmp)
{
	if (cmp->op == SCMP_CMP_MASKED_EQ) {
		cmp->datum_b &= cmp->datum_a;
		if (cmp->datum_a == UINT64_MAX)
			*cmp = (struct scmp_arg_cmp){ cmp->arg, SCMP_CMP_EQ, cmp->datum_b, 0 };
		return cmp->op == SCMP_CMP_EQ || cmp->datum_a;
	}
	cmp->datum_b = 0;
	if (cmp->op == SCMP_CMP_GT && cmp->datum_a < UINT64_MAX) {
		cmp->op = SCMP_CMP_GE;
		cmp->datum_a++;
	} else if (cmp->op == SCMP_CMP_LT && cmp->datum_a) {
		cmp->op = SCMP_CMP_LE;
		cmp->datum_a--;
	}
	return cmp->op != SCMP_CMP_GE || cmp->datum_a;
}

static int compare_conditions(const struct plain *x, const struct plain *y)
{
	if (x->nr != y->nr)
		return x->nr < y->nr ? -1 : 1;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return memcmp(x->cmp, y->cmp, x->count * sizeof(*x->cmp));
}

static int compare_plain(const void *a, const void *b)
{
	const struct plain *x = a, *y = b;
	int ret = compare_conditions(x, y);

	if (ret)
		return ret;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static int fail_conflict(const struct profile *p, const struct profile_rule *rule,
			 const struct profile_rule *other)
{
	char where[128], here[64], there[64];

	return scll_profile_fail(p, rule, -EINVAL,
				 "contradicts %s: '%s' under the same conditions, and %s here, %s there",
				 scll_profile_where(p, other, where, sizeof(where)), rule->call,
				 scll_profile_action_text(rule->action, here, sizeof(here)),
				 scll_profile_action_text(other->action, there, sizeof(there)));
}

/* Rules with the same conditions. */
static int resolve_conflict(const struct profile *p, const struct plain *plain, size_t count)
{
	const struct profile_rule *strictest = plain[0].rule, *other = NULL;
	bool depends = false;

	for (size_t i = 0; i < count; i++) {
		const struct profile_rule *rule = plain[i].rule;

		depends |= rule->depends;
		if (!other && rule->action != plain[0].rule->action)
			other = rule;
		if (scll_profile_severity(rule->action) > scll_profile_severity(strictest->action))
			strictest = rule;
	}
	if (other && !depends)
		return fail_conflict(p, other, plain[0].rule);
	for (size_t i = 0; i < count; i++)
		if (plain[i].rule->action != strictest->action)
			plain[i].rule->dropped = true;
	return 0;
}

static void set_plain(struct plain *plain, struct profile_rule *rule)
{
	plain->rule = rule;
	plain->nr = rule->nr;
	for (unsigned int i = 0; i < rule->count; i++) {
		struct scmp_arg_cmp cmp = rule->cmp[i];

		if (make_plain(&cmp))
			plain->cmp[plain->count++] = cmp;
	}
}

int scll_profile_find_conflicts(const struct profile *p)
{
	struct plain *plain = calloc(p->rule_count + 1, sizeof(*plain));
	int ret = 0;

	if (!plain)
		return scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	for (size_t i = 0; i < p->rule_count; i++)
		set_plain(&plain[i], &p->rules[i]);
	qsort(plain, p->rule_count, sizeof(*plain), compare_plain);
	for (size_t i = 0, next; !ret && i < p->rule_count; i = next) {
		for (next = i + 1; next < p->rule_count; next++)
			if (compare_conditions(&plain[i], &plain[next]))
				break;
		ret = resolve_conflict(p, plain + i, next - i);
	}
	free(plain);
	return ret;
}

/* One system call of an architecture, and its rules. */
struct subject {
	const struct profile *p;
	const struct profile_calls *calls;
	const struct profile_rule *const *rules;
	size_t count;
	const struct sock_filter *prog;
	size_t len;
	unsigned int used;		/* arguments that a rule asks for */
	struct scll_bpf_call call;
};

/* What the rules say: the strictest that matches, or the default; and which rule. */
static uint32_t expected(const struct subject *s, const struct profile_rule **by)
{
	uint32_t action = s->p->default_action;

	*by = NULL;
	for (size_t i = 0; i < s->count; i++) {
		const struct profile_rule *rule = s->rules[i];

		if (!scll_profile_matches(rule, (const uint64_t *)s->call.data.args))
			continue;
		if (!*by || scll_profile_severity(rule->action) > scll_profile_severity(action)) {
			action = rule->action;
			*by = rule;
		}
	}
	return action;
}

/* " with argument 0 = 0x10, argument 1 = 0x2 on x86" */
static void describe_call(const struct subject *s, char *buf, size_t size)
{
	size_t len = 0;

	*buf = '\0';
	for (unsigned int i = 0; i < PROFILE_ARGS && len < size; i++)
		if (s->used >> i & 1)
			len += snprintf(buf + len, size - len, "%s argument %u = %#llx",
					*buf ? "," : " with", i,
					(unsigned long long)s->call.data.args[i]);
	if (s->calls->arch != seccomp_arch_native() && len < size)
		snprintf(buf + len, size - len, " on %s", scll_profile_arch_name(s->calls->arch));
}

/* A rule that matches the call and has the action that the program takes. */
static const struct profile_rule *find_winner(const struct subject *s, uint32_t verdict)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->rules[i]->action == verdict &&
		    scll_profile_matches(s->rules[i], (const uint64_t *)s->call.data.args))
			return s->rules[i];
	return NULL;
}

/* Does a rule ask for more than 32-bit arguments have? */
static bool is_too_wide(const struct subject *s)
{
	for (size_t i = 0; i < s->count && !s->calls->is_64; i++)
		for (unsigned int j = 0; j < s->rules[i]->count; j++)
			if ((s->rules[i]->cmp[j].datum_a | s->rules[i]->cmp[j].datum_b) >> 32)
				return true;
	return false;
}

static int fail_weaker(const struct subject *s, const struct profile_rule *by, uint32_t verdict)
{
	const struct profile_rule *winner = find_winner(s, verdict);
	const struct profile_rule *rule = by ? by : s->rules[s->count - 1];
	const struct scmp_version *v = seccomp_version();
	char call[256], got[64], want[64], where[128], others[256];

	describe_call(s, call, sizeof(call));
	scll_profile_action_text(verdict, got, sizeof(got));
	if (winner && by)
		return scll_profile_fail(s->p, by > winner ? by : winner, -EINVAL,
					 "contradicts %s: both match '%s'%s, and the weaker %s would win",
					 scll_profile_where(s->p, by > winner ? winner : by, where,
							    sizeof(where)),
					 by->call, call, got);
	scll_profile_action_text(by ? by->action : s->p->default_action, want, sizeof(want));
	scll_profile_others(s->p, rule, s->p->rules + s->p->rule_count, " and ", others,
			    sizeof(others));
	return scll_profile_fail(s->p, rule, -EOPNOTSUPP,
				 "libseccomp %u.%u.%u makes a wrong filter of this%s: '%s'%s gets %s and not %s; %s",
				 v->major, v->minor, v->micro, others, rule->call, call, got, want,
				 is_too_wide(s) ? "it compares no more than 32 bits there" :
				 "write the rules in another way");
}

static int check_number(struct subject *s, uint32_t nr)
{
	const uint32_t args = SCLL_BPF_UNKNOWN(offsetof(struct seccomp_data, args));
	struct scll_bpf start = { .prog = s->prog, .len = s->len };
	const struct profile_rule *by;
	struct profile_paths paths = {
		.prog = s->prog, .len = s->len, .nr = nr, .arch = s->calls->audit,
		.rules = s->rules, .count = s->count,
		.default_action = s->p->default_action, .is_64 = s->calls->is_64,
	};
	uint32_t verdict;
	int ret;

	s->call = (struct scll_bpf_call){
		.data = { .nr = nr, .arch = s->calls->audit },
		.unknown = ~(args - 1),
	};
	/* The way to the rules of this number is the same for all arguments. */
	ret = scll_bpf_run(&start, &s->call, &verdict);
	if (ret >= 0) {
		paths.start = ret ? start.pc - 1 : start.pc;
		ret = scll_profile_find_weaker(&paths);
	}
	if (!ret)
		return 0;
	if (ret < 0)
		return scll_json_fail(&s->p->file, -EINVAL, s->p->pos,
				      "libseccomp made a filter that cannot be checked");
	if (!s->count)
		return scll_json_fail(&s->p->file, -EOPNOTSUPP, s->p->pos,
				      "libseccomp makes a wrong filter: system call %d does not get the default action",
				      nr);
	memcpy(s->call.data.args, paths.args, sizeof(paths.args));
	s->used = 0;
	for (size_t i = 0; i < s->count; i++)
		for (unsigned int j = 0; j < s->rules[i]->count; j++)
			s->used |= 1U << s->rules[i]->cmp[j].arg;
	expected(s, &by);
	return fail_weaker(s, by, paths.verdict);
}

/* The same calls as parts of another one. */
static int check_part(const struct subject *s, int whole, uint32_t part, int key)
{
	/* With another version of ipc(2), too. */
	const uint32_t versions = key < -200 ? 0x10000 : 0;
	bool passes = false;
	uint32_t want;

	if (!scll_profile_hidden(s->p, s->calls, key, &want)) {
		if (s->rules[0]->count)
			return 0;
		want = s->rules[0]->action;
	}
	for (uint32_t first = part; first <= (part | versions); first += 0x10000) {
		struct scll_bpf run = { .prog = s->prog, .len = s->len };
		struct scll_bpf_call call = {
			.data = { .nr = whole, .arch = s->calls->audit, .args = { first } },
		};
		uint32_t verdict = 0;

		passes |= scll_bpf_run(&run, &call, &verdict) != 1 ||
			  scll_profile_severity(verdict) < scll_profile_severity(want);
	}
	if (!passes)
		return 0;
	return scll_profile_fail(s->p, s->rules[0], -EINVAL,
				 "'%s' can be called through '%s' on %s, which another rule allows",
				 s->rules[0]->call, key < -200 ? "ipc" : "socketcall",
				 scll_profile_arch_name(s->calls->arch));
}

/* The rules by what libseccomp makes of their names on an architecture. */
struct keyed {
	int key;
	const struct profile_rule *rule;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* All numbers that a name stands for. */
static int check_key(struct subject *s, int key)
{
	uint32_t part = 0;
	int whole = scll_profile_whole(s->calls, key, &part);
	int ret = 0;

	for (size_t i = 0; !ret && i < s->calls->count; i++)
		if (s->calls->known[i].key == key)
			ret = check_number(s, s->calls->known[i].nr);
	if (!ret && whole >= 0)
		ret = check_part(s, whole, part, key);
	return ret;
}

static bool has_rule(const struct keyed *keyed, size_t count, int key)
{
	for (size_t i = 0; i < count; i++)
		if (keyed[i].key == key)
			return true;
	return false;
}

static int check_arch(struct subject *s, struct keyed *keyed,
		      const struct profile_rule **rules)
{
	const struct profile *p = s->p;
	int ret = 0;

	for (size_t i = 0; i < p->rule_count; i++)
		keyed[i] = (struct keyed){ s->calls->keys[i], &p->rules[i] };
	qsort(keyed, p->rule_count, sizeof(*keyed), compare_keyed);
	for (size_t i = 0; i < p->rule_count; i++)
		rules[i] = keyed[i].rule;
	for (size_t i = 0, next; !ret && i < p->rule_count; i = next) {
		for (next = i + 1; next < p->rule_count && keyed[next].key == keyed[i].key; next++)
			;
		s->rules = rules + i;
		s->count = next - i;
		ret = check_key(s, keyed[i].key);
	}
	s->count = 0;
	for (size_t i = 0; !ret && i < s->calls->count; i++)
		if (!has_rule(keyed, p->rule_count, s->calls->known[i].key))
			ret = check_number(s, s->calls->known[i].nr);
	return ret;
}

int scll_profile_check(const struct profile *p, const struct profile_calls *calls, size_t count,
		       const struct sock_filter *prog, size_t len)
{
	struct subject s = { .p = p, .prog = prog, .len = len };
	const struct profile_rule **rules = calloc(p->rule_count + 1, sizeof(*rules));
	struct keyed *keyed = calloc(p->rule_count + 1, sizeof(*keyed));
	int ret = 0;

	if (!rules || !keyed)
		ret = scll_json_fail(&p->file, -ENOMEM, NULL, "out of memory");
	for (size_t i = 0; !ret && i < count; i++) {
		s.calls = &calls[i];
		ret = check_arch(&s, keyed, rules);
	}
	free(rules);
	free(keyed);
	return ret;
}
