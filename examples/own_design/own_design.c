/* A design of study of one's own: a trial that is randomised by clusters, such as whole wards.
 *
 * Measurements of one cluster resemble each other: with m of them in a cluster and correlation ρ, n
 * patients per arm say as much as n / (1 + (m − 1) ρ) independent ones. The difference of the two
 * arms is a normal number with variance 2 sd² / n times that: a design of independent results, for
 * which the library does all the rest. The program compares it with the built-in trial of single
 * patients.
 *   cc own_design.c $(pkg-config --cflags --libs libvoi) -lm
 *   ./a.out ../heart_failure log_rr_tele */
#include <math.h>
#include <stdio.h>

#include <voi.h>

enum { SD, CLUSTER, CORRELATION, OPTIONS };

static const voi_design_parameter parameters[] = {{"difference", VOI_DOMAIN_REAL}};

/* Only the correlation has a standard: the others must be given. */
static const voi_design_option options[] = {
    {"sd", "standard deviation of one measurement", NAN, 0, INFINITY, true, 0, 0},
    {"cluster", "patients in a cluster", NAN, 1, INFINITY, false, 0, 0},
    {"correlation", "correlation within a cluster", 0.05, 0, 1, false, 0, 0}};

static size_t results(const voi_setup *setup, voi_result *out)
{
    double inflation = 1 + (setup->options[CLUSTER] - 1) * setup->options[CORRELATION];
    out[0] = (voi_result){VOI_RESULT_NORMAL, setup->n / (2 * inflation), setup->options[SD]};
    return 1;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    (void)setup;
    out[0] = theta[0];
}

static size_t arms(const voi_setup *setup, double *participants)
{
    participants[0] = participants[1] = setup->n;
    return 2;
}

static const voi_design cluster_trial = {
    .name = "cluster_trial",
    .purpose = "a trial of two arms randomised by clusters",
    .unit = "participants per arm",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 1,
    .most = 1,
    .options = options,
    .option_count = OPTIONS,
    .results = results,
    .values = values,
    .arms = arms,
};

static voi_status print_evsi(voi_context *ctx, const voi_problem *problem, const voi_study *study,
                             voi_error *err)
{
    static const double sizes[] = {100, 300, 1000, 3000}, k[] = {20000};
    voi_evsi_options asked;
    voi_table *table = NULL;
    voi_evsi_options_default(&asked);
    asked.wtp = (voi_wtp){k, 1};
    asked.study = *study;
    asked.sizes = (voi_sizes){sizes, 4};
    voi_status status = voi_evsi(ctx, problem, &asked, &table, err);
    for (size_t i = 0; status == VOI_OK && i < voi_table_rows(table); i++) {
        printf("%s,%g,%.2f,%.2f\n", voi_table_text(table, i, voi_table_find(table, "study")),
               voi_table_number(table, i, voi_table_find(table, "n")),
               voi_table_number(table, i, voi_table_find(table, "evsi")),
               voi_table_number(table, i, voi_table_find(table, "se")));
    }
    voi_table_destroy(table);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: own_design FOLDER PARAMETER\n");
        return 2;
    }
    char paths[3][1000];
    const char *names[] = {"costs", "effects", "params"}, *pars[] = {argv[2]};
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s.csv", argv[1], names[i]);
    }
    const voi_problem_files files = {
        .costs = paths[0], .effects = paths[1], .parameters = paths[2]};
    const voi_study_option given[] = {{"sd", 3}, {"cluster", 20}};
    const voi_study studies[] = {{.design = voi_design_find("trial_normal"),
                                  .parameters = pars,
                                  .parameter_count = 1,
                                  .options = given,
                                  .option_count = 1},
                                 {.design = &cluster_trial,
                                  .parameters = pars,
                                  .parameter_count = 1,
                                  .options = given,
                                  .option_count = 2}};
    voi_context *ctx = NULL;
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    voi_status status = voi_context_create(NULL, &ctx, &error);
    if (status == VOI_OK) {
        status = voi_problem_read(ctx, &files, &problem, &error);
    }
    if (status == VOI_OK) {
        printf("study,n,evsi,se\n");
    }
    for (size_t i = 0; status == VOI_OK && i < 2; i++) {
        status = print_evsi(ctx, problem, &studies[i], &error);
    }
    if (status != VOI_OK) {
        fprintf(stderr, "own_design: %s\n", error.message);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return status == VOI_OK ? 0 : 1;
}
