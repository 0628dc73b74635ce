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
#include <scll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "profile.h"

#define CAP_ALL		((UINT64_C(1) << 41) - 1)
#define CAP_SYS_ADMIN	(UINT64_C(1) << 21)

static const struct profile_host plain_host = { "amd64", 0, { 6, 12 }, 0 };

static char warned[512];

static void warn(void *arg, const char *text)
{
	(void)arg;
	snprintf(warned + strlen(warned), sizeof(warned) - strlen(warned), "%s|", text);
}

static void release(struct profile_filter *ctx)
{
	free(ctx->prog);
	free(ctx);
}

/* Reads a profile that must be right. */
static struct profile_filter *read_text(const char *text, const struct profile_host *host)
{
	struct profile_filter *ctx = calloc(1, sizeof(*ctx));
	struct errmsg err;

	warned[0] = '\0';
	if (scll_profile_read("FILE", text, strlen(text), host, &(struct note){ warn, NULL }, ctx, &err))
		fail_msg("%s", err.text);
	return ctx;
}

static struct profile_filter *read_file(const char *name, const struct profile_host *host)
{
	struct errmsg err;
	struct profile_filter *ctx;
	size_t len;
	char *buf;

	if (file_read(name, &buf, &len, &err))
		fail_msg("%s", err.text);
	ctx = read_text(buf, host);
	free(buf);
	return ctx;
}

/* What a filter says to a call; the words are big-endian for libpcap. */
static uint32_t verdict_data(const struct profile_filter *ctx, const struct seccomp_data *data)
{
	const struct bpf_insn *insns = (const struct bpf_insn *)ctx->prog;
	uint32_t words[sizeof(*data) / 4];

	assert_true(bpf_validate(insns, ctx->len));

	memcpy(words, data, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		words[i] = htonl(words[i]);
	return bpf_filter(insns, (const u_char *)words, sizeof(words), sizeof(words));
}

static uint32_t verdict(const struct profile_filter *ctx, const char *call, uint64_t a0, uint64_t a1,
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
	struct profile_filter *ctx = read_file(name, &plain_host);
	struct seccomp_data data = { .nr = 3, .arch = AUDIT_ARCH_I386 };

	(void)state;
	assert_string_equal(warned, "FILE: the profile allows system calls that libseccomp does not know; "
			    "they fail with ENOSYS: no_such_call|");
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
	release(ctx);

	ctx = read_file(name, &(struct profile_host){ "amd64", CAP_SYS_ADMIN, { 6, 13 }, 0 });
	assert_int_equal(verdict(ctx, "clone", 0x10000000, 0, 0), ALLOWED);
	assert_int_equal(V("mount"), ALLOWED);
	assert_int_equal(V("clone3"), FAILS(EPERM));
	/* It needs both of two capabilities. */
	assert_int_equal(V("kcmp"), FAILS(EPERM));
	assert_int_equal(V("process_vm_readv"), ALLOWED);
	release(ctx);

	ctx = read_file(name, &(struct profile_host){ "s390x", CAP_ALL, { 4, 7 }, 0 });
	assert_int_equal(V("kcmp"), ALLOWED);
	assert_int_equal(V("ptrace"), FAILS(EPERM));
	assert_int_equal(V("arch_prctl"), FAILS(EPERM));
	release(ctx);
}

/* What Debian ships, for a container without and with privileges. */
static void debian(void **state)
{
	static const char name[] = "/usr/share/containers/seccomp.json";
	struct profile_filter *ctx;

	(void)state;
	if (access(name, R_OK))
		fail_msg("%s is missing: install golang-github-containers-common", name);
	ctx = read_file(name, &plain_host);
	assert_int_equal(V("read"), ALLOWED);
	assert_int_equal(V("kexec_load"), FAILS(EPERM));
	/* Allowed by one rule, denied by one for those without the capability. */
	assert_int_equal(V("setns"), FAILS(EPERM));
	assert_int_equal(V("bpf"), FAILS(EPERM));
	assert_int_equal(V("chroot"), FAILS(EPERM));
	assert_int_equal(V("io_uring_setup"), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "personality", 0, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "personality", 0xffffffff, 0, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "personality", 0x40000, 0, 0), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "socket", 2, 1, 0), ALLOWED);
	assert_int_equal(verdict(ctx, "socket", 16, 3, 9), FAILS(EINVAL));
	assert_int_equal(verdict(ctx, "socket", 16, 3, 0), ALLOWED);
	release(ctx);

	ctx = read_file(name, &(struct profile_host){ "amd64", CAP_ALL, { 6, 12 }, 0 });
	assert_int_equal(V("kexec_load"), FAILS(EPERM));
	assert_int_equal(V("bpf"), ALLOWED);
	assert_int_equal(V("chroot"), ALLOWED);
	assert_int_equal(V("io_uring_setup"), FAILS(ENOSYS));
	assert_int_equal(verdict(ctx, "socket", 16, 3, 9), ALLOWED);
	release(ctx);
}

