// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of the reader of Landlock policies
 */
#define _GNU_SOURCE
#include "unit.h"

#include <errno.h>
#include <scll.h>
#include <stdlib.h>
#include <unistd.h>

#include "policy.h"

static void read_text(const char *text, struct policy *policy)
{
	struct errmsg err;

	if (scll_policy_read("FILE", text, strlen(text), NULL, policy, &err))
		fail_msg("%s", err.text);
}

/* All paths of a policy in their order. */
static void assert_paths(const struct policy *policy, const char *want)
{
	char have[4096] = "";

	for (size_t i = 0; i < policy->path_count; i++) {
		strcat(have, policy->paths[i].path);
		strcat(have, " ");
	}
	assert_string_equal(have, want);
}

static void whole(void **state)
{
	struct policy policy;
	struct errmsg err;
	size_t len;
	char *buf;

	(void)state;
	assert_int_equal(file_read(TEST_DATA "/policy/mini.json", &buf, &len, &err), 0);
	read_text(buf, &policy);
	free(buf);
	assert_int_equal(policy.fs, 0xffff);
	/* A rule for a right means that it is denied elsewhere. */
	assert_int_equal(policy.net, SCLL_BIND_TCP | SCLL_CONNECT_TCP);
	assert_int_equal(policy.scopes, SCLL_SCOPE_SIGNAL);
	assert_paths(&policy, ". /usr /price/$5/$6 "
		     "/tmp/a.d /tmp/b.d /tmp/c.d /var/tmp/a.d /var/tmp/b.d /var/tmp/c.d a b c ");
	/* Execute, read files and directories, refer. */
	assert_int_equal(policy.paths[1].rights, 0x200d);
	assert_int_equal(policy.paths[3].rights, 0xffff);
	assert_int_equal(policy.port_count, 3);
	assert_int_equal(policy.ports[1].port, 443);
	assert_int_equal(policy.ports[1].rights, SCLL_BIND_TCP);
	assert_int_equal(policy.ports[2].port, 65535);
	assert_int_equal(policy.ports[2].rights, SCLL_CONNECT_TCP);
	scll_policy_free(&policy);
}

#define GROUPS(abi)	"{\"abi\":" abi ",\"ruleset\":[{\"handledAccessFs\":[\"abi.all\"]," \
			"\"handledAccessNet\":[\"abi.all\"],\"scoped\":[\"abi.all\"]}]}"

/* What each version of Landlock brought, by the kernel's documentation. */
static void groups(void **state)
{
	static const struct {
		const char *text;
		uint64_t fs, net, scopes;
	} versions[] = {
		{ GROUPS("1"), 0x1fff, 0, 0 },
		{ GROUPS("2"), 0x3fff, 0, 0 },
		{ GROUPS("3"), 0x7fff, 0, 0 },
		{ GROUPS("4"), 0x7fff, 3, 0 },
		{ GROUPS("5"), 0xffff, 3, 0 },
		{ GROUPS("6"), 0xffff, 3, 3 },
		{ GROUPS("8"), 0xffff, 3, 3 },
		{ GROUPS("9"), 0x1ffff, 3, 3 },
		{ GROUPS("10"), 0x1ffff, 0xf, 3 },
		{ GROUPS("11"), 0x1ffff, 0xf, 3 },
	};
	struct policy policy;

	(void)state;
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		read_text(versions[i].text, &policy);
		assert_int_equal(policy.fs, versions[i].fs);
		assert_int_equal(policy.net, versions[i].net);
		assert_int_equal(policy.scopes, versions[i].scopes);
		scll_policy_free(&policy);
	}
	read_text("{\"abi\":3,\"ruleset\":[{\"handledAccessFs\":[\"abi.read_write\"]}]}", &policy);
	assert_int_equal(policy.fs, 0x7ffe);
	scll_policy_free(&policy);
}

