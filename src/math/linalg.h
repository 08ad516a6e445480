/* A thin shim over LAPACK. Matrices are square, column-major, n × n, without gaps. */
#ifndef VI_MATH_LINALG_H
#define VI_MATH_LINALG_H

#include <stdbool.h>
#include <stddef.h>

/* a becomes its lower Cholesky factor L (a = L Lᵀ; what lies above the diagonal stays). False where
 * a is not positive definite. */
bool vi_cholesky(double *a, size_t n);

/* a becomes L⁻¹ a L⁻ᵀ for the lower factor L; a is symmetric before and after. */
void vi_congruence(const double *lower, double *a, size_t n);

/* b (n × columns) becomes L⁻ᵀ b. */
void vi_solve_transposed(const double *lower, double *b, size_t n, size_t columns);

/* Eigenvalues, ascending, of the symmetric a, whose columns become the eigenvectors. `work` holds
 * vi_eigen_work(n) numbers. False where the iteration fails. */
size_t vi_eigen_work(size_t n);
bool vi_eigen(double *a, size_t n, double *values, double *work);

#endif
