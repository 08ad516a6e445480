/* voi_check and voi_check_files as a whole: what a table holds, in which order; that order, scale
 * and threads do not matter; that a sound sample gives no warning and broken files no failure. */
#define _GNU_SOURCE
#include "random_problem.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 1200, COLS = 3, PARS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * PARS];

/* A sound sample: nothing that would deserve a warning. */
static void fill(void)
{
    random_outcomes(8, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS * PARS; i++) {
        params[i] = vi_uniform(8, 100 + i / ROWS, i % ROWS);
    }
}

static voi_table *check_sample(size_t threads)
{
    const voi_problem_data data = {.costs = {costs, ROWS, COLS, 1, ROWS},
                                   .effects = {effects, ROWS, COLS, 1, ROWS},
                                   .parameters = {params, ROWS, PARS, 1, ROWS}};
    voi_context *ctx = new_context(threads);
    voi_problem *problem = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    check_ok(voi_check(ctx, problem, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

static size_t count(const voi_table *table, const char *severity)
{
    size_t found = 0;
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        found += strcmp(text_cell(table, i, "severity"), severity) == 0;
    }
    return found;
}

static void check_same(const voi_table *a, const voi_table *b)
{
    assert_int_equal(voi_table_rows(a), voi_table_rows(b));
    for (size_t i = 0; i < voi_table_rows(a); i++) {
        for (size_t c = 0; c < 3; c++) {
            assert_string_equal(voi_table_text(a, i, c), voi_table_text(b, i, c));
        }
    }
}

static void a_sound_sample_gives_notes_alone(void **state)
{
    (void)state;
    fill();
    voi_table *table = check_sample(2);
    assert_int_equal(voi_table_columns(table), 3);
    assert_int_equal(count(table, "error") + count(table, "warning"), 0);
    assert_string_equal(text_cell(table, 0, "where"), "problem");
    assert_string_equal(text_cell(table, 0, "message"),
                        "1200 rows; costs and effects of 3 strategies: s1, s2 and s3; 4 "
                        "parameters: p1, p2, p3 and p4");
    assert_string_equal(text_cell(table, voi_table_rows(table) - 1, "where"), "sample");
    voi_table_destroy(table);
}

/* A sample with a finding of nearly every kind. */
static void spoil(void)
{
    fill();
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] = 1;
        params[i] = 2;
        params[2 * ROWS + i] = params[ROWS + i];
        params[3 * ROWS + i] = 3 * params[ROWS + i] + 1;
        costs[2 * ROWS + i] = costs[ROWS + i];
        effects[2 * ROWS + i] = effects[ROWS + i];
    }
    costs[ROWS] = costs[2 * ROWS] = costs[0];
    effects[ROWS] = effects[2 * ROWS] = effects[0];
}

static void warnings_come_before_notes(void **state)
{
    static const char *const expected[][2] = {
        {"parameter p1", "is constant (2): knowing it is worth nothing"},
        {"parameter p3", "is the same as p2 in all rows"},
        {"strategy s3", "has the same costs and effects as s2 in all rows"},
        {"parameter p4", "is a linear function of p2"},
    };
    (void)state;
    spoil();
    voi_table *table = check_sample(1);
    assert_int_equal(count(table, "warning"), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(text_cell(table, i, "severity"), "warning");
        assert_string_equal(text_cell(table, i, "where"), expected[i][0]);
        assert_string_equal(text_cell(table, i, "message"), expected[i][1]);
    }
    assert_string_equal(text_cell(table, 4, "where"), "problem");
    assert_string_equal(text_cell(table, 5, "where"), "costs of s1");
    assert_non_null(strstr(text_cell(table, 6, "message"), "in 1 of 1200 rows two or more"));
    voi_table_destroy(table);
}

static void turn_rows(double *x, size_t cols)
{
    for (size_t j = 0; j < cols; j++) {
        for (size_t i = 0; i < ROWS / 2; i++) {
            double kept = x[j * ROWS + i];
            x[j * ROWS + i] = x[j * ROWS + ROWS - 1 - i];
            x[j * ROWS + ROWS - 1 - i] = kept;
        }
    }
}

static void rows_scales_and_threads_do_not_matter(void **state)
{
    (void)state;
    spoil();
    voi_table *before = check_sample(1), *threaded = check_sample(8);
    check_same(before, threaded);
    turn_rows(costs, COLS);
    turn_rows(effects, COLS);
    turn_rows(params, PARS);
    voi_table *turned = check_sample(1);
    check_same(before, turned);
    for (size_t i = 0; i < 3 * ROWS; i++) {
        params[ROWS + i] *= i < 2 * ROWS ? 1e12 : 1e-6;
    }
    voi_table *scaled = check_sample(1);
    check_same(before, scaled);
    voi_table_destroy(before);
    voi_table_destroy(threaded);
    voi_table_destroy(turned);
    voi_table_destroy(scaled);
}

/* Net benefits too large for double precision fail every measure, but no check. */
static void an_overflow_is_a_row(void **state)
{
    static const double nb[] = {1e308, -1e308, -1e308, 1e308};
    voi_context *ctx = new_context(1);
    voi_problem *problem = net_benefit_problem(nb, 2, 2);
    voi_table *table = NULL;
    voi_error error = {0};
    (void)state;
    assert_int_equal(voi_evpi(ctx, problem, NULL, &table, &error), VOI_ERR_NUMERIC);
    check_ok(voi_check(ctx, problem, &table, &error));
    assert_string_equal(text_cell(table, 0, "severity"), "error");
    assert_string_equal(text_cell(table, 0, "message"), error.message);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static int cancel_at_once(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)phase;
    (void)fraction;
    return 1;
}