static void defaults(void **state)
{
	struct profile_filter *ctx;

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
	release(ctx);
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_KILL_PROCESS\"}", &plain_host);
	assert_int_equal(V("read"), SECCOMP_RET_KILL_PROCESS);
	release(ctx);
}

static void unknown_calls(void **state)
{
	(void)state;
	release(read_text("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":["
				  "{\"names\":[\"read\",\"raed\"],\"action\":\"SCMP_ACT_ERRNO\"}]}",
				  &plain_host));
	assert_string_equal(warned, "FILE: syscalls[0].names[1]: unknown system call 'raed' is not denied; "
			    "did you mean read?|");
	release(read_text(RULE("{\"name\":\"something_else\",\"action\":\"SCMP_ACT_KILL\"}"),
			  &plain_host));
	assert_string_equal(warned, "FILE: syscalls[0].name: unknown system call 'something_else' is "
			    "not denied|");
	release(read_text("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
				  "{\"names\":[\"raed\"],\"action\":\"SCMP_ACT_ALLOW\"}]}",
				  &plain_host));
	assert_string_equal(warned, "FILE: the profile allows system calls that libseccomp does not know; "
			    "they fail with ENOSYS: raed|");
}

#define KILL_READ	"\"name\":\"read\",\"action\":\"SCMP_ACT_KILL\""
#define ARG(text)	RULE("{" KILL_READ ",\"args\":[{" text "}]}")

static const struct refused refusals[] = {
	{ "", ": is empty; expected a seccomp profile in JSON" },
	{ "[]", ": is JSON but no object; expected a seccomp profile" },
	/* Files of other kinds. */
	{ "defaultAction = \"x\"", ": seems to be TOML; expected a seccomp profile in JSON" },
	{ "# x\nname: y\n", ": seems to be YAML; expected a seccomp profile in JSON" },
	{ "\177ELF", ": seems to be an ELF file; expected a seccomp profile in JSON" },
	{ "{\"abi\":5,\"ruleset\":[]}",
	  ": seems to be a Landlock policy; expected a seccomp profile" },
	{ "{\"ociVersion\":\"1.0.0\",\"linux\":{}}",
	  ": linux.seccomp: is missing in this OCI config.json" },
	{ "{\"ociVersion\":\"1.0.0\",\"linux\":{\"seccomp\":{}}}",
	  ": linux.seccomp.defaultAction: is missing" },
	{ "{\"ociVersion\":\"1.0.0\",\"linux\":{\"seccomp\":" RULE("{}") "}}",
	  ": linux.seccomp.syscalls[0].action: is missing" },
	{ "{}", ": defaultAction: is missing" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}x",
	  ":1:35: not JSON: end of file expected near 'x'; expected a seccomp profile" },
	{ "{\n \"defaultAction\": }",
	  ":2:19: not JSON: unexpected token near '}'; expected a seccomp profile" },
	{ "{\"a\":1,\n\"a\":2}",
	  ":2:3: not JSON: duplicate object key near '\"a\"'; expected a seccomp profile" },
	{ "{\"a\\u0000b\":1}",
	  ":1:11: not JSON: NUL byte in object key not supported near '\"a\\u0000b\"'; "
	  "expected a seccomp profile" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"foo\":1}", ": foo: unknown key" },
	{ "{\"defaultAction\":\"ALLOW\"}",
	  ": defaultAction: unknown action 'ALLOW'; did you mean SCMP_ACT_ALLOW?" },
	{ "{\"defaultAction\":\"deny\"}", ": defaultAction: unknown action 'deny'; there are: "
	  "SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD, SCMP_ACT_KILL_PROCESS, SCMP_ACT_TRAP, "
	  "SCMP_ACT_ERRNO, SCMP_ACT_TRACE, SCMP_ACT_ALLOW, SCMP_ACT_LOG, SCMP_ACT_NOTIFY" },
	{ "{\"defaultAction\":7}", ": defaultAction: must be a string" },
	{ "{\"defaultAction\":\"SCMP_ACT_NOTIFY\"}",
	  ": defaultAction: SCMP_ACT_NOTIFY needs a supervisor, which a profile does not bring" },
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
	  ": architectures[1]: unknown architecture 'x'; there are: "
	  "SCMP_ARCH_NATIVE, SCMP_ARCH_X86, SCMP_ARCH_X86_64, SCMP_ARCH_X32, SCMP_ARCH_ARM, "
	  "SCMP_ARCH_AARCH64, SCMP_ARCH_MIPS, SCMP_ARCH_MIPS64, SCMP_ARCH_MIPS64N32, "
	  "SCMP_ARCH_MIPSEL, SCMP_ARCH_MIPSEL64, SCMP_ARCH_MIPSEL64N32, SCMP_ARCH_PPC, "
	  "SCMP_ARCH_PPC64, SCMP_ARCH_PPC64LE, SCMP_ARCH_PARISC, SCMP_ARCH_PARISC64, "
	  "SCMP_ARCH_RISCV64, SCMP_ARCH_S390, SCMP_ARCH_S390X" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86-64\"]}",
	  ": architectures[0]: unknown architecture 'SCMP_ARCH_X86-64'; did you mean SCMP_ARCH_X86_64?" },
	{ "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_AARCH46\"]}",
	  ": architectures[0]: unknown architecture 'SCMP_ARCH_AARCH46'; did you mean SCMP_ARCH_AARCH64?" },
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
	  ": flags[0]: unknown flag 'SECCOMP_FILTER_FLAG_FOO'; did you mean SECCOMP_FILTER_FLAG_LOG?" },
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
	  ": syscalls[0].args[0].op: unknown operator 'EQ'; did you mean SCMP_CMP_EQ?" },
	{ ARG("\"index\":1,\"value\":18446744073709551615,\"op\":\"SCMP_CMP_EQ\""),
	  ":1:133: not JSON: too big integer near '18446744073709551615'; expected a seccomp profile" },
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
		struct profile_filter filter;
		struct errmsg err;
		int ret = scll_profile_read("FILE", want->input, strlen(want->input), &plain_host, NULL,
					    &filter, &err);

		assert_refused(ret, &err, want);
	}
}

