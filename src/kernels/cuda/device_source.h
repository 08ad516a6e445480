/* The kernels' source, made into arrays by the build, and how it is compiled. */
#ifndef VI_KERNELS_CUDA_DEVICE_SOURCE_H
#define VI_KERNELS_CUDA_DEVICE_SOURCE_H

#include "kernels/cuda/module_cache.h"
#include "kernels/cuda/nvrtc.h"

/* The most strategies that a thread holds in registers, in kernels made for their number. */
enum { VI_NARROW_COLUMNS = 16 };

typedef enum {
    VI_KERNEL_REGRETS,
    VI_KERNEL_REGRETS_WIDE,
    VI_KERNEL_CURVE,
    VI_KERNEL_MOMENTS,
    VI_KERNEL_UNIFORMS,
    VI_KERNEL_NORMALS,
    VI_KERNEL_SPLINE_PRODUCTS,
    VI_KERNEL_NET_BENEFITS,
    VI_KERNEL_WINS,
    VI_KERNELS
} vi_kernel_name;

/* A kernel as it is compiled: regrets for a number of columns, or any (0), and an order of the
 * values. */
typedef struct {
    vi_kernel_name name;
    int cols;
    bool by_row;
} vi_kernel_variant;

/* The name of its function in the source. */
const char *vi_kernel_function(const vi_kernel_variant *variant);

/* Compiles for an architecture (10 major + minor), or takes the binary from the cache. `extra`,
 * which may be NULL, is one more option; the binary is then neither taken nor kept, and `log`
 * receives what the compiler says. */
voi_status vi_kernel_binary(const vi_nvrtc *nvrtc, const vi_module_cache *cache,
                            const vi_kernel_variant *variant, int architecture, voi_bytes *out,
                            voi_error *err);
voi_status vi_kernel_compile(const vi_nvrtc *nvrtc, const vi_kernel_variant *variant,
                             int architecture, const char *extra, voi_bytes *out, voi_bytes *log,
                             voi_error *err);

#endif
