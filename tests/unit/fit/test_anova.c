/* The basis of main effects and interactions: what it holds, and what the data keep of it. */
#include "check.h"

#include "core/philox.h"
#include "fit/anova.h"
#include "fit/fit.h"
#include "math/normal.h"
#include "random_problem.h"

#include <stdlib.h>

enum { ROWS = 2000, PARS = 4 };

static double columns[PARS][ROWS], y[ROWS];

static vi_group fill(double (*truth)(const double *), double noise)
{
    static const double *pointers[PARS] = {columns[0], columns[1], columns[2], columns[3]};
    double mean = 0;
    for (size_t i = 0; i < ROWS; i++) {
        double point[PARS];
        for (size_t j = 0; j < PARS; j++) {
            columns[j][i] = point[j] = vi_normal_quantile(vi_uniform(9, j, i));
        }
        y[i] = truth(point) + noise * vi_normal_quantile(vi_uniform(9, 50, i));
        mean += y[i] / ROWS;
    }
    for (size_t i = 0; i < ROWS; i++) {
        y[i] -= mean;
    }
    return (vi_group){.columns = pointers, .count = PARS, .rows = ROWS};
}

static vi_regressors basis_of(const vi_group *group)
{
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    const vi_responses responses = {ROWS, 1, y, NULL};
    const vi_anova_size size = vi_anova_default(group->rows, group->count);
    vi_regressors basis = {0};
    check_ok(vi_anova_create(ctx, group, &responses, &size, &basis, &error));
    voi_context_destroy(ctx);
    return basis;
}

/* The share of the truth's variance that a fit misses. */
static double missed(const vi_regressors *basis, double (*truth)(const double *))
{
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    const vi_responses responses = {ROWS, 1, y, NULL};
    double all = 0, rest = 0, mean = 0, shift = 0;
    vi_fit fit;
    check_ok(vi_fit_create(ctx, basis, &responses, &fit, &error));
    double *x = calloc(fit.functions, sizeof *x);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < ROWS; i++) {
            double point[PARS], value;
            for (size_t j = 0; j < PARS; j++) {
                point[j] = columns[j][i];
            }
            vi_fit_functions(&fit, i, 1, x);
            vi_fit_values(&fit, x, 1, &value);
            double real = truth(point);
            if (pass == 0) {
                mean += real / ROWS;
                shift += value / ROWS;
            } else {
                all += (real - mean) * (real - mean);
                rest += (real - mean - value + shift) * (real - mean - value + shift);
            }
        }
    }
    free(x);
    vi_fit_free(&fit);
    voi_context_destroy(ctx);
    return rest / all;
}

static double additive(const double *x)
{
    return x[0] + sin(2 * x[1]) + 0.5 * x[2] * x[2];
}

static double product(const double *x)
{
    return x[0] * x[1];
}

static double triple(const double *x)
{
    return x[0] * x[1] * x[3];
}

static double wave(const double *x)
{
    return sin(3 * (x[0] + x[1]));
}

static double ridge(const double *x)
{
    return exp(x[0] + x[1]);
}

/* Structure of two parameters that no product of few bends has. */
static void finds_fine_structure_of_pairs(void **state)
{
    double (*const truths[])(const double *) = {wave, ridge};
    static const double most[] = {0.2, 0.02};
    (void)state;
    for (int t = 0; t < 2; t++) {
        vi_group group = fill(truths[t], 0.5);
        group.count = 2;
        vi_regressors basis = basis_of(&group);
        check_close(missed(&basis, truths[t]), 0, most[t]);
        vi_regressors_free(&basis);
    }
}

static void finds_what_is_there(void **state)
{
    double (*const truths[])(const double *) = {additive, product, triple};
    static const double most[] = {0.02, 0.02, 0.02};
    (void)state;
    for (int t = 0; t < 3; t++) {
        vi_group group = fill(truths[t], 1);
        vi_regressors basis = basis_of(&group);
        check_close(missed(&basis, truths[t]), 0, most[t]);
        assert_int_equal(basis.nulls, 1 + PARS);
        assert_int_equal(basis.terms[0].first, basis.nulls);
        vi_regressors_free(&basis);
    }
}

/* Of six pairs and four triples few stay where nothing but main effects is there. */
static void screens_interactions(void **state)
{
    (void)state;
    vi_group group = fill(additive, 1);
    vi_regressors basis = basis_of(&group);
    assert_in_range(basis.term_count, PARS, PARS + 7);
    vi_regressors_free(&basis);
}

static void constants_count_for_nothing(void **state)
{
    (void)state;
    vi_group group = fill(additive, 1);
    for (size_t i = 0; i < ROWS; i++) {
        columns[3][i] = 42;
    }
    vi_regressors basis = basis_of(&group);
    assert_int_equal(basis.nulls, PARS);
    check_close(missed(&basis, additive), 0, 0.02);
    vi_regressors_free(&basis);
}

static void sizes_grow_and_stay_bounded(void **state)
{
    (void)state;
    vi_anova_size before = vi_anova_default(100, 2);
    for (size_t rows = 1000; rows <= 100000000; rows *= 10) {
        vi_anova_size size = vi_anova_default(rows, 2);
        assert_true(size.main >= before.main && size.pair >= before.pair);
        before = size;
    }
    vi_anova_size many = vi_anova_default(10000, 100);
    assert_true(many.pair >= 1 && many.pair <= 2 && many.triple == 0);
    assert_true(vi_anova_is_crowded(500, 25) && !vi_anova_is_crowded(500, 24));
    vi_anova_size crowded = vi_anova_default(500, 25);
    assert_true(crowded.main == 2 && crowded.pair == 0 && crowded.triple == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(finds_fine_structure_of_pairs),
        cmocka_unit_test(screens_interactions),
        cmocka_unit_test(constants_count_for_nothing),
        cmocka_unit_test(sizes_grow_and_stay_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
