/* What a study may not be, with the sentence that says so; scales. */
#define _GNU_SOURCE
#include "refused_study.h"

#include <stdio.h>

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
    refuses(&s, VOI_ERR_DATA,
            "parameters: row 731: study multinomial: the probabilities sum to 1.2, not 1");
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
    voi_study s = study_of("normal_multi", 2, NULL, 0);
    s.covariance = (voi_matrix){none, 2, 2, 2, 1};
    s.covariance_file = "c.csv";
    refuses(&s, VOI_ERR_FORMAT,
            "c.csv: study normal_multi: the covariance is not positive definite: p1 has no "
            "variance above 0");
    s = study_of("binary", 1, NULL, 0);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
