/* NEON, which every AArch64 processor has: a v8 is four registers of two rows each, transposed two
 * by two. A maximum is NaN where either operand is, so NaN shows in the sums. Products and sums are
 * instructions of their own: a fused one would round once less than the reference. */
#include "kernels/kernels.h"

#if defined(__aarch64__) && defined(__ARM_NEON)

#include <arm_neon.h>
#include <stdint.h>

typedef struct {
    float64x2_t a, b, c, d; /* rows 0 and 1, 2 and 3, 4 and 5, 6 and 7 */
} v8;

static inline v8 v8_load(const double *x)
{
    return (v8){vld1q_f64(x), vld1q_f64(x + 2), vld1q_f64(x + 4), vld1q_f64(x + 6)};
}

static inline void v8_store(double *x, v8 y)
{
    vst1q_f64(x, y.a);
    vst1q_f64(x + 2, y.b);
    vst1q_f64(x + 4, y.c);
    vst1q_f64(x + 6, y.d);
}

static inline v8 v8_max(v8 x, v8 y)
{
    return (v8){vmaxq_f64(x.a, y.a), vmaxq_f64(x.b, y.b), vmaxq_f64(x.c, y.c), vmaxq_f64(x.d, y.d)};
}

static inline v8 v8_add(v8 x, v8 y)
{
    return (v8){vaddq_f64(x.a, y.a), vaddq_f64(x.b, y.b), vaddq_f64(x.c, y.c), vaddq_f64(x.d, y.d)};
}

static inline v8 v8_sub(v8 x, v8 y)
{
    return (v8){vsubq_f64(x.a, y.a), vsubq_f64(x.b, y.b), vsubq_f64(x.c, y.c), vsubq_f64(x.d, y.d)};
}

static inline v8 v8_mul(v8 x, v8 y)
{
    return (v8){vmulq_f64(x.a, y.a), vmulq_f64(x.b, y.b), vmulq_f64(x.c, y.c), vmulq_f64(x.d, y.d)};
}

static inline v8 v8_set(double x)
{
    float64x2_t both = vdupq_n_f64(x);
    return (v8){both, both, both, both};
}

/* The largest of each of two vectors. */
static inline float64x2_t two_maxima(const v8 x[2])
{
    return vpmaxq_f64(vmaxq_f64(vmaxq_f64(x[0].a, x[0].b), vmaxq_f64(x[0].c, x[0].d)),
                      vmaxq_f64(vmaxq_f64(x[1].a, x[1].b), vmaxq_f64(x[1].c, x[1].d)));
}

static inline v8 v8_maxima(const v8 x[8])
{
    return (v8){two_maxima(x), two_maxima(x + 2), two_maxima(x + 4), two_maxima(x + 6)};
}

static inline float64x2_t two_rows(const double *x, ptrdiff_t row_stride)
{
    return vcombine_f64(vld1_f64(x), vld1_f64(x + row_stride));
}

/* One column of eight rows. */
static inline v8 load_column(const double *x, ptrdiff_t row_stride)
{
    return (v8){two_rows(x, row_stride), two_rows(x + 2 * row_stride, row_stride),
                two_rows(x + 4 * row_stride, row_stride), two_rows(x + 6 * row_stride, row_stride)};
}

/* Two rows of two columns at a time; nothing is read behind a last column that stands alone. */
static inline __attribute__((always_inline)) void
v8_load_transposed(const double *x, ptrdiff_t row_stride, size_t cols, v8 *column)
{
    for (size_t j = 0; j + 2 <= cols; j += 2) {
        float64x2_t row[VI_LANES];
        for (size_t i = 0; i < VI_LANES; i++) {
            row[i] = vld1q_f64(x + (ptrdiff_t)i * row_stride + j);
        }
        column[j] = (v8){vtrn1q_f64(row[0], row[1]), vtrn1q_f64(row[2], row[3]),
                         vtrn1q_f64(row[4], row[5]), vtrn1q_f64(row[6], row[7])};
        column[j + 1] = (v8){vtrn2q_f64(row[0], row[1]), vtrn2q_f64(row[2], row[3]),
                             vtrn2q_f64(row[4], row[5]), vtrn2q_f64(row[6], row[7])};
    }
    if (cols % 2 == 1) {
        column[cols - 1] = load_column(x + cols - 1, row_stride);
    }
}

enum { BLOCKS_AT_ONCE = 1, LANES_AT_ONCE = 2 }; /* as many as the registers hold */

typedef uint64_t words __attribute__((vector_size(16)));

enum { WORDS = 2 };

static inline words words_multiply(words a, uint32_t factor)
{
    return (words)vmull_n_u32(vmovn_u64((uint64x2_t)a), factor);
}

#include "kernels/vector_bodies.h"

const vi_kernels *vi_kernels_neon(void)
{
    static const vi_kernels kernels = {.name = "neon", VECTOR_KERNELS};
    return &kernels;
}

#else

const vi_kernels *vi_kernels_neon(void)
{
    return NULL;
}

#endif
