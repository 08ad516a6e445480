/* Several studies as one: what cannot be combined, with the sentence that says so; results,
 * statistics and arms of the parts side by side. */
#include "refused_study.h"

/* A design of one's own that draws nothing and has no likelihood. */
static voi_design silent_design(void)
{
    voi_design design = *voi_design_find("custom");
    design.fewest = 1;
    return design;
}

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
    part.design = voi_design_find("custom");
    refuses(&whole, VOI_ERR_ARGUMENT,
            "study combined: part 1 is custom, but data of parts are drawn together; simulate the "
            "whole study, or leave it out");
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
    const voi_design silent = silent_design();
    parts[2] = study_of("custom", 1, NULL, 0);
    parts[2].design = &silent;
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
    const voi_design silent = silent_design();
    fill();
    parts[0].parameters = first;
    parts[1].parameters = others;
    parts[2].design = &silent;
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
        cmocka_unit_test(parts_that_cannot_be_combined),
        cmocka_unit_test(combinations_have_limits),
        cmocka_unit_test(there_are_bounds_on_arms),
        cmocka_unit_test(arms_of_parts_are_of_whole_patients),
        cmocka_unit_test(parts_stand_side_by_side),
        cmocka_unit_test(parts_of_both_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
