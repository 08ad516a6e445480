/* A study on a sample: the parameters of every row as its design wants them, and what its design
 * answers, whichever of the two forms it has. */
#ifndef VI_STUDIES_STUDY_H
#define VI_STUDIES_STUDY_H

#include "data/problem.h"

enum { VI_MOST_UNIFORMS = 4 * VOI_MOST_STATISTICS };

typedef struct vi_study {
    const voi_design *design;
    const char *name;
    size_t rows, parameters;
    size_t member[VOI_MOST_STATISTICS];   /* indices of the parameters in the problem */
    voi_scale scale[VOI_MOST_STATISTICS]; /* of the parameters */
    double *theta;                        /* rows × parameters, by row, on the design's scale */
    double *options;                      /* of the design, in its order */
    double *covariance, *root;            /* parameters × parameters; NULL where none is needed */
    double missing;
    const void *data;
    double *numbers; /* the storage of it all */

    /* A combined study: its parameters are those of its parts, each once. */
    struct vi_study *parts;
    size_t part_count;
    double multiple;                   /* of a part: its n where that of the whole is 1 */
    size_t place[VOI_MOST_STATISTICS]; /* of a part's parameters, in the whole */
} vi_study;

/* Checks a study against a problem and reads its parameters. Errors: VOI_ERR_ARGUMENT (a design
 * that does not hold together; unknown, repeated, too few or too many parameters; unknown options
 * or values they cannot have; a covariance that is missing or cannot be one; parts that cannot be
 * combined), VOI_ERR_LIMIT (more results than there is room for), VOI_ERR_DATA (a row outside the
 * domain: parameter, row, value), VOI_ERR_NUMERIC (values that no result has), VOI_ERR_NOMEM. */
voi_status vi_study_create(const voi_problem *problem, const voi_study *study, vi_study *out,
                           voi_error *err);
void vi_study_free(vi_study *study);

/* The setup of size n; the study must outlive it, at its place. n counts those who take part,
 * setup.n those with data. */
voi_setup vi_study_setup(const vi_study *study, double n);
/* The arms of a study of size n, as a design tells them; and everybody who takes part. */
size_t vi_study_arms(const vi_study *study, double n, double participants[VOI_MOST_ARMS]);
double vi_study_participants(const vi_study *study, double n);

/* The number of independent results; 0 where the design has none. */
size_t vi_study_results(const vi_study *study, double n, voi_result *results);

/* Whatever the form of the design: the number of statistics and of uniform numbers, a draw for row
 * i, the statistics as a regression sees them, and the natural parameters of row i (see
 * voi_design). */
size_t vi_study_statistics(const vi_study *study, const voi_setup *setup);
size_t vi_study_uniforms(const vi_study *study, const voi_setup *setup);
/* Whether data can be drawn as a design of one's own tells them. Errors: VOI_ERR_LIMIT (no
 * statistics, or more than VOI_MOST_STATISTICS; more than VI_MOST_UNIFORMS uniform numbers),
 * VOI_ERR_NUMERIC (results that cannot be). */
voi_status vi_study_check_draw(const vi_study *study, const voi_setup *setup, voi_error *err);
void vi_study_draw(const vi_study *study, const voi_setup *setup, size_t row, const double *uniform,
                   double *statistic);
void vi_study_regressors(const vi_study *study, const voi_setup *setup, const double *statistic,
                         double *regressor);
bool vi_study_has_likelihood(const vi_study *study);
double vi_study_natural(const vi_study *study, const voi_setup *setup, size_t row, double *eta);

#endif
