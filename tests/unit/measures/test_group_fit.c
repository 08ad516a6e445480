/* Noise that changes with the parameters: it is seen, and rows of little noise count more. */
#include "random_problem.h"

#include "math/normal.h"
#include "measures/choice.h"
#include "measures/draw.h"
#include "measures/group.h"
#include "measures/group_fit.h"

#include <string.h>

enum { ROWS = 4000, PARS = 2 };

static double x[PARS * ROWS], nb[2 * ROWS];

static double offset = 1;

static double truth_at(size_t i)
{
    return offset + x[i] - 0.5 * x[ROWS + i];
}

/* The noise's standard deviation is exp(growth · x₁). */
static voi_problem *draw(double growth)
{
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = vi_normal_quantile(vi_uniform(31, 0, i));
        x[ROWS + i] = vi_normal_quantile(vi_uniform(31, 1, i));
        nb[ROWS + i] = truth_at(i) + exp(growth * x[i]) * vi_normal_quantile(vi_uniform(31, 2, i));
    }
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {x, ROWS, PARS, 1, ROWS}};
    return problem_of_data(&data);
}

typedef struct {
    voi_problem *problem;
    vi_increments increments;
    vi_group_fit fit;
} fitted;

static void fit_with(fitted *f, double growth, size_t threads)
{
    const double *columns[PARS] = {x, x + ROWS};
    const vi_group group = {columns, PARS, ROWS, NULL};
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    f->problem = draw(growth);
    check_ok(vi_increments_create(ctx, f->problem, 0, &f->increments, &error));
    check_ok(
        vi_group_fit_make(ctx, &f->increments, vi_method_find("anova"), &group, &f->fit, &error));
    voi_context_destroy(ctx);
}

static void drop(fitted *f)
{
    vi_group_fit_free(&f->fit);
    vi_increments_free(&f->increments);
    voi_problem_destroy(f->problem);
}

static void rows_of_equal_noise_count_alike(void **state)
{
    fitted f;
    (void)state;
    fit_with(&f, 0, 1);
    for (size_t i = 0; i < ROWS; i++) {
        assert_true(f.fit.precision[i] == 1);
        check_close(f.fit.noise.scale[i], 1, 0.25);
    }
    check_close(f.fit.noise.total, ROWS, 1e-9);
    drop(&f);
}

/* Precision times the true variance to a power is the same everywhere but for chance and the far
 * tails. */
static void check_precision(const fitted *f, double power)
{
    double mean = 0, squares = 0, count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (fabs(x[i]) < 2) {
            double ratio = log(f->fit.precision[i]) + power * x[i];
            mean += ratio;
            squares += ratio * ratio;
            count++;
        }
    }
    mean /= count;
    assert_true(sqrt(squares / count - mean * mean) < 0.25);
}

static void precision_follows_the_noise(void **state)
{
    const double *columns[PARS] = {x, x + ROWS};
    const vi_group group = {columns, PARS, ROWS, NULL};
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    fitted f;
    (void)state;
    fit_with(&f, 0.5, 2);
    check_precision(&f, pow(4, -0.3)); /* 4000 rows; of 1000 it is 1 */
    assert_true(vi_group_fit_has_weights_left(&f.fit));
    check_ok(vi_group_fit_weigh(ctx, &f.increments, &group, &f.fit, &error));
    check_precision(&f, 1);
    assert_false(vi_group_fit_has_weights_left(&f.fit));
    for (size_t i = 0; i < ROWS; i++) {
        check_close(f.fit.noise.scale[i], 1, 0.35);
    }
    voi_context_destroy(ctx);
    drop(&f);
}

static void residuals_are_what_the_fit_leaves(void **state)
{
    fitted f;
    double point[PARS], value, missed = 0;
    (void)state;
    fit_with(&f, 0.5, 1);
    double *work = calloc(f.fit.fit.functions, sizeof *work);
    for (size_t i = 0; i < ROWS; i++) {
        point[0] = x[i];
        point[1] = x[ROWS + i];
        vi_fit_predict(&f.fit.fit, point, &value, work);
        check_close(f.increments.responses.y[i] - f.fit.noise.residual[i], value, 0.05);
        double error = f.increments.means[0] + f.increments.unit[0] * value - truth_at(i);
        missed += error * error / ROWS;
    }
    assert_true(sqrt(missed) < 0.12);
    free(work);
    drop(&f);
}

static vi_partial estimate(voi_context *ctx, const fitted *f)
{
    voi_error error = {VOI_OK, ""};
    const double k = NAN;
    vi_partial out;
    check_ok(vi_group_estimate(ctx, &f->fit.noise, &k, 1, &out, &error));
    return out;
}

/* Near zero an answer is that of the fit with all weights, in between it is in between. */
static void near_zero_rows_count_by_their_whole_precision(void **state)
{
    static const double offsets[] = {-1, -1.5, -3.5};
    const double *columns[PARS] = {x, x + ROWS}, k = NAN;
    const vi_group group = {columns, PARS, ROWS, NULL};
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fitted f;
        vi_partial answer;
        offset = offsets[i];
        fit_with(&f, 0.5, 1);
        const vi_question question = {
            .increments = &f.increments, .group = &group, .method = "anova", .k = &k, .count = 1};
        vi_partial far = estimate(ctx, &f);
        check_ok(vi_group_fit_weigh(ctx, &f.increments, &group, &f.fit, &error));
        vi_partial near = estimate(ctx, &f);
        check_ok(vi_choose_fit(ctx, &question, &answer, &error));
        double share = vi_near_zero(far.evppi, far.se);
        assert_true(i == 0 ? share == 0 : i == 1 ? share > 0 && share < 1 : share == 1);
        check_close(answer.evppi, far.evppi + share * (near.evppi - far.evppi), 1e-12);
        check_close(answer.high, far.high + share * (near.high - far.high), 1e-12);
        check_close(answer.edf, far.edf + share * (near.edf - far.edf), 1e-9);
        drop(&f);
    }
    offset = 1;
    voi_context_destroy(ctx);
}

static void same_bits_over_threads(void **state)
{
    fitted one, other;
    (void)state;
    fit_with(&one, 0.5, 1);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        fit_with(&other, 0.5, threads);
        assert_memory_equal(one.fit.precision, other.fit.precision,
                            ROWS * sizeof *one.fit.precision);
        assert_memory_equal(one.fit.noise.residual, other.fit.noise.residual,
                            2 * ROWS * sizeof *one.fit.noise.residual);
        assert_memory_equal(one.fit.noise.mean, other.fit.noise.mean, 3 * sizeof(double));
        drop(&other);
    }
    drop(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_equal_noise_count_alike),
        cmocka_unit_test(precision_follows_the_noise),
        cmocka_unit_test(near_zero_rows_count_by_their_whole_precision),
        cmocka_unit_test(residuals_are_what_the_fit_leaves),
        cmocka_unit_test(same_bits_over_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
