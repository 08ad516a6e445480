/* Functional analysis of variance: main effects and interactions of few parameters, made of the
 * functions of their margins. */
#ifndef VI_FIT_ANOVA_H
#define VI_FIT_ANOVA_H

#include "fit/regressors.h"
#include "fit/tally.h"

/* How rich a basis is: functions of a main effect, and the bound of the hyperbolic cross (products
 * of functions a, b, … with a · b · … ≤ bound) of interactions of two and three parameters; a bound
 * below 1 leaves them out. */
typedef struct {
    size_t main, pair, triple;
} vi_anova_size;

/* Whether straight lines alone are more functions than a twentieth of the rows. */
bool vi_anova_is_crowded(size_t rows, size_t parameters);

/* Sizes that grow with the rows, so that the error vanishes, and that keep the whole below a few
 * hundred functions; lines and first bends where the parameters crowd. */
vi_anova_size vi_anova_default(size_t rows, size_t parameters);

/* The basis of a group. Constant parameters count for nothing; the others must not be collinear.
 * Terms: the bend of every main effect, then pairs, then triples, each in the order of the
 * parameters; of the interactions, those that the responses ask for (vi_screen). Errors:
 * VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost O(rows · parameters).
 */
voi_status vi_anova_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                           const vi_anova_size *size, vi_regressors *out, voi_error *err);

#endif
