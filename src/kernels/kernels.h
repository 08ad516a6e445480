/* The hot loops, behind one table of functions. scalar.c is the reference; a backend copies its
 * table and overwrites what it does better. Every backend gives the same bits as scalar: row i of a
 * chunk belongs to lane i mod 8, the lanes are added in a fixed order, and a product is fused into
 * a sum where the code says fma, nowhere else. */
#ifndef VI_KERNELS_KERNELS_H
#define VI_KERNELS_KERNELS_H

#include "core/error.h"
#include "math/radix.h"

#include <stdint.h>

/* Functions of every number of an array: y[i] = f(x[i]) for i < n. y may be x itself, and overlaps
 * it in no other way. */
typedef void (*vi_array_fn)(const double *x, double *y, size_t n);

/* Rows in an order of their own: `count` entries, and as many as may be looked at beforehand. */
typedef struct {
    const vi_sorted *entry;
    size_t count, readable;
} vi_entries;

enum { VI_LANES = 8 };

/* Up to VI_LANES rows of `width` numbers, by row. */
typedef struct {
    const double *values;
    size_t count, width;
} vi_rows;

/* A product of three numbers of a row: where they stand in it. */
typedef struct vi_factors {
    uint32_t place[3];
} vi_factors;

/* Doubles of state that the regret kernels need for `cols` strategies. For strategy d, lanes
 * [16 d, 16 d + 8) hold sums of regrets and [16 d + 8, 16 d + 16) sums of their squares; what lies
 * behind the first 16 cols is scratch. Zero the first 16 cols before the first call. */
#define VI_REGRET_STATE(cols) (80 * (cols))

/* Of two columns: Σ a, Σ b, Σ a², Σ a b, Σ b². */
enum { VI_STATISTICS = 5 };

/* Lines k·effect − cost of rows: line d of row i stands at d · stride + i. */
typedef struct {
    const double *effect, *cost;
    size_t count, rows, stride;
} vi_line_block;

/* Cubic B-splines: how many are not zero at a place, and the knots that they stand on. */
enum { VI_CUBIC = 4, VI_CUBIC_KNOTS = 6 };

/* The most strategies whose pairs are compared all at once. */
enum { VI_PAIRED_COLUMNS = 16 };

typedef struct vi_kernels {
    const char *name;
    /* Adds the regrets r_id = max_e x_ie − x_id of rows of a row-major block to the lanes: row i
     * goes to lane i mod 8, in the order of i. A chunk may come in several calls if every call but
     * the last has a multiple of 8 rows. cols >= 1. NaN and infinite values give sums that are not
     * finite. */
    void (*regrets_by_row)(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *state);
    /* The same from one contiguous array a strategy, starting at row `first`. */
    void (*regrets_by_column)(const double *const *columns, size_t first, size_t rows, size_t cols,
                              double *state);
    /* Adds the squares of the differences of all pairs of strategies, from rows as above, to eight
     * lanes a pair: b − a for b = 1, 2, ... and a = 0 .. b − 1. cols <= VI_PAIRED_COLUMNS. */
    void (*pairs_by_row)(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                         double *lanes);
    /* The sums of a = x − from[0] and b = y − from[1] of n rows, each of eight lanes. */
    void (*column_statistics)(const double *x, const double *y, const double from[2], size_t n,
                              double sums[VI_STATISTICS]);
    /* Adds rows of responses, `count` side by side, to the sums of a cell: of each response its
     * sum, smallest and largest value (count numbers each), then of each pair r, q = 0 .. r the sum
     * of products. All values are finite. */
    void (*cross_products)(const double *y, size_t count, vi_entries rows, double *cell);
    /* Which line of every row has the largest net benefit at k; of equal ones that of the largest
     * effect, then of the smallest cost, then the first. At least one line. */
    void (*best_lines)(const vi_line_block *lines, double k, uint64_t *best);
    /* Products of `count` choices of three numbers for every row, x of which is rows × count;
     * `scratch` has room for VI_LANES × width numbers. */
    void (*basis_products)(const vi_rows *rows, const vi_factors *factors, size_t count,
                           double *scratch, double *x);
    /* The values of the four cubic B-splines that are not zero between knots[2] < knots[3], at n
     * places there. */
    void (*cubic_splines)(const double knots[VI_CUBIC_KNOTS], const double *x, size_t n,
                          double (*values)[VI_CUBIC]);
    /* Errors in units in the last place, the largest seen: exp 0.91, log 0.84, expit 2.3. exp is
     * infinite from 709.79 on and right down to the smallest subnormal number; log is −∞ at 0 and
     * NaN below; NaN stays the NaN that it is. */
    vi_array_fn exp, log, expit;
    /* Quantiles of the standard normal distribution: relative error below 1e-15, infinite at 0 and
     * 1, NaN outside; NaN stays the NaN that it is. */
    vi_array_fn normal_quantile;
    /* Numbers first .. first + n − 1 of a stream, each as vi_uniform gives it; first + n is below
     * 2^64. */
    void (*uniforms)(uint64_t seed, uint64_t stream, uint64_t first, double *out, size_t n);
} vi_kernels;

/* The kernels by name ("auto" or NULL: the best this CPU runs), with the reason in one sentence.
 * VOI_ERR_UNSUPPORTED lists the possible names. */
voi_status vi_kernels_select(const char *name, const vi_kernels **out, const char **reason,
                             voi_error *err);

/* The number of backends that this machine runs, best first, and one of them. */
size_t vi_kernels_count(void);
const vi_kernels *vi_kernels_at(size_t index);

/* Parts of column_statistics: adds rows to VI_STATISTICS times eight lanes, row i to lane i mod 8;
 * folds the lanes. */
void vi_add_statistics(const double *x, const double *y, const double from[2], size_t n,
                       double *lanes);
void vi_fold_statistics(const double *lanes, double sums[VI_STATISTICS]);

/* The tables; NULL from a build for another processor. Use them only through the selection above.
 */
const vi_kernels *vi_kernels_scalar(void);
const vi_kernels *vi_kernels_avx2(void);
const vi_kernels *vi_kernels_avx512(void);
const vi_kernels *vi_kernels_neon(void);

#endif
