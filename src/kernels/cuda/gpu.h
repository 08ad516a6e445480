/* A GPU at work: opened once for a context, it keeps compiled kernels, streams and buffers, and the
 * values of one problem where they were uploaded. One thread at a time. */
#ifndef VI_KERNELS_CUDA_GPU_H
#define VI_KERNELS_CUDA_GPU_H

#include "core/context.h"
#include "core/identity.h"
#include "kernels/cuda/arguments.h"
#include "kernels/cuda/device_source.h"

typedef struct vi_gpu vi_gpu;

typedef struct {
    const char *driver, *nvrtc; /* libraries; NULL = where they usually are */
    const char *cache_folder;   /* of compiled kernels; NULL = none */
    size_t chunk_bytes;         /* that go to the device at a time; 0 = as is best */
} vi_gpu_options;

/* Opens the first device. VOI_ERR_UNSUPPORTED says why there is none. */
voi_status vi_gpu_open(const vi_gpu_options *options, vi_gpu **out, voi_error *err);
void vi_gpu_close(vi_gpu *gpu);
/* Whether vi_gpu_open would find driver, compiler and device; `why`, which may be NULL, says what
 * it would not. */
bool vi_gpu_possible(voi_error *why);
const char *vi_gpu_device_name(const vi_gpu *gpu);

/* What work of the context's GPU came to: one that failed is closed, which is noted and no error;
 * one for which the work is too large is not. `done` tells whether the work is. The only error that
 * is handed on is VOI_ERR_CANCELLED. */
voi_status vi_gpu_settle(voi_context *ctx, voi_status status, const voi_error *why, bool *done,
                         voi_error *err);

/* Values, N × D: one contiguous array a column, or a matrix of any strides, or what a function
 * makes: `rows` rows from `first` on, column after column, each at `stride` from the one before. */
typedef struct {
    const double *const *columns;
    const voi_matrix *matrix;
    void (*pack)(const void *state, size_t first, size_t rows, size_t stride, double *to);
    const void *state;
    size_t rows, cols;
    vi_identity *identity; /* what uploaded values are known by; NULL where they never are */
} vi_gpu_values;

/* Keeps values on the device, in place of those kept before, so that what follows moves none of
 * them; `kept` tells whether there was room. Values kept under this identity and shape stay as they
 * are.
 * Errors, here and below: VOI_ERR_CANCELLED; VOI_ERR_LIMIT where a call is too large for a GPU that
 * is otherwise well; anything else says what of the GPU failed, which must then be closed. */
voi_status vi_gpu_upload(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values, bool *kept,
                         voi_error *err);

/* Whether these values lie on the device already. */
bool vi_gpu_are_kept(const vi_gpu *gpu, const vi_gpu_values *values);

/* Numbers that the owner of kept values wants to have again beside them: a block of vi_malloc,
 * which now belongs to the GPU; NULL where there are none for these values. */
void vi_gpu_keep_facts(vi_gpu *gpu, double *facts);
const double *vi_gpu_facts(const vi_gpu *gpu, const vi_gpu_values *values);

/* 2 D sums: of the regrets of each column, then of their squares. Those of values that are not
 * finite, or too far apart, are not finite. */
voi_status vi_gpu_regrets(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values, double *sums,
                          voi_error *err);

/* 2 K sums: at each k the regrets of the strategy that is best there, then their squares. Values
 * are effects, then costs; tiles cover the k in order. */
typedef struct {
    const double *k;
    size_t count;
    const vi_curve_tile *tiles;
    size_t tile_count;
} vi_gpu_curve;
voi_status vi_gpu_curve_sums(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                             const vi_gpu_curve *curve, double *sums, voi_error *err);

/* K × D counts: at each k, for every strategy, the rows in which it is best, as shares[m − 1] where
 * m strategies are equal. Values and k are as above; the tiles' best strategy is not looked at. At
 * most VI_MOST_COUNTED strategies: VOI_ERR_LIMIT. */
voi_status vi_gpu_wins(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                       const vi_gpu_curve *curve, const double *shares, double *wins,
                       voi_error *err);

/* Net benefits of every strategy against one of them, out[d][i] = k (e_id − e_ir) − (c_id − c_ir),
 * with the bits that they have on the CPU. Values are effects, then costs. */
typedef struct {
    double k;
    size_t reference;
} vi_gpu_pricing;
voi_status vi_gpu_net_benefits(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                               const vi_gpu_pricing *pricing, double *const *out, voi_error *err);

/* 5 sums a strategy, of values less `near`, one number a column: Σe, Σc, Σee, Σec, Σcc. Values are
 * effects, then costs; or costs alone, which then count as both. */
enum { VI_GPU_MOMENT_SUMS = 5 };
typedef struct {
    const double *near;
    size_t strategies;
} vi_gpu_moments;
voi_status vi_gpu_moment_sums(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                              const vi_gpu_moments *moments, double *sums, voi_error *err);

/* Numbers first .. first + count − 1 of a stream (core/philox.h), uniform or, by their quantiles,
 * standard normal; of the bits that they have on the CPU. */
typedef struct {
    uint64_t seed, stream, first;
    size_t count;
    bool normal;
} vi_gpu_draws;
voi_status vi_gpu_draw(voi_context *ctx, vi_gpu *gpu, const vi_gpu_draws *draws, double *out,
                       voi_error *err);

/* Cross-products of functions and responses: Σ x_i x_j over the rows, for j ≤ i, at out[i n + j], n
 * of functions and responses together. Values are the root of a row's precision, the cells of
 * parameters, the responses; each function has three factors. */
typedef struct {
    const double *table;
    size_t table_count;
    const vi_spline_factor *factors;
    size_t functions, responses;
} vi_gpu_splines;
voi_status vi_gpu_spline_products(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                                  const vi_gpu_splines *splines, double *out, voi_error *err);

#endif
