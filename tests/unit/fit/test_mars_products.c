/* Interactions that no single parameter announces. */
#include "mars_case.h"

#include "fit/mars_products.h"

enum { ROWS = 3000, PARS = 8, MOST = 30 };

static double pair(const double *point, size_t r)
{
    (void)r;
    return point[1] * point[4];
}

static double triple(const double *point, size_t r)
{
    (void)r;
    return point[0] * point[2] * point[5];
}

static double bends(const double *point, size_t r)
{
    (void)r;
    return (fabs(point[3]) - 0.798) * (fabs(point[6]) - 0.798);
}

static double two(const double *point, size_t r)
{
    return r == 0 ? point[1] * point[4] : point[3] * point[6];
}

static double nothing(const double *point, size_t r)
{
    (void)r;
    return 0 * point[0];
}

static void add(mars_case *c, size_t degree, size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_add_products(ctx, &c->model, degree, &error));
    voi_context_destroy(ctx);
}

static bool has(const mars_case *c, size_t degree, const size_t *axes)
{
    for (size_t f = 0; f < c->model.count; f++) {
        bool same = c->model.functions[f].degree == degree;
        for (size_t i = 0; same && i < degree; i++) {
            same = vi_hinges_use(&c->model.functions[f], axes[i]);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

static void finds_a_product_of_two(void **state)
{
    static const size_t axes[] = {1, 4};
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, pair, 2, NULL), MOST);
    add(&c, 2, 2);
    assert_true(has(&c, 2, axes) && has(&c, 1, axes) && has(&c, 1, axes + 1));
    assert_int_equal(c.model.count, 4);
    check_close(c.model.left[0] / ROWS, 4, 0.5);
    add(&c, 2, 2);
    assert_int_equal(c.model.count, 4);
    close_case(&c);
}

static void finds_a_product_of_three(void **state)
{
    static const size_t axes[] = {0, 2, 5};
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, triple, 1, NULL), MOST);
    add(&c, 2, 2);
    assert_false(has(&c, 3, axes));
    add(&c, 3, 2);
    assert_true(has(&c, 3, axes));
    close_case(&c);
}

static void finds_bends(void **state)
{
    static const size_t axes[] = {3, 6};
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, bends, 0.3, NULL), MOST);
    add(&c, 3, 2);
    assert_true(has(&c, 2, axes));
    assert_int_equal(c.model.count, 9); /* lines and hinges, and all products of the two kinds */
    assert_true(c.model.left[0] < 0.6 * c.model.whole[0]);
    close_case(&c);
}

static void all_responses_are_asked(void **state)
{
    static const size_t first[] = {1, 4}, second[] = {3, 6};
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, two, 2, NULL), MOST);
    add(&c, 3, 2);
    assert_true(has(&c, 2, first) && has(&c, 2, second));
    close_case(&c);
}

static void noise_has_none(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, nothing, 1, NULL), MOST);
    add(&c, 3, 2);
    assert_int_equal(c.model.count, 1);
    close_case(&c);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    mars_case a = open_case(new_sample(ROWS, PARS, 2, two, 1, NULL), MOST);
    add(&a, 3, 1);
    for (size_t threads = 2; threads <= 8; threads += 3) {
        mars_case b = open_case(new_sample(ROWS, PARS, 2, two, 1, NULL), MOST);
        add(&b, 3, threads);
        assert_int_equal(a.model.count, b.model.count);
        assert_memory_equal(a.model.residuals, b.model.residuals, 2 * ROWS * sizeof(double));
        close_case(&b);
    }
    close_case(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_product_of_two),
        cmocka_unit_test(finds_a_product_of_three),
        cmocka_unit_test(finds_bends),
        cmocka_unit_test(all_responses_are_asked),
        cmocka_unit_test(noise_has_none),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
