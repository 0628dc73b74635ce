// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - what the kernel opens to execute a command, and why it could not
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "launch.h"
#include "scll-cmd.h"
#include "util.h"

/* What the kernel looks at: BINPRM_BUF_SIZE. */
#define HEAD_SIZE	256

static int add_file(struct launch *launch, enum launch_role role, const char *path)
{
	char *copy;

	if (launch->count == LAUNCH_FILES_MAX)
		return -1;
	copy = strdup(path);
	if (!copy)
		return -1;
	launch->files[launch->count].role = role;
	launch->files[launch->count++].path = copy;
	return 0;
}

static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* The first in PATH that can be executed, or else the first that is there. */
static void find_command(struct launch *launch, const char *name)
{
	const char *list = getenv("PATH");
	char path[PATH_MAX], other[PATH_MAX] = "";

	if (strchr(name, '/')) {
		if (!access(name, F_OK) || errno == EACCES)
			add_file(launch, LAUNCH_COMMAND, name);
		return;
	}
	/* As execvpe() without PATH. */
	list = list ? list : "/bin:/usr/bin";
	for (const char *end; list; list = *end ? end + 1 : NULL) {
		int len, dir;

		end = strchrnul(list, ':');
		dir = end - list;
		len = snprintf(path, sizeof(path), "%.*s%s%s", dir, list, dir ? "/" : "", name);
		if (len >= (int)sizeof(path) || !is_regular(path))
			continue;
		if (!access(path, X_OK)) {
			add_file(launch, LAUNCH_COMMAND, path);
			return;
		}
		if (!*other)
			strcpy(other, path);
	}
	if (*other)
		add_file(launch, LAUNCH_COMMAND, other);
}

/* The word after "#!", or NULL. */
static char *script_interpreter(char *head)
{
	char *word = head + 2;

	word += strspn(word, " \t");
	word[strcspn(word, " \t\n")] = '\0';
	return *word ? word : NULL;
}

/* elf_loader: PT_INTERP of an ELF file of either size, for this byte order; or NULL */
#define DEFINE_ELF_LOADER(bits)								\
static char *elf_loader##bits(int fd, const char *head, char *path, size_t size)	\
{											\
	Elf##bits##_Ehdr file;								\
	Elf##bits##_Phdr part;								\
											\
	memcpy(&file, head, sizeof(file));						\
	for (size_t i = 0; i < file.e_phnum; i++) {					\
		off_t at = (uint64_t)file.e_phoff + i * sizeof(part);			\
											\
		if (file.e_phentsize != sizeof(part) ||					\
		    pread(fd, &part, sizeof(part), at) != (ssize_t)sizeof(part))	\
			return NULL;							\
		if (part.p_type != PT_INTERP)						\
			continue;							\
		if (!part.p_filesz || part.p_filesz > size ||				\
		    pread(fd, path, part.p_filesz, part.p_offset) !=			\
				(ssize_t)part.p_filesz)					\
			return NULL;							\
		path[part.p_filesz - 1] = '\0';						\
		return path;								\
	}										\
	return NULL;									\
}

DEFINE_ELF_LOADER(32)
DEFINE_ELF_LOADER(64)

int launch_open(const char *path)
{
	int found = open(path, O_PATH | O_CLOEXEC), fd = -1;
	char link[32];
	struct stat st;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", found);
	if (found >= 0 && !fstat(found, &st) && S_ISREG(st.st_mode))
		fd = open(link, O_RDONLY | O_CLOEXEC);
	if (found >= 0)
		close(found);
	return fd;
}

bool launch_next(const char *file, enum launch_role *role, char next[PATH_MAX])
{
	char head[HEAD_SIZE + 1] = "", *word = NULL;
	int fd = launch_open(file);
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, head, HEAD_SIZE);
	if (len > 2 && !memcmp(head, "#!", 2)) {
		*role = LAUNCH_INTERPRETER;
		word = script_interpreter(head);
	} else if (len >= (ssize_t)sizeof(Elf64_Ehdr) && !memcmp(head, ELFMAG, SELFMAG)) {
		*role = LAUNCH_LOADER;
		word = head[EI_CLASS] == ELFCLASS64 ? elf_loader64(fd, head, next, PATH_MAX) :
						      elf_loader32(fd, head, next, PATH_MAX);
	} else if (len > 0) {
		*role = LAUNCH_COMMAND;
	}
	close(fd);
	if (word && word != next)
		strcpy(next, word);
	return word;
}

/* Adds what the last file needs; false if that is the end. */
static bool add_next(struct launch *launch)
{
	enum launch_role role = LAUNCH_LOADER;
	char next[PATH_MAX];

	if (launch_next(launch->files[launch->count - 1].path, &role, next))
		return !add_file(launch, role, next) && role == LAUNCH_INTERPRETER;
	/* Of neither kind: execvpe() gives it to the shell. */
	return role == LAUNCH_COMMAND && launch->count == 1 &&
	       !add_file(launch, LAUNCH_INTERPRETER, "/bin/sh");
}

