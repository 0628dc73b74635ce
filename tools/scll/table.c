// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - one table of the options of each command
 */
#include <getopt.h>
#include <string.h>

#include "table.h"

static const struct table_option run_options[] = {
	{ .help = "Presets" },
	{ "profile", 'p', "NAME", "profile", "options and a policy of that name" },
	{ "system", OPT_SYSTEM, NULL, NULL,
	  "what nearly every program needs: /usr, a little of /etc, devices" },
	{ "tmp", OPT_TMP, NULL, NULL, "a private TMPDIR, which is removed afterwards" },
	{ .help = "Files" },
	{ "ro", OPT_RO, "PATH,...", "paths", "allow reading files, listing directories" },
	{ "rox", OPT_ROX, "PATH,...", "paths", "allow reading and executing" },
	{ "rw", OPT_RW, "PATH,...", "paths",
	  "allow reading, changing, creating, removing, renaming" },
	{ "rwx", OPT_RWX, "PATH,...", "paths", "allow all of that" },
	{ "create", OPT_CREATE, NULL, NULL,
	  "make directories of --rw and --rwx that do not exist" },
	{ "add-exec", OPT_ADD_EXEC, NULL, NULL,
	  "allow reading and executing the command itself" },
	{ "ldd", OPT_LDD, NULL, NULL,
	  "allow what it starts with: interpreter, loader and shared libraries" },
	{ "policy", OPT_POLICY, "FILE", "file", "rules in the JSON format of landlockconfig" },
	{ "unrestricted-filesystem", OPT_ANY_FILE, NULL, NULL, "no rules for files" },
	{ "keep-metadata", OPT_KEEP_METADATA, NULL, NULL,
	  "no changes to modes, owners, times, attributes of files" },
	{ .help = "Network, sockets and signals" },
	{ "bind-tcp", OPT_BIND_TCP, "PORT,...", "none", "allow binding to a TCP port" },
	{ "connect-tcp", OPT_CONNECT_TCP, "PORT,...", "none", "allow connecting to a TCP port" },
	{ "bind-udp", OPT_BIND_UDP, "PORT,...", "none",
	  "allow binding to a UDP port, and no others" },
	{ "connect-udp", OPT_CONNECT_UDP, "PORT,...", "none",
	  "allow sending to a UDP port, and no others" },
	{ "unrestricted-network", OPT_ANY_NETWORK, NULL, NULL, "no rules for ports" },
	{ "no-network", OPT_NO_NETWORK, NULL, NULL, "no sockets but Unix sockets" },
	{ "unix", OPT_UNIX, "PATH,...", "paths",
	  "allow connecting to named sockets, and no others" },
	{ "no-unix", OPT_NO_UNIX, NULL, NULL, "no Unix sockets" },
	{ "scope", OPT_SCOPE, "SCOPE,...", "signal,abstract-unix",
	  "keep inside: signal, abstract-unix" },
	{ .help = "System calls" },
	{ "seccomp", OPT_SECCOMP, "FILE", "file",
	  "filter: an OCI or Docker profile, or BPF instructions" },
	{ "seccomp-deny", OPT_SECCOMP_DENY, "CALL,...", "none",
	  "deny these system calls" },
	{ "no-baseline", OPT_NO_BASELINE, NULL, NULL, "no filter but that of --seccomp" },
	{ "no-debug", OPT_NO_DEBUG, NULL, NULL,
	  "processes of the sandbox cannot trace each other" },
	{ .help = "Audit log" },
	{ "log", OPT_LOG, NULL, NULL, "log what the filter denies, and denied tracing" },
	{ "log-new-exec", OPT_LOG_NEW_EXEC, NULL, NULL,
	  "log what the rules deny to the command" },
	{ "no-log", OPT_NO_LOG, "PATH,...", "paths",
	  "with --log-new-exec, do not log what they deny there" },
	{ "no-log-subdomains", OPT_NO_LOG_SUBDOMAINS, NULL, NULL,
	  "do not log what sandboxes inside of this one deny" },
	{ .help = "Asking" },
	{ "ask", OPT_ASK, NULL, NULL,
	  "ask at the terminal about each denied file and TCP port" },
	{ "ask-timeout", OPT_ASK_TIMEOUT, "SECONDS", "none",
	  "with --ask, no answer in that time is no" },
	{ "ask-policy", OPT_ASK_POLICY, "FILE", "file",
	  "with --ask, write a policy of the rules and what was allowed" },
	{ .help = "The command" },
	{ "env", OPT_ENV, "NAME[=VALUE]", "variable", "the command gets only such variables" },
	{ "chdir", OPT_CHDIR, "DIR", "dir", "run the command in this directory" },
	{ "new-session", OPT_NEW_SESSION, NULL, NULL,
	  "run it in a session of its own, without this terminal" },
	{ .help = "What may be missing" },
	{ "ignore-missing", OPT_IGNORE_MISSING, NULL, NULL, "pass over paths that do not exist" },
	{ "accept", OPT_ACCEPT, "WORD,...",
	  "atomic,verdict,no-trace,tsync,rules,fs,net,scope,wait-kill,path,unix,log",
	  "what this kernel may lack; 'scll check' tells the words" },
	{ "best-effort", OPT_BEST_EFFORT, NULL, NULL,
	  "accept all of these words but 'rules': no rules at all" },
	{ "quiet", OPT_QUIET, NULL, NULL, "do not print what --best-effort left out" },
	{ "explain", OPT_EXPLAIN, NULL, NULL,
	  "tell in the end which files and ports were denied" },
	{ .help = "Looking first" },
	{ "dry-run", OPT_DRY_RUN, NULL, NULL, "print what would be enforced, and run nothing" },
	{ "json", OPT_JSON, NULL, NULL, "print that as JSON" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option ruleset_options[] = {
	{ "fd", OPT_FD, "N", "none", "the descriptor; it must be free" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option exec_options[] = {
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option check_options[] = {
	{ "help", 'h', NULL, NULL, "this text; the other options are those of 'scll run'" },
	{}
};

static const struct table_option learn_options[] = {
	{ "output", 'o', "POLICY", "file", "the policy, for 'scll run --policy'" },
	{ "seccomp-out", OPT_SECCOMP_OUT, "FILE", "file",
	  "a profile of the system calls, for 'scll run --seccomp'" },
	{ "merge", OPT_MERGE, NULL, NULL, "add to what is in POLICY and FILE" },
	{ "ro", OPT_RO, "PATH,...", "paths",
	  "allow reading; leave out the rules that this makes needless" },
	{ "rox", OPT_ROX, "PATH,...", "paths", "the same for reading and executing" },
	{ "rw", OPT_RW, "PATH,...", "paths", "the same for reading and writing" },
	{ "rwx", OPT_RWX, "PATH,...", "paths", "the same for all of it" },
	{ "depth", OPT_DEPTH, "N", "none",
	  "allow a directory in the place of paths with more parts" },
	{ "chdir", OPT_CHDIR, "DIRECTORY", "dir", "run the command in this directory" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option compile_options[] = {
	{ "output", 'o', "FILE", "file", "the program, for 'scll run --seccomp'" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option ps_options[] = {
	{ "dot", 'd', NULL, NULL, "a picture for dot(1), boxes are sandboxes" },
	{ "may-trace", 'm', "PID", "pid", "whom this process may trace, and who may trace it" },
	{ "json", OPT_JSON, NULL, NULL, "the processes as JSON" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

static const struct table_option explain_options[] = {
	{ "count", 'c', "N", "none", "end after N denials" },
	{ "timeout", 't', "SECONDS", "none", "end after so long" },
	{ "json", OPT_JSON, NULL, NULL, "each denial as JSON, one a line" },
	{ "help", 'h', NULL, NULL, "this text" },
	{}
};

const struct table_command table_commands[] = {
	{
		.name = "run",
		.summary = "run a command in a new sandbox",
		.head =
"Usage: scll run [OPTION]... -- COMMAND [ARGUMENT]...\n"
"Run a command in a new sandbox.  Files and TCP ports are denied unless allowed.\n"
"Lists are separated by commas; options can be repeated.\n",
		.options = run_options,
		.tail =
"Exit status: that of the command; 126 it cannot be executed, 127 it was not\n"
"found, 125 the sandbox could not be set up and the command did not run.\n",
		.operands = "command",
	}, {
		.name = "learn",
		.summary = "run a command and write a policy of what it used",
		.head =
"Usage: scll learn -o POLICY [OPTION]... [--] COMMAND [ARGUMENT]...\n"
"Run a command without a sandbox, and write a policy of what it used.\n"
"With --seccomp-out, no POLICY need be given.\n"
"\n",
		.options = learn_options,
		.tail =
"Exit status: that of the command, or 128 and the number of the signal that\n"
"killed it; 125 if there is no policy, 126 or 127 if the command did not run.\n",
		.operands = "command",
	}, {
		.name = "compile",
		.summary = "make a filter of a profile, once",
		.head =
"Usage: scll compile -o FILE PROFILE\n"
"Make BPF instructions of an OCI or Docker profile for seccomp, for this machine, kernel\n"
"and user.  With them 'scll run' starts faster; bwrap and setpriv take them too.\n"
"\n",
		.options = compile_options,
		.tail =
"Exit status: 0, or 125 if there is an error.\n",
		.operands = "file",
	}, {
		.name = "ruleset",
		.summary = "run a launcher with a descriptor of rules",
		.head =
"Usage: scll ruleset --fd N [OPTION]... -- COMMAND [ARGUMENT]...\n"
"Make a Landlock ruleset, and run a command that has it as its descriptor N.\n"
"\n"
"Nothing is restricted by that: COMMAND is a launcher, which enforces the rules.\n"
"Files and TCP ports are denied unless allowed.\n"
"\n",
		.options = ruleset_options,
		.tail =
"Exit status: that of the command; 126 it cannot be executed, 127 it was not\n"
"found, 125 there is no ruleset and the command did not run.\n",
		.options_of = "run",
		.only_rules = true,
		.operands = "command",
	}, {
		.name = "exec",
		.summary = "run a command in the sandbox of a process",
		.head =
"Usage: scll exec PID -- COMMAND [ARGUMENT]...\n"
"Run a command with the filters and the rules of a process.\n"
"\n"
"The command and the processes of that sandbox can trace each other, as far as\n"
"they can trace among themselves.  Namespaces, the user and the environment stay\n"
"those of the caller.  The author of the filters may be hostile: only who has no\n"
"more rights than the process can enter: be its user, in its user and PID\n"
"namespaces, before.  See setpriv(1) and nsenter(1).\n"
"\n",
		.options = exec_options,
		.tail =
"Exit status: that of the command; 126 it cannot be executed, 127 it was not\n"
"found, 125 the sandbox was not entered and the command did not run.\n",
		.operands = "pid",
	}, {
		.name = "ps",
		.summary = "show sandboxed processes",
		.head =
"Usage: scll ps [--dot | --json | --may-trace PID]\n"
"Show the processes that have seccomp filters, below their parents.\n"
"\n",
		.options = ps_options,
		.tail =
"FILTERS and RULED count seccomp filters and those with Landlock rules among\n"
"them, \"1-2\" if threads differ.  MEMBERS tells what processes of this sandbox\n"
"may do to each other: trace; strict and delegated are the kernel's reasons why\n"
"not; differ: its threads have different filters; -: a thread has no ruled one;\n"
"unknown: its filters could not be read.\n"
"Rules cannot be read back from the kernel.  Landlock without a filter is not\n"
"visible, so of a process without a ruled filter it is unknown whom it may trace.\n"
"\n"
"Exit status: 0, or 125 if there is an error.\n",
	}, {
		.name = "explain",
		.summary = "tell why tracing is denied",
		.head =
"Usage: scll explain [--count N] [--timeout SECONDS] [--json]\n"
"Tell in words which tracing is denied by the filters of a sandbox, and why.\n"
"\n",
		.options = explain_options,
		.tail =
"Needs the right to use tracefs, as root has.  Process ids are those of the\n"
"initial PID namespace.\n"
"\n"
"Exit status: 0; 1 after SECONDS with less than N denials; 125 if there is an\n"
"error.\n",
	}, {
		.name = "check",
		.summary = "tell what this kernel can do",
		.head =
"Usage: scll check [OPTION]... [-- COMMAND [ARGUMENT]...]\n"
"Tell what this kernel can do, one line each.  The last line tells whether\n"
"'scll run' with these options, or with none, can do all of it here, and else the\n"
"list that --accept needs.  The command does not run.\n"
"\n",
		.options = check_options,
		.tail =
"Exit status: 0 'scll run' can do all of it here, 1 it needs --accept, 2 this\n"
"kernel has neither seccomp filters nor Landlock, 125 the options are wrong.\n",
		.options_of = "run",
		.operands = "command",
	}, {}
};

const struct table_command *table_find(const char *name)
{
	for (const struct table_command *cmd = table_commands; cmd->name; cmd++)
		if (!strcmp(cmd->name, name))
			return cmd;
	return NULL;
}

/* Columns that the name of an option takes, if that is not too many. */
#define NAME_MAX	22

static int print_name(char *text, size_t size, const struct table_option *opt)
{
	char letter[8] = "";

	if (opt->key < OPT_RO)
		snprintf(letter, sizeof(letter), "-%c, ", opt->key);
	return snprintf(text, size, "%s--%s%s%s", letter, opt->name, opt->arg ? " " : "",
			opt->arg ? opt->arg : "");
}

static bool takes(const struct table_command *cmd, const struct table_option *opt)
{
	if (cmd->only_rules)
		return opt->key >= OPT_RO && opt->key <= OPT_RULES;
	return opt->key != 'h';
}

void table_options(const struct table_command *cmd, struct table_option all[TABLE_OPTIONS])
{
	const struct table_option *opt, *title = NULL;

	for (opt = cmd->options; opt->help; opt++)
		*all++ = *opt;
	for (opt = cmd->options_of ? table_find(cmd->options_of)->options : opt; opt->help; opt++) {
		if (!opt->name) {
			title = opt;
		} else if (takes(cmd, opt)) {
			if (title)
				*all++ = *title;
			title = NULL;
			*all++ = *opt;
		}
	}
	*all = *opt;
}

void table_help(FILE *out, const char *name)
{
	const struct table_command *cmd = table_find(name);
	struct table_option all[TABLE_OPTIONS];
	const struct table_option *opt, *options = cmd->options;
	char text[64];
	int width = 0;

	if (cmd->only_rules) {
		table_options(cmd, all);
		options = all;
	}
	for (opt = options; opt->help; opt++) {
		int len = opt->name ? print_name(text, sizeof(text), opt) : 0;

		if (len > width && len <= NAME_MAX)
			width = len;
	}
	fputs(cmd->head, out);
	for (opt = options; opt->help; opt++) {
		if (!opt->name)
			fprintf(out, "\n%s:\n", opt->help);
		else if (print_name(text, sizeof(text), opt) > width)
			fprintf(out, "  %s\n  %*s  %s\n", text, width, "", opt->help);
		else
			fprintf(out, "  %-*s  %s\n", width, text, opt->help);
	}
	fprintf(out, "\n%s", cmd->tail);
}

int table_getopt(int argc, char **argv, const char *name)
{
	const struct table_command *cmd = table_find(name);
	struct option longs[TABLE_OPTIONS] = {}, *to = longs;
	char letters[2 * TABLE_OPTIONS] = "", *letter = letters;
	struct table_option all[TABLE_OPTIONS];

	_Static_assert(sizeof(run_options) + sizeof(ruleset_options) + sizeof(check_options) <
		       sizeof(all), "too many");
	table_options(cmd, all);
	/* Options end where a command begins. */
	if (cmd->operands && strcmp(cmd->operands, "file"))
		*letter++ = '+';
	for (const struct table_option *opt = all; opt->help; opt++) {
		if (!opt->name)
			continue;
		*to++ = (struct option){
			opt->name, opt->arg ? required_argument : no_argument, NULL, opt->key
		};
		if (opt->key >= OPT_RO)
			continue;
		*letter++ = opt->key;
		if (opt->arg)
			*letter++ = ':';
	}
	return getopt_long(argc, argv, letters, longs, NULL);
}
