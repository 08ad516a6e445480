/* Valleys, walls, holes in the domain, and what an evaluation answers. */
#include "check.h"

#include "failing_alloc.h"

#include "math/minimise.h"

#include <string.h>

enum { MOST = 12 };

typedef struct {
    vi_objective objective;
    size_t evaluations;
    double low[MOST], high[MOST], curvature[MOST * MOST];
    double x[MOST], value;
} problem;

typedef voi_status evaluate_fn(void *state, const double *x, double *value, double *gradient,
                               voi_error *err);

static void start(problem *p, evaluate_fn *evaluate, size_t variables)
{
    *p = (problem){.objective = {.variables = variables,
                                 .low = p->low,
                                 .high = p->high,
                                 .evaluate = evaluate,
                                 .state = p,
                                 .curvature = p->curvature,
                                 .longest = 1,
                                 .flat = 1e-8,
                                 .gain = 0,
                                 .steps = 500}};
    for (size_t i = 0; i < variables; i++) {
        p->low[i] = -10;
        p->high[i] = 10;
        p->curvature[i * (variables + 1)] = 1;
    }
}

/* Rosenbrock's valley: the least value, 0, is at (1, 1). */
static voi_status valley(void *state, const double *x, double *value, double *gradient,
                         voi_error *err)
{
    problem *p = state;
    double off = x[1] - x[0] * x[0];
    (void)err;
    p->evaluations++;
    *value = (1 - x[0]) * (1 - x[0]) + 100 * off * off;
    gradient[0] = -2 * (1 - x[0]) - 400 * off * x[0];
    gradient[1] = 200 * off;
    return VOI_OK;
}

static void finds_the_floor_of_a_valley(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, valley, 2);
    p.x[0] = -1.2;
    p.x[1] = 1;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    check_close(p.x[0], 1, 1e-6);
    check_close(p.x[1], 1, 1e-6);
    check_close(p.value, 0, 1e-12);
    assert_in_range(p.evaluations, 5, 120);
}

/* At x_0 <= 0.5 the least of the valley is (0.5, 0.25). */
static void stops_at_a_wall(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, valley, 2);
    p.high[0] = 0.5;
    p.x[0] = -1.2;
    p.x[1] = 1;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    assert_true(p.x[0] == 0.5);
    check_close(p.x[1], 0.25, 1e-8);
    /* It comes away from a wall where the slope leads inside, and keeps a variable of no room. */
    p.high[0] = 10;
    p.low[1] = p.high[1] = p.x[1] = 0.7;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    check_close(p.x[0], 0.8372407050660895, 1e-8);
    assert_true(p.x[1] == 0.7);
}

/* Σ 10^(i/2) (x_i − i)² / 2, joined to its neighbours by a tenth of that. */
static voi_status bowl(void *state, const double *x, double *value, double *gradient,
                       voi_error *err)
{
    problem *p = state;
    (void)err;
    p->evaluations++;
    *value = 0;
    memset(gradient, 0, p->objective.variables * sizeof *gradient);
    for (size_t i = 0; i < p->objective.variables; i++) {
        double steep = pow(10, (double)i / 2), off = x[i] - (double)i / 2;
        *value += steep * off * off / 2;
        gradient[i] += steep * off;
        if (i > 0) {
            double apart = x[i] - x[i - 1] - 0.5;
            *value += steep * apart * apart / 20;
            gradient[i] += steep * apart / 10;
            gradient[i - 1] -= steep * apart / 10;
        }
    }
    return VOI_OK;
}

/* The second derivatives that it has learnt serve a second search. */
static void learns_the_curvature(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, bowl, 8);
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    for (size_t i = 0; i < 8; i++) {
        check_close(p.x[i], (double)i / 2, 1e-7);
    }
    size_t first = p.evaluations;
    memset(p.x, 0, sizeof p.x);
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    check_close(p.value, 0, 1e-12);
    assert_in_range(p.evaluations - first, 1, first / 2);
}

static void stops_as_it_is_told(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, bowl, 4);
    p.objective.steps = 0;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    assert_int_equal(p.evaluations, 1);
    assert_true(p.x[3] == 0);
    p.objective.steps = 100;
    p.objective.flat = 1e9;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    assert_int_equal(p.evaluations, 2);
    p.objective.flat = 0;
    p.objective.gain = 1e9;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    assert_true(p.x[3] != 0);
    for (size_t i = 0; i < 4; i++) {
        assert_true(fabs(p.x[i]) <= p.objective.longest);
    }
}

/* x − log x, not defined below 0.9. */
static voi_status half_line(void *state, const double *x, double *value, double *gradient,
                            voi_error *err)
{
    problem *p = state;
    (void)err;
    p->evaluations++;
    *value = x[0] < 0.9 ? NAN : x[0] - log(x[0]);
    gradient[0] = x[0] < 0.9 ? NAN : 1 - 1 / x[0];
    return VOI_OK;
}

static void keeps_out_of_holes(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, half_line, 1);
    p.objective.longest = 100;
    p.curvature[0] = 1e-3;
    p.x[0] = 8;
    check_ok(vi_minimise(&p.objective, p.x, &p.value, &error));
    check_close(p.x[0], 1, 1e-6);
    p.x[0] = 0;
    assert_int_equal(vi_minimise(&p.objective, p.x, &p.value, &error), VOI_ERR_NUMERIC);
}

static voi_status interrupted(void *state, const double *x, double *value, double *gradient,
                              voi_error *err)
{
    problem *p = state;
    if (p->evaluations == 3) {
        return vi_fail(err, VOI_ERR_CANCELLED, "enough");
    }
    return bowl(state, x, value, gradient, err);
}

static void passes_errors_on(void **state)
{
    problem p;
    voi_error error = {VOI_OK, ""};
    (void)state;
    start(&p, interrupted, 4);
    assert_int_equal(vi_minimise(&p.objective, p.x, &p.value, &error), VOI_ERR_CANCELLED);
    assert_string_equal(error.message, "enough");
    for (long k = 0; k < 2; k++) {
        start(&p, bowl, 4);
        atomic_store(&allocations_left, k);
        assert_int_equal(vi_minimise(&p.objective, p.x, &p.value, &error), VOI_ERR_NOMEM);
        atomic_store(&allocations_left, -1);
        assert_int_equal(atomic_load(&live_blocks), 0);
        assert_true(p.x[3] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_floor_of_a_valley), cmocka_unit_test(stops_at_a_wall),
        cmocka_unit_test(learns_the_curvature),        cmocka_unit_test(stops_as_it_is_told),
        cmocka_unit_test(keeps_out_of_holes),          cmocka_unit_test(passes_errors_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
