/* A worker reads a chunk of rows from its place in the file into a buffer that stays in its cache,
 * and adds the regrets, and the squares of the pairs, as they lie. Nothing else goes through
 * memory, and reading runs on as many processors as the sums. That all values are finite is seen
 * from the sums. */
#include "measures/state_raw.h"

#include "core/alloc.h"
#include "measures/regrets.h"
#include "measures/strategy_pairs.h"

#include <math.h>

enum { LINE = 64 / sizeof(double) };

typedef struct {
    voi_context *ctx;
    const voi_state *state;
    const vi_windows *windows;
    const vi_raw_matrix *matrix;
    vi_totals *totals;
    double *scratch; /* workers × per_worker, from a cache line on */
    size_t per_worker;
} raw_pass;

/* Of a worker: scratch of the kernels, rows, sums. */
static size_t numbers_of(size_t cols)
{
    size_t chunk = vi_regrets_chunk(cols) * cols, sums = 2 * cols + vi_pairs_sums(cols, false);
    return (chunk + sums + vi_regrets_scratch(cols) + LINE) / LINE * LINE;
}

size_t vi_state_raw_bytes(size_t strategies)
{
    return numbers_of(strategies) * sizeof(double);
}

/* A sum is not finite: names the first value that is not. */
static voi_status refuse(const raw_pass *p, const double *x, size_t first, size_t rows,
                         voi_error *err)
{
    size_t cols = p->matrix->cols;
    for (size_t i = 0; i < rows * cols; i++) {
        if (!isfinite(x[i])) {
            return vi_windows_refuse(p->windows, first + i / cols, i % cols, x[i], err);
        }
    }
    return VOI_OK;
}

/* Adds the sums of a chunk that has been read; what follows the rows is room for them. */
static voi_status sum_chunk(const raw_pass *p, double *x, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_state_layout *layout = &p->state->layout;
    size_t cols = p->matrix->cols;
    double *kernel = p->scratch + worker * p->per_worker;
    double *sums = x + vi_regrets_chunk(cols) * cols;
    vi_exact *exact = &p->totals->of_worker[worker];
    const voi_matrix matrix = {x, rows, cols, (ptrdiff_t)cols, 1};
    const vi_values values = {.matrix = &matrix, .rows = rows, .cols = cols};
    vi_regrets_of_chunk(p->ctx, &values, 0, rows, kernel, sums);
    for (size_t d = 0; d < cols; d++) {
        if (!isfinite(sums[d])) {
            VI_TRY(refuse(p, x, first, rows, err));
            break;
        }
    }
    vi_exact_add(exact, layout->regrets, sums, 2 * cols);
    vi_exact_add(exact, layout->pairs, sums, vi_pairs_of_rows(p->ctx, x, rows, cols, sums));
cleanup:
    return status;
}

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    voi_error cause = {VOI_OK, ""};
    const raw_pass *p = argument;
    size_t cols = p->matrix->cols;
    double *x = p->scratch + worker * p->per_worker + vi_regrets_scratch(cols);
    uint64_t place = p->matrix->place + (uint64_t)first * cols * sizeof *x;
    vi_part_begin(p->ctx, worker, "read");
    status = vi_stream_read_at(p->matrix->stream, place, x, rows * cols * sizeof *x, &cause);
    vi_part_end(p->ctx, worker, rows * cols * sizeof *x);
    VI_TRY(vi_windows_report(p->windows, status, &cause, err));
    vi_part_begin(p->ctx, worker, "compute");
    status = sum_chunk(p, x, first, rows, worker, err);
    vi_part_end(p->ctx, worker, 0);
cleanup:
    return status;
}

voi_status vi_state_add_raw(voi_context *ctx, voi_state *state, const vi_windows *windows,
                            const vi_raw_matrix *matrix, vi_totals *totals, voi_error *err)
{
    raw_pass p = {.ctx = ctx,
                  .state = state,
                  .windows = windows,
                  .matrix = matrix,
                  .totals = totals,
                  .per_worker = numbers_of(matrix->cols)};
    const vi_chunks chunks = {"computing the EVPI", matrix->rows, vi_regrets_chunk(matrix->cols),
                              add_chunk, &p};
    double *block = vi_malloc(totals->workers * p.per_worker + LINE, sizeof *block);
    if (!block) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", matrix->cols);
    }
    p.scratch = block + (LINE - (uintptr_t)block / sizeof *block % LINE) % LINE;
    voi_status status = vi_chunks_run(ctx, &chunks, err);
    vi_free(block);
    if (status == VOI_OK) {
        state->shape->rows += matrix->rows;
    }
    return status;
}
