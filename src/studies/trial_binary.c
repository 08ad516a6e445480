/* A trial of two arms with yes/no outcomes: n under control, r n under treatment. */
#include "studies/arms.h"
#include "studies/designs.h"

static const voi_design_parameter parameters[] = {{"p_control", VOI_DOMAIN_PROBABILITY},
                                                  {"p_treatment", VOI_DOMAIN_PROBABILITY}};

static const voi_design_option options[] = {VI_ALLOCATION_OPTION(0)};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_BINOMIAL, vi_arms_control(setup), 0};
    out[1] = (voi_result){VOI_RESULT_BINOMIAL, vi_arms_treated(setup), 0};
    return 2;
}

const voi_design vi_design_trial_binary = {
    .name = "trial_binary",
    .purpose = "a trial of two arms with yes/no outcomes",
    .unit = "participants under control",
    .parameters = parameters,
    .parameter_count = 2,
    .fewest = 2,
    .most = 2,
    .options = options,
    .option_count = 1,
    .results = results,
    .values = vi_values_are_parameters,
    .arms = vi_arms_both,
};
