/* A decision that the sample cannot settle: the best strategy and the next are within one standard
 * error of their difference. Going up in k, the pair changes a few times only, so its standard
 * error is worked out anew at each change. Neighbouring k with the same pair are one finding; of
 * several findings the closest is told. */
#include "core/table.h"
#include "measures/answer.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    size_t a, b;      /* the two strategies, in the order of the problem */
    size_t low, high; /* places of the first and last k */
    double closeness; /* smallest difference in standard errors, and the largest */
    double farthest;
} run;

/* The strategy whose mean comes next to the best one at place `j`. */
static size_t runner_up(const vi_curve *c, size_t j)
{
    size_t next = c->best[j] == 0 ? 1 : 0;
    double least = vi_curve_gap(c, j, next);
    for (size_t s = next + 1; s < c->strategies; s++) {
        double gap = vi_curve_gap(c, j, s);
        if (s != c->best[j] && gap < least) {
            next = s;
            least = gap;
        }
    }
    return next;
}

/* The lead of the best strategy over another at place `j`, in standard errors of their difference;
 * infinite where there is no such error. */
static double lead_in_errors(const vi_curve *c, size_t j, const vi_moments *increment)
{
    double lead = fabs(vi_net_benefit(c->k[j], increment->effect, increment->cost));
    double se = vi_net_benefit_se(increment, c->k[j]);
    if (lead == 0) {
        return 0;
    }
    return se > 0 ? lead / se : INFINITY;
}

/* Puts one close place into the run that it continues, or starts another. */
static void consider(run *closest, run *last, run now)
{
    bool same = last->a == now.a && last->b == now.b && last->high + 1 == now.low;
    if (same) {
        now.low = last->low;
        now.closeness = fmin(last->closeness, now.closeness);
        now.farthest = fmax(last->farthest, now.farthest);
    }
    *last = now;
    bool grown = same && closest->a == now.a && closest->b == now.b && closest->low == now.low;
    if (grown || now.closeness < closest->closeness) {
        *closest = now;
    }
}

static run find_closest(const vi_curve *c, const vi_pair_source *pairs)
{
    run closest = {.closeness = INFINITY}, last = {.high = SIZE_MAX - 1};
    vi_moments increment = {0};
    size_t known_a = SIZE_MAX, known_b = SIZE_MAX;
    for (size_t j = 0; j < c->count; j++) {
        size_t best = c->best[j], next = runner_up(c, j);
        size_t a = best < next ? best : next, b = best < next ? next : best;
        if ((a != known_a || b != known_b) && !vi_pair_moments(pairs, a, b, &increment)) {
            return (run){.closeness = INFINITY};
        }
        known_a = a;
        known_b = b;
        double closeness = lead_in_errors(c, j, &increment);
        if (closeness <= 1) {
            consider(&closest, &last, (run){a, b, j, j, closeness, closeness});
        }
    }
    return closest;
}

vi_pair_source vi_curve_pairs(const vi_curve *curve, const voi_problem *problem)
{
    return (vi_pair_source){.problem = problem,
                            .strategies = curve->strategies,
                            .rows = problem->rows,
                            .costs = problem->costs != NULL,
                            .effect = curve->effect,
                            .cost = curve->cost};
}

bool vi_curve_near_tie(const vi_curve *curve, const vi_pair_source *pairs, vi_near_tie *out)
{
    run closest = find_closest(curve, pairs);
    if (closest.closeness > 1) {
        return false;
    }
    *out = (vi_near_tie){closest.a, closest.b, curve->k[closest.low], curve->k[closest.high],
                         closest.farthest == 0};
    return true;
}

void vi_near_tie_words(const vi_near_tie *tie, char *const *names, char *text, size_t capacity)
{
    const char *a = names[tie->a], *b = names[tie->b];
    char range[80] = "";
    if (tie->low == tie->high) {
        snprintf(range, sizeof range, " at k = %.10g", tie->low);
    } else if (isinf(tie->high)) {
        snprintf(range, sizeof range, " for every k from %.10g on", tie->low);
    } else if (!isnan(tie->low)) {
        snprintf(range, sizeof range, " for k from %.10g to %.10g", tie->low, tie->high);
    }
    snprintf(text, capacity,
             "%.200s and %.200s have %s expected net benefit%s: the difference is within one "
             "standard error",
             a, b, tie->equal ? "the same" : "nearly the same", range);
}

void vi_answer_warn(const vi_answer *answer, voi_table *table)
{
    vi_near_tie tie;
    char text[600];
    if (*answer->curve->lost) {
        vi_table_warn(table, "%s", answer->curve->lost);
    }
    if (!answer->pairs) {
        vi_table_warn(table,
                      "of a sample in parts with more than %d strategies it is not looked for some "
                      "that have nearly the same expected net benefit",
                      VI_MOST_PAIRED);
    } else if (vi_curve_near_tie(answer->curve, answer->pairs, &tie)) {
        vi_near_tie_words(&tie, answer->problem->strategy_names, text, sizeof text);
        vi_table_warn(table, "%s", text);
    }
}

void vi_curve_warn(const vi_curve *curve, const voi_problem *problem, voi_table *table)
{
    const vi_pair_source pairs = vi_curve_pairs(curve, problem);
    const vi_answer answer = {.problem = problem, .curve = curve, .pairs = &pairs};
    vi_answer_warn(&answer, table);
}
