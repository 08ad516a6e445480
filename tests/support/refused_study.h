/* A study on a small sample that tests can spoil, and the sentence that refuses it. */
#ifndef TESTS_SUPPORT_REFUSED_STUDY_H
#define TESTS_SUPPORT_REFUSED_STUDY_H

#include "study_of.h"

enum { ROWS = 800 };
static double sample[ROWS * 3];

/* Three parameters a row, all of them 0.25, 0.5 and 0.25 but where a test says otherwise. */
static inline void fill(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        sample[3 * i] = sample[3 * i + 2] = 0.25;
        sample[3 * i + 1] = 0.5;
    }
}

static inline void refuses(const voi_study *asked, voi_status status, const char *message)
{
    voi_problem *problem = problem_of_parameters(sample, ROWS, 3);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(vi_study_create(problem, asked, &study, &error), status);
    assert_string_equal(error.message, message);
    assert_null(study.theta);
    voi_problem_destroy(problem);
}

#endif
