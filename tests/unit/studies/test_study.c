/* What a study may not be, with the sentence that says so; scales; several studies as one. */
#define _GNU_SOURCE
#include "study_of.h"

#include <stdio.h>

enum { ROWS = 800 };

static double sample[ROWS * 3];

/* Three parameters a row, all of them 0.25, 0.5 and 0.25 but where a test says otherwise. */
static void fill(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        sample[3 * i] = sample[3 * i + 2] = 0.25;
        sample[3 * i + 1] = 0.5;
    }
}

static void refuses(const voi_study *asked, voi_status status, const char *message)
{
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(vi_study_create(problem, asked, &study, &error), status);
    assert_string_equal(error.message, message);
    assert_null(study.theta);
    voi_problem_destroy(problem);
}

static void names_and_numbers_of_parameters(void **state)
{
    (void)state;
    fill();
    voi_study s = study_of("trial_binary", 3, NULL, 0);
    refuses(&s, VOI_ERR_ARGUMENT,
            "study trial_binary needs 2 parameters (p_control, p_treatment), not 3");
    s = study_of("binary", 2, NULL, 0);
    refuses(&s, VOI_ERR_ARGUMENT, "study binary needs 1 parameter (p), not 2");
    s = study_of("multi_arm_binary", 1, NULL, 0);
    refuses(&s, VOI_ERR_ARGUMENT,
            "study multi_arm_binary needs 2 to 16 parameters (p, ...), not 1");
    s = study_of("trial_normal", 0, NULL, 0);
    s.name = "ward trial";
    refuses(&s, VOI_ERR_ARGUMENT,
            "study ward trial needs 1 or 2 parameters (difference, or mean_control, "
            "mean_treatment), not 0");
    static const char *const twice[] = {"p1", "p1"}, *const unknown[] = {"p1", "q"};
    s = study_of("trial_binary", 2, NULL, 0);
    s.parameters = twice;
    refuses(&s, VOI_ERR_ARGUMENT, "study trial_binary: parameter p1 is given twice");
    s.parameters = unknown;
    refuses(&s, VOI_ERR_ARGUMENT, "no parameter is named \"q\"");
}

/* A design of one's own may have any names; what does not fit is left out. */
static void names_of_any_length(void **state)
{
    static char name[400];
    memset(name, 'x', sizeof name - 1);
    const voi_design_parameter parameters[] = {{name, VOI_DOMAIN_REAL}, {name, VOI_DOMAIN_REAL}};
    const voi_design_option options[] = {{name, "number", 1, 0, 2, false, 0, 0}};
    const voi_study_option unknown = {"sd", 1};
    voi_design design = *voi_design_find("binary");
    voi_study s = study_of("binary", 0, &unknown, 1);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    (void)state;
    design.parameters = parameters;
    design.parameter_count = design.most = 2;
    design.alone = name;
    design.options = options;
    design.option_count = 1;
    s.design = &design;
    fill();
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    assert_int_equal(vi_study_create(problem, &s, &study, &error), VOI_ERR_ARGUMENT);
    s.parameter_count = 1;
    assert_int_equal(vi_study_create(problem, &s, &study, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "has no option sd; it has "));
    voi_problem_destroy(problem);
}

