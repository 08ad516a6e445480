/* One estimate: its parts by plain loops, the same problem told in other ways, and where the policy
 * value takes over. */
#include "slices.h"

#include "measures/partial.h"

enum { ROWS = 1200, COLS = 3 };

static double x[ROWS], costs[ROWS * COLS], effects[ROWS * COLS];

static vi_partial estimate_of(const fitted *f, double k)
{
    size_t cols = f->problem->strategies;
    vi_estimator *e = vi_estimator_create(cols, f->spline.responses);
    assert_non_null(e);
    vi_estimator_fit(e, &f->inc, &f->tally, &f->noise);
    vi_partial answer = vi_estimate(e, k);
    vi_estimator_destroy(e);
    return answer;
}

/* Plug-in and correction, from the values and variances of the slice. */
static double plain_estimate(fitted *f, double k)
{
    vi_slice *s = &f->slice;
    double total = 0;
    vi_slice_set(s, k);
    for (size_t j = 0; j < s->cells; j++) {
        double most = -INFINITY, next = -INFINITY;
        size_t best = 0, second = 0;
        for (size_t d = 0; d < s->strategies; d++) {
            double value = s->value[d * s->cells + j];
            if (value > most) {
                next = most;
                second = best;
                most = value;
                best = d;
            } else if (value > next) {
                next = value;
                second = d;
            }
        }
        vi_variances v = vi_slice_variances(s, vi_slice_pair(best, second), j);
        double plus = sqrt(v.plus), null = sqrt(v.null), gap = most - next;
        total += f->cells->weight[j] *
                 (most - s->value[s->base * s->cells + j] + plus * vi_unit_loss(gap / plus) -
                  null * vi_unit_loss(gap / null));
    }
    return fmax(total / ROWS, 0);
}

static void the_estimate_is_plug_in_and_correction(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        dependent_outcomes(seed, ROWS, COLS, 3, x, costs, effects);
        fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
        vi_partial answer = estimate_of(f, 1.3);
        assert_true(answer.trust == 1);
        check_close(answer.evppi, plain_estimate(f, 1.3), 1e-12);
        assert_true(answer.low >= 0 && answer.low <= answer.evppi && answer.evppi < answer.high);
        check_close(answer.low, fmax(answer.evppi - 1.959963984540054 * answer.se, 0), 1e-12);
        assert_true(answer.high >= answer.evppi + 1.959 * answer.se);
        free_fitted(f);
    }
}

/* Effects e and costs c at k are the net benefit k e − c: with costs of nothing but −(k e − c) the
 * fits are others, yet at one smoothing they are the same; here the noise is small enough. */
static void costs_and_effects_are_net_benefit(void **state)
{
    static double joint[ROWS * COLS], none[ROWS * COLS];
    const double k = 2;
    (void)state;
    dependent_outcomes(30, ROWS, COLS, 0.01, x, costs, effects);
    for (size_t i = 0; i < ROWS * COLS; i++) {
        joint[i] = -(k * effects[i] - costs[i]);
    }
    fitted *two = fit_problem(costs, effects, x, ROWS, COLS, 0);
    fitted *one = fit_problem(joint, none, x, ROWS, COLS, 0);
    vi_partial a = estimate_of(two, k), b = estimate_of(one, 77);
    check_close(b.evppi, a.evppi, 1e-3 * a.evppi);
    check_close(b.se, a.se, 1e-2 * a.se);
    check_close(b.policy_value, a.policy_value, 1e-3 * a.policy_value);
    free_fitted(two);
    free_fitted(one);
}

static void any_reference_gives_nearly_the_same(void **state)
{
    (void)state;
    dependent_outcomes(31, ROWS, COLS, 2, x, costs, effects);
    double before = 0, se = 0;
    for (size_t reference = 0; reference < COLS; reference++) {
        fitted *f = fit_problem(costs, effects, x, ROWS, COLS, reference);
        vi_partial answer = estimate_of(f, 1);
        if (reference > 0) {
            check_close(answer.evppi, before, 0.5 * se);
        }
        before = answer.evppi;
        se = answer.se;
        free_fitted(f);
    }
}

static void two_strategies_swap_exactly(void **state)
{
    (void)state;
    dependent_outcomes(32, ROWS, 2, 2, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, 2, 0);
    fitted *g = fit_problem(costs, effects, x, ROWS, 2, 1);
    vi_partial a = estimate_of(f, 1), b = estimate_of(g, 1);
    check_close(b.evppi, a.evppi, 1e-12);
    check_close(b.se, a.se, 1e-12);
    check_close(b.high, a.high, 1e-12);
    free_fitted(f);
    free_fitted(g);
}

static void noise_alone_is_worth_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = vi_uniform(33, 0, i);
        costs[i] = costs[ROWS + i] = 0;
        effects[i] = 0;
        effects[ROWS + i] = 0.3 + vi_normal_quantile(vi_uniform(33, 1, i));
    }
    fitted *f = fit_problem(costs, effects, x, ROWS, 2, 0);
    vi_partial answer = estimate_of(f, 1);
    assert_true(answer.evppi < 0.01 && answer.low == 0);
    assert_true(answer.high > answer.evppi && answer.high < 0.1);
    free_fitted(f);
}

/* A step that no spline follows: decisions at its foot are wrong, yet nearly all are right. */
static void a_step_is_valued_by_its_policy(void **state)
{
    enum { MANY = 20000 };
    static double u[MANY], c[MANY * 2], e[MANY * 2];
    double truth = 0;
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        u[i] = vi_uniform(34, 0, i);
        bool high = u[i] > 0.7654;
        e[MANY + i] = (high ? 1.0 : -0.6) + 1.5 * vi_normal_quantile(vi_uniform(34, 1, i));
        c[i] = c[MANY + i] = e[i] = 0;
        truth += high ? 1.0 / MANY : 0;
    }
    fitted *f = fit_problem(c, e, u, MANY, 2, 0);
    vi_partial answer = estimate_of(f, 1);
    assert_true(answer.misfit > 4 && answer.trust == 0);
    assert_true(answer.evppi == answer.policy_value);
    check_close(answer.evppi, truth, 4 * answer.se);
    free_fitted(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_estimate_is_plug_in_and_correction),
        cmocka_unit_test(costs_and_effects_are_net_benefit),
        cmocka_unit_test(any_reference_gives_nearly_the_same),
        cmocka_unit_test(two_strategies_swap_exactly),
        cmocka_unit_test(noise_alone_is_worth_nothing),
        cmocka_unit_test(a_step_is_valued_by_its_policy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
