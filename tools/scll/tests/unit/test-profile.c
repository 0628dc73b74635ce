// SPDX-License-Identifier: GPL-2.0-only
/*
 * scll - tests of the reader of seccomp profiles
 *
 * The filters are run by libpcap's interpreter of BPF: another implementation than
 * the kernel's, which lets one ask about calls and architectures that cannot be had.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <pcap/bpf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "profile.h"

#define CAP_ALL		((UINT64_C(1) << 41) - 1)
#define CAP_SYS_ADMIN	(UINT64_C(1) << 21)

static const struct profile_host plain_host = { "amd64", 0, { 6, 12 } };

static char warned[256];

static void warn(const char *text)
{
	snprintf(warned + strlen(warned), sizeof(warned) - strlen(warned), "%s|", text);
}

/* Reads a profile that must be right. */
static scmp_filter_ctx read_text(const char *text, const struct profile_host *host)
{
	scmp_filter_ctx ctx = NULL;
	struct errmsg err;

	warned[0] = '\0';
	if (profile_read("FILE", text, strlen(text), host, warn, &ctx, &err))
		fail_msg("%s", err.text);
	return ctx;
}

static scmp_filter_ctx read_file(const char *name, const struct profile_host *host)
{
	struct errmsg err;
	scmp_filter_ctx ctx;
	size_t len;
	char *buf;

	if (file_read(name, &buf, &len, &err))
		fail_msg("%s", err.text);
	ctx = read_text(buf, host);
	free(buf);
	return ctx;
}

/* What a filter says to a call; the words are big-endian for libpcap. */
static uint32_t verdict_data(scmp_filter_ctx ctx, const struct seccomp_data *data)
{
	static struct bpf_insn insns[8192];
	uint32_t words[sizeof(*data) / 4];
	int fd = memfd_create("filter", 0);
	ssize_t len;

	assert_true(fd >= 0);
	assert_int_equal(seccomp_export_bpf(ctx, fd), 0);
	len = pread(fd, insns, sizeof(insns), 0);
	close(fd);
	assert_true(len > 0 && len < (ssize_t)sizeof(insns));
	assert_true(bpf_validate(insns, len / sizeof(*insns)));

	memcpy(words, data, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		words[i] = htonl(words[i]);
	return bpf_filter(insns, (const u_char *)words, sizeof(words), sizeof(words));
}

static uint32_t verdict(scmp_filter_ctx ctx, const char *call, uint64_t a0, uint64_t a1,
			uint64_t a2)
{
	const struct seccomp_data data = {
		.nr = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, call),
		.arch = AUDIT_ARCH_X86_64,
		.args = { a0, a1, a2 },
	};

	return verdict_data(ctx, &data);
}

#define ALLOWED		SECCOMP_RET_ALLOW
#define FAILS(e)	(SECCOMP_RET_ERRNO | (e))
#define RULE(text)	"{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[" text "]}"
#define V(call)		verdict(ctx, call, 0, 0, 0)

static void docker(void **state)
{
	static const char name[] = TEST_DATA "/profile/docker.json";
	scmp_filter_ctx ctx = read_file(name, &plain_host);
	struct seccomp_data data = { .nr = 3, .arch = AUDIT_ARCH_I386 };

	(void)state;
	assert_string_equal(warned, "");
	assert_int_equal(V("read"), ALLOWED);
	assert_int_equal(V("ptrace"), ALLOWED);
	assert_int_equal(V("process_vm_readv"), FAILS(EPERM));
	assert_int_equal(verdict(ctx, "clone", 0x11, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "clone", 0x10000000, 0, 0), FAILS(EPERM));
	assert_int_equal(V("mount"), FAILS(EPERM));
	assert_int_equal(V("clone3"), FAILS(ENOSYS));
	assert_int_equal(V("kcmp"), FAILS(EPERM));
	assert_int_equal(V("arch_prctl"), ALLOWED);
	/* The sub-architectures are in: 3 is read there, and 21 is mount. */
	assert_int_equal(verdict_data(ctx, &data), ALLOWED);
	data.nr = 21;
	assert_int_equal(verdict_data(ctx, &data), FAILS(EPERM));
	data.arch = AUDIT_ARCH_ARM;
	assert_int_equal(verdict_data(ctx, &data), SECCOMP_RET_KILL_THREAD);
	seccomp_release(ctx);

	ctx = read_file(name, &(struct profile_host){ "amd64", CAP_SYS_ADMIN, { 6, 13 } });
	assert_int_equal(verdict(ctx, "clone", 0x10000000, 0, 0), ALLOWED);
	assert_int_equal(V("mount"), ALLOWED);
	assert_int_equal(V("clone3"), FAILS(EPERM));
	/* It needs both of two capabilities. */
	assert_int_equal(V("kcmp"), FAILS(EPERM));
	assert_int_equal(V("process_vm_readv"), ALLOWED);
	seccomp_release(ctx);

	ctx = read_file(name, &(struct profile_host){ "s390x", CAP_ALL, { 4, 7 } });
	assert_int_equal(V("kcmp"), ALLOWED);
	assert_int_equal(V("ptrace"), FAILS(EPERM));
	assert_int_equal(V("arch_prctl"), FAILS(EPERM));
	seccomp_release(ctx);
}

