/* EVPPI of groups of parameters with standard errors: milliseconds, peak memory of the process and
 * the estimate. Problems: BKOC (Brennan and others 2007: 19 normal parameters, two strategies), a
 * smooth model (sine, square, interactions), and a decision model of 14 parameters and two
 * strategies; and 50 parameters of which all count a little. Every line runs in a process of its
 * own, so that its peak memory is its own. Lines of bootstraps tell in the last column how many
 * times as long they take as without. bench_groups [part of a line's name] */
#define _GNU_SOURCE
#include "core/philox.h"
#include "math/normal.h"
#include "models.h"
#include "processes.h"
#include "timing.h"
#include "voi.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum {
    BKOC_PARAMETERS = 19,
    MOST_PARAMETERS = 50,
    MOST_STRATEGIES = 20,
    MOST_SETS = 91,
    NAME_ROOM = 64
};

/* ---- The models ---- */

static double normal(uint32_t stream, size_t row)
{
    return vi_normal_quantile(vi_uniform(7, stream, row));
}

static void draw_bkoc(size_t row, size_t strategies, double *x, double *costs, double *effects)
{
    static const double mean[] = {1000, .1,  5.2, 400, .7, .3, 3,  .25, -.1, .5,
                                  1500, .08, 6.1, .8,  .3, 3,  .2, -.1, .5};
    static const double sd[] = {1, .02, 1, 200, .1,  .1, .5,  .1,  .02, .2,
                                1, .02, 1, .1,  .05, 1,  .05, .02, .2};
    double shared = normal(19, row), p[BKOC_PARAMETERS + 1];
    (void)strategies;
    for (uint32_t j = 0; j < BKOC_PARAMETERS; j++) {
        bool correlated = j == 4 || j == 6 || j == 13 || j == 15;
        double z = normal(j, row);
        z = correlated ? sqrt(.6) * shared + sqrt(.4) * z : z;
        p[j + 1] = x[j] = mean[j] + sd[j] * z;
    }
    effects[0] = p[5] * p[6] * p[7] + p[8] * p[9] * p[10];
    costs[0] = p[1] + p[2] * p[3] * p[4];
    effects[1] = p[14] * p[15] * p[16] + p[17] * p[18] * p[19];
    costs[1] = p[11] + p[12] * p[13] * p[4];
}

/* Six parameters; further strategies shift the phases. */
static void draw_smooth(size_t row, size_t strategies, double *x, double *costs, double *effects)
{
    for (uint32_t j = 0; j < 6; j++) {
        x[j] = normal(j, row);
    }
    costs[0] = effects[0] = 0;
    for (size_t d = 1; d < strategies; d++) {
        double shift = .3 * (double)(d - 1);
        double value = sin(2 * x[0] + shift) + .5 * x[1] * x[1] - .5 + x[2] * x[3] * cos(shift) +
                       .7 * x[1] * sin(x[4]) - .2;
        effects[d] = value + normal((uint32_t)(10 + d), row);
        costs[d] = 500 * (x[4] + x[5] * sin(shift) + normal((uint32_t)(40 + d), row));
    }
}

static void draw_fifty(size_t row, size_t strategies, double *x, double *costs, double *effects)
{
    (void)strategies;
    costs[0] = effects[0] = costs[1] = 0;
    effects[1] = -.5;
    for (uint32_t j = 0; j < MOST_PARAMETERS; j++) {
        x[j] = vi_uniform(7, j, row);
        effects[1] += x[j] * sin(j) / 4;
        costs[1] += 100 * x[j] * (1 - x[j]) * cos(j);
    }
}

/* Two treatments with side effects, care at home or in hospital, and recovery. */
static void draw_decision(size_t row, size_t strategies, double *x, double *costs, double *effects)
{
    (void)strategies;
    for (uint32_t j = 0; j < 14; j++) {
        x[j] = j < 7 ? 1 / (1 + exp(1 - .5 * normal(j, row))) : exp(.3 * normal(j, row));
    }
    for (size_t d = 0; d < 2; d++) {
        double side = d == 0 ? x[0] : x[0] * x[7] * .55;
        double hospital = side * x[1] / (x[1] + x[2]), died = hospital * x[3] * .3;
        costs[d] =
            (d == 0 ? 100 : 420) + side * 900 * x[8] + hospital * 4000 * x[9] + died * 2500 * x[10];
        effects[d] = .9 * x[11] * (1 - side) + side * .6 * x[12] * x[4] * (1 - x[5] * x[6]) -
                     3 * died * x[13];
    }
}

static const model bkoc = {BKOC_PARAMETERS, 2, draw_bkoc}, smooth = {6, 2, draw_smooth},
                   many = {6, 20, draw_smooth}, decision = {14, 2, draw_decision},
                   fifty = {50, 2, draw_fifty};

/* ---- What is timed ---- */

typedef struct {
    const char *name;
    const model *model;
    size_t rows;
    const char *group; /* NULL: all pairs; "": all parameters, each alone */
    const char *wtp;
    size_t threads; /* 0: all */
    int runs;
    size_t bootstrap; /* replicates */
} line;

