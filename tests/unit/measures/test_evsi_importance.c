/* Importance sampling: closed forms of several means, what it does by itself and for whom, rows
 * that cannot have made the data, many k in one pass and in several. */
#include "evsi_of.h"

#include <string.h>

enum { MEANS = 3 };

static const char *const names[MEANS] = {"a", "b", "c"};

/* Net benefit 0 and .3 + a + b + c of independent standard normal numbers, with noise; the columns
 * have them from `offset` on. */
static voi_problem *sum_of_means(size_t rows, double offset)
{
    double *nb = calloc(2 * rows, sizeof *nb), *x = calloc(MEANS * rows, sizeof *x);
    for (size_t i = 0; i < rows; i++) {
        nb[rows + i] = 0.3 + random_normal(5, i);
        for (size_t j = 0; j < MEANS; j++) {
            x[j * rows + i] = random_normal(10 + j, i);
            nb[rows + i] += x[j * rows + i];
            x[j * rows + i] += offset;
        }
    }
    voi_problem *problem = problem_with_parameters(&(columns_of){.net_benefit = nb,
                                                                 .parameters = x,
                                                                 .rows = rows,
                                                                 .strategies = 2,
                                                                 .count = MEANS,
                                                                 .parameter_names = names});
    free(nb);
    free(x);
    return problem;
}

/* E max(0, N(.3, sd²)) − .3. */
static double gain_of(double sd)
{
    const double mean = 0.3, root_two_pi = 2.5066282746310002;
    double z = mean / sd;
    return mean * 0.5 * erfc(-z / sqrt(2)) + sd * exp(-z * z / 2) / root_two_pi - mean;
}

static const double covariance[] = {4, 0, 0, 0, 4, 0, 0, 0, 4};

static voi_evsi_options measurements(const double *sizes, size_t count)
{
    voi_evsi_options options = evsi_options("normal_multi", names, MEANS, sizes, count);
    options.study.covariance = (voi_matrix){covariance, MEANS, MEANS, MEANS, 1};
    return options;
}

static void holds_the_closed_form_of_several_means(void **state)
{
    static const double sizes[] = {1, 4, 40, 1e9};
    voi_problem *problem = sum_of_means(6000, 0);
    voi_evsi_options options = measurements(sizes, 4);
    voi_table *table = evsi_table(problem, &options, 2);
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double truth = gain_of(sqrt(MEANS * sizes[i] / (sizes[i] + 4)));
        double se = cell(table, i, "se");
        check_close(cell(table, i, "evsi"), truth, 3 * se + 0.01 * truth);
        assert_true(se > 0 && se < 0.1 * truth + 0.01);
        assert_string_equal(text_cell(table, i, "method"), "importance");
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* Of data that are mostly chance, the sets drawn hardly move the answer. */
static void seeds_change_little(void **state)
{
    enum { SEEDS = 12 };
    static const double sizes[] = {1};
    voi_problem *problem = sum_of_means(3000, 0);
    voi_evsi_options options = measurements(sizes, 1);
    double sum = 0, squares = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        options.seed = seed;
        voi_table *table = evsi_table(problem, &options, 2);
        double evsi = cell(table, 0, "evsi");
        sum += evsi / SEEDS;
        squares += evsi * evsi / SEEDS;
        voi_table_destroy(table);
    }
    assert_true(sqrt(squares - sum * sum) < 0.004 * sum);
    voi_problem_destroy(problem);
}

/* Likelihoods of 1e20 and more, which differ by far less than they are rounded. */
static void means_far_from_zero_are_told_apart(void **state)
{
    static const double sizes[] = {1e7, 1e9};
    voi_problem *problem = sum_of_means(500, 1e6);
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        voi_evsi_options options = measurements(&sizes[i], 1);
        options.method = "importance";
        voi_table *table = evsi_table(problem, &options, 1);
        options.method = "regression";
        voi_table *other = evsi_table(problem, &options, 1);
        check_close(cell(table, 0, "evsi"), cell(other, 0, "evsi"), 0.01 * cell(other, 0, "evsi"));
        voi_table_destroy(table);
        voi_table_destroy(other);
    }
    voi_problem_destroy(problem);
}

/* More rows than data sets, each told apart by its data: what is left is perfect information. */
static void large_studies_are_worth_the_evppi(void **state)
{
    static const double size = 1e9, k = 8000;
    static const char *const arms[] = {"a", "b"};
    voi_problem *problem = two_arms(5000);
    voi_evsi_options options = evsi_options("trial_binary", arms, 2, &size, 1);
    (void)state;
    options.wtp = (voi_wtp){&k, 1};
    voi_table *enumerated = evsi_table(problem, &options, 1);
    options.method = "importance";
    voi_table *table = evsi_table(problem, &options, 1);
    check_close(cell(table, 0, "evsi"), cell(enumerated, 0, "evsi"), 1e-5);
    voi_table_destroy(enumerated);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* So many k that they take more than one pass. */
static void k_in_several_passes_are_those_alone(void **state)
{
    enum { COUNT = 700 };
    static const double size = 20;
    static const char *const arms[] = {"a", "b"};
    double k[COUNT];
    voi_problem *problem = two_arms(300);
    voi_evsi_options options = evsi_options("trial_binary", arms, 2, &size, 1);
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        k[i] = 20 * (double)i;
    }
    options.method = "importance";
    options.wtp = (voi_wtp){k, COUNT};
    voi_table *all = evsi_table(problem, &options, 2);
    for (size_t i = 0; i < COUNT; i += 77) {
        options.wtp = (voi_wtp){&k[i], 1};
        voi_table *one = evsi_table(problem, &options, 1);
        check_close(cell(all, i, "evsi"), cell(one, 0, "evsi"), 1e-9 * (1 + k[i]));
        check_close(cell(all, i, "ci_high"), cell(one, 0, "ci_high"), 1e-9 * (1 + k[i]));
        voi_table_destroy(one);
    }
    voi_table_destroy(all);
    voi_problem_destroy(problem);
}

