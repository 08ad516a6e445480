/* Blocks of BLOCK columns are treated one by one, and what they do to the rest is a rank update. A
 * right-hand side is a contiguous vector, so that n × columns in column-major order are `columns`
 * rows for the rank update. */
#include "math/linalg.h"

#include "math/rank_update.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 32, MANY = 16 };

static size_t block_end(size_t first, size_t n)
{
    return n - first < BLOCK ? n : first + BLOCK;
}

/* Factors columns first .. last − 1, whose earlier columns have been taken out already. */
static bool factor_columns(double *a, size_t n, size_t first, size_t last)
{
    for (size_t k = first; k < last; k++) {
        double *column = a + k * n;
        for (size_t j = first; j < k; j++) {
            const double *before = a + j * n;
            double factor = before[k];
            for (size_t i = k; i < n; i++) {
                column[i] -= factor * before[i];
            }
        }
        if (!(column[k] > 0)) {
            return false;
        }
        double scale = 1 / sqrt(column[k]);
        for (size_t i = k; i < n; i++) {
            column[i] *= scale;
        }
    }
    return true;
}

bool vi_cholesky(double *a, size_t n)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t last = block_end(first, n);
        if (!factor_columns(a, n, first, last)) {
            return false;
        }
        for (size_t j = last; j < n; j += BLOCK) {
            vi_vectors columns = {a + first * n + j, n, 1};
            vi_block out = {a + j * n + j, n, block_end(j, n) - j, n - j};
            vi_rank_update(-1, last - first, columns, columns, out);
        }
    }
    return true;
}

/* x becomes L⁻¹ x for a block of `size` on the diagonal of a factor. */
static void substitute(const double *lower, size_t n, size_t size, double *x)
{
    for (size_t k = 0; k < size; k++) {
        x[k] /= lower[k * (n + 1)];
        for (size_t i = k + 1; i < size; i++) {
            x[i] -= lower[k * n + i] * x[k];
        }
    }
}

/* The same for many right-hand sides, n apart, by the inverse of the block. */
static void multiply_inverse(const double *lower, size_t n, size_t size, double *b, size_t columns)
{
    double inverse[BLOCK * BLOCK] = {0}, solved[BLOCK * BLOCK];
    for (size_t k = 0; k < size; k++) {
        inverse[k * size + k] = 1;
        substitute(lower, n, size, inverse + k * size);
    }
    for (size_t c = 0; c < columns; c += BLOCK) {
        size_t count = block_end(c, columns) - c;
        vi_vectors right = {inverse, size, 1}, left = {b + c * n, 1, n};
        memset(solved, 0, count * size * sizeof *solved);
        vi_rank_update(1, size, left, right, (vi_block){solved, size, count, size});
        for (size_t i = 0; i < count; i++) {
            memcpy(b + (c + i) * n, solved + i * size, size * sizeof *solved);
        }
    }
}

void vi_solve_lower(const double *lower, double *b, size_t n, size_t columns)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t last = block_end(first, n);
        const double *diagonal = lower + first * (n + 1);
        if (columns >= MANY) {
            multiply_inverse(diagonal, n, last - first, b + first, columns);
        }
        for (size_t c = 0; columns < MANY && c < columns; c++) {
            substitute(diagonal, n, last - first, b + c * n + first);
        }
        vi_vectors solved = {b + first, 1, n}, factor = {lower + first * n + last, n, 1};
        vi_block rest = {b + last, n, columns, n - last};
        vi_rank_update(-1, last - first, solved, factor, rest);
    }
}

void vi_multiply(const double *a, const double *x, size_t rows, size_t n, double *out)
{
    memset(out, 0, rows * sizeof *out);
    vi_rank_update(1, n, (vi_vectors){x, 1, 1}, (vi_vectors){a, rows, 1},
                   (vi_block){out, rows, 1, rows});
}

double vi_dot(const double *a, const double *b, size_t n)
{
    enum { LANES = 8 };
    double lanes[LANES] = {0}, sum = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += a[i + l] * b[i + l];
        }
    }
    for (; i < n; i++) {
        lanes[i % LANES] += a[i] * b[i];
    }
    for (size_t l = 0; l < LANES; l++) {
        sum += lanes[l];
    }
    return sum;
}

void vi_solve_transposed(const double *lower, double *b, size_t n, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        double *x = b + c * n;
        for (size_t k = n; k-- > 0;) {
            const double *column = lower + k * n;
            x[k] = (x[k] - vi_dot(column + k + 1, x + k + 1, n - k - 1)) / column[k];
        }
    }
}

void vi_cholesky_solve(const double *lower, double *b, size_t n, size_t columns)
{
    vi_solve_lower(lower, b, n, columns);
    vi_solve_transposed(lower, b, n, columns);
}

/* x, row-major, becomes L⁻¹: row k from the rows before it. */
static void invert_factor(const double *lower, size_t n, double *x)
{
    memset(x, 0, n * n * sizeof *x);
    for (size_t first = 0; first < n; first += BLOCK) {
        size_t last = block_end(first, n);
        vi_vectors factor = {lower + first, n, 1}, before = {x, n, 1};
        vi_rank_update(-1, first, factor, before,
                       (vi_block){x + first * n, n, last - first, first});
        for (size_t k = first; k < last; k++) {
            double *row = x + k * n, scale = 1 / lower[k * (n + 1)];
            row[k] = 1;
            for (size_t j = first; j < k; j++) {
                for (size_t i = 0; i <= j; i++) {
                    row[i] -= lower[j * n + k] * x[j * n + i];
                }
            }
            for (size_t i = 0; i <= k; i++) {
                row[i] *= scale;
            }
        }
    }
}

void vi_cholesky_invert(double *lower, size_t n, double *work)
{
    invert_factor(lower, n, work);
    memset(lower, 0, n * n * sizeof *lower);
    for (size_t j = 0; j < n; j += BLOCK) {
        vi_vectors rows = {work + j * n + j, n, 1};
        vi_block out = {lower + j * n + j, n, block_end(j, n) - j, n - j};
        vi_rank_update(1, n - j, rows, rows, out);
    }
    vi_mirror(lower, n);
}

void vi_mirror(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            a[j * n + i] = a[i * n + j];
        }
    }
}

static void transpose(double *a, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            double value = a[j * n + i];
            a[j * n + i] = a[i * n + j];
            a[i * n + j] = value;
        }
    }
}

void vi_congruence(const double *lower, double *a, size_t n)
{
    vi_solve_lower(lower, a, n, n);
    transpose(a, n);
    vi_solve_lower(lower, a, n, n);
    vi_mirror(a, n);
}

/* In bands so narrow that little above the diagonal is computed in vain. */
void vi_add_gram(const double *x, size_t rows, size_t functions, double *g)
{
    enum { BAND = 8 };
    for (size_t j = 0; j < functions; j += BAND) {
        size_t band = functions - j < BAND ? functions - j : BAND;
        vi_vectors samples = {x + j, functions, 1};
        vi_block out = {g + j * functions + j, functions, band, functions - j};
        vi_rank_update(1, rows, samples, samples, out);
    }
}

void vi_add_leading(const double *x, size_t rows, size_t functions, size_t leading, double *g)
{
    vi_vectors all = {x, functions, 1};
    vi_rank_update(1, rows, all, all, (vi_block){g, leading, functions, leading});
}

void vi_add_products(const double *x, const double *y, size_t rows, size_t functions,
                     size_t responses, double *z)
{
    vi_vectors samples = {x, functions, 1}, outcomes = {y, responses, 1};
    vi_rank_update(1, rows, outcomes, samples, (vi_block){z, functions, responses, functions});
}
