/* The best design: every combination of allocation and follow-up, the best marked; the best size of
 * one is that of the ENBS of such a study. */
#include "study_calls.h"
#include "study_problems.h"

#include <string.h>

enum { ROWS = 600 };
static const char *const names[] = {"p_control", "p_treatment"}, *const arms[] = {"now", "new"};

/* Two parameters, and what the second strategy returns at both. */
typedef struct {
    const char *const *names;
    void (*draw)(size_t row, double *first, double *second);
    double less; /* its net benefit is 100 (first − second) − less */
} sample_kind;

static void draw_risks(size_t row, double *control, double *treatment)
{
    *control = normal_cdf(0.2 * random_normal(0, row));
    *treatment = normal_cdf(-0.2 + 0.4 * random_normal(1, row));
}

static const sample_kind risks = {names, draw_risks, 8};

static voi_problem *problem_of_kind(const sample_kind *kind)
{
    double params[2 * ROWS], nb[2 * ROWS] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        kind->draw(i, &params[i], &params[ROWS + i]);
        nb[ROWS + i] = 100 * (params[i] - params[ROWS + i]) - kind->less;
    }
    const columns_of columns = {.net_benefit = nb,
                                .parameters = params,
                                .rows = ROWS,
                                .strategies = 2,
                                .count = 2,
                                .strategy_names = arms,
                                .parameter_names = kind->names};
    return problem_with_parameters(&columns);
}

static voi_best_design_options options_for(const voi_study_plan *plan)
{
    voi_best_design_options options;
    memset(&options, 0xEF, sizeof options);
    voi_best_design_options_default(&options);
    options.enbs.population = (voi_population){1000, 5, 0, VOI_DISCOUNT_CONTINUOUS};
    options.enbs.plans = plan;
    options.enbs.plan_count = 1;
    return options;
}

static voi_study_plan trial_plan(void)
{
    return (voi_study_plan){.study = study_named("trial_binary", names, 2),
                            .per_participant = {60, 60}};
}

