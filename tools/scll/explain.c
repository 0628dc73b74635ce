// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll explain - tell why tracing is denied
 *
 * Follows the tracepoint seccomp:seccomp_deny_ptrace in an instance of tracefs
 * of our own, so that no other user of tracing is disturbed.
 */
#include <errno.h>
#include <event-parse.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <tracefs.h>
#include <unistd.h>

#include "explain.h"
#include "scll-cmd.h"
#include "table.h"
#include "util.h"

#define SYSTEM	"seccomp"
#define EVENT	"seccomp_deny_ptrace"
/* PTRACE_MODE_ATTACH of the kernel */
#define MODE_ATTACH	0x02

#define EXIT_TIMEOUT	1

struct follow {
	struct tracefs_instance *instance;
	struct tep_handle *tep;
	int pipe;
	uint64_t seen;
	uint64_t count;		/* end after so many, 0: never */
	bool json;
	bool broken;		/* an event or our output */
};

static int get_text(struct tep_event *event, struct tep_record *record, const char *field,
		    char *buf, size_t size)
{
	int len;
	const char *raw = tep_get_field_raw(NULL, event, field, record, &len, 0);

	if (!raw)
		return -1;
	/* It need not end with a NUL byte. */
	snprintf(buf, size, "%.*s", len, raw);
	return 0;
}

static int get_denial(struct tep_event *event, struct tep_record *record, struct denial *denial)
{
	unsigned long long tracer, target, mode;

	if (tep_get_field_val(NULL, event, "tracer_pid", record, &tracer, 0) ||
	    tep_get_field_val(NULL, event, "tracee_pid", record, &target, 0) ||
	    tep_get_field_val(NULL, event, "mode", record, &mode, 0) ||
	    get_text(event, record, "tracer_comm", denial->tracer_name,
		     sizeof(denial->tracer_name)) ||
	    get_text(event, record, "tracee_comm", denial->target_name,
		     sizeof(denial->target_name)) ||
	    get_text(event, record, "reason", denial->reason, sizeof(denial->reason)))
		return -1;
	denial->tracer = tracer;
	denial->target = target;
	denial->attach = mode & MODE_ATTACH;
	return 0;
}

static int on_event(struct tep_event *event, struct tep_record *record, int cpu, void *context)
{
	struct follow *follow = context;
	struct denial denial;
	char text[512];

	(void)cpu;
	if (follow->broken || (follow->count && follow->seen >= follow->count))
		return 1;
	if (record->missed_events)
		fputs("scll explain: denials came too fast, some are missing here\n", stderr);
	if (get_denial(event, record, &denial)) {
		fputs("scll explain: this kernel's event is not one that I know\n", stderr);
		follow->broken = true;
		return 1;
	}
	denial_text(&denial, text, sizeof(text));
	if (follow->json ? denial_json(&denial, text) : puts(text) == EOF || fflush(stdout)) {
		fprintf(stderr, "scll explain: cannot write: %s\n", strerror(errno));
		follow->broken = true;
	}
	follow->seen++;
	return 0;
}

static int fail(const char *what)
{
	fprintf(stderr, "scll explain: %s: %s\n", what,
		errno == EACCES || errno == EPERM ?
		"not permitted; this needs the rights of root" : strerror(errno));
	return -1;
}

static int start(struct follow *follow)
{
	static const char *const systems[] = { SYSTEM, NULL };
	const char *dir;
	char name[48];

	errno = 0;
	dir = tracefs_tracing_dir();
	if (!dir || !*dir) {
		errno = errno ? errno : ENOENT;
		return fail("tracefs is not mounted");
	}
	if (access(dir, R_OK | W_OK | X_OK))
		return fail(dir);
	if (!tracefs_event_file_exists(NULL, SYSTEM, EVENT, "format")) {
		fputs("scll explain: this kernel has no tracepoint " SYSTEM ":" EVENT
		      ", and does not tell about tracing; 'scll run --explain' tells which files and ports are denied\n",
		      stderr);
		return -1;
	}
	snprintf(name, sizeof(name), "scll-explain-%d", getpid());
	follow->instance = tracefs_instance_create(name);
	if (!follow->instance)
		return fail("cannot make an instance in tracefs");
	follow->tep = tracefs_local_events_system(dir, systems);
	if (!follow->tep)
		return fail("cannot read the formats of events");
	/* Be woken by the first event, not by half a buffer. */
	if (tracefs_instance_file_write(follow->instance, "buffer_percent", "0") < 0)
		return fail("buffer_percent");
	follow->pipe = tracefs_instance_file_open(follow->instance, "trace_pipe",
						  O_RDONLY | O_NONBLOCK);
	if (follow->pipe < 0)
		return fail("trace_pipe");
	if (tracefs_event_enable(follow->instance, SYSTEM, EVENT) < 0)
		return fail("cannot enable " SYSTEM ":" EVENT);
	return 0;
}

