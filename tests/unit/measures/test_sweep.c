/* One sweep over k against the definition, for any choice of strategies along the list. */
#include "random_problem.h"

#include "measures/sweep.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 5000, COLS = 4, PLACES = 40 };

static double costs[ROWS * COLS], effects[ROWS * COLS], k[PLACES];
static double evpi[PLACES], variance[PLACES], probability[PLACES * COLS];

/* Spans that end where nothing happens, of strategies that need not be the best there. */
static const vi_span spans[] = {{3, 0, 1}, {1, 1, 17}, {0, 17, 18}, {2, 18, PLACES}};
enum { SPANS = sizeof spans / sizeof *spans };

static void fill_k(void)
{
    for (size_t j = 0; j < PLACES; j++) {
        k[j] = 700.0 * (double)j + (j % 3 == 0 ? 100 : 0);
    }
}

static const size_t wanted[] = {3, 1, 0, 2};

static vi_sweep sweep_of(bool wins)
{
    return (vi_sweep){k, PLACES, wanted, SPANS, COLS, wins};
}

/* Where the answers go; `probability` NULL: none. */
typedef struct {
    double *evpi, *variance, *probability;
} answers;

/* Both steps of a sweep. */
static voi_status run(voi_context *ctx, const voi_problem *problem, const vi_span *along,
                      const vi_sweep *sweep, answers to, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    const vi_pass pass = {problem, &totals, 0};
    VI_TRY(vi_totals_create(ctx, vi_sweep_sums(sweep), &totals, err));
    VI_TRY(vi_sweep_add(ctx, sweep, &pass, err));
    VI_TRY(vi_totals_join(&totals, err));
    const vi_swept swept = {&totals.of_worker[0], 0, problem->rows};
    VI_TRY(vi_sweep_regrets(sweep, &swept, along, to.evpi, to.variance, err));
    if (to.probability) {
        vi_sweep_wins(sweep, &swept, to.probability);
    }
cleanup:
    vi_totals_free(&totals);
    return status;
}

static void check_against_definition(size_t rows, const vi_span *span)
{
    for (size_t j = span->begin; j < span->end; j++) {
        long double sum = 0, squares = 0, n = (long double)rows;
        for (size_t i = 0; i < rows; i++) {
            long double best = -INFINITY, own = 0;
            for (size_t d = 0; d < COLS; d++) {
                long double nb = k[j] * (long double)effects[d * rows + i] - costs[d * rows + i];
                best = fmaxl(best, nb);
                own = d == span->strategy ? nb : own;
            }
            sum += best - own;
            squares += (best - own) * (best - own);
        }
        double expected = (double)(sum / n), spread = (double)((squares - sum * sum / n) / (n - 1));
        check_close(evpi[j], expected, 1e-12 * expected);
        check_close(variance[j], spread, 1e-11 * spread);
    }
}

static void equals_the_definition(void **state)
{
    (void)state;
    static const size_t rows[] = {2, 33, 2049, ROWS};
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    fill_k();
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        random_outcomes(31 + r, rows[r], COLS, 0, 0, costs, effects);
        voi_problem *problem = problem_of(costs, effects, rows[r], COLS);
        const vi_sweep sweep = sweep_of(true);
        check_ok(run(ctx, problem, spans, &sweep, (answers){evpi, variance, probability}, &error));
        for (size_t s = 0; s < SPANS; s++) {
            check_against_definition(rows[r], &spans[s]);
        }
        voi_problem_destroy(problem);
    }
    voi_context_destroy(ctx);
}

/* What strategies are wanted beside it changes no bit of a strategy's regrets. */
static void wanting_more_changes_no_bit(void **state)
{
    (void)state;
    static const size_t in_order[] = {0, 1, 2, 3}, second = 1;
    static const vi_span all = {1, 0, PLACES};
    double other_evpi[PLACES], other_variance[PLACES];
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    fill_k();
    random_outcomes(7, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    const vi_sweep every = {k, PLACES, in_order, COLS, COLS, true};
    const vi_sweep alone = {k, PLACES, &second, 1, COLS, false};
    check_ok(run(ctx, problem, &all, &every, (answers){evpi, variance, NULL}, &error));
    check_ok(run(ctx, problem, &all, &alone, (answers){other_evpi, other_variance, NULL}, &error));
    assert_memory_equal(evpi, other_evpi, sizeof evpi);
    assert_memory_equal(variance, other_variance, sizeof variance);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void probabilities_change_no_bit(void **state)
{
    (void)state;
    double other_evpi[PLACES], other_variance[PLACES];
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    fill_k();
    random_outcomes(5, ROWS, COLS, 1, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    const vi_sweep with = sweep_of(true), without = sweep_of(false);
    check_ok(run(ctx, problem, spans, &with, (answers){evpi, variance, probability}, &error));
    check_ok(
        run(ctx, problem, spans, &without, (answers){other_evpi, other_variance, NULL}, &error));
    assert_memory_equal(evpi, other_evpi, sizeof evpi);
    assert_memory_equal(variance, other_variance, sizeof variance);
    for (size_t j = 0; j < PLACES; j++) {
        double sum = 0;
        for (size_t d = 0; d < COLS; d++) {
            sum += probability[j * COLS + d];
        }
        check_close(sum, 1, 1e-15);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void one_row_has_regrets_without_spread(void **state)
{
    (void)state;
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    fill_k();
    random_outcomes(6, 1, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, 1, COLS);
    const vi_sweep sweep = sweep_of(false);
    check_ok(run(ctx, problem, spans, &sweep, (answers){evpi, variance, NULL}, &error));
    for (size_t s = 0; s < SPANS; s++) {
        for (size_t j = spans[s].begin; j < spans[s].end; j++) {
            double best = -INFINITY;
            for (size_t d = 0; d < COLS; d++) {
                best = fmax(best, k[j] * effects[d] - costs[d]);
            }
            double own = k[j] * effects[spans[s].strategy] - costs[spans[s].strategy];
            check_close(evpi[j], best - own, 1e-10);
            assert_true(isnan(variance[j]));
        }
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Regrets whose squares overflow say so, whatever the place. */
static void overflow_is_an_error(void **state)
{
    (void)state;
    static const double c[] = {0, 0, 1e200, -1e200}, e[] = {0, 0, 1, 2}, at[] = {0, 1};
    static const vi_span all = {0, 0, 2};
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    voi_problem *problem = problem_of(c, e, 2, 2);
    static const size_t first = 0;
    const vi_sweep sweep = {at, 2, &first, 1, 2, false};
    assert_int_equal(run(ctx, problem, &all, &sweep, (answers){evpi, variance, NULL}, &error),
                     VOI_ERR_NUMERIC);
    assert_non_null(strstr(error.message, "too large"));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_definition),
        cmocka_unit_test(wanting_more_changes_no_bit),
        cmocka_unit_test(probabilities_change_no_bit),
        cmocka_unit_test(one_row_has_regrets_without_spread),
        cmocka_unit_test(overflow_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
