/* Standard errors by resampling against those of the fits, and what must hold of them. */
#include "evppi_faults.h"

#include "core/table.h"
#include "math/normal.h"
#include "measures/told.h"

#include <string.h>

enum { MOST_ROWS = 10000, PARS = 6, STRATEGIES = 3 };

typedef struct {
    double x[PARS * MOST_ROWS], effects[STRATEGIES * MOST_ROWS], costs[STRATEGIES * MOST_ROWS];
    size_t rows;
} sample;

static double normal(uint64_t stream, size_t i)
{
    return vi_normal_quantile(vi_uniform(31, stream, i));
}

/* Five independent normal parameters and a constant; nothing has a value yet. */
static sample *new_sample(size_t rows)
{
    static sample s;
    memset(&s, 0, sizeof s);
    s.rows = rows;
    for (size_t i = 0; i < PARS * rows; i++) {
        s.x[i] = i < 5 * rows ? normal(i / rows, i % rows) : 3;
    }
    return &s;
}

/* The parameters' sum, with equal shares, against nothing; SD of the rest 1. */
static sample *sum_of_parameters(size_t rows)
{
    sample *s = new_sample(rows);
    for (size_t i = 0; i < rows; i++) {
        double sum = .5 + normal(9, i);
        for (size_t j = 0; j < 5; j++) {
            sum += s->x[j * rows + i];
        }
        s->effects[rows + i] = sum;
    }
    return s;
}

/* Three strategies with costs and effects. */
static sample *three_strategies(size_t rows)
{
    sample *s = new_sample(rows);
    for (size_t i = 0; i < rows; i++) {
        const double *x = s->x + i;
        s->effects[rows + i] = x[0] + .3 * x[rows] * x[2 * rows] + normal(9, i);
        s->effects[2 * rows + i] = x[rows] + normal(10, i);
        s->costs[rows + i] = 2 + x[2 * rows] + normal(11, i);
        s->costs[2 * rows + i] = 3 * x[3 * rows] + normal(12, i);
    }
    return s;
}

/* Net benefit, or with k costs and effects. */
static voi_problem *problem_of_sample(voi_context *ctx, const sample *s, bool costs)
{
    ptrdiff_t rows = (ptrdiff_t)s->rows;
    size_t d = costs ? 3 : 2;
    const voi_matrix none = {0}, effects = {s->effects, s->rows, d, 1, rows};
    const voi_problem_data data = {.costs =
                                       costs ? (voi_matrix){s->costs, s->rows, d, 1, rows} : none,
                                   .effects = costs ? effects : none,
                                   .net_benefit = costs ? none : effects,
                                   .parameters = {s->x, s->rows, PARS, 1, rows}};
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    return problem;
}

