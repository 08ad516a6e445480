/* Leave-one-out replaces a fit m of row y by m − h / (1 − h) · (y − m), in every response by its
 * own leverage h. The smallest and largest y of a cell bound what that can do, and in most cells it
 * cannot turn the choice. */
#include "measures/policy.h"

#include <math.h>

/* Sums over the cell's rows of Δ + Σ c y and of its square, for the increment of best against base.
 */
static void add_in_sample(vi_policy *policy, const vi_slice *s, size_t j, size_t best)
{
    double linear = 0, quadratic = 0, rows = s->spline->basis->cells->weight[j];
    double difference = s->mean[best] - s->mean[s->base];
    for (size_t r = 0; r < s->spline->responses; r++) {
        double c = vi_slice_factor(s, r, best, s->base);
        linear += c != 0 ? c * s->tally->sum[r * s->cells + j] : 0;
        for (size_t q = 0; c != 0 && q <= r; q++) {
            double product = vi_slice_factor(s, q, best, s->base) *
                             s->tally->product[vi_pair(r, q) * s->cells + j];
            quadratic += (q < r ? 2 : 1) * c * product;
        }
    }
    policy->in_sample += rows * difference + linear;
    policy->squares += difference * (rows * difference + 2 * linear) + quadratic;
}

/* The choice for one row by the fit without it, valued against the base. */
static double left_out_row(const vi_slice *s, size_t j, const double *y)
{
    double most = -INFINITY, chosen = 0, base = 0;
    for (size_t d = 0; d < s->strategies; d++) {
        double fit = s->value[d * s->cells + j], own = s->mean[d];
        for (size_t r = 0; r < s->spline->responses; r++) {
            if (s->strategy[r] == d) {
                double rest = y[r] - s->spline->fitted[r * s->cells + j];
                fit -= s->factor[r] * s->pull[r * s->cells + j] * rest;
                own += s->factor[r] * y[r];
            }
        }
        base = d == s->base ? own : base;
        chosen = fit > most ? own : chosen;
        most = fit > most ? fit : most;
    }
    return chosen - base;
}

void vi_policy_add(vi_policy *policy, const vi_slice *s, size_t j, size_t best, double gap)
{
    const vi_cells *cells = s->spline->basis->cells;
    const vi_responses *responses = &s->inc->responses;
    double before = policy->in_sample;
    if (best != s->base) {
        add_in_sample(policy, s, j, best);
    }
    if (!vi_policy_may_turn(s, j, gap)) {
        policy->left_out += policy->in_sample - before;
        return;
    }
    for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
        const double *y = responses->y + cells->sorted[i].row * responses->count;
        policy->left_out += left_out_row(s, j, y);
    }
}
