/* Tiles of sums live in registers while k runs, as tall and broad as an instruction set has room
 * for; the set is chosen by what the processor can do. A product is fused into its sum and rounded
 * once: that is a function of its operands alone, in hardware or, on processors without it, in the
 * C library; and k keeps its order. So every version computes the same bits. What is left at the
 * edges goes through smaller tiles, in the same order. */
#include "math/rank_update.h"

#include <math.h>
#include <stdbool.h>

enum { ROWS = 4, WIDE = 16, HALF = 8 };

#define INLINE static inline __attribute__((always_inline))

/* rows and cols are constants where it matters, for a compiler that makes vectors of the loops. */
INLINE void tile(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out,
                 size_t rows, size_t cols)
{
    double sum[ROWS][WIDE] = {{0}};
    for (size_t k = 0; k < count; k++) {
        const double *a = left.data + k * left.next, *b = right.data + k * right.next;
#pragma GCC unroll 4
        for (size_t i = 0; i < rows; i++) {
            double factor = a[i * left.step];
#pragma GCC unroll 16
            for (size_t j = 0; j < cols; j++) {
                sum[i][j] = fma(factor, b[j], sum[i][j]);
            }
        }
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < cols; j++) {
            out.data[i * out.next + j] += sign * sum[i][j];
        }
    }
}

/* One column of tiles, `cols` wide. */
INLINE void column(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out,
                   size_t cols)
{
    size_t i = 0;
    for (; i + ROWS <= out.rows; i += ROWS) {
        tile(sign, count, left, right, out, ROWS, cols);
        left.data += ROWS * left.step;
        out.data += ROWS * out.next;
    }
    for (; i < out.rows; i++) {
        tile(sign, count, left, right, out, 1, cols);
        left.data += left.step;
        out.data += out.next;
    }
}

static void update_plain(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    size_t j = 0;
    for (; j + WIDE <= out.cols; j += WIDE, right.data += WIDE) {
        column(sign, count, left, right, (vi_block){out.data + j, out.next, out.rows, WIDE}, WIDE);
    }
    for (; j + HALF <= out.cols; j += HALF, right.data += HALF) {
        column(sign, count, left, right, (vi_block){out.data + j, out.next, out.rows, HALF}, HALF);
    }
    if (j < out.cols) {
        size_t rest = out.cols - j;
        column(sign, count, left, right, (vi_block){out.data + j, out.next, out.rows, rest}, rest);
    }
}

#if defined(__x86_64__)

#include <immintrin.h>

#undef INLINE

#define TARGET "avx2,fma"
#define NAME(x) x##_avx2
#define VECTOR __m256d
#define MASK __m256i
#define LANES 4
#define TALL 4
#define BROAD 3
#define LOAD _mm256_loadu_pd
#define STORE _mm256_storeu_pd
#define LOAD_PART _mm256_maskload_pd
#define STORE_PART _mm256_maskstore_pd
#define SPREAD _mm256_set1_pd
#define FUSE _mm256_fmadd_pd
#define FIRST(n)                                                                                   \
    _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)(n)), _mm256_set_epi64x(3, 2, 1, 0))
#include "math/rank_update_tiles.h"

#undef TARGET
#undef NAME
#undef VECTOR
#undef MASK
#undef LANES
#undef TALL
#undef BROAD
#undef LOAD
#undef STORE
#undef LOAD_PART
#undef STORE_PART
#undef SPREAD
#undef FUSE
#undef FIRST

#define TARGET "avx512f"
#define NAME(x) x##_avx512
#define VECTOR __m512d
#define MASK __mmask8
#define LANES 8
#define TALL 8
#define BROAD 3
#define LOAD _mm512_loadu_pd
#define STORE _mm512_storeu_pd
#define LOAD_PART(at, mask) _mm512_maskz_loadu_pd(mask, at)
#define STORE_PART _mm512_mask_storeu_pd
#define SPREAD _mm512_set1_pd
#define FUSE _mm512_fmadd_pd
#define FIRST(n) ((__mmask8)((1u << (n)) - 1))
#include "math/rank_update_tiles.h"

#endif

vi_rank_version vi_rank_version_at(size_t index)
{
    vi_rank_version list[4] = {{NULL, NULL}};
    size_t count = 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        list[count++] = (vi_rank_version){"avx512", update_avx512};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        list[count++] = (vi_rank_version){"avx2", update_avx2};
    }
#endif
    list[count++] = (vi_rank_version){"plain", update_plain};
    return list[index < count ? index : count];
}

void vi_rank_update(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    vi_rank_version_at(0).run(sign, count, left, right, out);
}
