/* A function is a product Π g_P over its players P, g_P a product of factors of their parameters.
 * With m_P the mean of g_P over the rows and g̃_P = g_P − m_P it is the sum over all subsets T of
 * its players of Π_{P ∈ T} g̃_P Π_{P ∉ T} m_P: splits, of which those with m_P = 0 are dropped.
 * Where players are independent this is the functional analysis of variance (Hoeffding 1948; Sobol'
 * 1993). */
#include "fit/parts.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

/* A product of deviations of some players of a function, times the means of the others. */
struct vi_split {
    size_t function, part;
    unsigned set; /* of the function's players, by their place in it */
    double weight;
};

/* A mean that rounding alone keeps from 0, as a share of the mean square. */
static const double no_mean = 1e-9;

/* The players of a function and what each brings into it. */
struct vi_cast {
    size_t count, factors;
    size_t player[VI_MOST_FACTORS], of_factor[VI_MOST_FACTORS]; /* the place of its player */
    double mean[VI_MOST_FACTORS];                               /* m_P */
};

typedef struct vi_cast cast;

static cast cast_of(const vi_parts *parts, const size_t *player_of, size_t function)
{
    const vi_regressors *basis = parts->fit->basis;
    size_t parameters[VI_MOST_FACTORS];
    cast c = {.factors = basis->class->factors_of(basis->state, function, parameters)};
    for (size_t i = 0; i < c.factors; i++) {
        size_t place = 0, player = player_of[parameters[i]];
        while (place < c.count && c.player[place] != player) {
            place++;
        }
        c.player[place] = player;
        c.count += place == c.count;
        c.of_factor[i] = place;
    }
    return c;
}

/* g_P of every player of a function at rows: VI_PARTS_BLOCK apart. */
static void evaluate(const vi_parts *parts, size_t function, size_t first, size_t count, double *g)
{
    const cast *c = &parts->casts[function];
    const vi_regressors *basis = parts->fit->basis;
    double factor[VI_PARTS_BLOCK];
    for (size_t i = 0; i < c->count * count; i++) {
        g[i / count * VI_PARTS_BLOCK + i % count] = 1;
    }
    for (size_t i = 0; i < c->factors; i++) {
        double *own = g + c->of_factor[i] * VI_PARTS_BLOCK;
        basis->class->factor_at_rows(basis->state, function, i, first, count, factor);
        for (size_t row = 0; row < count; row++) {
            own[row] *= factor[row];
        }
    }
}

/* ---- Means, one function a task ---- */

static voi_status average(void *argument, size_t function, size_t worker, voi_error *err)
{
    const vi_parts *parts = argument;
    cast *c = &parts->casts[function];
    size_t rows = parts->fit->rows;
    double g[VI_MOST_FACTORS * VI_PARTS_BLOCK];
    double sum[VI_MOST_FACTORS] = {0}, squares[VI_MOST_FACTORS] = {0};
    (void)worker;
    (void)err;
    for (size_t first = 0; c->count > 0 && first < rows; first += VI_PARTS_BLOCK) {
        size_t count = rows - first < VI_PARTS_BLOCK ? rows - first : VI_PARTS_BLOCK;
        evaluate(parts, function, first, count, g);
        for (size_t p = 0; p < c->count; p++) {
            for (size_t i = 0; i < count; i++) {
                double value = g[p * VI_PARTS_BLOCK + i];
                sum[p] += value;
                squares[p] += value * value;
            }
        }
    }
    for (size_t p = 0; p < c->count; p++) {
        double mean = sum[p] / (double)rows;
        bool none = mean * mean <= no_mean * no_mean * squares[p] / (double)rows;
        c->mean[p] = none ? 0 : mean;
    }
    return VOI_OK;
}

/* ---- Parts and splits ---- */

/* The part of some players, ascending; a new one where there is none yet. */
static size_t part_of(vi_parts *parts, const size_t *players, size_t order)
{
    for (size_t t = 0; t < parts->count; t++) {
        if (parts->order[t] == order &&
            memcmp(parts->member[t], players, order * sizeof *players) == 0) {
            return t;
        }
    }
    parts->order[parts->count] = order;
    memcpy(parts->member[parts->count], players, order * sizeof *players);
    return parts->count++;
}

