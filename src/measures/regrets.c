/* EVPI = min_d mean_i (max_e x_ie − x_id). One pass keeps, per strategy, the sum and the sum of
 * squares of the row's regret: regrets are >= 0 and a common offset leaves them at once, so nothing
 * cancels.
 *
 * Rows are cut into chunks whose size depends on the number of strategies alone. A chunk's sums
 * stand in eight lanes (row i of the chunk in lane i mod 8), folded in a fixed order; chunks are
 * added pairwise by index. So the bits depend neither on threads nor on kernels nor on the layout:
 * row-major data are transposed in registers, columns are read as they are, and any other strides
 * pass through a tile of 64 rows. */
#include "measures/regrets.h"

#include "core/alloc.h"
#include "kernels/kernels.h"

#include <assert.h>
#include <math.h>

enum {
    CHUNK_NUMBERS = 16384, /* about the numbers of a chunk: half a second-level cache */
    CHUNKS_A_TASK = 4,
    SERIAL_NUMBERS = 1 << 18, /* smaller problems are done before another thread wakes */
    TILE_ROWS = 64,
    LINE = 64 / sizeof(double) /* numbers of a cache line */
};

typedef struct {
    const voi_matrix *matrix;     /* NULL where columns alone are given */
    const double *const *columns; /* also set for a matrix whose columns are contiguous */
    size_t rows, cols, chunk_rows, chunks;
    const vi_kernels *kernels;
    double *results; /* chunks × 2 cols: sums, then sums of squares */
    double *scratch; /* workers × scratch_size, from its first cache line on */
    size_t scratch_size;
} pass;

static double fold(const double *lanes)
{
    double a = lanes[0] + lanes[4], b = lanes[1] + lanes[5];
    double c = lanes[2] + lanes[6], d = lanes[3] + lanes[7];
    return (a + c) + (b + d);
}

/* Copies `rows` rows of any strides into a column-major tile and adds them. */
static void add_tile(const pass *p, size_t first, size_t rows, double *state)
{
    const voi_matrix *x = p->matrix;
    double *tile = state + VI_REGRET_STATE(p->cols);
    const double **columns = (const double **)(void *)(tile + TILE_ROWS * p->cols);
    const double *start = x->data + (ptrdiff_t)first * x->row_stride;
    for (size_t d = 0; d < p->cols; d++) {
        const double *from = start + (ptrdiff_t)d * x->col_stride;
        columns[d] = tile + TILE_ROWS * d;
        for (size_t i = 0; i < rows; i++) {
            tile[TILE_ROWS * d + i] = from[(ptrdiff_t)i * x->row_stride];
        }
    }
    p->kernels->regrets_by_column(columns, 0, rows, p->cols, state);
}

static void add_rows(const pass *p, size_t first, size_t rows, double *state)
{
    if (p->columns) {
        p->kernels->regrets_by_column(p->columns, first, rows, p->cols, state);
    } else if (p->matrix->col_stride == 1) {
        const double *x = p->matrix->data + (ptrdiff_t)first * p->matrix->row_stride;
        p->kernels->regrets_by_row(x, rows, p->cols, p->matrix->row_stride, state);
    } else {
        for (size_t done = 0; done < rows; done += TILE_ROWS) {
            size_t now = rows - done < TILE_ROWS ? rows - done : TILE_ROWS;
            add_tile(p, first + done, now, state);
        }
    }
}

/* Vectors that lie across two cache lines cost a tenth of the speed. */
static double *state_of(const pass *p, size_t worker)
{
    size_t odd = (uintptr_t)p->scratch / sizeof(double) % LINE;
    return p->scratch + (LINE - odd) % LINE + worker * p->scratch_size;
}

static void run_chunk(const pass *p, size_t chunk, double *state)
{
    size_t first = chunk * p->chunk_rows;
    size_t rows = p->rows - first < p->chunk_rows ? p->rows - first : p->chunk_rows;
    double *result = p->results + 2 * p->cols * chunk;
    for (size_t i = 0; i < 2 * VI_LANES * p->cols; i++) {
        state[i] = 0;
    }
    add_rows(p, first, rows, state);
    for (size_t d = 0; d < p->cols; d++) {
        result[d] = fold(state + 2 * VI_LANES * d);
        result[p->cols + d] = fold(state + 2 * VI_LANES * d + VI_LANES);
    }
}

static voi_status run_task(void *argument, size_t task, size_t worker, voi_error *err)
{
    const pass *p = argument;
    size_t end = (task + 1) * CHUNKS_A_TASK;
    (void)err;
    for (size_t chunk = task * CHUNKS_A_TASK; chunk < end && chunk < p->chunks; chunk++) {
        run_chunk(p, chunk, state_of(p, worker));
    }
    return VOI_OK;
}

/* Adds chunk `from + half` to chunk `from` for growing halves: a tree that depends on the number of
 * chunks alone. */
