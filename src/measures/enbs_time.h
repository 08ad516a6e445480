/* When a study reports, and whom its answer can still serve. */
#ifndef VI_MEASURES_ENBS_TIME_H
#define VI_MEASURES_ENBS_TIME_H

#include "core/error.h"

typedef struct {
    voi_population population;
    double whole;          /* discounted persons of all years */
    double accrual, after; /* participants a year, 0: all at once; years from the last entry on */
    double entry, least;   /* years over which participants enter, and to the report, at least */
} vi_timing;

/* What the design of a study says of its time, in years: over how long participants enter, from the
 * last entry to the end, and from the first entry to the end, which may be less than the sum where
 * these are of several parts. */
typedef struct {
    double entry, follow_up, whole;
} vi_study_years;

/* Whether there is a population to hold costs against. Errors: VOI_ERR_ARGUMENT. */
voi_status vi_timing_need_population(const voi_population *population, voi_error *err);

/* Errors: VOI_ERR_ARGUMENT (no population; times that cannot be). */
voi_status vi_timing_create(const voi_population *population, const voi_study_plan *plan,
                            const char *study, const vi_study_years *years, vi_timing *out,
                            voi_error *err);

/* Years until a study of so many participants reports; persons, discounted, whose decision comes
 * after that; and the mean discount factor of the participants at their entry. */
double vi_timing_report(const vi_timing *timing, double participants);
double vi_timing_persons(const vi_timing *timing, double participants);
double vi_timing_entry(const vi_timing *timing, double participants);

#endif
