/* Growing: until nothing is worth its cost, or there is no room. */
#include "mars_case.h"

#include "fit/mars_forward.h"

enum { ROWS = 1000, PARS = 6 };

static const vi_mars_cost cost = {8, 6};

static double nested(const double *point, size_t r)
{
    (void)r;
    return point[0] + 2 * point[0] * point[1] + 2 * point[0] * point[1] * fmax(0, point[2]);
}

static double nothing(const double *point, size_t r)
{
    (void)r;
    return 0 * point[0];
}

static void grow(mars_case *c, size_t degree, size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    check_ok(vi_mars_forward(ctx, &c->model, degree, cost, &error));
    voi_context_destroy(ctx);
}

static size_t highest_degree(const mars_case *c)
{
    size_t degree = 0;
    for (size_t f = 0; f < c->model.count; f++) {
        size_t own = c->model.functions[f].degree;
        degree = own > degree ? own : degree;
    }
    return degree;
}

static void more_degrees_explain_more(void **state)
{
    double before = 1;
    (void)state;
    for (size_t degree = 1; degree <= VI_MARS_DEGREE; degree++) {
        mars_case c = open_case(new_sample(ROWS, PARS, 1, nested, 0.3, NULL), 50);
        grow(&c, degree, 2);
        assert_int_equal(highest_degree(&c), degree);
        double left = c.model.left[0] / c.model.whole[0];
        assert_true(left < 0.9 * before);
        before = left;
        close_case(&c);
    }
    assert_true(before < 0.03);
}

static void stops_where_there_is_no_room(void **state)
{
    (void)state;
    for (size_t most = 1; most <= 5; most++) {
        mars_case c = open_case(new_sample(ROWS, PARS, 1, nested, 0.3, NULL), most);
        grow(&c, 3, 2);
        assert_int_equal(c.model.count, most);
        close_case(&c);
    }
}

static void stops_in_noise(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, nothing, 1, NULL), 50);
    grow(&c, 3, 2);
    assert_in_range(c.model.count, 1, 10);
    close_case(&c);
}

static void stops_where_nothing_is_left(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, nothing, 0, NULL), 50);
    grow(&c, 3, 2);
    assert_int_equal(c.model.count, 1);
    close_case(&c);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    mars_case a = open_case(new_sample(ROWS, PARS, 1, nested, 1, NULL), 50);
    grow(&a, 3, 1);
    mars_case b = open_case(new_sample(ROWS, PARS, 1, nested, 1, NULL), 50);
    grow(&b, 3, 3);
    assert_int_equal(a.model.count, b.model.count);
    assert_memory_equal(a.model.residuals, b.model.residuals, ROWS * sizeof(double));
    close_case(&a);
    close_case(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_degrees_explain_more),
        cmocka_unit_test(stops_where_there_is_no_room),
        cmocka_unit_test(stops_in_noise),
        cmocka_unit_test(stops_where_nothing_is_left),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
