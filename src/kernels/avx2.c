/* AVX2: a v8 is two registers of four rows each, transposed four by four. */
#include "kernels/kernels.h"

#if defined(__AVX2__)

#include <immintrin.h>
#include <math.h>
#include <stdint.h>

typedef struct {
    __m256d low, high; /* rows 0–3 and 4–7 */
} v8;

static inline v8 v8_load(const double *x)
{
    return (v8){_mm256_loadu_pd(x), _mm256_loadu_pd(x + 4)};
}

static inline void v8_store(double *x, v8 a)
{
    _mm256_storeu_pd(x, a.low);
    _mm256_storeu_pd(x + 4, a.high);
}

static inline v8 v8_max(v8 a, v8 b)
{
    return (v8){_mm256_max_pd(a.low, b.low), _mm256_max_pd(a.high, b.high)};
}

static inline v8 v8_add(v8 a, v8 b)
{
    return (v8){_mm256_add_pd(a.low, b.low), _mm256_add_pd(a.high, b.high)};
}

static inline v8 v8_sub(v8 a, v8 b)
{
    return (v8){_mm256_sub_pd(a.low, b.low), _mm256_sub_pd(a.high, b.high)};
}

static inline v8 v8_mul(v8 a, v8 b)
{
    return (v8){_mm256_mul_pd(a.low, b.low), _mm256_mul_pd(a.high, b.high)};
}

static inline v8 v8_set(double a)
{
    return (v8){_mm256_set1_pd(a), _mm256_set1_pd(a)};
}

static inline __m256d four_maxima(const v8 a[4])
{
    __m256d half[4], pair[2];
    for (int i = 0; i < 4; i++) {
        half[i] = _mm256_max_pd(a[i].low, a[i].high);
    }
    for (int i = 0; i < 2; i++) {
        pair[i] = _mm256_max_pd(_mm256_unpacklo_pd(half[2 * i], half[2 * i + 1]),
                                _mm256_unpackhi_pd(half[2 * i], half[2 * i + 1]));
    }
    return _mm256_max_pd(_mm256_permute2f128_pd(pair[0], pair[1], 0x20),
                         _mm256_permute2f128_pd(pair[0], pair[1], 0x31));
}

static inline v8 v8_maxima(const v8 a[8])
{
    return (v8){four_maxima(a), four_maxima(a + 4)};
}

/* Four rows of up to four columns, turned; missing columns read as zero. */
static inline __attribute__((always_inline)) void
transpose_four(const double *x, ptrdiff_t row_stride, size_t cols, __m256d column[4])
{
    const __m256i counts = _mm256_set_epi64x(3, 2, 1, 0);
    const __m256i mask = _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)cols), counts);
    __m256d row[4];
    for (int i = 0; i < 4; i++) {
        row[i] = cols >= 4 ? _mm256_loadu_pd(x + i * row_stride)
                           : _mm256_maskload_pd(x + i * row_stride, mask);
    }
    __m256d even01 = _mm256_unpacklo_pd(row[0], row[1]), odd01 = _mm256_unpackhi_pd(row[0], row[1]);
    __m256d even23 = _mm256_unpacklo_pd(row[2], row[3]), odd23 = _mm256_unpackhi_pd(row[2], row[3]);
    column[0] = _mm256_permute2f128_pd(even01, even23, 0x20);
    column[1] = _mm256_permute2f128_pd(odd01, odd23, 0x20);
    column[2] = _mm256_permute2f128_pd(even01, even23, 0x31);
    column[3] = _mm256_permute2f128_pd(odd01, odd23, 0x31);
}

static inline __attribute__((always_inline)) void
v8_load_transposed(const double *x, ptrdiff_t row_stride, size_t cols, v8 *column)
{
    __m256d low[4], high[4];
    for (size_t first = 0; first < cols; first += 4) {
        size_t width = cols - first;
        transpose_four(x + first, row_stride, width, low);
        transpose_four(x + first + 4 * row_stride, row_stride, width, high);
        for (size_t j = 0; j < 4; j++) {
            column[first + j] = (v8){low[j], high[j]};
        }
    }
}

enum { BLOCKS_AT_ONCE = 1, LANES_AT_ONCE = 2 }; /* as many as the registers hold */

typedef uint64_t words __attribute__((vector_size(32)));

enum { WORDS = 4 };

static inline words words_multiply(words a, uint32_t factor)
{
    return (words)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(factor));
}

#include "kernels/vector_bodies.h"

const vi_kernels *vi_kernels_avx2(void)
{
    static const vi_kernels kernels = {.name = "avx2", VECTOR_KERNELS};
    return &kernels;
}

#else

const vi_kernels *vi_kernels_avx2(void)
{
    return NULL;
}

#endif
