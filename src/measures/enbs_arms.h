/* What the participants of a study bear who get another strategy than the best one now. */
#ifndef VI_MEASURES_ENBS_ARMS_H
#define VI_MEASURES_ENBS_ARMS_H

#include "measures/evsi_work.h"

typedef struct {
    const vi_study *study;
    size_t count, columns; /* 0 where the plan names none */
    double *loss, *se;     /* count × columns: of a participant of the arm, at every k of a grid */
} vi_arms;

/* The arms of a plan, of the study of `work`, which must outlive them. Errors: VOI_ERR_ARGUMENT
 * (unknown strategies; more or fewer than the design has arms), VOI_ERR_NUMERIC, VOI_ERR_NOMEM. */
voi_status vi_arms_create(voi_context *ctx, const vi_evsi_work *work, const voi_study_plan *plan,
                          vi_arms *out, voi_error *err);
void vi_arms_free(vi_arms *arms);

/* The loss of all arms together, of a study of size n at grid.values[i], and at most its standard
 * error. */
double vi_arms_loss(const vi_arms *arms, double n, size_t i, double *se);

#endif