static voi_table *ask(const sample *s, const voi_evppi_options *options, size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_problem *problem = problem_of_sample(ctx, s, options->wtp.count > 0);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_evppi(ctx, problem, options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

static bool warns(const voi_table *table, const char *part)
{
    for (size_t i = 0; i < voi_table_warnings(table); i++) {
        if (strstr(voi_table_warning(table, i), part)) {
            return true;
        }
    }
    return false;
}

/* Where nothing is difficult the two standard errors are the same but for chance: 3.5 % of the
 * replicates', and what the fit allows for bends. */
static void agrees_with_the_standard_error(void **state)
{
    static const char *const names[] = {"p1", "p1,p2", "p1,p2,p3,p4,p5"};
    static const char *const methods[] = {"auto", "anova", "mars"};
    const sample *s = sum_of_parameters(2000);
    (void)state;
    for (size_t m = 0; m < 3; m++) {
        const voi_evppi_options options = {.parameters = names,
                                           .parameter_count = 3,
                                           .method = methods[m],
                                           .bootstrap = 400,
                                           .seed = 1};
        voi_table *table = ask(s, &options, 2);
        for (size_t i = 0; i < 3; i++) {
            double se = cell(table, i, "se");
            check_close(cell(table, i, "se_bootstrap") / se, 1, .15);
        }
        assert_false(warns(table, "resampled"));
        assert_int_equal(voi_table_find(table, "se_bootstrap"), voi_table_find(table, "se") + 1);
        voi_table_destroy(table);
    }
}

/* Where noise grows with the parameter rows have precisions. */
static void agrees_where_noise_changes(void **state)
{
    static const char *const names[] = {"p1", "p1,p2"};
    sample *s = new_sample(2000);
    (void)state;
    for (size_t i = 0; i < s->rows; i++) {
        double x = s->x[i] + s->x[s->rows + i];
        s->effects[s->rows + i] = x + .5 + exp(.5 * s->x[i]) * normal(9, i);
    }
    const voi_evppi_options options = {
        .parameters = names, .parameter_count = 2, .bootstrap = 400, .seed = 1};
    voi_table *table = ask(s, &options, 2);
    check_close(cell(table, 0, "se_bootstrap") / cell(table, 0, "se"), 1, .2);
    check_close(cell(table, 1, "se_bootstrap") / cell(table, 1, "se"), 1, .2);
    voi_table_destroy(table);
}

/* A step is answered by the policy value, whose error is that of a mean. */
static void of_policy_values(void **state)
{
    static const char *const names[] = {"p1"};
    static const char *const methods[] = {"spline", "anova"};
    sample *s = new_sample(MOST_ROWS);
    (void)state;
    for (size_t i = 0; i < s->rows; i++) {
        s->effects[s->rows + i] = (s->x[i] > .7 ? .5 : -.5) + 2 * normal(9, i);
    }
    for (size_t m = 0; m < 2; m++) {
        const voi_evppi_options options = {.parameters = names,
                                           .parameter_count = 1,
                                           .method = methods[m],
                                           .bootstrap = 400,
                                           .seed = 1};
        voi_table *table = ask(s, &options, 2);
        assert_string_equal(text_cell(table, 0, "method"), "policy");
        check_close(cell(table, 0, "se_bootstrap") / cell(table, 0, "se"), 1, .15);
        voi_table_destroy(table);
    }
}

static void constants_and_columns(void **state)
{
    static const char *const names[] = {"p6", "p1"};
    const sample *s = sum_of_parameters(300);
    voi_evppi_options options = {
        .parameters = names, .parameter_count = 2, .bootstrap = 50, .seed = 1};
    (void)state;
    voi_table *table = ask(s, &options, 1);
    assert_string_equal(text_cell(table, 0, "method"), "constant");
    assert_true(cell(table, 0, "se_bootstrap") == 0);
    assert_true(cell(table, 1, "se_bootstrap") > 0);
    options.bootstrap = 0;
    voi_table *plain = ask(s, &options, 1);
    assert_int_equal(voi_table_columns(plain) + 1, voi_table_columns(table));
    assert_true(cell(plain, 1, "se") == cell(table, 1, "se"));
    assert_true(cell(plain, 1, "evppi") == cell(table, 1, "evppi"));
    voi_table_destroy(plain);
    voi_table_destroy(table);
}

/* Answers at three values of k, with two strategies of the highest mean. */
static void nothing_depends_on_threads_or_other_questions(void **state)
{
    static const char *const names[] = {"p1", "p2,p3", "p4", "p1,p2,p3"};
    static const double k[] = {5, 0, 1};
    const sample *s = three_strategies(500);
    voi_evppi_options options = {
        .wtp = {k, 3}, .parameters = names, .parameter_count = 4, .bootstrap = 70, .seed = 9};
    (void)state;
    voi_table *first = ask(s, &options, 1);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        voi_table *other = ask(s, &options, threads);
        for (size_t i = 0; i < 12; i++) {
            assert_true(cell(first, i, "se_bootstrap") == cell(other, i, "se_bootstrap"));
        }
        voi_table_destroy(other);
    }
    for (size_t i = 0; i < 12; i++) {
        voi_evppi_options one = options;
        one.wtp = (voi_wtp){&k[i % 3], 1};
        one.parameters = &names[i / 3];
        one.parameter_count = 1;
        voi_table *alone = ask(s, &one, 2);
        assert_true(cell(first, i, "se_bootstrap") > 0);
        assert_true(cell(first, i, "se_bootstrap") == cell(alone, 0, "se_bootstrap"));
        voi_table_destroy(alone);
    }
    options.seed = 10;
    voi_table *reseeded = ask(s, &options, 1);
    for (size_t i = 0; i < 12; i++) {
        assert_true(cell(first, i, "se") == cell(reseeded, i, "se"));
        assert_true(cell(first, i, "se_bootstrap") != cell(reseeded, i, "se_bootstrap"));
    }
    voi_table_destroy(reseeded);
    voi_table_destroy(first);
}

/* More values of k than are worked on at a time. */
static void many_values_of_k(void **state)
{
    enum { MANY = 9000 };
    static double k[MANY];
    static const char *const names[] = {"p1"};
    const sample *s = three_strategies(60);
    voi_evppi_options options = {
        .wtp = {k, MANY}, .parameters = names, .parameter_count = 1, .bootstrap = 50, .seed = 1};
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        k[i] = 1 + 1e-3 * (double)i;
    }
    voi_table *all = ask(s, &options, 2);
    options.wtp = (voi_wtp){k + MANY - 1, 1};
    voi_table *last = ask(s, &options, 2);
    assert_true(cell(all, MANY - 1, "se_bootstrap") == cell(last, 0, "se_bootstrap"));
    voi_table_destroy(last);
    voi_table_destroy(all);
}

