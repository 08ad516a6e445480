/* The pictures of studies: what their titles find, listed and chosen sizes, one study and several.
 */
#include "failing_alloc.h"
#include "study_problems.h"

#include <string.h>

static const char *const p_alone[] = {"p"};

/* The same choice at k = 100: an effect p, and costs of 35. */
static voi_problem *with_costs(void)
{
    enum { ROWS = 500 };
    static double p[ROWS], costs[2 * ROWS], effects[2 * ROWS];
    stratify(beta37_cdf, 0, 1, p, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        costs[ROWS + i] = 35;
        effects[ROWS + i] = p[i];
    }
    return problem_with_parameters(&(columns_of){.costs = costs,
                                                 .effects = effects,
                                                 .parameters = p,
                                                 .rows = ROWS,
                                                 .strategies = 2,
                                                 .count = 1,
                                                 .parameter_names = p_alone});
}

/* The picture as SVG; the caller frees it. */
static voi_bytes draw(const char *name, const voi_study_plan *plans, size_t count, double per_year)
{
    static const double k[] = {50, 100, 150, 200};
    bool over_k = strcmp(name, "enbs-k") == 0;
    voi_problem *problem = over_k ? with_costs() : beta_problem_of(500);
    voi_context *ctx = new_context(1);
    voi_plot_options options;
    voi_bytes bytes = {0};
    voi_error error = {0};
    voi_plot_options_default(&options);
    options.population.per_year = per_year;
    options.population.years = 5;
    options.wtp = (voi_wtp){k, over_k ? 4 : 0};
    options.plans = plans;
    options.plan_count = count;
    check_ok(voi_plot(ctx, problem, name, &options, &bytes, &error));
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
    return bytes;
}

static void shows(const char *name, const voi_study_plan *plans, size_t count, double per_year,
                  const char *words)
{
    voi_bytes bytes = draw(name, plans, count, per_year);
    if (!strstr(bytes.data, words)) {
        fail_msg("%s: \"%s\" is not in %.600s", name, words, bytes.data);
    }
    voi_bytes_free(&bytes);
}

static voi_study_plan survey(const char *name)
{
    voi_study_plan plan = {.study = study_named("binary", p_alone, 1)};
    plan.study.name = name;
    plan.per_participant = (voi_cost){100, 100};
    return plan;
}

static void evsi_is_held_against_evppi(void **state)
{
    (void)state;
    static const double sizes[] = {100, 1, 10}, few[] = {1};
    voi_study_plan plan = survey(NULL);
    shows("evsi", &plan, 1, 0, "a study tells half of what is worth knowing");
    plan.sizes = (voi_sizes){sizes, 3};
    shows("evsi", &plan, 1, 2000, "With n = 10 a study tells half");
    shows("evsi", &plan, 1, 2000, "EVSI for the population");
    plan.sizes = (voi_sizes){few, 1};
    shows("evsi", &plan, 1, 0, "With n = 1 a study is worth ");
}

static void evsi_of_several_studies_are_curves(void **state)
{
    (void)state;
    const voi_study_plan plans[] = {survey("first"), survey("second")};
    shows("evsi", plans, 2, 0, "What studies would be worth");
    shows("evsi", plans, 2, 0, "second");
}

/* Simulated elsewhere, its sizes in no order; it names no parameters, so that there is no limit. */
static void summaries_follow_their_sizes(void **state)
{
    enum { ROWS = 500 };
    static double noise[2 * ROWS];
    static const double sizes[] = {40, 10};
    const voi_matrix summaries[] = {{noise, ROWS, 2, 2, 1}, {noise, ROWS, 1, 1, 1}};
    const voi_study_plan plan = {.study = study_named("custom", p_alone, 0),
                                 .sizes = {sizes, 2},
                                 .summaries = summaries,
                                 .per_participant = {1, 1}};
    (void)state;
    for (size_t i = 0; i < 2 * (size_t)ROWS; i++) {
        noise[i] = vi_uniform(5, 1, i);
    }
    voi_bytes bytes = draw("evsi", &plan, 1, 0);
    assert_non_null(strstr(bytes.data, "With n = 40 a study is worth"));
    assert_null(strstr(bytes.data, "EVPPI"));
    voi_bytes_free(&bytes);
    shows("enbs", &plan, 1, 2000, "No size of it pays");
}

/* Sizes that must be simulated are few; the curve through them has as many points as a screen
 * wants. */
static void dear_sizes_make_curves_too(void **state)
{
    voi_study_plan plan = survey(NULL);
    (void)state;
    plan.method = "gaussian";
    shows("evsi", &plan, 1, 0, "a study tells half of what is worth knowing");
    shows("enbs", &plan, 1, 2000, "binary pays most with n = 50");
}

