// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: all paths of a program
 *
 * A path is what the program does with calls that it cannot tell apart.  It is known by
 * the values that each word of the arguments can have there, of those that make a
 * difference to any condition of any rule: a wrong program compares a word with a number
 * that was meant for another one.  Whether a rule denies some call of a path that the
 * program lets pass can then be found out without trying all calls.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "profile-parts.h"

#define WORDS		(2 * PROFILE_ARGS)
#define VALUES_MAX	512
#define NUMBERS_MAX	256
#define MASKS_MAX	32
/* So many instructions are followed, and so many calls tried one by one. */
#define STEPS_MAX	1000000

struct numbers {
	size_t count;
	uint32_t number[NUMBERS_MAX];
};

/* Values between which no comparison tells others apart, for every word. */
struct values {
	struct numbers masks, numbers;
	size_t count;
	uint32_t value[VALUES_MAX];
	bool too_many;
};

struct set {
	uint64_t bits[VALUES_MAX / 64];
};

struct walk {
	struct profile_paths *paths;
	struct values values;
	unsigned int steps;
};

/* Where the program stands, and the values of the words: of argument 0 the lower one ... */
struct path {
	size_t pc;
	int word;		/* what is in the accumulator, or -1: */
	uint32_t number;	/* this */
	uint32_t mask;		/* which bits of it */
	struct set set[WORDS];
};

static bool has(const struct set *set, size_t i)
{
	return set->bits[i / 64] >> (i % 64) & 1;
}

static void add(struct set *set, size_t i)
{
	set->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/* The first element from @i on, or VALUES_MAX. */
static size_t next(const struct set *set, size_t i)
{
	while (i < VALUES_MAX && !has(set, i))
		i++;
	return i;
}

static void add_number(struct values *values, struct numbers *numbers, size_t max, uint32_t number)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (numbers->number[i] == number)
			return;
	if (numbers->count < max)
		numbers->number[numbers->count++] = number;
	else
		values->too_many = true;
}

static void add_condition(struct values *values, const struct scmp_arg_cmp *cmp,
			  unsigned int shift)
{
	uint64_t number = cmp->datum_a;

	if (cmp->op == SCMP_CMP_MASKED_EQ) {
		add_number(values, &values->masks, MASKS_MAX, number >> shift);
		number &= cmp->datum_b;
	}
	add_number(values, &values->numbers, NUMBERS_MAX, number >> shift);
}

/* What words are compared with, and which bits of them. */
static void collect_numbers(const struct profile_paths *p, struct values *values)
{
	struct numbers *masks = &values->masks;
	size_t own;

	add_number(values, masks, MASKS_MAX, UINT32_MAX);
	for (size_t i = 0; i < p->count; i++) {
		for (unsigned int j = 0; j < p->rules[i]->count; j++) {
			add_condition(values, &p->rules[i]->cmp[j], 0);
			add_condition(values, &p->rules[i]->cmp[j], 32);
		}
	}
	/* A wrong program takes what it masked for the whole word, and masks it once more. */
	own = masks->count;
	for (size_t i = 1; i < own; i++)
		for (size_t j = 1; j < i; j++)
			add_number(values, masks, MASKS_MAX, masks->number[i] & masks->number[j]);
}

static int order(uint32_t x, uint32_t y)
{
	return (x > y) - (x < y);
}

static bool is_same(const struct values *values, uint32_t x, uint32_t y)
{
	for (size_t i = 0; i < values->masks.count; i++) {
		const uint32_t mx = x & values->masks.number[i], my = y & values->masks.number[i];

		for (size_t j = 0; mx != my && j < values->numbers.count; j++)
			if (order(mx, values->numbers.number[j]) !=
			    order(my, values->numbers.number[j]))
				return false;
		/* A jump can also ask whether there are any bits. */
		if (!mx != !my)
			return false;
	}
	return true;
}

static void add_value(struct values *values, uint32_t value)
{
	for (size_t i = 0; i < values->count; i++)
		if (is_same(values, values->value[i], value))
			return;
	if (values->count < VALUES_MAX)
		values->value[values->count++] = value;
	else
		values->too_many = true;
}

