/* Who has the highest net benefit how often; equal values share, and the shares add up to 1. */
#include "random_problem.h"

#include "measures/wins.h"

enum { ROWS = 5001, COLS = 7 };

static double x[ROWS * COLS], probability[COLS];

static void count(const voi_problem *problem, size_t threads)
{
    voi_context *ctx = new_context(threads);
    vi_totals totals = {0};
    voi_error error = {0};
    const vi_pass pass = {problem, &totals, 1};
    check_ok(vi_totals_create(ctx, 1 + problem->strategies, &totals, &error));
    check_ok(vi_wins_add(ctx, &pass, &error));
    check_ok(vi_totals_join(&totals, &error));
    vi_wins_shares(&totals.of_worker[0], 1, problem->strategies, probability);
    vi_totals_free(&totals);
    voi_context_destroy(ctx);
}

static void equal_the_definition(void **state)
{
    (void)state;
    double expected[COLS] = {0}, sum = 0;
    for (size_t i = 0; i < ROWS * COLS; i++) {
        x[i] = floor(5 * vi_uniform(1, i / ROWS, i % ROWS));
    }
    for (size_t i = 0; i < ROWS; i++) {
        double best = -1, equal = 0;
        for (size_t d = 0; d < COLS; d++) {
            best = fmax(best, x[d * ROWS + i]);
        }
        for (size_t d = 0; d < COLS; d++) {
            equal += x[d * ROWS + i] == best;
        }
        for (size_t d = 0; d < COLS; d++) {
            expected[d] += x[d * ROWS + i] == best ? 1 / equal / ROWS : 0;
        }
    }
    voi_problem *problem = net_benefit_problem(x, ROWS, COLS);
    for (size_t threads = 1; threads < 4; threads++) {
        count(problem, threads);
        sum = 0;
        for (size_t d = 0; d < COLS; d++) {
            check_close(probability[d], expected[d], 1e-12);
            sum += probability[d];
        }
        check_close(sum, 1, 1e-15);
    }
    voi_problem_destroy(problem);
}

/* Values that differ by less than their distance to the others would show. */
static void values_are_compared_as_they_are(void **state)
{
    (void)state;
    static const double near[] = {1e17, 1, 2};
    voi_problem *problem = net_benefit_problem(near, 1, 3);
    count(problem, 1);
    assert_true(probability[0] == 1 && probability[1] == 0 && probability[2] == 0);
    voi_problem_destroy(problem);
    static const double below[] = {-1e17, 1, 2};
    problem = net_benefit_problem(below, 1, 3);
    count(problem, 1);
    assert_true(probability[1] == 0 && probability[2] == 1);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_the_definition),
        cmocka_unit_test(values_are_compared_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
