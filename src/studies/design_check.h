/* Whether a design of one's own holds together, before any of its functions is called. */
#ifndef VI_STUDIES_DESIGN_CHECK_H
#define VI_STUDIES_DESIGN_CHECK_H

#include "core/error.h"

/* Errors: VOI_ERR_ARGUMENT (no design; no name; parameters or options that cannot be; functions
 * missing). */
voi_status vi_design_check(const voi_design *design, voi_error *err);

/* Whether it tells of data in this setup. Errors: VOI_ERR_ARGUMENT (no results, and nothing to draw
 * statistics by), VOI_ERR_LIMIT (more than VOI_MOST_RESULTS). */
voi_status vi_design_check_data(const voi_design *design, const voi_setup *setup, voi_error *err);

/* Whether its results, if it has any, are such that data can follow from them; and their values for
 * all rows (rows × setup->parameters, by row). Errors: VOI_ERR_NUMERIC (a family, a size or a
 * standard deviation that cannot be; a value that its family does not have). */
voi_status vi_design_check_results(const voi_design *design, const voi_setup *setup,
                                   voi_error *err);
voi_status vi_design_check_values(const voi_design *design, const voi_setup *setup,
                                  const double *theta, size_t rows, voi_error *err);

#endif
