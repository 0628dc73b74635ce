// SPDX-License-Identifier: GPL-2.0-only
/* Something to debug: waits in a function that a backtrace can name. */
#include <unistd.h>

static void wait_for_debugger(void)
{
	for (;;)
		pause();
}

int main(void)
{
	wait_for_debugger();
	return 0;
}
