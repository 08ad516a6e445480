/* EVPPI in repeated samples of problems whose truth is known: bias, root mean square error, the
 * standard error against the actual deviation, and how often the 95 % interval holds the truth.
 *
 * Intervals must hold it 93 to 97 % of the time where the truth is beyond one standard error, and
 * at least 93 % below, with bounds that chance passes with a probability of 1e-6. Repetitions share
 * two threads; a sample is made by its number alone. */
#ifndef TESTS_SUPPORT_COVERAGE_H
#define TESTS_SUPPORT_COVERAGE_H

#include "evppi_of.h"

#include "core/pool.h"

#include <stdio.h>

enum { COVERAGE_PARAMETERS = 5, COVERAGE_STRATEGIES = 3, COVERAGE_THREADS = 2 };

/* What of a case is judged: all, the interval without its standard error, or nothing; it is printed
 * in any case. */
typedef enum { JUDGED, INTERVAL_JUDGED, UNJUDGED } coverage_judged;

/* All parameters are asked for together. Net benefits are against the first strategy's, of the
 * strategies from the second on, and functions of z, independent standard normals. */
typedef struct {
    const char *name;
    size_t parameters, strategies;
    void (*mean)(const double *z, double *net_benefit);
    double (*spread)(const double *z);                 /* standard deviation of the noise */
    void (*parameters_of)(const double *z, double *x); /* one to one; NULL: z itself */
    double truth;                                      /* by closed form; NAN: by numbers */
    coverage_judged judged;
} coverage_case;

/* ---- The truth ---- */

static inline double best_of_all(const coverage_case *c, const double *nb)
{
    double best = 0;
    for (size_t d = 0; d + 1 < c->strategies; d++) {
        best = fmax(best, nb[d]);
    }
    return best;
}

/* Sums of every strategy's net benefit and of the best one's. */
typedef struct {
    double weight, best, means[COVERAGE_STRATEGIES];
} truth_sums;

static inline void add_point(const coverage_case *c, const double *z, double weight, truth_sums *s)
{
    double nb[COVERAGE_STRATEGIES];
    c->mean(z, nb);
    s->weight += weight;
    s->best += weight * best_of_all(c, nb);
    for (size_t d = 0; d + 1 < c->strategies; d++) {
        s->means[d] += weight * nb[d];
    }
}

/* Additive recurrence by powers of 1/φ, φ^(d+1) = φ + 1: the golden ratio in d dimensions. */
static inline void add_points(const coverage_case *c, truth_sums *s)
{
    enum { POINTS = 1 << 20 };
    double phi = 2, start[COVERAGE_PARAMETERS];
    for (int i = 0; i < 60; i++) {
        phi = pow(1 + phi, 1 / (double)(c->parameters + 1));
    }
    for (size_t j = 0; j < c->parameters; j++) {
        start[j] = pow(1 / phi, (double)(j + 1));
    }
    for (size_t i = 1; i <= POINTS; i++) {
        double z[COVERAGE_PARAMETERS];
        for (size_t j = 0; j < c->parameters; j++) {
            double u = fmod(0.5 + (double)i * start[j], 1);
            z[j] = vi_normal_quantile(fmin(fmax(u, 1e-12), 1 - 1e-12));
        }
        add_point(c, z, 1, s);
    }
}

static inline double coverage_truth(const coverage_case *c)
{
    const double width = 1e-4;
    truth_sums s = {0};
    if (!isnan(c->truth)) {
        return c->truth;
    }
    if (c->parameters > 1) {
        add_points(c, &s);
    }
    for (double z = -9 + width / 2; c->parameters == 1 && z < 9; z += width) {
        add_point(c, &z, width * vi_normal_density(z), &s);
    }
    return (s.best - best_of_all(c, s.means)) / s.weight;
}

/* ---- One sample ---- */

/* Two normal numbers from two uniform ones. */
static inline void two_normals(uint64_t seed, uint64_t stream, size_t i, double out[2])
{
    double length = sqrt(-2 * log(vi_uniform(seed, 2 * stream, i)));
    double angle = 6.283185307179586 * vi_uniform(seed, 2 * stream + 1, i);
    out[0] = length * cos(angle);
    out[1] = length * sin(angle);
}

/* x: rows × parameters, nb: rows × strategies, both by column. */
static inline void draw_sample(const coverage_case *c, size_t rows, uint64_t seed, double *x,
                               double *nb)
{
    size_t numbers = c->parameters + c->strategies - 1;
    for (size_t i = 0; i < rows; i++) {
        double z[COVERAGE_PARAMETERS + COVERAGE_STRATEGIES], values[COVERAGE_PARAMETERS];
        double means[COVERAGE_STRATEGIES];
        for (size_t j = 0; j < numbers; j += 2) {
            two_normals(seed, j / 2, i, z + j);
        }
        c->mean(z, means);
        memcpy(values, z, sizeof values);
        if (c->parameters_of) {
            c->parameters_of(z, values);
        }
        for (size_t j = 0; j < c->parameters; j++) {
            x[j * rows + i] = values[j];
        }
        nb[i] = 0;
        for (size_t d = 1; d < c->strategies; d++) {
            nb[d * rows + i] = means[d - 1] + c->spread(z) * z[c->parameters + d - 1];
        }
    }
}

enum { COVERAGE_METHODS = 5 };
static const char *const coverage_methods[COVERAGE_METHODS] = {"spline", "anova", "gp", "mars",
                                                               "policy"};

typedef struct {
    double evppi, se, low, high;
    size_t method; /* its place above */
} coverage_answer;

