/* Linear algebra against its definitions, on sizes around the block length, and from several
 * threads at once. */
#include "check.h"

#include "core/philox.h"
#include "math/linalg.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 101 };

static const size_t sizes[] = {1, 2, 3, 7, 31, 32, 33, 64, 65, MOST};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* A positive definite matrix, symmetric. */
static void make(size_t n, double *a)
{
    double *x = calloc(n * (n + 3), sizeof *x);
    for (size_t i = 0; i < n * (n + 3); i++) {
        x[i] = vi_uniform(n, 0, i) - 0.5;
    }
    memset(a, 0, n * n * sizeof *a);
    vi_add_gram(x, n + 3, n, a);
    vi_mirror(a, n);
    free(x);
}

static double element(const double *a, const double *b, size_t n, size_t i, size_t j)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        sum += a[i + k * n] * b[k + j * n];
    }
    return sum;
}

static void multiplies(void **state)
{
    static double a[MOST * MOST], x[MOST], out[MOST];
    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size_t n = sizes[s], rows = 1 + n / 2;
        for (size_t i = 0; i < rows * n; i++) {
            a[i] = vi_uniform(n, 1, i) - 0.5;
        }
        for (size_t k = 0; k < n; k++) {
            x[k] = vi_uniform(n, 2, k) - 0.5;
        }
        vi_multiply(a, x, rows, n, out);
        for (size_t i = 0; i < rows; i++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++) {
                sum += a[i + k * rows] * x[k];
            }
            check_close(out[i], sum, 1e-14 * (double)n);
        }
    }
}

static void factors(void **state)
{
    static double a[MOST * MOST], l[MOST * MOST];
    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size_t n = sizes[s];
        make(n, a);
        memcpy(l, a, n * n * sizeof *a);
        assert_true(vi_cholesky(l, n));
        for (size_t j = 0; j < n; j++) {
            for (size_t i = j; i < n; i++) {
                double sum = 0;
                for (size_t k = 0; k <= j; k++) {
                    sum += l[i + k * n] * l[j + k * n];
                }
                check_close(sum, a[i + j * n], 1e-13 * (double)n);
            }
        }
        for (size_t i = 0; n > 1 && i < n; i++) {
            a[i * (n + 1)] = i == n - 1 ? -1 : a[i * (n + 1)];
        }
        assert_true(n == 1 || !vi_cholesky(a, n));
        a[0] = NAN;
        assert_false(vi_cholesky(a, n));
    }
    assert_true(vi_cholesky(a, 0));
}

static void solves(void **state)
{
    static double a[MOST * MOST], l[MOST * MOST], b[MOST * 5], x[MOST * 5], y[MOST * 5];
    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size_t n = sizes[s];
        make(n, a);
        memcpy(l, a, n * n * sizeof *a);
        assert_true(vi_cholesky(l, n));
        for (size_t i = 0; i < 5 * n; i++) {
            b[i] = x[i] = y[i] = vi_uniform(2, s, i);
        }
        vi_cholesky_solve(l, x, n, 5);
        vi_solve_lower(l, y, n, 5);
        for (size_t c = 0; c < 5; c++) {
            for (size_t i = 0; i < n; i++) {
                double sum = 0;
                for (size_t k = 0; k <= i; k++) {
                    sum += l[i + k * n] * y[k + c * n];
                }
                check_close(element(a, x + c * n, n, i, 0), b[i + c * n], 1e-9);
                check_close(sum, b[i + c * n], 1e-10);
            }
        }
    }
}

static void inverts(void **state)
{
    static double a[MOST * MOST], v[MOST * MOST], work[MOST * MOST];
    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size_t n = sizes[s];
        make(n, a);
        memcpy(v, a, n * n * sizeof *a);
        assert_true(vi_cholesky(v, n));
        vi_cholesky_invert(v, n, work);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                check_close(element(a, v, n, i, j), i == j, 1e-9);
                assert_true(v[i + j * n] == v[j + i * n]);
            }
        }
    }
}

static void is_congruent(void **state)
{
    static double a[MOST * MOST], l[MOST * MOST];
    (void)state;
    for (size_t s = 0; s < SIZES; s++) {
        size_t n = sizes[s];
        make(n, a);
        memcpy(l, a, n * n * sizeof *a);
        assert_true(vi_cholesky(l, n));
        vi_congruence(l, a, n);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                check_close(a[i + j * n], i == j, 1e-10);
            }
        }
    }
}

static void adds_products(void **state)
{
    enum { ROWS = 70, FUNCTIONS = 35, LEADING = 6, RESPONSES = 3 };
    static double x[ROWS * FUNCTIONS], y[ROWS * RESPONSES];
    static double g[FUNCTIONS * FUNCTIONS], h[FUNCTIONS * LEADING], z[FUNCTIONS * RESPONSES];
    (void)state;
    for (size_t i = 0; i < ROWS * FUNCTIONS; i++) {
        x[i] = vi_uniform(4, 0, i);
        y[i % (ROWS * RESPONSES)] = vi_uniform(4, 1, i);
    }
    vi_add_gram(x, ROWS, FUNCTIONS, g);
    vi_mirror(g, FUNCTIONS);
    vi_add_leading(x, ROWS, FUNCTIONS, LEADING, h);
    vi_add_products(x, y, ROWS, FUNCTIONS, RESPONSES, z);
    for (size_t a = 0; a < FUNCTIONS; a++) {
        for (size_t b = 0; b < FUNCTIONS; b++) {
            double gram = 0, product = 0;
            for (size_t i = 0; i < ROWS; i++) {
                gram += x[i * FUNCTIONS + a] * x[i * FUNCTIONS + b];
                product += x[i * FUNCTIONS + a] * y[i * RESPONSES + b % RESPONSES];
            }
            check_close(g[a + b * FUNCTIONS], gram, 1e-12);
            check_close(h[a * LEADING + b % LEADING], g[a + b % LEADING * FUNCTIONS], 1e-12);
            check_close(z[a + b % RESPONSES * FUNCTIONS], product, 1e-12);
        }
    }
}

/* What one thread computes again and again; *argument counts the rounds that went well. */
enum { THREADS = 4, ROUNDS = 400 };

static void *compute(void *argument)
{
    static const size_t n = 40;
    double a[40 * 40], first[40 * 40], values[40], work[40 * 40 + 3 * 40];
    int *good = argument;
    for (*good = 0; *good < ROUNDS; ++*good) {
        make(n, a);
        if (!vi_cholesky(a, n)) {
            return NULL;
        }
        vi_cholesky_invert(a, n, work);
        if (!vi_eigen(a, n, values, work)) {
            return NULL;
        }
        if (*good == 0) {
            memcpy(first, a, sizeof a);
        } else if (memcmp(first, a, sizeof a) != 0) {
            return NULL;
        }
    }
    return NULL;
}

static void threads_do_not_meet(void **state)
{
    pthread_t threads[THREADS];
    int good[THREADS];
    (void)state;
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_create(&threads[t], NULL, compute, &good[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_join(threads[t], NULL), 0);
        assert_int_equal(good[t], ROUNDS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiplies),
        cmocka_unit_test(factors),
        cmocka_unit_test(solves),
        cmocka_unit_test(inverts),
        cmocka_unit_test(is_congruent),
        cmocka_unit_test(adds_products),
        cmocka_unit_test(threads_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