static void a_caller_can_cancel(void **state)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    (void)state;
    fill();
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    voi_context_options_default(&options);
    options.progress = cancel_at_once;
    check_ok(voi_context_create(&options, &ctx, &error));
    voi_table *table = (voi_table *)ctx;
    assert_int_equal(voi_check(ctx, problem, &table, &error), VOI_ERR_CANCELLED);
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* ---- Files ---- */

static char folder[] = "/tmp/voi_checks_XXXXXX";
static char paths[3][60];

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        unlink(paths[i]);
    }
    return rmdir(folder);
}

/* Writes three files; a NULL text leaves a file out. Answers the table about them. */
static voi_table *check_texts(const char *cost, const char *effect, const char *param)
{
    const char *const texts[] = {cost, effect, param};
    static const char *const names[] = {"c.csv", "e.csv", "p.csv"};
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s", folder, names[i]);
        unlink(paths[i]);
        FILE *file = texts[i] ? fopen(paths[i], "w") : NULL;
        if (file) {
            fputs(texts[i], file);
            fclose(file);
        }
    }
    const voi_problem_files files = {
        .costs = paths[0], .effects = paths[1], .parameters = paths[2]};
    check_ok(voi_check_files(ctx, &files, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static void expect_row(const voi_table *table, size_t row, const char *severity, const char *where,
                       const char *message)
{
    const char *place = text_cell(table, row, "where");
    size_t length = strlen(folder) + 1;
    assert_string_equal(text_cell(table, row, "severity"), severity);
    assert_string_equal(strncmp(place, folder, length - 1) ? place : place + length, where);
    assert_non_null(strstr(text_cell(table, row, "message"), message));
}

static void every_wrong_file_is_told(void **state)
{
    (void)state;
    voi_table *table = check_texts("a,b\n1,NA\n-Inf,2\n", "a,b\nx,2\n1,2\n", "p\n1\n2\n3\n");
    assert_int_equal(count(table, "error"), 4);
    expect_row(table, 0, "error", "c.csv:2:2", "\"NA\" is a missing value (column b)");
    expect_row(table, 1, "error", "c.csv:3:1", "\"-Inf\" is not a finite number (column a)");
    expect_row(table, 2, "error", "e.csv:2:1", "\"x\" is not a number (column a)");
    expect_row(table, 3, "error", "p.csv", "has 3 rows where ");
    expect_row(table, 4, "note", "problem", "is not checked while there are errors");
    assert_int_equal(voi_table_rows(table), 5);
    voi_table_destroy(table);

    table = check_texts("a\n1\n2\n", "a\n1\n2\n", NULL);
    expect_row(table, 0, "error", "p.csv", "no such file");
    voi_table_destroy(table);
    table = check_texts("a\n1\n2\n", "a\n1\n2\n", "p\n1\n2\n");
    expect_row(table, 0, "error", "c.csv", "has one strategy; a decision needs at least two");
    voi_table_destroy(table);
}

static void twenty_errors_of_a_file_are_listed(void **state)
{
    char text[400] = "a,b\n";
    (void)state;
    for (int i = 0; i < 30; i++) {
        strcat(text, "1,?\n");
    }
    voi_table *table = check_texts(text, text, "p\n1\n");
    assert_int_equal(count(table, "error"), 2 * 21 + 1);
    expect_row(table, 20, "error", "c.csv", "10 more errors of this kind");
    expect_row(table, 41, "error", "e.csv", "10 more errors of this kind");
    voi_table_destroy(table);
}

/* What the reading found odd stands beside what the checks find. */
static void findings_of_the_reading_are_kept(void **state)
{
    (void)state;
    voi_table *table =
        check_texts("cost_A,cost_B\n1,2\n3,5\n", "qaly_A,qaly_B\n1,2\n1,2\n", "p,q\n7,1\n7,2\n");
    expect_row(table, 0, "warning", "e.csv", "paired by position: cost_A with qaly_A");
    expect_row(table, 1, "warning", "parameter p", "is constant (7)");
    expect_row(table, 2, "warning", "sample", "only 2 rows: at k = ");
    expect_row(table, 3, "note", "problem", "2 strategies: A and B; 2 parameters: p and q");
    assert_int_equal(count(table, "error"), 0);
    voi_table_destroy(table);
}

static void files_that_do_not_go_together_fail_the_call(void **state)
{
    const voi_problem_files files = {.costs = "c.csv"};
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    (void)state;
    assert_int_equal(voi_check_files(ctx, &files, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_sample_gives_notes_alone),
        cmocka_unit_test(warnings_come_before_notes),
        cmocka_unit_test(rows_scales_and_threads_do_not_matter),
        cmocka_unit_test(an_overflow_is_a_row),
        cmocka_unit_test(a_caller_can_cancel),
        cmocka_unit_test(every_wrong_file_is_told),
        cmocka_unit_test(twenty_errors_of_a_file_are_listed),
        cmocka_unit_test(findings_of_the_reading_are_kept),
        cmocka_unit_test(files_that_do_not_go_together_fail_the_call),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
