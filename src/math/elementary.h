/* exp, log and expit of one double, without branches and tables, so that a loop over an array
 * becomes vector instructions. Products fused into their sums are written as fma, which rounds once
 * in hardware or in the C library, and nothing else is fused: every instruction set gives the same
 * bits.
 *
 * exp: n = round(x / log 2), r = x − n log 2, e^x = 2ⁿ e^r with |r| ≤ ½ log 2 (Cody and Waite
 * 1980); e^r = 1 + r + r² P(r). 2ⁿ is multiplied in two halves, so that what is subnormal rounds
 * once. log: x = 2ⁿ (1 + f) with 1 + f in [√½, √2), s = f / (2 + f), log(1 + f) = 2 atanh s = 2 s +
 * s z Q(z) with z = s², written as f less a small correction. P and Q have the least possible
 * maximal relative error: tools/make_minimax.py.
 *
 * Kernels for a GPU are made of this text too, so it stays in what C and C++ share. */
#ifndef VI_MATH_ELEMENTARY_H
#define VI_MATH_ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define VI_INLINE static inline __attribute__((always_inline))

/* log 2 in two parts; the first has so many zeros at its end that n times it is exact. */
#define VI_LOG2_HIGH 0x1.62e42fefa38p-1
#define VI_LOG2_LOW 0x1.ef35793c7673p-45

VI_INLINE uint64_t vi_bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

VI_INLINE double vi_double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^x = 2ⁿ · fraction, with n + 2048 in `whole`, for |x| ≤ 746. */
typedef struct {
    double fraction;
    uint64_t whole;
} vi_exp_parts;

VI_INLINE vi_exp_parts vi_exp_split(double x)
{
    /* Adding `shift` leaves n + 2048, rounded, in the last bits. */
    const double shift = 0x1.8p52 + 2048, per_log = 0x1.71547652b82fep0;
    double shifted = fma(x, per_log, shift), n = shifted - shift;
    double exact = fma(-n, VI_LOG2_HIGH, x), r = fma(-n, VI_LOG2_LOW, exact);
    double lost = fma(-n, VI_LOG2_LOW, exact - r), square = r * r;
    double odd = 0x1.ad2043ef68e1p-26, even = 0x1.289f8b56b514dp-22;
    odd = fma(odd, square, 0x1.71df552593366p-19);
    even = fma(even, square, 0x1.a019ab2cc6414p-16);
    odd = fma(odd, square, 0x1.a01a011c2f5a5p-13);
    even = fma(even, square, 0x1.6c16c17cc34ebp-10);
    odd = fma(odd, square, 0x1.1111111128855p-7);
    even = fma(even, square, 0x1.5555555553206p-5);
    odd = fma(odd, square, 0x1.5555555555501p-3);
    even = fma(even, square, 0.5);
    double fraction = r + fma(fma(odd, r, even), square, lost) + 1;
    vi_exp_parts parts = {fraction, vi_bits_of(shifted) & 0xfff};
    return parts;
}

/* e^x, within 0.91 units in the last place; NaN as it came. */
VI_INLINE double vi_exp(double x)
{
    double inside = x > 710 ? 710 : x;
    vi_exp_parts parts = vi_exp_split(inside < -746 ? -746 : inside);
    uint64_t half = parts.whole >> 1;
    double power = parts.fraction * vi_double_of((half - 1) << 52);
    power *= vi_double_of((parts.whole - half - 1) << 52);
    return x == x ? power : x;
}

/* log x, within 0.84 units in the last place: −∞ at 0, NaN below, NaN as it came. */
VI_INLINE double vi_log(double x)
{
    const uint64_t one = 0x3ff0000000000000, root_half = 0x3fe6a09e667f3bcd;
    int tiny = x < 0x1p-1022;
    /* What lies √½ … √2 times a power of two away from it has that power in its exponent. */
    uint64_t bits = vi_bits_of(tiny ? x * 0x1p54 : x) + (one - root_half);
    double f = vi_double_of((bits & 0xfffffffffffff) + root_half) - 1;
    double n = vi_double_of((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
    n = tiny ? n - 54 : n;
    double s = f / (2 + f), z = s * s, square = z * z, half = 0.5 * f * f;
    double odd = 0x1.39a1a7130cd52p-3, even = 0x1.2f0634ff45021p-3;
    even = fma(even, square, 0x1.74663f9f5e80fp-3);
    odd = fma(odd, square, 0x1.c71c52061e9ep-3);
    even = fma(even, square, 0x1.24924941f4d2dp-2);
    odd = fma(odd, square, 0x1.999999997fd7bp-2);
    even = fma(even, square, 0x1.5555555555592p-1);
    double series = z * fma(odd, z, even);
    double below = half - fma(s, half + series, n * VI_LOG2_LOW);
    double result = fma(n, VI_LOG2_HIGH, f - below);
    result = x > 0 ? result : x == 0 ? -INFINITY : NAN;
    return x < INFINITY ? result : x;
}

/* 1 / (1 + e^−x), within 2.3 units in the last place; NaN as it came. */
VI_INLINE double vi_expit(double x)
{
    double power = vi_exp(-fabs(x));
    double share = (x < 0 ? power : 1) / (1 + power);
    return x == x ? share : x;
}

#endif
