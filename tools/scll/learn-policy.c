// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll learn - from what was used to the rules of a policy
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "learn.h"
#include "output.h"
#include "policy.h"
#include "util.h"

/* What a policy can have, and what a hostile command can make us keep. */
#define PATHS_MAX	65536
#define BYTES_MAX	(64U << 20)
#define NOTES_MAX	64

/* A chain of renames could need as many rounds as it is long. */
#define ROUNDS_MAX	64

int learned_init(struct learned *l, const char *who)
{
	*l = (struct learned){ .who = who };
	for (size_t i = 0; i < LEARNED_KINDS; i++) {
		l->of[i] = json_object();
		if (!l->of[i])
			return -ENOMEM;
	}
	/* What "scll run" denies without a policy. */
	l->fs = SCLL_FS_ALL;
	l->net = SCLL_NET_ALL;
	return 0;
}

void learned_free(struct learned *l)
{
	for (size_t i = 0; i < LEARNED_KINDS; i++)
		json_decref(l->of[i]);
}

bool learned_has(const struct learned *l, enum learned_kind kind, const char *key)
{
	return json_object_get(l->of[kind], key);
}

static uint64_t get(const struct learned *l, enum learned_kind kind, const char *key)
{
	return json_integer_value(json_object_get(l->of[kind], key));
}

static void count(struct learned *l, enum learned_kind kind, const char *key)
{
	json_object_set_new(l->of[kind], key, json_integer(get(l, kind, key) + 1));
}

void learned_note(struct learned *l, const char *fmt, ...)
{
	struct errmsg text;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text.text, sizeof(text.text), fmt, ap);
	va_end(ap);
	for (char *p = text.text; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	if (!learned_has(l, LEARNED_NOTES, text.text) &&
	    json_object_size(l->of[LEARNED_NOTES]) >= NOTES_MAX)
		strcpy(text.text, "more than there is room to tell");
	count(l, LEARNED_NOTES, text.text);
}

static void set(struct learned *l, enum learned_kind kind, const char *key, json_t *value)
{
	if (!learned_has(l, kind, key)) {
		l->bytes += strlen(key);
		if (json_object_size(l->of[kind]) >= PATHS_MAX || l->bytes > BYTES_MAX) {
			learned_note(l, "paths beyond the first %zu", json_object_size(l->of[kind]));
			json_decref(value);
			return;
		}
	}
	if (json_object_set_new(l->of[kind], key, value))
		learned_note(l, "a path whose name is not UTF-8, which no policy can name");
}

void learned_add(struct learned *l, enum learned_kind kind, const char *key, uint64_t rights)
{
	set(l, kind, key, json_integer(get(l, kind, key) | rights));
}

/* The rest after "/proc/PID", and the PID; or NULL. */
static const char *of_process(const char *path, pid_t *pid)
{
	char *rest;

	if (strncmp(path, "/proc/", 6) || !isdigit((unsigned char)path[6]))
		return NULL;
	*pid = strtol(path + 6, &rest, 10);
	return !*rest || *rest == '/' ? rest : NULL;
}

/* Cuts the last component off. */
static void cut(char *path)
{
	char *slash = strrchr(path, '/');

	slash[slash == path] = '\0';
}

/*
 * What a path is, as text: what it leads to, and where that is.  A path is kept with what
 * it was; if it is another one in the end, then the rule would not be for what was used.
 */
static json_t *identity(const char *real, const struct stat *st)
{
	return json_sprintf("%jx:%jx %s", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino, real);
}

static json_t *identity_now(const char *path)
{
	char real[PATH_MAX];
	struct stat st;

	return realpath(path, real) && !stat(real, &st) ? identity(real, &st) : json_string("");
}

