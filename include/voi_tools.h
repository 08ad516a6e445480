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

/* ---- Tables of front ends -------------------------------------------------------------------- */

typedef struct {
    const char *name; /* as long as the table */
    voi_column_type type;
} voi_column;

/* Of a text column the text, NULL for a missing one; else the number, NaN for a missing one (a flag
 * is set unless it is 0). */
typedef struct {
    double number;
    const char *text;
} voi_cell;

typedef struct {
    const voi_column *columns;
    size_t column_count;
    const voi_cell *cells; /* rows × columns, row after row */
    size_t rows;
    const char *const *warnings;
    size_t warning_count;
} voi_table_data;

/* Makes a table of a front end's own, which is then formatted like all others. Texts are copied.
 * Errors: VOI_ERR_ARGUMENT (no columns), VOI_ERR_NOMEM. */
VOI_API voi_status voi_table_make(const voi_table_data *data, voi_table **out, voi_error *err);

/* ---- Files ----------------------------------------------------------------------------------- */

/* Where "#Sheet" begins in the path of a workbook's sheet, book.xlsx#Sheet; NULL without. */
VOI_API const char *voi_path_sheet(const char *path);

/* ---- The machine ------------------------------------------------------------------------------
 */

/* The backends that this machine runs: names for voi_context_options. Those of the CPU, best first,
 * then "cuda" where a GPU can be used, for which its driver is opened. NULL where `index` is out of
 * range. */
VOI_API size_t voi_backend_count(void);
VOI_API const char *voi_backend_name(size_t index);

/* What speed depends on. Columns: what, value; both text. Rows: the version, compiler and flags of
 * the build; the processor and those of its instructions that matter; the backend in use, why, and
 * all that are possible; the threads of this context, the processors that there are, that the
 * affinity mask allows and that control groups allow; memory, and their limit of it; a row for each
 * GPU that CUDA's driver finds, its driver, compiler and use, or one that says why there is none.
 * Driver and compiler are opened for this, and closed again. Errors: VOI_ERR_NOMEM. */
VOI_API voi_status voi_machine(const voi_context *ctx, voi_table **out, voi_error *err);

/* ---- GPUs -------------------------------------------------------------------------------------
 */

/* Copies the outcomes of a problem to the GPU of a context with the backend "cuda", in place of
 * those of another problem: calls with this context and problem then move nothing. They stay until
 * the context is destroyed, or another problem is uploaded; the problem may be destroyed before,
 * and one made after it is not taken for it. Where the GPU has no room, where it fails, where they
 * are there already, or without a GPU, nothing happens. Cost: one pass over the rows. Errors:
 * VOI_ERR_ARGUMENT (outcomes without strategies), VOI_ERR_CANCELLED. */
VOI_API voi_status voi_problem_upload(voi_context *ctx, const voi_problem *problem, voi_error *err);

/* ---- For measuring speed --------------------------------------------------------------------- */

/* Fills `out` with normal random numbers. Number i of a stream is a pure function of (seed, stream,
 * i): Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), through the quantile function. Cost
 * about 50 ns a number. */
VOI_API void voi_random_normal(uint64_t seed, uint64_t stream, double mean, double sd, double *out,
                               size_t count);

/* One pass over memory by all threads of the context: reads `count` numbers or, where `to` is not
 * NULL, copies them there. Its rate is the ceiling of whatever reads its input once. `parity`
 * receives the exclusive or of all bits that were read, so that they have to be (0 of a copy).
 * Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
VOI_API voi_status voi_memory_pass(voi_context *ctx, const double *from, double *to, size_t count,
                                   uint64_t *parity, voi_error *err);

#ifdef __cplusplus
}
#endif

#endif
