/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM seccomp

#if !defined(_TRACE_SECCOMP_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_SECCOMP_H

#include <linux/sched.h>
#include <linux/seccomp_landlock.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

TRACE_DEFINE_ENUM(SECCOMP_LANDLOCK_STRICT);
TRACE_DEFINE_ENUM(SECCOMP_LANDLOCK_DYING);
TRACE_DEFINE_ENUM(SECCOMP_LANDLOCK_NOT_SUBSET);
TRACE_DEFINE_ENUM(SECCOMP_LANDLOCK_DELEGATED);

/**
 * landlock_ptrace_denied - a ruled tracer was denied access to a target
 *
 * @tracer: task that wanted access; the parent in the case of PTRACE_TRACEME
 * @target: task to be accessed
 * @mode: PTRACE_MODE_* flags of the access
 * @verdict: the reason, never SECCOMP_LANDLOCK_ALLOW
 *
 * Called with task_lock(@target) or tasklist_lock held; no probe may sleep.
 * The names are copied without task_lock and may be torn.
 */
TRACE_EVENT(landlock_ptrace_denied,
	    TP_PROTO(const struct task_struct *tracer,
		     const struct task_struct *target, unsigned int mode,
		     enum seccomp_landlock_verdict verdict),

	    TP_ARGS(tracer, target, mode, verdict),

	    TP_STRUCT__entry(__array(char, tracer_comm, TASK_COMM_LEN)
			     __array(char, target_comm, TASK_COMM_LEN)
			     __field(pid_t, tracer_pid)
			     __field(pid_t, target_pid)
			     __field(unsigned int, mode)
			     __field(unsigned int, verdict)
	    ),

	    TP_fast_assign(memcpy(__entry->tracer_comm, tracer->comm, TASK_COMM_LEN);
			   memcpy(__entry->target_comm, target->comm, TASK_COMM_LEN);
			   __entry->tracer_pid = tracer->pid;
			   __entry->target_pid = target->pid;
			   __entry->mode = mode;
			   __entry->verdict = verdict;
	    ),

	    TP_printk("tracer=%s:%d target=%s:%d mode=%s%s reason=%s",
		      __entry->tracer_comm, __entry->tracer_pid,
		      __entry->target_comm, __entry->target_pid,
		      __entry->mode & 0x02 ? "attach" : "read",
		      __entry->mode & 0x04 ? ",noaudit" : "",
		      __print_symbolic(__entry->verdict,
				       { SECCOMP_LANDLOCK_STRICT, "strict" },
				       { SECCOMP_LANDLOCK_DYING, "dying" },
				       { SECCOMP_LANDLOCK_NOT_SUBSET, "not-subset" },
				       { SECCOMP_LANDLOCK_DELEGATED, "delegated" }))
);

#endif /* _TRACE_SECCOMP_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
