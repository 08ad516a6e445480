/* Products of hinges, at rows and at points. */
#include "mars_case.h"

enum { ROWS = 300, PARS = 3 };

static double nothing(const double *point, size_t r)
{
    (void)r;
    return 0 * point[0];
}

/* 0.5 · z_0 · max(0, z_1 − a) · max(0, b − z_2). */
static vi_hinges triple(const mars_case *c)
{
    vi_hinges function = {.scale = 0.5};
    function = vi_hinges_times(&function, hinge_at(c, 0, VI_LINE, 0));
    function = vi_hinges_times(&function, hinge_at(c, 1, VI_RIGHT, 20));
    return vi_hinges_times(&function, hinge_at(c, 2, VI_LEFT, 30));
}

static void are_products(void **state)
{
    double values[2 * ROWS];
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, nothing, 1, NULL), 2);
    const vi_axis *x = c.axes;
    const vi_hinges function = triple(&c);
    double a = x[1].z[x[1].knot[20]], b = x[2].z[x[2].knot[30]];
    vi_hinges_at_rows(x, &function, 5, ROWS - 5, values, 2);
    size_t zeros = 0;
    for (size_t i = 5; i < ROWS; i++) {
        double point[PARS] = {c.sample->x[0][i], c.sample->x[1][i], c.sample->x[2][i]};
        double expected = 0.5 * x[0].at[i] * fmax(0, x[1].at[i] - a) * fmax(0, b - x[2].at[i]);
        check_close(values[2 * (i - 5)], expected, 1e-12);
        check_close(vi_hinges_at_point(x, &function, point), expected, 1e-12);
        zeros += expected == 0;
    }
    assert_in_range(zeros, ROWS / 4, ROWS - 10);
    close_case(&c);
}

/* Outside the sample lines and hinges go on. */
static void go_on_outside(void **state)
{
    const vi_axis axis = {.half_span = 1, .deviation = 0.5};
    const vi_hinges one = {.scale = 1};
    (void)state;
    const double far[] = {1000, -1000};
    const vi_hinges right = vi_hinges_times(&one, (vi_hinge){1, VI_RIGHT, 0});
    const vi_hinges left = vi_hinges_times(&one, (vi_hinge){1, VI_LEFT, 0});
    check_close(vi_hinges_at_point(&axis, &right, &far[0]), 999, 1e-9);
    check_close(vi_hinges_at_point(&axis, &right, &far[1]), 0, 0);
    check_close(vi_hinges_at_point(&axis, &left, &far[0]), 0, 0);
    check_close(vi_hinges_at_point(&axis, &left, &far[1]), 1001, 1e-9);
    check_close(vi_hinges_at_point(&axis, &one, far), 1, 0);
}

static void are_compared_by_their_axes(void **state)
{
    const vi_hinges one = {.scale = 1};
    (void)state;
    const vi_hinges a = vi_hinges_times(&one, (vi_hinge){.axis = 4});
    const vi_hinges b = vi_hinges_times(&one, (vi_hinge){1, VI_RIGHT, 7});
    const vi_hinges ab = vi_hinges_times(&a, b.factor[0]), ba = vi_hinges_times(&b, a.factor[0]);
    assert_true(vi_hinges_is_line(&a) && !vi_hinges_is_line(&b));
    assert_true(!vi_hinges_is_line(&one) && !vi_hinges_is_line(&ab));
    assert_true(vi_hinges_use(&ab, 4) && vi_hinges_use(&ab, 7) && !vi_hinges_use(&ab, 0));
    assert_true(vi_hinges_same_axes(&ab, &ba) && vi_hinges_same_axes(&one, &one));
    assert_true(!vi_hinges_same_axes(&a, &b) && !vi_hinges_same_axes(&a, &ab));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(are_products),
        cmocka_unit_test(go_on_outside),
        cmocka_unit_test(are_compared_by_their_axes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
