/* EVPI = min_d mean_i (max_e x_ie − x_id). One pass keeps, per strategy, the sum and the sum of
 * squares of the row's regret: regrets are >= 0 and a common offset leaves them at once, so nothing
 * cancels.
 *
 * Rows are cut into chunks whose size depends on the number of strategies alone. A chunk's sums
 * stand in eight lanes (row i of the chunk in lane i mod 8), folded in a fixed order; the sums of
 * chunks add up without rounding. So the bits depend neither on threads nor on kernels nor on the
 * layout: row-major data are transposed in registers, columns are read as they are, and any other
 * strides pass through a tile of 64 rows. */
#include "measures/regrets.h"

#include "core/alloc.h"
#include "kernels/kernels.h"
#include "measures/on_gpu.h"

#include <assert.h>
#include <math.h>

enum {
    CHUNK_NUMBERS = 16384, /* about the numbers of a chunk: half a second-level cache */
    LEAST_CHUNK = 512,     /* rows, so that adding up chunks takes little time */
    TASK_NUMBERS = 65536,
    SERIAL_NUMBERS = 1 << 18, /* smaller problems are done before another thread wakes */
    TILE_ROWS = 64,
    LINE = 64 / sizeof(double) /* numbers of a cache line */
};

typedef struct {
    const voi_context *ctx;
    const vi_values *x;
    vi_totals *totals;
    size_t offset, chunk_rows, chunks, chunks_a_task;
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
static void add_tile(const vi_kernels *kernels, const vi_values *values, size_t first, size_t rows,
                     double *state)
{
    const voi_matrix *x = values->matrix;
    double *tile = state + VI_REGRET_STATE(x->cols);
    const double **columns = (const double **)(void *)(tile + TILE_ROWS * x->cols);
    const double *start = x->data + (ptrdiff_t)first * x->row_stride;
    for (size_t d = 0; d < x->cols; d++) {
        const double *from = start + (ptrdiff_t)d * x->col_stride;
        columns[d] = tile + TILE_ROWS * d;
        for (size_t i = 0; i < rows; i++) {
            tile[TILE_ROWS * d + i] = from[(ptrdiff_t)i * x->row_stride];
        }
    }
    kernels->regrets_by_column(columns, 0, rows, x->cols, state);
}

static void add_rows(const vi_kernels *kernels, const vi_values *x, size_t first, size_t rows,
                     double *state)
{
    if (x->columns) {
        kernels->regrets_by_column(x->columns, first, rows, x->cols, state);
    } else if (x->matrix->col_stride == 1) {
        const double *start = x->matrix->data + (ptrdiff_t)first * x->matrix->row_stride;
        kernels->regrets_by_row(start, rows, x->cols, x->matrix->row_stride, state);
    } else {
        for (size_t done = 0; done < rows; done += TILE_ROWS) {
            size_t now = rows - done < TILE_ROWS ? rows - done : TILE_ROWS;
            add_tile(kernels, x, first + done, now, state);
        }
    }
}

size_t vi_regrets_chunk(size_t cols)
{
    assert(cols > 0);
    size_t rows = CHUNK_NUMBERS;
    while (rows > LEAST_CHUNK && rows * cols > CHUNK_NUMBERS) {
        rows /= 2;
    }
    return rows;
}

size_t vi_regrets_scratch(size_t cols)
{
    size_t numbers = VI_REGRET_STATE(cols) + (TILE_ROWS + 1) * cols;
    return (numbers + LINE - 1) / LINE * LINE;
}

void vi_regrets_of_chunk(const voi_context *ctx, const vi_values *x, size_t first, size_t rows,
                         double *scratch, double *sums)
{
    for (size_t i = 0; i < 2 * VI_LANES * x->cols; i++) {
        scratch[i] = 0;
    }
    add_rows(ctx->kernels, x, first, rows, scratch);
    for (size_t d = 0; d < x->cols; d++) {
        sums[d] = fold(scratch + 2 * VI_LANES * d);
        sums[x->cols + d] = fold(scratch + 2 * VI_LANES * d + VI_LANES);
    }
}

/* Vectors that lie across two cache lines cost a tenth of the speed. */
static double *state_of(const pass *p, size_t worker)
{
    size_t odd = (uintptr_t)p->scratch / sizeof(double) % LINE;
    return p->scratch + (LINE - odd) % LINE + worker * p->scratch_size;
}

/* Chunk by chunk; the sums of one lie behind its scratch. */
static voi_status run_task(void *argument, size_t task, size_t worker, voi_error *err)
{
    const pass *p = argument;
    double *state = state_of(p, worker), *sums = state + vi_regrets_scratch(p->x->cols);
    size_t end = (task + 1) * p->chunks_a_task;
    (void)err;
    for (size_t chunk = task * p->chunks_a_task; chunk < end && chunk < p->chunks; chunk++) {
        size_t first = chunk * p->chunk_rows, left = p->x->rows - first;
        size_t rows = left < p->chunk_rows ? left : p->chunk_rows;
        vi_regrets_of_chunk(p->ctx, p->x, first, rows, state, sums);
        vi_exact_add(&p->totals->of_worker[worker], p->offset, sums, 2 * p->x->cols);
    }
    return VOI_OK;
}

static double value_at(const vi_values *values, size_t row, size_t col)
{
    if (values->columns) {
        return values->columns[col][row];
    }
    const voi_matrix *x = values->matrix;
    return x->data[(ptrdiff_t)row * x->row_stride + (ptrdiff_t)col * x->col_stride];
}

voi_status vi_regrets_overflow(voi_error *err)
{
    return vi_fail(
        err, VOI_ERR_NUMERIC,
        "net benefit: differences between strategies are too large for double precision");
}

/* Sums were not finite: names the first value that is not, or says that the range is too wide. */
static voi_status explain(const vi_values *x, voi_error *err)
{
    for (size_t i = 0; i < x->rows; i++) {
        for (size_t d = 0; d < x->cols; d++) {
            double value = value_at(x, i, d);
            if (!isfinite(value)) {
                return vi_fail(err, VOI_ERR_DATA,
                               "net benefit: row %zu, column %zu: %g is not a finite number", i + 1,
                               d + 1, value);
            }
        }
    }
    return vi_regrets_overflow(err);
}

bool vi_regrets_finish(const vi_exact *sums, size_t offset, const vi_values *shape, double *mean,
                       double *variance)
{
    size_t cols = shape->cols, rows = shape->rows;
    double n = (double)rows;
    for (size_t d = 0; d < 2 * cols; d++) {
        if (!isfinite(vi_exact_value(sums, offset + d))) {
            return false;
        }
    }
    for (size_t d = 0; d < cols; d++) {
        double sum = vi_exact_value(sums, offset + d);
        double squares = vi_exact_value(sums, offset + cols + d);
        mean[d] = sum / n;
        double spread = squares - sum * mean[d];
        variance[d] = rows > 1 && spread > 0 ? spread / (n - 1) : 0;
    }
    return true;
}

static voi_status run_tasks(voi_context *ctx, pass *p, size_t tasks, voi_error *err)
{
    const vi_job job = {"computing the EVPI", tasks, run_task, p};
    if (tasks > 1) {
        return vi_parallel(ctx, &job, err);
    }
    return run_task(p, 0, 0, err);
}

voi_status vi_regrets_add(voi_context *ctx, const vi_values *x, vi_totals *totals, size_t offset,
                          voi_error *err)
{
    pass p = {.ctx = ctx, .x = x, .totals = totals, .offset = offset};
    bool serial = x->rows * x->cols < SERIAL_NUMBERS;
    p.chunk_rows = vi_regrets_chunk(x->cols);
    p.chunks = (x->rows + p.chunk_rows - 1) / p.chunk_rows;
    size_t fitting = TASK_NUMBERS / (p.chunk_rows * x->cols);
    p.chunks_a_task = serial ? p.chunks : fitting > 0 ? fitting : 1;
    size_t tasks = (p.chunks + p.chunks_a_task - 1) / p.chunks_a_task;
    size_t workers = tasks > 1 ? vi_workers(ctx) : 1;
    p.scratch_size = vi_regrets_scratch(x->cols) + (2 * x->cols + LINE - 1) / LINE * LINE;
    p.scratch = vi_malloc(workers * p.scratch_size + LINE, sizeof *p.scratch);
    if (!p.scratch) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", x->cols);
    }
    voi_status status = run_tasks(ctx, &p, tasks, err);
    vi_free(p.scratch);
    return status;
}

