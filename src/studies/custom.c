/* A study whose data the user's own code simulates: only the parameters that they tell of are named
 * here, and these only so that the study is known to be worth no more than they are. */
#include "studies/designs.h"

static const voi_design_parameter parameters[] = {{"any", VOI_DOMAIN_REAL}};

static size_t none(const voi_setup *setup)
{
    (void)setup;
    return 0;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    (void)setup;
    (void)theta;
    (void)uniform;
    (void)statistic;
}

const voi_design vi_design_custom = {
    .name = "custom",
    .purpose = "summaries of data that one's own code has simulated",
    .unit = "participants",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 0,
    .most = VOI_MOST_STATISTICS,
    .statistics = none,
    .uniforms = none,
    .draw = draw,
};
