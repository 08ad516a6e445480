/* What the participants of a study bear who get another strategy than the best one now. */
#ifndef VI_MEASURES_ENBS_ARMS_H
#define VI_MEASURES_ENBS_ARMS_H

#include "measures/evsi_work.h"

typedef struct {
    size_t count, columns;
    double *loss, *se; /* count × columns: of a participant of the arm, at every k of a grid */
} vi_arms;

/* The arms of a plan; none where it names none. `study` and `curve`, over `grid`, are of the same
 * problem. Errors: VOI_ERR_ARGUMENT (unknown strategies), VOI_ERR_NUMERIC, VOI_ERR_NOMEM. */
voi_status vi_arms_create(voi_context *ctx, const vi_evsi_work *work, const voi_study_plan *plan,
                          vi_arms *out, voi_error *err);
void vi_arms_free(vi_arms *arms);

/* The loss of all arms together at grid->values[i], and at most its standard error. */
double vi_arms_loss(const vi_arms *arms, double n, double participants, size_t i, double *se);

#endif