/* Every right by its name, against its bit in the kernel's documentation. */
static void names(void **state)
{
	static const char *const fs[] = {
		"execute", "write_file", "read_file", "read_dir", "remove_dir", "remove_file",
		"make_char", "make_dir", "make_reg", "make_sock", "make_fifo", "make_block",
		"make_sym", "refer", "truncate", "ioctl_dev", "resolve_unix",
	};
	char text[128];
	struct policy policy;

	(void)state;
	for (size_t i = 0; i < sizeof(fs) / sizeof(*fs); i++) {
		snprintf(text, sizeof(text), "{\"ruleset\":[{\"handledAccessFs\":[\"%s\"]}]}", fs[i]);
		read_text(text, &policy);
		assert_int_equal(policy.fs, 1 << i);
		scll_policy_free(&policy);
	}
	read_text("{\"ruleset\":[{\"handledAccessNet\":[\"bind_tcp\"]}]}", &policy);
	assert_int_equal(policy.net, 1);
	scll_policy_free(&policy);
	read_text("{\"ruleset\":[{\"handledAccessNet\":[\"connect_tcp\"]}]}", &policy);
	assert_int_equal(policy.net, 2);
	scll_policy_free(&policy);
	read_text("{\"ruleset\":[{\"scoped\":[\"abstract_unix_socket\"]}]}", &policy);
	assert_int_equal(policy.scopes, 1);
	scll_policy_free(&policy);
	read_text("{\"ruleset\":[{\"scoped\":[\"signal\"]}]}", &policy);
	assert_int_equal(policy.scopes, 2);
	scll_policy_free(&policy);
}

#define PATH(text)	"{\"variable\":[{\"name\":\"e\"},{\"name\":\"v\",\"literal\":[\"\",\"/\"]}]," \
			"\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"" text "\"]}]}"

static void expansion(void **state)
{
	static const struct {
		const char *text, *paths;
	} cases[] = {
		{ PATH("/a$"), "/a$ " },
		{ PATH("$$"), "$ " },
		{ PATH("$${v}"), "${v} " },
		{ PATH("$$${v}"), "$ $/ " },
		{ PATH("a${v}b"), "ab a/b " },
		{ PATH("a${v}${v}"), "a a/ a/ a// " },
		{ PATH("a${v}${e}"), "" },
		{ PATH("a${e}${v}"), "" },
		{ PATH("a${v}${v}${v}"), "a a/ a/ a// a/ a// a// a/// " },
	};
	struct policy policy;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		read_text(cases[i].text, &policy);
		assert_paths(&policy, cases[i].paths);
		scll_policy_free(&policy);
	}
}

#define RULES(text)	"{\"ruleset\":[" text "]}"
#define TEN		"\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\""

#define FS_WORDS	"abi.all, abi.read_execute, abi.read_write, execute, write_file, " \
			"read_file, read_dir, remove_dir, remove_file, make_char, make_dir, " \
			"make_reg, make_sock, make_fifo, make_block, make_sym, refer, " \
			"truncate, ioctl_dev, resolve_unix"

