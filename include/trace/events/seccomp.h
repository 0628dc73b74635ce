/* SPDX-License-Identifier: GPL-2.0-only */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM seccomp

#if !defined(_TRACE_SECCOMP_H) || defined(TRACE_HEADER_MULTI_READ)
#define _TRACE_SECCOMP_H

#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

/**
 * landlock_ptrace_denied - a ruled tracer was denied access to a target
 *
 * @tracer: task that wanted access; the parent in the case of PTRACE_TRACEME
 * @target: task to be accessed
 * @mode: PTRACE_MODE_* flags of the access
 * @reason: strict, dying, not-subset or delegated
 *
 * Called with task_lock(@target) or tasklist_lock held; no probe may sleep.
 * The names are copied without task_lock and may be torn.  The ids are those of
 * processes, as in the audit record.
 */
TRACE_EVENT(landlock_ptrace_denied,
	    TP_PROTO(const struct task_struct *tracer,
		     const struct task_struct *target, unsigned int mode,
		     const char *reason),

	    TP_ARGS(tracer, target, mode, reason),

	    TP_STRUCT__entry(__array(char, tracer_comm, TASK_COMM_LEN)
			     __array(char, target_comm, TASK_COMM_LEN)
			     __field(pid_t, tracer_tgid)
			     __field(pid_t, target_tgid)
			     __field(unsigned int, mode)
			     __string(reason, reason)
	    ),

	    TP_fast_assign(memcpy(__entry->tracer_comm, tracer->comm, TASK_COMM_LEN);
			   memcpy(__entry->target_comm, target->comm, TASK_COMM_LEN);
			   __entry->tracer_tgid = tracer->tgid;
			   __entry->target_tgid = target->tgid;
			   __entry->mode = mode;
			   __assign_str(reason);
	    ),

	    TP_printk("tracer=%s:%d target=%s:%d mode=%s%s reason=%s",
		      seccomp_landlock_trace_comm(p, __entry->tracer_comm),
		      __entry->tracer_tgid,
		      seccomp_landlock_trace_comm(p, __entry->target_comm),
		      __entry->target_tgid,
		      __entry->mode & 0x02 ? "attach" : "read",
		      __entry->mode & 0x04 ? ",noaudit" : "",
		      __get_str(reason))
);

#endif /* _TRACE_SECCOMP_H */

/* This part must be outside protection */
#include <trace/define_trace.h>
