/* What adaptive regression splines find among many parameters, and what they leave alone. */
#include "normal_sample.h"

#include "failing_alloc.h"

#include "fit/mars.h"
#include "fit/mars_axis.h"

static vi_mars_size size_of(const normal_sample *s)
{
    return vi_mars_default(s->rows, s->group.count);
}

typedef struct {
    vi_regressors basis;
    vi_fit fit;
} fitted;

static void fit_sample(const normal_sample *s, const vi_mars_size *size, fitted *out)
{
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_create(ctx, &s->group, &s->responses, size, &out->basis, &error));
    check_ok(vi_fit_create(ctx, &out->basis, &s->responses, &out->fit, &error));
    voi_context_destroy(ctx);
}

static void release(fitted *f)
{
    vi_fit_free(&f->fit);
    vi_regressors_free(&f->basis);
}

/* Of every response. */
static void expect_explained(const normal_sample *s, double least)
{
    const vi_mars_size size = size_of(s);
    fitted f;
    fit_sample(s, &size, &f);
    for (size_t r = 0; r < s->responses.count; r++) {
        double share = explained(s, &f.fit, r);
        if (!(share > least)) {
            print_error("response %zu: %.10f of its variance explained\n", r, share);
            fail();
        }
    }
    release(&f);
}

/* ---- Truths ---- */

static double bend[3]; /* where the hinges bend */

static double hinges(const double *point, size_t r)
{
    (void)r;
    return 2 * fmax(0, point[0] - bend[0]) - point[3] +
           3 * fmax(0, point[1] - bend[1]) * fmax(0, bend[2] - point[2]);
}

static double product(const double *point, size_t r)
{
    (void)r;
    return point[3] * point[7];
}

static double triple(const double *point, size_t r)
{
    (void)r;
    return point[2] * point[4] * point[9];
}

static double bends(const double *point, size_t r)
{
    (void)r;
    return (point[1] * point[1] - 1) * (point[5] * point[5] - 1);
}

static double five_effects(const double *point, size_t r)
{
    (void)r;
    return point[0] + sin(2 * point[1]) + point[2] * point[2] / 2 + fabs(point[3]) +
           fmax(0, point[4]);
}

static double two_responses(const double *point, size_t r)
{
    return r == 0 ? point[0] * point[1] + point[2] : exp(point[3] / 2) + 2 * fmax(0, point[4]);
}

static double nothing(const double *point, size_t r)
{
    (void)r;
    return 0 * point[0];
}

/* ---- What is found ---- */

/* The values of a column at the ranks at which knots stand. */
static double knot_of(const normal_sample *s, size_t axis, size_t knot)
{
    vi_axis a = {0};
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(s->rows);
    vi_cells_cut(cells, s->x[axis]);
    check_ok(vi_axis_create(cells, s->x[axis], &a, &error));
    size_t row = 0;
    while (a.cell[row] != a.knot[knot]) {
        row++;
    }
    vi_axis_free(&a);
    vi_cells_destroy(cells);
    return s->x[axis][row];
}

/* Without noise and with knots at candidates the truth is found itself. */
static void finds_functions_of_its_own(void **state)
{
    (void)state;
    normal_sample *s = new_sample(900, 6, 1, hinges, 0, NULL);
    bend[0] = knot_of(s, 0, 40);
    bend[1] = knot_of(s, 1, 20);
    bend[2] = knot_of(s, 2, 36);
    drop_sample(s);
    s = new_sample(900, 6, 1, hinges, 0, NULL);
    expect_explained(s, 1 - 1e-6);
    drop_sample(s);
}

static void finds_products_without_main_effects(void **state)
{
    (void)state;
    normal_sample *s = new_sample(3000, 10, 1, product, 1, NULL);
    expect_explained(s, 0.99);
    drop_sample(s);
    s = new_sample(3000, 10, 1, triple, 1, NULL);
    expect_explained(s, 0.97);
    drop_sample(s);
    s = new_sample(3000, 10, 1, bends, 1, NULL);
    expect_explained(s, 0.8);
    drop_sample(s);
}

