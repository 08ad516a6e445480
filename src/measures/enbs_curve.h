/* ENBS of one study over its size: EVSI, costs, time and what participants bear. */
#ifndef VI_MEASURES_ENBS_CURVE_H
#define VI_MEASURES_ENBS_CURVE_H

#include "measures/enbs_arms.h"
#include "measures/enbs_costs.h"
#include "measures/enbs_time.h"
#include "measures/evsi_curve.h"

typedef struct {
    vi_evsi_curve evsi;
    vi_study_costs costs;
    vi_timing timing;
    vi_arms arms;
} vi_enbs_curve;

/* One study of the options. `out` starts as zeros, must stay where it is, and is to be freed in
 * either case. Errors: those of voi_enbs. */
voi_status vi_enbs_curve_open(voi_context *ctx, const voi_problem *problem,
                              const voi_enbs_options *options, const voi_study_plan *plan,
                              vi_enbs_curve *out, voi_error *err);
void vi_enbs_curve_free(vi_enbs_curve *curve);

/* What does not depend on k: participants, the persons who profit, costs. */
typedef struct {
    double participants, persons, cost, cost_sd, entry;
} vi_enbs_terms;
vi_enbs_terms vi_enbs_terms_of(const vi_enbs_curve *curve, double n);

typedef struct {
    double enbs, se, worthwhile; /* worthwhile: the probability that the ENBS is above 0 */
} vi_enbs_answer;

/* With this EVSI of size n at grid.values[i]; and that of size s of the curve, which must be there.
 */
vi_enbs_answer vi_enbs_of(const vi_enbs_curve *curve, double n, const vi_evsi_answer *evsi,
                          size_t i);
vi_enbs_answer vi_enbs_at(const vi_enbs_curve *curve, size_t s, size_t i);

/* Whether participants cost nothing, neither money nor time, and bear nothing by their arms: as
 * EVSI never falls, no size is too large then. */
bool vi_enbs_is_free(const vi_enbs_curve *curve);

/* The ENBS that no study of n or more can exceed. */
double vi_enbs_bound(const vi_enbs_curve *curve, double n, size_t i);

#endif