static void oci(void **state)
{
	scmp_filter_ctx ctx = read_file(TEST_DATA "/profile/oci.json", &plain_host);
	uint32_t value = 0;

	(void)state;
	assert_int_equal(V("read"), ALLOWED);
	assert_int_equal(V("getcwd"), FAILS(EIO));
	assert_int_equal(V("chmod"), FAILS(EPERM));
	assert_int_equal(V("fchmod"), FAILS(EIO));
	assert_int_equal(V("reboot"), SECCOMP_RET_KILL_THREAD);
	assert_int_equal(V("kexec_load"), SECCOMP_RET_KILL_PROCESS);
	assert_int_equal(V("swapon") & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_TRAP);
	assert_int_equal(V("swapoff"), SECCOMP_RET_TRACE | 4711);
	assert_int_equal(V("acct"), SECCOMP_RET_LOG);
	assert_int_equal(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_LOG, &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(seccomp_attr_get(ctx, SCMP_FLTATR_CTL_SSB, &value), 0);
	assert_int_equal(value, 1);
	seccomp_release(ctx);
}

static void operators(void **state)
{
	scmp_filter_ctx ctx = read_file(TEST_DATA "/profile/oci.json", &plain_host);
	const uint64_t big = UINT64_C(1) << 33;

	(void)state;
	assert_int_equal(verdict(ctx, "dup", 7, 0, 0), FAILS(10));
	assert_int_equal(verdict(ctx, "dup", 8, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "close", 7, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "close", 6, 0, 0), FAILS(11));
	/* Both conditions. */
	assert_int_equal(verdict(ctx, "lseek", 0, big, 0), FAILS(12));
	assert_int_equal(verdict(ctx, "lseek", 0, big - 1, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "lseek", 0, big, 1), ALLOWED);
	assert_int_equal(verdict(ctx, "ftruncate", 0, big, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "ftruncate", 0, big + 1, 0), FAILS(13));
	assert_int_equal(verdict(ctx, "truncate", 0, big, 0), FAILS(14));
	assert_int_equal(verdict(ctx, "truncate", 0, big + 1, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "ioctl", 0, 0x2ff, 0), FAILS(15));
	assert_int_equal(verdict(ctx, "ioctl", 0, 0x3ff, 0), ALLOWED);
	/* The same argument twice: either condition. */
	assert_int_equal(verdict(ctx, "fcntl", 0, 3, 0), FAILS(16));
	assert_int_equal(verdict(ctx, "fcntl", 0, 4, 0), FAILS(16));
	assert_int_equal(verdict(ctx, "fcntl", 0, 5, 0), ALLOWED);
	seccomp_release(ctx);
}

/* What Debian ships, for a container without and with privileges. */
static void debian(void **state)
{
	static const char name[] = "/usr/share/containers/seccomp.json";
	scmp_filter_ctx ctx;

	(void)state;
	if (access(name, R_OK))
		fail_msg("%s is missing: install golang-github-containers-common", name);
	ctx = read_file(name, &plain_host);
	assert_int_equal(V("read"), ALLOWED);
	assert_int_equal(V("kexec_load"), FAILS(EPERM));
	assert_int_equal(V("bpf"), FAILS(EPERM));
	assert_int_equal(V("chroot"), FAILS(EPERM));
	assert_int_equal(V("io_uring_setup"), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "personality", 0, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "personality", 0xffffffff, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "personality", 0x40000, 0, 0), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "socket", 2, 1, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "socket", 16, 3, 9), FAILS(EINVAL));
	assert_int_equal(verdict(ctx, "socket", 16, 3, 0), ALLOWED);
	seccomp_release(ctx);

	ctx = read_file(name, &(struct profile_host){ "amd64", CAP_ALL, { 6, 12 } });
	assert_int_equal(V("kexec_load"), FAILS(EPERM));
	assert_int_equal(V("bpf"), ALLOWED);
	assert_int_equal(V("chroot"), ALLOWED);
	assert_int_equal(V("io_uring_setup"), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "socket", 16, 3, 9), ALLOWED);
	seccomp_release(ctx);
}

