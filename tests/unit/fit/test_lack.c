/* Structure that a fit leaves is found, and none where there is none. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "fit/lack.h"
#include "fit/methods.h"
#include "math/normal.h"

#include <math.h>

enum { ROWS = 4000, PARS = 3 };

typedef struct {
    double x[PARS][ROWS], y[ROWS];
    const double *columns[PARS];
} sample;

/* y = signal · sin(3 (a + b)) + a + noise, whose spread grows with a where asked. */
static void draw(sample *s, uint64_t seed, double signal, bool spread)
{
    double mean = 0;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            s->x[j][i] = vi_normal_quantile(vi_uniform(seed, j, i));
            s->columns[j] = s->x[j];
        }
        double noise = vi_normal_quantile(vi_uniform(seed, 9, i));
        s->y[i] = s->x[0][i] + signal * sin(3 * (s->x[0][i] + s->x[1][i])) +
                  noise * (spread ? exp(s->x[0][i] / 2) : 1);
        mean += s->y[i] / ROWS;
    }
    for (size_t i = 0; i < ROWS; i++) {
        s->y[i] -= mean;
    }
}

static vi_lack lack_of(const sample *s, const char *method, size_t threads)
{
    const vi_group group = {.columns = s->columns, .count = PARS, .rows = ROWS};
    const vi_responses responses = {ROWS, 1, s->y, NULL};
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    vi_regressors basis = {0};
    vi_fit fit = {0};
    vi_lack lack;
    check_ok(vi_method_find(method)->create(ctx, &group, &responses, &basis, &error));
    check_ok(vi_fit_create(ctx, &basis, &responses, &fit, &error));
    check_ok(vi_lack_of_fit(ctx, &group, &responses, &fit, &lack, &error));
    vi_fit_free(&fit);
    vi_regressors_free(&basis);
    voi_context_destroy(ctx);
    return lack;
}

/* Over ten samples a mean of z beyond 1.6 has a chance of about 1e-6. */
static void nothing_is_found_in_noise(void **state)
{
    static sample s;
    (void)state;
    for (int spread = 0; spread < 2; spread++) {
        double total = 0;
        for (uint64_t seed = 1; seed <= 10; seed++) {
            draw(&s, seed, 0, spread);
            total += lack_of(&s, "anova", 1).z / 10;
        }
        assert_true(total < 1.6);
    }
}

/* A ridge across two parameters, which MARS passes over: its variance, 1, is as large as the
 * line's, but no cell is so small that the ridge does not change inside. */
static void a_ridge_is_found(void **state)
{
    static sample s;
    (void)state;
    draw(&s, 1, sqrt(2), false);
    const vi_lack lack = lack_of(&s, "mars", 2);
    assert_true(lack.z > 20);
    assert_true(lack.share > 0.1 && lack.share < 0.5);
}

static void same_bits_over_threads(void **state)
{
    static sample s;
    (void)state;
    draw(&s, 1, 1, false);
    const vi_lack first = lack_of(&s, "anova", 1);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        const vi_lack other = lack_of(&s, "anova", threads);
        assert_memory_equal(&first, &other, sizeof first);
    }
}

static void every_allocation_fails_once(void **state)
{
    static sample s;
    voi_error error = {VOI_OK, ""};
    vi_regressors basis = {0};
    vi_fit fit = {0};
    vi_lack lack;
    (void)state;
    draw(&s, 1, 1, false);
    const vi_group group = {.columns = s.columns, .count = PARS, .rows = ROWS};
    const vi_responses responses = {ROWS, 1, s.y, NULL};
    voi_context *ctx = new_context(1);
    check_ok(vi_method_find("mars")->create(ctx, &group, &responses, &basis, &error));
    check_ok(vi_fit_create(ctx, &basis, &responses, &fit, &error));
    long before = atomic_load(&live_blocks), k = 0;
    for (voi_status status = VOI_ERR_NOMEM; status != VOI_OK; k++) {
        atomic_store(&allocations_left, k);
        status = vi_lack_of_fit(ctx, &group, &responses, &fit, &lack, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || status == VOI_ERR_NOMEM);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    assert_true(k > 5);
    vi_fit_free(&fit);
    vi_regressors_free(&basis);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_in_noise),
        cmocka_unit_test(a_ridge_is_found),
        cmocka_unit_test(same_bits_over_threads),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
