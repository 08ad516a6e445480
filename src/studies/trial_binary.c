/* A trial of two arms with yes/no outcomes: n under control, r n under treatment. */
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"p_control", VOI_DOMAIN_PROBABILITY},
                                                  {"p_treatment", VOI_DOMAIN_PROBABILITY}};

enum { ALLOCATION };
static const voi_design_option options[] = {
    {"allocation", "participants under treatment for one under control", 1, 0, 1000, true}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_BINOMIAL, round(setup->n), 0};
    out[1] = (voi_result){VOI_RESULT_BINOMIAL, round(setup->n * setup->options[ALLOCATION]), 0};
    return 2;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    (void)setup;
    out[0] = theta[0];
    out[1] = theta[1];
}

static double participants(const voi_setup *setup)
{
    return setup->n + round(setup->n * setup->options[ALLOCATION]);
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
    .values = values,
    .participants = participants,
};
