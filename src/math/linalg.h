/* Dense linear algebra. Square matrices are n × n, column-major, without gaps. Pure functions: any
 * number of threads may call them, and the bits depend on nothing but the arguments. */
#ifndef VI_MATH_LINALG_H
#define VI_MATH_LINALG_H

#include <stdbool.h>
#include <stddef.h>

/* The lower triangle of a becomes its Cholesky factor L (a = L Lᵀ; what lies above the diagonal
 * is lost). False where a is not positive definite. Cost n³ / 3. */
bool vi_cholesky(double *a, size_t n);

/* b (n × columns) becomes L⁻¹ b, L⁻ᵀ b, or (L Lᵀ)⁻¹ b for a lower factor L. Cost n² a column. */
void vi_solve_lower(const double *lower, double *b, size_t n, size_t columns);
void vi_solve_transposed(const double *lower, double *b, size_t n, size_t columns);
void vi_cholesky_solve(const double *lower, double *b, size_t n, size_t columns);

/* The factor L becomes (L Lᵀ)⁻¹, the whole of it; `work` holds n² numbers. Cost 2 n³ / 3. */
void vi_cholesky_invert(double *lower, size_t n, double *work);

/* a becomes L⁻¹ a L⁻ᵀ for the lower factor L; a is symmetric before and after. Cost 2 n³. */
void vi_congruence(const double *lower, double *a, size_t n);

/* Eigenvalues, ascending, of the symmetric a, whose columns become the eigenvectors. `work` holds
 * vi_eigen_work(n) numbers. False where the iteration fails, as it does for NaN. Cost about 6 n³.
 */
size_t vi_eigen_work(size_t n);
bool vi_eigen(double *a, size_t n, double *values, double *work);

/* ---- Samples: X is row-major, rows × functions ---- */

/* Adds XᵀX to the lower triangle of g (functions × functions). */
void vi_add_gram(const double *x, size_t rows, size_t functions, double *g);
/* Adds X₁ᵀX to g (functions × leading, row-major), X₁ the first `leading` columns of X. */
void vi_add_leading(const double *x, size_t rows, size_t functions, size_t leading, double *g);
/* Adds YᵀX to z (responses × functions, row-major); Y is row-major, rows × responses. */
void vi_add_products(const double *x, const double *y, size_t rows, size_t functions,
                     size_t responses, double *z);
/* out = A x for A of n columns, each of `rows` numbers; fused products, in the order of columns. */
void vi_multiply(const double *a, const double *x, size_t rows, size_t n, double *out);
/* Σ a_i b_i. */
double vi_dot(const double *a, const double *b, size_t n);
/* Copies the lower triangle to the upper one. */
void vi_mirror(double *a, size_t n);

#endif
