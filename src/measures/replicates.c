/* With m* the fitted values of a replicate and w its weights,
 *     EVPPI* = Σ w max_d m*_d / Σ w − max_d Σ w m*_d / Σ w
 * where the regression answers, and Σ w y of the fitted decisions where the policy value does; the
 * standard error is the standard deviation over replicates. Batches of replicates are tasks of
 * their own, so that nothing depends on threads. Values of k are taken so many at a time that the
 * sums and the replicates' values stay small. */
#include "measures/replicates.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

enum { CHUNK_NUMBERS = 1 << 20, FEWEST = 50, MOST = 100000 };

/* Some values of k. */
typedef struct {
    const vi_bootstrap *bootstrap;
    const vi_bootstrapped *fit;
    vi_rates rates;
    vi_partial *answers;
    size_t first, count; /* of the fit's values of k */
    bool rest;
    double *value; /* k × replicates */
} chunk;

struct vi_replicates {
    const chunk *chunk;
    double *weight; /* VI_LANES: of all rows */
    double *sums;   /* k × (2 + others) × VI_LANES: of the best strategy, of the fitted decisions,
                       and of every strategy but the reference, over which all are */
};

voi_status vi_bootstrap_check(const vi_bootstrap *bootstrap, voi_error *err)
{
    size_t count = bootstrap->replicates;
    return count == 0 || (count >= FEWEST && count <= MOST)
               ? VOI_OK
               : vi_fail(err, VOI_ERR_ARGUMENT,
                         "a bootstrap of %zu replicates; from %d to %d are possible", count, FEWEST,
                         MOST);
}

bool vi_replicates_rest(const vi_replicates *replicates)
{
    return replicates->chunk->rest;
}

/* ---- Sums over sites ---- */

/* The strategy at place t and the responses t, t + others, ... that make its net benefit. */
static void add_strategy(const chunk *c, const vi_site *site, size_t which, size_t t,
                         double *restrict value)
{
    const vi_rates *rates = &c->rates;
    const double *factor = rates->factor + which * rates->responses;
    size_t strategy = rates->strategy[t];
    double base = rates->mean[which * rates->strategies + strategy];
    for (size_t r = t; r < rates->responses; r += rates->others) {
        base += factor[r] * site->fitted[r];
    }
    for (size_t b = 0; b < VI_LANES; b++) {
        value[b] = base;
    }
    for (size_t r = t; r < rates->responses; r += rates->others) {
        const double *restrict shift = site->shift + r * VI_LANES;
        for (size_t b = 0; b < VI_LANES; b++) {
            value[b] += factor[r] * shift[b];
        }
    }
}

static void add_estimate(const chunk *c, const vi_site *site, size_t which, double *restrict best,
                         double *restrict strategies)
{
    double value[VI_LANES], most[VI_LANES] = {0};
    for (size_t t = 0; t < c->rates.others; t++) {
        double *restrict own = strategies + t * VI_LANES;
        add_strategy(c, site, which, t, value);
        for (size_t b = 0; b < VI_LANES; b++) {
            own[b] += site->weight[b] * value[b];
            most[b] = value[b] > most[b] ? value[b] : most[b];
        }
    }
    for (size_t b = 0; b < VI_LANES; b++) {
        best[b] += site->weight[b] * most[b];
    }
}

/* What rows have of the strategy that the fit, not the replicate, calls best. */
static void add_policy(const chunk *c, const vi_site *site, size_t which, double *restrict policy)
{
    const vi_rates *rates = &c->rates;
    const double *factor = rates->factor + which * rates->responses;
    size_t best = rates->others;
    double most = 0;
    for (size_t t = 0; t < rates->others; t++) {
        double value = rates->mean[which * rates->strategies + rates->strategy[t]];
        for (size_t r = t; r < rates->responses; r += rates->others) {
            value += factor[r] * site->fitted[r];
        }
        best = value > most ? t : best;
        most = value > most ? value : most;
    }
    for (size_t b = 0; b < VI_LANES; b++) {
        policy[b] += most * site->weight[b];
    }
    for (size_t r = best; best < rates->others && r < rates->responses; r += rates->others) {
        for (size_t b = 0; b < VI_LANES; b++) {
            policy[b] += factor[r] * site->rest[r * VI_LANES + b];
        }
    }
}

