/* Studies with their costs as the options describe them. */
#ifndef CLI_PLAN_OPTIONS_H
#define CLI_PLAN_OPTIONS_H

#include "study_options.h"

/* Borrows from the options; `plans` points inside, so it must stay where it is. */
typedef struct {
    cli_study study;
    voi_study_plan plan;
    char *arm_names; /* one after the other */
    const char *arms[CLI_MOST_PARS];
    voi_studies *studies; /* of a file, or NULL */
    const voi_study_plan *plans;
    size_t count;
} cli_plans;

/* Whether the options describe studies at all. */
bool cli_has_studies(const cli_options *options);

/* Reads the options and the files that they name. `out` is to be freed in either case. */
voi_status cli_plans_open(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          cli_plans *out, voi_error *err);
void cli_plans_free(cli_plans *plans);

/* The options of an ENBS of these plans. */
voi_enbs_options cli_enbs_options(const cli_options *options, const cli_plans *plans);

/* The first given option that is of studies and of nothing else; NULL: there is none. */
const char *cli_study_option(const cli_options *options);

/* Refuses options of studies where there is no study, costs of one where there is no population,
 * and studies that cannot be: for commands that work without any. */
voi_status cli_check_studies(const cli_options *options, voi_error *err);

/* What `command` cannot do without. */
voi_status cli_need_study(const char *command, const cli_options *options, voi_error *err);
voi_status cli_need_population(const char *command, const cli_options *options, voi_error *err);

/* What a command about studies needs, of_population those that ask whether they pay, and whether
 * the studies can be: all that is known before a file is opened. */
voi_status cli_check_study_inputs(const char *command, bool of_population,
                                  const cli_options *options, voi_error *err);

#endif
