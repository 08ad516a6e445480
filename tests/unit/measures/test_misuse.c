/* What callers do wrong, or leave out as the header allows: no error struct, no options, nothing to
 * destroy. Every failure leaves its outputs as the conventions say. */
#include "random_problem.h"

#include "measures/measures.h"

#include <string.h>

enum { ROWS = 200, COLS = 3 };

static voi_problem *random_costs(void)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS];
    random_outcomes(3, ROWS, COLS, 0, 0, costs, effects);
    return problem_of(costs, effects, ROWS, COLS);
}

static voi_problem *random_net_benefit(void)
{
    static double money[ROWS * COLS], effects[ROWS * COLS];
    random_outcomes(3, ROWS, COLS, 0, 0, money, effects);
    return net_benefit_problem(money, ROWS, COLS);
}

/* Wherever `out` points, a failure must make it NULL. */
static voi_table *const stale = (voi_table *)&(char){0};

static void nothing_can_be_destroyed(void **state)
{
    (void)state;
    voi_context_destroy(NULL);
    voi_problem_destroy(NULL);
    voi_table_destroy(NULL);
    voi_bytes_free(NULL);
    voi_bytes_free(&(voi_bytes){0});
    voi_wtp_free(NULL);
    voi_wtp_free(&(voi_wtp){0});
}

typedef voi_status (*measure_fn)(voi_context *ctx, const voi_problem *problem, voi_table **out);

#define WITHOUT_OPTIONS(name)                                                                      \
    static voi_status name##_without(voi_context *ctx, const voi_problem *problem,                 \
                                     voi_table **out)                                              \
    {                                                                                              \
        return voi_##name(ctx, problem, NULL, out, NULL);                                          \
    }

WITHOUT_OPTIONS(summary)
WITHOUT_OPTIONS(icer)
WITHOUT_OPTIONS(ceac)
WITHOUT_OPTIONS(evpi)
WITHOUT_OPTIONS(evppi)

static void null_options_are_the_defaults(void **state)
{
    (void)state;
    static const struct {
        measure_fn run;
        voi_status costs, net_benefit; /* the defaults hold no k, the problems no parameters */
    } measures[] = {{summary_without, VOI_ERR_ARGUMENT, VOI_OK},
                    {icer_without, VOI_OK, VOI_ERR_ARGUMENT},
                    {ceac_without, VOI_ERR_ARGUMENT, VOI_OK},
                    {evpi_without, VOI_ERR_ARGUMENT, VOI_OK},
                    {evppi_without, VOI_ERR_DATA, VOI_ERR_DATA}};
    voi_problem *costs = random_costs(), *money = random_net_benefit();
    voi_context *ctx = new_context(1);
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++) {
        for (int i = 0; i < 2; i++) {
            voi_table *table = stale;
            voi_status expected = i ? measures[m].net_benefit : measures[m].costs;
            assert_int_equal(measures[m].run(ctx, i ? money : costs, &table), expected);
            assert_true((table != NULL) == (expected == VOI_OK));
            voi_table_destroy(table);
        }
    }
    voi_context_destroy(ctx);
    voi_problem_destroy(costs);
    voi_problem_destroy(money);
}

