/* Eigenvectors by their definition, on matrices that are easy, degenerate, graded and huge. */
#include "check.h"

#include "core/philox.h"
#include "math/linalg.h"

#include <string.h>

enum { MOST = 96 };

static double a[MOST * MOST], q[MOST * MOST], values[MOST], work[MOST * MOST + 3 * MOST];

/* a is symmetric of size n with elements up to `scale`; checks A Q = Q D, QᵀQ = 1 and the order. */
static void check_decomposition(size_t n, double scale)
{
    memcpy(q, a, n * n * sizeof *a);
    assert_true(vi_eigen(q, n, values, work));
    for (size_t j = 0; j < n; j++) {
        assert_true(j == 0 || values[j - 1] <= values[j]);
        for (size_t i = 0; i < n; i++) {
            double applied = 0, inner = 0;
            for (size_t k = 0; k < n; k++) {
                applied += a[i + k * n] * q[k + j * n];
                inner += q[k + i * n] * q[k + j * n];
            }
            check_close(applied / scale, values[j] * q[i + j * n] / scale,
                        1e-14 * (double)(n + 10));
            check_close(inner, i == j, 1e-13);
        }
    }
}

static void fill(size_t n, double scale)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i <= j; i++) {
            a[i + j * n] = a[j + i * n] = scale * (vi_uniform(n, j, i) - 0.5);
        }
    }
}

static void any_size(void **state)
{
    (void)state;
    for (size_t n = 1; n <= MOST; n += n < 12 ? 1 : 21) {
        fill(n, 1);
        check_decomposition(n, 1);
        fill(n, 1e300);
        check_decomposition(n, 1e300);
        fill(n, 1e-300);
        check_decomposition(n, 1e-300);
    }
    assert_true(vi_eigen(q, 0, values, work));
}

static void degenerate(void **state)
{
    enum { N = 20 };
    (void)state;
    memset(a, 0, sizeof a);
    check_decomposition(N, 1);
    for (size_t i = 0; i < N; i++) {
        a[i * (N + 1)] = i < 7 ? 3 : 1;
    }
    check_decomposition(N, 3);
    check_close(values[N - 1], 3, 0);
    for (size_t i = 0; i < N * N; i++) {
        a[i] = 1;
    }
    check_decomposition(N, N);
    check_close(values[N - 1], N, 1e-12);
}

static void graded(void **state)
{
    enum { N = 24 };
    (void)state;
    for (size_t j = 0; j < N; j++) {
        for (size_t i = 0; i < N; i++) {
            a[i + j * N] = pow(10, -0.7 * (double)(i + j)) * (i == j ? 3 : 1);
        }
    }
    check_decomposition(N, 1);
}

static void known_values(void **state)
{
    enum { N = 30 };
    (void)state;
    memset(a, 0, sizeof a);
    for (size_t i = 0; i < N; i++) {
        a[i * (N + 1)] = 2;
        if (i + 1 < N) {
            a[i + (i + 1) * N] = a[i + 1 + i * N] = -1;
        }
    }
    check_decomposition(N, 2);
    for (size_t i = 0; i < N; i++) {
        check_close(values[i], 2 - 2 * cos(3.141592653589793 * (double)(i + 1) / (N + 1)), 1e-13);
    }
}

/* One pair of elements, wherever it stands, and everything from a row on. */
static void not_a_number(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 6; n++) {
        for (size_t k = 0; k < n * n; k++) {
            size_t i = k % n, j = k / n;
            fill(n, 1);
            a[i + n * j] = a[j + n * i] = NAN;
            assert_false(vi_eigen(a, n, values, work));
            fill(n, 1);
            for (size_t l = 0; l < n * n; l++) {
                a[l] = l % n >= i || l / n >= i ? NAN : a[l];
            }
            assert_false(vi_eigen(a, n, values, work));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_size),     cmocka_unit_test(degenerate),   cmocka_unit_test(graded),
        cmocka_unit_test(known_values), cmocka_unit_test(not_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
