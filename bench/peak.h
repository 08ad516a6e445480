/* The most that one core does. It computes chains of fused multiplications that wait for nothing,
 * in the widest registers of the processor; it reads cache lines that were asked for well ahead. */
#ifndef BENCH_PEAK_H
#define BENCH_PEAK_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum { CHAINS = 16, STEPS = 1 << 16, PAIRS_A_LINE = 4, PAIRS_AT_ONCE = 8, PAIRS_AHEAD = 512 };

typedef uint64_t pair __attribute__((vector_size(16)));

/* All words of an array combined; `count` pairs, a multiple of PAIRS_AT_ONCE, that is of lines. */
static uint64_t read_pairs(const pair *pairs, size_t count)
{
    pair all[PAIRS_AT_ONCE] = {{0}};
    for (size_t i = 0; i < count; i += PAIRS_AT_ONCE) {
        for (size_t j = 0; j < PAIRS_AT_ONCE; j += PAIRS_A_LINE) {
            __builtin_prefetch(pairs + i + j + PAIRS_AHEAD);
        }
#pragma GCC unroll 8
        for (size_t j = 0; j < PAIRS_AT_ONCE; j++) {
            all[j] ^= pairs[i + j];
        }
    }
    for (size_t j = 1; j < PAIRS_AT_ONCE; j++) {
        all[0] ^= all[j];
    }
    return all[0][0] ^ all[0][1];
}

/* Each answers its floating-point operations, two a fused multiplication; the sum of all chains
 * keeps them from being left out. */
typedef double (*peak_fn)(double *sum);

static double peak_plain(double *sum)
{
    double chain[CHAINS] = {0};
    for (size_t i = 0; i < STEPS; i++) {
        for (size_t c = 0; c < CHAINS; c++) {
            chain[c] = fma(chain[c], 0.5, 1);
        }
    }
    for (size_t c = 0; c < CHAINS; c++) {
        *sum += chain[c];
    }
    return 2.0 * CHAINS * STEPS;
}

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2,fma"))) static double peak_avx2(double *sum)
{
    __m256d chain[CHAINS / 2], half = _mm256_set1_pd(0.5), one = _mm256_set1_pd(1);
    for (size_t c = 0; c < CHAINS / 2; c++) {
        chain[c] = one;
    }
    for (size_t i = 0; i < STEPS; i++) {
#pragma GCC unroll 8
        for (size_t c = 0; c < CHAINS / 2; c++) {
            chain[c] = _mm256_fmadd_pd(chain[c], half, one);
        }
    }
    for (size_t c = 0; c < CHAINS / 2; c++) {
        *sum += _mm256_cvtsd_f64(chain[c]);
    }
    return 2.0 * 4 * CHAINS / 2 * STEPS;
}

__attribute__((target("avx512f"))) static double peak_avx512(double *sum)
{
    __m512d chain[CHAINS], half = _mm512_set1_pd(0.5), one = _mm512_set1_pd(1);
    for (size_t c = 0; c < CHAINS; c++) {
        chain[c] = one;
    }
    for (size_t i = 0; i < STEPS; i++) {
#pragma GCC unroll 16
        for (size_t c = 0; c < CHAINS; c++) {
            chain[c] = _mm512_fmadd_pd(chain[c], half, one);
        }
    }
    for (size_t c = 0; c < CHAINS; c++) {
        *sum += _mm512_cvtsd_f64(chain[c]);
    }
    return 2.0 * 8 * CHAINS * STEPS;
}

static peak_fn peak_of_processor(void)
{
    return __builtin_cpu_supports("avx512f")                                 ? peak_avx512
           : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? peak_avx2
                                                                             : peak_plain;
}

#else

static peak_fn peak_of_processor(void)
{
    return peak_plain;
}

#endif
#endif
