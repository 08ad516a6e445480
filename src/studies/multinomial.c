/* Counts of n observations in K classes, such as a row of a Markov model's transitions: a binomial
 * number in the first class, then one of the rest in the second, and so on. The last count is what
 * the others leave:
 *     log p(t | p) = Σ_k<K t_k log(p_k / p_K) + n log p_K. */
#include "studies/designs.h"

#include "studies/results.h"

#include <math.h>
#include <stdio.h>

static const voi_design_parameter parameters[] = {{"p", VOI_DOMAIN_PROBABILITY}};

static const double least = 1e-300, tolerance = 1e-6;

enum { MOST_CLASSES = 32 };

static size_t all_but_last(const voi_setup *setup)
{
    return setup->parameters - 1;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    double left = round(setup->n), chance = 1;
    for (size_t k = 0; k + 1 < setup->parameters; k++) {
        const voi_result count = {VOI_RESULT_BINOMIAL, left, 0};
        double p = chance > theta[k] ? theta[k] / chance : 1;
        statistic[k] = vi_result_draw(&count, p, uniform[k]);
        left -= statistic[k];
        chance -= theta[k];
    }
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    size_t last = setup->parameters - 1;
    double of_last = log(fmax(theta[last], least));
    for (size_t k = 0; k < last; k++) {
        eta[k] = log(fmax(theta[k], least)) - of_last;
    }
    return -round(setup->n) * of_last;
}

static bool refuse(const voi_setup *setup, const double *theta, char *why, size_t capacity)
{
    double sum = 0;
    for (size_t k = 0; k < setup->parameters; k++) {
        sum += theta[k];
    }
    bool wrong = !(fabs(sum - 1) <= tolerance);
    if (wrong) {
        snprintf(why, capacity, "the probabilities sum to %.7g, not 1", sum);
    }
    return wrong;
}

const voi_design vi_design_multinomial = {
    .name = "multinomial",
    .purpose = "counts in several classes, whose probabilities sum to 1",
    .unit = "observations",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 2,
    .most = MOST_CLASSES,
    .statistics = all_but_last,
    .uniforms = all_but_last,
    .draw = draw,
    .natural = natural,
    .refuse = refuse,
};
