/* Which column of the effects belongs to which column of the costs. */
#ifndef VI_DATA_PAIRING_H
#define VI_DATA_PAIRING_H

#include "data/frame.h"

/* order[j] is the column of `effects` that belongs to column j of `costs`; `names` receives
 * costs->cols new names (vi_free each), NULL where both files have none. Same names pair by name;
 * where no name is shared, by how the names end (cost_A and qaly_A) or by position, with a warning
 * that shows the pairs; where some are, that is an error finding. In a lenient read *paired says
 * whether it worked. */
voi_status vi_pair_columns(const vi_frame *costs, const vi_frame *effects, vi_findings *findings,
                           size_t *order, char **names, bool *paired, voi_error *err);

#endif
