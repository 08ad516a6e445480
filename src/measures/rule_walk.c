/* After a result the score of a strategy is a line in k, plus, with optimism, a multiple of a
 * standard error, which is the length of a vector that is a line in k, and so convex: above its
 * tangent at this k, below its chord to the last k. So at any k there is a bound on how fast the
 * others can gain on the strategy that is best, and hence a next k at which the decision may be
 * another; it is looked at there, by the very operations of vi_rule_decide, and not before. Without
 * optimism that is the crossing of two lines. Bounds are drawn in by what rounding may do, and
 * where scores are closer than that every k is looked at.
 *
 * The turns found are listed by the k at which they happen. Where many happen at once the chances
 * are summed anew, elsewhere those of single results change hands. */
#include "measures/rule_walk.h"

#include "core/alloc.h"
#include "math/clones.h"
#include "measures/bins.h"
#include "measures/score.h"

#include <assert.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

/* Turns are followed one by one where they are fewer than this share of the results. */
static const double few = 1.0 / 16;

/* Rounding, relative to the numbers that a score is made of: generously. */
static const double rounding = 0x1p-40;

/* ---- Bounds ---- */

/* A strategy after one result, at one k: its score, and how far it may fall and rise for every unit
 * of k from there on; how large the numbers are from which it comes, and how fast they grow. */
typedef struct {
    double score, fall, rise, size, growth;
} outlook_of;

typedef struct {
    const vi_rule_walk *walk;
    vi_score_of *numbers;   /* strategies */
    vi_score_terms *slopes; /* strategies: what the terms grow by */
    double *errors;         /* strategies: standard errors of a result at the last k */
    outlook_of *strategy;   /* strategies */
    vi_bins bins;
} search;

static vi_score_terms terms_at(const vi_rule_walk *w, size_t d, size_t place)
{
    const vi_increments *inc = w->outlook->increments;
    const double *factor = w->rates.factor + place * w->rates.responses;
    size_t t = vi_score_place(inc, d);
    return (vi_score_terms){w->rates.mean[place * w->rates.strategies + d],
                            {factor[t], factor[inc->others + t]}};
}

/* The derivative of the standard error. */
static double error_slope(const vi_score_of *s, vi_score_terms at, vi_score_terms slope, size_t x,
                          double error)
{
    double a = at.unit[0], b = at.unit[1], grown = slope.unit[0];
    double sum = at.mean * s->mass[x] + a * s->sum[0][x] + b * s->sum[1][x];
    double linear = a * s->sum2[0][x] + b * s->sum2[1][x];
    double sum_slope = slope.mean * s->mass[x] + grown * s->sum[0][x];
    double half = slope.mean * (at.mean * s->mass2[x] + linear) +
                  grown * (at.mean * s->sum2[0][x] + a * s->own2[0][x] + b * s->own2[1][x]);
    return error > 0 ? (half - sum * sum_slope / s->rows) / error : 0;
}

static void look_at(const search *s, size_t d, size_t x, size_t place)
{
    const vi_rule_walk *w = s->walk;
    const vi_score_of *numbers = &s->numbers[d];
    const vi_score_terms at = terms_at(w, d, place), slope = s->slopes[d];
    double left = w->k[w->count - 1] - w->k[place], k = w->k[place];
    double line = slope.mean * numbers->mass[x] + slope.unit[0] * numbers->fit[0][x];
    double growth = fabs(slope.mean * numbers->mass[x]) + fabs(slope.unit[0] * numbers->fit[0][x]);
    double still =
        fabs(at.mean - k * slope.mean) * numbers->mass[x] + fabs(at.unit[1] * numbers->fit[1][x]);
    outlook_of *out = &s->strategy[d];
    *out = (outlook_of){vi_score_fitted(numbers, at, x), line, line, still + k * growth, growth};
    if (w->optimism > 0) {
        double error = vi_score_error(numbers, at, x), end = s->errors[d];
        double chord = left > 0 ? (end - error) / left : 0;
        out->score += w->optimism * error;
        out->fall += w->optimism * error_slope(numbers, at, slope, x, error);
        out->rise += w->optimism * chord;
        out->size += w->optimism * error;
        out->growth += w->optimism * fabs(chord);
    }
}

/* The best strategy after result x; sets what is known of all of them. */
static size_t decide(const search *s, size_t x, size_t place)
{
    size_t reference = s->walk->outlook->increments->reference, best = reference;
    double most = 0;
    for (size_t d = 0; d < s->walk->rule->strategies; d++) {
        if (d == reference) {
            continue;
        }
        look_at(s, d, x, place);
        best = s->strategy[d].score > most ? d : best;
        most = s->strategy[best].score;
    }
    return best;
}