static void options_and_their_values(void **state)
{
    static const struct {
        const char *design;
        size_t parameters;
        voi_study_option option;
        const char *message;
    } cases[] = {
        {"binary", 1, {"sd", 1}, "study binary: design binary has no options, and so no sd"},
        {"trial_normal",
         1,
         {"d", 1},
         "study trial_normal: design trial_normal has no option d; it has allocation, sd"},
        {"trial_normal",
         1,
         {"allocation", 1},
         "study trial_normal needs sd, the standard deviation of one measurement"},
        {"normal_known", 1, {"sd", 0}, "study normal_known: sd is 0, not a number above 0"},
        {"normal_known",
         1,
         {"sd", INFINITY},
         "study normal_known: sd is inf, not a number above 0"},
        {"normal_known", 1, {"sd", NAN}, "study normal_known: sd is nan, not a number above 0"},
        {"trial_binary",
         2,
         {"allocation", 1001},
         "study trial_binary: allocation is 1001, not a number above 0 and at most 1000"},
        {"log_odds_ratio",
         1,
         {"baseline", -1},
         "study log_odds_ratio: baseline is -1, not a number of at least 0 and at most 1"},
        {"log_odds_ratio",
         2,
         {"baseline", 0.2},
         "study log_odds_ratio takes no baseline beside 2 parameters, one of which stands in its "
         "place"},
        {"time_to_event",
         1,
         {"allocation", 2},
         "study time_to_event takes no allocation with 1 parameter, where it would change nothing, "
         "only with 2"},
        {"log_odds_ratio",
         1,
         {"allocation", 1},
         "study log_odds_ratio needs baseline, the risk under control, where it is known"},
    };
    (void)state;
    fill();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_study s = study_of(cases[i].design, cases[i].parameters, &cases[i].option, 1);
        refuses(&s, VOI_ERR_ARGUMENT, cases[i].message);
    }
}

static void shares(void **state)
{
    (void)state;
    fill();
    voi_study s = study_of("binary", 1, NULL, 0);
    s.missing = 1;
    refuses(&s, VOI_ERR_ARGUMENT, "study binary: a missing fraction of 1 is not from 0 to below 1");
    s.missing = -0.1;
    refuses(&s, VOI_ERR_ARGUMENT,
            "study binary: a missing fraction of -0.1 is not from 0 to below 1");
    s.missing = 0;
    s.multiple = -2;
    refuses(&s, VOI_ERR_ARGUMENT,
            "study binary: its n is -2 times that of the whole; possible is a number above 0 and "
            "up to a million");
}

static void rows_outside_the_domain(void **state)
{
    (void)state;
    fill();
    voi_study s = study_of("binary", 1, NULL, 0);
    sample[3 * 730] = 1.2;
    refuses(&s, VOI_ERR_DATA,
            "parameters: row 731: p1 is 1.2; p of study binary is a probability from 0 to 1");
    sample[3 * 730] = 0;
    s = study_of("rate", 1, NULL, 0);
    refuses(&s, VOI_ERR_DATA, "parameters: row 731: p1 is 0; rate of study rate is a number > 0");
    const voi_study_option follow_up = {"follow_up", 1};
    s = study_of("time_to_event", 1, &follow_up, 1);
    refuses(&s, VOI_ERR_DATA,
            "parameters: row 731: p1 is 0; rate of study time_to_event is a number > 0");
    const voi_scale exp_scale = VOI_SCALE_EXP;
    const voi_study_option sd = {"sd", 1};
    s = study_of("normal_known", 1, &sd, 1);
    s.scales = &exp_scale;
    refuses(&s, VOI_ERR_DATA,
            "parameters: row 731: p1 is 0 before its transformation; mean of study normal_known is "
            "a finite number");
    fill();
    sample[3 * 730] = 0.45;
    s = study_of("multinomial", 3, NULL, 0);
    refuses(&s, VOI_ERR_DATA, "parameters: row 731: the probabilities sum to 1.2, not 1");
}

/* The same from a file: its name is told. */
static void a_row_of_a_file_is_named_with_it(void **state)
{
    char folder[] = "/tmp/voi_study_XXXXXX", pars[60], nb[60];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(pars, sizeof pars, "%s/psa.csv", folder);
    snprintf(nb, sizeof nb, "%s/nb.csv", folder);
    FILE *p = fopen(pars, "w"), *b = fopen(nb, "w");
    fputs("prevalence\n0.1\n0.2\n1.5\n", p);
    fputs("a,b\n1,2\n2,1\n3,4\n", b);
    fclose(p);
    fclose(b);
    const voi_problem_files files = {.net_benefit = nb, .parameters = pars};
    static const char *const name[] = {"prevalence"};
    voi_study asked = study_of("binary", 1, NULL, 0);
    asked.parameters = name;
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    vi_study study;
    voi_error error = {VOI_OK, ""};
    char expected[200];
    check_ok(voi_problem_read(ctx, &files, &problem, &error));
    assert_int_equal(vi_study_create(problem, &asked, &study, &error), VOI_ERR_DATA);
    snprintf(expected, sizeof expected,
             "%s: row 3: prevalence is 1.5; p of study binary is a probability from 0 to 1", pars);
    assert_string_equal(error.message, expected);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    remove(pars);
    remove(nb);
    remove(folder);
}

