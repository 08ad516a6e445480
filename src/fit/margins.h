/* The functions of many parameters. Those that groups share are made once. */
#ifndef VI_FIT_MARGINS_H
#define VI_FIT_MARGINS_H

#include "core/context.h"
#include "fit/margin.h"

/* At most `functions` each of `count` columns of `rows` values; a column that is NULL has none. */
typedef struct {
    const double *const *columns;
    size_t count, rows, functions;
} vi_margins_wanted;

/* Fills out[0] .. out[count − 1], which the caller frees, after a failure too. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost O(rows) a column. */
voi_status vi_margins_create(voi_context *ctx, const vi_margins_wanted *wanted, vi_margin *out,
                             voi_error *err);
/* Frees the margins and their array. */
void vi_margins_free(vi_margin *margins, size_t count);

#endif