static inline size_t method_place(const char *name)
{
    size_t place = 0;
    while (place < COVERAGE_METHODS && strcmp(coverage_methods[place], name) != 0) {
        place++;
    }
    assert_true(place < COVERAGE_METHODS);
    return place;
}

static inline coverage_answer answer_of(const coverage_case *c, const columns_of *columns)
{
    static const char *const names[] = {"p1", "p1,p2", "p1,p2,p3", "p1,p2,p3,p4", "p1,p2,p3,p4,p5"};
    const voi_evppi_options options = {.parameters = &names[c->parameters - 1],
                                       .parameter_count = 1};
    voi_problem *problem = problem_with_parameters(columns);
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    coverage_answer answer = {cell(table, 0, "evppi"), cell(table, 0, "se"),
                              cell(table, 0, "ci_low"), cell(table, 0, "ci_high"),
                              method_place(text_cell(table, 0, "method"))};
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return answer;
}

/* ---- Many samples ---- */

typedef struct {
    const coverage_case *problem;
    size_t rows, repetitions;
    uint64_t seed; /* of the first repetition */
    coverage_answer *answers;
} coverage_study;

static inline voi_status run_repetition(void *argument, size_t i, size_t worker, voi_error *err)
{
    const coverage_study *s = argument;
    const coverage_case *c = s->problem;
    double *x = malloc(s->rows * (c->parameters + c->strategies) * sizeof *x);
    double *nb = x + s->rows * c->parameters;
    (void)worker;
    (void)err;
    assert_non_null(x);
    draw_sample(c, s->rows, s->seed + i, x, nb);
    const columns_of columns = {.net_benefit = nb,
                                .parameters = x,
                                .rows = s->rows,
                                .strategies = c->strategies,
                                .count = c->parameters};
    s->answers[i] = answer_of(c, &columns);
    free(x);
    return VOI_OK;
}

typedef struct {
    double truth, mean, deviation, se;
    double cover, above, below, methods[COVERAGE_METHODS]; /* shares */
} coverage_record;

static inline coverage_record summarise(const coverage_study *s)
{
    coverage_record r = {.truth = coverage_truth(s->problem)};
    double each = 1 / (double)s->repetitions, tiny = 1e-9;
    for (size_t i = 0; i < s->repetitions; i++) {
        const coverage_answer *a = &s->answers[i];
        r.mean += a->evppi * each;
        r.se += a->se * a->se * each;
        r.below += a->high < r.truth - tiny ? each : 0;
        r.above += a->low > r.truth + tiny ? each : 0;
        r.methods[a->method] += each;
    }
    for (size_t i = 0; i < s->repetitions; i++) {
        r.deviation += (s->answers[i].evppi - r.mean) * (s->answers[i].evppi - r.mean) * each;
    }
    r.deviation = sqrt(r.deviation);
    r.se = sqrt(r.se);
    r.cover = 1 - r.below - r.above;
    return r;
}

static inline coverage_record run_study(coverage_study *s)
{
    vi_pool *pool = NULL;
    voi_error error = {0};
    s->answers = malloc(s->repetitions * sizeof *s->answers);
    assert_non_null(s->answers);
    check_ok(vi_pool_create(COVERAGE_THREADS, &pool, &error));
    check_ok(vi_pool_run(pool, s->repetitions, run_repetition, s, NULL, NULL, &error));
    vi_pool_destroy(pool);
    const coverage_record record = summarise(s);
    free(s->answers);
    return record;
}

/* ---- What comes out ---- */

static inline void print_head(void)
{
    printf("| problem | N | truth | truth/SE | bias %% | RMSE %% | SE/SD | cover %% | end below %% "
           "| start above %% | answered by %% |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
}

static inline void print_record(const coverage_study *s, const coverage_record *r)
{
    double percent = r->truth / 100, bias = r->mean - r->truth;
    printf("| %s | %zu | %.5f | %.2f |", s->problem->name, s->rows, r->truth, r->truth / r->se);
    if (r->truth > 1e-9) {
        printf(" %.1f | %.1f |", bias / percent, hypot(r->deviation, bias) / percent);
    } else {
        printf(" – | – |");
    }
    printf(" %.2f | %.1f | %.1f | %.1f |", r->se / r->deviation, 100 * r->cover, 100 * r->below,
           100 * r->above);
    for (size_t m = 0; m < COVERAGE_METHODS; m++) {
        if (r->methods[m] > 0) {
            printf(" %s %.1f", coverage_methods[m], 100 * r->methods[m]);
        }
    }
    printf(" |\n");
    fflush(stdout);
}

/* Where 4.9 standard deviations of a share among so many repetitions lie. */
static inline double chance(double share, size_t repetitions)
{
    return 4.9 * sqrt(share * (1 - share) / (double)repetitions);
}

static inline void judge_coverage(coverage_study *s)
{
    const coverage_record r = run_study(s);
    print_record(s, &r);
    if (s->problem->judged == UNJUDGED) {
        return;
    }
    assert_true(r.cover >= 0.93 - chance(0.93, s->repetitions));
    assert_true(r.truth <= r.se || r.cover <= 0.97 + chance(0.97, s->repetitions));
    assert_true(r.methods[COVERAGE_METHODS - 1] <= 0.01 + chance(0.01, s->repetitions));
    if (s->problem->judged == JUDGED && r.truth > r.se) {
        assert_true(r.se > 0.85 * r.deviation && r.se < 1.6 * r.deviation);
    }
}

#endif
