/* The rows are cut into SHARES fixed shares, each summed in blocks by one task; the shares are then
 * added as a tree. So the result does not depend on who did what. */
#include "fit/gather.h"

#include "core/alloc.h"
#include "fit/gather_on_gpu.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 128 };

typedef struct {
    const vi_regressors *basis;
    const vi_responses *y;
    double *sums; /* of every share: gram, products, cross */
    size_t gram, size;
} gathering;

/* Rows of x, from row `first` on, times the root of their precision. */
static void weigh(const vi_responses *y, size_t first, size_t rows, size_t columns, double *x)
{
    for (size_t i = 0; y->precision && i < rows; i++) {
        double root = sqrt(y->precision[first + i]);
        for (size_t j = 0; j < columns; j++) {
            x[i * columns + j] *= root;
        }
    }
}

static void add_block(const gathering *g, size_t first, size_t block, double *x, double *sums)
{
    size_t p = g->basis->functions, count = g->y->count;
    double *y = x + BLOCK * p;
    double *products = sums + g->gram;
    g->basis->class->at_rows(g->basis->state, first, block, x);
    memcpy(y, g->y->y + first * count, block * count * sizeof *y);
    weigh(g->y, first, block, p, x);
    weigh(g->y, first, block, count, y);
    vi_add_gram(x, block, p, sums);
    vi_add_products(x, y, block, p, count, products);
    vi_add_products(y, y, block, count, count, products + p * count);
}

static voi_status gather_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const gathering *g = argument;
    size_t rows = g->basis->rows, end = rows * (task + 1) / SHARES;
    double *x = vi_malloc(BLOCK * (g->basis->functions + g->y->count), sizeof *x);
    (void)worker;
    if (!x) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       g->basis->functions);
    }
    for (size_t first = rows * task / SHARES; first < end; first += BLOCK) {
        size_t block = end - first < BLOCK ? end - first : BLOCK;
        add_block(g, first, block, x, g->sums + task * g->size);
    }
    vi_free(x);
    return VOI_OK;
}

static voi_status gather(voi_context *ctx, gathering *g, vi_gathered *out, voi_error *err)
{
    size_t p = g->basis->functions, count = g->y->count;
    g->gram = p * p;
    g->size = g->gram + (p + count) * count;
    g->sums = vi_calloc(SHARES * g->size, sizeof *g->sums);
    if (!g->sums) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
    }
    const vi_job job = {"fitting", SHARES, gather_share, g};
    voi_status status = vi_parallel(ctx, &job, err);
    if (status != VOI_OK) {
        vi_free(g->sums);
        return status;
    }
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * g->size; i++) {
            g->sums[i] += g->sums[half * g->size + i];
        }
    }
    double *products = g->sums + g->gram;
    *out = (vi_gathered){g->sums, products, products + p * count};
    vi_mirror(out->gram, p);
    return VOI_OK;
}

voi_status vi_gather(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     vi_gathered *out, voi_error *err)
{
    gathering g = {.basis = basis, .y = responses};
    bool done = false;
    voi_status status = vi_gather_on_gpu(ctx, basis, responses, out, &done, err);
    return status != VOI_OK || done ? status : gather(ctx, &g, out, err);
}

void vi_gathered_free(vi_gathered *gathered)
{
    vi_free(gathered->gram);
    *gathered = (vi_gathered){0};
}
