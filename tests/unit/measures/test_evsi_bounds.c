/* No study is worth more than the parameters that it names, as the table of EVPPI has them, also
 * where its data depend on functions of them or on other scales. */
#include "evsi_of.h"

#include <string.h>

enum { ROWS = 400, COLUMNS = 4 };

static const char *const columns[COLUMNS] = {"log_or", "baseline", "logit_p", "log_rate"};

/* Three strategies, whose effects follow each of the parameters and much else. */
static voi_problem *odds_problem(void)
{
    static double costs[3 * ROWS], effects[3 * ROWS], theta[COLUMNS * ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        double log_or = 0.3 * random_normal(1, i), base = 0.1 + 0.4 * vi_uniform(2, 1, i);
        double logit = 0.7 * random_normal(3, i), log_rate = -1 + 0.4 * random_normal(4, i);
        double treated = 1 / (1 + (1 - base) / base * exp(-log_or));
        theta[i] = log_or;
        theta[ROWS + i] = base;
        theta[2 * ROWS + i] = logit;
        theta[3 * ROWS + i] = log_rate;
        effects[ROWS + i] = base - treated + 0.1 * random_normal(5, i);
        effects[2 * ROWS + i] = 0.2 / (1 + exp(-logit)) + 0.3 * exp(log_rate) - 0.22;
        costs[ROWS + i] = 100 * random_normal(6, i);
        costs[2 * ROWS + i] = 50 + 100 * random_normal(7, i);
    }
    return problem_with_parameters(&(columns_of){.costs = costs,
                                                 .effects = effects,
                                                 .parameters = theta,
                                                 .rows = ROWS,
                                                 .strategies = 3,
                                                 .count = COLUMNS,
                                                 .parameter_names = columns});
}

/* EVPPI of the parameters together, at both k. */
static void value_names(const voi_problem *problem, const char *names, const voi_wtp *wtp,
                        double *evppi)
{
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = *wtp;
    options.parameters = &names;
    options.parameter_count = 1;
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    for (size_t i = 0; i < wtp->count; i++) {
        evppi[i] = cell(table, i, "evppi");
    }
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

typedef struct {
    const char *design, *names;
    size_t first, count; /* of the columns */
    voi_scale scales[2];
    voi_study_option option;
} bounded_case;

static void no_study_exceeds_its_names(void **state)
{
    static const bounded_case cases[] = {
        {"log_odds_ratio", "log_or,baseline", 0, 2, {VOI_SCALE_NONE}, {NULL, 0}},
        {"log_odds_ratio", "log_or", 0, 1, {VOI_SCALE_NONE}, {"baseline", 0.3}},
        {"binary", "logit_p", 2, 1, {VOI_SCALE_LOGIT}, {NULL, 0}},
        {"rate", "log_rate", 3, 1, {VOI_SCALE_LOG}, {NULL, 0}},
        {"trial_normal", "logit_p,log_rate", 2, 2, {VOI_SCALE_LOGIT, VOI_SCALE_LOG}, {"sd", 1}},
        {"trial_normal", "logit_p,log_rate", 2, 2, {VOI_SCALE_NONE}, {"sd", 1}},
    };
    static const char *const methods[] = {"enumerate", "regression", "gaussian"};
    static const double sizes[] = {10, 1000, 1e5, 1e9}, k[] = {500, 3000};
    const voi_wtp wtp = {k, 2};
    voi_problem *problem = odds_problem();
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const bounded_case *at = &cases[c];
        double evppi[2];
        value_names(problem, at->names, &wtp, evppi);
        voi_evsi_options options =
            evsi_options(at->design, columns + at->first, at->count, sizes, 4);
        options.study.scales = at->scales;
        options.study.options = &at->option;
        options.study.option_count = at->option.name != NULL;
        options.wtp = wtp;
        for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
            options.method = methods[m];
            voi_table *table = evsi_table(problem, &options, 1);
            for (size_t r = 0; r < voi_table_rows(table); r++) {
                assert_true(cell(table, r, "evsi") <= evppi[r % 2] * (1 + 1e-12));
                assert_true(cell(table, r, "evsi") <= cell(table, r, "ci_high"));
            }
            voi_table_destroy(table);
        }
    }
    voi_problem_destroy(problem);
}

/* The same for what a population gains by free studies, which are searched. */
static void no_study_returns_more(void **state)
{
    static const double k = 3000;
    const voi_wtp wtp = {&k, 1};
    const voi_study_plan plan = {.study = {.design = voi_design_find("log_odds_ratio"),
                                           .parameters = columns,
                                           .parameter_count = 2}};
    voi_problem *problem = odds_problem();
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    double evppi;
    voi_enbs_options options;
    (void)state;
    voi_enbs_options_default(&options);
    options.wtp = wtp;
    options.population = (voi_population){1, 1, 0, VOI_DISCOUNT_CONTINUOUS};
    options.plans = &plan;
    options.plan_count = 1;
    value_names(problem, "log_or,baseline", &wtp, &evppi);
    check_ok(voi_enbs(ctx, problem, &options, &table, &error));
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        assert_true(cell(table, r, "enbs") <= evppi * (1 + 1e-12));
    }
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_study_exceeds_its_names),
        cmocka_unit_test(no_study_returns_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
