/* EVSI against closed forms, against itself, and what it refuses. */
#include "evsi_of.h"

#include "data/problem.h"

#include <string.h>

static const char *const p_alone[] = {"p"};
static const char *const a_and_b[] = {"a", "b"};
enum { METHODS = 4 };
static const char *const methods[METHODS] = {"enumerate", "regression", "importance", "gaussian"};

/* ---- Known answers ---- */

static void holds_the_closed_forms_of_beta_and_binomial(void **state)
{
    static const double sizes[] = {1, 5, 10, 50, 100};
    static const double truth[] = {0.4090909090909101, 1.5034965034965027, 2.0510835913312717,
                                   3.147153637763784, 3.36575719012759};
    voi_problem *problem = beta_problem(10000, 10);
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        if (strcmp(methods[m], "gaussian") == 0) {
            continue; /* a preview: not to be held to it */
        }
        voi_evsi_options options = evsi_options("binary", p_alone, 1, sizes, 5);
        options.method = methods[m];
        voi_table *table = evsi_table(problem, &options, 2);
        for (size_t i = 0; i < 5; i++) {
            double se = cell(table, i, "se");
            check_close(cell(table, i, "evsi"), truth[i], 4.9 * se);
            assert_true(se > 0 && se < 0.1 * truth[4]);
            assert_true(cell(table, i, "ci_low") <= cell(table, i, "evsi"));
            assert_true(cell(table, i, "ci_high") >= cell(table, i, "evsi"));
            assert_string_equal(text_cell(table, i, "method"), methods[m]);
        }
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

/* Exact for a normal mean: voi's vignette, p1 − p2. */
static void holds_the_closed_form_of_a_normal_mean(void **state)
{
    enum { ROWS = 20000 };
    static double nb[2 * ROWS], p[ROWS];
    static const char *const names[] = {"p"};
    static const double sizes[] = {1, 10, 100};
    static const double truth[] = {.0251272708300061, .07232512026086235, .08211760559711401};
    static const voi_study_option sd[] = {{"sd", 1}};
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        p[i] = 1 + random_normal(1, i);
        nb[ROWS + i] = p[i] - 2 * random_normal(2, i);
    }
    voi_problem *problem = problem_with_parameters(&(columns_of){.net_benefit = nb,
                                                                 .parameters = p,
                                                                 .rows = ROWS,
                                                                 .strategies = 2,
                                                                 .count = 1,
                                                                 .parameter_names = names});
    for (size_t m = 0; m < METHODS; m++) {
        voi_evsi_options options = evsi_options("normal_known", p_alone, 1, sizes, 3);
        options.study.options = sd;
        options.study.option_count = 1;
        options.method = methods[m];
        voi_table *table = evsi_table(problem, &options, 1);
        for (size_t i = 0; i < 3; i++) {
            check_close(cell(table, i, "evsi"), truth[i], 4.9 * cell(table, i, "se"));
        }
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

/* ---- Properties ---- */

static void grows_from_nothing_to_the_evppi(void **state)
{
    static const double sizes[] = {0, 1, 2, 5, 20, 100, 1e4, 1e6, 1e9};
    static const double k = 8000;
    enum { SIZES = sizeof sizes / sizeof *sizes };
    voi_problem *problem = two_arms(1000);
    double most = evppi_at(problem, "a,b", k);
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        voi_evsi_options options = evsi_options("trial_binary", a_and_b, 2, sizes, SIZES);
        options.wtp = (voi_wtp){&k, 1};
        options.method = methods[m];
        voi_table *table = evsi_table(problem, &options, 2);
        assert_true(cell(table, 0, "evsi") == 0 && cell(table, 0, "se") == 0);
        for (size_t i = 1; i < SIZES; i++) {
            assert_true(cell(table, i, "evsi") >= cell(table, i - 1, "evsi"));
            assert_true(cell(table, i, "evsi") <= most);
        }
        assert_true(cell(table, 5, "evsi") > 0.1 * most);
        check_close(cell(table, SIZES - 1, "evsi"), most, m % 2 == 0 ? 1e-6 * most : 0.1 * most);
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

/* A parameter that is known already keeps no study from telling the other one. */
static void a_known_arm_leaves_nothing_open(void **state)
{
    static const char *const designs[] = {"trial_binary", "time_to_event"};
    static const voi_study_option follow_up = {"follow_up", 2};
    static const double size = 1e9, k = 8000;
    voi_problem *problem = two_arms(1000);
    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        problem->params[0][i] = 0.3;
    }
    for (size_t d = 0; d < 2; d++) {
        voi_evsi_options options = evsi_options(designs[d], a_and_b, 2, &size, 1);
        options.study.options = &follow_up;
        options.study.option_count = d;
        options.wtp = (voi_wtp){&k, 1};
        options.method = "enumerate";
        voi_table *table = evsi_table(problem, &options, 1);
        double most = evppi_at(problem, "b", k);
        assert_true(most > 0);
        check_close(cell(table, 0, "evsi"), most, 1e-6 * most);
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

static void methods_agree_on_two_arms(void **state)
{
    static const double size = 60, k = 8000;
    voi_problem *problem = two_arms(4000);
    double value[METHODS], se[METHODS];
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        voi_evsi_options options = evsi_options("trial_binary", a_and_b, 2, &size, 1);
        options.wtp = (voi_wtp){&k, 1};
        options.method = methods[m];
        voi_table *table = evsi_table(problem, &options, 2);
        value[m] = cell(table, 0, "evsi");
        se[m] = cell(table, 0, "se");
        check_close(value[m], value[0], 4 * hypot(se[m], se[0]));
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

/* The rows of one table at k[i] are those of a table of this k alone, but for rounding. */
static void one_k_depends_on_no_other(void **state)
{
    static const double sizes[] = {10, 40}, k[] = {10000, 0, 6000, 8000, 30000};
    voi_problem *problem = two_arms(1000);
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        voi_evsi_options options = evsi_options("trial_binary", a_and_b, 2, sizes, 2);
        options.method = methods[m];
        options.wtp = (voi_wtp){k, 5};
        voi_table *all = evsi_table(problem, &options, 2);
        for (size_t i = 0; i < 5; i++) {
            options.wtp = (voi_wtp){&k[i], 1};
            voi_table *one = evsi_table(problem, &options, 1);
            for (size_t s = 0; s < 2; s++) {
                double expected = cell(one, s, "evsi");
                check_close(cell(all, s * 5 + i, "evsi"), expected, 1e-9 * (1 + expected));
                check_close(cell(all, s * 5 + i, "ci_high"), cell(one, s, "ci_high"),
                            1e-9 * (1 + cell(one, s, "ci_high")));
            }
            voi_table_destroy(one);
        }
        voi_table_destroy(all);
    }
    voi_problem_destroy(problem);
}

static void threads_give_the_same_bits(void **state)
{
    static const double sizes[] = {3, 10, 40}, k[] = {6000, 8000};
    voi_problem *problem = two_arms(1000);
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        voi_evsi_options options = evsi_options("trial_binary", a_and_b, 2, sizes, 3);
        options.method = methods[m];
        options.wtp = (voi_wtp){k, 2};
        voi_table *one = evsi_table(problem, &options, 1);
        for (size_t threads = 2; threads <= 3; threads++) {
            voi_table *many = evsi_table(problem, &options, threads);
            for (size_t i = 0; i < 6; i++) {
                assert_true(cell(one, i, "evsi") == cell(many, i, "evsi"));
                assert_true(cell(one, i, "se") == cell(many, i, "se"));
                assert_true(cell(one, i, "ci_high") == cell(many, i, "ci_high"));
            }
            voi_table_destroy(many);
        }
        voi_table_destroy(one);
    }
    voi_problem_destroy(problem);
}

static void sizes_come_as_asked_and_each_once(void **state)
{
    static const double sizes[] = {40, 10, 40, 0};
    voi_problem *problem = beta_problem(500, 0);
    voi_evsi_options options = evsi_options("binary", p_alone, 1, sizes, 4);
    options.study.name = "survey";
    options.population = (voi_population){1000, 10, 0, VOI_DISCOUNT_CONTINUOUS};
    voi_table *table = evsi_table(problem, &options, 1);
    (void)state;
    assert_int_equal(voi_table_rows(table), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(cell(table, i, "n") == sizes[i]);
        assert_string_equal(text_cell(table, i, "study"), "survey");
        assert_string_equal(text_cell(table, i, "pars"), "p");
        check_close(cell(table, i, "pop_evsi"), 10000 * cell(table, i, "evsi"), 1e-9);
    }
    assert_true(cell(table, 0, "evsi") == cell(table, 2, "evsi"));
    assert_true(cell(table, 0, "evsi") > cell(table, 1, "evsi"));
    assert_true(has_warning(table, "only 500 rows"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* Half of the data lost is a study of half the size. */
static void missing_data_shrink_a_study(void **state)
{
    static const double sizes[] = {20, 40};
    voi_problem *problem = beta_problem(2000, 0);
    voi_evsi_options options = evsi_options("binary", p_alone, 1, sizes, 2);
    voi_table *whole = evsi_table(problem, &options, 1);
    options.study.missing = 0.5;
    voi_table *half = evsi_table(problem, &options, 1);
    (void)state;
    check_close(cell(half, 1, "evsi"), cell(whole, 0, "evsi"), 1e-12);
    voi_table_destroy(whole);
    voi_table_destroy(half);
    voi_problem_destroy(problem);
}

/* Summaries that the user simulated: here those that the design would draw. */
static void takes_summaries_of_ones_own(void **state)
{
    enum { ROWS = 3000 };
    static double summaries[2][ROWS];
    static const double sizes[] = {30, 5};
    static const char *const names[] = {"p"};
    voi_problem *problem = beta_problem(ROWS, 5);
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        for (uint64_t j = 0; j < 30; j++) {
            double hit = vi_uniform(3, j, i) < beta_3_7(i);
            summaries[0][i] += hit;
            summaries[1][i] += j < 5 ? hit : 0;
        }
    }
    const voi_matrix matrices[] = {matrix_of(summaries[0], ROWS, 1),
                                   matrix_of(summaries[1], ROWS, 1)};
    voi_evsi_options options = evsi_options("custom", names, 0, sizes, 2);
    options.summaries = matrices;
    voi_table *free_of_names = evsi_table(problem, &options, 2);
    options.study.parameter_count = 1;
    voi_table *table = evsi_table(problem, &options, 2);
    options = evsi_options("binary", p_alone, 1, sizes, 2);
    voi_table *expected = evsi_table(problem, &options, 2);
    for (size_t i = 0; i < 2; i++) {
        check_close(cell(table, i, "evsi"), cell(expected, i, "evsi"), 4 * cell(table, i, "se"));
        check_close(cell(free_of_names, i, "evsi"), cell(table, i, "evsi"), 1e-9);
    }
    voi_table_destroy(table);
    voi_table_destroy(free_of_names);
    voi_table_destroy(expected);
    voi_problem_destroy(problem);
}

/* Rows of several studies are those of each alone; one without sizes gets some. */
static void answers_for_several_studies(void **state)
{
    static const double sizes[] = {30, 5};
    voi_problem *problem = beta_problem(500, 5);
    voi_evsi_options options = evsi_options("binary", p_alone, 1, sizes, 2);
    const voi_study_plan plans[] = {
        {.study = options.study, .sizes = options.sizes, .method = "gaussian"},
        {.study = options.study}};
    (void)state;
    options.method = "gaussian";
    voi_table *alone = evsi_table(problem, &options, 2);
    options = (voi_evsi_options){.plans = plans, .plan_count = 2, .seed = 1};
    voi_table *both = evsi_table(problem, &options, 9);
    for (size_t i = 0; i < 2; i++) {
        assert_true(cell(both, i, "evsi") == cell(alone, i, "evsi"));
        assert_true(cell(both, i, "n") == sizes[i]);
    }
    assert_string_equal(voi_table_text(both, 2, voi_table_find(both, "method")), "enumerate");
    assert_true(cell(both, 2, "n") == 10 && cell(both, 8, "n") == 1000);
    voi_table_destroy(alone);
    voi_table_destroy(both);
    voi_problem_destroy(problem);
}

/* ---- What cannot be ---- */

static void check_refused(const voi_problem *problem, const voi_evsi_options *options,
                          voi_status status, const char *message)
{
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(voi_evsi(ctx, problem, options, &table, &error), status);
    assert_null(table);
    assert_string_equal(error.message, message);
    voi_context_destroy(ctx);
}

static void refuses_sizes_that_cannot_be(void **state)
{
    voi_problem *problem = beta_problem(100, 0);
    double size = 2.5;
    voi_evsi_options options = evsi_options("binary", p_alone, 1, &size, 1);
    (void)state;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study binary of size 2.5: sizes are whole numbers from 0 to 1,000,000,000");
    size = -1;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study binary of size -1: sizes are whole numbers from 0 to 1,000,000,000");
    size = NAN;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study binary of size nan: sizes are whole numbers from 0 to 1,000,000,000");
    options.sizes.count = 0;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "the size of the study is missing: give one or several, such as 50,100,200");
    const voi_study_plan none = {.study = options.study};
    options.plans = &none;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "no study is given whose data could be valued");
    voi_problem_destroy(problem);
}

/* Messages speak of the measure that was asked for. */
static void few_rows_are_told(void **state)
{
    static const double size = 5;
    voi_problem *few = beta_problem(49, 0), *more = beta_problem(60, 0);
    const voi_evsi_options options = evsi_options("binary", p_alone, 1, &size, 1);
    (void)state;
    check_refused(few, &options, VOI_ERR_DATA, "EVSI needs at least 50 rows; this problem has 49");
    voi_table *table = evsi_table(more, &options, 1);
    assert_non_null(strstr(voi_table_warning(table, 0), "only 60 rows: EVSI estimates are rough"));
    voi_table_destroy(table);
    voi_problem_destroy(few);
    voi_problem_destroy(more);
}

static void refuses_methods_that_do_not_suit(void **state)
{
    static const double size = 5;
    static double summaries[100];
    const voi_matrix matrix = matrix_of(summaries, 100, 1);
    voi_problem *problem = beta_problem(100, 0);
    voi_evsi_options options = evsi_options("binary", p_alone, 1, &size, 1);
    (void)state;
    options.method = "magic";
    check_refused(
        problem, &options, VOI_ERR_ARGUMENT,
        "study binary: unknown method \"magic\"; possible are auto, enumerate, importance, "
        "regression, gaussian");
    options = evsi_options("custom", p_alone, 1, &size, 1);
    options.summaries = &matrix;
    options.method = "enumerate";
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "method enumerate does not suit study custom: its data are not one or two "
                  "independent results");
    options.method = "importance";
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "method importance does not suit study custom: its design tells no likelihood");
    options.method = "gaussian";
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "method gaussian does not suit study custom: its data are simulated elsewhere");
    voi_problem_destroy(problem);
}

