/* What a study costs, and how surely that is known. */
#ifndef VI_MEASURES_ENBS_COSTS_H
#define VI_MEASURES_ENBS_COSTS_H

#include "core/error.h"

/* Means and standard deviations. */
typedef struct {
    double setup, setup_sd, each, each_sd;
} vi_study_costs;

/* Errors: VOI_ERR_ARGUMENT (negative or not finite; an interval that falls). */
voi_status vi_study_costs_create(const voi_study_plan *plan, const char *study, vi_study_costs *out,
                                 voi_error *err);

/* Of a study with so many participants; a study of nobody is none and costs nothing. */
double vi_study_cost(const vi_study_costs *costs, double participants);
double vi_study_cost_sd(const vi_study_costs *costs, double participants);

#endif
