/* Difference before smoothing: what strategies have in common, most of their variance, never
 * reaches the smoother. One task makes one response; then one task multiplies one pair. */
#include "measures/responses.h"

#include "core/alloc.h"
#include "math/sums.h"

enum { LANES = 8, BLOCK = 1024 };

static voi_status make_response(void *argument, size_t r, size_t worker, voi_error *err)
{
    const vi_increments *work = argument;
    const voi_problem *p = work->problem;
    size_t t = r % work->others, d = t < work->reference ? t : t + 1;
    double **from = !work->costs ? p->net_benefit : r < work->others ? p->effects : p->costs;
    const double *a = from[d], *b = from[work->reference];
    double *y = work->columns[r];
    double mean = vi_sum_difference(a, b, p->rows) / (double)p->rows;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < p->rows; i++) {
        y[i] = (a[i] - b[i]) - mean;
    }
    work->means[r] = mean;
    return VOI_OK;
}

/* Σ a b over blocks, the blocks by a compensated sum. */
static double product(const double *a, const double *b, size_t n)
{
    vi_running total = {0};
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t last = first + BLOCK < n ? first + BLOCK : n;
        double lanes[LANES] = {0};
        for (size_t i = first; i < last; i++) {
            lanes[(i - first) % LANES] += a[i] * b[i];
        }
        for (size_t l = 0; l < LANES; l++) {
            vi_running_add(&total, lanes[l]);
        }
    }
    return vi_running_value(&total);
}

static voi_status multiply_row(void *argument, size_t r, size_t worker, voi_error *err)
{
    const vi_increments *work = argument;
    size_t count = work->responses.count;
    double *cross = work->means + count;
    (void)worker;
    (void)err;
    for (size_t q = 0; q <= r; q++) {
        double value = product(work->columns[r], work->columns[q], work->problem->rows);
        cross[r + count * q] = cross[q + count * r] = value;
    }
    return VOI_OK;
}

voi_status vi_increments_create(voi_context *ctx, const voi_problem *problem, size_t reference,
                                vi_increments *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_increments work = {.problem = problem,
                          .reference = reference,
                          .others = problem->strategies - 1,
                          .costs = problem->costs != NULL};
    size_t count = work.others * (work.costs ? 2 : 1), rows = problem->rows;
    work.numbers = vi_malloc(count * (rows + 1 + count), sizeof *work.numbers);
    work.columns = vi_malloc(count, sizeof *work.columns);
    if (!work.numbers || !work.columns) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu increments", count);
        goto cleanup;
    }
    for (size_t r = 0; r < count; r++) {
        work.columns[r] = work.numbers + r * rows;
    }
    work.means = work.numbers + count * rows;
    work.responses =
        (vi_responses){rows, count, (const double *const *)work.columns, work.means + count};
    const vi_job make = {"taking increments", count, make_response, &work};
    const vi_job multiply = {"taking increments", count, multiply_row, &work};
    VI_TRY(vi_parallel(ctx, &make, err));
    VI_TRY(vi_parallel(ctx, &multiply, err));
    *out = work;
    work = (vi_increments){0};
cleanup:
    vi_increments_free(&work);
    return status;
}

void vi_increments_free(vi_increments *increments)
{
    vi_free(increments->numbers);
    vi_free(increments->columns);
    *increments = (vi_increments){0};
}

double vi_increments_mean(const vi_increments *increments, size_t strategy, double k)
{
    if (strategy == increments->reference) {
        return 0;
    }
    size_t t = vi_place(increments, strategy);
    if (!increments->costs) {
        return increments->means[t];
    }
    return k * increments->means[t] - increments->means[increments->others + t];
}
