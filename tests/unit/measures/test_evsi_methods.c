/* No NaN becomes a bound, and no design's own numbers become an answer that they cannot give. */
#include "evsi_of.h"

#include "measures/evsi_method.h"

#include <string.h>

static const vi_partial limit = {.evppi = 8, .se = 1, .low = 6, .high = 10};

static void answers_are_bounded(void **state)
{
    vi_evsi_answer above = {9, 9, 1, 7, 11}, below = {-1, -1, 1, -3, 1};
    (void)state;
    vi_evsi_bound(&above, &limit);
    check_close(above.evsi, 8, 0);
    check_close(above.low, 7, 0);
    check_close(above.high, 10, 0);
    vi_evsi_bound(&below, &limit);
    check_close(below.evsi, 0, 0);
    check_close(below.low, 0, 0);
    check_close(below.high, 1, 0);
}

static void what_is_no_number_stays_none(void **state)
{
    const vi_study study = {.name = "own"};
    const vi_evsi_question question = {.study = &study};
    const vi_partial unknown[] = {{.evppi = NAN, .high = 10}, {.evppi = 8, .high = NAN}};
    const vi_evsi_answer plain = {1, 1, 1, 0, 2};
    const vi_evsi_answer wrong[] = {
        {1, NAN, 1, 0, 2}, {1, 1, NAN, 0, 2}, {1, 1, 1, NAN, 2}, {1, 1, 1, 0, NAN}};
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(vi_evsi_check(&question, 20, &plain, &error));
    for (size_t i = 0; i < 6; i++) {
        vi_evsi_answer a = i < 4 ? wrong[i] : plain;
        vi_evsi_bound(&a, i < 4 ? &limit : &unknown[i - 4]);
        assert_int_equal(vi_evsi_check(&question, 20, &a, &error), VOI_ERR_NUMERIC);
        assert_string_equal(error.message,
                            "EVSI: what study own of size 20 is worth came out as no number");
    }
}

/* ---- A design whose results are as its data say ---- */

typedef struct {
    voi_result result;
    double value; /* of rows with a parameter below 0.1 */
} told;

static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = ((const told *)setup->data)->result;
    return 1;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    out[0] = theta[0] < 0.1 ? ((const told *)setup->data)->value : theta[0];
}

static void no_method_values_nonsense(void **state)
{
    static const char *const names[] = {"p"};
    static const voi_design_parameter parameters[] = {{"x", VOI_DOMAIN_REAL}};
    static const voi_design design = {.name = "own",
                                      .parameters = parameters,
                                      .parameter_count = 1,
                                      .fewest = 1,
                                      .most = 1,
                                      .results = results,
                                      .values = values};
    static const double size = 10;
    static const told cases[] = {{{VOI_RESULT_NORMAL, NAN, 1}, 0},
                                 {{VOI_RESULT_NORMAL, 10, NAN}, 0},
                                 {{VOI_RESULT_NORMAL, 10, 1}, NAN},
                                 {{VOI_RESULT_BINOMIAL, 10, 0}, NAN},
                                 {{VOI_RESULT_POISSON, INFINITY, 0}, 0}};
    voi_problem *problem = beta_problem(200, 0);
    voi_context *ctx = new_context(1);
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t m = 0; m < vi_evsi_method_count; m++) {
            voi_table *table = NULL;
            voi_error error = {VOI_OK, ""};
            voi_evsi_options options = evsi_options("binary", names, 1, &size, 1);
            options.study.design = &design;
            options.study.data = &cases[c];
            options.method = vi_evsi_methods[m].name;
            assert_int_equal(voi_evsi(ctx, problem, &options, &table, &error), VOI_ERR_NUMERIC);
            assert_non_null(strstr(error.message, "design own: "));
        }
    }
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_bounded),
        cmocka_unit_test(what_is_no_number_stays_none),
        cmocka_unit_test(no_method_values_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
