/* A trial of two arms with yes/no outcomes, n and r n, where the model has the effect of treatment
 * as a log odds ratio: logit p_treatment = logit baseline + log OR.
 *
 * Where the baseline risk is a parameter, both arms are results. Where it is a number that the
 * model takes for known, the control arm says nothing that the model does not know, and treated
 * patients alone inform. */
#include "studies/arms.h"
#include "studies/designs.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"log_odds_ratio", VOI_DOMAIN_REAL},
                                                  {"baseline", VOI_DOMAIN_PROBABILITY}};

enum { ALLOCATION, BASELINE };
static const voi_design_option options[] = {
    VI_ALLOCATION_OPTION(0),
    {"baseline", "risk under control, where it is known", NAN, 0, 1, false, 2, 0}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_BINOMIAL, vi_arms_treated(setup), 0};
    if (setup->parameters == 2) {
        out[1] = (voi_result){VOI_RESULT_BINOMIAL, vi_arms_control(setup), 0};
    }
    return setup->parameters;
}

/* The odds of p, times exp(effect), as a probability; of the two ways to write it, the one whose
 * exponential is small. */
static double shifted(double p, double effect)
{
    if (effect > 0) {
        double q = (1 - p) * exp(-effect);
        return p > 0 ? p / (p + q) : 0;
    }
    double up = p * exp(effect);
    return p < 1 ? up / (up + 1 - p) : 1;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    double baseline = setup->parameters == 2 ? theta[1] : setup->options[BASELINE];
    out[0] = shifted(baseline, theta[0]);
    if (setup->parameters == 2) {
        out[1] = baseline;
    }
}

const voi_design vi_design_log_odds_ratio = {
    .name = "log_odds_ratio",
    .purpose = "a trial of two arms with yes/no outcomes, on a log odds ratio",
    .unit = "participants under control",
    .parameters = parameters,
    .parameter_count = 2,
    .fewest = 1,
    .most = 2,
    .options = options,
    .option_count = 2,
    .results = results,
    .values = values,
    .arms = vi_arms_both,
};
