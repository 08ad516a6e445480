/* The best size of a study at every k, and the sizes that are as good within the error. */
#ifndef VI_MEASURES_ENBS_SEARCH_H
#define VI_MEASURES_ENBS_SEARCH_H

#include "measures/enbs_curve.h"

/* Adds sizes to the curve until the best whole number at every k is among them; nothing where the
 * method takes no more sizes. */
voi_status vi_enbs_search(voi_context *ctx, vi_enbs_curve *curve, voi_error *err);

/* The size of the curve with the largest ENBS at grid.values[i], the smallest of equal ones; the
 * curve's count where it has no size. */
size_t vi_enbs_best(const vi_enbs_curve *curve, size_t i);

/* Sizes that a table shows where none are listed: 16 whole numbers or a few less, about evenly
 * spread on a logarithmic scale between the sizes at which the EVSI has a fiftieth and 49 fiftieths
 * of its limit, or costs more than that is worth. Adds them to a curve that has been searched and
 * takes more sizes. `out` is freed with vi_free. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_enbs_grid(voi_context *ctx, vi_enbs_curve *curve, double **out, size_t *count,
                        voi_error *err);

#endif