static void covariances_that_cannot_be(void **state)
{
    static const double uneven[] = {1, 0.2, 0.3, 1}, negative[] = {1, 2, 2, 1},
                        none[] = {0, 0, 0, 1};
    static const double infinite[] = {1, INFINITY, INFINITY, 1};
    static const struct {
        voi_matrix matrix;
        const char *message;
    } cases[] = {
        {{NULL, 0, 0, 0, 0},
         "study normal_multi needs the covariance of one observation, a matrix with a row and a "
         "column for every parameter"},
        {{uneven, 1, 2, 2, 1},
         "study normal_multi: the covariance is 1 by 2, not 2 by 2, a row and a column for every "
         "parameter"},
        {{uneven, 2, 2, 2, 1},
         "study normal_multi: the covariance is not symmetric: 0.2 for p1 and p2, 0.3 for p2 and "
         "p1"},
        {{infinite, 2, 2, 2, 1},
         "study normal_multi: the covariance of p1 and p2 is inf, not a finite number"},
        {{negative, 2, 2, 2, 1},
         "study normal_multi: the covariance is not positive definite: p2 has no variance above 0 "
         "once the parameters before it are known"},
        {{none, 2, 2, 2, 1},
         "study normal_multi: the covariance is not positive definite: p1 has no variance above "
         "0"},
    };
    (void)state;
    fill();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_study s = study_of("normal_multi", 2, NULL, 0);
        s.covariance = cases[i].matrix;
        refuses(&s, VOI_ERR_ARGUMENT, cases[i].message);
    }
    voi_study s = study_of("binary", 1, NULL, 0);
    s.covariance = cases[2].matrix;
    refuses(&s, VOI_ERR_ARGUMENT, "study binary: design binary takes no covariance");
    s = study_of("custom", 1, NULL, 0);
    s.missing = 0.1;
    refuses(&s, VOI_ERR_ARGUMENT,
            "study custom: its data are simulated elsewhere, with those missing that are; leave "
            "the missing fraction out");
}

static void scales_are_undone(void **state)
{
    static const voi_scale scales[] = {VOI_SCALE_LOGIT, VOI_SCALE_LOG, VOI_SCALE_EXP,
                                       VOI_SCALE_NONE};
    const double expected[] = {1 / (1 + exp(-0.25)), exp(0.25), log(0.25), 0.25};
    static const voi_study_option sd = {"sd", 1};
    voi_study asked = study_of("normal_known", 1, &sd, 1);
    voi_problem *problem;
    vi_study study;
    voi_error error = {VOI_OK, ""};
    (void)state;
    fill();
    problem = problem_of_parameters(sample, ROWS, 3);
    for (size_t i = 0; i < 4; i++) {
        asked.scales = &scales[i];
        check_ok(vi_study_create(problem, &asked, &study, &error));
        check_close(study.theta[ROWS - 1], expected[i], 1e-15);
        vi_study_free(&study);
    }
    voi_problem_destroy(problem);
}

/* ---- Several studies as one ---- */

static void parts_that_cannot_be_combined(void **state)
{
    (void)state;
    fill();
    voi_study part = study_of("binary", 1, NULL, 0), whole = study_of("combined", 0, NULL, 0);
    refuses(&whole, VOI_ERR_ARGUMENT, "study combined needs parts, the studies it consists of");
    whole.parts = &part;
    whole.part_count = 1;
    whole.parameter_count = 1;
    refuses(&whole, VOI_ERR_ARGUMENT,
            "study combined: its parts have the parameters and options, not the whole");
    whole.parameter_count = 0;
    part.design = NULL;
    refuses(&whole, VOI_ERR_ARGUMENT, "study combined: part 1 has no design");
    part.design = whole.design;
    refuses(&whole, VOI_ERR_ARGUMENT,
            "study combined: part 1 is a combined study itself; give its parts instead");
    part = study_of("binary", 2, NULL, 0);
    refuses(&whole, VOI_ERR_ARGUMENT,
            "study combined: part 1: study binary needs 1 parameter (p), not 2");
    part = study_of("binary", 1, NULL, 0);
    part.parts = &whole;
    part.part_count = 1;
    refuses(&part, VOI_ERR_ARGUMENT,
            "study binary is of design binary and has parts; only one of design combined has any");
}