static voi_table *design_of(const voi_problem *problem, const voi_best_design_options *options)
{
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_best_design(ctx, problem, options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static void every_allocation_has_its_best_size(void **state)
{
    (void)state;
    static const double allocations[] = {1, 3, 0.25};
    voi_problem *problem = problem_of_kind(&risks);
    const voi_study_option own = {"allocation", 3};
    voi_study_plan plan = trial_plan();
    voi_best_design_options options = options_for(&plan);
    options.allocations = allocations;
    options.allocation_count = 3;
    plan.study.options = &own;
    plan.study.option_count = 1;
    voi_table *table = design_of(problem, &options);
    assert_int_equal(voi_table_rows(table), 3);
    double best = -INFINITY, marked = 0;
    for (size_t r = 0; r < 3; r++) {
        double n = cell(table, r, "n");
        check_close(cell(table, r, "allocation"), allocations[r], 0);
        assert_true(isnan(cell(table, r, "follow_up")));
        check_close(cell(table, r, "participants"), n + round(n * allocations[r]), 0);
        best = fmax(best, cell(table, r, "enbs"));
    }
    for (size_t r = 0; r < 3; r++) {
        marked += cell(table, r, "optimal");
        assert_true(cell(table, r, "optimal") == 0 || cell(table, r, "enbs") == best);
    }
    check_close(marked, 1, 0);
    voi_context *ctx = new_context(1);
    voi_table *enbs = NULL;
    voi_error error = {0};
    check_ok(voi_enbs(ctx, problem, &options.enbs, &enbs, &error));
    for (size_t r = 0; r < voi_table_rows(enbs); r++) {
        if (cell(enbs, r, "optimal") == 1) {
            check_close(cell(enbs, r, "n"), cell(table, 1, "n"), 0);
            check_close(cell(enbs, r, "enbs"), cell(table, 1, "enbs"), 0);
        }
    }
    voi_table_destroy(enbs);
    voi_context_destroy(ctx);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void without_lists_the_plan_stands(void **state)
{
    static const double sizes[] = {50, 60};
    (void)state;
    voi_problem *problem = problem_of_kind(&risks);
    voi_study_plan plan = trial_plan();
    const voi_best_design_options options = options_for(&plan);
    voi_table *table = design_of(problem, &options);
    size_t warnings = voi_table_warnings(table);
    voi_table_destroy(table);
    plan.sizes = (voi_sizes){sizes, 2};
    table = design_of(problem, &options);
    assert_int_equal(voi_table_rows(table), 1);
    assert_int_equal(voi_table_warnings(table), warnings + 1);
    assert_non_null(strstr(voi_table_warning(table, warnings), "the listed sizes do not matter"));
    check_close(cell(table, 0, "allocation"), 1, 0);
    check_close(cell(table, 0, "optimal"), 1, 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static const char *const hazards[] = {"h_control", "h_treatment"};

static void draw_hazards(size_t row, double *control, double *treatment)
{
    *control = exp(-1 + 0.2 * random_normal(0, row));
    *treatment = *control * exp(-0.1 + 0.3 * random_normal(1, row));
}

static const sample_kind rates = {hazards, draw_hazards, 0};

/* A longer follow-up sees more, but reports later. */
static void follow_up_takes_time(void **state)
{
    (void)state;
    static const double follow_ups[] = {1, 2, 4.9};
    voi_problem *problem = problem_of_kind(&rates);
    voi_error error = {0};
    const double sizes[] = {50, 200};
    const voi_study_plan plan = {.study = study_named("time_to_event", hazards, 2),
                                 .sizes = {sizes, 2},
                                 .reporting_delay = 0.2,
                                 .per_participant = {1, 1}};
    voi_best_design_options options = options_for(&plan);
    options.follow_ups = follow_ups;
    options.follow_up_count = 3;
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    check_ok(voi_best_design(ctx, problem, &options, &table, &error));
    assert_int_equal(voi_table_rows(table), 3);
    check_close(cell(table, 1, "follow_up"), 2, 0);
    assert_true(cell(table, 0, "enbs") > 0);
    check_close(cell(table, 2, "enbs"), -cell(table, 2, "participants"), 1e-9);
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

/* Five years of relevance are over when the slower part has been followed up. */
static void parts_take_time_too(void **state)
{
    static const double size = 50;
    static const voi_study_option years[] = {{"follow_up", 1}, {"follow_up", 4.9}};
    voi_problem *problem = problem_of_kind(&rates);
    voi_study parts[2] = {study_named("time_to_event", hazards, 2),
                          study_named("time_to_event", hazards, 2)};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        parts[i].options = &years[i];
        parts[i].option_count = 1;
    }
    voi_study_plan plan = {
        .study = {.design = voi_design_find("combined"), .parts = parts, .part_count = 1},
        .sizes = {&size, 1},
        .reporting_delay = 0.2,
        .per_participant = {1, 1}};
    const voi_best_design_options options = options_for(&plan);
    voi_table *table = design_of(problem, &options);
    assert_true(cell(table, 0, "enbs") > 0);
    voi_table_destroy(table);
    plan.study.part_count = 2;
    table = design_of(problem, &options);
    check_close(cell(table, 0, "enbs"), -200, 1e-9);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static voi_status run(voi_context *ctx, const voi_problem *problem, const void *options,
                      voi_table **out, voi_error *err)
{
    return voi_best_design(ctx, problem, options, out, err);
}

static void refuse(const voi_problem *problem, const voi_best_design_options *options,
                   const char *words)
{
    const study_call call = {run, options};
    refuse_call(&call, problem, words);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const double zero = 0, follow_up = 3;
    voi_study_option many[63] = {{NULL, 0}};
    voi_problem *problem = problem_of_kind(&risks);
    voi_study_plan plan = trial_plan();
    voi_best_design_options options = options_for(&plan);
    refuse(problem, NULL, "no study is given");
    options.enbs.plan_count = 0;
    refuse(problem, &options, "no study is given");
    options.enbs.plan_count = 1;
    options.allocations = &zero;
    options.allocation_count = 1;
    refuse(problem, &options, "allocation is 0, not a number above 0");
    options.allocation_count = 0;
    options.follow_ups = &follow_up;
    options.follow_up_count = 1;
    refuse(problem, &options, "has no option follow_up");
    plan.study.options = many;
    plan.study.option_count = 63;
    refuse(problem, &options, "a study of 63 options");
    voi_design own = *plan.study.design;
    own.options = NULL;
    plan.study.design = &own;
    refuse(problem, &options, "design trial_binary: its 1 option is missing");
    plan.study.design = NULL;
    refuse(problem, &options, "the design of the study is missing");
    voi_problem_destroy(problem);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_problem *problem = beta_problem_of(200);
    static const char *const p_alone[] = {"p"};
    const voi_study_plan plan = {.study = study_named("binary", p_alone, 1),
                                 .per_participant = {900, 900}};
    const voi_best_design_options options = options_for(&plan);
    const study_call call = {run, &options};
    fail_each_allocation(&call, problem);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_has_its_best_size),
        cmocka_unit_test(without_lists_the_plan_stands),
        cmocka_unit_test(follow_up_takes_time),
        cmocka_unit_test(parts_take_time_too),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
