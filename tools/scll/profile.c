// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run -p - options and a policy by one name
 *
 * A profile is a policy that has "options" and "description" too, and need not have
 * anything else.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy.h"
#include "profile.h"
#include "util.h"

/* What cannot be looked at must not be passed over for another. */
static bool is_there(const char *path)
{
	return !access(path, F_OK) || (errno != ENOENT && errno != ENOTDIR);
}

/* Those of the user come first.  The last two are next to this program, and installed. */
static int find(const char *name, char *path, size_t size)
{
	const char *config = secure_getenv("XDG_CONFIG_HOME"), *home = secure_getenv("HOME");
	static const char *const shared[] = { "profiles", "../share/scll/profiles" };
	char dir[PATH_MAX];
	ssize_t len;

	if (config && *config == '/') {
		snprintf(path, size, "%s/scll/%s.json", config, name);
		if (is_there(path))
			return 0;
	} else if (home && *home == '/') {
		snprintf(path, size, "%s/.config/scll/%s.json", home, name);
		if (is_there(path))
			return 0;
	}
	len = readlink("/proc/self/exe", dir, sizeof(dir) - 1);
	dir[len < 0 ? 0 : len] = '\0';
	for (size_t i = 0; i < 2 && len > 0; i++) {
		*(strrchr(dir, '/') + 1) = '\0';
		snprintf(path, size, "%s%s/%s.json", dir, shared[i], name);
		if (is_there(path))
			return 0;
	}
	fprintf(stderr,
		"scll run: -p %s: there is no %s.json in scll/ of the configuration directory (~/.config), and not in %s%s\n",
		name, name, dir, shared[1]);
	return -ENOENT;
}

static int wrong(const struct run_profile *profile, const char *what)
{
	fprintf(stderr, "scll run: -p %s: %s\n", profile->path, what);
	return -EINVAL;
}

/* Its words, after one in the place of the program for the messages of getopt_long(3). */
static int take_options(struct run_profile *profile, const json_t *list)
{
	size_t count = json_array_size(list);

	if (list && !json_is_array(list))
		return wrong(profile, "options: must be an array of strings");
	profile->words = calloc(count + 2, sizeof(*profile->words));
	if (!profile->words || asprintf(&profile->words[0], "scll run: -p %s", profile->path) < 0)
		return -ENOMEM;
	profile->word_count = 1;
	for (size_t i = 0; i < count; i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (!word)
			return wrong(profile, "options: must be an array of strings");
		profile->words[profile->word_count] = strdup(word);
		if (!profile->words[profile->word_count++])
			return -ENOMEM;
	}
	return 0;
}

/* Is all of the home directory in this one?  Without HOME it may be the current one. */
static bool has_home(const char *path)
{
	const char *home = secure_getenv("HOME");
	char above[PATH_MAX];
	struct stat st, one;

	if (stat(path, &st))
		return false;
	/* Who knows? */
	if ((!home || !realpath(home, above)) && !getcwd(above, sizeof(above)))
		return true;
	for (;;) {
		if (!stat(above, &one) && one.st_dev == st.st_dev && one.st_ino == st.st_ino)
			return true;
		if (!above[1])
			return false;
		strrchr(above, '/')[strrchr(above, '/') == above] = '\0';
	}
}

int profile_check_path(const char *path, struct errmsg *err)
{
	if (!has_home(path))
		return 0;
	return errmsg_set(err, -EPERM,
			  "%s: a profile has a rule for it, and all of the home directory is in it, or may be without HOME: begin in another directory, or give an option for it",
			  path);
}

static void ignore(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

int profile_check_policy(const char *text, size_t len, struct errmsg *err)
{
	struct policy policy;
	int ret = 0;

	/* What is wrong with it says who loads it. */
	if (scll_policy_read("", text, len, &(struct note){ ignore, NULL }, &policy, NULL))
		return 0;
	for (size_t i = 0; !ret && i < policy.path_count; i++)
		ret = profile_check_path(policy.paths[i].path, err);
	scll_policy_free(&policy);
	return ret;
}

static int take(struct run_profile *profile, json_t *root)
{
	const json_t *description = json_object_get(root, "description");
	int ret = take_options(profile, json_object_get(root, "options"));

	if (!ret && description && !json_is_string(description))
		ret = wrong(profile, "description: must be a string");
	if (ret)
		return ret;
	json_object_del(root, "options");
	json_object_del(root, "description");
	if (!json_object_size(root))
		return 0;
	/* What is left is for the reader of policies, which checks it. */
	profile->policy = json_dumps(root, 0);
	return profile->policy ? 0 : -ENOMEM;
}

int profile_read(const char *name, struct run_profile *profile)
{
	char path[PATH_MAX + 64], *buf = NULL;
	struct errmsg err = { "" };
	json_error_t error;
	size_t len;
	json_t *root;
	int ret;

	memset(profile, 0, sizeof(*profile));
	if (!*name || *name == '.' || strchr(name, '/')) {
		fprintf(stderr,
			"scll run: -p '%s': not a name: it has no '/' and does not begin with '.'; a policy by its path is for --policy\n",
			name);
		return -EINVAL;
	}
	ret = find(name, path, sizeof(path));
	if (ret)
		return ret;
	profile->path = strdup(path);
	if (!profile->path)
		return -ENOMEM;
	ret = file_read(path, &buf, &len, &err);
	if (ret)
		return wrong(profile, err.text);
	root = json_loadb(buf, len, JSON_REJECT_DUPLICATES, &error);
	free(buf);
	if (!json_is_object(root)) {
		json_decref(root);
		return wrong(profile, root ? "must be an object" : error.text);
	}
	ret = take(profile, root);
	json_decref(root);
	return ret;
}

void profile_free(struct run_profile *profile)
{
	for (int i = 0; i < profile->word_count; i++)
		free(profile->words[i]);
	free(profile->words);
	free(profile->policy);
	free(profile->path);
}
