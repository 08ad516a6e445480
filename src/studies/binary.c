/* n yes/no outcomes: successes ~ Binomial(n, p). */
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"p", VOI_DOMAIN_PROBABILITY}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_BINOMIAL, round(setup->n), 0};
    return 1;
}

const voi_design vi_design_binary = {
    .name = "binary",
    .purpose = "yes/no outcomes of one group",
    .unit = "participants",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 1,
    .most = 1,
    .results = results,
    .values = vi_values_are_parameters,
};