static const struct refused refusals[] = {
	/* Files of other kinds. */
	{ "", ": is empty; expected a Landlock policy in JSON" },
	{ "\n# nothing\n", ": has nothing but space and comments; "
			    "expected a Landlock policy in JSON" },
	{ "# ours\nabi = 6\n", ": seems to be TOML; expected a Landlock policy in JSON" },
	{ "[[ruleset]]\n", ": seems to be TOML; expected a Landlock policy in JSON" },
	{ "abi: 6\n", ": seems to be YAML; expected a Landlock policy in JSON" },
	{ "---\nabi: 6\n", ": seems to be YAML; expected a Landlock policy in JSON" },
	{ "[]", ": is JSON but no object; expected a Landlock policy" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}",
	  ": seems to be a seccomp profile; expected a Landlock policy" },
	{ "{\"ociVersion\":\"1.0.0\",\"linux\":{}}",
	  ": seems to be a config.json of an OCI bundle; expected a Landlock policy" },
	{ "\177ELF", ": seems to be an ELF file; expected a Landlock policy in JSON" },
	{ "\357\273\277{}", ": begins with a byte order mark, which JSON has not; "
			    "expected a Landlock policy in JSON" },
	{ RULES("{\"handledAccessFs\":[\"read-file\"]}"),
	  ": ruleset[0].handledAccessFs[0]: unknown access 'read-file'; did you mean read_file?" },
	{ "{", ":1:1: not JSON: string or '}' expected near end of file; expected a Landlock policy" },
	{ "{}", ": restricts nothing" },
	{ "{\"foo\":1}", ": foo: unknown key" },
	{ "{\"variable\":[{\"name\":\"a\",\"literal\":[\"b\"]}]}", ": restricts nothing" },
	{ "{\"abi\":0}", ": abi: must be at least 1" },
	{ "{\"abi\":12}", ": abi: 12 is newer than 11, the newest that is known here" },
	{ "{\"abi\":\"5\"}", ": abi: must be a whole number" },
	{ "{\"ruleset\":{}}", ": ruleset: must be an array" },
	{ "{\"ruleset\":[]}", ": ruleset: must not be empty" },
	{ RULES("{}"), ": ruleset[0]: must not be empty" },
	{ RULES("1"), ": ruleset[0]: must be an object" },
	{ RULES("{\"handledAccessFS\":[\"execute\"]}"),
	  ": ruleset[0].handledAccessFS: unknown key" },
	{ RULES("{\"handledAccessFs\":[]}"), ": ruleset[0].handledAccessFs: must not be empty" },
	{ RULES("{\"handledAccessFs\":[\"abi.all\"]}"),
	  ": ruleset[0].handledAccessFs[0]: 'abi.all' needs the key \"abi\"" },
	{ RULES("{\"handledAccessFs\":[\"execute\",\"fly\"]}"),
	  ": ruleset[0].handledAccessFs[1]: unknown access 'fly'; there are: " FS_WORDS },
	{ RULES("{\"handledAccessNet\":[\"execute\"]}"),
	  ": ruleset[0].handledAccessNet[0]: unknown access 'execute'; there are: "
	  "abi.all, bind_tcp, connect_tcp, bind_udp, connect_send_udp" },
	{ RULES("{\"scoped\":[\"bind_tcp\"]}"),
	  ": ruleset[0].scoped[0]: unknown scope 'bind_tcp'; there are: "
	  "abi.all, abstract_unix_socket, signal" },
	{ "{\"pathBeneath\":[{\"parent\":[\"/\"]}]}",
	  ": pathBeneath[0].allowedAccess: must be an array" },
	{ "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"]}]}",
	  ": pathBeneath[0].parent: must be an array" },
	{ "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"/\"],\"x\":0}]}",
	  ": pathBeneath[0].x: unknown key" },
	{ "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"/\",2]}]}",
	  ": pathBeneath[0].parent[1]: must be a string" },
	{ PATH(""), ": pathBeneath[0].parent[0]: is an empty path" },
	{ PATH("${v}"), ": pathBeneath[0].parent[0]: is an empty path" },
	{ PATH("${v"), ": pathBeneath[0].parent[0]: '${' without '}'" },
	{ PATH("${w}"), ": pathBeneath[0].parent[0]: unknown variable 'w'" },
	{ PATH("${}"), ": pathBeneath[0].parent[0]: '' is not a name" },
	{ PATH("${1}"), ": pathBeneath[0].parent[0]: '1' is not a name" },
	{ PATH("/${v}${v}${v}${v}${v}${v}${v}${v}${v}"),
	  ": pathBeneath[0].parent[0]: more than 8 variables" },
	{ "{\"variable\":[{\"name\":\"a\",\"literal\":[" TEN "]}],\"pathBeneath\":"
	  "[{\"allowedAccess\":[\"execute\"],\"parent\":[\"${a}${a}${a}${a}\"]}]}",
	  ": pathBeneath[0].parent[0]: stands for more than 4096 paths" },
	{ "{\"variable\":[{\"name\":\"a\",\"literal\":[" TEN "]},{\"name\":\"e\"}],\"pathBeneath\":"
	  "[{\"allowedAccess\":[\"execute\"],\"parent\":[\"${a}${a}${a}${a}${a}${e}\"]}]}",
	  ": pathBeneath[0].parent[0]: stands for more than 4096 paths" },
	{ "{\"variable\":[{\"name\":\"a-b\"}]}", ": variable[0].name: 'a-b' is not a name" },
	{ "{\"variable\":[{}]}", ": variable[0].name: must be a string" },
	{ "{\"variable\":[{\"name\":\"a\",\"literal\":[]}]}",
	  ": variable[0].literal: must not be empty" },
	{ "{\"variable\":[{\"name\":\"a\",\"literal\":[1]}]}",
	  ": variable[0].literal[0]: must be a string" },
	{ "{\"variable\":[{\"name\":\"a\",\"value\":1}]}", ": variable[0].value: unknown key" },
	{ "{\"netPort\":[{\"allowedAccess\":[\"bind_tcp\"],\"port\":[80,65536]}]}",
	  ": netPort[0].port[1]: 65536 is not in the range 0 to 65535" },
	{ "{\"netPort\":[{\"allowedAccess\":[\"bind_tcp\"],\"port\":[\"80\"]}]}",
	  ": netPort[0].port[0]: must be a whole number" },
	{ "{\"netPort\":[{\"allowedAccess\":[\"bind_tcp\"],\"parent\":[80]}]}",
	  ": netPort[0].parent: unknown key" },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refused *want = &refusals[i];
		struct policy policy;
		struct errmsg err;
		int ret = scll_policy_read("FILE", want->input, strlen(want->input), NULL, &policy,
					   &err);

		assert_refused(ret, &err, want);
	}
}

