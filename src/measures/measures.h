/* The list of measures, for everything that works on all of them: property, fault and thread tests.
 */
#ifndef VI_MEASURES_MEASURES_H
#define VI_MEASURES_MEASURES_H

#include "voi.h"

typedef struct {
    const char *name, *purpose;
    bool needs_costs, needs_parameters;
    /* Runs the measure with its defaults at the given k. */
    voi_status (*run)(voi_context *ctx, const voi_problem *problem, const voi_wtp *wtp,
                      voi_table **out, voi_error *err);
    const char *drawn; /* a column that random draws decide a little; NULL: there is none */
} vi_measure;

extern const vi_measure vi_measures[];
extern const size_t vi_measure_count;

#endif
