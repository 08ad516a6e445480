/* Smoothing parameters against the restricted likelihood itself: its value by the dense covariance
 * of the sample, and its maximum. */
#include "check.h"

#include "core/philox.h"
#include "fit/smoothing.h"
#include "math/linalg.h"
#include "math/normal.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 60, FUNCTIONS = 9, TERMS = 3 };

static const vi_term terms[TERMS] = {{0, 2}, {2, 4}, {6, 3}};

typedef struct {
    double x[ROWS * FUNCTIONS], y[ROWS], gram[FUNCTIONS * FUNCTIONS], z[FUNCTIONS];
    vi_smoothing problem;
} sample;

/* A response with signal in the first two terms and none in the third. */
static void fill(sample *s, double noise)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t f = 0; f < FUNCTIONS; f++) {
            s->x[i * FUNCTIONS + f] = vi_normal_quantile(vi_uniform(5, f, i));
        }
        const double *x = s->x + i * FUNCTIONS;
        s->y[i] = 2 * x[0] - x[1] + 0.4 * x[2] + 0.3 * x[5] +
                  noise * vi_normal_quantile(vi_uniform(5, 100, i));
        s->problem.squares += s->y[i] * s->y[i];
    }
    vi_add_gram(s->x, ROWS, FUNCTIONS, s->gram);
    vi_mirror(s->gram, FUNCTIONS);
    vi_add_products(s->x, s->y, ROWS, FUNCTIONS, 1, s->z);
    s->problem.functions = FUNCTIONS;
    s->problem.gram = s->gram;
    s->problem.z = s->z;
    s->problem.freedom = ROWS;
    s->problem.terms = terms;
    s->problem.term_count = TERMS;
}

/* n log yᵀ A⁻¹ y + log |A| with A = 1 + Σ x xᵀ / λ, the covariance of y but for σ². */
static double dense_criterion(const sample *s, const double *lambda)
{
    static double a[ROWS * ROWS];
    double y[ROWS], logs = 0, form = 0;
    memcpy(y, s->y, sizeof y);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < ROWS; j++) {
            a[i + ROWS * j] = i == j;
            for (size_t t = 0; t < TERMS; t++) {
                for (size_t f = terms[t].first; f < terms[t].first + terms[t].count; f++) {
                    a[i + ROWS * j] +=
                        s->x[i * FUNCTIONS + f] * s->x[j * FUNCTIONS + f] / lambda[t];
                }
            }
        }
    }
    assert_true(vi_cholesky(a, ROWS));
    vi_solve_lower(a, y, ROWS, 1);
    for (size_t i = 0; i < ROWS; i++) {
        logs += 2 * log(a[i * (ROWS + 1)]);
        form += y[i] * y[i];
    }
    return ROWS * log(form) + logs;
}

static void is_the_likelihood(void **state)
{
    static const double lambdas[][TERMS] = {{1, 1, 1}, {0.1, 30, 5}, {1e3, 1e-2, 1e5}};
    double work[FUNCTIONS * (FUNCTIONS + 1)];
    sample s;
    (void)state;
    fill(&s, 1);
    for (size_t l = 0; l < 3; l++) {
        check_close(vi_smoothing_criterion(&s.problem, lambdas[l], work),
                    dense_criterion(&s, lambdas[l]), 1e-8);
    }
}

static void finds_the_maximum(void **state)
{
    double lambda[TERMS], work[FUNCTIONS * (FUNCTIONS + 1)];
    voi_error error = {VOI_OK, ""};
    sample s;
    (void)state;
    for (double noise = 0.3; noise < 4; noise *= 3) {
        fill(&s, noise);
        check_ok(vi_smoothing_choose(&s.problem, lambda, &error));
        assert_true(isfinite(lambda[0]));
        for (size_t t = 0; t < TERMS; t++) {
            lambda[t] = fmin(lambda[t], 1e9); /* left out */
        }
        double least = vi_smoothing_criterion(&s.problem, lambda, work);
        for (size_t t = 0; t < TERMS; t++) {
            for (double factor = 0.1; factor <= 10; factor *= 1.9) {
                double kept = lambda[t];
                lambda[t] *= factor;
                /* Leaving a term out may cost what no one could see. */
                assert_true(vi_smoothing_criterion(&s.problem, lambda, work) > least - 0.1);
                lambda[t] = kept;
            }
        }
    }
}

static void leaves_out_what_explains_nothing(void **state)
{
    double lambda[TERMS];
    voi_error error = {VOI_OK, ""};
    sample s;
    (void)state;
    fill(&s, 0.5);
    for (size_t f = 0; f < FUNCTIONS * FUNCTIONS; f++) {
        bool apart = (f % FUNCTIONS < 6) != (f / FUNCTIONS < 6);
        s.gram[f] = apart ? 0 : s.gram[f];
    }
    memset(s.z + 6, 0, 3 * sizeof *s.z);
    check_ok(vi_smoothing_choose(&s.problem, lambda, &error));
    assert_true(isinf(lambda[2]));
    s.problem.squares = 0;
    check_ok(vi_smoothing_choose(&s.problem, lambda, &error));
    assert_true(isinf(lambda[0]) && isinf(lambda[1]));
    s.problem.functions = s.problem.term_count = 0;
    check_ok(vi_smoothing_choose(&s.problem, lambda, &error));
}

static void refuses_what_is_no_number(void **state)
{
    double lambda[TERMS];
    voi_error error = {VOI_OK, ""};
    sample s;
    (void)state;
    fill(&s, 1);
    s.gram[0] = NAN;
    assert_int_equal(vi_smoothing_choose(&s.problem, lambda, &error), VOI_ERR_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_likelihood),
        cmocka_unit_test(finds_the_maximum),
        cmocka_unit_test(leaves_out_what_explains_nothing),
        cmocka_unit_test(refuses_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
