/* Cross-products in squares of VI_PRODUCT_SIDE columns: those of group g with the groups before it
 * and with itself follow each other, then come those of group g + 1. */
#include "core/alloc.h"
#include "kernels/cuda/gpu_walk.h"

#include <string.h>

enum {
    BLOCK_ROWS = 4096,   /* at least so many make a block worth its partial sums */
    WANTED_BLOCKS = 256, /* more only add partial sums */
    SQUARE = VI_PRODUCT_SIDE * VI_PRODUCT_SIDE
};

/* From squares to rows of the lower triangle. */
static void unpack(const double *squares, size_t columns, double *out)
{
    for (size_t i = 0; i < columns; i++) {
        size_t group = i / VI_PRODUCT_SIDE, first = group * (group + 1) / 2;
        for (size_t j = 0; j <= i; j += VI_PRODUCT_SIDE) {
            size_t left = i + 1 - j, count = left < VI_PRODUCT_SIDE ? left : VI_PRODUCT_SIDE;
            const double *square = squares + (first + j / VI_PRODUCT_SIDE) * SQUARE;
            memcpy(out + i * columns + j, square + i % VI_PRODUCT_SIDE * VI_PRODUCT_SIDE,
                   count * sizeof *out);
        }
    }
}

voi_status vi_gpu_spline_products(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *values,
                                  const vi_gpu_splines *splines, double *out, voi_error *err)
{
    static const vi_kernel_variant variant = {VI_KERNEL_SPLINE_PRODUCTS, 0, false};
    size_t columns = splines->functions + splines->responses;
    size_t groups = (columns + VI_PRODUCT_SIDE - 1) / VI_PRODUCT_SIDE;
    size_t pairs = groups * (groups + 1) / 2, most = WANTED_BLOCKS / pairs + 1;
    double *squares = vi_malloc(pairs * SQUARE, sizeof *squares);
    if (!squares) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu functions", columns);
    }
    vi_gpu_walk w = vi_gpu_plan(ctx, gpu, values, BLOCK_ROWS, pairs * SQUARE);
    w.blocks = w.blocks < most ? w.blocks : most;
    w.blocks_y = pairs;
    w.numbers = splines->table;
    w.number_bytes = splines->table_count * sizeof *splines->table;
    w.tiles = splines->factors;
    w.tile_bytes = 3 * splines->functions * sizeof *splines->factors;
    w.arguments.cols = (int)(values->cols - splines->responses);
    w.arguments.functions = (int)splines->functions;
    w.arguments.responses = (int)splines->responses;
    voi_status status = vi_gpu_run(&w, &variant, squares, err);
    if (status == VOI_OK) {
        unpack(squares, columns, out);
    }
    vi_free(squares);
    return status;
}
