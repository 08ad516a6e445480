/* The options of a study. */
#ifndef VI_STUDIES_SETTINGS_H
#define VI_STUDIES_SETTINGS_H

#include "studies/study.h"

/* Fills out->options in the order of the design's list, with the standards of those not given.
 * Errors: VOI_ERR_ARGUMENT (unknown, missing, out of range, or not taken beside so many
 * parameters). */
voi_status vi_settings_read(const voi_study *study, vi_study *out, voi_error *err);

#endif