static void refuses_summaries_that_cannot_be(void **state)
{
    static const double size = 5;
    static double summaries[100];
    voi_matrix matrix = matrix_of(summaries, 99, 1);
    voi_problem *problem = beta_problem(100, 0);
    voi_evsi_options options = evsi_options("custom", p_alone, 1, &size, 1);
    (void)state;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study custom needs summaries, simulated for every row and size");
    options.summaries = &matrix;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study custom: the summaries for n = 5 have 99 rows; the sample has 100");
    matrix = (voi_matrix){summaries, 100, 65, 0, 0};
    check_refused(
        problem, &options, VOI_ERR_ARGUMENT,
        "study custom: the summaries for n = 5 have 65 columns; from 1 to 64 are possible");
    matrix = matrix_of(summaries, 100, 1);
    summaries[41] = INFINITY;
    check_refused(problem, &options, VOI_ERR_DATA,
                  "study custom: summaries for n = 5: row 42, column 1 is not a finite number");
    options = evsi_options("binary", p_alone, 1, &size, 1);
    options.summaries = &matrix;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study binary simulates its own data; summaries are for design custom");
    options.study.design = NULL;
    check_refused(problem, &options, VOI_ERR_ARGUMENT, "the design of the study is missing");
    const voi_study_plan without_sizes = {.summaries = &matrix};
    options.plans = &without_sizes;
    options.plan_count = 1;
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "study custom: summaries are of given sizes: list the sizes, one for each");
    voi_problem_destroy(problem);
}

