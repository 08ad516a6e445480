/* With q_d(v) the chance that the study leads to d where the quantity is v, and Y_d the increments
 * of a row, the rule gains g = Σ_d q_d Y_d; its value is the mean of g over rows, its standard
 * error that of this mean. In a cell q is one number a strategy, so both come from the cell's sums
 * and products. That a rule was chosen on the same rows changes its value only to second order. */
#include "measures/outlook.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

/* Decisions are followed one by one where fewer than this share of them change. */
static const double few = 1.0 / 16;

bool vi_rule_create(const vi_study_cells *cells, const vi_increments *increments,
                    const vi_outlook *o, vi_rule *out)
{
    size_t strategies = increments->others + 1, responses = cells->responses;
    size_t results = o ? o->results : 0, half = o ? o->grid[0].results * cells->side[1] : 0;
    *out = (vi_rule){.strategies = strategies, .results = results};
    out->choice = vi_malloc(2 * results, sizeof *out->choice);
    out->chance = vi_calloc(strategies * (cells->cells + 1) + 2 * results + half + 2 * responses,
                            sizeof *out->chance);
    if (!out->choice || !out->chance) {
        vi_rule_free(out);
        return false;
    }
    out->score = out->chance + strategies * cells->cells;
    out->work = out->score + 2 * results;
    out->mean = out->work + half;
    out->factor = out->mean + strategies;
    out->by = out->factor + responses;
    for (size_t x = 0; x < results; x++) {
        out->choice[x] = increments->reference;
    }
    return true;
}

void vi_rule_free(vi_rule *rule)
{
    vi_free(rule->choice);
    vi_free(rule->chance);
    *rule = (vi_rule){0};
}

/* ---- Decisions ---- */

/* The place of a strategy's first response. */
static size_t place_of(const vi_increments *inc, size_t d)
{
    return d < inc->reference ? d : d - 1;
}

/* What strategy d adds up to over rows after every result, by fitted values. */
static void set_scores(const vi_outlook *o, size_t d, double k, double *score)
{
    const vi_increments *inc = o->increments;
    size_t t = place_of(inc, d), n = o->results;
    double mean = vi_increments_mean(inc, d, k), effect = vi_increments_factor(inc, t, k);
    const double *fit = o->fit + t * n;
    for (size_t x = 0; x < n; x++) {
        score[x] = mean * o->mass[x] + effect * fit[x];
    }
    if (inc->costs) {
        double cost = vi_increments_factor(inc, inc->others + t, k);
        const double *fitted = o->fit + (inc->others + t) * n;
        for (size_t x = 0; x < n; x++) {
            score[x] += cost * fitted[x];
        }
    }
}

/* Adds so many standard errors of what the rows' own increments add up to. */
static void add_optimism(const vi_outlook *o, size_t d, double k, double optimism, double *score)
{
    const vi_increments *inc = o->increments;
    size_t t = place_of(inc, d), n = o->results, others = inc->others;
    double mean = vi_increments_mean(inc, d, k), a = vi_increments_factor(inc, t, k);
    double b = inc->costs ? vi_increments_factor(inc, others + t, k) : 0;
    size_t u = inc->costs ? others + t : t;
    for (size_t x = 0; x < n; x++) {
        double sum = mean * o->mass[x] + a * o->sum[t * n + x] + b * o->sum[u * n + x];
        double linear = a * o->sum2[t * n + x] + b * o->sum2[u * n + x];
        double squares = mean * (mean * o->mass2[x] + 2 * linear) + a * a * o->own2[t * n + x];
        if (inc->costs) {
            squares += 2 * a * b * o->own2[(others + t) * n + x] +
                       b * b * o->own2[(2 * others + t) * n + x];
        }
        score[x] += optimism * sqrt(fmax(squares - sum * sum / (double)o->cells->rows, 0));
    }
}

/* Fills the second half of rule->choice. */
static size_t *choose(vi_rule *rule, const vi_outlook *o, double k, double optimism)
{
    size_t *wanted = rule->choice + rule->results, reference = o->increments->reference;
    double *best = rule->score, *score = rule->score + rule->results;
    memset(best, 0, rule->results * sizeof *best);
    for (size_t x = 0; x < rule->results; x++) {
        wanted[x] = reference;
    }
    for (size_t d = 0; d < rule->strategies; d++) {
        if (d == reference) {
            continue;
        }
        set_scores(o, d, k, score);
        if (optimism > 0) {
            add_optimism(o, d, k, optimism, score);
        }
        for (size_t x = 0; x < rule->results; x++) {
            bool better = score[x] > best[x];
            best[x] = better ? score[x] : best[x];
            wanted[x] = better ? d : wanted[x];
        }
    }
    return wanted;
}