/* A path without links, with all above: a rule may be for these. */
static void see(struct learned *l, const char *path, const struct stat *st)
{
	char above[PATH_MAX];
	struct stat found;

	snprintf(above, sizeof(above), "%s", path);
	while (!learned_has(l, LEARNED_SEEN, above)) {
		if (!st && !lstat(above, &found))
			st = &found;
		if (st)
			set(l, LEARNED_SEEN, above, identity(above, st));
		st = NULL;
		if (!above[1])
			break;
		cut(above);
	}
}

void learned_rule(struct learned *l, const char *path, uint64_t rights)
{
	if (!learned_has(l, LEARNED_SEEN, path))
		set(l, LEARNED_SEEN, path, identity_now(path));
	learned_add(l, LEARNED_RULES, path, rights);
}

/* What the rules deny; of a file that is going to be made, those for its directory. */
static void deny(struct learned *l, const char *name, const char *path, uint64_t rights)
{
	char dir[PATH_MAX];

	if (access(path, F_OK) && errno == ENOENT) {
		snprintf(dir, sizeof(dir), "%s", path);
		cut(dir);
		name = dir;
		path = dir;
	}
	rights = scll_denied(l->sb, path, rights);
	if (rights)
		learned_add(l, LEARNED_PROPOSED, name, rights);
}

void learned_path(struct learned *l, const char *path, const struct stat *st, uint64_t rights)
{
	char self[PATH_MAX];
	const char *rest;
	pid_t pid;

	if (!rights || *path != '/')
		return;
	rest = of_process(path, &pid);
	if (l->sb)
		deny(l, rest ? "/proc" : path, path, rights);
	if (!rest) {
		see(l, path, st);
		learned_add(l, LEARNED_USED, path, rights);
		return;
	}
	if (pid != l->command && !l->sb) {
		learned_add(l, LEARNED_PROPOSED, "/proc", rights);
		return;
	}
	/* Threads have other numbers the next time. */
	snprintf(self, sizeof(self), "/proc/self%s",
		 !strncmp(rest, "/task/", 6) ? "/task" : rest);
	learned_add(l, LEARNED_USED, self, rights);
}

int learned_merge(struct learned *l, const char *name, const char *place)
{
	struct errmsg err = { "" };
	struct policy policy;
	char key[16], *buf;
	size_t len;
	int ret;

	if (access(place, F_OK) && errno == ENOENT)
		return 0;
	ret = file_read(place, &buf, &len, &err);
	if (!ret) {
		ret = scll_policy_read(name, buf, len, NULL, &policy, &err);
		free(buf);
	}
	if (ret) {
		fprintf(stderr, "%s: --merge %s\n", l->who, err.text);
		return ret;
	}
	/* What it does not deny needs no rule. */
	l->fs = policy.fs;
	l->net = policy.net;
	l->scopes = policy.scopes;
	for (size_t i = 0; i < policy.path_count; i++)
		learned_rule(l, policy.paths[i].path, policy.paths[i].rights);
	for (size_t i = 0; i < policy.port_count; i++) {
		snprintf(key, sizeof(key), "%u", policy.ports[i].port);
		learned_add(l, LEARNED_PORTS, key, policy.ports[i].rights);
	}
	scll_policy_free(&policy);
	return 0;
}

static size_t components(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		count += *path == '/' && path[1];
	return count;
}

/* What a rule can be about: it was there before the command, and still is. */
static void find_lasting(const struct learned *l, char *path)
{
	struct stat st;

	for (char *p = path + 1; *p; p++) {
		char *end = strchrnul(p, '/'), c = *end;

		*end = '\0';
		if (learned_has(l, LEARNED_MADE, path))
			break;
		*end = c;
		p = c ? end : end - 1;
	}
	if (learned_has(l, LEARNED_MADE, path))
		cut(path);
	while (lstat(path, &st) && path[1])
		cut(path);
}

/* Is the home directory this, or beneath it? */
static bool has_home(const char *path)
{
	const char *home = getenv("HOME");
	size_t len = strlen(path);
	char real[PATH_MAX];

	return home && realpath(home, real) && !strncmp(real, path, len) &&
	       (!real[len] || real[len] == '/');
}

