/* A decision that the sample cannot settle: the best strategy and the next are within one standard
 * error of their difference. Going up in k, the pair changes a few times only, so its standard
 * error is worked out anew at each change. Neighbouring k with the same pair are one finding; of
 * several findings the closest is told. */
#include "measures/curve.h"

#include "core/table.h"
#include "measures/moments.h"

#include <math.h>

typedef struct {
    size_t a, b;      /* the two strategies, in the order of the problem */
    size_t low, high; /* places of the first and last k */
    double closeness; /* smallest difference in standard errors, and the largest */
    double farthest;
} near_tie;

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
static void consider(near_tie *closest, near_tie *run, near_tie now)
{
    bool same = run->a == now.a && run->b == now.b && run->high + 1 == now.low;
    if (same) {
        now.low = run->low;
        now.closeness = fmin(run->closeness, now.closeness);
        now.farthest = fmax(run->farthest, now.farthest);
    }
    *run = now;
    bool grown = same && closest->a == now.a && closest->b == now.b && closest->low == now.low;
    if (grown || now.closeness < closest->closeness) {
        *closest = now;
    }
}

static near_tie find_closest(const vi_curve *c, const voi_problem *problem)
{
    near_tie closest = {.closeness = INFINITY}, run = {.high = SIZE_MAX - 1};
    vi_moments increment = {0};
    size_t known_a = SIZE_MAX, known_b = SIZE_MAX;
    for (size_t j = 0; j < c->count; j++) {
        size_t best = c->best[j], next = runner_up(c, j);
        size_t a = best < next ? best : next, b = best < next ? next : best;
        if (a != known_a || b != known_b) {
            increment = vi_moments_of(problem, b, a);
            known_a = a;
            known_b = b;
        }
        double closeness = lead_in_errors(c, j, &increment);
        if (closeness <= 1) {
            consider(&closest, &run, (near_tie){a, b, j, j, closeness, closeness});
        }
    }
    return closest;
}

void vi_curve_warn(const vi_curve *curve, const voi_problem *problem, voi_table *table)
{
    near_tie tie = find_closest(curve, problem);
    const char *const *names = (const char *const *)problem->strategy_names;
    const char *how = tie.farthest == 0 ? "the same" : "nearly the same";
    double low = curve->k[tie.low], high = curve->k[tie.high];
    if (tie.closeness > 1) {
        return;
    }
    if (isnan(low)) {
        vi_table_warn(table,
                      "%s and %s have %s expected net benefit: the difference is within one "
                      "standard error",
                      names[tie.a], names[tie.b], how);
    } else if (tie.low == tie.high) {
        vi_table_warn(table,
                      "%s and %s have %s expected net benefit at k = %.10g: the difference is "
                      "within one standard error",
                      names[tie.a], names[tie.b], how, low);
    } else {
        vi_table_warn(table,
                      "%s and %s have %s expected net benefit for k from %.10g to %.10g: the "
                      "difference is within one standard error",
                      names[tie.a], names[tie.b], how, low, high);
    }
}
