// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - the profile for seccomp of the calls that were made
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "learn.h"
#include "output.h"
#include "util.h"

/*
 * In each profile:
 * execve, which scll needs to start the command, and which comes before its first own call;
 * what is never notified, see silent_calls in learn-calls.c;
 * what the vDSO does without a call, and on another machine, or with another clock or
 * kernel, by one.  None of these gives a program anything that it has not without a call.
 */
static const char *const always[] = {
	"execve", "exit", "exit_group", "restart_syscall", "rt_sigreturn", "sigreturn",
	"clock_getres", "clock_getres_time64", "clock_gettime", "clock_gettime64", "getcpu",
	"getrandom", "gettimeofday", "time",
};

static const struct {
	uint32_t number;
	const char *name;
} arches[] = {
	{ SCMP_ARCH_X86_64, "SCMP_ARCH_X86_64" }, { SCMP_ARCH_X86, "SCMP_ARCH_X86" },
	{ SCMP_ARCH_AARCH64, "SCMP_ARCH_AARCH64" }, { SCMP_ARCH_ARM, "SCMP_ARCH_ARM" },
};

static const char *arch_name(uint32_t number)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (arches[i].number == number)
			return arches[i].name;
	return "SCMP_ARCH_NATIVE";
}

/* Not by learned_add(), as a command that uses many paths must not hide a call. */
static void add(struct learned *l, enum learned_kind kind, const char *name)
{
	json_object_set_new(l->of[kind], name, json_true());
}

void learned_syscall(struct learned *l, uint32_t arch, int nr)
{
	char *name = seccomp_syscall_resolve_num_arch(arch, nr);

	add(l, LEARNED_ARCHES, arch_name(arch));
	if (name)
		add(l, LEARNED_SYSCALLS, name);
	else
		learned_note(l, "system call %d of %s, which has no name here", nr,
			     arch_name(arch));
	free(name);
}

/* Takes over both.  EPERM is what engines of containers answer, too. */
static json_t *make_profile(json_t *arches, json_t *names)
{
	return json_pack("{s:s, s:i, s:o, s:[{s:o, s:s}]}", "defaultAction", "SCMP_ACT_ERRNO",
			 "defaultErrnoRet", EPERM, "architectures", arches,
			 "syscalls", "names", names, "action", "SCMP_ACT_ALLOW");
}

static bool add_all(struct learned *l, enum learned_kind kind, const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name) {
		if (!json_is_string(name))
			return false;
		add(l, kind, json_string_value(name));
	}
	return json_is_array(names);
}

int learned_merge_syscalls(struct learned *l, const char *name, const char *place)
{
	json_t *root, *archs, *names, *same;
	struct errmsg err = { "" };
	json_error_t error;
	size_t len;
	char *buf;
	int ret;

	if (access(place, F_OK) && errno == ENOENT)
		return 0;
	ret = file_read(place, &buf, &len, &err);
	if (ret) {
		fprintf(stderr, "scll learn: --merge %s: %s\n", name, strerror(-ret));
		return ret;
	}
	root = json_loadb(buf, len, JSON_REJECT_DUPLICATES, &error);
	free(buf);
	archs = json_object_get(root, "architectures");
	names = json_object_get(json_array_get(json_object_get(root, "syscalls"), 0), "names");
	/* What it makes is the same only if there is nothing else. */
	same = make_profile(json_incref(archs), json_incref(names));
	if (!json_equal(root, same) || !add_all(l, LEARNED_ARCHES, archs) ||
	    !add_all(l, LEARNED_SYSCALLS, names)) {
		fprintf(stderr,
			"scll learn: --merge %s: %s, and what it has must not be lost; give another file\n",
			name, root ? "not a profile as --seccomp-out makes it" : plain(error.text));
		ret = -EINVAL;
	}
	json_decref(same);
	json_decref(root);
	return ret;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *sorted(json_t *set)
{
	size_t count = json_object_size(set), i = 0;
	const char **names = calloc(count + 1, sizeof(*names)), *name;
	json_t *list = names ? json_array() : NULL, *value;

	if (!list)
		return NULL;
	json_object_foreach(set, name, value)
		names[i++] = name;
	qsort(names, count, sizeof(*names), by_name);
	for (i = 0; i < count; i++)
		json_array_append_new(list, json_string(names[i]));
	free(names);
	return list;
}

/* Whether a thread has to wait for another is a matter of time, and so of each run. */
static void add_waiting(struct learned *l)
{
	const json_t *calls = l->of[LEARNED_SYSCALLS];

	if (!json_object_get(calls, "clone") && !json_object_get(calls, "clone3"))
		return;
	add(l, LEARNED_SYSCALLS, "futex");
	add(l, LEARNED_SYSCALLS, "futex_time64");
}

int learned_write_syscalls(struct learned *l, const char *place)
{
	add_waiting(l);
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		add(l, LEARNED_SYSCALLS, always[i]);
	add(l, LEARNED_ARCHES, arch_name(seccomp_arch_native()));
	fprintf(stderr, "scll learn: a profile that allows %zu system calls\n",
		json_object_size(l->of[LEARNED_SYSCALLS]));
	return output_json(l->who, "profile", place,
			   make_profile(sorted(l->of[LEARNED_ARCHES]),
					sorted(l->of[LEARNED_SYSCALLS])));
}
