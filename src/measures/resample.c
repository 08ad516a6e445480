/* A block of Philox on the row's number gives eight times sixteen bits, and so the weights of eight
 * replicates: as many as a table of the Poisson distribution, in 65536ths, has entries above those
 * bits. Its entries, rounded, still sum to 65536: the mean is exactly 1, the variance 1 to 4e-5. A
 * row has four blocks, of which AVX2 makes one in each 64 bits; what stands above the 32 that count
 * is never looked at. */
#include "measures/resample.h"

#include "core/philox.h"

enum { BLOCKS = 4, EXCESSES = 8 };

_Static_assert((int)VI_LANES == 8 * (int)BLOCKS, "eight lanes a block");

/* Tells these numbers from others of the same seed. */
#define PURPOSE 0xB0075712u

/* P(weight ≥ 1), P(weight ≥ 2), … */
static const uint16_t excess[EXCESSES] = {41427, 17317, 5263, 1244, 240, 39, 5, 1};

static double weight_of(uint32_t bits)
{
    int sum = 0;
    for (size_t k = 0; k < EXCESSES; k++) {
        sum += bits < excess[k];
    }
    return sum;
}

static void resample_plain(uint64_t seed, size_t batch, const size_t *row, size_t count,
                           double *weight)
{
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    for (size_t i = 0; i < count * BLOCKS; i++) {
        uint64_t number = row[i / BLOCKS];
        uint32_t block = (uint32_t)(i % BLOCKS), bits[4];
        const uint32_t counter[4] = {(uint32_t)number, (uint32_t)(number >> 32),
                                     (uint32_t)batch * BLOCKS + block, PURPOSE};
        double *out = weight + i / BLOCKS * VI_LANES + 4 * block;
        vi_philox(counter, key, bits);
        for (size_t w = 0; w < 4; w++) {
            double *pair = out + w / 2 * (VI_LANES / 2) + w % 2 * 2;
            pair[0] = weight_of(bits[w] & 0xFFFFu);
            pair[1] = weight_of(bits[w] >> 16);
        }
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline, target("avx2")))

/* Words of four counters each; `key` of the round. */
INLINE void run_round(__m256i c[4], __m256i first_key, __m256i second_key)
{
    __m256i p0 = _mm256_mul_epu32(c[0], _mm256_set1_epi64x(VI_PHILOX_FIRST));
    __m256i p1 = _mm256_mul_epu32(c[2], _mm256_set1_epi64x(VI_PHILOX_SECOND));
    c[0] = _mm256_xor_si256(_mm256_srli_epi64(p1, 32), _mm256_xor_si256(c[1], first_key));
    c[1] = p1;
    c[2] = _mm256_xor_si256(_mm256_srli_epi64(p0, 32), _mm256_xor_si256(c[3], second_key));
    c[3] = p0;
}

/* Sixteen weights, of the low 32 bits of two words. */
INLINE void store_weights(__m256i low, __m256i high, double *weight)
{
    const __m256i flip = _mm256_set1_epi16(INT16_MIN);
    __m256i both = _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xAA);
    __m256i bits = _mm256_xor_si256(both, flip), sum = _mm256_setzero_si256();
    for (size_t k = 0; k < EXCESSES; k++) {
        __m256i most = _mm256_set1_epi16((int16_t)(excess[k] - 0x8000));
        sum = _mm256_sub_epi16(sum, _mm256_cmpgt_epi16(most, bits));
    }
    for (int half = 0; half < 2; half++, weight += 8) {
        __m128i eight = half ? _mm256_extracti128_si256(sum, 1) : _mm256_castsi256_si128(sum);
        __m256i wide = _mm256_cvtepi16_epi32(eight);
        _mm256_storeu_pd(weight, _mm256_cvtepi32_pd(_mm256_castsi256_si128(wide)));
        _mm256_storeu_pd(weight + 4, _mm256_cvtepi32_pd(_mm256_extracti128_si256(wide, 1)));
    }
}

__attribute__((target("avx2"))) static void
resample_avx2(uint64_t seed, size_t batch, const size_t *row, size_t count, double *weight)
{
    __m256i key[2][VI_PHILOX_ROUNDS];
    uint32_t block = (uint32_t)batch * BLOCKS;
    for (uint32_t i = 0; i < VI_PHILOX_ROUNDS; i++) {
        key[0][i] = _mm256_set1_epi64x((uint32_t)seed + i * VI_PHILOX_FIRST_STEP);
        key[1][i] = _mm256_set1_epi64x((uint32_t)(seed >> 32) + i * VI_PHILOX_SECOND_STEP);
    }
    for (size_t i = 0; i < count; i++, weight += VI_LANES) {
        __m256i c[4] = {_mm256_set1_epi64x((long long)row[i]),
                        _mm256_set1_epi64x((long long)((uint64_t)row[i] >> 32)),
                        _mm256_set_epi64x(block + 3, block + 2, block + 1, block),
                        _mm256_set1_epi64x(PURPOSE)};
#pragma GCC unroll 10
        for (size_t round = 0; round < VI_PHILOX_ROUNDS; round++) {
            run_round(c, key[0][round], key[1][round]);
        }
        store_weights(c[0], c[1], weight);
        store_weights(c[2], c[3], weight + VI_LANES / 2);
    }
}

void vi_resample(uint64_t seed, size_t batch, const size_t *row, size_t count, double *weight)
{
    if (__builtin_cpu_supports("avx2")) {
        resample_avx2(seed, batch, row, count, weight);
    } else {
        resample_plain(seed, batch, row, count, weight);
    }
}

#else

void vi_resample(uint64_t seed, size_t batch, const size_t *row, size_t count, double *weight)
{
    resample_plain(seed, batch, row, count, weight);
}

#endif
