/* A row goes to the GPU as its cells, a number for every parameter, and not as its functions, which
 * are many: from the table of the functions at every cell the GPU makes them itself. */
#include "fit/gather_on_gpu.h"

#include "core/alloc.h"
#include "fit/margin.h"
#include "kernels/cuda/gpu.h"
#include "kernels/kernels.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

typedef struct {
    vi_margin_products basis;
    const vi_responses *y;
    double *table, *sums;
    vi_spline_factor *factors;
    size_t table_count;
} work;

/* The root of the precision, the cells of every parameter, the responses. */
static void pack(const void *state, size_t first, size_t rows, size_t stride, double *to)
{
    const work *w = state;
    const vi_responses *y = w->y;
    for (size_t i = 0; i < rows; i++) {
        to[i] = y->precision ? sqrt(y->precision[first + i]) : 1;
    }
    for (size_t j = 0; j < w->basis.margin_count; j++) {
        to += stride;
        for (size_t i = 0; i < rows; i++) {
            to[i] = w->basis.margins[j].cell[first + i];
        }
    }
    for (size_t r = 0; r < y->count; r++) {
        to += stride;
        for (size_t i = 0; i < rows; i++) {
            to[i] = y->y[(first + i) * y->count + r];
        }
    }
}

static bool reserve(work *w, size_t functions)
{
    size_t columns = functions + w->y->count;
    for (size_t j = 0; j < w->basis.margin_count; j++) {
        w->table_count += w->basis.margins[j].cells * w->basis.margins[j].functions;
    }
    w->table = vi_malloc(w->table_count, sizeof *w->table);
    w->factors = vi_calloc(3 * functions, sizeof *w->factors);
    w->sums = vi_malloc(columns * columns, sizeof *w->sums);
    return w->table && w->factors && w->sums;
}

/* Factors at `place` of margin j begin at table[first]. */
static void set_factors(const work *w, size_t functions, size_t place, size_t j, size_t first)
{
    const vi_margin *margin = &w->basis.margins[j];
    for (size_t i = 0; i < 3 * functions; i++) {
        size_t at = w->basis.factors[i / 3].place[i % 3];
        if (at >= place && at < place + margin->functions) {
            w->factors[i] =
                (vi_spline_factor){(int)j + 1, (int)(first + at - place), (int)margin->functions};
        }
    }
}

/* The scaled functions of every margin, by cell, and where the factors find theirs. Place 0 is the
 * factor that is not there. */
static void fill(work *w, size_t functions)
{
    size_t place = 1, first = 0;
    for (size_t j = 0; j < w->basis.margin_count; j++) {
        const vi_margin *margin = &w->basis.margins[j];
        size_t count = margin->functions;
        for (size_t i = 0; i < margin->cells * count; i++) {
            w->table[first + i] = w->basis.scale[place + i % count] * margin->table[i];
        }
        set_factors(w, functions, place, j, first);
        place += count;
        first += margin->cells * count;
    }
}

/* From the lower triangle of functions and responses together; false where a sum is no number. */
static bool take_apart(const double *sums, size_t p, size_t count, vi_gathered *out)
{
    size_t n = p + count;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = sums[i * n + j];
            if (!isfinite(sum)) {
                return false;
            }
            if (i < p) {
                out->gram[i * p + j] = out->gram[j * p + i] = sum;
            } else if (j < p) {
                out->products[(i - p) * p + j] = sum;
            } else {
                out->cross[(i - p) * count + j - p] = out->cross[(j - p) * count + i - p] = sum;
            }
        }
    }
    return true;
}

static voi_status gather(voi_context *ctx, const vi_regressors *basis, work *w, voi_error *why)
{
    size_t p = basis->functions;
    if (!reserve(w, p)) {
        return vi_fail(why, VOI_ERR_NOMEM, "out of memory for %zu functions", p);
    }
    fill(w, p);
    const vi_gpu_values values = {.pack = pack,
                                  .state = w,
                                  .rows = basis->rows,
                                  .cols = 1 + w->basis.margin_count + w->y->count};
    const vi_gpu_splines splines = {w->table, w->table_count, w->factors, p, w->y->count};
    return vi_gpu_spline_products(ctx, ctx->gpu, &values, &splines, w->sums, why);
}

voi_status vi_gather_on_gpu(voi_context *ctx, const vi_regressors *basis,
                            const vi_responses *responses, vi_gathered *out, bool *done,
                            voi_error *err)
{
    voi_error why = {VOI_OK, ""};
    work w = {.y = responses};
    size_t p = basis->functions, count = responses->count;
    *done = false;
    if (!ctx->gpu || !basis->class->margins_of) {
        return VOI_OK;
    }
    w.basis = basis->class->margins_of(basis->state);
    voi_status status = vi_gpu_settle(ctx, gather(ctx, basis, &w, &why), &why, done, err);
    double *numbers = *done ? vi_malloc(p * p + (p + count) * count, sizeof *numbers) : NULL;
    vi_gathered found = {numbers, numbers ? numbers + p * p : NULL,
                         numbers ? numbers + (p + count) * p : NULL};
    *done = numbers && take_apart(w.sums, p, count, &found);
    if (*done) {
        *out = found;
    } else {
        vi_free(numbers);
    }
    vi_free(w.table);
    vi_free(w.factors);
    vi_free(w.sums);
    return status;
}
