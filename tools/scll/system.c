// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll run --system - what nearly every program needs of the system, and no more
 */
#include <linux/landlock.h>
#include <scll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system.h"

#define READ	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXEC	(READ | LANDLOCK_ACCESS_FS_EXECUTE)
/* Of a device.  A terminal also has ioctls. */
#define USE	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)
#define IOCTL_DEV (1U << 15)	/* LANDLOCK_ACCESS_FS_IOCTL_DEV, which not all headers have */
#define TERMINAL (USE | IOCTL_DEV)

static const struct {
	const char *path;
	uint64_t rights;
} entries[] = {
	/* Programs, libraries, the loader, time zones, locales.  See is_link(). */
	{ "/usr", EXEC }, { "/bin", EXEC }, { "/sbin", EXEC }, { "/lib", EXEC },
	{ "/lib32", EXEC }, { "/lib64", EXEC }, { "/libx32", EXEC },
	/* The loader. */
	{ "/etc/ld.so.cache", READ }, { "/etc/ld.so.preload", READ },
	/* Of libc: names of users, hosts and services, the time, the locale. */
	{ "/etc/nsswitch.conf", READ }, { "/etc/passwd", READ }, { "/etc/group", READ },
	{ "/etc/hosts", READ }, { "/etc/host.conf", READ }, { "/etc/resolv.conf", READ },
	{ "/etc/gai.conf", READ }, { "/etc/services", READ }, { "/etc/protocols", READ },
	{ "/etc/localtime", READ }, { "/etc/timezone", READ }, { "/etc/locale.alias", READ },
	/* Certificates of Debian and Fedora, but not the keys next to them. */
	{ "/etc/ssl/certs", READ }, { "/etc/ssl/openssl.cnf", READ },
	{ "/etc/pki/tls/certs", READ }, { "/etc/pki/ca-trust/extracted", READ },
	/* Devices that anybody may use. */
	{ "/dev/null", USE }, { "/dev/zero", USE }, { "/dev/full", USE },
	{ "/dev/random", READ }, { "/dev/urandom", READ },
	/* Of this process: its children have others. */
	{ "/proc/self", READ },
};

/* /lib and so on where /usr is merged: there is a rule for what it leads to. */
static bool is_link(const char *path)
{
	struct stat st;

	return path[1] != 'e' && path[1] != 'p' && !lstat(path, &st) && S_ISLNK(st.st_mode);
}

int system_each(bool terminal, int (*each)(void *arg, const char *path, uint64_t rights),
		void *arg)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(entries) / sizeof(*entries); i++)
		if (!is_link(entries[i].path) && !access(entries[i].path, F_OK))
			ret = each(arg, entries[i].path, entries[i].rights);
	if (!ret && terminal && !access("/dev/tty", F_OK))
		ret = each(arg, "/dev/tty", TERMINAL);
	/* Not those of others. */
	for (int fd = 0; !ret && terminal && fd <= STDERR_FILENO; fd++) {
		const char *name = ttyname(fd);

		if (name)
			ret = each(arg, name, TERMINAL);
	}
	return ret;
}
