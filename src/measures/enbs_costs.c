/* A cost given as an interval is normal with that 95 % interval: its mean is the middle, its
 * standard deviation half of the width / 1.96. Setup and cost per participant are independent:
 *     cost = s + c·m,   variance = σ_s² + m² σ_c²   for m participants. */
#include "measures/enbs_costs.h"

#include "math/normal.h"

#include <math.h>

static voi_status take(const voi_cost *cost, const char *study, const char *what, double *mean,
                       double *sd, voi_error *err)
{
    if (!(cost->low >= 0) || !isfinite(cost->low) || !isfinite(cost->high)) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: %s of %g%s is not a finite amount >= 0",
                       study, what, cost->low >= 0 ? cost->high : cost->low,
                       cost->low == cost->high ? "" : " as an end of an interval");
    }
    if (cost->high < cost->low) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: %s from %g to %g: the lower end of an interval comes first",
                       study, what, cost->low, cost->high);
    }
    *mean = cost->low + (cost->high - cost->low) / 2;
    *sd = (cost->high - cost->low) / (2 * VI_NORMAL_975);
    return VOI_OK;
}

voi_status vi_study_costs_create(const voi_study_plan *plan, const char *study, vi_study_costs *out,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    vi_study_costs costs;
    VI_TRY(take(&plan->setup, study, "a setup cost", &costs.setup, &costs.setup_sd, err));
    VI_TRY(take(&plan->per_participant, study, "a cost per participant", &costs.each,
                &costs.each_sd, err));
    *out = costs;
cleanup:
    return status;
}

double vi_study_cost(const vi_study_costs *costs, double participants)
{
    return participants > 0 ? costs->setup + costs->each * participants : 0;
}

double vi_study_cost_sd(const vi_study_costs *costs, double participants)
{
    return participants > 0 ? hypot(costs->setup_sd, costs->each_sd * participants) : 0;
}
