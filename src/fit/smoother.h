/* Everything that fitting responses on one parameter needs, kept from parameter to parameter. */
#ifndef VI_FIT_SMOOTHER_H
#define VI_FIT_SMOOTHER_H

#include "fit/noise.h"

typedef struct {
    vi_cells *cells;
    vi_basis *basis;
    vi_tally tally;
    vi_spline spline;
    vi_noise noise;
    double *precision, *work; /* cells, and twice that */
} vi_smoother;

/* Makes room for `rows` rows and `responses` responses; false when memory is out. To be freed in
 * either case. */
bool vi_smoother_create(const struct vi_kernels *kernels, size_t rows, size_t responses,
                        vi_smoother *out);
void vi_smoother_free(vi_smoother *smoother);

/* Fits the parameter that is cut into its cells, two or more. False where linear algebra fails.
 * Cost O(N R²) and O(R² (cells + functions²) + R functions³). */
bool vi_smoother_fit(vi_smoother *smoother, const vi_responses *responses);

#endif
