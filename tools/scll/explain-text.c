// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll explain - a denial in words
 */
#include <stdio.h>
#include <string.h>

#include "explain.h"
#include "json-out.h"

/* why: %1$d is the target */
static const struct {
	const char *reason;
	const char *words;
} reasons[] = {
	{ "strict", "its sandbox may trace nobody" },
	{ "dying", "one of the two is ending and has no filters to compare any more" },
	{ "not-subset",
	  "its filters are not an ancestor of those of PID %1$d, which is outside of its sandbox" },
	{ "delegated",
	  "its filters have SECCOMP_RET_TRACE, or those of PID %1$d a listener, not vouched for" },
};

#define REASON_COUNT	(sizeof(reasons) / sizeof(*reasons))

static const char *words_of(const char *reason)
{
	for (size_t i = 0; i < REASON_COUNT; i++)
		if (!strcmp(reasons[i].reason, reason))
			return reasons[i].words;
	return "this program does not know the reason";
}

void denial_text(const struct denial *denial, char *buf, size_t size)
{
	char why[160];

	snprintf(why, sizeof(why), words_of(denial->reason), denial->target);
	snprintf(buf, size, "PID %d (%s) may not %s PID %d (%s): %s (%s)",
		 denial->tracer, denial->tracer_name, denial->attach ? "attach to" : "read from",
		 denial->target, denial->target_name, why,
		 denial->reason[0] ? denial->reason : "none given");
	/* Names are what the processes like to be called. */
	for (char *c = buf; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
}

int denial_json(const struct denial *denial, const char *text)
{
	return json_print(json_pack("{s:{s:i, s:o}, s:{s:i, s:o}, s:s, s:o, s:o}",
				    "tracer", "pid", denial->tracer,
				    "comm", json_text(denial->tracer_name),
				    "target", "pid", denial->target,
				    "comm", json_text(denial->target_name),
				    "access", denial->attach ? "attach" : "read",
				    "reason", json_text(denial->reason), "text", json_text(text)),
			  JSON_COMPACT);
}