/* A program has bytes that are 0. */
static void binary(void **state)
{
	static const char program[] = "\x06\0\0\0\0\0\xff\x7f";
	struct policy policy;
	struct errmsg err;

	(void)state;
	assert_refused(scll_policy_read("FILE", program, 8, NULL, &policy, &err), &err,
		       &(struct refused){ "a program",
			": seems to be a BPF program; expected a Landlock policy in JSON" });
}

#define PORT(abi, rights)	"{\"abi\":" abi ",\"ruleset\":[{\"handledAccessFs\":[\"execute\"]}]," \
				"\"netPort\":[{\"allowedAccess\":[" rights "],\"port\":[80]}]}"

/* A group that is empty at its version is no rule, as in landlockconfig. */
static void empty_groups(void **state)
{
	static const char wrong[] = "{\"abi\":1,\"netPort\":"
		"[{\"allowedAccess\":[\"abi.all\"],\"port\":[\"80\"]}]}";
	struct policy policy;
	struct errmsg err;

	(void)state;
	for (const char *const *text = (const char *const[]){
		PORT("1", "\"abi.all\""), PORT("3", "\"abi.all\""), NULL }; *text; text++) {
		read_text(*text, &policy);
		assert_int_equal(policy.fs, 1);
		assert_int_equal(policy.net, 0);
		assert_int_equal(policy.port_count, 0);
		scll_policy_free(&policy);
	}
	/* The rest of such a rule is checked, and other rights of it count. */
	assert_refused(scll_policy_read("FILE", wrong, strlen(wrong), NULL, &policy, &err), &err,
		       &(struct refused){ wrong,
			": netPort[0].port[0]: must be a whole number" });
	read_text(PORT("1", "\"abi.all\",\"bind_tcp\""), &policy);
	assert_int_equal(policy.net, SCLL_BIND_TCP);
	assert_int_equal(policy.port_count, 1);
	scll_policy_free(&policy);
	read_text(PORT("4", "\"abi.all\""), &policy);
	assert_int_equal(policy.ports[0].rights, SCLL_BIND_TCP | SCLL_CONNECT_TCP);
	scll_policy_free(&policy);
}

static char said[512];

static void say(void *arg, const char *text)
{
	(void)arg;
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s|", text);
}

/* Best effort: a newer version and its words. */
static void newer(void **state)
{
	static const char text[] = "{\"abi\":12,\"ruleset\":[{\"handledAccessFs\":[\"abi.all\","
				   "\"fly\"],\"scoped\":[\"signal\"]}]}";
	static const char old[] = "{\"abi\":11,\"ruleset\":[{\"scoped\":[\"fly\"]}]}";
	struct policy policy;
	struct errmsg err;

	(void)state;
	assert_int_equal(scll_policy_read("FILE", text, strlen(text), &(struct note){ say, NULL },
					  &policy, &err), 0);
	assert_string_equal(said, "FILE: abi: 12 is newer than 11 and taken as 11|"
			    "FILE: ruleset[0].handledAccessFs[1]: 'fly' is not known and left out|");
	assert_int_equal(policy.fs, 0x1ffff);
	assert_int_equal(policy.scopes, SCLL_SCOPE_SIGNAL);
	scll_policy_free(&policy);
	/* Not of a version that is known. */
	assert_int_equal(scll_policy_read("FILE", old, strlen(old), &(struct note){ say, NULL },
					  &policy, &err), -EINVAL);
}

