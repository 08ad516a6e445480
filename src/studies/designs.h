/* The built-in designs: one file each, one line each in designs.c. */
#ifndef VI_STUDIES_DESIGNS_H
#define VI_STUDIES_DESIGNS_H

#include "voi.h"

extern const voi_design vi_design_binary;
extern const voi_design vi_design_multi_arm_binary;
extern const voi_design vi_design_trial_binary;
extern const voi_design vi_design_log_odds_ratio;
extern const voi_design vi_design_normal_known;
extern const voi_design vi_design_normal;
extern const voi_design vi_design_trial_normal;
extern const voi_design vi_design_normal_multi;
extern const voi_design vi_design_rate;
extern const voi_design vi_design_time_to_event;
extern const voi_design vi_design_hazard_ratio;
extern const voi_design vi_design_multinomial;
extern const voi_design vi_design_combined;
extern const voi_design vi_design_custom;

/* For designs whose results have the parameters themselves for values. */
void vi_values_are_parameters(const voi_setup *setup, const double *theta, double *values);

#endif
