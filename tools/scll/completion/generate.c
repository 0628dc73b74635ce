// SPDX-License-Identifier: GPL-2.0-only
/*
 * generate bash|zsh|fish: the part of a completion that the table of options says.  What
 * comes behind it is in scll.bash and so on.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "table.h"

/* A text within '', with a backslash before each of @special. */
static void quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\'", stdout);
		else if (strchr(special, *text))
			putchar('\\');
		putchar(*text);
	}
}

static void each_option(const struct table_command *cmd,
			void (*print)(const char *command, const struct table_option *opt))
{
	struct table_option all[TABLE_OPTIONS];

	table_options(cmd, all);
	for (const struct table_option *opt = all; opt->help; opt++)
		if (opt->name)
			print(cmd->name, opt);
}

/* --ro=paths or --quiet */
static void bash_option(const char *command, const struct table_option *opt)
{
	const char *equals = opt->arg ? "=" : "", *offer = opt->arg ? opt->offer : "";

	(void)command;
	if (opt->key < OPT_RO)
		printf(" -%c%s%s", opt->key, equals, offer);
	printf(" --%s%s%s", opt->name, equals, offer);
}

static void write_bash(void)
{
	puts("# bash completion for scll(1), generated");
	puts("declare -gA _scll_options _scll_operands");
	for (const struct table_command *cmd = table_commands; cmd->name; cmd++) {
		printf("_scll_operands[%s]=%s\n", cmd->name, cmd->operands ? cmd->operands : "");
		printf("_scll_options[%s]='", cmd->name);
		each_option(cmd, bash_option);
		puts("'");
	}
}

static void zsh_name(const char *dashes, const char *name, const struct table_option *opt)
{
	/* A long option takes its argument in the same word or in the next, a letter too. */
	printf(" '*%s%s%s[", dashes, name, opt->arg ? dashes[1] ? "=" : "+" : "");
	quoted(opt->help, "[]\\");
	putchar(']');
	if (opt->arg) {
		putchar(':');
		quoted(opt->arg, ":\\");
		putchar(':');
		if (strchr(opt->offer, ',')) {
			fputs("_sequence compadd - ", stdout);
			for (const char *c = opt->offer; *c; c++)
				putchar(*c == ',' ? ' ' : *c);
		} else {
			printf("_scll_%s", opt->offer);
		}
	}
	putchar('\'');
}

static void zsh_option(const char *command, const struct table_option *opt)
{
	const char letter[] = { opt->key, '\0' };

	(void)command;
	if (opt->key < OPT_RO)
		zsh_name("-", letter, opt);
	zsh_name("--", opt->name, opt);
}

static void write_zsh(void)
{
	puts("#compdef scll\n# zsh completion for scll(1), generated");
	puts("local -A _scll_operands\nlocal -a _scll_commands");
	for (const struct table_command *cmd = table_commands; cmd->name; cmd++) {
		printf("_scll_operands[%s]=%s\n", cmd->name, cmd->operands ? cmd->operands : "none");
		printf("_scll_commands+=('%s:", cmd->name);
		quoted(cmd->summary, ":\\");
		printf("')\nlocal -a _scll_options_%s=(", cmd->name);
		each_option(cmd, zsh_option);
		puts(" )");
	}
}

static void fish_option(const char *command, const struct table_option *opt)
{
	printf("complete -c scll -n '__scll_in %s' -l %s", command, opt->name);
	if (opt->key < OPT_RO)
		printf(" -s %c", opt->key);
	if (opt->arg && strchr(opt->offer, ','))
		printf(" -x -a '(__scll_list %s)'", opt->offer);
	else if (opt->arg)
		printf(" -x -a '(__scll_%s)'", opt->offer);
	fputs(" -d '", stdout);
	/* The only two that mean something there within ''. */
	for (const char *c = opt->help; *c; c++)
		printf("%s%c", strchr("'\\", *c) ? "\\" : "", *c);
	puts("'");
}

static void write_fish(void)
{
	puts("# fish completion for scll(1), generated\ncomplete -c scll -f");
	for (const struct table_command *cmd = table_commands; cmd->name; cmd++) {
		printf("complete -c scll -n '__scll_in' -a %s -d '%s'\n", cmd->name, cmd->summary);
		if (cmd->operands)
			printf("complete -c scll -n '__scll_in %s' -a '(__scll_operand_%s)'\n",
			       cmd->name, cmd->operands);
		each_option(cmd, fish_option);
	}
}

int main(int argc, char **argv)
{
	const char *shell = argc == 2 ? argv[1] : "";

	if (!strcmp(shell, "bash"))
		write_bash();
	else if (!strcmp(shell, "zsh"))
		write_zsh();
	else if (!strcmp(shell, "fish"))
		write_fish();
	else
		return 1;
	return fflush(stdout) || ferror(stdout);
}