static void stop(struct follow *follow)
{
	if (follow->pipe >= 0)
		close(follow->pipe);
	tep_free(follow->tep);
	if (!follow->instance)
		return;
	tracefs_event_disable(follow->instance, SYSTEM, EVENT);
	if (tracefs_instance_destroy(follow->instance))
		fprintf(stderr, "scll explain: cannot remove %s/instances/%s: %s\n",
			tracefs_tracing_dir(), tracefs_instance_get_name(follow->instance),
			strerror(errno));
	tracefs_instance_free(follow->instance);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000) + ts.tv_nsec / 1000000;
}

/* follow_events: until a signal, the last denial or the end of the time */
static int follow_events(struct follow *follow, int64_t timeout_ms, int signals)
{
	struct pollfd events[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = follow->pipe, .events = POLLIN },
	};
	int64_t end = now_ms() + timeout_ms;

	for (;;) {
		int64_t left = timeout_ms ? end - now_ms() : -1;

		if (timeout_ms && left < 0)
			left = 0;
		if (poll(events, 2, left) < 0) {
			fail("poll");
			return EXIT_SETUP;
		}
		/* What came before the end counts. */
		if (tracefs_iterate_raw_events(follow->tep, follow->instance, NULL, 0,
					       on_event, follow) < 0) {
			fail("cannot read events");
			return EXIT_SETUP;
		}
		if (follow->broken)
			return EXIT_SETUP;
		if (events[0].revents || (follow->count && follow->seen >= follow->count))
			return 0;
		if (!left)
			return follow->count ? EXIT_TIMEOUT : 0;
	}
}

static int follow_denials(uint64_t count, int64_t timeout_ms, bool json)
{
	struct follow follow = { .pipe = -1, .count = count, .json = json };
	int signals, ret = EXIT_SETUP;
	sigset_t set;

	/* The instance has to be removed however we are asked to end. */
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A reader that goes away is an error of writing. */
	signal(SIGPIPE, SIG_IGN);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0) {
		fail("signalfd");
		return EXIT_SETUP;
	}
	if (!start(&follow)) {
		fputs("scll explain: following denials\n", stderr);
		ret = follow_events(&follow, timeout_ms, signals);
	}
	stop(&follow);
	close(signals);
	return ret;
}

static int option_number(const char *option, const char *text, uint64_t *out)
{
	if (!parse_number(text, INT_MAX / 1000, out) && *out)
		return 0;
	fprintf(stderr, "scll explain: %s: '%s' is not a number from 1 to %d\n", option, text,
		INT_MAX / 1000);
	return -1;
}

int cmd_explain(int argc, char **argv)
{
	uint64_t count = 0, seconds = 0;
	bool json = false;
	int c;

	while ((c = table_getopt(argc, argv, "explain")) != -1) {
		switch (c) {
		case 'c':
			if (option_number("--count", optarg, &count))
				return EXIT_SETUP;
			break;
		case 't':
			if (option_number("--timeout", optarg, &seconds))
				return EXIT_SETUP;
			break;
		case OPT_JSON:
			json = true;
			break;
		case 'h':
			table_help(stdout, "explain");
			return 0;
		default:
			return EXIT_SETUP;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "scll explain: unexpected argument '%s'\n", argv[optind]);
		return EXIT_SETUP;
	}
	return follow_denials(count, seconds * 1000, json);
}
