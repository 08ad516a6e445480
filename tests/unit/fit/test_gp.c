/* What the process finds in noise, and what its functions are. */
#include "normal_sample.h"

#include "failing_alloc.h"

#include "fit/fit.h"
#include "fit/gp.h"

static double product(const double *point, size_t r)
{
    return r == 0 ? point[0] * point[1] * point[2] : sin(point[0] + 2 * point[1]);
}

static double slanting_wave(const double *point, size_t r)
{
    (void)r;
    return sin(point[0] + 2 * point[1]);
}

static vi_regressors basis_of(const normal_sample *s, size_t threads)
{
    voi_context *ctx = new_context(threads);
    vi_regressors out = {0};
    voi_error error = {VOI_OK, ""};
    check_ok(vi_gp_create(ctx, &s->group, &s->responses, &out, &error));
    voi_context_destroy(ctx);
    return out;
}

static void expect_explained(const normal_sample *s, double least)
{
    vi_regressors basis = basis_of(s, 2);
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    vi_fit fit = {0};
    check_ok(vi_fit_create(ctx, &basis, &s->responses, &fit, &error));
    for (size_t r = 0; r < s->responses.count; r++) {
        double share = explained(s, &fit, r);
        if (!(share > least)) {
            print_error("response %zu: %.4f of its variance explained\n", r, share);
            fail();
        }
    }
    vi_fit_free(&fit);
    vi_regressors_free(&basis);
    voi_context_destroy(ctx);
}

/* A product of three parameters without effects of fewer, under nine times as much noise. */
static void finds_pure_interactions(void **state)
{
    (void)state;
    normal_sample *s = new_sample(5000, 3, 1, product, 3, NULL);
    expect_explained(s, 0.9);
    drop_sample(s);
    s = new_sample(2000, 3, 2, product, 1, NULL);
    expect_explained(s, 0.95);
    drop_sample(s);
}

static void finds_a_slanting_wave(void **state)
{
    (void)state;
    normal_sample *s = new_sample(2000, 2, 1, slanting_wave, 1, NULL);
    expect_explained(s, 0.92);
    drop_sample(s);
    s = new_sample(3000, 6, 1, slanting_wave, 0.5, NULL);
    expect_explained(s, 0.95);
    drop_sample(s);
}

/* Skewed parameters are no harder. */
static void monotone_scales_matter_little(void **state)
{
    (void)state;
    normal_sample *s = new_sample(2000, 2, 1, slanting_wave, 1, NULL);
    for (size_t i = 0; i < s->rows; i++) {
        s->x[0][i] = exp(3 * s->x[0][i]);
        s->x[1][i] = 1e300 * vi_normal_cdf(s->x[1][i]);
    }
    expect_explained(s, 0.92);
    drop_sample(s);
}

/* Of prior variance at most 1 and nearly so; the lines standardised. */
static void functions_have_unit_prior_variance(void **state)
{
    (void)state;
    normal_sample *s = new_sample(1500, 3, 1, product, 1, NULL);
    vi_regressors basis = basis_of(s, 2);
    double *x = calloc(basis.functions, sizeof *x), sum = 0, line = 0;
    assert_int_equal(basis.nulls, 4);
    assert_int_equal(basis.term_count, 1);
    assert_int_equal(basis.terms[0].first, 4);
    assert_int_equal(basis.terms[0].first + basis.terms[0].count, basis.functions);
    for (size_t i = 0; i < s->rows; i++) {
        double variance = 0;
        basis.class->at_rows(basis.state, i, 1, x);
        for (size_t f = 4; f < basis.functions; f++) {
            variance += x[f] * x[f];
        }
        assert_true(variance < 1 + 1e-9);
        sum += variance / (double)s->rows;
        line += x[2] * x[2] / (double)s->rows;
        assert_true(x[0] == 1);
    }
    assert_true(sum > 0.99);
    check_close(line, 1, 1e-12);
    free(x);
    vi_regressors_free(&basis);
    drop_sample(s);
}

/* The functions of a row are the same bits wherever it stands, on any number of threads. */
static void order_of_rows_changes_no_bit(void **state)
{
    enum { ROWS = 750 };
    static size_t order[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        order[i] = (i * 77 + 5) % ROWS;
    }
    normal_sample *s = new_sample(ROWS, 3, 2, product, 1, NULL);
    normal_sample *t = new_sample(ROWS, 3, 2, product, 1, order);
    vi_regressors a = basis_of(s, 1), b = basis_of(t, 3);
    assert_int_equal(a.functions, b.functions);
    double *x = calloc(2 * a.functions, sizeof *x), *y = x + a.functions;
    for (size_t i = 0; i < ROWS; i++) {
        b.class->at_rows(b.state, i, 1, x);
        a.class->at_rows(a.state, order[i], 1, y);
        assert_memory_equal(x, y, a.functions * sizeof *x);
    }
    free(x);
    vi_regressors_free(&a);
    vi_regressors_free(&b);
    drop_sample(s);
    drop_sample(t);
}

static void few_distinct_points(void **state)
{
    (void)state;
    normal_sample *s = new_sample(1000, 2, 1, slanting_wave, 0.1, NULL);
    for (size_t j = 0; j < 2; j++) {
        for (size_t i = 0; i < s->rows; i++) {
            s->x[j][i] = s->x[j][i] > 0.3;
        }
    }
    for (size_t i = 0; i < s->rows; i++) {
        s->y[0][i] += s->x[0][i] * s->x[1][i] - s->truth[0][i];
        s->truth[0][i] = s->x[0][i] * s->x[1][i];
    }
    settle(s);
    vi_regressors basis = basis_of(s, 2);
    assert_in_range(basis.terms[0].count, 1, 4);
    vi_regressors_free(&basis);
    expect_explained(s, 0.995);
    drop_sample(s);
}

static void too_many_parameters(void **state)
{
    enum { MANY = 128 };
    const double column[2] = {0, 1}, *columns[MANY];
    (void)state;
    for (size_t j = 0; j < MANY; j++) {
        columns[j] = column;
    }
    const vi_group group = {.columns = columns, .count = MANY, .rows = 2};
    const vi_responses none = {2, 0, NULL, NULL};
    vi_regressors out = {0};
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    assert_int_equal(vi_gp_create(ctx, &group, &none, &out, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message,
                        "a Gaussian process takes up to 100 parameters; this group has 128");
    voi_context_destroy(ctx);
}

static void every_allocation_may_fail(void **state)
{
    bool failed = true;
    (void)state;
    normal_sample *s = new_sample(120, 2, 1, slanting_wave, 1, NULL);
    for (long k = 0; failed; k++) {
        assert_true(k < 500);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(2);
        vi_regressors out = {0};
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        voi_status status = vi_gp_create(ctx, &s->group, &s->responses, &out, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, VOI_ERR_NOMEM);
            assert_int_equal(error.status, VOI_ERR_NOMEM);
            assert_null(out.class);
        } else {
            vi_regressors_free(&out);
        }
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    drop_sample(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_pure_interactions),
        cmocka_unit_test(finds_a_slanting_wave),
        cmocka_unit_test(monotone_scales_matter_little),
        cmocka_unit_test(functions_have_unit_prior_variance),
        cmocka_unit_test(order_of_rows_changes_no_bit),
        cmocka_unit_test(few_distinct_points),
        cmocka_unit_test(too_many_parameters),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