static void long_path(void **state)
{
	static char text[5000] = "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"";
	size_t len = strlen(text);
	struct policy policy;
	struct errmsg err;

	(void)state;
	memset(text + len, '/', 4095);
	strcpy(text + len + 4095, "\"]}]}");
	read_text(text, &policy);
	assert_int_equal(strlen(policy.paths[0].path), 4095);
	scll_policy_free(&policy);
	strcpy(text + len + 4095, "/\"]}]}");
	assert_refused(scll_policy_read("FILE", text, strlen(text), NULL, &policy, &err), &err,
		       &(struct refused){ "4096",
			": pathBeneath[0].parent[0]: is too long for a path" });
}

/* Reads one path; the message if that fails. */
static const char *environment_path(const char *path, struct policy *policy)
{
	static struct errmsg err;
	char text[256];

	snprintf(text, sizeof(text), "{\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],"
		 "\"parent\":[\"%s\"]}]}", path);
	return scll_policy_read("FILE", text, strlen(text), NULL, policy, &err) ? err.text : "";
}

static void environment(void **state)
{
	static const struct {
		const char *name, *value, *path, *want;
	} cases[] = {
		{ "HOME", "/home/u", "${HOME}/a", "/home/u/a " },
		{ "XDG_CACHE_HOME", "/c", "${XDG_CACHE_HOME}/a", "/c/a " },
		{ "XDG_CACHE_HOME", "c", "${XDG_CACHE_HOME}/a", "/home/u/.cache/a " },
		{ "XDG_CACHE_HOME", NULL, "${XDG_CACHE_HOME}/a", "/home/u/.cache/a " },
		{ "XDG_STATE_HOME", NULL, "${XDG_STATE_HOME}", "/home/u/.local/state " },
		{ "PWD", "/elsewhere", "${PWD}/a", "/usr/a " },
		{ "HOME", "/home/u", "$${HOME}", "${HOME} " },
	}, failures[] = {
		{ "XDG_RUNTIME_DIR", NULL, "${XDG_RUNTIME_DIR}",
		  "'XDG_RUNTIME_DIR' is not an absolute path in the environment" },
		{ "HOME", "u", "${HOME}", "'HOME' is not an absolute path in the environment" },
		{ "HOME", NULL, "${XDG_DATA_HOME}",
		  "'XDG_DATA_HOME' is not an absolute path in the environment" },
		{ "HOME", "/usr/..", "${HOME}/a",
		  "'HOME' is the root directory in the environment" },
		{ "PATH", "/a", "${PATH}", "unknown variable 'PATH'" },
	};
	struct policy policy;

	(void)state;
	assert_int_equal(chdir("/usr"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (cases[i].value)
			setenv(cases[i].name, cases[i].value, 1);
		else
			unsetenv(cases[i].name);
		assert_string_equal(environment_path(cases[i].path, &policy), "");
		assert_paths(&policy, cases[i].want);
		scll_policy_free(&policy);
	}
	for (size_t i = 0; i < sizeof(failures) / sizeof(*failures); i++) {
		if (failures[i].value)
			setenv(failures[i].name, failures[i].value, 1);
		else
			unsetenv(failures[i].name);
		assert_non_null(strstr(environment_path(failures[i].path, &policy),
				       failures[i].want));
	}
}

/* What a policy defines is not looked up. */
static void environment_defined(void **state)
{
	struct policy policy;

	(void)state;
	unsetenv("HOME");
	read_text("{\"variable\":[{\"name\":\"HOME\",\"literal\":[\"/a\",\"/b\"]}],"
		  "\"pathBeneath\":[{\"allowedAccess\":[\"execute\"],\"parent\":[\"${HOME}/c\"]}]}",
		  &policy);
	assert_paths(&policy, "/a/c /b/c ");
	scll_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(environment),
		cmocka_unit_test(environment_defined),
		cmocka_unit_test(groups),
		cmocka_unit_test(names),
		cmocka_unit_test(expansion),
		cmocka_unit_test(refused),
		cmocka_unit_test(long_path),
		cmocka_unit_test(binary),
		cmocka_unit_test(empty_groups),
		cmocka_unit_test(newer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
