/* Several studies as one, and what reading it needs of a single study. */
#ifndef VI_STUDIES_COMBINE_H
#define VI_STUDIES_COMBINE_H

#include "studies/study.h"

/* Reads the parts of a study of design "combined" into `out`. Errors: those of vi_study_create,
 * and VOI_ERR_LIMIT (more parameters, arms or statistics than a study may have). */
voi_status vi_combine(const voi_problem *problem, const voi_study *study, vi_study *out,
                      voi_error *err);

/* Room for out->theta, and for `more` numbers from out->options on. */
voi_status vi_study_make_room(vi_study *out, size_t more, voi_error *err);

#endif