/* The least k from which on `other` may be better than the best one; −INFINITY: at once. */
static double overtakes(const outlook_of *own, const outlook_of *other, double k)
{
    double size = own->size + other->size, growth = own->growth + other->growth;
    double lead = own->score - other->score - rounding * size;
    double gain = other->rise - own->fall + rounding * growth;
    if (size == 0 && growth == 0) {
        return INFINITY; /* no row has such a result: 0 against 0 for ever */
    }
    if (!(lead > 0)) {
        return -INFINITY;
    }
    return gain > 0 ? k + lead / gain : INFINITY;
}

/* The next place at which another strategy may be better than the best one here. */
static size_t next_place(const search *s, size_t best, size_t place)
{
    const vi_rule_walk *w = s->walk;
    double k = INFINITY;
    for (size_t d = 0; d < w->rule->strategies; d++) {
        double from =
            d == best ? INFINITY : overtakes(&s->strategy[best], &s->strategy[d], w->k[place]);
        k = from < k ? from : k;
    }
    size_t next = vi_bin_of(&s->bins, k);
    return next > place ? next : place + 1;
}

/* ---- Finding all turns ---- */

static bool add_turn(vi_rule_walk *w, size_t place, size_t result, size_t strategy)
{
    if (w->turn_count == w->room) {
        size_t room = w->room > 0 ? 2 * w->room : FIRST_ROOM;
        vi_turn *turns = vi_realloc(w->turns, room, sizeof *turns);
        if (!turns) {
            return false;
        }
        w->turns = turns;
        w->room = room;
    }
    w->turns[w->turn_count] = (vi_turn){result, strategy, w->last[place]};
    w->last[place] = w->turn_count++;
    w->changes[place]++;
    return true;
}

static bool follow_result(vi_rule_walk *w, const search *s, size_t x)
{
    size_t place = 0, now = w->rule->choice[x], reference = w->outlook->increments->reference;
    for (size_t d = 0; w->optimism > 0 && d < w->rule->strategies; d++) {
        s->errors[d] =
            d == reference ? 0 : vi_score_error(&s->numbers[d], terms_at(w, d, w->count - 1), x);
    }
    while (place < w->count) {
        size_t then = decide(s, x, place);
        if (then != now && !add_turn(w, place, x, then)) {
            return false;
        }
        now = then;
        place = next_place(s, now, place);
    }
    return true;
}

static void set_slopes(const search *s)
{
    const vi_increments *inc = s->walk->outlook->increments;
    for (size_t d = 0; d < s->walk->rule->strategies; d++) {
        if (d != inc->reference) {
            size_t t = vi_score_place(inc, d);
            s->numbers[d] = vi_score_numbers(s->walk->outlook, d);
            s->slopes[d] = (vi_score_terms){inc->means[t], {inc->unit[t], 0}};
        }
    }
    s->strategy[inc->reference] = (outlook_of){0};
}

static voi_status find_turns(vi_rule_walk *w, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t strategies = w->rule->strategies;
    search s = {.walk = w};
    s.numbers = vi_malloc(strategies, sizeof *s.numbers);
    s.slopes = vi_malloc(strategies, sizeof *s.slopes);
    s.errors = vi_malloc(strategies, sizeof *s.errors);
    s.strategy = vi_malloc(strategies, sizeof *s.strategy);
    bool made = s.numbers && s.slopes && s.errors && s.strategy;
    if (made) {
        VI_TRY(vi_bins_create(w->k, w->count, &s.bins, err));
        set_slopes(&s);
    }
    for (size_t x = 0; made && x < w->rule->results; x++) {
        made = follow_result(w, &s, x);
    }
    if (!made) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results", w->rule->results);
    }
cleanup:
    vi_bins_free(&s.bins);
    vi_free(s.numbers);
    vi_free(s.slopes);
    vi_free(s.errors);
    vi_free(s.strategy);
    return status;
}

/* ---- Chances, by result ---- */

static void widen(vi_band *band, size_t value)
{
    band->from = band->count == 0 ? value : band->from;
    band->count = value + 1 - band->from;
}

