/* A trial of two arms, n and r n, that estimates a log hazard ratio β from d events: by the
 * log-rank test or Cox's partial likelihood the estimate is N(β, (1 + r)² / (r d)) (Schoenfeld
 * 1981).
 *
 * With β alone, d is what the option event_rate lets expect. With the baseline risk p, the chance
 * of an event under control during the trial, as a second parameter, d is binomial: a treated
 * patient has an event with chance 1 − (1 − p)^exp(β). How events fall to the arms is what the
 * estimate is made of, so that the number of all events is what else the trial tells. With c = r /
 * (1 + r)², log p(x, d | β, p) = (c d x) β + d (logit q − c β² / 2) + N log(1 − q), q the chance of
 * an event over both arms, N everybody: c d x and d are the statistics. */
#include "studies/arms.h"
#include "studies/designs.h"

#include "math/normal.h"
#include "studies/results.h"

#include <math.h>

static const voi_design_parameter parameters[] = {{"log_hazard_ratio", VOI_DOMAIN_REAL},
                                                  {"baseline", VOI_DOMAIN_PROBABILITY}};

enum { ALLOCATION, EVENT_RATE };
static const voi_design_option options[] = {
    VI_ALLOCATION_OPTION(0),
    {"event_rate", "chance of an event during the trial, over both arms", NAN, 0, 1, true, 2, 0}};

/* What one event is worth: the estimate has the precision of so many unit measurements. */
static double event_worth(const voi_setup *setup)
{
    double r = vi_arms_allocation(setup);
    return r / ((1 + r) * (1 + r));
}

static size_t results(const voi_setup *setup, voi_result *out)
{
    if (setup->parameters == 2) {
        return 0;
    }
    double events = setup->n * (1 + vi_arms_allocation(setup)) * setup->options[EVENT_RATE];
    out[0] = (voi_result){VOI_RESULT_NORMAL, events * event_worth(setup), 1};
    return 1;
}

/* ---- With the baseline risk ---- */

enum { SCORE, EVENTS, STATISTICS };

static size_t two(const voi_setup *setup)
{
    (void)setup;
    return STATISTICS;
}

/* All events, as a count among everybody with data, and its chance. */
static voi_result events_of(const voi_setup *setup, const double *theta, double *chance)
{
    const double nearly_sure = 1 - 1e-16, most = 700;
    double control = vi_arms_control(setup), treated = vi_arms_treated(setup);
    double escape = log1p(-fmin(theta[1], nearly_sure));
    double p = -expm1(exp(fmin(theta[0], most)) * escape), all = control + treated;
    *chance = all > 0 ? (control * theta[1] + treated * p) / all : 0;
    return (voi_result){VOI_RESULT_BINOMIAL, all, 0};
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    double chance, worth = event_worth(setup);
    const voi_result events = events_of(setup, theta, &chance);
    double d = vi_result_draw(&events, chance, uniform[EVENTS]);
    statistic[SCORE] = worth * d * theta[0] + sqrt(worth * d) * vi_normal_quantile(uniform[SCORE]);
    statistic[EVENTS] = d;
}

/* The estimate itself. */
static void regressors(const voi_setup *setup, const double *statistic, double *regressor)
{
    double d = statistic[EVENTS];
    regressor[SCORE] = d > 0 ? statistic[SCORE] / (event_worth(setup) * d) : 0;
    regressor[EVENTS] = d;
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    double chance;
    const voi_result events = events_of(setup, theta, &chance);
    double answer = vi_result_natural(&events, chance, &eta[EVENTS]);
    eta[SCORE] = theta[0];
    eta[EVENTS] -= event_worth(setup) * theta[0] * theta[0] / 2;
    return answer;
}

const voi_design vi_design_hazard_ratio = {
    .name = "hazard_ratio",
    .purpose = "a trial of two arms that estimates a log hazard ratio",
    .unit = "participants under control",
    .parameters = parameters,
    .parameter_count = 2,
    .fewest = 1,
    .most = 2,
    .options = options,
    .option_count = 2,
    .results = results,
    .values = vi_values_are_parameters,
    .statistics = two,
    .uniforms = two,
    .draw = draw,
    .regressors = regressors,
    .natural = natural,
    .arms = vi_arms_both,
};
