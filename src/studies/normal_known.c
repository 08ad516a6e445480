/* The mean of n measurements whose standard deviation is known: N(mean, sd²/n). */
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"mean", VOI_DOMAIN_REAL}};

enum { SD };
static const voi_design_option options[] = {
    {"sd", "standard deviation of one measurement", NAN, 0, INFINITY, true, 0, 0}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_NORMAL, setup->n, setup->options[SD]};
    return 1;
}

const voi_design vi_design_normal_known = {
    .name = "normal_known",
    .purpose = "the mean of measurements of known standard deviation",
    .unit = "participants",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 1,
    .most = 1,
    .options = options,
    .option_count = 1,
    .results = results,
    .values = vi_values_are_parameters,
};
