/* A study as the options describe it. */
#ifndef CLI_STUDY_OPTIONS_H
#define CLI_STUDY_OPTIONS_H

#include "options.h"

enum { CLI_MOST_STUDY_OPTIONS = 16 };

/* The study borrows from all the rest, and from the options. */
typedef struct {
    voi_study study;
    voi_sizes sizes;
    char *names; /* of the parameters, one after the other */
    const char *parameters[CLI_MOST_PARS];
    voi_scale scales[CLI_MOST_PARS];
    voi_study_option options[CLI_MOST_STUDY_OPTIONS];
    voi_values *covariance, **files; /* read by cli_study_load; `file_count` files */
    voi_matrix *summaries;           /* of every size, or NULL */
    size_t file_count;
} cli_study;

/* Reads --study, --pars, --n and the options of designs. A missing --n and "auto" leave the sizes
 * empty. `out` is to be freed in either case, and must stay where it is. */
voi_status cli_study_read(const cli_options *options, cli_study *out, voi_error *err);
/* Reads the files that --cov and --summaries name, the latter of every row of the problem. */
voi_status cli_study_load(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          cli_study *study, voi_error *err);
void cli_study_free(cli_study *study);

#endif