/* One element of "syscalls" about socket(2), and conditions. */
#define ALLOW		"\"action\":\"SCMP_ACT_ALLOW\""
#define ERRNO(n)	"\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":" #n
#define SOCKET(action)	"{\"name\":\"socket\"," action "}"
#define SEMOP(action)	"{\"name\":\"semop\"," action "}"
#define TRACE(n)	"\"action\":\"SCMP_ACT_TRACE\",\"errnoRet\":" #n
#define IF(action, conds) action ",\"args\":[" conds "]"
#define COND(i, op, v)	"{\"index\":" #i ",\"value\":" #v ",\"op\":\"SCMP_CMP_" #op "\"}"
#define MASKED(i, m, v)	"{\"index\":" #i ",\"value\":" #m ",\"valueTwo\":" #v \
			",\"op\":\"SCMP_CMP_MASKED_EQ\"}"
#define DENY(rules)	"{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[" rules "]}"
#define X86(rules)	"{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":" \
			"[\"SCMP_ARCH_X86\"],\"syscalls\":[" rules "]}"

static const struct refused contradictions[] = {
	/* libseccomp: -EEXIST. */
	{ RULE(SOCKET(IF(ERRNO(97), COND(0, EQ, 16) "," COND(1, EQ, 2))) ","
	       SOCKET(IF(ERRNO(1), COND(0, EQ, 16)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: libseccomp cannot have "
	  "SCMP_ACT_ERRNO 1 here and SCMP_ACT_ERRNO 97 there for 'socket'" },
	{ RULE(SOCKET(IF(ERRNO(97), COND(0, EQ, 16) "," COND(1, EQ, 2))) ","
	       SOCKET(IF(ERRNO(1), COND(1, EQ, 2) "," COND(0, EQ, 16)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ERRNO 97 there" },
	/* The same condition in other words. */
	{ RULE(SOCKET(IF(ERRNO(97), COND(0, GT, 4))) "," SOCKET(IF(ERRNO(1), COND(0, GE, 5)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ERRNO 97 there" },
	{ RULE(SOCKET(IF(ERRNO(97), MASKED(0, 15, 17))) ","
	       SOCKET(IF(ERRNO(1), MASKED(0, 15, 1)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ERRNO 97 there" },
	/* A mask without bits is no condition. */
	{ RULE(SOCKET(ERRNO(97)) "," SOCKET(IF(ERRNO(1), MASKED(0, 0, 7)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ERRNO 97 there" },
	/* Without conditions libseccomp takes the first, in silence. */
	{ DENY(SOCKET(ALLOW) ",{\"names\":[\"dup\",\"socket\"]," ERRNO(97) "}"),
	  ": syscalls[1].names[1]: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 97 here, SCMP_ACT_ALLOW there" },
	/* The default's action is no rule for libseccomp. */
	{ DENY(SOCKET(ALLOW) "," SOCKET(ERRNO(1))),
	  ": syscalls[1].name: contradicts syscalls[0].name: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ALLOW there" },
	{ DENY(SOCKET(ALLOW) "," SOCKET(IF(ERRNO(1), COND(1, EQ, 0)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: both match 'socket' with "
	  "argument 1 = 0, and the weaker SCMP_ACT_ALLOW would win" },
	/* Without conditions swallows with conditions, whichever comes first. */
	{ DENY(SOCKET(ALLOW) "," SOCKET(IF(ERRNO(97), COND(0, EQ, 0)))),
	  ": syscalls[1].name: contradicts syscalls[0].name: both match 'socket' with "
	  "argument 0 = 0, and the weaker SCMP_ACT_ALLOW would win" },
	{ DENY(SOCKET(IF(ERRNO(97), COND(0, EQ, 0))) "," SOCKET(ALLOW)),
	  ": syscalls[1].name: contradicts syscalls[0].name: both match 'socket' with "
	  "argument 0 = 0, and the weaker SCMP_ACT_ALLOW would win" },
	/* Each condition for itself. */
	{ RULE(SOCKET(IF(ERRNO(97), COND(0, EQ, 16) "," COND(0, EQ, 17))) ","
	       SOCKET(IF(ERRNO(1), COND(0, EQ, 17)))),
	  ": syscalls[1].name: contradicts syscalls[0].args[1]: 'socket' under the same conditions, "
	  "and SCMP_ACT_ERRNO 1 here, SCMP_ACT_ERRNO 97 there" },
	/* It compares argument 2 with a number that is meant for argument 0. */
	{ DENY(SEMOP(IF(ALLOW, COND(0, EQ, 2) "," COND(2, LE, 4294967296))) ","
	       SEMOP(IF(ALLOW, COND(0, NE, 3) "," MASKED(1, 4294967296, 5) ","
			MASKED(2, 9223372036854775807, 4294967295))) ","
	       SEMOP(IF(TRACE(7), COND(1, NE, 3)))),
	  ": syscalls[2].name: libseccomp 2.5.4 makes a wrong filter of this and syscalls[0].name, "
	  "syscalls[1].name: 'semop' with argument 0 = 0, argument 1 = 0x3, argument 2 = 0x2 gets "
	  "SCMP_ACT_ALLOW and not SCMP_ACT_ERRNO 1; write the rules in another way" },
	/* It takes what it masked of argument 2 for argument 0. */
	{ DENY(SOCKET(IF(ALLOW, COND(0, LE, 2) "," MASKED(2, 240, 255))) ","
	       SOCKET(IF(ALLOW, COND(0, GE, 3)))),
	  ": syscalls[1].name: libseccomp 2.5.4 makes a wrong filter of this and syscalls[0].name: "
	  "'socket' with argument 0 = 0, argument 2 = 0xef gets SCMP_ACT_ALLOW and not "
	  "SCMP_ACT_ERRNO 1; write the rules in another way" },
	/* Half of the value is lost. */
	{ X86("{\"name\":\"lseek\"," IF(ERRNO(1), COND(1, LT, 4294967296)) "}"),
	  ": syscalls[0].name: libseccomp 2.5.4 makes a wrong filter of this: 'lseek' with "
	  "argument 1 = 0 on x86 gets SCMP_ACT_ALLOW and not SCMP_ACT_ERRNO 1; "
	  "it compares no more than 32 bits there" },
	/* Allowed by another name. */
	{ "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"architectures\":[\"SCMP_ARCH_X86\"],\"syscalls\":["
	  "{\"name\":\"socketcall\"," ALLOW "}," SOCKET("\"action\":\"SCMP_ACT_TRAP\"") "]}",
	  ": syscalls[1].name: 'socket' can be called through 'socketcall' on x86, "
	  "which another rule allows" },
};

static void contradict(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(contradictions) / sizeof(*contradictions); i++) {
		const struct refused *want = &contradictions[i];
		struct profile_filter filter;
		struct errmsg err;

		assert_refused(scll_profile_read("FILE", want->input, strlen(want->input), &plain_host,
						 NULL, &filter, &err), &err, want);
	}
}

/* What is no contradiction: repetitions, and rules of which the stricter one wins. */
static void agree(void **state)
{
	static const char *const texts[] = {
		RULE(SOCKET(IF(ERRNO(97), COND(0, EQ, 16) "," COND(1, EQ, 2))) ","
		     SOCKET(IF(ERRNO(97), COND(1, EQ, 2) "," COND(0, EQ, 16)))),
		RULE(SOCKET(ERRNO(97)) "," SOCKET(ERRNO(97))),
		DENY(SOCKET(ERRNO(97)) "," SOCKET(IF(ALLOW, COND(0, EQ, 16)))),
		DENY(SOCKET(IF(ALLOW, COND(0, EQ, 16))) "," SOCKET(ERRNO(97))),
		/* One for those with a capability, one for others. */
		DENY(SOCKET(ALLOW) ",{\"name\":\"socket\"," ERRNO(97)
		     ",\"excludes\":{\"caps\":[\"CAP_BPF\"]}}"),
		DENY("{\"name\":\"socket\"," ERRNO(97) ",\"excludes\":{\"caps\":[\"CAP_BPF\"]}},"
		     SOCKET(ALLOW)),
		/* Outside of the mask is ignored: seccomp_rule_add(3). */
		RULE(SOCKET(IF(ERRNO(97), MASKED(0, 255, 4112)))),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct profile_filter *ctx = read_text(texts[i], &plain_host);

		assert_int_equal(verdict(ctx, "socket", 16, 2, 0), FAILS(97));
		release(ctx);
	}
}

static uint32_t verdict_nr(const struct profile_filter *ctx, uint32_t arch, uint32_t nr,
			   uint64_t a0)
{
	const struct seccomp_data data = { .nr = nr, .arch = arch, .args = { a0, 16 } };

	return verdict_data(ctx, &data);
}

/* socketcall(2) and ipc(2) hide what rules ask for. */
static void hidden(void **state)
{
	struct profile_filter *ctx;

	(void)state;
	ctx = read_text(X86(SOCKET(IF(ERRNO(97), COND(1, EQ, 2))) ","
			    "{\"name\":\"semop\"," IF(ERRNO(2), COND(2, GT, 9)) "}"), &plain_host);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 102, 1), FAILS(97));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 102, 2), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 1), FAILS(2));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 2), ALLOWED);
	/* A version, which ipc(2) ignores. */
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 0x10001), FAILS(2));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 0x10002), ALLOWED);
	/* The same numbers on the other architecture. */
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 102, 1), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 359, 1), ALLOWED);
	assert_int_equal(verdict(ctx, "socket", 0, 2, 0), FAILS(97));
	release(ctx);
	ctx = read_text(X86("{\"name\":\"semop\"," ERRNO(2) "}"), &plain_host);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 1), FAILS(2));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 0x20001), FAILS(2));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 117, 2), ALLOWED);
	release(ctx);
	/* Who allows it by its own name means all of it. */
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"architectures\":[\"SCMP_ARCH_X86\"],"
			"\"syscalls\":[{\"name\":\"socketcall\"," ALLOW "},"
			SOCKET(IF(ALLOW, COND(0, EQ, 1))) "]}", &plain_host);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 102, 1), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 359, 1), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 359, 2), FAILS(EPERM));
	release(ctx);
}