static const line lines[] = {
    {"smooth 2", &smooth, 10000, "p1,p2", "1000", 0, 31, 0},
    {"smooth 4", &smooth, 10000, "p1,p2,p3,p4", "1000", 0, 15, 0},
    {"smooth 5", &smooth, 10000, "p1,p2,p3,p4,p5", "1000", 0, 15, 0},
    {"smooth 5", &smooth, 10000, "p1,p2,p3,p4,p5", "1000", 1, 7, 0},
    {"smooth 4", &smooth, 100000, "p1,p2,p3,p4", "1000", 0, 5, 0},
    {"smooth 2", &smooth, 1000000, "p1,p2", "1000", 0, 3, 0},
    {"BKOC 5,14", &bkoc, 10000, "p5,p14", "10000", 0, 31, 0},
    {"BKOC 5,7,14,16", &bkoc, 10000, "p5,p7,p14,p16", "10000", 0, 15, 0},
    {"BKOC 5,6,14,15", &bkoc, 10000, "p5,p6,p14,p15", "10000", 0, 15, 0},
    {"BKOC 5,6,14,15", &bkoc, 100000, "p5,p6,p14,p15", "10000", 0, 5, 0},
    {"BKOC 5,6,7,14,15,16", &bkoc, 10000, "p5,p6,p7,p14,p15,p16", "10000", 0, 7, 0},
    {"BKOC all 19", &bkoc, 10000,
     "p1,p2,p3,p4,p5,p6,p7,p8,p9,p10,p11,p12,p13,p14,p15,p16,p17,p18,p19", "10000", 0, 5, 0},
    {"decision, 91 pairs", &decision, 10000, NULL, "20000", 0, 3, 0},
    {"decision, 91 pairs", &decision, 10000, NULL, "20000", 1, 3, 0},
    {"20 strategies 3", &many, 10000, "p1,p2,p5", "1000", 0, 3, 0},
    {"smooth 3, 501 k", &smooth, 10000, "p1,p2,p5", "0:50000:100", 0, 3, 0},
    {"50 singles", &fifty, 1000000, "", "1000", 0, 3, 0},
    {"bootstrap, smooth 1", &smooth, 10000, "p1", "1000", 1, 7, 1000},
    {"bootstrap, smooth 2", &smooth, 10000, "p1,p2", "1000", 1, 3, 1000},
    {"bootstrap, smooth 5", &smooth, 10000, "p1,p2,p3,p4,p5", "1000", 1, 3, 1000},
    {"bootstrap, BKOC 5,6,14,15", &bkoc, 10000, "p5,p6,p14,p15", "10000", 1, 3, 1000},
};

typedef struct {
    voi_context *ctx;
    voi_problem *problem;
    voi_evppi_options options;
    double value, se;
    char method[16];
} job;

static void run(void *argument)
{
    job *j = argument;
    voi_table *table = NULL;
    voi_error err;
    check(voi_evppi(j->ctx, j->problem, &j->options, &table, &err), &err);
    j->value = voi_table_number(table, 0, 2);
    j->se = voi_table_number(table, 0, 3);
    snprintf(j->method, sizeof j->method, "%s",
             voi_table_text(table, 0, j->options.bootstrap > 0 ? 7 : 6));
    voi_table_destroy(table);
}

/* The sets of a line as pointers to their names. */
static size_t set_groups(const line *l, char names[][NAME_ROOM], const char **sets)
{
    size_t count = 0;
    if (l->group && !*l->group) {
        return 0;
    }
    if (l->group) {
        sets[0] = l->group;
        return 1;
    }
    for (size_t i = 1; i <= l->model->parameters; i++) {
        for (size_t j = i + 1; j <= l->model->parameters; j++) {
            snprintf(names[count], NAME_ROOM, "p%zu,p%zu", i, j);
            sets[count] = names[count];
            count++;
        }
    }
    return count;
}

static void time_line(size_t index)
{
    const line *l = &lines[index];
    static char names[MOST_SETS][NAME_ROOM];
    const char *sets[MOST_SETS];
    voi_error err;
    voi_context_options options;
    struct rusage usage;
    job j = {0};
    voi_context_options_default(&options);
    options.threads = l->threads;
    check(voi_context_create(&options, &j.ctx, &err), &err);
    j.problem = draw_problem(j.ctx, l->model, l->rows);
    voi_evppi_options_default(&j.options);
    check(voi_wtp_parse(l->wtp, &j.options.wtp, NULL, &err), &err);
    j.options.parameter_count = set_groups(l, names, sets);
    j.options.parameters = j.options.parameter_count > 0 ? sets : NULL;
    timing fit = measure(run, &j, l->runs), t = fit;
    if (l->bootstrap > 0) {
        j.options.bootstrap = l->bootstrap;
        t = measure(run, &j, l->runs);
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("| %s | %zu | %zu | %zu | %zu | %.2f | %.2f | %.0f | %.6g | %.3g | %s | %.1f |\n",
           l->name, l->rows, l->model->strategies, j.options.wtp.count, voi_context_threads(j.ctx),
           1e3 * t.median, 1e3 * t.min, (double)usage.ru_maxrss / 1024, j.value, j.se, j.method,
           t.min / fit.min);
    fflush(stdout);
    voi_wtp_free(&j.options.wtp);
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
    printf("| group | N | D | k | threads | median ms | min ms | peak MB | evppi | se | method | "
           "times |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    return run_lines(&all, argc > 1 ? argv[1] : NULL);
}