/* ---- Rows that cannot have made the data ---- */

static size_t one(const voi_setup *setup)
{
    (void)setup;
    return 1;
}

static void draw_itself(const voi_setup *setup, const double *theta, const double *uniform,
                        double *statistic)
{
    (void)setup;
    statistic[0] = theta[0] + 0.5 * uniform[0];
}

/* Only rows above a bound can have made any data. */
static double natural_above(const voi_setup *setup, const double *theta, double *eta)
{
    eta[0] = theta[0];
    return theta[0] > *(const double *)setup->data ? 0 : INFINITY;
}

static const voi_design_parameter any[] = {{"x", VOI_DOMAIN_REAL}};

static const voi_design above = {.name = "above",
                                 .purpose = "data of rows above a bound",
                                 .unit = "participants",
                                 .parameters = any,
                                 .parameter_count = 1,
                                 .fewest = 1,
                                 .most = 1,
                                 .statistics = one,
                                 .uniforms = one,
                                 .draw = draw_itself,
                                 .natural = natural_above};

static voi_status try_bound(double bound, double *evsi, voi_error *error)
{
    static const double size = 10;
    voi_problem *problem = beta_problem(1200, 0);
    static const char *const p[] = {"p"};
    voi_evsi_options options = evsi_options("binary", p, 1, &size, 1);
    options.study.design = &above;
    options.study.data = &bound;
    options.method = "importance";
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_status status = voi_evsi(ctx, problem, &options, &table, error);
    if (status == VOI_OK) {
        *evsi = cell(table, 0, "evsi");
        voi_table_destroy(table);
    }
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
    return status;
}

static void rows_that_cannot_be_weigh_nothing(void **state)
{
    double evsi = NAN;
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(try_bound(0.7, &evsi, &error));
    assert_true(isfinite(evsi) && evsi >= 0);
    assert_int_equal(try_bound(2, &evsi, &error), VOI_ERR_NUMERIC);
    assert_string_equal(error.message, "study above: no row of the sample makes the data drawn for "
                                       "row 421 likely");
    assert_int_equal(try_bound(NAN, &evsi, &error), VOI_ERR_NUMERIC);
}

/* ---- Designs that tell what cannot be ---- */

static size_t none(const voi_setup *setup)
{
    (void)setup;
    return 0;
}

static size_t too_many(const voi_setup *setup)
{
    (void)setup;
    return 1000;
}

static void no_method_takes_more_data_than_there_is_room_for(void **state)
{
    static const char *const methods[] = {"importance", "regression", "gaussian"};
    static const char *const p[] = {"p"};
    static const double size = 10;
    static const struct {
        size_t (*statistics)(const voi_setup *), (*uniforms)(const voi_setup *);
        const char *message;
    } cases[] = {{none, one,
                  "study above: its design draws no statistics for n = 10, so that its data tell "
                  "nothing; from 1 to 64 are possible"},
                 {too_many, one, "study above: 1000 statistics; from 1 to 64 are possible"},
                 {one, too_many, "study above: 1000 random numbers a row; at most 256"}};
    voi_problem *problem = beta_problem(100, 0);
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        voi_design design = above;
        design.statistics = cases[i % 3].statistics;
        design.uniforms = cases[i % 3].uniforms;
        voi_evsi_options options = evsi_options("binary", p, 1, &size, 1);
        options.study.design = &design;
        options.study.data = &size;
        options.method = methods[i / 3];
        voi_context *ctx = new_context(1);
        voi_table *table = NULL;
        voi_error error = {VOI_OK, ""};
        assert_int_equal(voi_evsi(ctx, problem, &options, &table, &error), VOI_ERR_LIMIT);
        assert_string_equal(error.message, cases[i % 3].message);
        voi_context_destroy(ctx);
    }
    voi_problem_destroy(problem);
}

/* Several studies of which none has data. */
static void a_whole_without_data_is_refused(void **state)
{
    static const char *const p[] = {"p"};
    static const double size = 10;
    voi_design silent = *voi_design_find("custom");
    silent.fewest = 1;
    const voi_study part = {.design = &silent, .parameters = p, .parameter_count = 1};
    voi_problem *problem = beta_problem(100, 0);
    voi_evsi_options options = evsi_options("combined", NULL, 0, &size, 1);
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    options.study.parts = &part;
    options.study.part_count = 1;
    assert_int_equal(voi_evsi(ctx, problem, &options, &table, &error), VOI_ERR_LIMIT);
    assert_string_equal(
        error.message,
        "study combined: its design draws no statistics for n = 10, so that its data "
        "tell nothing; from 1 to 64 are possible");
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_the_closed_form_of_several_means),
        cmocka_unit_test(seeds_change_little),
        cmocka_unit_test(means_far_from_zero_are_told_apart),
        cmocka_unit_test(large_studies_are_worth_the_evppi),
        cmocka_unit_test(k_in_several_passes_are_those_alone),
        cmocka_unit_test(rows_that_cannot_be_weigh_nothing),
        cmocka_unit_test(no_method_takes_more_data_than_there_is_room_for),
        cmocka_unit_test(a_whole_without_data_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
