// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll ps - the list of processes
 *
 * libproc2 reads it, except for the counts of filters, which it does not know.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <libproc2/pids.h>
#include <stdlib.h>
#include <string.h>

#include "ps.h"

/* In the order of the array below.  PIDS_VAL() differs between versions. */
enum { ITEM_TID, ITEM_TGID, ITEM_PPID, ITEM_BEGAN, ITEM_CMD, ITEM_CMDLINE, ITEM_COUNT };

static enum pids_item items[ITEM_COUNT] = {
	PIDS_ID_TID, PIDS_ID_TGID, PIDS_ID_PPID, PIDS_TICS_BEGAN, PIDS_CMD, PIDS_CMDLINE,
};

struct counts {
	unsigned int filters;
	unsigned int ruled;
	bool extended;
};

/* read_counts: false if the thread is gone, or ending */
static bool read_counts(pid_t tgid, pid_t tid, struct counts *counts)
{
	char path[64], line[256];
	bool alive = false;
	char state = 'Z';
	FILE *status;

	memset(counts, 0, sizeof(*counts));
	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", tgid, tid);
	status = fopen(path, "re");
	if (!status)
		return false;
	while (fgets(line, sizeof(line), status)) {
		if (sscanf(line, "State: %c", &state) == 1)
			continue;
		if (sscanf(line, "Seccomp_filters: %u", &counts->filters) == 1)
			alive = true;
		if (sscanf(line, "Seccomp_landlock: %u", &counts->ruled) == 1)
			counts->extended = true;
	}
	fclose(status);
	return alive && !strchr("ZX", state);
}

/* add_chain: unless another thread has the same */
static const char *add_chain(struct ps_proc *proc, struct ps_chain *chain)
{
	struct ps_chain *chains;

	for (size_t i = 0; i < proc->chain_count; i++) {
		if (proc->chains[i].layers != chain->layers ||
		    strcmp(proc->chains[i].ids, chain->ids))
			continue;
		free(chain->ids);
		return NULL;
	}
	chains = reallocarray(proc->chains, proc->chain_count + 1, sizeof(*chain));
	if (!chains) {
		free(chain->ids);
		return "out of memory";
	}
	chains[proc->chain_count++] = *chain;
	proc->chains = chains;
	return NULL;
}

/* read_chain: of a thread with a ruled filter; NULL, or why it cannot be read */
static const char *read_chain(struct ps_proc *proc, pid_t tid)
{
	const char *why = NULL;
	struct ps_chain chain;
	char path[64], *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/seccomp_landlock", proc->pid, tid);
	errno = 0;
	file = fopen(path, "re");
	if (file && getline(&line, &size, file) > 0)
		why = ps_parse_chain(line, &chain) ? "its filters are told in unknown words" :
		      add_chain(proc, &chain);
	else if (errno == EACCES || errno == EPERM)
		why = "not permitted to read its filters";
	else if (errno != ENOENT && errno != ESRCH)
		why = "its filters cannot be read";
	/* Of a thread that has ended there is nothing to know. */
	free(line);
	if (file)
		fclose(file);
	return why;
}

/*
 * printable: a copy in ASCII.  A sandbox must not write escape sequences to our terminal,
 * nor what a line could be cut in the middle of.
 */
static char *printable(const struct pids_stack *stack)
{
	const char *line = stack->head[ITEM_CMDLINE].result.str;
	const char *name = stack->head[ITEM_CMD].result.str;
	char *text;

	/* A process without arguments, or whose line may not be read. */
	if (!line || !*line || !strcmp(line, "-")) {
		if (asprintf(&text, "[%s]", name ? name : "?") < 0)
			return NULL;
	} else {
		text = strdup(line);
	}
	for (char *c = text; c && *c; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
	return text;
}

static void widen(struct ps_range *range, unsigned int value)
{
	if (value < range->min)
		range->min = value;
	if (value > range->max)
		range->max = value;
}

/* add_thread: to the process it belongs to; threads come in any order */
static int add_thread(struct ps_list *list, const struct pids_stack *stack)
{
	const pid_t tgid = stack->head[ITEM_TGID].result.s_int;
	const pid_t tid = stack->head[ITEM_TID].result.s_int;
	struct ps_proc *proc = NULL;
	struct counts counts;

	if (!read_counts(tgid, tid, &counts))
		return 0;
	list->extended |= counts.extended;
	for (size_t i = list->count; i-- > 0 && !proc;)
		if (list->procs[i].pid == tgid)
			proc = &list->procs[i];
	if (!proc) {
		proc = &list->procs[list->count];
		*proc = (struct ps_proc){
			.pid = tgid,
			.filters = { counts.filters, counts.filters },
			.ruled = { counts.ruled, counts.ruled },
		};
		list->count++;
	}
	proc->threads++;
	widen(&proc->filters, counts.filters);
	widen(&proc->ruled, counts.ruled);
	if (counts.ruled && !proc->why)
		proc->why = read_chain(proc, tid);
	if (proc->command && tid != tgid)
		return 0;
	proc->ppid = stack->head[ITEM_PPID].result.s_int;
	proc->began = stack->head[ITEM_BEGAN].result.ull_int;
	free(proc->command);
	proc->command = printable(stack);
	return proc->command ? 0 : -ENOMEM;
}

static int by_pid(const void *a, const void *b)
{
	const struct ps_proc *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

int ps_read(struct ps_list *list)
{
	struct pids_info *info = NULL;
	struct pids_fetch *fetch;
	int ret;

	memset(list, 0, sizeof(*list));
	ret = procps_pids_new(&info, items, ITEM_COUNT);
	if (ret < 0)
		return ret;
	errno = 0;
	fetch = procps_pids_reap(info, PIDS_FETCH_THREADS_TOO);
	if (!fetch) {
		ret = errno ? -errno : -EIO;
		goto out;
	}
	list->procs = calloc(fetch->counts->total + 1, sizeof(*list->procs));
	if (!list->procs)
		ret = -ENOMEM;
	for (int i = 0; !ret && i < fetch->counts->total; i++)
		ret = add_thread(list, fetch->stacks[i]);
	if (ret)
		ps_free(list);
	else
		qsort(list->procs, list->count, sizeof(*list->procs), by_pid);
out:
	procps_pids_unref(&info);
	return ret;
}

void ps_free(struct ps_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		for (size_t j = 0; j < list->procs[i].chain_count; j++)
			free(list->procs[i].chains[j].ids);
		free(list->procs[i].chains);
		free(list->procs[i].command);
	}
	free(list->procs);
	memset(list, 0, sizeof(*list));
}

struct ps_proc *ps_find(const struct ps_list *list, pid_t pid)
{
	const struct ps_proc key = { .pid = pid };

	if (!list->count)
		return NULL;
	return bsearch(&key, list->procs, list->count, sizeof(key), by_pid);
}

bool ps_sandboxed(const struct ps_proc *proc)
{
	return proc->filters.max > 0;
}
