/* The restricted likelihood against a dense computation of what it is: the density of the response
 * with the unpenalised coefficients integrated out; and its average against a fine quadrature. */
#include "check.h"
#include "dense.h"

#include "core/philox.h"
#include "fit/reml.h"

#include <string.h>

enum { ROWS = 60, FUNCTIONS = 9, NULLS = 2, PENALISED = FUNCTIONS - NULLS };

static double basis[ROWS][FUNCTIONS], y[ROWS];
static double z[FUNCTIONS], gamma_[FUNCTIONS], delta[FUNCTIONS];

static double normal(uint64_t stream, uint64_t i)
{
    double sum = -6;
    for (uint64_t j = 0; j < 12; j++) {
        sum += vi_uniform(7, stream, 12 * i + j);
    }
    return sum;
}

/* Orthogonal functions (Gram–Schmidt on noise) of squared length γ. */
static void make_basis(void)
{
    for (size_t k = 0; k < FUNCTIONS; k++) {
        gamma_[k] = k < NULLS ? 1 : 1 / (1 + (double)(k * k) / 8);
        delta[k] = k < NULLS ? 0 : 1 - gamma_[k];
        for (size_t i = 0; i < ROWS; i++) {
            basis[i][k] = normal(k, i);
        }
        for (size_t l = 0; l <= k; l++) {
            double product = 0;
            for (size_t i = 0; i < ROWS; i++) {
                product += basis[i][k] * basis[i][l];
            }
            for (size_t i = 0; i < ROWS; i++) {
                basis[i][k] = l < k ? basis[i][k] - product / gamma_[l] * basis[i][l]
                                    : basis[i][k] * sqrt(gamma_[k] / product);
            }
        }
    }
}

static vi_reml make_problem(double signal, uint64_t stream)
{
    double squares = 0;
    make_basis();
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = normal(stream, i) + 3 * basis[i][1] + signal * (basis[i][3] - basis[i][5]);
        squares += y[i] * y[i];
    }
    for (size_t k = 0; k < FUNCTIONS; k++) {
        z[k] = 0;
        for (size_t i = 0; i < ROWS; i++) {
            z[k] += basis[i][k] * y[i];
        }
    }
    return (vi_reml){.z = z,
                     .gamma = gamma_,
                     .delta = delta,
                     .functions = FUNCTIONS,
                     .nulls = NULLS,
                     .squares = squares,
                     .rows = ROWS};
}

/* −2 log of the restricted likelihood of y ~ N(X β, σ² V), V = I + Σ b bᵀ / (λ δ), β flat, at the
 * best σ²: (N − q) log(yᵀ P y) + log |V| + log |Xᵀ V⁻¹ X|, but for a constant. */
static double dense_criterion(double lambda)
{
    static double v[ROWS * ROWS], right[ROWS * (NULLS + 1)];
    double inner[NULLS * NULLS], cross[NULLS], solution[NULLS], quadratic = 0;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < ROWS; j++) {
            v[i + ROWS * j] = i == j;
            for (size_t k = NULLS; k < FUNCTIONS; k++) {
                v[i + ROWS * j] += basis[i][k] * basis[j][k] / (lambda * delta[k]);
            }
        }
        right[i] = y[i];
        for (size_t k = 0; k < NULLS; k++) {
            right[i + ROWS * (k + 1)] = basis[i][k];
        }
    }
    double logs = dense_solve(v, ROWS, right, NULLS + 1);
    for (size_t k = 0; k < NULLS; k++) {
        cross[k] = 0;
        for (size_t l = 0; l < NULLS; l++) {
            inner[k + NULLS * l] = 0;
            for (size_t i = 0; i < ROWS; i++) {
                inner[k + NULLS * l] += basis[i][k] * right[i + ROWS * (l + 1)];
            }
        }
        for (size_t i = 0; i < ROWS; i++) {
            cross[k] += basis[i][k] * right[i];
        }
        solution[k] = cross[k];
    }
    logs += dense_solve(inner, NULLS, solution, 1);
    for (size_t i = 0; i < ROWS; i++) {
        quadratic += y[i] * right[i];
    }
    for (size_t k = 0; k < NULLS; k++) {
        quadratic -= cross[k] * solution[k];
    }
    return (ROWS - NULLS) * log(quadratic) + logs;
}