static void add_pairwise(double *results, size_t chunks, size_t width)
{
    for (size_t half = 1; half < chunks; half *= 2) {
        for (size_t from = 0; from + half < chunks; from += 2 * half) {
            double *to = results + from * width;
            const double *other = results + (from + half) * width;
            for (size_t j = 0; j < width; j++) {
                to[j] += other[j];
            }
        }
    }
}

static double value_at(const pass *p, size_t row, size_t col)
{
    if (p->columns) {
        return p->columns[col][row];
    }
    const voi_matrix *x = p->matrix;
    return x->data[(ptrdiff_t)row * x->row_stride + (ptrdiff_t)col * x->col_stride];
}

/* Sums were not finite: names the first value that is not, or says that the range is too wide. */
static voi_status explain(const pass *p, voi_error *err)
{
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t d = 0; d < p->cols; d++) {
            double value = value_at(p, i, d);
            if (!isfinite(value)) {
                return vi_fail(err, VOI_ERR_DATA,
                               "net benefit: row %zu, column %zu: %g is not a finite number", i + 1,
                               d + 1, value);
            }
        }
    }
    return vi_fail(
        err, VOI_ERR_NUMERIC,
        "net benefit: differences between strategies are too large for double precision");
}

static voi_status summarise(const pass *p, double *mean, double *variance, voi_error *err)
{
    const double *sum = p->results, *squares = p->results + p->cols;
    double n = (double)p->rows;
    for (size_t d = 0; d < p->cols; d++) {
        if (!isfinite(sum[d]) || !isfinite(squares[d])) {
            return explain(p, err);
        }
    }
    for (size_t d = 0; d < p->cols; d++) {
        mean[d] = sum[d] / n;
        double spread = squares[d] - sum[d] * mean[d];
        variance[d] = p->rows > 1 && spread > 0 ? spread / (n - 1) : 0;
    }
    return VOI_OK;
}

static void plan_chunks(pass *p)
{
    assert(p->cols > 0);
    size_t rows = CHUNK_NUMBERS / p->cols / TILE_ROWS * TILE_ROWS;
    p->chunk_rows = rows ? rows : TILE_ROWS;
    p->chunks = (p->rows + p->chunk_rows - 1) / p->chunk_rows;
}

static voi_status run_chunks(voi_context *ctx, pass *p, size_t tasks, voi_error *err)
{
    if (tasks > 1) {
        const vi_job job = {"computing the EVPI", tasks, run_task, p};
        return vi_parallel(ctx, &job, err);
    }
    for (size_t chunk = 0; chunk < p->chunks; chunk++) {
        run_chunk(p, chunk, state_of(p, 0));
    }
    return VOI_OK;
}

static voi_status run_pass(voi_context *ctx, pass *p, double *mean, double *variance,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    plan_chunks(p);
    bool serial = p->rows * p->cols < SERIAL_NUMBERS;
    size_t tasks = serial ? 1 : (p->chunks + CHUNKS_A_TASK - 1) / CHUNKS_A_TASK;
    size_t workers = tasks > 1 ? vi_workers(ctx) : 1;
    p->kernels = ctx->kernels;
    p->scratch_size = VI_REGRET_STATE(p->cols) + (TILE_ROWS + 1) * p->cols;
    p->scratch_size = (p->scratch_size + LINE - 1) / LINE * LINE;
    p->results = vi_malloc(p->chunks * 2 * p->cols, sizeof *p->results);
    p->scratch = vi_malloc(workers * p->scratch_size + LINE, sizeof *p->scratch);
    if (!p->results || !p->scratch) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", p->cols);
        goto cleanup;
    }
    VI_TRY(run_chunks(ctx, p, tasks, err));
    add_pairwise(p->results, p->chunks, 2 * p->cols);
    VI_TRY(summarise(p, mean, variance, err));
cleanup:
    vi_free(p->results);
    vi_free(p->scratch);
    return status;
}

voi_status vi_regrets_of_columns(voi_context *ctx, const double *const *columns, size_t rows,
                                 size_t cols, double *mean, double *variance, voi_error *err)
{
    pass p = {.columns = columns, .rows = rows, .cols = cols};
    return run_pass(ctx, &p, mean, variance, err);
}

voi_status vi_regrets_of_matrix(voi_context *ctx, const voi_matrix *x, double *mean,
                                double *variance, voi_error *err)
{
    pass p = {.matrix = x, .rows = x->rows, .cols = x->cols};
    const double **columns = NULL;
    if (x->row_stride == 1 && x->col_stride != 1) {
        columns = vi_malloc(x->cols, sizeof *columns);
        if (!columns) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", x->cols);
        }
        for (size_t d = 0; d < x->cols; d++) {
            columns[d] = x->data + (ptrdiff_t)d * x->col_stride;
        }
        p.columns = columns;
    }
    voi_status status = run_pass(ctx, &p, mean, variance, err);
    vi_free(columns);
    return status;
}

size_t vi_smallest(const double *mean, size_t count)
{
    size_t best = 0;
    for (size_t d = 1; d < count; d++) {
        best = mean[d] < mean[best] ? d : best;
    }
    return best;
}
