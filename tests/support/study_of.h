/* Studies of designs on samples given as rows of parameters, named p1, p2, ... */
#ifndef TESTS_SUPPORT_STUDY_OF_H
#define TESTS_SUPPORT_STUDY_OF_H

#include "random_problem.h"

#include "studies/study.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 1000, MOST_PARAMETERS = 70 };

/* A problem with these parameters, `count` a row, and outcomes of no interest. */
static inline voi_problem *problem_of_parameters(const double *theta, size_t rows, size_t count)
{
    static double nb[2 * MOST_ROWS];
    assert_true(rows <= MOST_ROWS);
    return problem_of_data(
        &(voi_problem_data){.net_benefit = {nb, rows, 2, 1, (ptrdiff_t)rows},
                            .parameters = {theta, rows, count, (ptrdiff_t)count, 1}});
}

/* The names of the first 70 parameters. */
static inline const char *const *parameter_names(void)
{
    static char text[MOST_PARAMETERS][8];
    static const char *names[MOST_PARAMETERS];
    for (size_t j = 0; j < MOST_PARAMETERS; j++) {
        snprintf(text[j], sizeof text[j], "p%zu", j + 1);
        names[j] = text[j];
    }
    return names;
}

static inline voi_study study_of(const char *design, size_t count, const voi_study_option *options,
                                 size_t option_count)
{
    return (voi_study){.design = voi_design_find(design),
                       .parameters = parameter_names(),
                       .parameter_count = count,
                       .options = options,
                       .option_count = option_count};
}

#endif
