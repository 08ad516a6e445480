/* From one decision to all the persons it is taken for. With v = 1/(1 + r), the whole years give
 * the geometric sum Σ_{t<T} v^t = (1 - v^T)(1 + r)/r, written with expm1 and log1p so that it is
 * right for rates near 0; a part of a year adds its share of the next term. Payments at the end of
 * a year are one factor v later. */
#include "core/error.h"

#include <math.h>

void voi_population_default(voi_population *population)
{
    *population = (voi_population){.discount = 0.035, .discounting = VOI_DISCOUNT_CONTINUOUS};
}

static double annual_start(double years, double rate)
{
    double whole = floor(years), growth = log1p(rate);
    double sum = -expm1(-whole * growth) * (1 + rate) / rate;
    return sum + (years - whole) * exp(-whole * growth);
}

/* Years weighted by discounting; as they are at a rate of 0. */
static double multiplier(const voi_population *population)
{
    double years = population->years, rate = population->discount;
    if (rate == 0) {
        return years;
    }
    switch (population->discounting) {
    case VOI_DISCOUNT_CONTINUOUS:
        return -expm1(-rate * years) / rate;
    case VOI_DISCOUNT_ANNUAL_START:
        return annual_start(years, rate);
    case VOI_DISCOUNT_ANNUAL_END:
        return annual_start(years, rate) / (1 + rate);
    }
    return NAN;
}

voi_status voi_population_size(const voi_population *population, double *size, voi_error *err)
{
    if (!(population->per_year >= 0) || !isfinite(population->per_year)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "population: %g persons a year is not a finite number >= 0",
                       population->per_year);
    }
    if (population->years == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "population: the years for which the decision is relevant are missing");
    }
    if (!(population->years > 0) || !isfinite(population->years)) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "population: %g years is not a finite number > 0",
                       population->years);
    }
    if (!(population->discount >= 0) || !isfinite(population->discount)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "population: a discount rate of %g is not a finite number >= 0, such as "
                       "0.035",
                       population->discount);
    }
    double persons = population->per_year * multiplier(population);
    if (!isfinite(persons)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "population: unknown discounting %d, or more persons than a number holds",
                       (int)population->discounting);
    }
    *size = persons;
    return VOI_OK;
}
