/* Events in an exposure of n units: a Poisson count of mean n rate. */
#include "studies/designs.h"

static const voi_design_parameter parameters[] = {{"rate", VOI_DOMAIN_POSITIVE}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_POISSON, setup->n, 0};
    return 1;
}

const voi_design vi_design_rate = {
    .name = "rate",
    .purpose = "events in an exposure, such as person-years",
    .unit = "units of exposure",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 1,
    .most = 1,
    .results = results,
    .values = vi_values_are_parameters,
};