/* Warnings about answers as they are given. */
static voi_table *told_of(const vi_partial *answers, size_t count)
{
    static size_t member[] = {0}, start[] = {0, 1};
    static const vi_column column = {"k", VOI_COLUMN_NUMBER};
    bool reduced = false;
    size_t told = 0;
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    vi_questions questions = {.reduced = &reduced, .rows = 5000};
    questions.asked.count = 1;
    questions.asked.start = start;
    questions.asked.member = member;
    questions.left = questions.asked;
    const vi_told about = {&questions, 0, "p1", answers, count};
    check_ok(vi_table_create(&column, 1, &table, &error));
    vi_tell(&about, table, &told);
    return table;
}

static void warns_where_the_two_differ(void **state)
{
    const vi_partial answers[] = {
        {.evppi = 5, .se = 2, .trust = 1, .se_bootstrap = 3.1},
        {.evppi = 5, .se = 2, .trust = 1, .se_bootstrap = 2.9},
        {.evppi = 5, .se = 2, .trust = 1, .se_bootstrap = 1.3},
        {.evppi = 5, .se = 2, .trust = 1, .se_bootstrap = 1.4},
        {.evppi = 3.9, .se = 2, .trust = 1, .se_bootstrap = 4},
        {.evppi = 5, .se = 2, .trust = 1},
    };
    (void)state;
    voi_table *many = told_of(answers, 6);
    assert_int_equal(voi_table_warnings(many), 1);
    assert_string_equal(voi_table_warning(many, 0),
                        "parameter p1: at 2 of 6 values of k resampled rows give another standard "
                        "error (se_bootstrap); go by the larger of the two");
    voi_table_destroy(many);
    for (size_t i = 0; i < 6; i++) {
        voi_table *one = told_of(&answers[i], 1);
        assert_int_equal(warns(one, "parameter p1: resampled rows give another"),
                         i % 2 == 0 && i < 4);
        voi_table_destroy(one);
    }
}

static void refusals(void **state)
{
    static const size_t wrong[] = {1, 49, 100001};
    static const char *const texts[] = {
        "a bootstrap of 1 replicates; from 50 to 100000 are possible",
        "a bootstrap of 49 replicates; from 50 to 100000 are possible",
        "a bootstrap of 100001 replicates; from 50 to 100000 are possible"};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of_sample(ctx, sum_of_parameters(100), false);
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const voi_evppi_options options = {.bootstrap = wrong[i]};
        voi_table *table = (voi_table *)ctx;
        voi_error error = {VOI_OK, ""};
        assert_int_equal(voi_evppi(ctx, problem, &options, &table, &error), VOI_ERR_ARGUMENT);
        assert_string_equal(error.message, texts[i]);
        assert_null(table);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Stops at the given call while replicates are drawn. */
static int stop_late(void *data, const char *phase, double fraction)
{
    (void)fraction;
    return strcmp(phase, "bootstrapping") == 0 && --*(int *)data < 0;
}

static void stops_when_asked(void **state)
{
    static const char *const names[] = {"p1", "p1,p2"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        voi_context_options how;
        voi_context *ctx = NULL;
        int left = 3;
        voi_error error = {VOI_OK, ""};
        voi_context_options_default(&how);
        how.threads = 2;
        how.progress = stop_late;
        how.progress_data = &left;
        check_ok(voi_context_create(&how, &ctx, &error));
        voi_problem *problem = problem_of_sample(ctx, sum_of_parameters(500), false);
        const voi_evppi_options options = {
            .parameters = &names[i], .parameter_count = 1, .bootstrap = 20000};
        voi_table *table = NULL;
        assert_int_equal(voi_evppi(ctx, problem, &options, &table, &error), VOI_ERR_CANCELLED);
        assert_null(table);
        voi_problem_destroy(problem);
        voi_context_destroy(ctx);
    }
}

static void every_allocation_fails_once(void **state)
{
    static const char *const names[] = {"p1", "p2,p3", "p4"};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of_sample(ctx, sum_of_parameters(120), false);
    const voi_evppi_options options = {
        .parameters = names, .parameter_count = 3, .bootstrap = 50, .seed = 1};
    (void)state;
    assert_true(fail_allocations(voi_evppi, 1, problem, &options) > 30);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_standard_error),
        cmocka_unit_test(agrees_where_noise_changes),
        cmocka_unit_test(of_policy_values),
        cmocka_unit_test(constants_and_columns),
        cmocka_unit_test(nothing_depends_on_threads_or_other_questions),
        cmocka_unit_test(many_values_of_k),
        cmocka_unit_test(warns_where_the_two_differ),
        cmocka_unit_test(refusals),
        cmocka_unit_test(stops_when_asked),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