static void wrong_k_is_refused_by_every_measure(void **state)
{
    (void)state;
    static const double values[][2] = {{-1, 5}, {5, NAN}, {INFINITY, 5}};
    voi_problem *problem = random_costs();
    voi_context *ctx = new_context(1);
    for (size_t m = 0; m < vi_measure_count; m++) {
        bool takes_k = strcmp(vi_measures[m].name, "icer") != 0 && !vi_measures[m].needs_parameters;
        for (size_t i = 0; takes_k && i < sizeof values / sizeof *values; i++) {
            const voi_wtp wtp = {values[i], 2};
            voi_table *table = stale;
            assert_int_equal(vi_measures[m].run(ctx, problem, &wtp, &table, NULL),
                             VOI_ERR_ARGUMENT);
            assert_null(table);
        }
    }
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

/* Each population is impossible in one way. */
static void impossible_populations_are_refused(void **state)
{
    (void)state;
    static const voi_population wrong[] = {
        {-1, 10, 0.035, VOI_DISCOUNT_CONTINUOUS},  {NAN, 10, 0.035, VOI_DISCOUNT_CONTINUOUS},
        {1000, 0, 0.035, VOI_DISCOUNT_CONTINUOUS}, {1000, -1, 0.035, VOI_DISCOUNT_CONTINUOUS},
        {1000, 10, -0.5, VOI_DISCOUNT_CONTINUOUS}, {1000, 10, NAN, VOI_DISCOUNT_CONTINUOUS},
        {1000, 10, 0.035, (voi_discounting)7},
    };
    double params[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        params[i] = (double)i;
    }
    double money[2 * ROWS] = {0};
    const voi_problem_data data = {.net_benefit = {money, ROWS, 2, 2, 1},
                                   .parameters = {params, ROWS, 1, 1, 1}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    assert_int_equal(voi_problem_create(ctx, &data, &problem, NULL), VOI_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const voi_evpi_options evpi = {.population = wrong[i]};
        const voi_evppi_options evppi = {.population = wrong[i]};
        voi_table *table = stale;
        double size = 7;
        assert_int_equal(voi_population_size(&wrong[i], &size, NULL), VOI_ERR_ARGUMENT);
        check_close(size, 7, 0);
        assert_int_equal(voi_evpi(ctx, problem, &evpi, &table, NULL), VOI_ERR_ARGUMENT);
        assert_null(table);
        table = stale;
        assert_int_equal(voi_evppi(ctx, problem, &evppi, &table, NULL), VOI_ERR_ARGUMENT);
        assert_null(table);
    }
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

static void impossible_problems_are_refused(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4}, odd[] = {1, 2, NAN, 4};
    const voi_matrix two = {x, 2, 2, 2, 1}, one = {x, 2, 1, 1, 1}, none = {x, 0, 2, 2, 1};
    const voi_matrix longer = {x, 4, 1, 1, 1}, wrong = {odd, 2, 2, 2, 1}, absent = {0};
    static const char *const twins[] = {"same", "same"};
    const struct {
        voi_problem_data data;
        voi_status status;
    } cases[] = {
        {{.costs = absent}, VOI_ERR_ARGUMENT},
        {{.costs = two}, VOI_ERR_ARGUMENT},
        {{.effects = two}, VOI_ERR_ARGUMENT},
        {{.costs = two, .effects = two, .net_benefit = two}, VOI_ERR_ARGUMENT},
        {{.net_benefit = one}, VOI_ERR_ARGUMENT},
        {{.net_benefit = none}, VOI_ERR_ARGUMENT},
        {{.net_benefit = wrong}, VOI_ERR_DATA},
        {{.costs = two, .effects = wrong}, VOI_ERR_DATA},
        {{.costs = two, .effects = one}, VOI_ERR_DATA},
        {{.net_benefit = two, .parameters = longer}, VOI_ERR_DATA},
        {{.net_benefit = two, .parameters = wrong}, VOI_ERR_DATA},
        {{.net_benefit = two, .strategy_names = twins}, VOI_ERR_ARGUMENT},
        {{.net_benefit = two, .parameters = two, .parameter_names = twins}, VOI_ERR_ARGUMENT},
    };
    voi_context *ctx = new_context(1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_problem *problem = (voi_problem *)stale;
        assert_int_equal(voi_problem_create(ctx, &cases[i].data, &problem, NULL), cases[i].status);
        assert_null(problem);
    }
    voi_problem *problem = (voi_problem *)stale;
    const voi_problem_files missing = {.net_benefit = "/nonexistent/nb.csv"};
    assert_int_equal(voi_problem_read(ctx, &missing, &problem, NULL), VOI_ERR_IO);
    assert_null(problem);
    voi_context_destroy(ctx);
}

static void unknown_words_are_refused(void **state)
{
    (void)state;
    voi_problem *problem = random_net_benefit();
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_bytes bytes = {NULL, 7};
    assert_int_equal(voi_plot(ctx, problem, "portrait", NULL, &bytes, NULL), VOI_ERR_ARGUMENT);
    assert_int_equal(voi_evpi(ctx, problem, NULL, &table, NULL), VOI_OK);
    const voi_table_format_options odd = {.format = (voi_format)9};
    assert_int_equal(voi_table_format(table, &odd, &bytes, NULL), VOI_ERR_ARGUMENT);
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 7);
    assert_int_equal(voi_table_format(table, NULL, &bytes, NULL), VOI_OK);
    assert_memory_equal(bytes.data, "k ", 2);
    voi_bytes_free(&bytes);
    assert_null(voi_plot_name(voi_plot_count()));
    assert_null(voi_plot_purpose(voi_plot_count()));
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_can_be_destroyed),
        cmocka_unit_test(null_options_are_the_defaults),
        cmocka_unit_test(wrong_k_is_refused_by_every_measure),
        cmocka_unit_test(impossible_populations_are_refused),
        cmocka_unit_test(impossible_problems_are_refused),
        cmocka_unit_test(unknown_words_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