#define X32	0x40000000U

/* Numbers of the future, and those of no call. */
static void unknown_numbers(void **state)
{
	struct profile_filter *ctx;

	(void)state;
	ctx = read_text(DENY("{\"names\":[\"dup\",\"no_such_1\",\"no_such_2\"]," ALLOW "}"),
			&plain_host);
	assert_string_equal(warned, "FILE: the profile allows system calls that libseccomp does not know; "
			    "they fail with ENOSYS: no_such_1, no_such_2|");
	assert_int_equal(V("dup"), ALLOWED);
	assert_int_equal(V("dup2"), FAILS(EPERM));
	assert_int_equal(V("set_mempolicy_home_node"), FAILS(EPERM));
	/* uretprobe, and what is between the old and the new numbers */
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 335, 0), FAILS(ENOSYS));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 423, 0), FAILS(ENOSYS));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 1000, 0), FAILS(ENOSYS));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, X32 - 1, 0), FAILS(ENOSYS));
	/* What the filter is not for, and no call. */
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, X32, 0), SECCOMP_RET_KILL_THREAD);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 1000, 0), SECCOMP_RET_KILL_THREAD);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, -1, 0), FAILS(EPERM));
	release(ctx);
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"architectures\":[\"SCMP_ARCH_X86\","
			"\"SCMP_ARCH_X32\"],\"syscalls\":[{\"name\":\"dup\"," ALLOW "}]}", &plain_host);
	assert_string_equal(warned, "");
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 41, 0), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 4, 0), FAILS(EPERM));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_I386, 1000, 0), FAILS(ENOSYS));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, X32 | 32, 0), ALLOWED);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, X32 | 1, 0), FAILS(EPERM));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, X32 | 1000, 0), FAILS(ENOSYS));
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 1000, 0), FAILS(ENOSYS));
	release(ctx);
	/* Another default stays. */
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_KILL_PROCESS\",\"syscalls\":["
			"{\"names\":[\"no_such_1\"]," ALLOW "}]}", &plain_host);
	assert_string_equal(warned, "FILE: the profile allows system calls that libseccomp does not know; "
			    "they get the default action: no_such_1|");
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 1000, 0), SECCOMP_RET_KILL_PROCESS);
	release(ctx);
	ctx = read_text("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}", &plain_host);
	assert_int_equal(verdict_nr(ctx, AUDIT_ARCH_X86_64, 1000, 0), ALLOWED);
	release(ctx);
}

