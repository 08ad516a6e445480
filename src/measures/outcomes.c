/* As for increments the unit is the power of two below the largest deviation, so that squares
 * neither overflow nor vanish and the scale of the input leaves no trace in the bits. */
#include "measures/outcomes.h"

#include "core/alloc.h"
#include "data/column_checks.h"
#include "math/sums.h"

#include <math.h>

typedef struct {
    const voi_problem *problem;
    vi_outcomes *out;
} preparing;

/* Mean and largest deviation; false where they, or its square some times over, are no numbers. */
static bool measure(const double *column, size_t rows, double *mean, double *largest)
{
    *mean = vi_sum_difference(column, NULL, rows) / (double)rows;
    *largest = 0;
    for (size_t i = 0; i < rows; i++) {
        *largest = fmax(*largest, fabs(column[i] - *mean));
    }
    return isfinite(*mean) && isfinite(64 * *largest * *largest);
}

/* The variance of y and, from its fourth moment, the standard error of that. */
static void set_variance(vi_outcomes *o, size_t m)
{
    const double *y = o->y + m * o->rows;
    double n = (double)o->rows, squares = 0, fourth = 0;
    for (size_t i = 0; i < o->rows; i++) {
        squares += y[i] * y[i];
        fourth += y[i] * y[i] * y[i] * y[i];
    }
    o->variance[m] = squares / (n - 1);
    o->error[m] = sqrt(fmax(fourth / n - squares / n * (squares / n), 0) / n);
}

static voi_status prepare(void *argument, size_t m, size_t worker, voi_error *err)
{
    const preparing *p = argument;
    vi_outcomes *o = p->out;
    const double *column = p->problem->outcomes[m];
    double mean, largest, *y = o->y + m * o->rows;
    int exponent = 0;
    (void)worker;
    if (!measure(column, o->rows, &mean, &largest)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: a value of outcome %s is too large",
                       p->problem->outcome_names[m]);
    }
    bool constant = vi_is_constant(column, o->rows);
    frexp(largest, &exponent);
    o->unit[m] = constant ? 1 : ldexp(1, exponent - 1);
    for (size_t i = 0; i < o->rows; i++) {
        y[i] = constant ? 0 : (column[i] - mean) / o->unit[m];
    }
    set_variance(o, m);
    return VOI_OK;
}

voi_status vi_outcomes_create(voi_context *ctx, const voi_problem *problem, vi_outcomes *out,
                              voi_error *err)
{
    size_t rows = problem->rows, count = problem->outcome_count;
    vi_outcomes o = {.rows = rows, .count = count};
    preparing state = {problem, &o};
    const vi_job job = {"preparing the outcomes", count, prepare, &state};
    o.numbers = vi_malloc(count * (rows + 3), sizeof *o.numbers);
    if (!o.numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu outcomes", count);
    }
    o.unit = o.numbers;
    o.variance = o.unit + count;
    o.error = o.variance + count;
    o.y = o.error + count;
    voi_status status = vi_parallel(ctx, &job, err);
    if (status == VOI_OK) {
        *out = o;
    } else {
        vi_free(o.numbers);
    }
    return status;
}

void vi_outcomes_free(vi_outcomes *outcomes)
{
    vi_free(outcomes->numbers);
    *outcomes = (vi_outcomes){0};
}
