/* Rows of ENBS: their EVSI is that of the other table, and what is best depends on no list. */
#include "enbs_of.h"

static voi_table *evsi_of(const voi_problem *problem, const voi_study_plan *plan)
{
    const voi_evsi_options options = {.plans = plan, .plan_count = 1, .seed = 1};
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_evsi(ctx, problem, &options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

enum { DENSE = 80 };

/* Every whole number from `first` on, so dense that chance alone lets the EVSI fall here and there,
 * where it is levelled out. */
static voi_sizes every_size(double first, double sizes[DENSE])
{
    for (size_t s = 0; s < DENSE; s++) {
        sizes[s] = first + (double)s;
    }
    return (voi_sizes){sizes, DENSE};
}

static void both_tables_have_the_same_evsi(void **state)
{
    static const char *const methods[] = {"enumerate", "gaussian"}, *const p_se[] = {"p_se"};
    double sizes[DENSE];
    (void)state;
    voi_problem *problem = ades_problem(300);
    for (size_t m = 0; m < 2; m++) {
        const voi_study_plan plan = {.study = study_named("binary", p_se, 1),
                                     .sizes = every_size(300, sizes),
                                     .method = methods[m],
                                     .per_participant = {100, 100}};
        const voi_enbs_options options = options_for(&plan, 1);
        voi_table *enbs = enbs_of(problem, &options), *evsi = evsi_of(problem, &plan);
        size_t level = 0;
        for (size_t s = 0; s < DENSE; s++) {
            double worth = cell(evsi, s, "evsi"), expected = 2000 * 5 * worth - 100 * sizes[s];
            check_close(cell(enbs, row_of(enbs, sizes[s]), "enbs"), expected, 1e-12 * expected);
            level += s > 0 && worth == cell(evsi, s - 1, "evsi");
        }
        assert_true(level > 0);
        voi_table_destroy(enbs);
        voi_table_destroy(evsi);
    }
    voi_problem_destroy(problem);
}

/* Lists add rows: those of the best size stay as they are. */
static void the_optimum_depends_on_no_list(void **state)
{
    static const char *const columns[] = {"n", "enbs", "se", "n_low", "n_high"};
    double sizes[DENSE];
    (void)state;
    voi_problem *problem = beta_problem();
    voi_study_plan plan = beta_plan();
    const voi_enbs_options options = options_for(&plan, 1);
    voi_table *table = enbs_of(problem, &options);
    double expected[5], n = cell(table, optimal_row(table), "n");
    for (size_t c = 0; c < 5; c++) {
        expected[c] = cell(table, optimal_row(table), columns[c]);
    }
    voi_table_destroy(table);
    const double first[] = {n + 1, n - DENSE / 2, 5 * n};
    for (size_t f = 0; f < 3; f++) {
        plan.sizes = every_size(fmax(first[f], 0), sizes);
        bool listed = sizes[0] <= n && n <= sizes[DENSE - 1];
        table = enbs_of(problem, &options);
        size_t best = optimal_row(table);
        assert_int_equal(voi_table_rows(table), listed ? DENSE : DENSE + 1);
        for (size_t c = 0; c < 5; c++) {
            /* Among listed neighbours its EVSI is levelled out. */
            double tolerance = listed && c == 1 ? 0.01 * expected[2] : 0;
            check_close(cell(table, best, columns[c]), expected[c], tolerance);
        }
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_tables_have_the_same_evsi),
        cmocka_unit_test(the_optimum_depends_on_no_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