void vi_replicates_add(vi_replicates *replicates, const vi_site *site)
{
    const chunk *c = replicates->chunk;
    size_t each = (2 + c->rates.others) * VI_LANES;
    for (size_t b = 0; b < VI_LANES; b++) {
        replicates->weight[b] += site->weight[b];
    }
    for (size_t i = 0; i < c->count; i++) {
        double *sums = replicates->sums + i * each;
        add_estimate(c, site, i, sums, sums + 2 * VI_LANES);
        if (c->answers[i].trust < 1) {
            add_policy(c, site, i, sums + VI_LANES);
        }
    }
}

/* ---- Replicates, and their spread ---- */

/* Of replicate b of a batch, at k number i of the chunk. */
static double value_of(const vi_replicates *replicates, size_t i, size_t b)
{
    const chunk *c = replicates->chunk;
    const double *sums = replicates->sums + i * (2 + c->rates.others) * VI_LANES + b;
    double most = 0, trust = c->answers[i].trust;
    for (size_t t = 0; t < c->rates.others; t++) {
        most = fmax(most, sums[(2 + t) * VI_LANES]);
    }
    double estimate = sums[0] - most, policy = sums[VI_LANES];
    return (trust * estimate + (1 - trust) * policy) / fmax(replicates->weight[b], 1);
}

static voi_status run_batch(void *argument, size_t batch, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const chunk *c = argument;
    size_t replicates = c->bootstrap->replicates, first = batch * VI_LANES;
    size_t numbers = (1 + c->count * (2 + c->rates.others)) * VI_LANES;
    vi_replicates r = {.chunk = c, .weight = vi_calloc(numbers, sizeof *r.weight)};
    (void)worker;
    if (!r.weight) {
        return vi_fail(err, VOI_ERR_NOMEM, "bootstrap: out of memory for %zu values of k",
                       c->count);
    }
    r.sums = r.weight + VI_LANES;
    VI_TRY(c->fit->visit(c->fit->state, c->bootstrap, batch, &r, err));
    for (size_t i = 0; i < c->count; i++) {
        for (size_t b = 0; b < VI_LANES && first + b < replicates; b++) {
            c->value[i * replicates + first + b] = value_of(&r, i, b);
        }
    }
cleanup:
    vi_free(r.weight);
    return status;
}

static double deviation(const double *x, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        mean += x[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    return sqrt(squares / (double)(n - 1));
}

static voi_status run_chunk(voi_context *ctx, chunk *c, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t replicates = c->bootstrap->replicates;
    const vi_job job = {"bootstrapping", (replicates + VI_LANES - 1) / VI_LANES, run_batch, c};
    VI_TRY(vi_rates_create(c->fit->increments, c->fit->k + c->first, c->count, &c->rates, err));
    c->value = vi_malloc(c->count * replicates, sizeof *c->value);
    if (!c->value) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "bootstrap: out of memory for %zu replicates", replicates);
        goto cleanup;
    }
    for (size_t i = 0; i < c->count; i++) {
        c->rest = c->rest || c->answers[i].trust < 1;
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t i = 0; i < c->count; i++) {
        c->answers[i].se_bootstrap = deviation(c->value + i * replicates, replicates);
    }
cleanup:
    vi_rates_free(&c->rates);
    vi_free(c->value);
    return status;
}

voi_status vi_replicates_run(voi_context *ctx, const vi_bootstrap *bootstrap,
                             const vi_bootstrapped *fit, vi_partial *answers, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t sums = (2 + fit->increments->others) * VI_LANES;
    size_t each = bootstrap->replicates > sums ? bootstrap->replicates : sums;
    size_t most = CHUNK_NUMBERS / each > 0 ? CHUNK_NUMBERS / each : 1;
    for (size_t first = 0; status == VOI_OK && first < fit->count; first += most) {
        chunk c = {.bootstrap = bootstrap,
                   .fit = fit,
                   .answers = answers + first,
                   .first = first,
                   .count = fit->count - first < most ? fit->count - first : most};
        status = run_chunk(ctx, &c, err);
    }
    return status;
}
