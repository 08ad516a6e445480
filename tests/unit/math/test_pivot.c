/* The sweep operator against regressions worked out by hand, and its undoing. */
#include "check.h"

#include "core/philox.h"
#include "math/pivot.h"

#include <string.h>

/* Covariances of x, y and x + 2 y + e, where x and y have variances 1 and 4 and covariance 1, and
 * e has variance 0.5. */
static const double covariances[9] = {1, 1, 3, 1, 4, 9, 3, 9, 21.5};

static void pivots_are_regressions(void **state)
{
    (void)state;
    double a[9];
    memcpy(a, covariances, sizeof a);
    vi_pivot_in(a, 3, 0);
    check_close(a[2], 3, 1e-14);    /* the coefficient of x alone */
    check_close(a[8], 12.5, 1e-14); /* 21.5 − 3² / 1 */
    check_close(a[4], 3, 1e-14);    /* of y, given x */
    check_close(a[5], 6, 1e-14);    /* its covariance with the third, given x */
    vi_pivot_in(a, 3, 1);
    check_close(a[2], 1, 1e-14);
    check_close(a[5], 2, 1e-14);
    check_close(a[8], 0.5, 1e-13);
    check_close(a[0], -4. / 3, 1e-14); /* minus the inverse of {{1, 1}, {1, 4}} */
    check_close(a[1], 1. / 3, 1e-14);
    check_close(a[4], -1. / 3, 1e-14);
    check_close(-a[5] * a[5] / a[4], 12, 1e-12); /* what leaving y out adds: 12.5 − 0.5 */
    vi_pivot_out(a, 3, 1);
    check_close(a[8], 12.5, 1e-13);
}

static void taking_out_undoes_taking_in(void **state)
{
    enum { N = 9 };
    double a[N * N], b[N * N], factors[N * N];
    (void)state;
    for (size_t i = 0; i < N * N; i++) {
        factors[i] = vi_uniform(5, 0, i);
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++) {
            a[i * N + j] = i == j;
            for (size_t k = 0; k < N; k++) {
                a[i * N + j] += factors[i * N + k] * factors[j * N + k];
            }
        }
    }
    memcpy(b, a, sizeof a);
    for (size_t k = 0; k < N; k++) {
        vi_pivot_in(b, N, k);
    }
    for (size_t i = 0; i < N; i++) { /* all in: minus the inverse */
        for (size_t j = 0; j < N; j++) {
            double product = 0;
            for (size_t k = 0; k < N; k++) {
                product -= a[i * N + k] * b[k * N + j];
            }
            check_close(product, i == j, 1e-13);
        }
    }
    for (size_t k = 0; k < N; k++) {
        vi_pivot_out(b, N, (k * 4 + 2) % N);
    }
    for (size_t i = 0; i < N * N; i++) {
        check_close(b[i], a[i], 1e-12);
        check_close(b[i], b[i % N * N + i / N], 1e-13);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pivots_are_regressions),
        cmocka_unit_test(taking_out_undoes_taking_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