static voi_status regrets_of(voi_context *ctx, const vi_values *x, double *mean, double *variance,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    bool done = false;
    VI_TRY(vi_regrets_on_gpu(ctx, x, mean, variance, &done, err));
    if (done) {
        goto cleanup;
    }
    VI_TRY(vi_totals_create(ctx, 2 * x->cols, &totals, err));
    VI_TRY(vi_regrets_add(ctx, x, &totals, 0, err));
    VI_TRY(vi_totals_join(&totals, err));
    if (!vi_regrets_finish(&totals.of_worker[0], 0, x, mean, variance)) {
        status = explain(x, err);
    }
cleanup:
    vi_totals_free(&totals);
    return status;
}

voi_status vi_regrets_of_problem(voi_context *ctx, const voi_problem *problem, double *mean,
                                 double *variance, voi_error *err)
{
    const vi_values x = {.columns = (const double *const *)problem->net_benefit,
                         .rows = problem->rows,
                         .cols = problem->strategies,
                         .identity = problem->identity};
    return regrets_of(ctx, &x, mean, variance, err);
}

voi_status vi_regrets_of_matrix(voi_context *ctx, const voi_matrix *x, double *mean,
                                double *variance, voi_error *err)
{
    vi_values values = {.matrix = x, .rows = x->rows, .cols = x->cols};
    const double **columns = NULL;
    if (x->row_stride == 1 && x->col_stride != 1) {
        columns = vi_malloc(x->cols, sizeof *columns);
        if (!columns) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", x->cols);
        }
        for (size_t d = 0; d < x->cols; d++) {
            columns[d] = x->data + (ptrdiff_t)d * x->col_stride;
        }
        values.columns = columns;
    }
    voi_status status = regrets_of(ctx, &values, mean, variance, err);
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
