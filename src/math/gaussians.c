/* With t = −½ d², n = round(t / log 2) and r = t − n log 2 (log 2 in two parts, so that r is exact
 * to the last bit), e^t = 2ⁿ e^r, |r| ≤ ½ log 2, where the Taylor series needs 13 terms. n comes by
 * adding 1.5 · 2⁵², whose last bits then hold it; they move to the exponent. There are no branches,
 * so the compiler works on whole registers; products fused into their sums, in a fixed order, give
 * the same bits for every instruction set (as in rank_update.c). */
#include "math/gaussians.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

static const double reciprocal[] = {1.0 / 479001600,
                                    1.0 / 39916800,
                                    1.0 / 3628800,
                                    1.0 / 362880,
                                    1.0 / 40320,
                                    1.0 / 5040,
                                    1.0 / 720,
                                    1.0 / 120,
                                    1.0 / 24,
                                    1.0 / 6,
                                    1.0 / 2,
                                    1,
                                    1};
enum { TERMS = sizeof reciprocal / sizeof *reciprocal };

/* e^t for t in [−690, 0]; 0 below. */
INLINE double exponential(double t)
{
    const double shift = 0x1.8p52, per_log = 0x1.71547652b82fep0;
    const double log_high = 0x1.62e42fefa39efp-1, log_low = 0x1.abc9e3b39803fp-56;
    double inside = t < -690 ? -690 : t;
    double shifted = fma(inside, per_log, shift), n = shifted - shift;
    double r = fma(-n, log_low, fma(-n, log_high, inside));
    double sum = 1.0 / 6227020800;
#pragma GCC unroll 13
    for (int i = 0; i < TERMS; i++) {
        sum = fma(sum, r, reciprocal[i]);
    }
    uint64_t bits, power;
    memcpy(&bits, &shifted, sizeof bits);
    memcpy(&power, &sum, sizeof power);
    power += bits << 52;
    memcpy(&sum, &power, sizeof sum);
    return t < -690 ? 0 : sum;
}

INLINE void one_point(const double *point, vi_centres centres, double *out)
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
        out[k] = exponential(-0.5 * out[k]);
    }
}

INLINE void all_points(const double *place, size_t points, vi_centres centres, double *out,
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