static void the_criterion_is_the_restricted_likelihood(void **state)
{
    (void)state;
    for (uint64_t stream = 20; stream < 23; stream++) {
        const vi_reml problem = make_problem(2, stream);
        double shift = vi_reml_criterion(&problem, 0) - dense_criterion(1);
        for (double rho = -6; rho <= 10; rho += 0.5) {
            check_close(vi_reml_criterion(&problem, rho) - dense_criterion(exp(rho)), shift, 1e-8);
        }
    }
}

/* Moments of 1/(γ + λ δ) by a quadrature of 20000 points. */
static void quadrature(const vi_reml *p, size_t k, double *mean, double *variance)
{
    const int points = 20000;
    double total = 0, first = 0, second = 0, least = INFINITY;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < points; i++) {
            double rho = -14 + 39.0 * i / (points - 1);
            double criterion = vi_reml_criterion(p, rho) + rho / 2;
            double value = 1 / (p->gamma[k] + exp(rho) * p->delta[k]);
            double weight = pass == 0 ? 0 : exp((least - criterion) / 2);
            least = pass == 0 ? fmin(least, criterion) : least;
            total += weight;
            first += weight * value;
            second += weight * value * value;
        }
    }
    *mean = first / total;
    *variance = second / total - *mean * *mean;
}

static void averages_are_posterior_moments(void **state)
{
    static const double signals[] = {0, 0.5, 2, 30};
    (void)state;
    for (size_t s = 0; s < 4; s++) {
        const vi_reml problem = make_problem(signals[s], 30 + s);
        double mean[FUNCTIONS], variance[FUNCTIONS];
        vi_reml_average(&problem, mean, variance);
        for (size_t k = 0; k < FUNCTIONS; k++) {
            double exact = 1, spread = 0;
            if (k >= NULLS) {
                quadrature(&problem, k, &exact, &spread);
            }
            check_close(mean[k], exact, 2e-3 * exact);
            check_close(variance[k], spread, 2e-3 * exact * exact);
        }
    }
}

static void noise_is_smoothed_away_and_signal_kept(void **state)
{
    double mean[FUNCTIONS], variance[FUNCTIONS];
    (void)state;
    const vi_reml noise = make_problem(0, 40);
    vi_reml_average(&noise, mean, variance);
    assert_true(mean[FUNCTIONS - 1] * gamma_[FUNCTIONS - 1] < 0.5);
    const vi_reml signal = make_problem(100, 41);
    vi_reml_average(&signal, mean, variance);
    assert_true(mean[FUNCTIONS - 1] * gamma_[FUNCTIONS - 1] > 0.99);
}

static void scale_does_not_matter(void **state)
{
    double mean[FUNCTIONS], variance[FUNCTIONS], again[FUNCTIONS], other[FUNCTIONS];
    (void)state;
    vi_reml problem = make_problem(1, 50);
    vi_reml_average(&problem, mean, variance);
    for (size_t k = 0; k < FUNCTIONS; k++) {
        z[k] *= 1e6;
    }
    problem.squares *= 1e12;
    vi_reml_average(&problem, again, other);
    for (size_t k = 0; k < FUNCTIONS; k++) {
        check_close(again[k], mean[k], 1e-9 * mean[k]);
        check_close(other[k], variance[k], 1e-9 * mean[k] * mean[k]);
    }
}

static void a_constant_response_has_nothing_to_smooth(void **state)
{
    double mean[FUNCTIONS], variance[FUNCTIONS];
    (void)state;
    vi_reml problem = make_problem(1, 60);
    memset(z, 0, sizeof z);
    problem.squares = 0;
    vi_reml_average(&problem, mean, variance);
    for (size_t k = 0; k < FUNCTIONS; k++) {
        assert_true(mean[k] == (k < NULLS ? 1 : 0) && variance[k] == 0);
    }
}

/* A response that the functions reproduce leaves no residual; the criterion must stay finite. */
static void a_response_without_noise_is_kept(void **state)
{
    double mean[FUNCTIONS], variance[FUNCTIONS];
    (void)state;
    vi_reml problem = make_problem(1, 70);
    memset(z, 0, sizeof z);
    z[4] = 2;
    problem.squares = z[4] * z[4] / gamma_[4];
    vi_reml_average(&problem, mean, variance);
    check_close(mean[4] * gamma_[4], 1, 1e-5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_criterion_is_the_restricted_likelihood),
        cmocka_unit_test(averages_are_posterior_moments),
        cmocka_unit_test(noise_is_smoothed_away_and_signal_kept),
        cmocka_unit_test(scale_does_not_matter),
        cmocka_unit_test(a_constant_response_has_nothing_to_smooth),
        cmocka_unit_test(a_response_without_noise_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
