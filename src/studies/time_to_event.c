/* Times to an event in one arm of n or two of n and r n: exponential, or Weibull of known shape k,
 * with hazard rate k t^(k − 1); patients enter over a time, and are followed to the end of the
 * trial unless they drop out. The events d and the total T of the times t^k of an arm are
 * sufficient:
 *     log p(d, T | rate) = d log rate − rate T.
 * d is drawn from its binomial distribution, T from its own given d (follow_up.h). */
#include "studies/arms.h"
#include "studies/designs.h"
#include "studies/follow_up.h"
#include "studies/results.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"rate_control", VOI_DOMAIN_POSITIVE},
                                                  {"rate_treatment", VOI_DOMAIN_POSITIVE}};

enum { ALLOCATION, FOLLOW_UP, ACCRUAL_TIME, DROPOUT, SHAPE };
static const voi_design_option options[] = {
    VI_ALLOCATION_OPTION(2),
    {"follow_up", "time from the last entry to the end of the trial", NAN, 0, INFINITY, true, 0, 0},
    {"accrual_time", "time over which patients enter evenly", 0, 0, INFINITY, false, 0, 0},
    {"dropout", "rate of dropping out", 0, 0, INFINITY, false, 0, 0},
    {"shape", "Weibull shape of the times, 1 where they are exponential", 1, 0.1, 20, false, 0, 0}};

/* The statistics of an arm, each with the uniform number that it takes to draw it. */
enum { EVENTS, TIME, PER_ARM };

static size_t two_per_arm(const voi_setup *setup)
{
    return PER_ARM * setup->parameters;
}

static double size_of(const voi_setup *setup, size_t arm)
{
    return arm == 0 ? vi_arms_control(setup) : vi_arms_treated(setup);
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    const double *option = setup->options;
    for (size_t arm = 0; arm < setup->parameters; arm++) {
        const vi_follow_up followed = {theta[arm], option[SHAPE], option[FOLLOW_UP],
                                       option[ACCRUAL_TIME], option[DROPOUT]};
        const vi_contribution each = vi_contribution_of(&followed);
        const voi_result events = {VOI_RESULT_BINOMIAL, size_of(setup, arm), 0};
        double d = vi_result_draw(&events, each.event, uniform[EVENTS]);
        statistic[EVENTS] = d;
        statistic[TIME] = vi_contribution_draw_total(&each, events.size, d, uniform[TIME]);
        uniform += PER_ARM;
        statistic += PER_ARM;
    }
}

/* The logarithm of the estimated rate, half an event more so that there is one, and the number of
 * events, which says how much it is worth. */
static void regressors(const voi_setup *setup, const double *statistic, double *regressor)
{
    for (size_t at = 0; at < two_per_arm(setup); at += PER_ARM) {
        double d = statistic[at + EVENTS], time = statistic[at + TIME];
        regressor[at] = time > 0 ? log((d + 0.5) / time) : 0;
        regressor[at + 1] = d;
    }
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    for (size_t arm = 0; arm < setup->parameters; arm++) {
        eta[PER_ARM * arm + EVENTS] = log(theta[arm]);
        eta[PER_ARM * arm + TIME] = -theta[arm];
    }
    return 0;
}

const voi_design vi_design_time_to_event = {
    .name = "time_to_event",
    .purpose = "times to an event, exponential or Weibull, in one arm or two",
    .unit = "participants, of two arms those under control",
    .parameters = parameters,
    .parameter_count = 2,
    .alone = "rate",
    .fewest = 1,
    .most = 2,
    .options = options,
    .option_count = 5,
    .arms = vi_arms_by_parameters,
    .statistics = two_per_arm,
    .uniforms = two_per_arm,
    .draw = draw,
    .regressors = regressors,
    .natural = natural,
    .by_parameter = true,
};
