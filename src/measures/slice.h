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
    double *reach;     /* pairs × VI_ROOM: no difference near a function has a larger SD */
    double *pull;      /* R × cells: what leaving a row out takes from the fit there,
                          in units of its residual */
    double *most_pull; /* R × cells: the most that any row takes */
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

/* Of strategies a and b in cell j. Both 0 where `gap` is out of their reach. */
vi_variances vi_slice_variances(const vi_slice *slice, size_t a, size_t b, size_t j, double gap);

#endif
