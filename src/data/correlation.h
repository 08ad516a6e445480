/* Correlations between columns. */
#ifndef VI_DATA_CORRELATION_H
#define VI_DATA_CORRELATION_H

#include "core/context.h"

/* Fills the symmetric count × count matrix `out`, with ones on its diagonal. Columns hold `rows`
 * finite values each, not all equal, of any scale and offset: rounding errors are of the order of
 * the last bit of a value's distance from the others. Cost O(rows count²). Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. */
voi_status vi_correlation(voi_context *ctx, double *const *columns, size_t rows, size_t count,
                          double *out, voi_error *err);

#endif
