/* What a design of one's own may not lack, and the line that says so. */
#include "study_of.h"

#include "studies/design_check.h"

#include <math.h>

static const voi_design_parameter listed[] = {{"x", VOI_DOMAIN_REAL}, {"y", VOI_DOMAIN_POSITIVE}};
static const voi_design_parameter nameless[] = {{"x", VOI_DOMAIN_REAL}, {NULL, VOI_DOMAIN_REAL}};
static const voi_design_parameter outlandish[] = {{"x", (voi_domain)3}};
static const voi_design_option right[] = {{"sd", "spread", NAN, 0, INFINITY, true, 0, 0},
                                          {"share", "a share", 1, 0, 1, false, 0, 0}};

/* One result where there is one parameter, else none. */
static size_t results(const voi_setup *setup, voi_result *out)
{
    out[0] = (voi_result){VOI_RESULT_NORMAL, setup->n, 1};
    return setup->parameters == 1;
}

static size_t seventeen(const voi_setup *setup, voi_result *out)
{
    (void)setup;
    (void)out;
    return VOI_MOST_RESULTS + 1;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    (void)setup;
    out[0] = theta[0];
}

static size_t one(const voi_setup *setup)
{
    (void)setup;
    return 1;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    (void)setup;
    statistic[0] = theta[0] + uniform[0];
}

static voi_design whole_design(void)
{
    return (voi_design){.name = "own",
                        .parameters = listed,
                        .parameter_count = 2,
                        .fewest = 1,
                        .most = 2,
                        .options = right,
                        .option_count = 2,
                        .results = results,
                        .values = values,
                        .statistics = one,
                        .uniforms = one,
                        .draw = draw};
}

