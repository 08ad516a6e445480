/* Participants enter at a constant rate a, over no less than the design's time of accrual; after
 * the last one come follow-up and reporting delay: τ(m) = max(m / a, accrual time) + follow-up +
 * delay, of several parts the longest of theirs, which is max(m / a + max follow-up, max (accrual
 * time + follow-up)) + delay. With A(t) the discounted years from now to t (population.c), the
 * persons whose decision comes after the report are P·(A(T) − A(τ)), P a year for T years; and
 * participants, who enter evenly over e years, count A(e) / e each in present terms. */
#include "measures/enbs_time.h"

#include <math.h>

/* Discounted years from now to t. */
static double years_to(const vi_timing *timing, double t)
{
    voi_population one = timing->population;
    double size = 0;
    one.per_year = 1;
    one.years = t;
    if (t > 0) {
        voi_population_size(&one, &size, NULL);
    }
    return size;
}

voi_status vi_timing_need_population(const voi_population *population, voi_error *err)
{
    double whole = 0;
    if (population->per_year == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the net benefit of a study needs a population: persons a year who face the "
                       "decision, and years for which it is relevant");
    }
    return voi_population_size(population, &whole, err);
}

static voi_status check(const voi_study_plan *plan, const char *study, voi_error *err)
{
    if (!(plan->accrual >= 0) || !isfinite(plan->accrual)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: an accrual of %g participants a year is not a finite number > 0",
                       study, plan->accrual);
    }
    if (!(plan->reporting_delay >= 0) || !isfinite(plan->reporting_delay)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: a reporting delay of %g years is not a finite number >= 0", study,
                       plan->reporting_delay);
    }
    return VOI_OK;
}

voi_status vi_timing_create(const voi_population *population, const voi_study_plan *plan,
                            const char *study, const vi_study_years *years, vi_timing *out,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    double whole = 0;
    VI_TRY(vi_timing_need_population(population, err));
    VI_TRY(check(plan, study, err));
    VI_TRY(voi_population_size(population, &whole, err));
    *out = (vi_timing){.population = *population,
                       .whole = whole,
                       .accrual = plan->accrual,
                       .after = plan->reporting_delay + years->follow_up,
                       .entry = years->entry,
                       .least = plan->reporting_delay + years->whole};
cleanup:
    return status;
}

/* Years that so many participants need to enter. */
static double needed_years(const vi_timing *timing, double participants)
{
    return timing->accrual > 0 ? participants / timing->accrual : 0;
}

double vi_timing_report(const vi_timing *timing, double participants)
{
    return fmax(needed_years(timing, participants) + timing->after, timing->least);
}

double vi_timing_persons(const vi_timing *timing, double participants)
{
    double report = vi_timing_report(timing, participants);
    if (report >= timing->population.years) {
        return 0;
    }
    return timing->whole - timing->population.per_year * years_to(timing, report);
}

double vi_timing_entry(const vi_timing *timing, double participants)
{
    double years = fmax(needed_years(timing, participants), timing->entry);
    return years > 0 ? years_to(timing, years) / years : 1;
}
