/* How much of a value the results of a grid tell. */
#ifndef VI_STUDIES_RESULT_TOLD_H
#define VI_STUDIES_RESULT_TOLD_H

#include "studies/results.h"

/* Sets grid->told from its chances, `weights` those of its values. Errors: VOI_ERR_NOMEM. */
voi_status vi_result_grid_set_told(vi_result_grid *grid, const double *weights, voi_error *err);

#endif