void launch_find(struct launch *launch, const char *name)
{
	memset(launch, 0, sizeof(*launch));
	find_command(launch, name);
	while (launch->count && add_next(launch))
		;
}

void launch_free(struct launch *launch)
{
	for (size_t i = 0; i < launch->count; i++)
		free(launch->files[i].path);
	memset(launch, 0, sizeof(*launch));
}

/* "X", "X (the interpreter of Y)": what a file names can have control characters. */
static void print_file(const struct launch *launch, size_t i, char *text, size_t size)
{
	static const char *const roles[] = {
		[LAUNCH_INTERPRETER] = "interpreter", [LAUNCH_LOADER] = "loader",
	};
	const char *path = launch->files[i].path;

	if (!i)
		snprintf(text, size, "%s", path);
	else
		snprintf(text, size, "%s (the %s of %s)", path, roles[launch->files[i].role],
			 launch->files[i - 1].path);
	plain(text);
}

/* The first directory on the way to a file that cannot be searched. */
static const char *closed_directory(const char *path, char *dir)
{
	for (const char *end = path; (end = strchr(end + 1, '/'));) {
		snprintf(dir, PATH_MAX, "%.*s", (int)(end - path), path);
		if (access(dir, X_OK) && errno == EACCES)
			return dir;
	}
	return NULL;
}

/* What is wrong with a file whatever the rules are; false if nothing is. */
static bool explain_file(const char *who, const char *path, const char *file)
{
	char dir[PATH_MAX];
	struct statvfs fs;
	struct stat st;

	if (stat(path, &st)) {
		if (errno == ENOENT || errno == ENOTDIR)
			fprintf(stderr, "%s: %s does not exist\n", who, file);
		else if (errno == EACCES && closed_directory(path, dir))
			fprintf(stderr, "%s: %s cannot be reached: no permission (x) for the directory %s\n",
				who, file, plain(dir));
		else
			return false;
		return true;
	}
	if (S_ISDIR(st.st_mode))
		fprintf(stderr, "%s: %s is a directory\n", who, file);
	else if (!S_ISREG(st.st_mode))
		fprintf(stderr, "%s: %s is not a regular file\n", who, file);
	else if (!statvfs(path, &fs) && (fs.f_flag & ST_NOEXEC))
		fprintf(stderr, "%s: %s is in a file system that is mounted noexec\n", who, file);
	else if (access(path, X_OK) && errno == EACCES)
		fprintf(stderr, "%s: %s has mode %04o, which does not let this user execute it\n",
			who, file, (unsigned int)st.st_mode & 07777);
	else
		return false;
	return true;
}

/* What the rules lack; false if nothing. */
static bool explain_rules(const char *who, const struct launch *launch, const struct scll *sb)
{
	char file[2 * PATH_MAX];
	bool missing = false;

	for (size_t i = 0; i < launch->count; i++) {
		const char *path = launch->files[i].path;
		char real[PATH_MAX];

		if (!scll_denied(sb, path, LANDLOCK_ACCESS_FS_EXECUTE))
			continue;
		/* With --chdir an option means another file by a relative path. */
		if (*path != '/' && realpath(path, real))
			path = real;
		missing = true;
		print_file(launch, i, file, sizeof(file));
		fprintf(stderr, "%s: the rules do not allow executing %s: ", who, file);
		snprintf(file, sizeof(file), "%s", path);
		/* No option for a path that is shown as another. */
		if (!strcmp(plain(file), path))
			fprintf(stderr, "--rox %s, or ", file);
		fprintf(stderr, "%s\n", i ? "--ldd" : "--add-exec");
	}
	/* With these it could start, and find no library, or no file of its own. */
	if (missing && scll_denied(sb, "/usr", LANDLOCK_ACCESS_FS_EXECUTE))
		fprintf(stderr, "%s: what nearly every program needs: --system\n", who);
	return missing;
}

static void explain(const char *who, const struct launch *launch, const char *name, int error,
		    const struct scll *sb)
{
	char file[2 * PATH_MAX];

	fprintf(stderr, "%s: %s: %s\n", who, name, strerror(error));
	if (launch->terse || (error != EACCES && error != ENOENT && error != ENOTDIR))
		return;
	for (size_t i = 0; i < launch->count; i++) {
		print_file(launch, i, file, sizeof(file));
		if (explain_file(who, launch->files[i].path, file))
			return;
	}
	if (error != EACCES || (sb && explain_rules(who, launch, sb)))
		return;
	fprintf(stderr, "%s: file modes%s allow it; %s\n", who, sb ? " and these rules" : "",
		sb ? "an outer sandbox or another security module may not" :
			 "the rules of the sandbox, which cannot be read back, may not");
}

int launch_run(const char *who, const struct launch *launch, char **argv, char **envp,
	       const struct scll *sb)
{
	int error;

	execvpe(argv[0], argv, envp);
	error = errno;
	explain(who, launch, argv[0], error, sb);
	/* A script without its interpreter was found. */
	if (error == ENOENT || error == ENOTDIR)
		return launch->count ? EXIT_CANNOT_RUN : EXIT_NOT_FOUND;
	return EXIT_CANNOT_RUN;
}