static void refuses(const voi_design *design, const char *message)
{
    voi_error error = {VOI_OK, ""};
    assert_int_equal(vi_design_check(design, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
}

static void built_in_designs_hold_together(void **state)
{
    voi_error error = {VOI_OK, ""};
    const voi_design own = whole_design();
    (void)state;
    check_ok(vi_design_check(&own, &error));
    for (size_t i = 0; i < voi_design_count(); i++) {
        check_ok(vi_design_check(voi_design_at(i), &error));
    }
}

static void names_and_parameters(void **state)
{
    voi_design d = whole_design();
    (void)state;
    refuses(NULL, "the design of the study is missing");
    d.name = NULL;
    refuses(&d, "the design of the study has no name");
    d = whole_design();
    d.parameters = NULL;
    refuses(&d, "design own lists no parameters");
    d.parameters = nameless;
    refuses(&d, "design own: parameter 2 has no name");
    d.parameters = outlandish;
    d.parameter_count = 1;
    refuses(&d, "design own: parameter 1 has no domain that there is");
    d = whole_design();
    d.parameter_count = 0;
    refuses(&d, "design own lists no parameters");
    d.parameter_count = 3;
    refuses(&d, "design own lists 3 parameters but takes 2 at most");
}

static void numbers_of_parameters(void **state)
{
    static const size_t wrong[][2] = {{0, 2}, {0, 0}, {3, 2}, {1, 65}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char message[200];
        voi_design d = whole_design();
        d.fewest = wrong[i][0];
        d.most = wrong[i][1];
        snprintf(
            message, sizeof message,
            "design own takes from %zu (fewest) to %zu (most) parameters; it must be from 1 or "
            "more to no fewer and at most 64",
            d.fewest, d.most);
        refuses(&d, message);
    }
}

static void options(void **state)
{
    static const struct {
        voi_design_option option;
        const char *message;
    } cases[] = {
        {{NULL, "spread", 1, 0, 2, false, 0, 0}, "design own: option 1 has no name"},
        {{"sd", NULL, 1, 0, 2, false, 0, 0}, "design own: option 1 has no purpose"},
        {{"sd", "spread", 1, 2, 0, false, 0, 0}, "design own: no sd is from 2 to 0"},
        {{"sd", "spread", 1, NAN, 2, false, 0, 0}, "design own: no sd is from nan to 2"},
        {{"sd", "spread", 3, 0, 2, false, 0, 0},
         "design own: the standard sd of 3 is outside its range, 0 to 2"},
        {{"sd", "spread", 0, 0, 2, true, 0, 0},
         "design own: the standard sd of 0 is outside its range, 0 to 2"},
    };
    voi_design d = whole_design();
    (void)state;
    d.option_count = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d.options = &cases[i].option;
        refuses(&d, cases[i].message);
    }
    d.options = NULL;
    refuses(&d, "design own: its 1 option is missing");
}

static void refuses_without(const voi_design *design, const char *function)
{
    char message[200];
    snprintf(message, sizeof message,
             "design own has no function %s: results and values go together, and so do statistics, "
             "uniforms and draw",
             function);
    refuses(design, message);
}

static void functions(void **state)
{
    (void)state;
    voi_design whole = whole_design(), d = whole;
    d.results = NULL;
    refuses_without(&d, "results");
    d = whole;
    d.values = NULL;
    refuses_without(&d, "values");
    d = whole;
    d.statistics = NULL;
    refuses_without(&d, "statistics");
    d = whole;
    d.uniforms = NULL;
    refuses_without(&d, "uniforms");
    d = whole;
    d.draw = NULL;
    refuses_without(&d, "draw");
    d = (voi_design){
        .name = "own", .parameters = listed, .parameter_count = 1, .fewest = 1, .most = 1};
    refuses(&d, "design own has no functions: results and values are needed, or statistics, "
                "uniforms and draw");
}

/* Which form of data counts depends on the setup. */
static void data_in_a_setup(void **state)
{
    const voi_setup single = {.n = 1, .parameters = 1}, pair = {.n = 1, .parameters = 2};
    voi_design d = whole_design();
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(vi_design_check_data(&d, &single, &error));
    check_ok(vi_design_check_data(&d, &pair, &error));
    d.statistics = d.uniforms = NULL;
    d.draw = NULL;
    check_ok(vi_design_check_data(&d, &single, &error));
    assert_int_equal(vi_design_check_data(&d, &pair, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, "design own has no results with 2 parameters, and no "
                                       "statistics, uniforms and draw in their place");
    d.results = seventeen;
    assert_int_equal(vi_design_check_data(&d, &single, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "design own: 17 results; at most 16 are possible");
}

static voi_result told;

static size_t as_told(const voi_setup *setup, voi_result *out)
{
    (void)setup;
    out[0] = told;
    return 1;
}

static void results_and_their_values(void **state)
{
    static const struct {
        voi_result result;
        double value;
        bool result_fits, value_fits;
    } cases[] = {
        {{VOI_RESULT_NORMAL, 0, 1}, -5, true, true},
        {{VOI_RESULT_NORMAL, 4, 0}, 1, false, true},
        {{VOI_RESULT_NORMAL, 4, INFINITY}, 1, false, true},
        {{VOI_RESULT_NORMAL, NAN, 1}, NAN, false, false},
        {{VOI_RESULT_BINOMIAL, 4, 0}, 1, true, true},
        {{VOI_RESULT_BINOMIAL, -1, 0}, 1.01, false, false},
        {{VOI_RESULT_POISSON, 4, 0}, 1e9, true, true},
        {{VOI_RESULT_POISSON, INFINITY, 0}, -1, false, false},
        {{(voi_result_family)3, 4, 1}, 1, false, true},
    };
    const voi_setup setup = {.n = 20, .parameters = 1};
    voi_design d = whole_design();
    (void)state;
    d.results = as_told;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_error error = {VOI_OK, ""};
        const double theta[] = {0.5, cases[i].value};
        told = cases[i].result;
        assert_int_equal(vi_design_check_results(&d, &setup, &error),
                         cases[i].result_fits ? VOI_OK : VOI_ERR_NUMERIC);
        assert_true(cases[i].result_fits ||
                    strstr(error.message, "design own: result 1 for n = 20, of family "));
        assert_int_equal(vi_design_check_values(&d, &setup, theta, 2, &error),
                         cases[i].value_fits ? VOI_OK : VOI_ERR_NUMERIC);
        assert_true(cases[i].value_fits ||
                    strstr(error.message, "design own: row 2: the value of result 1 is "));
    }
}

/* Whoever makes a study of a design checks it first, alone and as a part. */
static void studies_check_their_designs(void **state)
{
    static const double sample[] = {0.25, 0.5, 0.25, 0.25, 0.5, 0.25};
    voi_problem *problem = problem_of_parameters(sample, 2, 3);
    voi_design d = whole_design();
    voi_study part = study_of("binary", 1, NULL, 0), whole = study_of("combined", 0, NULL, 0);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    (void)state;
    d.draw = NULL;
    part.design = &d;
    whole.parts = &part;
    whole.part_count = 1;
    assert_int_equal(vi_study_create(problem, &part, &study, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "design own has no function draw"));
    assert_int_equal(vi_study_create(problem, &whole, &study, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "study combined: part 1: design own has no function"));
    d.statistics = d.uniforms = NULL;
    d.option_count = 0;
    part.parameter_count = 2;
    assert_int_equal(vi_study_create(problem, &part, &study, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "has no results with 2 parameters"));
    part.design = NULL;
    assert_int_equal(vi_study_create(problem, &part, &study, &error), VOI_ERR_ARGUMENT);
    assert_null(study.numbers);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_designs_hold_together),
        cmocka_unit_test(names_and_parameters),
        cmocka_unit_test(numbers_of_parameters),
        cmocka_unit_test(options),
        cmocka_unit_test(functions),
        cmocka_unit_test(data_in_a_setup),
        cmocka_unit_test(results_and_their_values),
        cmocka_unit_test(studies_check_their_designs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
