/* How much a row says, depending on where it lies along the parameter. */
#ifndef VI_FIT_PRECISION_H
#define VI_FIT_PRECISION_H

#include "fit/tally.h"

/* Of every cell: the inverse of its rows' variance about their mean function, relative to the
 * overall one and averaged over responses; at most 16 and at least 1/16. `work` holds
 * 2 (VI_MOST_CELLS + 1) numbers. Cost O(cells R). */
void vi_precision_make(const vi_cells *cells, const vi_tally *tally, size_t responses,
                       double *precision, double *work);

#endif
