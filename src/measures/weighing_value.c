/* Given row i, data set r of those drawn has the chance
 *     p(r | θ_i) ∝ L_r(θ_i) / Σ_j L_r(θ_j),
 * importance sampling from the mixture of all rows; over the sets these chances sum to 1. So a row
 * leads to strategy d with the chance q_d of all sets after which d is chosen, and gains Σ_d q_d
 * Y_d by its own outcomes Y: less noisy by far than by one data set of its own.
 *
 * Along the list of k a set changes its decision a few times. A block of rows keeps, for every k
 * and strategy, by how much q differs from that at the k before, so that one pass over the sets
 * serves all k. A row that no set is near, as there are where studies are large, is told itself. */
#include "measures/weighing.h"

#include "core/alloc.h"
#include "core/context.h"
#include "math/clones.h"
#include "math/normal.h"

#include <math.h>
#include <string.h>

enum { BLOCK = VI_WEIGHING_BLOCK, NUMBERS_A_BLOCK = 1 << 19 };

/* A row for which the chances of all sets sum to less than this share of what is expected is near
 * none. */
static const double near_none = 0.1;

typedef struct {
    double gain, gain_squares, known, known_squares;
} sums;

typedef struct {
    const vi_weighing *w;
    const double *k; /* half of `count`: first comes what data say, then what hope adds */
    size_t count, others, blocks;
    double *spread;   /* others: the standard deviation of a row's increments at a k */
    uint32_t *choice; /* sets × count: 0 for the reference, else 1 + its place among the others */
    bool *turned;     /* sets: whether any choice is another than the reference */
    sums *found;      /* blocks × count */
} valuing;

static double k_of(const valuing *v, size_t i)
{
    size_t half = v->count / 2;
    return v->k[i < half ? i : i - half];
}

/* ---- Decisions ---- */

static double factor_of(const vi_increments *inc, size_t t, bool cost, double k)
{
    return !cost        ? vi_increments_factor(inc, t, k)
           : inc->costs ? vi_increments_factor(inc, inc->others + t, k)
                        : 0;
}

/* The place of a cost among the responses; that of the effect where there are none, which then
 * counts 0 times. */
static size_t cost_at(const vi_increments *inc, size_t t)
{
    return inc->costs ? inc->others + t : t;
}

static void set_spread(const valuing *v, double k)
{
    const vi_increments *inc = &v->w->informed->increments;
    size_t responses = v->w->responses;
    for (size_t t = 0; t < v->others; t++) {
        size_t u = cost_at(inc, t);
        double a = factor_of(inc, t, false, k), b = factor_of(inc, t, true, k), squares = 0;
        for (size_t i = 0; i < v->w->rows; i++) {
            double y = a * inc->y[i * responses + t] + b * inc->y[i * responses + u];
            squares += y * y;
        }
        v->spread[t] = sqrt(squares / (double)v->w->rows);
    }
}

static uint32_t choose(const valuing *v, size_t set, double k, double optimism)
{
    const vi_increments *inc = &v->w->informed->increments;
    const double *mean = v->w->mean + set * v->w->responses;
    double most = 0, errors = optimism * sqrt(v->w->share[set]);
    uint32_t best = 0;
    for (size_t t = 0; t < v->others; t++) {
        double expected = vi_increments_mean(inc, vi_increments_strategy(inc, t), k) +
                          factor_of(inc, t, false, k) * mean[t] +
                          factor_of(inc, t, true, k) * mean[cost_at(inc, t)] +
                          errors * v->spread[t];
        best = expected > most ? (uint32_t)(t + 1) : best;
        most = fmax(expected, most);
    }
    return best;
}

static void choose_all(const valuing *v)
{
    memset(v->spread, 0, v->others * sizeof *v->spread);
    memset(v->turned, 0, v->w->sets * sizeof *v->turned);
    for (size_t i = 0; i < v->count; i++) {
        double optimism = i < v->count / 2 ? 0 : VI_NORMAL_975;
        if (optimism > 0) {
            set_spread(v, k_of(v, i));
        }
        for (size_t set = 0; set < v->w->sets; set++) {
            uint32_t choice = choose(v, set, k_of(v, i), optimism);
            v->choice[set * v->count + i] = choice;
            v->turned[set] = v->turned[set] || choice > 0;
        }
    }
}

