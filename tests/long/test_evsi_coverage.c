/* The intervals of EVSI in repeated samples of studies whose truth is known (problems_studies.c):
 * counts, rates and means, alone and together, with and without noise of other parameters, and a
 * trial of two arms. Of every size they must hold the truth as those of EVPPI do; see coverage.h.
 */
#include "coverage.h"

#include "studies.h"

typedef struct {
    double evsi, se, low, high;
} answer;

typedef struct {
    const study_kind *kind;
    size_t rows, repetitions;
    uint64_t seed;   /* of the first repetition */
    answer *answers; /* repetitions × sizes */
} study;

/* Columns of parameters, then of net benefits. */
static void draw_columns(const problem_kind *model, size_t rows, uint64_t seed, double *x,
                         double *nb)
{
    for (size_t i = 0; i < rows; i++) {
        double theta[MOST_PARAMETERS], value[MOST_OPTIONS];
        draws d = {.seed = seed, .row = i};
        model->draw(&d, theta, value);
        for (size_t j = 0; j < model->parameters; j++) {
            x[j * rows + i] = theta[j];
        }
        for (size_t t = 0; t < model->strategies; t++) {
            nb[t * rows + i] = value[t];
        }
    }
}

static void ask(const study_kind *kind, const voi_problem *problem, answer *answers)
{
    voi_context *ctx = new_context(1);
    voi_study_option option;
    voi_evsi_options options;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evsi_options_default(&options);
    options.study = study_of(kind, &option);
    options.sizes = (voi_sizes){kind->n, kind->sizes};
    check_ok(voi_evsi(ctx, problem, &options, &table, &error));
    for (size_t s = 0; s < kind->sizes; s++) {
        answers[s] = (answer){cell(table, s, "evsi"), cell(table, s, "se"),
                              cell(table, s, "ci_low"), cell(table, s, "ci_high")};
    }
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

static voi_status repeat(void *argument, size_t i, size_t worker, voi_error *err)
{
    const study *s = argument;
    const problem_kind *model = &s->kind->model;
    double *x = malloc(s->rows * (model->parameters + model->strategies) * sizeof *x);
    double *nb = x + s->rows * model->parameters;
    (void)worker;
    (void)err;
    assert_non_null(x);
    draw_columns(model, s->rows, s->seed + i, x, nb);
    const columns_of columns = {.net_benefit = nb,
                                .parameters = x,
                                .rows = s->rows,
                                .strategies = model->strategies,
                                .count = model->parameters};
    voi_problem *problem = problem_with_parameters(&columns);
    ask(s->kind, problem, s->answers + i * s->kind->sizes);
    voi_problem_destroy(problem);
    free(x);
    return VOI_OK;
}

/* Of one size, over repetitions. */
static coverage_record sum_up(const study *s, size_t size, double truth)
{
    coverage_record r = {.truth = truth};
    double each = 1 / (double)s->repetitions, squares = 0;
    for (size_t i = 0; i < s->repetitions; i++) {
        const answer *a = &s->answers[i * s->kind->sizes + size];
        r.mean += a->evsi * each;
        squares += (a->evsi - truth) * (a->evsi - truth) * each;
        r.se += a->se * a->se * each;
        r.below += a->high < truth ? each : 0;
        r.above += a->low > truth ? each : 0;
    }
    r.deviation = sqrt(fmax(squares - (r.mean - truth) * (r.mean - truth), 0));
    r.se = sqrt(r.se);
    r.cover = 1 - r.below - r.above;
    return r;
}

static void print_size(const study *s, size_t size, const coverage_record *r)
{
    double percent = r->truth / 100, bias = r->mean - r->truth;
    printf("| %s | %g | %zu | %.6g | %.2f | %.1f | %.1f | %.2f | %.1f | %.1f | %.1f |\n",
           s->kind->model.name, s->kind->n[size], s->rows, r->truth, r->truth / r->se,
           bias / percent, hypot(r->deviation, bias) / percent, r->se / r->deviation,
           100 * r->cover, 100 * r->below, 100 * r->above);
    fflush(stdout);
}

static void judge_size(const study *s, const coverage_record *r)
{
    assert_true(r->cover >= 0.93 - chance(0.93, s->repetitions));
    assert_true(r->truth <= r->se || r->cover <= 0.97 + chance(0.97, s->repetitions));
}

static void judge(study *s, vi_pool *pool, const study_fact *facts)
{
    voi_error error = {0};
    s->answers = malloc(s->repetitions * s->kind->sizes * sizeof *s->answers);
    assert_non_null(s->answers);
    check_ok(vi_pool_run(pool, s->repetitions, repeat, s, NULL, NULL, &error));
    for (size_t size = 0; size < s->kind->sizes; size++) {
        const coverage_record r = sum_up(s, size, facts[size].evsi);
        print_size(s, size, &r);
        judge_size(s, &r);
    }
    free(s->answers);
}

static void judge_all(size_t rows, size_t repetitions)
{
    vi_pool *pool = NULL;
    voi_error error = {0};
    check_ok(vi_pool_create(COVERAGE_THREADS, &pool, &error));
    printf(
        "| study | n | N | truth | truth/SE | bias %% | RMSE %% | SE/SD | cover %% | end below %% "
        "| start above %% |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < study_problems.count; i++) {
        const study_kind *kind = &study_problems.list[i];
        study s = {kind, rows, repetitions, 7919000 * (i + 1), NULL};
        study_fact facts[MOST_SIZES];
        for (size_t size = 0; size < kind->sizes; size++) {
            facts[size] = fact_of(kind, size);
        }
        judge(&s, pool, facts);
    }
    vi_pool_destroy(pool);
}

static void a_thousand_rows(void **state)
{
    (void)state;
    judge_all(1000, 1000);
}

static void ten_thousand_rows(void **state)
{
    (void)state;
    judge_all(10000, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_rows),
        cmocka_unit_test(ten_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
