/* Difference before smoothing: what strategies have in common, most of their variance, never
 * reaches the smoother. First every response gets its mean and its unit, the power of two below its
 * largest deviation, so that squares neither overflow nor vanish and the scale of the input leaves
 * no trace in the bits; then blocks of rows are filled. An increment that is constant but for
 * rounding has the unit 0: its noise must not be made as large as the others'. */
#include "measures/responses.h"

#include "core/alloc.h"
#include "math/sums.h"

#include <float.h>
#include <math.h>

enum { BLOCK = 2048 };

/* What is left of a constant difference, over the size of the numbers. */
static const double rounding = 4 * DBL_EPSILON;

/* The two columns whose difference is response r. */
static void columns_of(const vi_increments *inc, size_t r, const double **of, const double **from)
{
    const voi_problem *p = inc->problem;
    double **all = !inc->costs ? p->net_benefit : r < inc->others ? p->effects : p->costs;
    *of = all[vi_increments_strategy(inc, r)];
    *from = all[inc->reference];
}

static voi_status measure_response(void *argument, size_t r, size_t worker, voi_error *err)
{
    const vi_increments *inc = argument;
    size_t rows = inc->problem->rows;
    const double *a, *b;
    double largest = 0, size = 0;
    int exponent = 0;
    (void)worker;
    columns_of(inc, r, &a, &b);
    double mean = vi_sum_difference(a, b, rows) / (double)rows;
    for (size_t i = 0; i < rows; i++) {
        largest = fmax(largest, fabs((a[i] - b[i]) - mean));
        size = fmax(size, fmax(fabs(a[i]), fabs(b[i])));
    }
    if (!isfinite(mean) || !isfinite(largest)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: an increment of strategy %s is too large",
                       inc->problem->strategy_names[vi_increments_strategy(inc, r)]);
    }
    frexp(largest, &exponent);
    inc->means[r] = mean;
    inc->unit[r] = largest > rounding * size ? ldexp(1, exponent - 1) : 0;
    return VOI_OK;
}

static voi_status fill_block(void *argument, size_t block, size_t worker, voi_error *err)
{
    const vi_increments *inc = argument;
    size_t count = inc->responses.count, first = block * BLOCK, rows = inc->problem->rows;
    size_t end = rows - first < BLOCK ? rows : first + BLOCK;
    (void)worker;
    (void)err;
    for (size_t r = 0; r < count; r++) {
        const double *a, *b;
        columns_of(inc, r, &a, &b);
        for (size_t i = first; i < end; i++) {
            double deviation = (a[i] - b[i]) - inc->means[r];
            inc->y[i * count + r] = inc->unit[r] > 0 ? deviation / inc->unit[r] : 0;
        }
    }
    return VOI_OK;
}

voi_status vi_increments_create(voi_context *ctx, const voi_problem *problem, size_t reference,
                                vi_increments *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_increments inc = {.problem = problem,
                         .reference = reference,
                         .others = problem->strategies - 1,
                         .costs = problem->costs != NULL};
    size_t count = inc.others * (inc.costs ? 2 : 1), rows = problem->rows;
    const vi_job measure = {"taking increments", count, measure_response, &inc};
    const vi_job fill = {"taking increments", (rows + BLOCK - 1) / BLOCK, fill_block, &inc};
    inc.y = vi_malloc(count * rows, sizeof *inc.y);
    inc.means = vi_malloc(2 * count, sizeof *inc.means);
    if (!inc.y || !inc.means) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu increments", count);
        goto cleanup;
    }
    inc.unit = inc.means + count;
    inc.responses = (vi_responses){rows, count, inc.y, NULL};
    VI_TRY(vi_parallel(ctx, &measure, err));
    VI_TRY(vi_parallel(ctx, &fill, err));
    *out = inc;
    inc = (vi_increments){0};
cleanup:
    vi_increments_free(&inc);
    return status;
}

void vi_increments_free(vi_increments *increments)
{
    vi_free(increments->y);
    vi_free(increments->means);
    *increments = (vi_increments){0};
}

size_t vi_increments_strategy(const vi_increments *increments, size_t response)
{
    size_t t = response < increments->others ? response : response - increments->others;
    return t < increments->reference ? t : t + 1;
}

double vi_increments_factor(const vi_increments *increments, size_t response, double k)
{
    double sign = !increments->costs ? 1 : response < increments->others ? k : -1;
    return sign * increments->unit[response];
}

double vi_increments_mean(const vi_increments *increments, size_t strategy, double k)
{
    double sum = 0;
    for (size_t r = 0; r < increments->responses.count; r++) {
        if (vi_increments_strategy(increments, r) == strategy) {
            double sign = !increments->costs ? 1 : r < increments->others ? k : -1;
            sum += sign * increments->means[r];
        }
    }
    return sum;
}
