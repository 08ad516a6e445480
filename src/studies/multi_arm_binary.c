/* Yes/no outcomes in K arms of n each. */
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"p", VOI_DOMAIN_PROBABILITY}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    for (size_t j = 0; j < setup->parameters; j++) {
        out[j] = (voi_result){VOI_RESULT_BINOMIAL, round(setup->n), 0};
    }
    return setup->parameters;
}

static size_t arms(const voi_setup *setup, double *participants)
{
    for (size_t j = 0; j < setup->parameters; j++) {
        participants[j] = round(setup->n);
    }
    return setup->parameters;
}

const voi_design vi_design_multi_arm_binary = {
    .name = "multi_arm_binary",
    .purpose = "yes/no outcomes in several arms of one size",
    .unit = "participants per arm",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 2,
    .most = VOI_MOST_RESULTS,
    .results = results,
    .values = vi_values_are_parameters,
    .arms = arms,
};
