/* EVSI of one study at sizes that come up as they are looked for. */
#ifndef VI_MEASURES_EVSI_CURVE_H
#define VI_MEASURES_EVSI_CURVE_H

#include "measures/evsi_enumerate.h"
#include "measures/evsi_work.h"

typedef struct {
    vi_evsi_work work;
    vi_enumeration *enumerations; /* of every strategy that is best somewhere; NULL: the method
                                     answers the sizes of the options alone */
    size_t enumeration_count;
    size_t count;
    double *sizes;           /* increasing, > 0 */
    vi_evsi_answer *answers; /* count × work.grid.count; evsi NaN where nobody wanted it */
} vi_evsi_curve;

/* A size wanted at grid.values[k]. */
typedef struct {
    double n;
    size_t k; /* VI_EVERY_K: at all */
} vi_wanted;
#define VI_EVERY_K SIZE_MAX

/* Makes the curve, with the answers of all sizes of the options; where there are none, of 5, 10,
 * 20, 50 … 50 000 if the method cannot take more later. `out` starts as zeros, must stay where it
 * is, and is to be freed in either case. Errors: those of voi_evsi. */
voi_status vi_evsi_curve_open(voi_context *ctx, const voi_problem *problem,
                              const voi_evsi_options *options, vi_evsi_curve *out, voi_error *err);
void vi_evsi_curve_free(vi_evsi_curve *curve);

/* Adds what is not there yet; sizes > 0 in any order. For methods that take more sizes alone. */
voi_status vi_evsi_curve_add(voi_context *ctx, vi_evsi_curve *curve, const vi_wanted *wanted,
                             size_t count, voi_error *err);

/* The enumeration of the strategy that is best at grid.values[i]. */
const vi_enumeration *vi_evsi_curve_enumeration(const vi_evsi_curve *curve, size_t i);

/* The place of the first size not below n. */
size_t vi_evsi_curve_place(const vi_evsi_curve *curve, double n);

/* The answer at sizes[s]; whether it is there. */
static inline const vi_evsi_answer *vi_evsi_curve_answer(const vi_evsi_curve *curve, size_t s,
                                                         size_t i)
{
    return &curve->answers[s * curve->work.grid.count + i];
}
bool vi_evsi_curve_has(const vi_evsi_curve *curve, size_t s, size_t i);

#endif
