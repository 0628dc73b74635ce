// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Seccomp profiles: the conditions "includes" and "excludes"
 *
 * A rule with "includes" applies if all conditions there hold: one of "arches", all
 * of "caps", "minKernel".  A rule with "excludes" does not apply if any one does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/utsname.h>

#include "profile-parts.h"

/* The largest profiles that are in use need a tenth of one. */
#define SECONDS_MAX	5

const char *scll_profile_arch_name(uint32_t arch)
{
	/* To libseccomp they are the same. */
	static const char *const names[] = {
		"x86", "x32", "arm", "mips", "mips64", "mips64n32", "mipsel", "mipsel64",
		"mipsel64n32", "ppc", "ppc64", "ppc64le", "s390", "s390x", "riscv64",
	};

	if (arch == SCMP_ARCH_X86_64)
		return "amd64";
	if (arch == SCMP_ARCH_AARCH64)
		return "arm64";
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (seccomp_arch_resolve_name(names[i]) == arch)
			return names[i];
	return "unknown";
}

int scll_profile_host_get(struct profile_host *host, struct errmsg *err)
{
	cap_t caps = cap_get_proc();
	struct utsname uts;

	if (!caps)
		return errmsg_set(err, -errno, "capabilities: %s", strerror(errno));
	host->caps = 0;
	for (cap_value_t cap = 0; cap < 64 && cap_get_bound(cap) >= 0; cap++) {
		cap_flag_value_t permitted = CAP_CLEAR;

		if (cap_get_flag(caps, cap, CAP_PERMITTED, &permitted))
			break;
		if (permitted == CAP_SET && cap_get_bound(cap) == 1)
			host->caps |= UINT64_C(1) << cap;
	}
	cap_free(caps);

	host->arch = scll_profile_arch_name(seccomp_arch_native());
	host->seconds = SECONDS_MAX;
	uname(&uts);
	if (sscanf(uts.release, "%u.%u", &host->kernel[0], &host->kernel[1]) != 2)
		return errmsg_set(err, -EINVAL, "kernel version '%s' is not understood",
				  uts.release);
	return 0;
}

/* Counts how many words of an array there are, and how many of them hold. */
struct tally {
	size_t all;
	size_t held;
};

static int count_arches(const struct profile *p, const json_t *arches,
			const struct json_pos *pos, struct tally *tally)
{
	const char *name;
	int ret;

	ret = scll_json_check_array(&p->file, arches, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(arches); i++) {
		ret = scll_json_get_string(&p->file, json_array_get(arches, i),
					   JSON_INDEX(pos, i), &name);
		if (ret)
			break;
		tally->all++;
		tally->held += !strcmp(name, p->host->arch);
	}
	return ret;
}

static int count_caps(const struct profile *p, const json_t *caps,
		      const struct json_pos *pos, struct tally *tally)
{
	const char *name;
	cap_value_t cap;
	int ret;

	ret = scll_json_check_array(&p->file, caps, 0, pos);
	for (size_t i = 0; !ret && i < json_array_size(caps); i++) {
		ret = scll_json_get_string(&p->file, json_array_get(caps, i),
					   JSON_INDEX(pos, i), &name);
		if (ret)
			break;
		if (cap_from_name(name, &cap) || cap < 0 || cap > 63)
			return scll_json_fail(&p->file, -EINVAL, JSON_INDEX(pos, i),
					      "unknown capability '%s'", name);
		tally->all++;
		tally->held += p->host->caps >> cap & 1;
	}
	return ret;
}

static int check_kernel(const struct profile *p, const json_t *version,
			const struct json_pos *pos, struct tally *tally)
{
	const unsigned int *have = p->host->kernel;
	unsigned int want[2];
	const char *text;
	int end = -1;
	int ret = scll_json_get_string(&p->file, version, pos, &text);

	if (ret || !*text)
		return ret;
	if (strspn(text, "0123456789.") != strlen(text) ||
	    sscanf(text, "%3u.%3u%n", &want[0], &want[1], &end) != 2 || text[end])
		return scll_json_fail(&p->file, -EINVAL, pos,
				      "'%s' is not a version like \"4.8\"", text);
	tally->all++;
	tally->held += have[0] > want[0] || (have[0] == want[0] && have[1] >= want[1]);
	return 0;
}

/* Reads "includes" or "excludes". */
static int count(const struct profile *p, const json_t *filter, const struct json_pos *pos,
		 struct tally *arches, struct tally *others)
{
	static const char *const keys[] = { "arches", "caps", "minKernel", NULL };
	const json_t *member;
	int ret;

	if (!filter)
		return 0;
	ret = scll_json_check_object(&p->file, filter, keys, pos);
	member = scll_json_member(filter, "arches");
	if (!ret && member)
		ret = count_arches(p, member, JSON_KEY(pos, "arches"), arches);
	member = scll_json_member(filter, "caps");
	if (!ret && member)
		ret = count_caps(p, member, JSON_KEY(pos, "caps"), others);
	member = scll_json_member(filter, "minKernel");
	if (!ret && member)
		ret = check_kernel(p, member, JSON_KEY(pos, "minKernel"), others);
	return ret;
}

int scll_profile_rule_applies(const struct profile *p, const json_t *rule,
			      const struct json_pos *pos, bool *applies)
{
	struct tally in_arches = { 0 }, in_others = { 0 };
	struct tally ex_arches = { 0 }, ex_others = { 0 };
	int ret;

	ret = count(p, scll_json_member(rule, "includes"), JSON_KEY(pos, "includes"),
		    &in_arches, &in_others);
	if (!ret)
		ret = count(p, scll_json_member(rule, "excludes"), JSON_KEY(pos, "excludes"),
			    &ex_arches, &ex_others);
	*applies = (!in_arches.all || in_arches.held) && in_others.held == in_others.all &&
		   !ex_arches.held && !ex_others.held;
	return ret;
}
