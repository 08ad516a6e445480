/* Every allocation of every picture, in every kind of image, and of every format of a table fails
 * once: a clean status, outputs untouched, no leak. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "core/table.h"

enum { ROWS = 60, COLS = 3, PARS = 2 };

static voi_problem *problem_with_parameters(void)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * PARS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS * PARS; i++) {
        params[i] = vi_uniform(1, 1000 + i / ROWS, i % ROWS);
    }
    const voi_problem_data data = {.costs = {costs, ROWS, COLS, 1, ROWS},
                                   .effects = {effects, ROWS, COLS, 1, ROWS},
                                   .parameters = {params, ROWS, PARS, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static void fail_picture(const voi_problem *problem, const char *name,
                         const voi_plot_options *options)
{
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k++) {
        assert_true(k < 5000);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(1);
        voi_bytes bytes = {NULL, 3};
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = voi_plot(ctx, problem, name, options, &bytes, &error);
        atomic_store(&allocations_left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, VOI_ERR_NOMEM);
            assert_int_equal(error.status, VOI_ERR_NOMEM);
            assert_null(bytes.data);
            assert_int_equal(bytes.size, 3);
        }
        voi_bytes_free(&bytes);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static void every_picture_survives(void **state)
{
    static const double k[] = {1000, 20000, 30000};
    static const char *const surveyed[] = {"p1"};
    const voi_study_option sd = {"sd", 1};
    const voi_study_plan plan = {.study = {.design = voi_design_find("normal_known"),
                                           .parameters = surveyed,
                                           .parameter_count = 1,
                                           .options = &sd,
                                           .option_count = 1},
                                 .per_participant = {500, 500}};
    (void)state;
    voi_problem *problem = problem_with_parameters();
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.wtp = (voi_wtp){k, 3};
    options.width = 240;
    options.height = 200;
    options.population = (voi_population){1000, 5, 0, VOI_DISCOUNT_CONTINUOUS};
    options.plans = &plan;
    options.plan_count = 1;
    for (size_t p = 0; p < voi_plot_count(); p++) {
        options.image = VOI_IMAGE_SVG;
        fail_picture(problem, voi_plot_name(p), &options);
    }
    options.image = VOI_IMAGE_PNG;
    fail_picture(problem, "evpi", &options);
    options.image = VOI_IMAGE_PDF;
    fail_picture(problem, "evpi", &options);
    voi_problem_destroy(problem);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static voi_table *long_table(void)
{
    static const vi_column columns[] = {{"strategy", VOI_COLUMN_TEXT}, {"x", VOI_COLUMN_NUMBER}};
    voi_table *table = NULL, *out = NULL;
    voi_error error = {0};
    check_ok(vi_table_create(columns, 2, &table, &error));
    for (int i = 0; i < 200; i++) {
        vi_table_add_row(table);
        vi_table_set_text(table, 0, "name");
        vi_table_set_number(table, 1, i / 7.0);
    }
    check_ok(vi_table_finish(&table, &out, &error));
    return out;
}

static void every_format_survives(void **state)
{
    (void)state;
    voi_table *table = long_table();
    for (int format = VOI_FORMAT_TEXT; format <= VOI_FORMAT_JSON; format++) {
        voi_status status = VOI_ERR_NOMEM;
        voi_table_format_options options;
        voi_table_format_options_default(&options);
        options.format = (voi_format)format;
        for (long k = 0; status != VOI_OK; k++) {
            voi_bytes bytes = {NULL, 3};
            voi_error error = {0};
            long before = atomic_load(&live_blocks);
            atomic_store(&allocations_left, k);
            status = voi_table_format(table, &options, &bytes, &error);
            atomic_store(&allocations_left, -1);
            assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && bytes.size == 3));
            voi_bytes_free(&bytes);
            assert_int_equal(atomic_load(&live_blocks), before);
        }
    }
    voi_table_destroy(table);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_survives),
        cmocka_unit_test(every_format_survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