static int stop(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)fraction;
    return strcmp(phase, "computing the EVSI") == 0 || strcmp(phase, "weighing rows") == 0 ||
           strcmp(phase, "simulating studies") == 0;
}

static void can_be_cancelled(void **state)
{
    static const double sizes[] = {5, 10, 20, 40};
    voi_problem *problem = beta_problem(2000, 0);
    (void)state;
    for (size_t m = 0; m < METHODS; m++) {
        voi_context_options context;
        voi_context *ctx = NULL;
        voi_table *table = NULL;
        voi_error error = {VOI_OK, ""};
        voi_context_options_default(&context);
        context.progress = stop;
        check_ok(voi_context_create(&context, &ctx, &error));
        voi_evsi_options options = evsi_options("binary", p_alone, 1, sizes, 4);
        options.method = methods[m];
        assert_int_equal(voi_evsi(ctx, problem, &options, &table, &error), VOI_ERR_CANCELLED);
        assert_null(table);
        voi_context_destroy(ctx);
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_the_closed_forms_of_beta_and_binomial),
        cmocka_unit_test(holds_the_closed_form_of_a_normal_mean),
        cmocka_unit_test(grows_from_nothing_to_the_evppi),
        cmocka_unit_test(a_known_arm_leaves_nothing_open),
        cmocka_unit_test(methods_agree_on_two_arms),
        cmocka_unit_test(one_k_depends_on_no_other),
        cmocka_unit_test(threads_give_the_same_bits),
        cmocka_unit_test(sizes_come_as_asked_and_each_once),
        cmocka_unit_test(missing_data_shrink_a_study),
        cmocka_unit_test(takes_summaries_of_ones_own),
        cmocka_unit_test(answers_for_several_studies),
        cmocka_unit_test(refuses_sizes_that_cannot_be),
        cmocka_unit_test(few_rows_are_told),
        cmocka_unit_test(refuses_methods_that_do_not_suit),
        cmocka_unit_test(refuses_summaries_that_cannot_be),
        cmocka_unit_test(can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
