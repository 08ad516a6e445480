/* The passes over the rows that a GPU takes on, and values that stay with it. */
#include "core/alloc.h"
#include "kernels/cuda/gpu_pack.h"
#include "kernels/cuda/gpu_walk.h"

#include <string.h>

enum { LEAST_ROUNDS = 16 /* of rows, so that a block of the curve is worth its reduction */ };

voi_status vi_gpu_regrets(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values, double *sums,
                          voi_error *err)
{
    bool narrow = values->cols <= VI_NARROW_COLUMNS;
    const vi_kernel_variant variant = {narrow ? VI_KERNEL_REGRETS : VI_KERNEL_REGRETS_WIDE,
                                       narrow ? (int)values->cols : 0, vi_gpu_by_row(values)};
    vi_gpu_walk w =
        vi_gpu_plan(ctx, gpu, values, narrow ? VI_THREADS : VI_TILE_ROWS, 2 * values->cols);
    return vi_gpu_run(&w, &variant, sums, err);
}

/* Rows that a block takes in one round of its widest tile, the one with the most threads a row. */
static size_t rows_a_round(const vi_gpu_curve *curve)
{
    int widest = 0;
    for (size_t t = 0; t < curve->tile_count; t++) {
        widest = curve->tiles[t].shift > widest ? curve->tiles[t].shift : widest;
    }
    return (size_t)VI_THREADS >> widest;
}

static void set_tiles(vi_gpu_walk *w, const vi_curve_tile *tiles, size_t count)
{
    w->tiles = tiles;
    w->tile_bytes = count * sizeof *tiles;
    w->blocks_y = count;
}

voi_status vi_gpu_curve_sums(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                             const vi_gpu_curve *curve, double *sums, voi_error *err)
{
    static const vi_kernel_variant variant = {VI_KERNEL_CURVE, 0, false};
    vi_gpu_walk w =
        vi_gpu_plan(ctx, gpu, values, LEAST_ROUNDS * rows_a_round(curve), 2 * curve->count);
    w.arguments.cols = (int)(values->cols / 2);
    w.numbers = curve->k;
    w.number_bytes = curve->count * sizeof *curve->k;
    set_tiles(&w, curve->tiles, curve->tile_count);
    return vi_gpu_run(&w, &variant, sums, err);
}

voi_status vi_gpu_wins(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                       const vi_gpu_curve *curve, const double *shares, double *wins,
                       voi_error *err)
{
    static const vi_kernel_variant variant = {VI_KERNEL_WINS, 0, false};
    size_t strategies = values->cols / 2;
    if (strategies > VI_MOST_COUNTED) {
        return vi_fail(err, VOI_ERR_LIMIT, "%zu strategies are too many for it", strategies);
    }
    size_t numbers = curve->count + strategies;
    double *k_and_shares = vi_malloc(numbers, sizeof *k_and_shares);
    if (!k_and_shares) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu values of k", curve->count);
    }
    memcpy(k_and_shares, curve->k, curve->count * sizeof *curve->k);
    memcpy(k_and_shares + curve->count, shares, strategies * sizeof *shares);
    vi_gpu_walk w = vi_gpu_plan(ctx, gpu, values, LEAST_ROUNDS * rows_a_round(curve),
                                strategies * curve->count);
    w.arguments.cols = (int)strategies;
    w.numbers = k_and_shares;
    w.number_bytes = numbers * sizeof *k_and_shares;
    set_tiles(&w, curve->tiles, curve->tile_count);
    voi_status status = vi_gpu_run(&w, &variant, wins, err);
    vi_free(k_and_shares);
    return status;
}

voi_status vi_gpu_net_benefits(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                               const vi_gpu_pricing *pricing, double *const *out, voi_error *err)
{
    static const vi_kernel_variant variant = {VI_KERNEL_NET_BENEFITS, 0, false};
    vi_gpu_walk w = vi_gpu_plan(ctx, gpu, values, VI_THREADS, 0);
    w.arguments.cols = (int)(values->cols / 2);
    w.arguments.reference = (int)pricing->reference;
    w.numbers = &pricing->k;
    w.number_bytes = sizeof pricing->k;
    w.made = out;
    w.made_cols = values->cols / 2;
    return vi_gpu_run(&w, &variant, NULL, err);
}

