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

/* Reads what can be read before a file is opened. `out` is to be freed in either case. */
voi_status cli_plans_read(const cli_options *options, cli_plans *out, voi_error *err);
/* Reads the files that the options name. */
voi_status cli_plans_load(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          cli_plans *plans, voi_error *err);
void cli_plans_free(cli_plans *plans);

/* The options of an ENBS of these plans. */
voi_enbs_options cli_enbs_options(const cli_options *options, const cli_plans *plans);

/* Refuses options of studies where there is no study, and costs of one where there is no
 * population: for commands that work without either. */
voi_status cli_check_lonely(const cli_options *options, voi_error *err);

/* What every command about such studies needs beside them. */
voi_status cli_need_study_inputs(const char *command, const cli_options *options, voi_error *err);

#endif
