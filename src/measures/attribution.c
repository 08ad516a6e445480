/* Row by row. In all orders: the sums of parts inside every set of players are the zeta transform
 * of the parts over the lattice of sets; then player p gets Σ_S |S|! (n − 1 − |S|)! / n! (v(S ∪ p)
 * − v(S)) (Shapley 1953). In random orders: a part enters with the last of its players, so one walk
 * through the order gives every player's step. An order and its reverse count as one draw
 * (antithetic; Castro and others 2009); rows have orders of their own, so that the average over
 * rows is one over orders as well, and one variance tells of both.
 *
 * The rows are cut into SHARES fixed shares. */
#include "measures/attribution.h"

#include "core/alloc.h"
#include "core/philox.h"

#include <math.h>
#include <string.h>

enum { SHARES = 16, MOST_EXACT = 12, DRAWS = 20000 };

/* Steps that all orders may cost. */
static const double affordable = 6e8;

typedef struct {
    const vi_attribution *game;
    const double *coefficients;
    size_t step, rows, players, parts, responses, strategies;
    size_t pairs; /* of an order and its reverse, for a row */
    bool exact;
    size_t *strategy; /* of every response */
    double *factor;   /* k × responses */
    double *mean;     /* k × strategies */
    double *weight;   /* sets: of a step from there */
    double *shares;   /* SHARES × 2 × k × players: sums and squares */
} plan;

/* ---- Scratch ---- */

typedef struct {
    double *values; /* of a block of rows: parts × responses each */
    double *sums;   /* of sets, or of steps: × responses */
    double *worth;  /* of sets */
    double *net;    /* strategies */
    double *row;    /* k × players: what a row gives */
    size_t *order, *place;
    double *numbers;
} scratch;

static voi_status reserve(const plan *p, scratch *s, voi_error *err)
{
    size_t sets = p->exact ? (size_t)1 << p->players : p->players + 1;
    size_t values = VI_PARTS_BLOCK * p->parts * p->responses, sums = sets * p->responses;
    size_t count = values + sums + sets + p->strategies + p->game->count * p->players;
    s->numbers = vi_malloc(count, sizeof *s->numbers);
    s->order = vi_malloc(2 * p->players, sizeof *s->order);
    if (!s->numbers || !s->order) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory for %zu players",
                       p->players);
    }
    s->values = s->numbers;
    s->sums = s->values + values;
    s->worth = s->sums + sums;
    s->net = s->worth + sets;
    s->row = s->net + p->strategies;
    s->place = s->order + p->players;
    return VOI_OK;
}

/* The best net benefit at the k of place `at`, the base's being 0, where the parts sum to `sums`.
 */
static double best(const plan *p, const scratch *s, size_t at, const double *sums)
{
    const double *factor = p->factor + at * p->responses;
    double most = 0;
    memcpy(s->net, p->mean + at * p->strategies, p->strategies * sizeof *s->net);
    for (size_t r = 0; r < p->responses; r++) {
        s->net[p->strategy[r]] += factor[r] * sums[r];
    }
    for (size_t d = 0; d < p->strategies; d++) {
        most = fmax(most, s->net[d]);
    }
    return most;
}

/* ---- All orders ---- */

static void sum_sets(const plan *p, const scratch *s, const double *values)
{
    size_t sets = (size_t)1 << p->players, n = p->responses;
    const vi_parts *parts = p->game->parts;
    memset(s->sums, 0, sets * n * sizeof *s->sums);
    for (size_t t = 0; t < p->parts; t++) {
        size_t set = 0;
        for (size_t i = 0; i < parts->order[t]; i++) {
            set |= (size_t)1 << parts->member[t][i];
        }
        memcpy(s->sums + set * n, values + t * n, n * sizeof *values);
    }
    for (size_t bit = 1; bit < sets; bit *= 2) {
        for (size_t without = 0; without < sets; without += 2 * bit) {
            for (size_t i = without * n; i < (without + bit) * n; i++) {
                s->sums[i + bit * n] += s->sums[i];
            }
        }
    }
}

static size_t size_of_set(size_t set)
{
    size_t size = 0;
    for (; set; set &= set - 1) {
        size++;
    }
    return size;
}