/* ---- From results back to cells ---- */

/* Adds `sign` times the chance of one result to a strategy's chances. */
static void add_result(const vi_outlook *o, size_t x, double sign, double *chance)
{
    const vi_result_grid *first = &o->grid[0], *second = &o->grid[1];
    size_t at = x / second->results, beside = x % second->results, bins = o->cells->side[1];
    for (size_t i = 0; i < first->values; i++) {
        size_t place = at - first->first[i];
        if (at < first->first[i] || place >= first->count[i]) {
            continue;
        }
        double p = sign * first->chance[first->offset[i] + place];
        for (size_t j = 0; j < bins; j++) {
            size_t other = beside - second->first[j];
            if (beside >= second->first[j] && other < second->count[j]) {
                chance[i * bins + j] += p * second->chance[second->offset[j] + other];
            }
        }
    }
}

/* The chance of strategy d in every cell, from all results at once. */
static void pull(const vi_outlook *o, const size_t *choice, size_t d, double *half, double *chance)
{
    const vi_result_grid *first = &o->grid[0], *second = &o->grid[1];
    size_t bins = o->cells->side[1];
    for (size_t x = 0; x < first->results; x++) {
        for (size_t j = 0; j < bins; j++) {
            const size_t *row = choice + x * second->results + second->first[j];
            const double *p = second->chance + second->offset[j];
            double sum = 0;
            for (size_t y = 0; y < second->count[j]; y++) {
                sum += row[y] == d ? p[y] : 0;
            }
            half[x * bins + j] = sum;
        }
    }
    memset(chance, 0, o->cells->cells * sizeof *chance);
    for (size_t i = 0; i < first->values; i++) {
        for (size_t x = 0; x < first->count[i]; x++) {
            double p = first->chance[first->offset[i] + x];
            const double *from = half + (first->first[i] + x) * bins;
            for (size_t j = 0; j < bins; j++) {
                chance[i * bins + j] += p * from[j];
            }
        }
    }
}

static void follow(vi_rule *rule, const vi_outlook *o, const size_t *wanted)
{
    size_t cells = o->cells->cells, reference = o->increments->reference;
    for (size_t x = 0; x < rule->results; x++) {
        size_t now = rule->choice[x], then = wanted[x];
        if (now != then && now != reference) {
            add_result(o, x, -1, rule->chance + now * cells);
        }
        if (now != then && then != reference) {
            add_result(o, x, 1, rule->chance + then * cells);
        }
    }
}

static void start_anew(vi_rule *rule, const vi_outlook *o, const size_t *wanted)
{
    size_t cells = o->cells->cells;
    for (size_t d = 0; d < rule->strategies; d++) {
        if (d != o->increments->reference) {
            pull(o, wanted, d, rule->work, rule->chance + d * cells);
        }
    }
}

void vi_rule_decide(vi_rule *rule, const vi_outlook *o, double k, double optimism)
{
    const size_t *wanted = choose(rule, o, k, optimism);
    size_t changed = 0;
    for (size_t x = 0; x < rule->results; x++) {
        changed += wanted[x] != rule->choice[x];
    }
    if ((double)changed < few * (double)rule->results) {
        follow(rule, o, wanted);
    } else {
        start_anew(rule, o, wanted);
    }
    memcpy(rule->choice, wanted, rule->results * sizeof *wanted);
}

/* ---- Perfect knowledge ---- */

static void set_terms(vi_rule *rule, const vi_increments *inc, double k)
{
    for (size_t d = 0; d < rule->strategies; d++) {
        rule->mean[d] = vi_increments_mean(inc, d, k);
    }
    for (size_t r = 0; r < inc->responses.count; r++) {
        rule->factor[r] = vi_increments_factor(inc, r, k);
    }
}