/*
 * Places whose other content has nothing to do with the command: those for everybody,
 * those near the root, and the home directory.  What is made there has names that change.
 */
static bool is_shared(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	struct stat st;

	return components(path) < 2 || has_home(path) ||
	       !strcmp(name, "__pycache__") || !strcmp(path, "/dev/pts") ||
	       (!stat(path, &st) && st.st_mode & S_ISVTX);
}

/*
 * Whether a rule would be for other files than that, in which something is changed or read.
 * Rights for files are used with a directory too: by what makes a file without a name there.
 * Who has allowed to list one directory has not allowed to list those below.
 */
static bool is_for_more(const struct learned *l, const char *path, uint64_t rights)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode) &&
	       (l->exact || rights & ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR);
}

static void add_rule(struct learned *l, const char *used, uint64_t rights, unsigned int depth)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", used);
	find_lasting(l, path);
	if (l->exact && strcmp(path, used)) {
		learned_note(l, "what was allowed and is gone: %s", used);
		return;
	}
	/* Terminals have other numbers the next time. */
	if (!strncmp(path, "/dev/pts/", 9))
		cut(path);
	if ((strcmp(path, used) || is_for_more(l, path, rights)) && is_shared(path)) {
		learned_add(l, LEARNED_PROPOSED, path, rights);
		return;
	}
	while (depth && components(path) > depth)
		cut(path);
	if (strcmp(path, used))
		count(l, LEARNED_WIDENED, path);
	learned_add(l, LEARNED_RULES, path, rights);
}

/* What rules for directories above say. */
static uint64_t rights_above(const struct learned *l, const char *path)
{
	char above[PATH_MAX];
	uint64_t rights = 0;

	snprintf(above, sizeof(above), "%s", path);
	while (*above == '/' && above[1]) {
		cut(above);
		rights |= get(l, LEARNED_RULES, above);
	}
	return rights;
}

/* Whether that made a rule for the origin larger. */
static bool add_move(struct learned *l, const char *both, uint64_t can_have)
{
	char origin[PATH_MAX], place[PATH_MAX], *rest;
	int len = strtol(both, &rest, 10);
	uint64_t lacks;

	snprintf(origin, sizeof(origin), "%.*s", len, rest + 1);
	snprintf(place, sizeof(place), "%s", rest + 1 + len);
	find_lasting(l, origin);
	find_lasting(l, place);
	lacks = (get(l, LEARNED_RULES, place) | rights_above(l, place)) & can_have & l->fs &
		~(get(l, LEARNED_RULES, origin) | rights_above(l, origin));
	if (!lacks)
		return false;
	learned_add(l, is_shared(origin) ? LEARNED_PROPOSED : LEARNED_RULES, origin, lacks);
	count(l, LEARNED_WIDENED, origin);
	return !is_shared(origin);
}

static void add_moves(struct learned *l)
{
	bool more = true;
	const char *both;
	json_t *rights;

	for (int i = 0; more && i < ROUNDS_MAX; i++) {
		more = false;
		json_object_foreach(l->of[LEARNED_MOVES], both, rights)
			more |= add_move(l, both, json_integer_value(rights));
	}
}

/*
 * Leaves out paths that are not what they were: the command can replace a file in ways that
 * are not seen.  In /proc it can make nothing.
 */
static void leave_out(struct learned *l, enum learned_kind kind)
{
	const char *path;
	json_t *value, *now;
	void *next;

	json_object_foreach_safe(l->of[kind], next, path, value) {
		if (!strncmp(path, "/proc", 5) && (!path[5] || path[5] == '/'))
			continue;
		now = identity_now(path);
		if (!json_equal(now, json_object_get(l->of[LEARNED_SEEN], path))) {
			learned_note(l, "what is not the file any more that it was: %s", path);
			json_object_del(l->of[kind], path);
		}
		json_decref(now);
	}
}

