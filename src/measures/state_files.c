/* Files larger than memory: a window of rows at a time is read, and its chunks added. What memory
 * goes to is known beforehand: the program, the readers, the sums of every thread, and the window,
 * which takes what is left, up to a size that keeps all threads busy. */
#include "core/alloc.h"
#include "measures/state_raw.h"

#include <string.h>

enum {
    MEGABYTE = 1 << 20,
    PROGRAM = 10 * MEGABYTE, /* what a process has before it reads, libraries included */
    READER = 3 * MEGABYTE,   /* of a file */
    THREAD = MEGABYTE / 4,   /* its stack and the allocator's */
    LAYERS = 3,              /* of the exact sums, as data need them */
    FULL_WINDOW = 8 * MEGABYTE
};

/* Bytes of everything but the window, and of one chunk of a window. */
typedef struct {
    size_t fixed, chunk;
} needs;

static needs measure_needs(const voi_context *ctx, const voi_state *s)
{
    size_t strategies = s->shape->strategies, workers = vi_workers(ctx);
    size_t files = s->shape->costs ? 2 : 1, sums = s->layout.count * sizeof(double);
    size_t bins = s->shape->costs ? sums : vi_state_raw_bytes(strategies);
    needs n = {.chunk = voi_state_chunk(s) * strategies * files * sizeof(double)};
    n.fixed = PROGRAM + files * READER + sums + workers * (THREAD + LAYERS * sums + bins);
    return n;
}

/* Rows of a window; the limit is told in the units that a user would write. */
static voi_status plan_window(const voi_context *ctx, const voi_state *s, size_t max_memory,
                              size_t *rows, voi_error *err)
{
    needs n = measure_needs(ctx, s);
    size_t room = max_memory > n.fixed ? max_memory - n.fixed : 0;
    size_t wanted = (FULL_WINDOW + n.chunk - 1) / n.chunk;
    size_t chunks = wanted > 2 * vi_workers(ctx) ? wanted : 2 * vi_workers(ctx);
    if (max_memory > 0 && room < n.chunk) {
        return vi_fail(err, VOI_ERR_LIMIT,
                       "%.3g MB of memory are too little: %zu strategies, values of k: %zu, and "
                       "threads: %zu, take %zu MB",
                       (double)max_memory / MEGABYTE, s->shape->strategies, s->grid.count,
                       vi_workers(ctx), (n.fixed + n.chunk) / MEGABYTE + 1);
    }
    if (max_memory > 0 && chunks > room / n.chunk) {
        chunks = room / n.chunk;
    }
    *rows = chunks * voi_state_chunk(s);
    return VOI_OK;
}

static voi_status add_windows(voi_context *ctx, voi_state *state, vi_windows *windows,
                              vi_totals *totals, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_problem *problem = vi_windows_problem(windows);
    do {
        VI_TRY(vi_windows_next(windows, err));
        if (problem->rows > 0) {
            VI_TRY(vi_state_add_rows(ctx, state, problem, totals, err));
        }
    } while (problem->rows > 0);
cleanup:
    return status;
}

static voi_status add_files(voi_context *ctx, voi_state *state, vi_windows *windows,
                            size_t max_memory, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    vi_raw_matrix raw;
    size_t rows = 0;
    VI_TRY(plan_window(ctx, state, max_memory, &rows, err));
    VI_TRY(vi_totals_create(ctx, state->layout.count, &totals, err));
    if (state->kind == VOI_STATE_EVPI && vi_windows_raw(windows, &raw)) {
        VI_TRY(vi_state_add_raw(ctx, state, windows, &raw, &totals, err));
    } else {
        VI_TRY(vi_windows_make_room(windows, rows, err));
        VI_TRY(add_windows(ctx, state, windows, &totals, err));
    }
    VI_TRY(vi_state_finish(state, &totals, err));
cleanup:
    vi_totals_free(&totals);
    return status;
}

voi_status voi_state_of_files(voi_context *ctx, const voi_problem_files *files,
                              const voi_state_options *options, voi_state **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_state_options defaults;
    voi_state *state = NULL;
    vi_windows *windows = NULL;
    *out = NULL;
    voi_state_options_default(&defaults);
    options = options ? options : &defaults;
    voi_phase_begin(ctx, voi_state_kind_name(options->kind));
    VI_TRY(vi_windows_open(ctx, files, &windows, err));
    VI_TRY(vi_state_create(vi_windows_problem(windows), options->kind, &options->wtp, &state, err));
    VI_TRY(add_files(ctx, state, windows, options->max_memory, err));
    *out = state;
    state = NULL;
cleanup:
    voi_phase_end(ctx, *out ? vi_problem_outcome_bytes((*out)->shape) : 0);
    voi_state_destroy(state);
    vi_windows_close(windows);
    return status;
}
