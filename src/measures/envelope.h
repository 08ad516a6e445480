/* The upper envelope of one row: its lines k e_d − c_d, walked from small k to large. */
#ifndef VI_MEASURES_ENVELOPE_H
#define VI_MEASURES_ENVELOPE_H

#include "data/problem.h"

#include <math.h>

/* Whether strategy `d` beats `current` at k: larger net benefit, or equal and more effect (it then
 * wins for every larger k). Only differences enter, so a common offset is nothing. */
static inline bool vi_beats(double effect_gain, double cost_gain, double k)
{
    double gain = k * effect_gain - cost_gain;
    return gain > 0 || (gain == 0 && effect_gain > 0);
}

/* The best strategy of a row at k. The first of those with the same cost and effect. */
static inline size_t vi_row_best(const voi_problem *p, size_t row, double k)
{
    size_t best = 0;
    for (size_t d = 1; d < p->strategies; d++) {
        double effect_gain = p->effects[d][row] - p->effects[best][row];
        double cost_gain = p->costs[d][row] - p->costs[best][row];
        best = vi_beats(effect_gain, cost_gain, k) ? d : best;
    }
    return best;
}

/* Where the row leaves `current`: the smallest k at which a strategy of more effect catches up,
 * which is then *next (of several, the one with the most effect). INFINITY when none does. */
static inline double vi_row_leave(const voi_problem *p, size_t row, size_t current, size_t *next)
{
    double leave = INFINITY, most = 0;
    for (size_t d = 0; d < p->strategies; d++) {
        double effect_gain = p->effects[d][row] - p->effects[current][row];
        if (effect_gain > 0) {
            double k = (p->costs[d][row] - p->costs[current][row]) / effect_gain;
            if (k < leave || (k == leave && effect_gain > most)) {
                leave = k;
                most = effect_gain;
                *next = d;
            }
        }
    }
    return leave;
}

#endif
