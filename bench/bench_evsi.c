/* EVSI with standard errors: milliseconds, peak memory against the numbers of the problem, and the
 * estimate of the largest study. The model: two treatments with side effects whose chances or rates
 * a trial would tell, care at home or in hospital, recovery; 16 parameters. Every line runs in a
 * process of its own. bench_evsi [part of a line's name] */
#define _GNU_SOURCE
#include "draws.h"
#include "models.h"
#include "processes.h"
#include "timing.h"
#include "voi.h"

#include <stdio.h>
#include <string.h>

enum { PARAMETERS = 16, STRATEGIES = 2, NUMBERS = PARAMETERS + 2 * STRATEGIES };

/* ---- The model ---- */

/* p1 and p2: chances of side effects under either treatment; p3 and p4: their rates in a year. */
static void draw_row(size_t row, size_t strategies, double *x, double *costs, double *effects)
{
    draws d = {.seed = 7, .row = row};
    double odds = lognormal(&d, -0.5, 0.3), ratio = lognormal(&d, -0.55, 0.2);
    x[0] = odds / (1 + odds);
    x[1] = odds * ratio / (1 + odds * ratio);
    x[2] = -log1p(-x[0]);
    x[3] = -log1p(-x[1]);
    for (size_t j = 4; j < 10; j++) {
        x[j] = 1 / (1 + lognormal(&d, 1, 0.5));
    }
    for (size_t j = 10; j < PARAMETERS; j++) {
        x[j] = lognormal(&d, 0, 0.2);
    }
    for (size_t t = 0; t < strategies; t++) {
        double side = x[t], hospital = side * x[4] / (x[4] + x[5]), died = hospital * x[6] * 0.3;
        costs[t] = (t == 0 ? 110 : 1900) + side * 900 * x[10] + hospital * 4000 * x[11] +
                   died * 2500 * x[12];
        effects[t] =
            0.9 * x[13] * (1 - side) + side * 0.6 * x[14] * (1 - x[8] * x[9]) - 3 * died * x[15];
    }
}

static const model treatments = {PARAMETERS, STRATEGIES, draw_row};

/* ---- What is timed ---- */

typedef struct {
    const char *name, *design, *pars[2];
    size_t rows;
    const char *sizes, *wtp, *method;
    int runs;
    double goal; /* milliseconds on two cores; 0: none */
} line;

#define TRIAL                                                                                      \
    "trial_binary",                                                                                \
    {                                                                                              \
        "p1", "p2"                                                                                 \
    }
#define FIVE "50,100,200,500,1000"

static const line lines[] = {
    {"trial", TRIAL, 10000, FIVE, "20000", "enumerate", 101, 15},
    {"trial, 100 sizes", TRIAL, 10000, "10:1000:10", "20000", "enumerate", 15, 150},
    {"trial, 501 k", TRIAL, 10000, FIVE, "0:50000:100", "enumerate", 15, 100},
    {"trial, 100,000 rows", TRIAL, 100000, FIVE, "20000", "enumerate", 15, 150},
    {"trial, 1,000,000 rows", TRIAL, 1000000, FIVE, "20000", "enumerate", 5, 0},
    {"one arm", "binary", {"p2", NULL}, 10000, FIVE, "20000", "enumerate", 101, 0},
    {"trial, importance", TRIAL, 10000, "100", "20000", "importance", 7, 300},
    {"trial, regression", TRIAL, 10000, FIVE, "20000", "regression", 15, 0},
    {"trial, 100,000 rows, regression", TRIAL, 100000, FIVE, "20000", "regression", 5, 0},
    {"trial, gaussian", TRIAL, 10000, FIVE, "20000", "gaussian", 31, 0},
    {"times", "time_to_event", {"p3", "p4"}, 10000, FIVE, "20000", "auto", 15, 60},
};

typedef struct {
    voi_context *ctx;
    voi_problem *problem;
    voi_evsi_options options;
    double evsi, se;
} job;

static void run(void *argument)
{
    job *j = argument;
    voi_table *table = NULL;
    voi_error err;
    check(voi_evsi(j->ctx, j->problem, &j->options, &table, &err), &err);
    size_t last = voi_table_rows(table) - 1;
    j->evsi = voi_table_number(table, last, 4);
    j->se = voi_table_number(table, last, 5);
    voi_table_destroy(table);
}

/* ---- Memory: the kernel's own record of the peak, which starts anew before the timing ---- */

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

/* In bytes; NAN where the kernel does not tell. */
static double peak(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char text[256];
    double kilobytes = NAN;
    while (file && fgets(text, sizeof text, file)) {
        if (strncmp(text, "VmHWM:", 6) == 0) {
            kilobytes = strtod(text + 6, NULL);
        }
    }
    if (file) {
        fclose(file);
    }
    return 1024 * kilobytes;
}

/* ---- The table ---- */

static void time_line(size_t index)
{
    const line *l = &lines[index];
    static const voi_study_option follow_up = {"follow_up", 2};
    voi_error err;
    job j = {0};
    check(voi_context_create(NULL, &j.ctx, &err), &err);
    j.problem = draw_problem(j.ctx, &treatments, l->rows);
    voi_evsi_options_default(&j.options);
    check(voi_wtp_parse(l->wtp, &j.options.wtp, NULL, &err), &err);
    check(voi_sizes_parse(l->sizes, &j.options.sizes, &err), &err);
    bool timed = strcmp(l->design, "time_to_event") == 0;
    j.options.study = (voi_study){.design = voi_design_find(l->design),
                                  .parameters = l->pars,
                                  .parameter_count = l->pars[1] ? 2 : 1,
                                  .options = &follow_up,
                                  .option_count = timed};
    j.options.method = l->method;
    forget_peak();
    timing t = measure(run, &j, l->runs);
    double numbers = (double)(l->rows * NUMBERS * sizeof(double)), most = peak();
    char goal[32] = "";
    if (l->goal > 0) {
        snprintf(goal, sizeof goal, "%g", l->goal);
    }
    printf("| %s | %zu | %zu | %zu | %s | %zu | %.2f | %.2f | %s | %.0f | %.1f | %.5g | %.3g |\n",
           l->name, l->rows, j.options.sizes.count, j.options.wtp.count, l->method,
           voi_context_threads(j.ctx), 1e3 * t.median, 1e3 * t.min, goal, most / 1048576,
           most / numbers, j.evsi, j.se);
    fflush(stdout);
    voi_wtp_free(&j.options.wtp);
    voi_sizes_free(&j.options.sizes);
    voi_problem_destroy(j.problem);
    voi_context_destroy(j.ctx);
}

static const char *name_of(size_t index)
{
    return lines[index].name;
}

int main(int argc, char **argv)
{
    const line_list all = {sizeof lines / sizeof *lines, name_of, time_line};
    printf("| study | N | sizes | k | method | threads | median ms | min ms | goal ms | peak MB | "
           "peak / numbers | evsi | se |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    return run_lines(&all, argc > 1 ? argv[1] : NULL);
}