/* What player number log₂ bit gets of the worth of all sets. */
static double take_player(const plan *p, const scratch *s, size_t bit)
{
    size_t sets = (size_t)1 << p->players;
    double total = 0;
    for (size_t without = 0; without < sets; without += 2 * bit) {
        for (size_t set = without; set < without + bit; set++) {
            total += p->weight[set] * (s->worth[set + bit] - s->worth[set]);
        }
    }
    return total;
}

static void take_all_orders(const plan *p, const scratch *s, const double *values)
{
    size_t sets = (size_t)1 << p->players;
    sum_sets(p, s, values);
    for (size_t at = 0; at < p->game->count; at++) {
        for (size_t set = 0; set < sets; set++) {
            s->worth[set] = best(p, s, at, s->sums + set * p->responses);
        }
        for (size_t player = 0; player < p->players; player++) {
            s->row[at * p->players + player] = take_player(p, s, (size_t)1 << player);
        }
    }
}

/* ---- Random orders ---- */

static void shuffle(const plan *p, const scratch *s, size_t row, size_t pair)
{
    size_t n = p->players;
    for (size_t i = 0; i < n; i++) {
        s->order[i] = i;
    }
    for (size_t i = n - 1; i > 0; i--) {
        uint64_t stream = pair * n + i;
        size_t j = (size_t)(vi_uniform(p->game->seed, stream, row) * (double)(i + 1)), kept;
        kept = s->order[i];
        s->order[i] = s->order[j];
        s->order[j] = kept;
    }
}

static void reverse(const plan *p, const scratch *s)
{
    for (size_t i = 0; i < p->players / 2; i++) {
        size_t other = p->players - 1 - i, kept = s->order[i];
        s->order[i] = s->order[other];
        s->order[other] = kept;
    }
}

/* sums of step j become those of the parts whose players are among the first j. */
static void sum_steps(const plan *p, const scratch *s, const double *values)
{
    const vi_parts *parts = p->game->parts;
    size_t n = p->responses;
    memset(s->sums, 0, (p->players + 1) * n * sizeof *s->sums);
    for (size_t i = 0; i < p->players; i++) {
        s->place[s->order[i]] = i + 1;
    }
    for (size_t t = 0; t < p->parts; t++) {
        size_t last = 0;
        for (size_t i = 0; i < parts->order[t]; i++) {
            size_t place = s->place[parts->member[t][i]];
            last = place > last ? place : last;
        }
        for (size_t r = 0; r < n; r++) {
            s->sums[last * n + r] += values[t * n + r];
        }
    }
    for (size_t i = n; i < (p->players + 1) * n; i++) {
        s->sums[i] += s->sums[i - n];
    }
}

static void walk(const plan *p, const scratch *s, const double *values)
{
    double share = 1 / (2 * (double)p->pairs);
    sum_steps(p, s, values);
    for (size_t at = 0; at < p->game->count; at++) {
        double *row = s->row + at * p->players, before = best(p, s, at, s->sums);
        for (size_t i = 0; i < p->players; i++) {
            double after = best(p, s, at, s->sums + (i + 1) * p->responses);
            row[s->order[i]] += share * (after - before);
            before = after;
        }
    }
}

/* ---- Rows ---- */

static void add_row(const plan *p, const scratch *s, size_t row, const double *values, double *sums)
{
    size_t count = p->game->count * p->players;
    memset(s->row, 0, count * sizeof *s->row);
    if (p->exact) {
        take_all_orders(p, s, values);
    }
    for (size_t pair = 0; !p->exact && pair < p->pairs; pair++) {
        shuffle(p, s, row, pair);
        walk(p, s, values);
        reverse(p, s);
        walk(p, s, values);
    }
    for (size_t i = 0; i < count; i++) {
        sums[i] += s->row[i];
        sums[count + i] += s->row[i] * s->row[i];
    }
}

/* One row of every `step`: blocks of rows that follow each other, each block where the first of
 * them would be, since functions are cheaper to evaluate side by side. */