void learned_finish(struct learned *l, unsigned int depth)
{
	uint64_t net = 0, rights;
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach(l->of[LEARNED_USED], key, value) {
		rights = json_integer_value(value) & l->fs;
		if (rights)
			add_rule(l, key, rights, depth);
	}
	add_moves(l);
	leave_out(l, LEARNED_RULES);
	leave_out(l, LEARNED_PROPOSED);
	json_object_foreach_safe(l->of[LEARNED_RULES], next, key, value) {
		rights = json_integer_value(value) & ~rights_above(l, key);
		if (!rights)
			json_object_del(l->of[LEARNED_RULES], key);
	}
	json_object_foreach(l->of[LEARNED_PORTS], key, value)
		net |= json_integer_value(value);
	/* See WHAT A SANDBOX HOLDS BACK in scll(1). */
	if (l->listens && net & SCLL_CONNECT_TCP && !(net & SCLL_BIND_TCP))
		learned_add(l, LEARNED_PORTS, "0", SCLL_BIND_TCP);
}

/* A path for a terminal: as a string of JSON it has no control characters. */
static void print_path(const char *path)
{
	json_t *text = json_string(path);

	json_dumpf(text, stderr, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
	json_decref(text);
}

/* The option for a path, for a shell.  A list has commas, and not all of Unicode is visible. */
static void print_option(const char *option, const char *path)
{
	bool fits = strcmp(path, "/") && !strchr(path, ',');

	for (const signed char *c = (const signed char *)path; fits && *c; c++)
		fits = *c >= ' ' && *c < 0x7f;
	if (!fits) {
		fputs("no option for this path", stderr);
		return;
	}
	fprintf(stderr, "to allow it: %s '", option);
	for (const char *c = path; *c; c++)
		if (*c == '\'')
			fputs("'\\''", stderr);
		else
			fputc(*c, stderr);
	fputc('\'', stderr);
}

static void print_rights(uint64_t rights)
{
	const char *between = "", *name;

	for (unsigned int bit = 0; bit < 64; bit++) {
		name = rights & (UINT64_C(1) << bit) ? scll_name(SCLL_NAME_FS, bit) : NULL;
		if (!name)
			continue;
		fprintf(stderr, "%s%s", between, name);
		between = ",";
	}
}

static const char *option_for(uint64_t rights)
{
	const uint64_t change = SCLL_FS_ALL & ~(LANDLOCK_ACCESS_FS_READ_FILE |
						LANDLOCK_ACCESS_FS_READ_DIR |
						LANDLOCK_ACCESS_FS_EXECUTE);

	if (rights & LANDLOCK_ACCESS_FS_EXECUTE)
		return rights & change ? "--rwx" : "--rox";
	return rights & change ? "--rw" : "--ro";
}

void learned_report_proposed(const struct learned *l, const char *what)
{
	const char *key;
	json_t *value;

	json_object_foreach(l->of[LEARNED_PROPOSED], key, value) {
		fprintf(stderr, "%s: %s: ", l->who, what);
		print_path(key);
		fputs(": ", stderr);
		print_rights(json_integer_value(value));
		fputs(": ", stderr);
		print_option(option_for(json_integer_value(value)), key);
		fputs("\n", stderr);
	}
}

void learned_report(const struct learned *l)
{
	const char *key;
	json_t *value;
	struct stat st;

	fprintf(stderr, "%s: rules for %zu paths and %zu ports\n", l->who,
		json_object_size(l->of[LEARNED_RULES]), json_object_size(l->of[LEARNED_PORTS]));
	json_object_foreach(l->of[LEARNED_RULES], key, value) {
		if (stat(key, &st) || !S_ISDIR(st.st_mode))
			continue;
		fprintf(stderr, "%s: allowed with all below: ", l->who);
		print_path(key);
		fputs(": ", stderr);
		print_rights(json_integer_value(value));
		if (get(l, LEARNED_WIDENED, key))
			fprintf(stderr, ", in the place of %llu paths",
				(unsigned long long)get(l, LEARNED_WIDENED, key));
		fputs("\n", stderr);
	}
	learned_report_proposed(l, "not in the policy");
}

void learned_report_notes(const struct learned *l)
{
	const char *key;
	json_t *value;

	json_object_foreach(l->of[LEARNED_NOTES], key, value)
		fprintf(stderr, "%s: not recorded: %s (%llu times)\n", l->who, key,
			(unsigned long long)json_integer_value(value));
}

static json_t *words(enum scll_names kind, uint64_t rights)
{
	json_t *list = json_array();

	for (unsigned int bit = 0; bit < 64; bit++)
		if (rights & (UINT64_C(1) << bit) && scll_name(kind, bit))
			json_array_append_new(list, json_string(scll_name(kind, bit)));
	return list;
}

/* "$" begins a variable. */
static json_t *path_value(const char *path)
{
	char text[2 * PATH_MAX], *p = text;

	for (; *path; path++) {
		if (*path == '$')
			*p++ = '$';
		*p++ = *path;
	}
	*p = '\0';
	return json_string(text);
}

struct rule {
	const char *key;
	uint64_t rights;
};

/* By rights, then by name */
static int compare(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	if (x->rights != y->rights)
		return x->rights < y->rights ? -1 : 1;
	return strcmp(x->key, y->key);
}

/* Adds "pathBeneath" or "netPort" to the policy: an element for each set of rights. */
static int add_rules(json_t *policy, json_t *from, enum scll_names kind)
{
	const bool fs = kind == SCLL_NAME_FS;
	size_t nr = json_object_size(from), i = 0;
	struct rule *rules = calloc(nr + 1, sizeof(*rules));
	json_t *list = json_array(), *things = NULL, *value;
	const char *key;
	int ret = rules ? 0 : -ENOMEM;

	if (rules) {
		json_object_foreach(from, key, value)
			rules[i++] = (struct rule){ key, json_integer_value(value) };
		qsort(rules, nr, sizeof(*rules), compare);
	}
	for (i = 0; rules && i < nr; i++) {
		if (!i || rules[i].rights != rules[i - 1].rights) {
			things = json_array();
			ret |= json_array_append_new(list, json_pack("{s:o, s:o}", "allowedAccess",
								     words(kind, rules[i].rights),
								     fs ? "parent" : "port", things));
		}
		ret |= json_array_append_new(things, fs ? path_value(rules[i].key) :
						     json_integer(atoi(rules[i].key)));
	}
	free(rules);
	if (nr)
		ret |= json_object_set(policy, fs ? "pathBeneath" : "netPort", list);
	json_decref(list);
	return ret;
}

static json_t *make_policy(const struct learned *l)
{
	json_t *ruleset = json_object(), *policy = json_object();
	int ret = 0;

	if (l->fs)
		ret |= json_object_set_new(ruleset, "handledAccessFs", words(SCLL_NAME_FS, l->fs));
	if (l->net)
		ret |= json_object_set_new(ruleset, "handledAccessNet",
					   words(SCLL_NAME_NET, l->net));
	if (l->scopes)
		ret |= json_object_set_new(ruleset, "scoped", words(SCLL_NAME_SCOPE, l->scopes));
	ret |= json_object_set_new(policy, "ruleset", json_pack("[o]", ruleset));
	ret |= add_rules(policy, l->of[LEARNED_RULES], SCLL_NAME_FS);
	ret |= add_rules(policy, l->of[LEARNED_PORTS], SCLL_NAME_NET);
	if (ret) {
		json_decref(policy);
		return NULL;
	}
	return policy;
}

int learned_write(const struct learned *l, const char *place)
{
	return output_json(l->who, "policy", place, make_policy(l));
}
