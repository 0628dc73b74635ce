// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - the shared libraries of a command, in the words of its loader
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <scll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"
#include "scll-cmd.h"
#include "util.h"

static int complain(const char *loader, const char *what, int error)
{
	char *name = strdup(loader);

	/* The command names it. */
	fprintf(stderr, "scll run: --ldd: %s: %s\n", name ? plain(name) : "", what);
	free(name);
	return error;
}

/* It is the word of the file that is to be confined: not any program will do. */
static int check_loader(const char *loader)
{
	struct stat st;

	if (*loader != '/' || stat(loader, &st))
		return complain(loader, "this loader does not exist", -ENOENT);
	if (!S_ISREG(st.st_mode) || st.st_uid || (st.st_mode & 0022))
		return complain(loader,
				"not executed, since it does not belong to root alone; use --rox",
				-EPERM);
	return 0;
}

/* In a child: reads everything, and changes, connects and keeps nothing. */
static void list(const char *loader, const char *file, int out)
{
	const struct scll_options options = {
		.size = sizeof(options),
		.flags = SCLL_NO_NEW_PRIVS | SCLL_BEST_EFFORT,
		/* The loader is root's; the sandbox is for what it may get wrong. */
		.accept = SCLL_DROPPED_RULES,
	};
	const struct rlimit seconds = { 10, 10 };
	const char *dirs = getenv("LD_LIBRARY_PATH");
	char *argv[4] = { (char *)loader, "--list", (char *)file, NULL };
	char *envp[2] = { NULL };
	struct scll *sb;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (dirs && asprintf(&envp[0], "LD_LIBRARY_PATH=%s", dirs) < 0)
		_exit(EXIT_SETUP);
	/* What it has to say has names from the file, as they are. */
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
	    setrlimit(RLIMIT_CPU, &seconds) ||
	    scll_new(&sb, &options) || scll_allow_path(sb, "/", SCLL_READ | SCLL_EXEC) ||
	    scll_handle_net(sb, SCLL_NET_ALL) || scll_prepare(sb) || scll_apply(sb, NULL))
		_exit(EXIT_SETUP);
	execve(loader, argv, envp);
	_exit(EXIT_CANNOT_RUN);
}

static bool is_elf(const char *path)
{
	char head[SELFMAG] = "";
	int fd = launch_open(path);
	ssize_t len = fd < 0 ? 0 : read(fd, head, sizeof(head));

	if (fd >= 0)
		close(fd);
	return len == SELFMAG && !memcmp(head, ELFMAG, SELFMAG);
}

/*
 * "name => /path (address)" or "/path (address)".  The names are those that the file
 * wants, and it may be hostile: what could be read in two ways is not taken.
 */
static int each_line(FILE *lines, int (*each)(void *arg, const char *path), void *arg)
{
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	while (!ret && getline(&line, &size, lines) > 0) {
		char *arrow = strstr(line, " => ");
		char *path = arrow ? arrow + 4 : line + strspn(line, " \t");
		char *end = strstr(path, " (0x");

		if (*path != '/' || !end)
			continue;
		if (strstr(path, " => ") || strstr(end + 1, " (0x")) {
			ret = complain("the loader", "it lists a name that it also could mean otherwise",
				       -EINVAL);
			break;
		}
		*end = '\0';
		ret = is_elf(path) ? each(arg, path) :
				     complain(path, "listed as a library, and is none", -EINVAL);
	}
	free(line);
	return ret;
}

static int ask_loader(const char *loader, const char *file,
		      int (*each)(void *arg, const char *path), void *arg)
{
	int fds[2], status, ret = check_loader(loader);
	FILE *lines;
	pid_t child;

	if (ret)
		return ret;
	if (pipe2(fds, O_CLOEXEC))
		return complain(loader, strerror(errno), -errno);
	child = fork();
	if (!child)
		list(loader, file, fds[1]);
	close(fds[1]);
	lines = child < 0 ? NULL : fdopen(fds[0], "r");
	if (!lines)
		ret = complain(loader, strerror(errno), -errno);
	else
		ret = each_line(lines, each, arg);
	if (lines)
		fclose(lines);
	else
		close(fds[0]);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!ret && (!WIFEXITED(status) || WEXITSTATUS(status)))
		ret = complain(loader, "cannot list the libraries of the command", -EIO);
	return ret;
}

int launch_libraries(const struct launch *launch, int (*each)(void *arg, const char *path),
		     void *arg)
{
	int ret = 0;

	for (size_t i = 1; !ret && i < launch->count; i++) {
		ret = each(arg, launch->files[i].path);
		if (!ret && launch->files[i].role == LAUNCH_LOADER)
			ret = ask_loader(launch->files[i].path, launch->files[i - 1].path, each, arg);
	}
	return ret;
}