/* The fitted increments of strategy d, added up over a cell's rows. */
static double fitted_sum(const vi_rule *rule, const vi_study_cells *c, const vi_increments *inc,
                         size_t d, size_t at)
{
    size_t t = place_of(inc, d);
    double sum = rule->mean[d] * c->weight[at] + rule->factor[t] * c->fit[t * c->cells + at];
    if (inc->costs) {
        size_t u = inc->others + t;
        sum += rule->factor[u] * c->fit[u * c->cells + at];
    }
    return sum;
}

void vi_rule_know(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                  double k)
{
    size_t reference = increments->reference;
    set_terms(rule, increments, k);
    memset(rule->chance, 0, rule->strategies * cells->cells * sizeof *rule->chance);
    for (size_t i = 0; i < cells->filled; i++) {
        size_t at = cells->occupied[i], best = reference;
        double most = 0;
        for (size_t d = 0; d < rule->strategies; d++) {
            double sum = d == reference ? 0 : fitted_sum(rule, cells, increments, d, at);
            best = sum > most ? d : best;
            most = fmax(sum, most);
        }
        if (best != reference) {
            rule->chance[best * cells->cells + at] = 1;
        }
    }
}

/* ---- Value: in a cell a row gains always + Σ_r by[r] y_r ---- */

/* Sets rule->by and answers `always`. */
static double set_gain(const vi_rule *rule, const vi_study_cells *c, const vi_increments *inc,
                       size_t at)
{
    double always = 0;
    for (size_t d = 0; d < rule->strategies; d++) {
        always += rule->chance[d * c->cells + at] * rule->mean[d];
    }
    for (size_t r = 0; r < c->responses; r++) {
        size_t d = vi_increments_strategy(inc, r);
        rule->by[r] = rule->chance[d * c->cells + at] * rule->factor[r];
    }
    return always;
}

typedef struct {
    double a, b, product; /* Σ g_a, Σ g_b and Σ g_a g_b over rows */
} sums;

static void add_cell(const vi_rule *a, const vi_rule *b, const vi_study_cells *c,
                     const vi_increments *inc, size_t at, sums *to)
{
    double always_a = set_gain(a, c, inc, at), rows = c->weight[at];
    double always_b = a == b ? always_a : set_gain(b, c, inc, at);
    double in_a = 0, in_b = 0, both = 0;
    for (size_t r = 0; r < c->responses; r++) {
        double sum = c->sum[r * c->cells + at];
        in_a += a->by[r] * sum;
        in_b += b->by[r] * sum;
        for (size_t q = 0; a->by[r] != 0 && q < c->responses; q++) {
            both += a->by[r] * b->by[q] * c->product[vi_pair(r, q) * c->cells + at];
        }
    }
    to->a += rows * always_a + in_a;
    to->b += rows * always_b + in_b;
    to->product += rows * always_a * always_b + always_a * in_b + always_b * in_a + both;
}

/* Whether the rule can lead anywhere else than to the reference in this cell. */
static bool acts(const vi_rule *rule, const vi_study_cells *c, size_t at)
{
    double chance = 0;
    for (size_t d = 0; d < rule->strategies; d++) {
        chance = fmax(chance, fabs(rule->chance[d * c->cells + at]));
    }
    return chance > 0;
}

static sums sum_up(vi_rule *a, vi_rule *b, const vi_study_cells *c, const vi_increments *inc,
                   double k)
{
    sums all = {0};
    set_terms(a, inc, k);
    set_terms(b, inc, k);
    for (size_t i = 0; i < c->filled; i++) {
        size_t at = c->occupied[i];
        if (acts(a, c, at) || acts(b, c, at)) {
            add_cell(a, b, c, inc, at, &all);
        }
    }
    return all;
}

static double covariance(const sums *s, double rows)
{
    return s->product / rows - s->a / rows * (s->b / rows);
}

void vi_rule_value(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                   double k, double *value, double *se)
{
    double rows = (double)cells->rows;
    const sums s = sum_up(rule, rule, cells, increments, k);
    *value = s.a / rows;
    *se = sqrt(fmax(covariance(&s, rows), 0) / rows);
}

double vi_rules_covariance(vi_rule *a, vi_rule *b, const vi_study_cells *cells,
                           const vi_increments *increments, double k)
{
    const sums s = sum_up(a, b, cells, increments, k);
    return covariance(&s, (double)cells->rows);
}
