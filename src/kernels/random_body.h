/* Philox4x32-10 in lanes of 64 bits, a block of four words in each: the multiplications look at the
 * lower 32 bits alone, so what stands above them is only cut off at the end. The including file
 * defines `words`, a vector of WORDS lanes, with words_multiply (of the lower halves). Keys of all
 * rounds are made once; a block gives the numbers 2 i and 2 i + 1 of the stream. */
#ifndef VI_KERNELS_RANDOM_BODY_H
#define VI_KERNELS_RANDOM_BODY_H

#include "core/philox.h"
#include "kernels/kernels.h"

#include <string.h>

typedef struct {
    uint64_t first, second;
} philox_key;

static void set_keys(uint64_t seed, philox_key key[VI_PHILOX_ROUNDS])
{
    for (uint32_t i = 0; i < VI_PHILOX_ROUNDS; i++) {
        key[i].first = (uint32_t)seed + i * VI_PHILOX_FIRST_STEP;
        key[i].second = (uint32_t)(seed >> 32) + i * VI_PHILOX_SECOND_STEP;
    }
}

static inline __attribute__((always_inline)) void run_rounds(words c[4],
                                                             const philox_key key[VI_PHILOX_ROUNDS])
{
#pragma GCC unroll 10
    for (int i = 0; i < VI_PHILOX_ROUNDS; i++) {
        words p = words_multiply(c[0], VI_PHILOX_FIRST), q = words_multiply(c[2], VI_PHILOX_SECOND);
        c[0] = (q >> 32) ^ c[1] ^ key[i].first;
        c[2] = (p >> 32) ^ c[3] ^ key[i].second;
        c[1] = q;
        c[3] = p;
    }
}

/* The leading 52 of 64 bits as the fraction of a number in [1, 2); less 1, and half a step up. */
static inline __attribute__((always_inline)) void store_uniforms(words low, words high,
                                                                 double out[WORDS])
{
    words bits = high << 32 >> 12 | (low & 0xffffffff) >> 12 | 0x3ff0000000000000;
    memcpy(out, &bits, sizeof bits);
    for (size_t i = 0; i < WORDS; i++) {
        out[i] -= 1 - 0x1p-53;
    }
}

static void uniforms(uint64_t seed, uint64_t stream, uint64_t first, double *out, size_t n)
{
    philox_key key[VI_PHILOX_ROUNDS];
    size_t i = first % 2 < n ? first % 2 : n;
    words block = {0};
    set_keys(seed, key);
    vi_kernels_scalar()->uniforms(seed, stream, first, out, i);
    for (size_t l = 0; l < WORDS; l++) {
        block[l] = (first + i) / 2 + l;
    }
    for (; i + 2 * WORDS <= n; i += 2 * WORDS, block += WORDS) {
        words c[4] = {block, block >> 32, (words){0} + stream, (words){0} + (stream >> 32)};
        double even[WORDS], odd[WORDS];
        run_rounds(c, key);
        store_uniforms(c[0], c[1], even);
        store_uniforms(c[2], c[3], odd);
        for (size_t l = 0; l < WORDS; l++) {
            out[i + 2 * l] = even[l];
            out[i + 2 * l + 1] = odd[l];
        }
    }
    vi_kernels_scalar()->uniforms(seed, stream, first + i, out + i, n - i);
}

#define RANDOM_KERNELS .uniforms = uniforms

#endif