/* ---- A block of rows ---- */

typedef struct {
    size_t first, rows;
    double *change;              /* count × others × BLOCK: of the chance, from the k before */
    double *total, *work;        /* BLOCK: chances of all sets; scratch */
    double *chance;              /* others × BLOCK */
    double *gain, *known, *most; /* BLOCK, at a k: see set_gains */
} block;

enum { PLANES = 5 };

static size_t numbers_of(size_t count, size_t others)
{
    return (count * others + others + PLANES) * BLOCK;
}

static void place(block *b, size_t count, size_t others, double *numbers)
{
    b->change = numbers;
    b->chance = b->change + count * others * BLOCK;
    b->total = b->chance + others * BLOCK;
    b->work = b->total + BLOCK;
    b->gain = b->work + BLOCK;
    b->known = b->gain + BLOCK;
    b->most = b->known + BLOCK;
}

VI_CLONES static void add(double *to, const double *x, double sign, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] += sign * x[i];
    }
}

static void add_changes(const valuing *v, size_t set, const block *b)
{
    const uint32_t *choice = v->choice + set * v->count;
    uint32_t before = 0;
    for (size_t i = 0; i < v->count; i++) {
        if (choice[i] == before) {
            continue;
        }
        double *at = b->change + i * v->others * BLOCK;
        if (before > 0) {
            add(at + (before - 1) * BLOCK, b->work, -1, b->rows);
        }
        if (choice[i] > 0) {
            add(at + (choice[i] - 1) * BLOCK, b->work, 1, b->rows);
        }
        before = choice[i];
    }
}

/* No row makes data likelier than all rows together. Where exponents are differences of numbers far
 * larger than they are, rounding would have it otherwise, and their exponentials overflow. */
VI_CLONES static void cap_at_zero(double *exponent, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        exponent[i] = exponent[i] < 0 ? exponent[i] : 0;
    }
}

static void meet_sets(const valuing *v, const block *b)
{
    const vi_weighing *w = v->w;
    for (size_t set = 0; set < w->sets; set++) {
        vi_weighing_exponents(w, set, b->first, b->rows, w->evidence[set], b->work);
        cap_at_zero(b->work, b->rows);
        w->kernels->exp(b->work, b->work, b->rows);
        add(b->total, b->work, 1, b->rows);
        if (v->turned[set]) {
            add_changes(v, set, b);
        }
    }
}

/* What rows gain at k by the chances of the strategies, still to be divided by those of all sets,
 * and by the best strategy if the fitted increments were known. */
VI_CLONES static void set_gains(const valuing *v, const block *b, double k)
{
    const vi_weighing *w = v->w;
    const vi_increments *inc = &w->informed->increments;
    memset(b->gain, 0, 3 * BLOCK * sizeof *b->gain);
    for (size_t t = 0; t < v->others; t++) {
        double mean = vi_increments_mean(inc, vi_increments_strategy(inc, t), k);
        double a = factor_of(inc, t, false, k), c = factor_of(inc, t, true, k);
        size_t u = cost_at(inc, t);
        const double *y = inc->y + b->first * w->responses, *chance = b->chance + t * BLOCK;
        const double *effect = w->fitted + t * w->rows + b->first;
        const double *cost = w->fitted + u * w->rows + b->first;
        for (size_t i = 0; i < b->rows; i++) {
            double own = mean + a * y[i * w->responses + t] + c * y[i * w->responses + u];
            double expected = mean + a * effect[i] + c * cost[i];
            bool better = expected > b->most[i];
            b->gain[i] += chance[i] * own;
            b->known[i] = better ? own : b->known[i];
            b->most[i] = better ? expected : b->most[i];
        }
    }
}