static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const plan *p = argument;
    size_t first = p->rows * task / SHARES, end = p->rows * (task + 1) / SHARES;
    double *sums = p->shares + task * 2 * p->game->count * p->players;
    scratch s = {0};
    (void)worker;
    VI_TRY(reserve(p, &s, err));
    for (size_t i = first; i < end; i += VI_PARTS_BLOCK) {
        size_t count = end - i < VI_PARTS_BLOCK ? end - i : VI_PARTS_BLOCK;
        vi_parts_at_rows(p->game->parts, p->coefficients, i * p->step, count, s.values);
        for (size_t j = 0; j < count; j++) {
            add_row(p, &s, i + j, s.values + j * p->parts * p->responses, sums);
        }
    }
cleanup:
    vi_free(s.numbers);
    vi_free(s.order);
    return status;
}

/* ---- The whole ---- */

static void set_factors(const plan *p)
{
    const vi_increments *inc = p->game->increments;
    for (size_t r = 0; r < p->responses; r++) {
        p->strategy[r] = vi_increments_strategy(inc, r);
    }
    for (size_t at = 0; at < p->game->count; at++) {
        for (size_t r = 0; r < p->responses; r++) {
            p->factor[at * p->responses + r] = vi_increments_factor(inc, r, p->game->k[at]);
        }
        for (size_t d = 0; d < p->strategies; d++) {
            p->mean[at * p->strategies + d] = vi_increments_mean(inc, d, p->game->k[at]);
        }
    }
}

/* A step from a set of m is one of n (n − 1 over m) that are alike. */
static void set_weights(const plan *p)
{
    double n = (double)p->players, of_size[MOST_EXACT + 1], ways = 1;
    for (size_t m = 0; m < p->players; m++) {
        of_size[m] = 1 / (ways * n);
        ways *= (n - 1 - (double)m) / (double)(m + 1);
    }
    of_size[p->players] = 0;
    for (size_t set = 0; set < (size_t)1 << p->players; set++) {
        p->weight[set] = of_size[size_of_set(set)];
    }
}

/* Whether all orders are taken. */
static bool takes_all_orders(const vi_attribution *game)
{
    size_t n = game->parts->players;
    double sets = ldexp(1, (int)n), rows = (double)game->parts->fit->rows;
    double work = sets * ((double)n + (double)(game->count * game->increments->others));
    return n <= MOST_EXACT && rows * work <= affordable;
}

static voi_status make_plan(const vi_attribution *game, const double *coefficients, size_t step,
                            plan *p, voi_error *err)
{
    *p = (plan){.game = game,
                .coefficients = coefficients,
                .step = step,
                .rows = (game->parts->fit->rows + step - 1) / step,
                .players = game->parts->players,
                .parts = game->parts->count,
                .responses = game->increments->responses.count,
                .strategies = game->increments->problem->strategies,
                .exact = step == 1 && takes_all_orders(game)};
    p->pairs = 1 + DRAWS / (game->parts->fit->rows + 1);
    p->strategy = vi_malloc(p->responses, sizeof *p->strategy);
    size_t sets = p->exact ? (size_t)1 << p->players : 0;
    p->factor = vi_malloc(game->count * (p->responses + p->strategies) + sets, sizeof *p->factor);
    p->shares = vi_calloc(SHARES * 2 * game->count * p->players, sizeof *p->shares);
    if (!p->strategy || !p->factor || !p->shares) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory for %zu values of k",
                       game->count);
    }
    p->mean = p->factor + game->count * p->responses;
    p->weight = p->mean + game->count * p->strategies;
    set_factors(p);
    if (p->exact) {
        set_weights(p);
    }
    return VOI_OK;
}

voi_status vi_attribute(voi_context *ctx, const vi_attribution *game, const double *coefficients,
                        size_t step, double *value, double *variance, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p;
    VI_TRY(make_plan(game, coefficients, step, &p, err));
    const vi_job job = {"attributing the EVPI", SHARES, run_share, &p};
    VI_TRY(vi_parallel(ctx, &job, err));
    size_t count = game->count * p.players;
    double rows = (double)p.rows;
    for (size_t i = 0; i < count; i++) {
        double sum = 0, squares = 0;
        for (size_t share = 0; share < SHARES; share++) {
            sum += p.shares[share * 2 * count + i];
            squares += p.shares[share * 2 * count + count + i];
        }
        value[i] = sum / rows;
        variance[i] = fmax(squares / rows - value[i] * value[i], 0) / rows;
    }
cleanup:
    vi_free(p.strategy);
    vi_free(p.factor);
    vi_free(p.shares);
    return status;
}