static void add_split(vi_parts *parts, size_t function, unsigned set)
{
    const cast *c = &parts->casts[function];
    size_t players[VI_MOST_FACTORS], order = 0;
    double weight = 1;
    for (size_t p = 0; p < c->count; p++) {
        if (!(set >> p & 1)) {
            weight *= c->mean[p];
            continue;
        }
        size_t at = order++;
        for (; at > 0 && players[at - 1] > c->player[p]; at--) {
            players[at] = players[at - 1];
        }
        players[at] = c->player[p];
    }
    if (weight != 0) {
        parts->splits[parts->split_count++] =
            (struct vi_split){function, part_of(parts, players, order), set, weight};
    }
}

static void split_functions(vi_parts *parts)
{
    const size_t nobody[VI_MOST_FACTORS] = {0};
    part_of(parts, nobody, 0);
    for (size_t f = 0; f < parts->fit->functions; f++) {
        for (unsigned set = 0; set < 1u << parts->casts[f].count; set++) {
            add_split(parts, f, set);
        }
    }
}

static voi_status reserve(vi_parts *parts, voi_error *err)
{
    size_t functions = parts->fit->functions, most = 1 + (functions << VI_MOST_FACTORS);
    parts->casts = vi_malloc(functions, sizeof *parts->casts);
    parts->order = vi_malloc(most, sizeof *parts->order);
    parts->member = vi_calloc(most, sizeof *parts->member);
    parts->splits = vi_malloc(most, sizeof *parts->splits);
    if (!parts->casts || !parts->order || !parts->member || !parts->splits) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", functions);
    }
    return VOI_OK;
}

voi_status vi_parts_create(voi_context *ctx, const vi_fit *fit, const vi_players *players,
                           vi_parts *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_parts parts = {.fit = fit, .players = players->count};
    const vi_job job = {"taking the fit apart", fit->functions, average, &parts};
    *out = (vi_parts){0};
    if (!fit->basis->class->factors_of) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the functions of %s are no products",
                       fit->basis->class->method);
    }
    VI_TRY(reserve(&parts, err));
    for (size_t f = 0; f < fit->functions; f++) {
        parts.casts[f] = cast_of(&parts, players->of, f);
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    split_functions(&parts);
    *out = parts;
    parts = (vi_parts){0};
cleanup:
    vi_parts_free(&parts);
    return status;
}

void vi_parts_free(vi_parts *parts)
{
    vi_free(parts->casts);
    vi_free(parts->order);
    vi_free(parts->member);
    vi_free(parts->splits);
    *parts = (vi_parts){0};
}

/* ---- At rows ---- */

/* What one split is at rows, for a coefficient of 1. */
static void multiply(const cast *c, const struct vi_split *split, const double *g, size_t count,
                     double *product)
{
    for (size_t i = 0; i < count; i++) {
        product[i] = split->weight;
    }
    for (size_t p = 0; p < c->count; p++) {
        for (size_t i = 0; split->set >> p & 1 && i < count; i++) {
            product[i] *= g[p * VI_PARTS_BLOCK + i] - c->mean[p];
        }
    }
}

void vi_parts_at_rows(const vi_parts *parts, const double *coefficients, size_t first, size_t count,
                      double *values)
{
    size_t responses = parts->fit->responses, functions = parts->fit->functions;
    size_t row = parts->count * responses, next = 0;
    memset(values, 0, count * row * sizeof *values);
    for (size_t f = 0; f < functions; f++) {
        double g[VI_MOST_FACTORS * VI_PARTS_BLOCK] = {0}, product[VI_PARTS_BLOCK];
        evaluate(parts, f, first, count, g);
        for (; next < parts->split_count && parts->splits[next].function == f; next++) {
            const struct vi_split *split = &parts->splits[next];
            double *at = values + split->part * responses;
            multiply(&parts->casts[f], split, g, count, product);
            for (size_t i = 0; i < count; i++) {
                for (size_t r = 0; r < responses; r++) {
                    at[i * row + r] += coefficients[r * functions + f] * product[i];
                }
            }
        }
    }
}
