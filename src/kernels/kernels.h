/* The hot loops, behind one table of functions. scalar.c is the reference; a backend copies its
 * table and overwrites what it does better. Every backend gives the same bits as scalar: row i of a
 * chunk belongs to lane i mod 8, the lanes are added in a fixed order, and no product is fused into
 * a sum. */
#ifndef VI_KERNELS_KERNELS_H
#define VI_KERNELS_KERNELS_H

#include "core/error.h"

enum { VI_LANES = 8 };

typedef struct vi_kernels {
    const char *name;
    /* Regrets of a chunk of rows, row-major with `row_stride`: for every strategy d,
     * sum[d] = Σ_i r_id and squares[d] = Σ_i r_id² with r_id = max_e x_ie − x_id. */
    void (*regrets_by_row)(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *sum, double *squares);
    /* The same from one contiguous array a strategy. */
    void (*regrets_by_column)(const double *const *columns, size_t rows, size_t cols, double *sum,
                              double *squares);
} vi_kernels;

/* The kernels by name ("auto" or NULL: the best this CPU runs), with the reason in one sentence.
 * VOI_ERR_UNSUPPORTED lists the possible names. */
voi_status vi_kernels_select(const char *name, const vi_kernels **out, const char **reason,
                             voi_error *err);

const vi_kernels *vi_kernels_scalar(void);

#endif
