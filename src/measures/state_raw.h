/* The fast way through net benefits that lie in a file as they would in memory. */
#ifndef VI_MEASURES_STATE_RAW_H
#define VI_MEASURES_STATE_RAW_H

#include "data/windows.h"
#include "measures/state.h"

/* Adds all rows of the file to a state of the EVPI. Every worker reads the chunks that it works on.
 */
voi_status vi_state_add_raw(voi_context *ctx, voi_state *state, const vi_windows *windows,
                            const vi_raw_matrix *matrix, vi_totals *totals, voi_error *err);
/* The bytes that a worker needs for that. */
size_t vi_state_raw_bytes(size_t strategies);

#endif
