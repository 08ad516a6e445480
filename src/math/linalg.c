/* LAPACK's Fortran symbols, declared here and nowhere else. The hidden lengths of character
 * arguments are passed, as the calling convention of gfortran wants. */
#include "math/linalg.h"

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
void dsygst_(const int *itype, const char *uplo, const int *n, double *a, const int *lda,
             const double *b, const int *ldb, int *info, size_t);
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,
             const double *a, const int *lda, double *b, const int *ldb, int *info, size_t, size_t,
             size_t);
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, int *info, size_t, size_t);

bool vi_cholesky(double *a, size_t n)
{
    int order = (int)n, info = 0;
    dpotrf_("L", &order, a, &order, &info, 1);
    return info == 0;
}

void vi_congruence(const double *lower, double *a, size_t n)
{
    const int kind = 1;
    int order = (int)n, info = 0;
    dsygst_(&kind, "L", &order, a, &order, lower, &order, &info, 1);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < j; i++) {
            a[j * n + i] = a[i * n + j];
        }
    }
}

void vi_solve_transposed(const double *lower, double *b, size_t n, size_t columns)
{
    int order = (int)n, count = (int)columns, info = 0;
    dtrtrs_("L", "T", "N", &order, &count, lower, &order, b, &order, &info, 1, 1, 1);
}

size_t vi_eigen_work(size_t n)
{
    return 40 * n;
}

bool vi_eigen(double *a, size_t n, double *values, double *work)
{
    int order = (int)n, size = (int)vi_eigen_work(n), info = 0;
    dsyev_("V", "L", &order, a, &order, values, work, &size, &info, 1, 1);
    return info == 0;
}
