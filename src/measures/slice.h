/* The fits of one parameter as net benefit at one k. Everything is linear in the responses: effects
 * and costs are fitted once, and k enters here. */
#ifndef VI_MEASURES_SLICE_H
#define VI_MEASURES_SLICE_H

#include "fit/noise.h"
#include "measures/responses.h"

typedef struct {
    const vi_increments *inc;
    const vi_tally *tally;
    const vi_spline *spline;
    const vi_noise *noise;
    double k;
    size_t strategies, cells, base; /* base: the strategy with the highest mean */
    double *mean;                   /* of every strategy, less that of the reference */
    double *factor;                 /* of every response: what its unit counts in net benefit */
    size_t *strategy;               /* of every response: whose net benefit */
    double *value;                  /* strategies × cells: mean + fit */
    double *plus, *null;            /* pairs of strategies × VI_BAND: variances of differences */
    double *reach;     /* pairs × VI_ROOM: a larger gap near a function is safe from noise */
    double *pull;      /* R × cells: what leaving a row out takes from the fit there,
                          in units of its residual */
    double *most_pull; /* R × cells: the most that any row takes */
    double *swing;     /* strategies × cells: the most that leaving out a row moves a value */
    double *numbers;
} vi_slice;

bool vi_slice_create(size_t strategies, size_t responses, vi_slice *out);
void vi_slice_free(vi_slice *slice);

/* Takes over a fit of the increments; all must outlive the slice. */
void vi_slice_fit(vi_slice *slice, const vi_increments *increments, const vi_tally *tally,
                  const vi_noise *noise);

/* The factor of response r in the difference of strategies a and b. */
static inline double vi_slice_factor(const vi_slice *slice, size_t r, size_t a, size_t b)
{
    double sign = slice->strategy[r] == a ? 1 : slice->strategy[r] == b ? -1 : 0;
    return sign * slice->factor[r];
}

/* Turns to another k (ignored for net benefit). Cost O(D cells + D² functions). */
void vi_slice_set(vi_slice *slice, double k);

/* By how much the fitted difference of two strategies in one cell may be off. */
typedef struct {
    double plus, null; /* variance of the penalised part, and of the unpenalised one */
} vi_variances;

/* Where the matrices of strategies a and b stand, in either order. */
static inline size_t vi_slice_pair(size_t a, size_t b)
{
    return a > b ? a * (a - 1) / 2 + b : b * (b - 1) / 2 + a;
}

/* Whether noise cannot turn this gap in cell j round: it has at least VI_SAFE_GAP standard
 * deviations. */
#define VI_SAFE_GAP 9.0

static inline bool vi_slice_is_safe(const vi_slice *slice, size_t pair, size_t j, double gap)
{
    return gap >= slice->reach[pair * VI_ROOM + slice->spline->basis->first[j]];
}

/* Of the two strategies in cell j. */
vi_variances vi_slice_variances(const vi_slice *slice, size_t pair, size_t j);

#endif