/* libseccomp 2.5.4 adds the second rule for ever. */
static const char endless[] = RULE(SOCKET(IF(ERRNO(1), COND(1, EQ, 0) "," COND(0, LT, 1))) ","
	SOCKET(IF(ERRNO(1), COND(2, NE, 0) "," COND(0, LT, 1))));

static void time_limit(void **state)
{
	static const struct profile_host limited = { "amd64", 0, { 6, 12 }, 1 };
	const struct refused want = { endless,
		": syscalls[1].name: libseccomp 2.5.4 did not end within 1 s when it added this "
		"rule for 'socket' after syscalls[0].name; write these rules in another way" };
	struct profile_filter filter = { 0 };
	struct profile_filter *ctx;
	struct errmsg err;

	(void)state;
	for (int ignore = 0; ignore < 2; ignore++) {
		signal(SIGCHLD, ignore ? SIG_IGN : SIG_DFL);
		assert_int_equal(scll_profile_read("FILE", endless, strlen(endless), &limited, NULL,
						   &filter, &err), -ETIME);
		assert_refused(-ETIME, &err, &want);
		/* Others are not harmed, and warnings come through. */
		ctx = read_text(DENY("{\"names\":[\"dup\",\"no_such\"]," ALLOW "}"), &limited);
		assert_int_equal(V("dup"), ALLOWED);
		assert_true(strstr(warned, "no_such"));
		release(ctx);
	}
	signal(SIGCHLD, SIG_DFL);
}