static void defaults(void **state)
{
	scmp_filter_ctx ctx;

	(void)state;
	/* The action of the default is not a rule, and an element twice is one. */
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrno\":\"ENOSYS\","
			"\"syscalls\":[{\"name\":\"read\",\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":38},"
			"{\"name\":\"dup\",\"action\":\"SCMP_ACT_ALLOW\"},"
			"{\"name\":\"dup\",\"action\":\"SCMP_ACT_ALLOW\"},"
			"{\"name\":\"dup2\",\"action\":\"SCMP_ACT_ERRNO\"}]}", &plain_host);
	assert_int_equal(V("read"), FAILS(ENOSYS));
	assert_int_equal(V("dup"), ALLOWED);
	assert_int_equal(V("dup2"), FAILS(EPERM));
	seccomp_release(ctx);
	/* Without arguments the first one counts. */
	ctx = read_text(RULE("{\"name\":\"dup\",\"action\":\"SCMP_ACT_TRAP\"},"
			     "{\"name\":\"dup\",\"action\":\"SCMP_ACT_KILL\"}"), &plain_host);
	assert_int_equal(V("dup") & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_TRAP);
	seccomp_release(ctx);
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_KILL_PROCESS\"}", &plain_host);
	assert_int_equal(V("read"), SECCOMP_RET_KILL_PROCESS);
	seccomp_release(ctx);
}

static void unknown_calls(void **state)
{
	(void)state;
	seccomp_release(read_text("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
				  "{\"names\":[\"read\",\"raed\"],\"action\":\"SCMP_ACT_ERRNO\"}]}",
				  &plain_host));
	assert_string_equal(warned, "FILE: syscalls[0].names[1]: unknown system call 'raed' is not denied|");
	seccomp_release(read_text("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
				  "{\"names\":[\"raed\"],\"action\":\"SCMP_ACT_ALLOW\"}]}",
				  &plain_host));
	assert_string_equal(warned, "");
}

#define KILL_READ	"\"name\":\"read\",\"action\":\"SCMP_ACT_KILL\""
#define ARG(text)	RULE("{" KILL_READ ",\"args\":[{" text "}]}")

