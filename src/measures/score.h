/* What a strategy adds up to over rows after one result of a study, against the reference: linear
 * in what its responses count at a k. The same operations in loops and alone: the same bits. */
#ifndef VI_MEASURES_SCORE_H
#define VI_MEASURES_SCORE_H

#include "measures/outlook.h"

#include <math.h>

/* A strategy's numbers of every result: its responses of effect and cost, or net benefit twice. The
 * second group is NULL where the outlook is not complete. */
typedef struct {
    const double *mass, *fit[2];
    const double *mass2, *sum[2], *sum2[2], *own2[3]; /* own2: of effect, both, and cost */
    double rows;
} vi_score_of;

/* Its mean, and what a unit of its two responses counts; 0 for the second of net benefit. */
typedef struct {
    double mean, unit[2];
} vi_score_terms;

/* The place of a strategy's first response. */
static inline size_t vi_score_place(const vi_increments *inc, size_t d)
{
    return d < inc->reference ? d : d - 1;
}

static inline vi_score_of vi_score_numbers(const vi_outlook *o, size_t d)
{
    const vi_increments *inc = o->increments;
    size_t n = o->results, t = vi_score_place(inc, d) * n;
    size_t u = inc->costs ? inc->others * n + t : t, v = inc->costs ? inc->others * n + u : t;
    vi_score_of s = {o->mass, {o->fit + t, o->fit + u}, .rows = (double)o->cells->rows};
    if (o->more) {
        s.mass2 = o->mass2;
        s.sum[0] = o->sum + t;
        s.sum[1] = o->sum + u;
        s.sum2[0] = o->sum2 + t;
        s.sum2[1] = o->sum2 + u;
        s.own2[0] = o->own2 + t;
        s.own2[1] = o->own2 + u;
        s.own2[2] = o->own2 + v;
    }
    return s;
}

static inline vi_score_terms vi_score_at(const vi_increments *inc, size_t d, double k)
{
    size_t t = vi_score_place(inc, d);
    double cost = inc->costs ? vi_increments_factor(inc, inc->others + t, k) : 0;
    return (vi_score_terms){vi_increments_mean(inc, d, k), {vi_increments_factor(inc, t, k), cost}};
}

/* By fitted values. */
static inline double vi_score_fitted(const vi_score_of *s, vi_score_terms at, size_t x)
{
    return at.mean * s->mass[x] + at.unit[0] * s->fit[0][x] + at.unit[1] * s->fit[1][x];
}

/* The standard error of what the rows' own increments add up to. */
static inline double vi_score_error(const vi_score_of *s, vi_score_terms at, size_t x)
{
    double a = at.unit[0], b = at.unit[1];
    double sum = at.mean * s->mass[x] + a * s->sum[0][x] + b * s->sum[1][x];
    double linear = a * s->sum2[0][x] + b * s->sum2[1][x];
    double squares = at.mean * (at.mean * s->mass2[x] + 2 * linear) + a * a * s->own2[0][x] +
                     2 * a * b * s->own2[1][x] + b * b * s->own2[2][x];
    double variance = squares - sum * sum / s->rows;
    return sqrt(variance > 0 ? variance : 0);
}

#endif
