/* The methods of regression: one line each in methods.c. */
#ifndef VI_FIT_METHODS_H
#define VI_FIT_METHODS_H

#include "fit/regressors.h"
#include "fit/tally.h"

typedef struct {
    const char *name, *purpose;
    /* Makes the basis in which the responses will be sought. No parameter of the group is
     * constant, none is collinear with others. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
     * VOI_ERR_CANCELLED. */
    voi_status (*create)(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                         vi_regressors *out, voi_error *err);
} vi_method;

enum { VI_MOST_METHODS = 8 };

extern const vi_method vi_methods[];
extern const size_t vi_method_count;

/* NULL where no method has the name. */
const vi_method *vi_method_find(const char *name);

#endif
