/* Tasks of some thousand rows each copy what they have: rows as they lie, where the values of a row
 * are neighbours, else column by column. */
#include "kernels/cuda/gpu_pack.h"

#include <string.h>

enum { PACKED_ROWS = 8192 /* of a task */ };

static ptrdiff_t size_of(ptrdiff_t stride)
{
    return stride < 0 ? -stride : stride;
}

bool vi_gpu_by_row(const vi_gpu_values *x)
{
    return x->matrix && !x->columns &&
           size_of(x->matrix->col_stride) <= size_of(x->matrix->row_stride);
}

/* Packs rows of a chunk. */
typedef struct {
    const vi_gpu_values *values;
    size_t first, rows;
    double *to;
} packing;

static void copy_strided(const double *from, ptrdiff_t stride, size_t count, double *to)
{
    if (stride == 1) {
        memcpy(to, from, count * sizeof *to);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        to[i] = from[(ptrdiff_t)i * stride];
    }
}

static voi_status pack_rows(void *argument, size_t task, size_t worker, voi_error *err)
{
    const packing *p = argument;
    const vi_gpu_values *x = p->values;
    const voi_matrix *m = x->matrix;
    size_t begin = task * PACKED_ROWS;
    size_t end = p->rows - begin < PACKED_ROWS ? p->rows : begin + PACKED_ROWS;
    (void)worker;
    (void)err;
    if (x->pack) {
        x->pack(x->state, p->first + begin, end - begin, p->rows, p->to + begin);
        return VOI_OK;
    }
    if (vi_gpu_by_row(x)) {
        for (size_t i = begin; i < end; i++) {
            const double *row = m->data + (ptrdiff_t)(p->first + i) * m->row_stride;
            copy_strided(row, m->col_stride, x->cols, p->to + i * x->cols);
        }
        return VOI_OK;
    }
    for (size_t d = 0; d < x->cols; d++) {
        const double *column = x->columns ? x->columns[d] : m->data + (ptrdiff_t)d * m->col_stride;
        ptrdiff_t stride = x->columns ? 1 : m->row_stride;
        copy_strided(column + (ptrdiff_t)(p->first + begin) * stride, stride, end - begin,
                     p->to + d * p->rows + begin);
    }
    return VOI_OK;
}

voi_status vi_gpu_pack(voi_context *ctx, const vi_gpu_values *values, size_t first, size_t rows,
                       double *to, voi_error *err)
{
    packing p = {values, first, rows, to};
    return vi_pool_run(ctx->pool, (rows + PACKED_ROWS - 1) / PACKED_ROWS, pack_rows, &p, NULL, NULL,
                       err);
}
