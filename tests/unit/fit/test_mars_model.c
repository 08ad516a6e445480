/* What a growing model keeps: directions at right angles, and what is left of the responses. */
#include "mars_case.h"

enum { ROWS = 400, PARS = 3 };

static double plane(const double *point, size_t r)
{
    return r == 0 ? point[0] - 2 * point[1] : point[2];
}

static double inner(const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < ROWS; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void grow(mars_case *c)
{
    const vi_hinge right = hinge_at(c, 0, VI_RIGHT, 30), left = hinge_at(c, 2, VI_LEFT, 10);
    add_line(c, 0);
    add_line(c, 1);
    add_hinges(c, &right, NULL);
    add_hinges(c, &right, &left);
    add_pair(c, 0, 1);
}

static void directions_are_orthonormal(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, plane, 1, NULL), 8);
    vi_mars_model *m = &c.model;
    grow(&c);
    assert_int_equal(m->count, 6);
    for (size_t f = 0; f < m->count; f++) {
        for (size_t g = 0; g <= f; g++) {
            check_close(inner(m->orthonormal[f], m->orthonormal[g]), f == g, 1e-12);
        }
        for (size_t r = 0; r < 2; r++) {
            check_close(inner(m->orthonormal[f], m->residuals + r * ROWS), 0, 1e-11);
            check_close(inner(m->orthonormal[f], c.sample->y[r]), m->projection[2 * f + r], 1e-10);
        }
    }
    close_case(&c);
}

static void squares_add_up(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, plane, 1, NULL), 8);
    grow(&c);
    for (size_t r = 0; r < 2; r++) {
        double explained = 0;
        for (size_t f = 0; f < c.model.count; f++) {
            explained += pow(c.model.projection[2 * f + r], 2);
        }
        check_close(c.model.whole[r], inner(c.sample->y[r], c.sample->y[r]), 1e-9);
        check_close(c.model.left[r], c.model.whole[r] - explained, 1e-9);
        check_close(vi_mars_model_variance(&c.model, r), c.model.left[r] / (ROWS - 6), 1e-12);
    }
    close_case(&c);
}

static void takes_nothing_twice(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 1, plane, 1, NULL), 4);
    const vi_hinge right = hinge_at(&c, 1, VI_RIGHT, 30), left = hinge_at(&c, 1, VI_LEFT, 30);
    add_line(&c, 1);
    add_line(&c, 1);
    assert_int_equal(c.model.count, 2);
    add_hinges(&c, &right, NULL);
    add_hinges(&c, &left, NULL); /* the other two less each other */
    assert_int_equal(c.model.count, 3);
    add_line(&c, 0);
    add_line(&c, 2); /* no room */
    assert_int_equal(c.model.count, 4);
    close_case(&c);
}

static void knows_when_nothing_is_left(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, plane, 0, NULL), 8);
    add_line(&c, 0);
    assert_true(vi_mars_model_variance(&c.model, 0) > 0);
    add_line(&c, 1);
    assert_true(vi_mars_model_variance(&c.model, 0) == 0);
    assert_true(vi_mars_model_variance(&c.model, 1) > 0);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directions_are_orthonormal),
        cmocka_unit_test(squares_add_up),
        cmocka_unit_test(takes_nothing_twice),
        cmocka_unit_test(knows_when_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
