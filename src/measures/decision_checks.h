/* The checks that look at the decision: which strategy is best, where, and how surely. Beside those
 * of data/column_checks.h; the list of all is in checks.c. */
#ifndef VI_MEASURES_DECISION_CHECKS_H
#define VI_MEASURES_DECISION_CHECKS_H

#include "data/column_checks.h"

/* Rows in which several strategies are equally good, twins apart. */
voi_status vi_check_row_ties(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err);
/* Strategies whose expected net benefits the sample cannot tell apart. */
voi_status vi_check_near_ties(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err);
/* Whether there are rows enough, and how large the standard error of the EVPI is. */
voi_status vi_check_sample(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                           voi_error *err);

#endif