/* Values of which some bits are around a number, and the others all 0 or 1, or of @other. */
static void add_around(struct values *values, uint32_t mask, uint32_t number, uint32_t other)
{
	for (int i = 0; i < 4; i++) {
		const uint32_t bits = (i < 3 ? number + i - 1 : ~number) & mask;

		add_value(values, bits);
		add_value(values, bits | ~mask);
		add_value(values, bits | (other & ~mask));
	}
}

/* The first value is 0. */
static void collect_values(struct values *values)
{
	const struct numbers *masks = &values->masks, *numbers = &values->numbers;

	add_value(values, 0);
	add_value(values, UINT32_MAX);
	for (size_t i = 0; i < masks->count; i++)
		for (size_t j = 0; j < numbers->count; j++)
			for (size_t k = 0; k < (i ? numbers->count : 1); k++)
				add_around(values, masks->number[i], numbers->number[j],
					   numbers->number[k]);
}

static bool is_asked(const struct profile_paths *p, unsigned int arg)
{
	for (size_t i = 0; i < p->count; i++)
		for (unsigned int j = 0; j < p->rules[i]->count; j++)
			if (p->rules[i]->cmp[j].arg == arg)
				return true;
	return false;
}

/* Calls @visit with all values of an argument on a path until it returns true. */
static bool any_value(const struct walk *w, const struct path *path, unsigned int arg,
		      bool (*visit)(void *data, uint64_t value), void *data)
{
	const struct set *low = &path->set[2 * arg], *high = &path->set[2 * arg + 1];

	if (!is_asked(w->paths, arg))
		return visit(data, w->values.value[next(low, 0)]);
	for (size_t i = next(high, 0); i < VALUES_MAX; i = next(high, i + 1))
		for (size_t j = next(low, 0); j < VALUES_MAX; j = next(low, j + 1))
			if (visit(data, (uint64_t)w->values.value[i] << 32 | w->values.value[j]))
				return true;
	return false;
}

/* The conditions of a rule on one argument, and a value of it. */
struct asked {
	const struct profile_rule *rule;
	unsigned int arg;
	uint64_t *value;
};

static bool matches_one(void *data, uint64_t value)
{
	struct asked *asked = data;

	*asked->value = value;
	for (unsigned int i = 0; i < asked->rule->count; i++)
		if (asked->rule->cmp[i].arg == asked->arg &&
		    !scll_profile_holds(&asked->rule->cmp[i], value))
			return false;
	return true;
}

static bool matches_not(void *data, uint64_t value)
{
	return !matches_one(data, value);
}

/* Is there a call on the path that the rule matches?  It is left in the arguments. */
static bool find_match(const struct walk *w, const struct path *path,
		       const struct profile_rule *rule)
{
	for (unsigned int arg = 0; arg < PROFILE_ARGS; arg++) {
		struct asked asked = { rule, arg, &w->paths->args[arg] };

		if (!any_value(w, path, arg, matches_one, &asked))
			return false;
	}
	return true;
}

/* Does the rule match all calls of the path? */
static bool covers(const struct walk *w, const struct path *path, const struct profile_rule *rule)
{
	for (unsigned int arg = 0; arg < PROFILE_ARGS; arg++) {
		uint64_t value;
		struct asked asked = { rule, arg, &value };

		if (any_value(w, path, arg, matches_not, &asked))
			return false;
	}
	return true;
}

struct unmatched {
	struct walk *w;
	const struct path *path;
	unsigned int arg;
};

/* Looks for a call that no rule matches, by trying all values of the arguments from one on. */
static bool find_unmatched(void *data, uint64_t value)
{
	const struct unmatched *at = data;
	struct unmatched deeper = { at->w, at->path, at->arg + 1 };
	struct profile_paths *p = at->w->paths;

	p->args[at->arg] = value;
	if (deeper.arg < PROFILE_ARGS)
		return any_value(at->w, at->path, deeper.arg, find_unmatched, &deeper);
	/* Too many: the end. */
	if (++at->w->steps > STEPS_MAX)
		return true;
	for (size_t i = 0; i < p->count; i++)
		if (scll_profile_matches(p->rules[i], p->args))
			return false;
	return true;
}

