/* Tiles of sums, 4 × 16, live in registers while k runs. The loop is compiled for each instruction
 * set and chosen by what the processor can do. A product is fused into its sum and rounded once:
 * that is a function of its operands alone, in hardware or, on processors without it, in the C
 * library; and k keeps its order. So every version computes the same bits. What is left at the
 * edges goes through narrower tiles, in the same order. */
#include "math/rank_update.h"

#include <math.h>

enum { TALL = 4, WIDE = 16, HALF = 8 };

#define INLINE static inline __attribute__((always_inline))

/* rows and cols are constants where it matters, so that the sums stay in registers. */
INLINE void tile(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out,
                 size_t rows, size_t cols)
{
    double sum[TALL][WIDE] = {{0}};
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
    for (; i + TALL <= out.rows; i += TALL) {
        tile(sign, count, left, right, out, TALL, cols);
        left.data += TALL * left.step;
        out.data += TALL * out.next;
    }
    for (; i < out.rows; i++) {
        tile(sign, count, left, right, out, 1, cols);
        left.data += left.step;
        out.data += out.next;
    }
}

INLINE void update(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
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

#if defined(__clang__)
#define AVX512 "avx512f"
#else
#define AVX512 "avx512f,prefer-vector-width=512"
#endif

__attribute__((target(AVX512))) static void
update_avx512(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    update(sign, count, left, right, out);
}

__attribute__((target("avx2,fma"))) static void
update_avx2(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    update(sign, count, left, right, out);
}

void vi_rank_update(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    if (__builtin_cpu_supports("avx512f")) {
        update_avx512(sign, count, left, right, out);
    } else if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        update_avx2(sign, count, left, right, out);
    } else {
        update(sign, count, left, right, out);
    }
}

#else

void vi_rank_update(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out)
{
    update(sign, count, left, right, out);
}

#endif
