/* Measurements of known standard deviation in two arms, n and r n. Where the model has but the
 * difference of the means, the trial tells the difference of the arms' means, with variance
 * sd² (1/n + 1/(r n)): a mean of n r / (1 + r) measurements. */
#include "studies/arms.h"
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"mean_control", VOI_DOMAIN_REAL},
                                                  {"mean_treatment", VOI_DOMAIN_REAL}};

enum { ALLOCATION, SD };
static const voi_design_option options[] = {
    VI_ALLOCATION_OPTION(0),
    {"sd", "standard deviation of one measurement", NAN, 0, INFINITY, true, 0, 0}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    double r = vi_arms_allocation(setup), sd = setup->options[SD];
    if (setup->parameters == 1) {
        out[0] = (voi_result){VOI_RESULT_NORMAL, setup->n * r / (1 + r), sd};
        return 1;
    }
    out[0] = (voi_result){VOI_RESULT_NORMAL, setup->n, sd};
    out[1] = (voi_result){VOI_RESULT_NORMAL, setup->n * r, sd};
    return 2;
}

const voi_design vi_design_trial_normal = {
    .name = "trial_normal",
    .purpose = "a trial of two arms with measurements of known standard deviation",
    .unit = "participants under control",
    .parameters = parameters,
    .parameter_count = 2,
    .alone = "difference",
    .fewest = 1,
    .most = 2,
    .options = options,
    .option_count = 2,
    .results = results,
    .values = vi_values_are_parameters,
    .arms = vi_arms_both,
};
