/* The report's section on studies: what it says, and when it is not there. */
#include "report_problem.h"

static const char *const first_parameter[] = {"p1"};
static const voi_study_option known_sd[] = {{"sd", 1}};

static voi_study_plan survey(const voi_sizes *sizes)
{
    return (voi_study_plan){.study = {.design = voi_design_find("normal_known"),
                                      .parameters = first_parameter,
                                      .parameter_count = 1,
                                      .options = known_sd,
                                      .option_count = 1},
                            .sizes = *sizes,
                            .setup = {10000, 20000},
                            .per_participant = {100, 100}};
}

static void nobody_asks_and_nothing_is_told(void **state)
{
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    (void)state;
    assert_false(has(&page, "Which study?"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void without_a_population_it_tells_what_data_are_worth(void **state)
{
    static const double sizes[] = {10, 50};
    voi_study_plan plan = survey(&(voi_sizes){sizes, 2});
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    (void)state;
    plan.study.name = "a <survey>";
    options.plans = &plan;
    options.plan_count = 1;
    voi_bytes page = report_of(problem, &options, 1);
    assert_int_equal(count(&page, "href=\"#studies\""), 1);
    assert_true(has(&page, "<h3>a &lt;survey&gt;: p1</h3>"));
    assert_true(has(&page, "<p>With 50 participants it would be worth "));
    assert_true(has(&page, "of what it would be worth to know everything"));
    assert_false(has(&page, "more than it costs"));
    assert_false(has(&page, "<figure data-chart=\"enbs\">"));
    voi_bytes_free(&page);
    plan.sizes.count = 0;
    page = report_of(problem, &options, 1);
    assert_true(has(&page, "<p>With 1,000 participants it would be worth "));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* Studies simulated elsewhere, of sizes in no order and of no parameters in particular. */
static void summaries_follow_their_sizes(void **state)
{
    static const double sizes[] = {50, 10};
    static double drawn[ROWS];
    const voi_matrix summaries[] = {{drawn, ROWS, 1, 1, 1}, {drawn, ROWS, 1, 1, 1}};
    const voi_study_plan plan = {.study = {.name = "own", .design = voi_design_find("custom")},
                                 .sizes = {sizes, 2},
                                 .summaries = summaries};
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        drawn[i] = (double)(i * i % 101);
    }
    options.plans = &plan;
    options.plan_count = 1;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "<h3>own</h3>"));
    assert_true(has(&page, "<p>With 50 participants it would be worth "));
    voi_bytes_free(&page);
    options.population = (voi_population){.per_year = 1000, .years = 10};
    page = report_of(problem, &options, 1);
    const char *ten = strstr(page.data, "class=\"n\">10</th>");
    assert_non_null(ten);
    assert_non_null(strstr(ten, "class=\"n\">50</th>"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void with_a_population_it_tells_what_pays(void **state)
{
    voi_study_plan plans[2] = {survey(&(voi_sizes){0}), survey(&(voi_sizes){0})};
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    (void)state;
    plans[1].study.name = "dear";
    plans[1].per_participant = (voi_cost){1e9, 1e9};
    options.plans = plans;
    options.plan_count = 2;
    options.currency = "£";
    options.population.per_year = 10000;
    options.population.years = 10;
    voi_bytes page = report_of(problem, &options, 2);
    assert_true(has(&page, "<p>Of these studies, <b>normal_known</b> returns most: £"));
    assert_true(has(&page, " participants it would return £"));
    assert_true(has(&page, " are about as good.</p>"));
    assert_true(has(&page, "<p>No size of this study would return what it costs.</p>"));
    assert_true(has(&page, "one that is too large costs more than it tells."));
    assert_true(has(&page, "This section does not follow the slider."));
    assert_int_equal(count(&page, "<figure data-chart=\"evsi\">"), 1);
    assert_int_equal(count(&page, "<figure data-chart=\"enbs\">"), 1);
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void where_participants_cost_nothing_no_size_is_too_large(void **state)
{
    voi_study_plan plan = survey(&(voi_sizes){0});
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    (void)state;
    plan.per_participant = (voi_cost){0, 0};
    options.plans = &plan;
    options.plan_count = 1;
    options.population.per_year = 10000;
    options.population.years = 10;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "<p>No size is too large: it would return up to "));
    assert_true(has(&page, " on are about as good.</p>"));
    assert_true(has(&page, "A study that is too small tells too little; here none is too large."));
    assert_false(has(&page, "one that is too large costs more than it tells."));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void a_study_that_cannot_be_ends_the_report(void **state)
{
    static const double sizes[] = {10.5};
    voi_study_plan plan = survey(&(voi_sizes){sizes, 1});
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    voi_context *ctx = new_context(1);
    (void)state;
    options.plans = &plan;
    options.plan_count = 1;
    check_report_refused(ctx, problem, &options, "sizes are whole numbers");
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

/* Too few rows for a regression: the section says so, and the page is there. */
static void what_cannot_be_measured_is_told(void **state)
{
    voi_study_plan plan = survey(&(voi_sizes){0});
    voi_problem *problem = make_problem(&(shape){.rows = 30, .cols = 2, .pars = 2});
    voi_report_options options = usual_options(false);
    (void)state;
    options.plans = &plan;
    options.plan_count = 1;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(
        has(&page, "<h2 id=\"studies-heading\">Which study?</h2>\n<p>This cannot be told: "));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_asks_and_nothing_is_told),
        cmocka_unit_test(without_a_population_it_tells_what_data_are_worth),
        cmocka_unit_test(summaries_follow_their_sizes),
        cmocka_unit_test(with_a_population_it_tells_what_pays),
        cmocka_unit_test(where_participants_cost_nothing_no_size_is_too_large),
        cmocka_unit_test(a_study_that_cannot_be_ends_the_report),
        cmocka_unit_test(what_cannot_be_measured_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