/* No size but 0: EVSI is a point at 0 below a limit, ENBS what other sizes would return. */
static void a_study_of_nobody_is_drawn(void **state)
{
    static const double nobody[] = {0};
    voi_study_plan plan = survey(NULL);
    (void)state;
    plan.sizes = (voi_sizes){nobody, 1};
    voi_bytes bytes = draw("evsi", &plan, 1, 0);
    assert_non_null(strstr(bytes.data, "A study of nobody (n = 0) is worth nothing"));
    assert_non_null(strstr(bytes.data, ">EVPPI<"));
    assert_non_null(strstr(bytes.data, ">EVSI<"));
    voi_bytes_free(&bytes);
    shows("enbs", &plan, 1, 2000, "pays most with n = ");
}

static void enbs_marks_what_pays_most(void **state)
{
    (void)state;
    static const double sizes[] = {50}, two[] = {20, 200};
    voi_study_plan plans[] = {survey("first"), survey("second")};
    plans[1].per_participant = (voi_cost){200, 200};
    shows("enbs", plans, 1, 2000, "first pays most with n = ");
    plans[0].sizes = (voi_sizes){two, 2};
    shows("enbs", plans, 1, 2000, "first pays most with n = ");
    plans[0].sizes = (voi_sizes){sizes, 1};
    shows("enbs", plans, 2, 2000, "first pays most with n = ");
    plans[0].setup = plans[1].setup = (voi_cost){1e9, 1e9};
    shows("enbs", plans, 1, 2000, "No size of it pays");
    shows("enbs", plans, 2, 2000, "None of the studies pays");
}

static void enbs_over_k_tells_where_studies_pay(void **state)
{
    (void)state;
    voi_study_plan plans[] = {survey("first"), survey("second")};
    plans[1].per_participant = (voi_cost){200, 200};
    shows("enbs-k", plans, 1, 2000, "first pays most at k = ");
    shows("enbs-k", plans, 2, 2000, "first pays most at k = ");
    shows("enbs-k", plans, 2, 2000, ">second<");
    plans[0].setup = plans[1].setup = (voi_cost){1e9, 1e9};
    shows("enbs-k", plans, 2, 2000, "No study pays at any willingness to pay");
}

static void what_is_worth_nothing_is_told(void **state)
{
    (void)state;
    double nb[200] = {0}, p[100];
    for (size_t i = 0; i < 100; i++) {
        p[i] = (double)(i + 1) / 200;
        nb[i] = 5;
    }
    const columns_of columns = {.net_benefit = nb,
                                .parameters = p,
                                .rows = 100,
                                .strategies = 2,
                                .count = 1,
                                .parameter_names = p_alone};
    voi_problem *problem = problem_with_parameters(&columns);
    voi_context *ctx = new_context(1);
    const voi_study_plan plan = survey(NULL);
    voi_plot_options options;
    voi_bytes bytes = {0};
    voi_error error = {0};
    voi_plot_options_default(&options);
    assert_int_equal(voi_plot(ctx, problem, "evsi", &options, &bytes, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, "the picture \"evsi\" needs a study");
    options.plans = &plan;
    options.plan_count = 1;
    check_ok(voi_plot(ctx, problem, "evsi", &options, &bytes, &error));
    assert_non_null(strstr(bytes.data, "No study of this is worth anything"));
    voi_bytes_free(&bytes);
    assert_int_equal(voi_plot(ctx, problem, "enbs", &options, &bytes, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "needs a population"));
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

static void fail_each_allocation_of(const char *name, const voi_study_plan *plan)
{
    voi_problem *problem = beta_problem_of(60);
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.population = (voi_population){.per_year = 2000, .years = 5};
    options.plans = plan;
    options.plan_count = 1;
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long left = 0; failed; left += FAILURE_STEP) {
        voi_context *ctx = new_context(1);
        voi_bytes bytes = {0};
        voi_error error = {0};
        atomic_store(&allocations_left, left);
        voi_status status = voi_plot(ctx, problem, name, &options, &bytes, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !bytes.data));
        voi_bytes_free(&bytes);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    voi_problem_destroy(problem);
}

static void every_allocation_may_fail(void **state)
{
    static const double sizes[] = {20, 5};
    voi_study_plan listed = survey(NULL), dear = survey(NULL);
    (void)state;
    listed.sizes = (voi_sizes){sizes, 2};
    dear.method = "gaussian";
    fail_each_allocation_of("evsi", &listed);
    fail_each_allocation_of("evsi", &dear);
    fail_each_allocation_of("enbs", &listed);
    fail_each_allocation_of("enbs", &dear);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evsi_is_held_against_evppi),
        cmocka_unit_test(evsi_of_several_studies_are_curves),
        cmocka_unit_test(summaries_follow_their_sizes),
        cmocka_unit_test(dear_sizes_make_curves_too),
        cmocka_unit_test(a_study_of_nobody_is_drawn),
        cmocka_unit_test(enbs_marks_what_pays_most),
        cmocka_unit_test(enbs_over_k_tells_where_studies_pay),
        cmocka_unit_test(what_is_worth_nothing_is_told),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