/* Is the program weaker than the rules for a call of this path? */
static int judge(struct walk *w, const struct path *path, uint32_t verdict)
{
	struct profile_paths *p = w->paths;
	const unsigned int severity = scll_profile_severity(verdict);
	struct unmatched all = { w, path, 0 };

	p->verdict = verdict;
	for (size_t i = 0; i < p->count; i++)
		if (scll_profile_severity(p->rules[i]->action) > severity &&
		    find_match(w, path, p->rules[i]))
			return 1;
	if (scll_profile_severity(p->default_action) <= severity)
		return 0;
	/* A right program has compared all that a rule asks for before it takes its action. */
	for (size_t i = 0; i < p->count; i++)
		if (covers(w, path, p->rules[i]))
			return 0;
	if (!any_value(w, path, 0, find_unmatched, &all))
		return 0;
	return w->steps > STEPS_MAX ? -EINVAL : 1;
}

static bool compare(uint32_t a, const struct sock_filter *insn)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return a == insn->k;
	case BPF_JGT:
		return a > insn->k;
	case BPF_JGE:
		return a >= insn->k;
	default:
		return a & insn->k;
	}
}

/* The calls of the path for which the jump is taken, or not; false if there are none. */
static bool branch(const struct walk *w, const struct path *path, const struct sock_filter *insn,
		   bool taken, struct path *to)
{
	const struct set *from = &path->set[path->word < 0 ? 0 : path->word];
	bool some = false;

	*to = *path;
	to->pc += 1 + (taken ? insn->jt : insn->jf);
	if (path->word < 0)
		return compare(path->number & path->mask, insn) == taken;
	to->set[path->word] = (struct set){};
	for (size_t i = next(from, 0); i < VALUES_MAX; i = next(from, i + 1)) {
		if (compare(w->values.value[i] & path->mask, insn) != taken)
			continue;
		add(&to->set[path->word], i);
		some = true;
	}
	return some;
}

/* Returns false for what no program of libseccomp loads. */
static bool load(const struct profile_paths *p, uint32_t offset, struct path *path)
{
	const uint32_t first = offsetof(struct seccomp_data, args);

	path->mask = UINT32_MAX;
	path->word = -1;
	if (offset == offsetof(struct seccomp_data, nr)) {
		path->number = p->nr;
	} else if (offset == offsetof(struct seccomp_data, arch)) {
		path->number = p->arch;
	} else if (offset >= first && offset < sizeof(struct seccomp_data)) {
		path->word = (offset - first) / 4;
		/* Little-endian machines have the lower word first. */
		path->word ^= __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	} else {
		return false;
	}
	return true;
}

/* Follows the path to its ends.  libseccomp uses no other instructions for arguments. */
static int follow(struct walk *w, struct path *path)
{
	struct path taken;
	int ret;

	while (path->pc < w->paths->len && ++w->steps <= STEPS_MAX) {
		const struct sock_filter *insn = &w->paths->prog[path->pc];

		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (!load(w->paths, insn->k, path))
				return -EINVAL;
			path->pc++;
			continue;
		case BPF_ALU | BPF_AND | BPF_K:
			path->mask &= insn->k;
			path->pc++;
			continue;
		case BPF_JMP | BPF_JA:
			path->pc += 1 + insn->k;
			continue;
		case BPF_RET | BPF_K:
			return judge(w, path, insn->k);
		}
		if (BPF_CLASS(insn->code) != BPF_JMP || BPF_SRC(insn->code) != BPF_K)
			break;
		if (branch(w, path, insn, true, &taken)) {
			ret = follow(w, &taken);
			if (ret)
				return ret;
		}
		if (!branch(w, path, insn, false, &taken))
			return 0;
		*path = taken;
	}
	return -EINVAL;
}

int scll_profile_find_weaker(struct profile_paths *paths)
{
	struct walk w = { .paths = paths };
	struct path path = { .pc = paths->start, .word = -1 };

	collect_numbers(paths, &w.values);
	collect_values(&w.values);
	if (w.values.too_many)
		return -EINVAL;
	for (int word = 0; word < WORDS; word++) {
		add(&path.set[word], 0);
		for (size_t i = 1; (paths->is_64 || word % 2 == 0) && i < w.values.count; i++)
			add(&path.set[word], i);
	}
	return follow(&w, &path);
}