/* Chances of 0 fill the gaps, so that the values of a result stand together. */
static bool set_bands(const vi_result_grid *grid, vi_band **bands, double **chances)
{
    size_t all = 0;
    vi_band *band = *bands = vi_calloc(grid->results, sizeof *band);
    for (size_t i = 0; band && i < grid->values; i++) {
        for (size_t y = 0; y < grid->count[i]; y++) {
            widen(&band[grid->first[i] + y], i);
        }
    }
    for (size_t x = 0; band && x < grid->results; x++) {
        band[x].offset = all;
        all += band[x].count;
    }
    double *chance = *chances = band ? vi_calloc(all, sizeof *chance) : NULL;
    for (size_t i = 0; chance && i < grid->values; i++) {
        for (size_t y = 0; y < grid->count[i]; y++) {
            const vi_band *b = &band[grid->first[i] + y];
            chance[b->offset + i - b->from] = grid->chance[grid->offset[i] + y];
        }
    }
    return chance;
}

/* Adds `sign` times the chance of one result to a strategy's chances. */
VI_CLONES static void add_result(const vi_rule_walk *w, size_t x, double sign, size_t strategy)
{
    const vi_study_cells *cells = w->outlook->cells;
    size_t beside = w->outlook->grid[1].results;
    const vi_band *one = &w->band[0][x / beside], *other = &w->band[1][x % beside];
    const double *restrict chance = w->chance[1] + other->offset;
    double *to = w->rule->chance + strategy * cells->cells + other->from;
    for (size_t i = 0; i < one->count; i++) {
        double p = sign * w->chance[0][one->offset + i];
        double *restrict row = to + (one->from + i) * cells->side[1];
        for (size_t j = 0; j < other->count; j++) {
            row[j] += p * chance[j];
        }
    }
}

/* ---- The walk ---- */

static voi_status prepare(vi_rule_walk *w, voi_error *err)
{
    voi_status status = VOI_OK;
    assert(w->outlook->increments->costs);
    w->last = vi_malloc(w->count, sizeof *w->last);
    w->changes = vi_calloc(w->count, sizeof *w->changes);
    w->takers = vi_calloc(w->rule->strategies, sizeof *w->takers);
    bool made = set_bands(&w->outlook->grid[0], &w->band[0], &w->chance[0]);
    made = set_bands(&w->outlook->grid[1], &w->band[1], &w->chance[1]) && made;
    if (!w->last || !w->changes || !w->takers || !made) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", w->count);
        goto cleanup;
    }
    for (size_t place = 0; place < w->count; place++) {
        w->last[place] = SIZE_MAX;
    }
    for (size_t x = 0; x < w->rule->results; x++) {
        w->takers[w->rule->choice[x]]++;
    }
    VI_TRY(vi_rates_create(w->outlook->increments, w->k, w->count, &w->rates, err));
    VI_TRY(find_turns(w, err));
cleanup:
    return status;
}

voi_status vi_rule_walk_create(vi_rule *rule, const vi_outlook *o, const double *k, size_t count,
                               double optimism, vi_rule_walk *out, voi_error *err)
{
    *out = (vi_rule_walk){.rule = rule, .outlook = o, .k = k, .count = count, .optimism = optimism};
    vi_rule_decide(rule, o, k[0], optimism);
    return count > 1 ? prepare(out, err) : VOI_OK;
}

void vi_rule_walk_free(vi_rule_walk *walk)
{
    vi_rates_free(&walk->rates);
    vi_free(walk->turns);
    vi_free(walk->last);
    vi_free(walk->changes);
    vi_free(walk->takers);
    for (size_t q = 0; q < 2; q++) {
        vi_free(walk->band[q]);
        vi_free(walk->chance[q]);
    }
    *walk = (vi_rule_walk){0};
}

/* A strategy that nothing leads to any more has no chance, not what rounding leaves of it. */
static void leave(const vi_rule_walk *w, size_t x, size_t strategy)
{
    size_t cells = w->outlook->cells->cells;
    if (w->takers[strategy] > 0) {
        add_result(w, x, -1, strategy);
    } else {
        memset(w->rule->chance + strategy * cells, 0, cells * sizeof *w->rule->chance);
    }
}

void vi_rule_walk_next(vi_rule_walk *w)
{
    size_t place = ++w->at, reference = w->outlook->increments->reference;
    bool singly = (double)w->changes[place] < few * (double)w->rule->results;
    for (size_t t = w->last[place]; t != SIZE_MAX; t = w->turns[t].before) {
        const vi_turn *turn = &w->turns[t];
        size_t now = w->rule->choice[turn->result];
        w->rule->choice[turn->result] = turn->strategy;
        w->takers[now]--;
        w->takers[turn->strategy]++;
        if (singly && now != reference) {
            leave(w, turn->result, now);
        }
        if (singly && turn->strategy != reference) {
            add_result(w, turn->result, 1, turn->strategy);
        }
    }
    if (!singly) {
        vi_rule_pull(w->rule, w->outlook);
    }
}