/* Of thirty parameters five matter: moving the others moves next to nothing. */
static void leaves_irrelevant_parameters_out(void **state)
{
    enum { PARS = 30 };
    double *work, value, moved;
    (void)state;
    normal_sample *s = new_sample(4000, PARS, 1, five_effects, 1, NULL);
    const vi_mars_size size = size_of(s);
    fitted f;
    fit_sample(s, &size, &f);
    work = calloc(f.basis.functions, sizeof *work);
    assert_in_range(f.basis.nulls, 6, 8);
    assert_true(explained(s, &f.fit, 0) > 0.98);
    for (size_t i = 0; i < 50; i++) {
        double point[PARS];
        for (size_t j = 0; j < PARS; j++) {
            point[j] = s->x[j][i];
        }
        vi_fit_predict(&f.fit, point, &value, work);
        for (size_t j = 5; j < PARS; j++) {
            point[j] += j % 2 ? 1 : -1;
        }
        vi_fit_predict(&f.fit, point, &moved, work);
        check_close(moved, value, 0.15);
    }
    free(work);
    release(&f);
    drop_sample(s);
}

static void several_responses_share_the_functions(void **state)
{
    (void)state;
    normal_sample *s = new_sample(3000, 8, 2, two_responses, 1, NULL);
    expect_explained(s, 0.98);
    drop_sample(s);
}

/* What noise yields is shrunk to next to nothing. */
static void finds_nothing_in_noise(void **state)
{
    (void)state;
    normal_sample *s = new_sample(2000, 20, 1, nothing, 1, NULL);
    const vi_mars_size size = size_of(s);
    fitted f;
    fit_sample(s, &size, &f);
    assert_in_range(f.basis.nulls, 1, 3);
    assert_true(f.fit.response[0].edf < 8);
    release(&f);
    drop_sample(s);
}

static void keeps_to_its_size(void **state)
{
    const vi_mars_size size = {1, 12};
    (void)state;
    normal_sample *s = new_sample(1000, 10, 1, product, 0.1, NULL);
    fitted f;
    fit_sample(s, &size, &f);
    assert_true(explained(s, &f.fit, 0) < 0.2); /* no interactions */
    release(&f);
    drop_sample(s);
}

static void scales_do_not_matter(void **state)
{
    static const double scale[] = {1e300, 1e-300, -1, 1e6};
    (void)state;
    normal_sample *s = new_sample(1000, 4, 1, hinges, 0.5, NULL);
    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < s->rows; i++) {
            s->x[j][i] *= scale[j];
        }
    }
    expect_explained(s, 0.97);
    drop_sample(s);
}

/* ---- Whom it obeys ---- */

static int stop_at_once(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)phase;
    (void)fraction;
    return 1;
}

static void can_be_cancelled(void **state)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    vi_regressors out = {0};
    voi_error error = {VOI_OK, ""};
    (void)state;
    normal_sample *s = new_sample(500, 6, 1, hinges, 1, NULL);
    const vi_mars_size size = size_of(s);
    long before = atomic_load(&live_blocks);
    voi_context_options_default(&options);
    options.progress = stop_at_once;
    check_ok(voi_context_create(&options, &ctx, &error));
    assert_int_equal(vi_mars_create(ctx, &s->group, &s->responses, &size, &out, &error),
                     VOI_ERR_CANCELLED);
    assert_null(out.class);
    voi_context_destroy(ctx);
    assert_int_equal(atomic_load(&live_blocks), before);
    drop_sample(s);
}

static void every_allocation_may_fail(void **state)
{
    bool failed = true;
    (void)state;
    normal_sample *s = new_sample(120, 4, 2, hinges, 1, NULL);
    const vi_mars_size size = size_of(s);
    for (long k = 0; failed; k++) {
        assert_true(k < 2000);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(2);
        vi_regressors out = {0};
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        voi_status status = vi_mars_create(ctx, &s->group, &s->responses, &size, &out, &error);
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
        cmocka_unit_test(finds_functions_of_its_own),
        cmocka_unit_test(finds_products_without_main_effects),
        cmocka_unit_test(leaves_irrelevant_parameters_out),
        cmocka_unit_test(several_responses_share_the_functions),
        cmocka_unit_test(finds_nothing_in_noise),
        cmocka_unit_test(keeps_to_its_size),
        cmocka_unit_test(scales_do_not_matter),
        cmocka_unit_test(can_be_cancelled),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
