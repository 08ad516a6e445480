/* AVX-512: a v8 is one register. Eight rows are transposed by three rounds of two-register
 * shuffles. Rows of up to four numbers are loaded by narrower registers: a masked load of a
 * whole one costs much of the speed from memory, as if it waited for the line behind its row. */
#include "kernels/kernels.h"

#if defined(__AVX512F__) && defined(__AVX512DQ__)

#include <immintrin.h>
#include <math.h>
#include <stdint.h>

typedef __m512d v8;

static inline v8 v8_load(const double *x)
{
    return _mm512_loadu_pd(x);
}

static inline void v8_store(double *x, v8 a)
{
    _mm512_storeu_pd(x, a);
}

static inline v8 v8_max(v8 a, v8 b)
{
    return _mm512_max_pd(a, b);
}

static inline v8 v8_add(v8 a, v8 b)
{
    return _mm512_add_pd(a, b);
}

static inline v8 v8_sub(v8 a, v8 b)
{
    return _mm512_sub_pd(a, b);
}

static inline v8 v8_mul(v8 a, v8 b)
{
    return _mm512_mul_pd(a, b);
}

static inline v8 v8_set(double a)
{
    return _mm512_set1_pd(a);
}

/* Eight registers to one, halving what is left of each three times. */
static inline v8 v8_maxima(const v8 a[8])
{
    __m512d pair[4], quad[2];
    for (int i = 0; i < 4; i++) {
        pair[i] = _mm512_max_pd(_mm512_unpacklo_pd(a[2 * i], a[2 * i + 1]),
                                _mm512_unpackhi_pd(a[2 * i], a[2 * i + 1]));
    }
    for (int i = 0; i < 2; i++) {
        quad[i] = _mm512_max_pd(_mm512_shuffle_f64x2(pair[2 * i], pair[2 * i + 1], 0x88),
                                _mm512_shuffle_f64x2(pair[2 * i], pair[2 * i + 1], 0xdd));
    }
    return _mm512_max_pd(_mm512_shuffle_f64x2(quad[0], quad[1], 0x88),
                         _mm512_shuffle_f64x2(quad[0], quad[1], 0xdd));
}

/* Two columns: a register takes four rows, whatever lies between them. */
static inline void load_two_transposed(const double *x, ptrdiff_t row_stride, v8 *column)
{
    __m512d half[2];
    for (int i = 0; i < 2; i++, x += 4 * row_stride) {
        half[i] = _mm512_castpd128_pd512(_mm_loadu_pd(x));
        half[i] = _mm512_insertf64x2(half[i], _mm_loadu_pd(x + row_stride), 1);
        half[i] = _mm512_insertf64x2(half[i], _mm_loadu_pd(x + 2 * row_stride), 2);
        half[i] = _mm512_insertf64x2(half[i], _mm_loadu_pd(x + 3 * row_stride), 3);
    }
    const __m512i even = _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0);
    column[0] = _mm512_permutex2var_pd(half[0], even, half[1]);
    column[1] =
        _mm512_permutex2var_pd(half[0], _mm512_add_epi64(even, _mm512_set1_epi64(1)), half[1]);
}

/* Up to four columns: row i in the lower half of a register, row i + 4 in the upper one. */
static inline __attribute__((always_inline)) void
load_four_transposed(const double *x, ptrdiff_t row_stride, size_t cols, v8 *column)
{
    const __m256i counts = _mm256_set_epi64x(3, 2, 1, 0);
    const __m256i mask = _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)cols), counts);
    const __m512i low = _mm512_set_epi64(13, 12, 5, 4, 9, 8, 1, 0);
    const __m512i high = _mm512_set_epi64(15, 14, 7, 6, 11, 10, 3, 2);
    __m512d row[4];
    for (int i = 0; i < 4; i++) {
        const double *first = x + i * row_stride, *second = first + 4 * row_stride;
        __m256d a = cols == 4 ? _mm256_loadu_pd(first) : _mm256_maskload_pd(first, mask);
        __m256d b = cols == 4 ? _mm256_loadu_pd(second) : _mm256_maskload_pd(second, mask);
        row[i] = _mm512_insertf64x4(_mm512_castpd256_pd512(a), b, 1);
    }
    __m512d even01 = _mm512_unpacklo_pd(row[0], row[1]), odd01 = _mm512_unpackhi_pd(row[0], row[1]);
    __m512d even23 = _mm512_unpacklo_pd(row[2], row[3]), odd23 = _mm512_unpackhi_pd(row[2], row[3]);
    column[0] = _mm512_permutex2var_pd(even01, low, even23);
    column[1] = _mm512_permutex2var_pd(odd01, low, odd23);
    column[2] = _mm512_permutex2var_pd(even01, high, even23);
    column[3] = _mm512_permutex2var_pd(odd01, high, odd23);
}

/* Pairs of rows, then pairs of pairs: after each round a register holds twice as many rows of half
 * as many columns. */
static inline __attribute__((always_inline)) void
v8_load_transposed(const double *x, ptrdiff_t row_stride, size_t cols, v8 *column)
{
    const __mmask8 mask = (__mmask8)((1u << cols) - 1u);
    __m512d row[8], pair[8], quad[8];
    if (cols == 2) {
        load_two_transposed(x, row_stride, column);
        return;
    }
    if (cols <= 4) {
        load_four_transposed(x, row_stride, cols, column);
        return;
    }
    for (int i = 0; i < 8; i++) {
        row[i] = cols == 8 ? _mm512_loadu_pd(x + i * row_stride)
                           : _mm512_maskz_loadu_pd(mask, x + i * row_stride);
    }
    for (int i = 0; i < 4; i++) {
        pair[2 * i] = _mm512_unpacklo_pd(row[2 * i], row[2 * i + 1]);
        pair[2 * i + 1] = _mm512_unpackhi_pd(row[2 * i], row[2 * i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
            __m512d a = pair[4 * i + j], b = pair[4 * i + 2 + j];
            quad[4 * i + j] = _mm512_shuffle_f64x2(a, b, 0x88);
            quad[4 * i + 2 + j] = _mm512_shuffle_f64x2(a, b, 0xdd);
        }
    }
    for (int j = 0; j < 4; j++) {
        column[j] = _mm512_shuffle_f64x2(quad[j], quad[4 + j], 0x88);
        column[4 + j] = _mm512_shuffle_f64x2(quad[j], quad[4 + j], 0xdd);
    }
}

enum { BLOCKS_AT_ONCE = 3, LANES_AT_ONCE = 4 }; /* as many as the registers hold */

typedef uint64_t words __attribute__((vector_size(64)));

enum { WORDS = 8 };

static inline words words_multiply(words a, uint32_t factor)
{
    return (words)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(factor));
}

#include "kernels/vector_bodies.h"

const vi_kernels *vi_kernels_avx512(void)
{
    static const vi_kernels kernels = {.name = "avx512", VECTOR_KERNELS};
    return &kernels;
}

#else

const vi_kernels *vi_kernels_avx512(void)
{
    return NULL;
}

#endif
