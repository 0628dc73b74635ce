// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll-inspect - the commands of scll that look at other processes
 *
 * Executed by scll, with the name of the command as argv[0].
 */
#include <stdio.h>
#include <string.h>

#include "scll-cmd.h"
#include "util.h"

int main(int argc, char **argv)
{
	one_write_a_line();
	if (argc > 0 && !strcmp(argv[0], "scll ps"))
		return cmd_ps(argc, argv);
	if (argc > 0 && !strcmp(argv[0], "scll explain"))
		return cmd_explain(argc, argv);
	fputs(INSPECT_PROGRAM ": it is a part of scll; use 'scll ps' or 'scll explain'\n", stderr);
	return EXIT_SETUP;
}
