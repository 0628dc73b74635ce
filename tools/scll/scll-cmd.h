/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scll - the commands, each in a file of its own
 */
#ifndef SCLL_CMD_H
#define SCLL_CMD_H

/*
 * Exit statuses of env(1).  With the first, the command that was to be run never
 * ran.  Else the status is that of the command.
 */
#define EXIT_SETUP	125	/* wrong usage, or no sandbox */
#define EXIT_CANNOT_RUN	126	/* the command was found and cannot be executed */
#define EXIT_NOT_FOUND	127	/* the command was not found */

/*
 * Each gets its own name as argv[0] and what follows it on the command line, and
 * returns the exit status.  "--help" goes to standard output and is a success.
 */
int cmd_run(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_learn(int argc, char **argv);
int cmd_ruleset(int argc, char **argv);
int cmd_exec(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_ps(int argc, char **argv);
int cmd_explain(int argc, char **argv);

/*
 * The last two are in a program of their own, so that nothing else loads the
 * libraries that only they need.  In scll itself they execute that.
 */
#define INSPECT_PROGRAM	"scll-inspect"

#endif /* SCLL_CMD_H */
