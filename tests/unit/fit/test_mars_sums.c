/* The sums of hinges against the hinges themselves. */
#include "mars_case.h"

#include "fit/mars_sums.h"

enum { ROWS = 500, PARS = 3, PARENT = 3 };

static double wave(const double *point, size_t r)
{
    return r == 0 ? sin(point[0]) * point[2] : point[1];
}

/* Functions 0 to 5; PARENT is a hinge in axis 0. */
static void grow(mars_case *c, size_t count)
{
    const vi_hinge right = hinge_at(c, 0, VI_RIGHT, 15), left = hinge_at(c, 1, VI_LEFT, 40);
    add_line(c, 0);
    add_line(c, 1);
    add_hinges(c, &right, NULL);
    if (count > 4) {
        add_hinges(c, &left, NULL);
        add_hinges(c, &right, &left);
    }
}

static double inner(const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < ROWS; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* The values of a function, cleared of the model's if `clear`. */
static void values_of(const mars_case *c, const vi_hinges *function, bool clear, double *values)
{
    vi_hinges_at_rows(c->axes, function, 0, ROWS, values, 1);
    for (size_t f = 0; clear && f < c->model.count; f++) {
        double along = inner(values, c->model.orthonormal[f]);
        for (size_t i = 0; i < ROWS; i++) {
            values[i] -= along * c->model.orthonormal[f][i];
        }
    }
}

static void expect_record(const mars_case *c, const double *record, size_t axis, size_t knot)
{
    double plain[ROWS], cleared[ROWS], line[ROWS], rows = 0;
    const vi_hinges *parent = &c->model.functions[PARENT];
    const vi_hinge hinge =
        hinge_at(c, axis, knot > 0 ? VI_RIGHT : VI_LINE, knot > 0 ? knot - 1 : 0);
    const vi_hinges function = vi_hinges_times(parent, hinge);
    const vi_hinges straight = vi_hinges_times(parent, hinge_at(c, axis, VI_LINE, 0));
    values_of(c, &function, false, plain);
    values_of(c, &function, true, cleared);
    values_of(c, &straight, true, line);
    check_close(record[VI_WHOLE], inner(plain, plain), 1e-9);
    check_close(record[VI_REST], inner(cleared, cleared), 1e-9);
    check_close(record[VI_CROSSED], inner(cleared, line), 1e-9);
    for (size_t r = 0; r < 2; r++) {
        check_close(record[VI_WITH_Y + r], inner(cleared, c->sample->y[r]), 1e-9);
    }
    for (size_t i = 0; i < ROWS; i++) {
        rows += plain[i] != 0;
    }
    check_close(record[VI_ROWS], rows, 0);
}

static void expect_records(const mars_case *c, const vi_mars_sums *sums)
{
    for (size_t j = 1; j < PARS; j++) {
        const double *records = sums->records + sums->offset[j];
        for (size_t k = 0; k <= c->axes[j].knots; k += 7) {
            expect_record(c, records + k * vi_mars_record(&c->model), j, k);
        }
    }
}

static void equal_the_products_of_hinges(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        mars_case c = open_case(new_sample(ROWS, PARS, 2, wave, 1, NULL), 8);
        size_t size = vi_mars_record(&c.model) * (VI_MOST_KNOTS + 1);
        size_t offset[PARS] = {0, size, 2 * size};
        double *records = calloc(PARS * size, sizeof *records);
        vi_mars_pass *pass = vi_mars_pass_create(ROWS);
        vi_mars_sums sums = {&c.model, PARENT, 0, PARS, 0, offset, records};
        grow(&c, late ? 6 : 4);
        vi_mars_sums_update(&sums, pass);
        expect_records(&c, &sums);
        sums.cleared = c.model.count;
        add_line(&c, 2);
        add_pair(&c, 1, 2);
        vi_mars_sums_update(&sums, pass);
        expect_records(&c, &sums);
        vi_mars_pass_destroy(pass);
        free(records);
        close_case(&c);
    }
}

/* The parent's own axis, and axes that were not asked for. */
static void other_axes_are_left_alone(void **state)
{
    (void)state;
    mars_case c = open_case(new_sample(ROWS, PARS, 2, wave, 1, NULL), 8);
    size_t size = vi_mars_record(&c.model) * (VI_MOST_KNOTS + 1),
           offset[PARS] = {0, size, 2 * size};
    double *records = calloc(PARS * size, sizeof *records);
    vi_mars_pass *pass = vi_mars_pass_create(ROWS);
    const vi_mars_sums sums = {&c.model, PARENT, 0, 2, 0, offset, records};
    grow(&c, 4);
    vi_mars_sums_update(&sums, pass);
    for (size_t i = 0; i < size; i++) {
        assert_true(records[i] == 0 && records[2 * size + i] == 0);
    }
    assert_true(records[size + VI_WHOLE] > 0);
    vi_mars_pass_destroy(pass);
    free(records);
    close_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_the_products_of_hinges),
        cmocka_unit_test(other_axes_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
