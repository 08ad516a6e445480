/* libvoi: tools around the measures, such as profiles. Included by voi.h, whose conventions hold
 * here too. */
#ifndef VOI_TOOLS_H
#define VOI_TOOLS_H

#include "voi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Profiles ------------------------------------------------------------------------------ */

/* What a context has worked on so far, where it was made with `profile`; a few microseconds a phase
 * are spent on recording it, and up to 5 MB of memory a thread. Lack of memory never fails the work
 * that is recorded.
 *
 * Columns: phase (a path: "evppi/fitting" is inside "evppi", whose figures include it), calls,
 * wall_s, cpu_s (processor time of all threads of the process meanwhile), bytes (read or worked on;
 * missing where not known), peak_mb (10^6 bytes: the most the process had held by the end of the
 * phase). Rows: phases in the order in which they first began, then "total", since the context was
 * made. A warning says how many spans are not in the trace. Errors: VOI_ERR_ARGUMENT (made without
 * `profile`), VOI_ERR_NOMEM. */
VOI_API voi_status voi_context_profile(const voi_context *ctx, voi_table **out, voi_error *err);

/* The same as a time line: every phase, and every task of every thread, as JSON in the trace event
 * format that chrome://tracing and Perfetto show. At most 2^17 spans a thread. Errors: as above. */
VOI_API voi_status voi_context_trace(const voi_context *ctx, voi_bytes *out, voi_error *err);

/* A phase of the caller's own, such as the writing of a file: what the library does before it ends
 * is inside it. Each begin needs its end, the innermost first. `name` must live as long as the
 * context; `bytes` is what was worked on, 0 where that says nothing. Without `profile` nothing
 * happens. */
VOI_API void voi_phase_begin(voi_context *ctx, const char *name);
VOI_API void voi_phase_end(voi_context *ctx, uint64_t bytes);

/* The most memory that this process has held, in bytes; NaN where the system does not tell. */
VOI_API double voi_peak_memory(void);

#ifdef __cplusplus
}
#endif

#endif