static void in_config(void **state)
{
	struct profile_filter *ctx;

	(void)state;
	ctx = read_text("{\"ociVersion\":\"1.0.0\",\"process\":{},\"linux\":{\"seccomp\":"
			RULE("{" KILL_READ "}") "}}", &plain_host);
	assert_int_equal(V("read"), SECCOMP_RET_KILL_THREAD);
	assert_int_equal(V("write"), ALLOWED);
	release(ctx);
}

static void this_host(void **state)
{
	struct profile_host host;
	struct errmsg err;

	(void)state;
	assert_int_equal(scll_profile_host_get(&host, &err), 0);
	assert_string_equal(host.arch, "amd64");
	assert_true(host.kernel[0] >= 4);
	assert_int_equal(host.caps & ~CAP_ALL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker),
		cmocka_unit_test(debian),
		cmocka_unit_test(defaults),
		cmocka_unit_test(unknown_calls),
		cmocka_unit_test(refused),
		cmocka_unit_test(contradict),
		cmocka_unit_test(agree),
		cmocka_unit_test(hidden),
		cmocka_unit_test(unknown_numbers),
		cmocka_unit_test(time_limit),
		cmocka_unit_test(in_config),
		cmocka_unit_test(this_host),
	};

	/* Not what libseccomp finds out here: valgrind has no seccomp(2). */
	if (seccomp_api_set(5))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