static void combinations_have_limits(void **state)
{
    static double theta[2 * MOST_PARAMETERS];
    static double unit[32 * 32];
    voi_study parts[3], whole = study_of("combined", 0, NULL, 0);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    (void)state;
    for (size_t j = 0; j < 32; j++) {
        unit[33 * j] = 1;
    }
    for (size_t i = 0; i < 3; i++) {
        parts[i] = study_of("normal_multi", i < 2 ? 32 : 1, NULL, 0);
        parts[i].covariance =
            (voi_matrix){unit, parts[i].parameter_count, parts[i].parameter_count, 32, 1};
        parts[i].parameters = parameter_names() + 32 * i;
    }
    whole.parts = parts;
    whole.part_count = 3;
    voi_problem *problem = problem_of_parameters(theta, 2, MOST_PARAMETERS);
    assert_int_equal(vi_study_create(problem, &whole, &study, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message,
                        "study combined: its parts have 65 statistics, more than 64");
    whole.part_count = 2;
    check_ok(vi_study_create(problem, &whole, &study, &error));
    assert_int_equal(study.parameters, 64);
    vi_study_free(&study);
    /* A design without statistics may still name parameters. */
    parts[2] = study_of("custom", 1, NULL, 0);
    parts[2].parameters = parameter_names() + 64;
    whole.part_count = 3;
    assert_int_equal(vi_study_create(problem, &whole, &study, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "study combined: more than 64 parameters in all its parts");
    voi_problem_destroy(problem);
}

static void there_are_bounds_on_arms(void **state)
{
    enum { PARTS = 33 };
    static const voi_study_option rate[] = {{"event_rate", 0.5}};
    voi_study parts[PARTS], whole = study_of("combined", 0, NULL, 0);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    (void)state;
    fill();
    for (size_t i = 0; i < PARTS; i++) {
        parts[i] = study_of("hazard_ratio", 1, rate, 1);
    }
    whole.parts = parts;
    whole.part_count = PARTS;
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    assert_int_equal(vi_study_create(problem, &whole, &study, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "study combined: its parts have 66 arms, more than 64");
    voi_problem_destroy(problem);
}

/* Half of five patients an arm are three, in the trial and in what it costs. */
static void arms_of_parts_are_of_whole_patients(void **state)
{
    static const char *const designs[] = {"trial_binary", "multi_arm_binary"};
    (void)state;
    fill();
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    for (size_t i = 0; i < 2; i++) {
        voi_study part = study_of(designs[i], 2, NULL, 0), whole = study_of("combined", 0, NULL, 0);
        vi_study study;
        voi_result results[VOI_MOST_RESULTS];
        voi_error error = {VOI_OK, ""};
        part.multiple = 0.5;
        whole.parts = &part;
        whole.part_count = 1;
        check_ok(vi_study_create(problem, &whole, &study, &error));
        assert_int_equal(vi_study_results(&study, 5, results), 2);
        check_close(results[0].size, 3, 0);
        check_close(vi_study_participants(&study, 5), 6, 0);
        vi_study_free(&study);
    }
    voi_problem_destroy(problem);
}

/* A trial on p1 and p2 beside a survey on p2, of half its size and with a third lost. */
static void parts_stand_side_by_side(void **state)
{
    static const char *const second[] = {"p2"};
    voi_study parts[] = {study_of("trial_binary", 2, NULL, 0), study_of("binary", 1, NULL, 0)};
    voi_study asked = study_of("combined", 0, NULL, 0);
    vi_study study;
    voi_result results[VOI_MOST_RESULTS];
    voi_error error = {VOI_OK, ""};
    double values[3], eta[3], t[3], r[3], both[3], arms[VOI_MOST_ARMS];
    const double uniform[] = {0.2, 0.5, 0.9};
    (void)state;
    fill();
    parts[1].parameters = second;
    parts[1].multiple = 0.5;
    parts[1].missing = 0.3;
    asked.parts = parts;
    asked.part_count = 2;
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    check_ok(vi_study_create(problem, &asked, &study, &error));
    assert_int_equal(study.parameters, 2);
    check_close(study.theta[3], 0.5, 0);
    assert_int_equal(vi_study_results(&study, 200, results), 3);
    check_close(results[1].size, 200, 0);
    check_close(results[2].size, 70, 0);
    voi_setup setup = vi_study_setup(&study, 200);
    study.design->values(&setup, study.theta, values);
    check_close(values[0], 0.25, 0);
    check_close(values[2], 0.5, 0);
    check_close(vi_study_participants(&study, 200), 500, 0);
    assert_int_equal(vi_study_arms(&study, 200, arms), 3);
    assert_true(arms[0] == 200 && arms[1] == 200 && arms[2] == 100);
    vi_study_draw(&study, &setup, 7, uniform, t);
    vi_study_regressors(&study, &setup, t, r);
    assert_memory_equal(t, r, sizeof t);
    study.design->draw(&setup, study.theta, uniform, both);
    assert_memory_equal(t, both, sizeof t);
    check_close(vi_study_natural(&study, &setup, 0, eta),
                study.design->natural(&setup, study.theta, both), 1e-12);
    assert_memory_equal(eta, both, sizeof eta);
    assert_true(vi_study_has_likelihood(&study));
    vi_study_free(&study);
    voi_problem_destroy(problem);
}

/* One part without independent results, and one with regressors of its own. */
static void parts_of_both_forms(void **state)
{
    static const char *const first[] = {"p1"}, *const others[] = {"p2", "p3"};
    voi_study parts[] = {study_of("binary", 1, NULL, 0), study_of("normal", 2, NULL, 0),
                         study_of("custom", 1, NULL, 0)};
    voi_study asked = study_of("combined", 0, NULL, 0);
    vi_study study;
    voi_result results[VOI_MOST_RESULTS];
    voi_error error = {VOI_OK, ""};
    double t[3], r[3];
    const double uniform[] = {0.2, 0.5, 0.9};
    (void)state;
    fill();
    parts[0].parameters = first;
    parts[1].parameters = others;
    asked.parts = parts;
    asked.part_count = 2;
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    check_ok(vi_study_create(problem, &asked, &study, &error));
    voi_setup setup = vi_study_setup(&study, 50);
    assert_int_equal(vi_study_results(&study, 50, results), 0);
    assert_int_equal(vi_study_statistics(&study, &setup), 3);
    assert_int_equal(vi_study_uniforms(&study, &setup), 3);
    vi_study_draw(&study, &setup, 0, uniform, t);
    vi_study_regressors(&study, &setup, t, r);
    check_close(r[0], t[0], 0);
    check_close(r[1], 0.5, 1e-12);
    check_close(r[2], log(t[2] - t[1] * t[1]) / 2, 1e-12);
    assert_true(vi_study_has_likelihood(&study));
    vi_study_free(&study);
    asked.part_count = 3;
    check_ok(vi_study_create(problem, &asked, &study, &error));
    assert_false(vi_study_has_likelihood(&study));
    vi_study_free(&study);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_of_parameters),
        cmocka_unit_test(names_of_any_length),
        cmocka_unit_test(options_and_their_values),
        cmocka_unit_test(shares),
        cmocka_unit_test(rows_outside_the_domain),
        cmocka_unit_test(a_row_of_a_file_is_named_with_it),
        cmocka_unit_test(covariances_that_cannot_be),
        cmocka_unit_test(scales_are_undone),
        cmocka_unit_test(parts_that_cannot_be_combined),
        cmocka_unit_test(combinations_have_limits),
        cmocka_unit_test(there_are_bounds_on_arms),
        cmocka_unit_test(arms_of_parts_are_of_whole_patients),
        cmocka_unit_test(parts_stand_side_by_side),
        cmocka_unit_test(parts_of_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
