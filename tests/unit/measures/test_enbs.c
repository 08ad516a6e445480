/* ENBS against closed forms: EVSI of a beta-binomial study for a population, less the costs; the
 * best size by trying all; several studies; what cannot be. */
#include "enbs_of.h"
#include "study_calls.h"

#include <string.h>

static void defaults_overwrite_every_word(void **state)
{
    (void)state;
    voi_enbs_options options;
    memset(&options, 0xEF, sizeof options);
    voi_enbs_options_default(&options);
    assert_int_equal(options.wtp.count, 0);
    assert_int_equal(options.plan_count, 0);
    assert_null(options.plans);
    assert_int_equal(options.seed, 1);
    check_close(options.population.per_year, 0, 0);
    check_close(options.population.discount, 0.035, 0);
}

static void population_times_evsi_less_costs(void **state)
{
    (void)state;
    static const double sizes[] = {100, 0, 10};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.sizes = (voi_sizes){sizes, 3};
    plan.setup = (voi_cost){1500, 2500};
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *table = enbs_of(problem, &options);
    assert_string_equal(text_cell(table, 0, "study"), "binary");
    assert_string_equal(text_cell(table, 0, "pars"), "p");
    check_close(cell(table, row_of(table, 0), "enbs"), 0, 0);
    check_close(cell(table, row_of(table, 0), "prob_worthwhile"), 0, 0);
    for (size_t s = 0; s < 3; s += 2) {
        size_t r = row_of(table, sizes[s]);
        double se = cell(table, r, "se"), enbs = cell(table, r, "enbs");
        check_close(cell(table, r, "participants"), sizes[s], 0);
        check_close(enbs, 10000 * beta_evsi(sizes[s]) - 2000 - 100 * sizes[s], 200);
        assert_true(se > 500 / VI_NORMAL_975);
        check_close(cell(table, r, "prob_worthwhile"), normal_cdf(enbs / se), 1e-12);
    }
    assert_true(row_of(table, 0) < row_of(table, 10) && row_of(table, 10) < row_of(table, 100));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void costs_of_an_interval_widen_the_error(void **state)
{
    (void)state;
    static const double sizes[] = {50};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.sizes = (voi_sizes){sizes, 1};
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *sure = enbs_of(problem, &options);
    plan.per_participant = (voi_cost){80, 120};
    voi_table *unsure = enbs_of(problem, &options);
    double a = cell(sure, row_of(sure, 50), "se"), b = cell(unsure, row_of(unsure, 50), "se");
    check_close(b * b - a * a, pow(50 * 40 / (2 * VI_NORMAL_975), 2), 1e-6 * b * b);
    check_close(cell(unsure, row_of(unsure, 50), "enbs"), cell(sure, row_of(sure, 50), "enbs"),
                1e-9);
    voi_table_destroy(sure);
    voi_table_destroy(unsure);
    voi_problem_destroy(problem);
}

/* The size that is best by the closed form. */
static double best_size(double persons, double each)
{
    double best = 1, most = -INFINITY;
    for (double n = 1; n < 1500; n++) {
        double enbs = persons * beta_evsi(n) - each * n;
        best = enbs > most ? n : best;
        most = fmax(enbs, most);
    }
    return best;
}

static void the_best_size_is_found_among_all(void **state)
{
    (void)state;
    static const double costs[] = {1000, 100, 20};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    const voi_enbs_options options = options_for(&plan, 1);
    for (size_t c = 0; c < 3; c++) {
        plan.per_participant = (voi_cost){costs[c], costs[c]};
        voi_table *table = enbs_of(problem, &options);
        size_t r = optimal_row(table);
        double n = cell(table, r, "n"), truth = best_size(10000, costs[c]);
        double most = 10000 * beta_evsi(truth) - costs[c] * truth;
        /* Results are discrete, and neighbours close. */
        assert_true(10000 * beta_evsi(n) - costs[c] * n > most - 0.002 * most);
        assert_true(cell(table, r, "n_low") <= fmin(n, truth));
        assert_true(cell(table, r, "n_high") >= fmax(n, truth));
        assert_true(voi_table_rows(table) >= 12 && voi_table_rows(table) <= 20);
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

/* With sampling error: the interval holds the true best size, which the estimate comes near. */
static void the_interval_holds_the_best_size(void **state)
{
    (void)state;
    static const char *const p_se[] = {"p_se"};
    check_close(ades_evsi(60), 5583.84, 0.01);
    voi_problem *problem = ades_problem(4000);
    const voi_study_plan plan = {.study = study_named("binary", p_se, 1),
                                 .per_participant = {6000, 6000}};
    voi_enbs_options options = options_for(&plan, 1);
    double persons = 1000, best = 1, most = -INFINITY;
    for (double n = 1; n < 500; n++) {
        double enbs = persons * ades_evsi(n) - 6000 * n;
        best = enbs > most ? n : best;
        most = fmax(enbs, most);
    }
    options.population.per_year = persons / 5;
    voi_table *table = enbs_of(problem, &options);
    size_t r = optimal_row(table);
    double n = cell(table, r, "n");
    assert_true(cell(table, r, "n_low") <= best && best <= cell(table, r, "n_high"));
    assert_true(persons * ades_evsi(n) - 6000 * n > most - 0.01 * most);
    check_close(cell(table, r, "enbs"), most, 3 * cell(table, r, "se"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    voi_problem *problem = beta_problem_of(1000);
    const voi_study_plan plan = beta_plan();
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *tables[2] = {NULL, NULL};
    voi_error error = {0};
    for (size_t i = 0; i < 2; i++) {
        voi_context *ctx = new_context(1 + 2 * i);
        check_ok(voi_enbs(ctx, problem, &options, &tables[i], &error));
        voi_context_destroy(ctx);
    }
    assert_int_equal(voi_table_rows(tables[0]), voi_table_rows(tables[1]));
    for (size_t r = 0; r < voi_table_rows(tables[0]); r++) {
        for (size_t c = voi_table_find(tables[0], "n"); c < voi_table_columns(tables[0]); c++) {
            double one = voi_table_number(tables[0], r, c);
            double three = voi_table_number(tables[1], r, c);
            assert_memory_equal(&one, &three, sizeof one);
        }
    }
    voi_table_destroy(tables[0]);
    voi_table_destroy(tables[1]);
    voi_problem_destroy(problem);
}

static void later_answers_serve_fewer(void **state)
{
    (void)state;
    static const double sizes[] = {100, 1000};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.sizes = (voi_sizes){sizes, 2};
    plan.accrual = 250;
    plan.reporting_delay = 0.5;
    voi_enbs_options options = options_for(&plan, 1);
    options.population.discount = 0.035;
    voi_table *table = enbs_of(problem, &options);
    double tau = 100 / 250.0 + 0.5;
    double persons = 2000 * (exp(-0.035 * tau) - exp(-0.035 * 5)) / 0.035;
    check_close(cell(table, row_of(table, 100), "enbs"), persons * beta_evsi(100) - 12000, 200);
    tau = 4.5;
    persons = 2000 * (exp(-0.035 * tau) - exp(-0.035 * 5)) / 0.035;
    check_close(cell(table, row_of(table, 1000), "enbs"), persons * beta_evsi(1000) - 102000, 50);
    assert_true(cell(table, optimal_row(table), "n") < 106);
    assert_int_equal(voi_table_warnings(table), 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void arms_bear_what_they_get(void **state)
{
    (void)state;
    static const double sizes[] = {100};
    static const char *const new_arm[] = {"new"}, *const now_arm[] = {"now"};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.sizes = (voi_sizes){sizes, 1};
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *none = enbs_of(problem, &options);
    plan.arm_count = 1;
    plan.arms = now_arm;
    voi_table *same = enbs_of(problem, &options);
    plan.arms = new_arm;
    voi_table *other = enbs_of(problem, &options);
    size_t r = row_of(none, 100), q = row_of(other, 100);
    check_close(cell(same, row_of(same, 100), "enbs"), cell(none, r, "enbs"), 0);
    check_close(cell(other, q, "enbs"), cell(none, r, "enbs") - 100 * 5, 0.05);
    assert_true(cell(other, q, "se") > cell(none, r, "se"));
    voi_table_destroy(none);
    voi_table_destroy(same);
    voi_table_destroy(other);
    voi_problem_destroy(problem);
}

static void of_several_studies_one_is_first(void **state)
{
    (void)state;
    voi_problem *problem = beta_problem();
    voi_study_plan plans[2] = {beta_plan(), beta_plan()};
    plans[0].study.name = "dear";
    plans[0].per_participant = (voi_cost){500, 500};
    plans[1].study.name = "cheap";
    const voi_enbs_options options = options_for(plans, 2);
    voi_table *table = enbs_of(problem, &options);
    size_t first = optimal_row(table), best = 0;
    assert_string_equal(text_cell(table, 0, "study"), "dear");
    assert_string_equal(text_cell(table, first, "study"), "cheap");
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        best += isnan(cell(table, r, "n_low")) ? 0 : 1;
        assert_true(cell(table, r, "enbs") <= cell(table, first, "enbs"));
    }
    assert_int_equal(best, 2);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void a_trial_counts_both_arms(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    static const double k[] = {10, 20}, sizes[] = {50};
    static const char *const names[] = {"p_control", "p_treatment"}, *const arms[] = {"a", "b"};
    double params[2 * ROWS], costs[2 * ROWS] = {0}, effects[2 * ROWS] = {0};
    for (size_t i = 0; i < ROWS; i++) {
        params[i] = normal_cdf(0.4 * random_normal(0, i));
        params[ROWS + i] = normal_cdf(-0.2 + 0.4 * random_normal(1, i));
        effects[ROWS + i] = 10 * (params[i] - params[ROWS + i]);
        costs[ROWS + i] = 12;
    }
    const columns_of columns = {.costs = costs,
                                .effects = effects,
                                .parameters = params,
                                .rows = ROWS,
                                .strategies = 2,
                                .count = 2,
                                .strategy_names = arms,
                                .parameter_names = names};
    voi_problem *problem = problem_with_parameters(&columns);
    voi_study_plan plan = {.study = study_named("trial_binary", names, 2),
                           .sizes = {sizes, 1},
                           .per_participant = {2, 3},
                           .arms = arms,
                           .arm_count = 2};
    voi_enbs_options options = options_for(&plan, 1);
    options.wtp = (voi_wtp){k, 2};
    voi_table *table = enbs_of(problem, &options);
    double optimal = 0;
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        check_close(cell(table, r, "participants"), 2 * cell(table, r, "n"), 0);
        optimal += cell(table, r, "optimal");
        assert_true(r == 0 || cell(table, r, "n") >= cell(table, r - 1, "n"));
        assert_true(cell(table, r, "optimal") == 0 ||
                    (cell(table, r, "n_low") <= cell(table, r, "n") &&
                     cell(table, r, "n_high") >= cell(table, r, "n")));
    }
    check_close(optimal, 2, 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void other_methods_choose_among_the_listed(void **state)
{
    (void)state;
    static const double sizes[] = {200, 50};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.method = "regression";
    voi_enbs_options options = options_for(&plan, 1);
    voi_table *table = enbs_of(problem, &options);
    assert_int_equal(voi_table_rows(table), 13);
    assert_true(has_warning(table, "method regression answers for the sizes shown alone"));
    voi_table_destroy(table);
    plan.sizes = (voi_sizes){sizes, 2};
    table = enbs_of(problem, &options);
    assert_int_equal(voi_table_rows(table), 2);
    check_close(cell(table, optimal_row(table), "n"), 50, 0);
    assert_true(cell(table, 0, "n_low") == 50 && cell(table, 0, "n_high") >= 50);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void what_is_free_or_too_fast_is_told(void **state)
{
    (void)state;
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    plan.per_participant = (voi_cost){0, 0};
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *table = enbs_of(problem, &options);
    assert_true(has_warning(table, "participants cost nothing"));
    check_close(cell(table, optimal_row(table), "n_high"), 1 << 29, 0);
    voi_table_destroy(table);
    plan.accrual = 3000;
    table = enbs_of(problem, &options);
    assert_true(has_warning(table, "3000 participants a year are more than the 2000"));
    assert_false(has_warning(table, "participants cost nothing"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* ---- What cannot be ---- */

static voi_status run(voi_context *ctx, const voi_problem *problem, const void *options,
                      voi_table **out, voi_error *err)
{
    return voi_enbs(ctx, problem, options, out, err);
}

static void refuse(const voi_problem *problem, const voi_enbs_options *options, const char *words)
{
    const study_call call = {run, options};
    refuse_call(&call, problem, words);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const char *const arms[] = {"nwe", "now"};
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    voi_enbs_options options = options_for(&plan, 0);
    refuse(problem, NULL, "no study is given");
    refuse(problem, &options, "no study is given");
    options.plan_count = 1;
    options.population.per_year = 0;
    refuse(problem, &options, "needs a population");
    options.population.per_year = -1;
    refuse(problem, &options, "-1 persons a year");
    options.population.per_year = 100;
    plan.setup.low = 3000;
    refuse(problem, &options, "study binary: a setup cost from 3000 to 2000: the lower end");
    plan.setup = (voi_cost){-1, 1};
    refuse(problem, &options, "a setup cost of -1 as an end of an interval is not");
    plan.setup = (voi_cost){1, INFINITY};
    refuse(problem, &options, "a setup cost of inf as an end");
    plan.setup = (voi_cost){0, 0};
    plan.per_participant = (voi_cost){NAN, NAN};
    refuse(problem, &options, "a cost per participant of nan");
    plan.per_participant = (voi_cost){1, 1};
    plan.accrual = -2;
    refuse(problem, &options, "an accrual of -2");
    plan.accrual = 0;
    plan.reporting_delay = INFINITY;
    refuse(problem, &options, "a reporting delay of inf");
    plan.reporting_delay = 0;
    plan.arms = arms;
    plan.arm_count = 1;
    refuse(problem, &options, "no strategy is named \"nwe\"; did you mean new?");
    plan.arm_count = 2;
    refuse(problem, &options, "study binary: 2 strategies are named for its 1 arm, everybody");
    plan.arm_count = 0;
    plan.study.design = NULL;
    refuse(problem, &options, "the design of the study is missing");
    voi_problem_destroy(problem);
}

static void costs_are_read_as_people_type_them(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "x", "2,1", "1,2,3", "1:2:1", "-1", "1,-2"};
    voi_cost cost = {7, 7};
    voi_error error = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(voi_cost_parse(wrong[i], &cost, &error), VOI_ERR_ARGUMENT);
        assert_true(cost.low == 7 && cost.high == 7);
    }
    check_ok(voi_cost_parse("2500", &cost, &error));
    assert_true(cost.low == 2500 && cost.high == 2500);
    check_ok(voi_cost_parse("2000, 3000", &cost, &error));
    assert_true(cost.low == 2000 && cost.high == 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_overwrite_every_word),
        cmocka_unit_test(population_times_evsi_less_costs),
        cmocka_unit_test(costs_of_an_interval_widen_the_error),
        cmocka_unit_test(the_best_size_is_found_among_all),
        cmocka_unit_test(the_interval_holds_the_best_size),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(later_answers_serve_fewer),
        cmocka_unit_test(arms_bear_what_they_get),
        cmocka_unit_test(of_several_studies_one_is_first),
        cmocka_unit_test(a_trial_counts_both_arms),
        cmocka_unit_test(other_methods_choose_among_the_listed),
        cmocka_unit_test(what_is_free_or_too_fast_is_told),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(costs_are_read_as_people_type_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