static sums sum_up(const valuing *v, const block *b)
{
    double least = near_none * (double)v->w->sets / (double)v->w->rows;
    sums s = {0};
    for (size_t i = 0; i < b->rows; i++) {
        double lacking = fmax(least - b->total[i], 0), known = b->known[i];
        double gain = (b->gain[i] + lacking * known) / (b->total[i] + lacking);
        s.gain += gain;
        s.gain_squares += gain * gain;
        s.known += known;
        s.known_squares += known * known;
    }
    return s;
}

static voi_status value_block(void *argument, size_t task, size_t worker, voi_error *err)
{
    const valuing *v = argument;
    size_t left = v->w->rows - task * BLOCK;
    block b = {.first = task * BLOCK, .rows = left < BLOCK ? left : BLOCK};
    double *numbers = vi_calloc(numbers_of(v->count, v->others), sizeof *numbers);
    (void)worker;
    if (!numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", v->count);
    }
    place(&b, v->count, v->others, numbers);
    meet_sets(v, &b);
    for (size_t i = 0; i < v->count; i++) {
        add(b.chance, b.change + i * v->others * BLOCK, 1, v->others * BLOCK);
        set_gains(v, &b, k_of(v, i));
        v->found[task * v->count + i] = sum_up(v, &b);
    }
    vi_free(numbers);
    return VOI_OK;
}

/* ---- All ---- */

static void set_mean(double sum, double squares, double rows, double *mean, double *error)
{
    *mean = sum / rows;
    *error = sqrt(fmax(squares / rows - *mean * *mean, 0) / rows);
}

static sums merge(const valuing *v, size_t i)
{
    sums all = {0};
    for (size_t b = 0; b < v->blocks; b++) {
        const sums *s = &v->found[b * v->count + i];
        all.gain += s->gain;
        all.gain_squares += s->gain_squares;
        all.known += s->known;
        all.known_squares += s->known_squares;
    }
    return all;
}

static void set_values(const valuing *v, vi_weighed *out)
{
    double rows = (double)v->w->rows, value, error;
    size_t half = v->count / 2;
    for (size_t i = 0; i < half; i++) {
        const sums plain = merge(v, i), hopeful = merge(v, half + i);
        set_mean(plain.gain, plain.gain_squares, rows, &out[i].value, &out[i].error);
        set_mean(plain.known, plain.known_squares, rows, &out[i].known, &out[i].known_error);
        set_mean(hopeful.gain, hopeful.gain_squares, rows, &value, &error);
        out[i].hopeful = value + VI_NORMAL_975 * error;
    }
}

static bool make_room(valuing *v, size_t count)
{
    v->spread = vi_malloc(v->others, sizeof *v->spread);
    v->choice = vi_malloc(v->w->sets * count, sizeof *v->choice);
    v->turned = vi_malloc(v->w->sets, sizeof *v->turned);
    v->found = vi_malloc(v->blocks * count, sizeof *v->found);
    return v->spread && v->choice && v->turned && v->found;
}

voi_status vi_weighing_value(voi_context *ctx, const vi_weighing *weighing, const double *k,
                             size_t count, vi_weighed *out, voi_error *err)
{
    voi_status status = VOI_OK;
    valuing v = {.w = weighing,
                 .others = weighing->informed->increments.others,
                 .blocks = (weighing->rows + BLOCK - 1) / BLOCK};
    const vi_job job = {"valuing decisions", v.blocks, value_block, &v};
    size_t most = NUMBERS_A_BLOCK / (2 * v.others * BLOCK), step = most > 1 ? most : 1;
    step = step < count ? step : count;
    if (!make_room(&v, 2 * step)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", count);
        goto cleanup;
    }
    for (size_t done = 0; done < count; done += v.count / 2) {
        v.k = k + done;
        v.count = 2 * (count - done < step ? count - done : step);
        choose_all(&v);
        VI_TRY(vi_parallel(ctx, &job, err));
        set_values(&v, out + done);
    }
cleanup:
    vi_free(v.spread);
    vi_free(v.choice);
    vi_free(v.turned);
    vi_free(v.found);
    return status;
}