voi_status vi_gpu_moment_sums(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                              const vi_gpu_moments *moments, double *sums, voi_error *err)
{
    static const vi_kernel_variant variant = {VI_KERNEL_MOMENTS, 0, false};
    vi_gpu_walk w =
        vi_gpu_plan(ctx, gpu, values, VI_THREADS, VI_GPU_MOMENT_SUMS * moments->strategies);
    w.arguments.cols = (int)(values->cols - moments->strategies);
    w.numbers = moments->near;
    w.number_bytes = values->cols * sizeof *moments->near;
    w.blocks_y = moments->strategies;
    return vi_gpu_run(&w, &variant, sums, err);
}

voi_status vi_gpu_draw(voi_context *ctx, vi_gpu *gpu, const vi_gpu_draws *draws, double *out,
                       voi_error *err)
{
    const vi_kernel_variant variant = {draws->normal ? VI_KERNEL_NORMALS : VI_KERNEL_UNIFORMS, 0,
                                       false};
    const vi_gpu_values nothing = {.rows = draws->count, .cols = 1};
    vi_gpu_walk w = vi_gpu_plan(ctx, gpu, &nothing, 2 * VI_THREADS, 0);
    w.moving = false;
    w.arguments.random = (vi_random_numbers){draws->seed, draws->stream, draws->first};
    w.made = &out;
    w.made_cols = 1;
    return draws->count > 0 ? vi_gpu_run(&w, &variant, NULL, err) : VOI_OK;
}

void vi_gpu_keep_facts(vi_gpu *gpu, double *facts)
{
    vi_free(gpu->facts);
    gpu->facts = facts;
}

const double *vi_gpu_facts(const vi_gpu *gpu, const vi_gpu_values *values)
{
    return vi_gpu_are_kept(gpu, values) ? gpu->facts : NULL;
}

static void forget(vi_gpu *gpu)
{
    vi_identity_release(gpu->kept_identity);
    gpu->kept_identity = NULL;
    vi_gpu_keep_facts(gpu, NULL);
}

/* Whether the device has room, with some left for its own purposes and ours. */
static voi_status find_room(vi_gpu *gpu, size_t bytes, bool *found, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t room = 0, total = 0;
    forget(gpu);
    if (bytes <= gpu->kept.bytes) {
        *found = true;
        return VOI_OK;
    }
    VI_CUDA_TRY(gpu->driver, cuMemGetInfo_v2, &room, &total);
    room += gpu->kept.bytes;
    *found = bytes <= room - room / 8;
    if (*found) {
        VI_TRY(vi_gpu_reserve(gpu, &gpu->kept, bytes, err));
    }
cleanup:
    return status;
}

static voi_status keep(vi_gpu_walk *w, bool *kept, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gpu *gpu = w->gpu;
    const vi_gpu_values *x = w->values;
    bool found = false;
    VI_TRY(find_room(gpu, x->rows * x->cols * sizeof(double), &found, err));
    if (found) {
        w->kept = gpu->kept.address;
        VI_TRY(vi_gpu_walk_all(w, err));
        gpu->kept_identity = vi_identity_hold(x->identity);
        gpu->kept_rows = x->rows;
        gpu->kept_cols = x->cols;
    }
    *kept = found;
cleanup:
    return status;
}

voi_status vi_gpu_upload(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values, bool *kept,
                         voi_error *err)
{
    if (vi_gpu_are_kept(gpu, values)) {
        *kept = true;
        return VOI_OK;
    }
    vi_gpu_walk w = vi_gpu_plan(ctx, gpu, values, 1, 1);
    voi_status status = vi_gpu_enter(gpu, err);
    if (status == VOI_OK) {
        status = keep(&w, kept, err);
        vi_gpu_leave(gpu);
    }
    return status;
}
