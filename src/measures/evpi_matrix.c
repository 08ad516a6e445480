/* The shortest job of the library: the EVPI of a matrix, with its standard error. The method is in
 * regrets.c. */
#include "core/alloc.h"
#include "measures/regrets.h"

#include <math.h>

enum { MOST_STRATEGIES = 1 << 24 };

static voi_status check_matrix(const voi_matrix *x, voi_error *err)
{
    if (x->rows < 2 || x->cols < 1) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "EVPI: %zu rows and %zu strategies; at least 2 and 1 are needed", x->rows,
                       x->cols);
    }
    if (x->cols > MOST_STRATEGIES || x->rows > PTRDIFF_MAX / sizeof(double) / x->cols) {
        return vi_fail(err, VOI_ERR_LIMIT,
                       "EVPI: %zu rows and %zu strategies are too many; at most %d strategies, and "
                       "no more numbers than memory can hold",
                       x->rows, x->cols, MOST_STRATEGIES);
    }
    return VOI_OK;
}

voi_status voi_evpi_matrix(voi_context *ctx, const voi_matrix *net_benefit, double *evpi,
                           double *se, voi_error *err)
{
    voi_status status = VOI_OK;
    double *mean = NULL, *variance = NULL;
    if (!ctx || !net_benefit || !net_benefit->data || !evpi) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "EVPI: context, net benefit and evpi must be given");
    }
    VI_TRY(check_matrix(net_benefit, err));
    mean = vi_malloc(net_benefit->cols, sizeof *mean);
    variance = vi_malloc(net_benefit->cols, sizeof *variance);
    if (!mean || !variance) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies",
                         net_benefit->cols);
        goto cleanup;
    }
    voi_phase_begin(ctx, "evpi");
    status = vi_regrets_of_matrix(ctx, net_benefit, mean, variance, err);
    voi_phase_end(ctx, sizeof(double) * net_benefit->rows * net_benefit->cols);
    VI_TRY(status);
    size_t best = vi_smallest(mean, net_benefit->cols);
    *evpi = mean[best];
    if (se) {
        *se = sqrt(variance[best] / (double)net_benefit->rows);
    }
cleanup:
    vi_free(mean);
    vi_free(variance);
    return status;
}
