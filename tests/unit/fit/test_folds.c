/* Cross-validation: the error of a known signal, and the better of two methods. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "fit/folds.h"
#include "math/normal.h"

#include <math.h>

enum { ROWS = 1500, PARS = 2, RESPONSES = 2 };

typedef struct {
    double x[PARS][ROWS], y[ROWS * RESPONSES];
    const double *columns[PARS];
    vi_group group;
    vi_responses responses;
} sample;

/* A line with as much noise as signal; a wave across both parameters with little noise. */
static void draw(sample *s)
{
    double means[RESPONSES] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            s->x[j][i] = vi_normal_quantile(vi_uniform(4, j, i));
            s->columns[j] = s->x[j];
        }
        s->y[2 * i] = s->x[0][i] + vi_normal_quantile(vi_uniform(4, 8, i));
        s->y[2 * i + 1] =
            sin(2 * (s->x[0][i] + s->x[1][i])) + 0.3 * vi_normal_quantile(vi_uniform(4, 9, i));
        for (size_t r = 0; r < RESPONSES; r++) {
            means[r] += s->y[2 * i + r] / ROWS;
        }
    }
    for (size_t i = 0; i < ROWS * RESPONSES; i++) {
        s->y[i] -= means[i % RESPONSES];
    }
    s->group = (vi_group){.columns = s->columns, .count = PARS, .rows = ROWS};
    s->responses = (vi_responses){ROWS, RESPONSES, s->y, NULL};
}

static void validate(const sample *s, const char *method, size_t threads, double *errors)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    check_ok(
        vi_cross_validate(ctx, vi_method_find(method), &s->group, &s->responses, errors, &error));
    voi_context_destroy(ctx);
}

static void errors_of_signals(void **state)
{
    static sample s;
    double gp[RESPONSES], mars[RESPONSES];
    (void)state;
    draw(&s);
    validate(&s, "gp", 2, gp);
    validate(&s, "mars", 2, mars);
    check_close(gp[0], 0.5, 0.08);
    check_close(mars[0], 0.5, 0.08);
    /* .09 of .59 is noise. */
    assert_true(gp[1] > 0.12 && gp[1] < 0.25);
    assert_true(mars[1] > 2 * gp[1]);
}

static void same_bits_over_threads(void **state)
{
    static sample s;
    double first[RESPONSES], other[RESPONSES];
    (void)state;
    draw(&s);
    validate(&s, "mars", 1, first);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        validate(&s, "mars", threads, other);
        assert_memory_equal(first, other, sizeof first);
    }
}

/* A parameter that varies in one row alone is constant without it. */
static void rows_that_cannot_be_fitted(void **state)
{
    static sample s;
    double errors[RESPONSES];
    (void)state;
    draw(&s);
    for (size_t i = 0; i < ROWS; i++) {
        s.x[1][i] = i == 7;
    }
    for (size_t m = 0; m < vi_method_count; m++) {
        validate(&s, vi_methods[m].name, 2, errors);
        assert_true(errors[0] > 0.4);
    }
}

static void every_allocation_fails_once(void **state)
{
    static sample s;
    voi_error error = {VOI_OK, ""};
    (void)state;
    draw(&s);
    s.group.rows = s.responses.rows = 100;
    voi_context *ctx = new_context(1);
    long before = atomic_load(&live_blocks), k = 0;
    for (voi_status status = VOI_ERR_NOMEM; status != VOI_OK; k++) {
        double errors[RESPONSES];
        atomic_store(&allocations_left, k);
        status =
            vi_cross_validate(ctx, vi_method_find("mars"), &s.group, &s.responses, errors, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || status == VOI_ERR_NOMEM);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    assert_true(k > 30);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_of_signals),
        cmocka_unit_test(same_bits_over_threads),
        cmocka_unit_test(rows_that_cannot_be_fitted),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
