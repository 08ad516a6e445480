/* The squares of distances of a point to all centres, then e^t of them (elementary.h). There are no
 * branches, so the compiler works on whole registers; products fused into their sums, in a fixed
 * order, give the same bits for every instruction set (as in rank_update.c). */
#include "math/gaussians.h"

#include "math/elementary.h"

/* e^t for t in [−690, 0]; 0 below, so that no number is subnormal. */
VI_INLINE double bell(double t)
{
    vi_exp_parts parts = vi_exp_split(t < -690 ? -690 : t);
    double power = vi_double_of(vi_bits_of(parts.fraction) + ((parts.whole - 2048) << 52));
    return t < -690 ? 0 : power;
}

VI_INLINE void one_point(const double *point, vi_centres centres, double *out)
{
    for (size_t k = 0; k < centres.count; k++) {
        out[k] = 0;
    }
    for (size_t d = 0; d < centres.dims; d++) {
        const double *at = centres.data + d * centres.count;
        double place = point[d];
        for (size_t k = 0; k < centres.count; k++) {
            double distance = place - at[k];
            out[k] = fma(distance, distance, out[k]);
        }
    }
    for (size_t k = 0; k < centres.count; k++) {
        out[k] = bell(-0.5 * out[k]);
    }
}

VI_INLINE void all_points(const double *place, size_t points, vi_centres centres, double *out,
                          size_t next)
{
    for (size_t i = 0; i < points; i++) {
        one_point(place + i * centres.dims, centres, out + i * next);
    }
}

#if defined(__x86_64__)

#if defined(__clang__)
#define AVX512 "avx512f,avx512dq"
#else
#define AVX512 "avx512f,avx512dq,prefer-vector-width=512"
#endif

__attribute__((target(AVX512))) static void
gaussians_avx512(const double *place, size_t points, vi_centres centres, double *out, size_t next)
{
    all_points(place, points, centres, out, next);
}

__attribute__((target("avx2,fma"))) static void
gaussians_avx2(const double *place, size_t points, vi_centres centres, double *out, size_t next)
{
    all_points(place, points, centres, out, next);
}

void vi_gaussians(const double *place, size_t points, vi_centres centres, double *out, size_t next)
{
    if (__builtin_cpu_supports("avx512dq")) {
        gaussians_avx512(place, points, centres, out, next);
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        gaussians_avx2(place, points, centres, out, next);
    } else {
        all_points(place, points, centres, out, next);
    }
}

#else

void vi_gaussians(const double *place, size_t points, vi_centres centres, double *out, size_t next)
{
    all_points(place, points, centres, out, next);
}

#endif