static const struct refused refusals[] = {
	{ "", ":1:0: '[' or '{' expected near end of file" },
	{ "[]", ": must be an object" },
	{ "{}", ": defaultAction: is missing" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}x", ":1:35: end of file expected near 'x'" },
	{ "{\n \"defaultAction\": }", ":2:19: unexpected token near '}'" },
	{ "{\"a\":1,\n\"a\":2}", ":2:3: duplicate object key near '\"a\"'" },
	{ "{\"a\\u0000b\":1}", ":1:11: NUL byte in object key not supported near '\"a\\u0000b\"'" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"foo\":1}", ": foo: unknown key" },
	{ "{\"defaultAction\":\"ALLOW\"}", ": defaultAction: unknown action 'ALLOW'" },
	{ "{\"defaultAction\":7}", ": defaultAction: must be a string" },
	{ "{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}",
	  ": defaultAction: SCMP_ACT_NOTIFY needs a supervisor, which scll does not start" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"defaultErrnoRet\":1}",
	  ": defaultErrnoRet: SCMP_ACT_ALLOW takes none" },
	{ "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":4096}",
	  ": defaultErrnoRet: 4096 is not in the range 0 to 4095" },
	{ "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":-1}",
	  ": defaultErrnoRet: -1 is not in the range 0 to 4095" },
	{ "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":1,\"defaultErrno\":\"ENOSYS\"}",
	  ": defaultErrno: contradicts defaultErrnoRet" },
	{ "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrno\":\"EFOO\"}",
	  ": defaultErrno: unknown error 'EFOO'" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86\",\"x\"]}",
	  ": architectures[1]: unknown architecture 'x'" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_FOO\"]}",
	  ": architectures[0]: unknown architecture 'SCMP_ARCH_FOO'" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_S390X\"]}",
	  ": architectures[0]: SCMP_ARCH_S390X cannot be in one filter with this machine's architecture" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86\"],"
	  "\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86\"}]}",
	  ": architectures: cannot be combined with archMap" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\","
	  "\"subArchitectures\":[\"SCMP_ARCH_X86\",3]}]}",
	  ": archMap[0].subArchitectures[1]: must be a string" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"archMap\":[{}]}",
	  ": archMap[0].architecture: must be a string" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86\",\"sub\":1}]}",
	  ": archMap[0].sub: unknown key" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"flags\":[\"SECCOMP_FILTER_FLAG_FOO\"]}",
	  ": flags[0]: unknown flag 'SECCOMP_FILTER_FLAG_FOO'" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"listenerPath\":1}",
	  ": listenerPath: must be a string" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":{}}",
	  ": syscalls: must be an array" },
	{ RULE("1"), ": syscalls[0]: must be an object" },
	{ RULE("{}"), ": syscalls[0].action: is missing" },
	{ RULE("{" KILL_READ "},{\"action\":\"SCMP_ACT_KILL\"}"),
	  ": syscalls[1].names: is missing" },
	{ RULE("{\"names\":[],\"action\":\"SCMP_ACT_KILL\"}"),
	  ": syscalls[0].names: must not be empty" },
	{ RULE("{\"names\":[\"read\",1],\"action\":\"SCMP_ACT_KILL\"}"),
	  ": syscalls[0].names[1]: must be a string" },
	{ RULE("{\"names\":[\"dup\"]," KILL_READ "}"),
	  ": syscalls[0].name: cannot be combined with names" },
	{ RULE("{" KILL_READ ",\"comment\":1}"), ": syscalls[0].comment: must be a string" },
	{ RULE("{" KILL_READ ",\"errnoRet\":1}"),
	  ": syscalls[0].errnoRet: SCMP_ACT_KILL takes none" },
	{ RULE("{" KILL_READ ",\"errno\":\"EPERM\"}"),
	  ": syscalls[0].errno: SCMP_ACT_KILL takes none" },
	{ RULE("{\"name\":\"read\",\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":\"1\"}"),
	  ": syscalls[0].errnoRet: must be a whole number" },
	{ RULE("{" KILL_READ ",\"args\":{}}"), ": syscalls[0].args: must be an array" },
	{ ARG("\"foo\":1"), ": syscalls[0].args[0].foo: unknown key" },
	{ ARG("\"value\":1,\"op\":\"SCMP_CMP_EQ\""), ": syscalls[0].args[0].index: is missing" },
	{ ARG("\"index\":1,\"op\":\"SCMP_CMP_EQ\""), ": syscalls[0].args[0].value: is missing" },
	{ ARG("\"index\":1,\"value\":1"), ": syscalls[0].args[0].op: is missing" },
	{ ARG("\"index\":6,\"value\":1,\"op\":\"SCMP_CMP_EQ\""),
	  ": syscalls[0].args[0].index: 6 is not in the range 0 to 5" },
	{ ARG("\"index\":1,\"value\":1.5,\"op\":\"SCMP_CMP_EQ\""),
	  ": syscalls[0].args[0].value: must be a whole number" },
	{ ARG("\"index\":1,\"value\":1,\"op\":\"EQ\""),
	  ": syscalls[0].args[0].op: unknown operator 'EQ'" },
	{ ARG("\"index\":1,\"value\":18446744073709551615,\"op\":\"SCMP_CMP_EQ\""),
	  ":1:133: too big integer near '18446744073709551615'" },
	{ RULE("{" KILL_READ ",\"includes\":{\"foo\":1}}"),
	  ": syscalls[0].includes.foo: unknown key" },
	{ RULE("{" KILL_READ ",\"includes\":{\"caps\":[\"CAP_FOO\"]}}"),
	  ": syscalls[0].includes.caps[0]: unknown capability 'CAP_FOO'" },
	{ RULE("{" KILL_READ ",\"excludes\":{\"arches\":[1]}}"),
	  ": syscalls[0].excludes.arches[0]: must be a string" },
	{ RULE("{" KILL_READ ",\"excludes\":{\"minKernel\":\"4\"}}"),
	  ": syscalls[0].excludes.minKernel: '4' is not a version like \"4.8\"" },
	{ RULE("{" KILL_READ ",\"excludes\":{\"minKernel\":\"4.8.1\"}}"),
	  ": syscalls[0].excludes.minKernel: '4.8.1' is not a version like \"4.8\"" },
	/* A rule that does not apply is checked too. */
	{ RULE("{\"names\":[1],\"action\":\"SCMP_ACT_KILL\",\"includes\":{\"arches\":[\"none\"]}}"),
	  ": syscalls[0].names[0]: must be a string" },
};

static void refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refused *want = &refusals[i];
		scmp_filter_ctx ctx;
		struct errmsg err;
		int ret = profile_read("FILE", want->input, strlen(want->input), &plain_host, NULL,
				       &ctx, &err);

		assert_refused(ret, &err, want);
	}
}

static void this_host(void **state)
{
	struct profile_host host;
	struct errmsg err;

	(void)state;
	assert_int_equal(profile_host_get(&host, &err), 0);
	assert_string_equal(host.arch, "amd64");
	assert_true(host.kernel[0] >= 4);
	assert_int_equal(host.caps & ~CAP_ALL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker),
		cmocka_unit_test(oci),
		cmocka_unit_test(operators),
		cmocka_unit_test(debian),
		cmocka_unit_test(defaults),
		cmocka_unit_test(unknown_calls),
		cmocka_unit_test(refused),
		cmocka_unit_test(this_host),
	};

	/* Not what libseccomp finds out here: valgrind has no seccomp(2). */
	if (seccomp_api_set(5))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
