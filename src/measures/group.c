/* The estimates of partial.h for fits of several parameters. A first pass over the rows gives the
 * estimates and what the decisions have in common with the functions; a second one, with the
 * weights that smoothing then gives to every row, what of the rows' own residuals passes and what
 * is stopped: the "sandwich" (White 1980), right also where noise changes with the parameters. Near
 * zero a few more passes follow for the interval's upper end.
 *
 * The values of k are taken in batches, whose projections fit in the memory of a few bases. */
#include "measures/group.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/group_carry.h"
#include "measures/group_pass.h"
#include "measures/group_upper.h"
#include "measures/group_walk.h"
#include "measures/judgement.h"

#include <math.h>

enum { BATCH_NUMBERS = 1 << 20 };

/* One batch of values of k. */
typedef struct {
    const vi_group_noise *noise;
    const double *k;
    size_t count;
    vi_partial *answers;
    vi_rates rates;
    vi_group_pass pass;
    vi_group_carry carry;
    vi_group_errors *errors; /* count */
    vi_carried *carried;     /* count */
    vi_group_end *ends;      /* up to count */
    double *direction;       /* functions × (count × responses) */
    size_t near;             /* ends in use */
} batch;

static voi_status reserve(batch *b, voi_error *err)
{
    const vi_fit *fit = b->noise->fit;
    b->errors = vi_malloc(b->count, sizeof *b->errors);
    b->carried = vi_malloc(b->count, sizeof *b->carried);
    b->ends = vi_malloc(b->count, sizeof *b->ends);
    b->direction = vi_malloc(fit->functions * b->count * fit->responses, sizeof *b->direction);
    return b->errors && b->carried && b->ends && b->direction
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", b->count);
}

static void free_batch(batch *b)
{
    vi_rates_free(&b->rates);
    vi_group_pass_free(&b->pass);
    vi_group_carry_free(&b->carry);
    vi_free(b->errors);
    vi_free(b->carried);
    vi_free(b->ends);
    vi_free(b->direction);
}

static void find_weights(batch *b)
{
    const vi_fit *fit = b->noise->fit;
    size_t each = b->rates.others * fit->functions;
    for (size_t i = 0; i < b->count; i++) {
        vi_group_carry_set(&b->carry, b->pass.projections + i * each, i);
        b->carried[i] = vi_group_carry_variance(&b->carry);
        vi_group_carry_weights(&b->carry, b->direction + i * fit->responses,
                               b->count * fit->responses);
    }
}

static double largest_edf(const vi_fit *fit)
{
    double edf = 0;
    for (size_t r = 0; r < fit->responses; r++) {
        edf = fmax(edf, fit->response[r].edf);
    }
    return edf;
}

static void estimate(batch *b, size_t i)
{
    const vi_group_sums *s = &b->pass.sums[i];
    const vi_group_errors *e = &b->errors[i];
    const vi_carried *carried = &b->carried[i];
    double n = (double)b->noise->fit->rows, edf = largest_edf(b->noise->fit);
    double taken = n / fmax(n - edf, 1);
    double spread = s->spread_squares / n - s->spread / n * (s->spread / n);
    double variance = fmax(carried->whole - carried->passed, 0) + taken * e->passed;
    vi_partial *answer = &b->answers[i];
    *answer = (vi_partial){.edf = edf};
    answer->se = sqrt(fmax(spread, 0) / n + variance / (n * n));
    vi_judge(&s->policy, n, (s->plug_in + s->correction) / n, taken * e->stopped, answer);
    answer->evppi = answer->evppi < 0 ? 0 : answer->evppi;
    answer->low = fmax(answer->evppi - VI_NORMAL_975 * answer->se, 0);
    answer->high = answer->evppi + VI_NORMAL_975 * answer->se;
    if (vi_near_zero(answer->evppi, answer->se) > 0) {
        double inflation = carried->whole > 0 ? variance / carried->whole : 1;
        b->ends[b->near++] = (vi_group_end){
            .which = i, .k = b->k[i], .plug_in = s->plug_in / n, .inflation = inflation};
    }
}

static void extend(batch *b, const vi_group_end *end)
{
    vi_partial *answer = &b->answers[end->which];
    const vi_group_errors *e = &b->errors[end->which];
    double draw = vi_draw_end(&e->gains, &e->tail, (double)b->noise->fit->rows);
    double more = hypot(end->noise, draw) - VI_NORMAL_975 * answer->se;
    answer->high += vi_near_zero(answer->evppi, answer->se) * fmax(more, 0);
}

static voi_status run(voi_context *ctx, batch *b, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_rates_create(b->noise->increments, b->k, b->count, &b->rates, err));
    VI_TRY(vi_group_carry_create(b->noise->fit, &b->rates, &b->carry, err));
    VI_TRY(reserve(b, err));
    b->pass = (vi_group_pass){.noise = b->noise, .rates = &b->rates, .count = b->count};
    VI_TRY(vi_group_pass_run(ctx, &b->pass, err));
    find_weights(b);
    const vi_group_walk walk = {b->noise, b->k, b->count, b->direction};
    VI_TRY(vi_group_errors_find(ctx, &walk, b->errors, err));
    for (size_t i = 0; i < b->count; i++) {
        estimate(b, i);
        if (!isfinite(b->answers[i].evppi)) {
            status = vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: an estimate is not finite");
            goto cleanup;
        }
    }
    VI_TRY(
        vi_group_upper_noise(ctx, b->noise, &b->carry, b->pass.projections, b->ends, b->near, err));
    for (size_t i = 0; i < b->near; i++) {
        extend(b, &b->ends[i]);
    }
cleanup:
    return status;
}

voi_status vi_group_estimate(voi_context *ctx, const vi_group_noise *noise, const double *k,
                             size_t count, vi_partial *answers, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_fit *fit = noise->fit;
    size_t columns = fit->functions * (fit->responses + noise->increments->others);
    size_t most = BATCH_NUMBERS / columns > 0 ? BATCH_NUMBERS / columns : 1;
    for (size_t first = 0; status == VOI_OK && first < count; first += most) {
        batch b = {.noise = noise,
                   .k = k + first,
                   .count = count - first < most ? count - first : most,
                   .answers = answers + first};
        status = run(ctx, &b, err);
        free_batch(&b);
    }
    return status;
}
