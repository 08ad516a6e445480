/* The built-in designs: one file each, one line each in designs.c. */
#ifndef VI_STUDIES_DESIGNS_H
#define VI_STUDIES_DESIGNS_H

#include "voi.h"

extern const voi_design vi_design_binary;
extern const voi_design vi_design_trial_binary;
extern const voi_design vi_design_normal_known;
extern const voi_design vi_design_custom;

#endif
