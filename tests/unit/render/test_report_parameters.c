/* What the report says about parameters beside their ranking: groups of them, shares of the
 * EVPI, and how well regressions fit. */
#include "report_problem.h"

#include <stdio.h>

/* ---- The attribution of the EVPI ---- */

static void shares_of_the_evpi_are_few_and_sorted(void **state)
{
    (void)state;
    static const char *const names[] = {"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "strong"};
    enum { PARS = 9 };
    voi_problem *problem =
        make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = PARS, .parameters = names});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    const char *table = strstr(page.data, "<table class=\"shapley\">");
    assert_non_null(table);
    const char *first = strstr(table, "<th scope=\"row\">");
    assert_memory_equal(first, "<th scope=\"row\">p1</th>", strlen("<th scope=\"row\">p1</th>"));
    const char *last = strstr(table, "(not explained)"), *end = strstr(table, "</tbody>");
    assert_true(last && last < end && strstr(last, "<th scope=\"row\">") > end);
    assert_true(has(&page, "The 6 parameters of the highest EVPPI take part; what the others "));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void shares_that_take_too_long_are_left_out(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 31};
    for (size_t i = 0; i < 2; i++) {
        voi_problem *problem = make_problem(&(shape){.rows = 100, .cols = 2, .pars = counts[i]});
        voi_report_options options = usual_options(false);
        voi_bytes page = report_of(problem, &options, 1);
        assert_false(has(&page, "class=\"shapley\""));
        assert_true(has(&page, "<code>voi shapley</code> tells it beyond that"));
        voi_bytes_free(&page);
        voi_problem_destroy(problem);
    }
}

/* The two parameters are nearly one. */
static void correlated_parameters_are_told_beneath_their_shares(void **state)
{
    (void)state;
    enum { PARS = 6 };
    static double nb[ROWS * 2], values[ROWS * PARS];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t p = 0; p < PARS; p++) {
            values[p * ROWS + i] = vi_uniform(3, p, i) - 0.5;
        }
        values[ROWS + i] += 2 * values[i];
        nb[ROWS + i] = values[i] + values[ROWS + i];
    }
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {values, ROWS, PARS, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_report_options options = usual_options(true);
    voi_bytes page = report_of(problem, &options, 1);
    const char *table = strstr(page.data, "<table class=\"shapley\">");
    assert_non_null(table);
    const char *told = strstr(table, "<p class=\"note\">Warning: p");
    assert_true(told && told < strstr(table, "</section>"));
    assert_non_null(strstr(told, "count as one player.</p>"));
    assert_true(has(&page, "</th><td>Shapley values</td><td>"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* ---- Groups ---- */

static void groups_have_a_table_where_they_are_asked_for(void **state)
{
    (void)state;
    static const char *const groups[] = {"p3,p4", "p1,p2", "p2"}, *const names[] = {
                                                                      "idle", "both <i>", "one"};
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 4});
    voi_report_options options = usual_options(false);
    voi_bytes page = report_of(problem, &options, 1);
    assert_false(has(&page, "class=\"groups\""));
    voi_bytes_free(&page);
    options.groups = groups;
    options.group_count = 3;
    page = report_of(problem, &options, 1);
    assert_true(has(&page, "<tr><th scope=\"row\">p1,<wbr>p2</th>"));
    voi_bytes_free(&page);
    options.group_names = names;
    page = report_of(problem, &options, 2);
    const char *table = strstr(page.data, "<table class=\"groups\">");
    assert_non_null(table);
    const char *first = strstr(table, "<th scope=\"row\">both &lt;i&gt;<small>p1,<wbr>p2</small>");
    const char *second = strstr(table, "<th scope=\"row\">one<small>p2</small>");
    assert_true(first && second && first < second);
    assert_true(strstr(first, "<td class=\"spare\">anova</td></tr>") < second);
    assert_true(second < strstr(table, "<th scope=\"row\">idle<small>p3,<wbr>p4</small>"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

static void groups_that_cannot_be_are_refused_or_told(void **state)
{
    (void)state;
    static const char *const unknown[] = {"p1,nobody"}, *const fine[] = {"p1,p2"};
    voi_context *ctx = new_context(1);
    voi_problem *problem = make_problem(&(shape){.rows = 60, .cols = 2, .pars = 2});
    voi_problem *bare = make_problem(&(shape){.rows = 60, .cols = 2, .pars = 0});
    voi_report_options options = usual_options(false);
    options.groups = unknown;
    options.group_count = 1;
    check_report_refused(ctx, problem, &options, "nobody");
    options.groups = fine;
    check_report_refused(ctx, bare, &options, "groups are of parameters");
    voi_problem_destroy(problem);
    voi_problem_destroy(bare);
    voi_context_destroy(ctx);
}

/* Of 61 groups one too many; a group of 101 parameters is beyond a limit. */
static void many_groups_and_large_ones_leave_a_note(void **state)
{
    (void)state;
    static char text[61][8], long_name[101 * 5] = "";
    static const char *groups[61];
    for (size_t i = 0; i < 61; i++) {
        snprintf(text[i], sizeof text[i], "p%zu", i + 1);
        groups[i] = text[i];
    }
    voi_problem *problem = make_problem(&(shape){.rows = 100, .cols = 2, .pars = 61});
    voi_report_options options = usual_options(false);
    options.groups = groups;
    options.group_count = 61;
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "1 more groups are worth less than these"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
    problem = make_problem(&(shape){.rows = 120, .cols = 2, .pars = 101});
    for (size_t i = 0; i < 101; i++) {
        size_t length = strlen(long_name);
        snprintf(long_name + length, sizeof long_name - length, i ? ",p%zu" : "p%zu", i + 1);
    }
    groups[0] = long_name;
    options.group_count = 1;
    page = report_of(problem, &options, 1);
    assert_true(has(&page, "<p>This cannot be told: "));
    assert_false(has(&page, "class=\"groups\""));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* ---- Fits ---- */

static void fits_are_told_folded_under_each_table(void **state)
{
    (void)state;
    static const char *const groups[] = {"p1,p2"};
    voi_problem *problem = make_problem(&(shape){.rows = ROWS, .cols = 2, .pars = 3});
    voi_report_options options = usual_options(false);
    options.groups = groups;
    options.group_count = 1;
    voi_bytes page = report_of(problem, &options, 1);
    assert_int_equal(count(&page, "<details>\n<summary>How well these regressions fit"), 2);
    assert_int_equal(count(&page, "<table class=\"fits\">"), 2);
    assert_int_equal(count(&page, "</details>"), 2);
    const char *single = strstr(page.data, "<table class=\"fits\">");
    const char *group = strstr(single + 1, "<table class=\"fits\">");
    assert_true(strstr(single, "<th scope=\"row\">p1</th><td>spline</td>") < group);
    assert_non_null(strstr(group, "<th scope=\"row\">p1,<wbr>p2</th><td>anova</td>"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
}

/* With a step in it, the regression misses structure, and the policy value stands in. */
static void warnings_of_fits_are_counted_in_the_line_that_is_seen(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    static double nb[MANY * 2], values[MANY];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < MANY; i++) {
        values[i] = vi_uniform(3, 1, i);
        nb[MANY + i] = (values[i] > 0.8 ? 3 : -1) + 0.1 * vi_uniform(3, 2, i);
    }
    const voi_problem_data data = {.net_benefit = {nb, MANY, 2, 1, MANY},
                                   .parameters = {values, MANY, 1, 1, MANY}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_report_options options = usual_options(true);
    voi_bytes page = report_of(problem, &options, 1);
    assert_true(has(&page, "<summary>How well these regressions fit (1 warning)</summary>"));
    const char *details = strstr(page.data, "<details>");
    const char *told = strstr(details, "<p class=\"note\">Warning: parameter p1: the regression");
    assert_true(told && told < strstr(details, "</details>"));
    assert_non_null(strstr(details, "<td>policy</td>"));
    assert_false(has(&page, "does not follow the slider"));
    voi_bytes_free(&page);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_the_evpi_are_few_and_sorted),
        cmocka_unit_test(shares_that_take_too_long_are_left_out),
        cmocka_unit_test(correlated_parameters_are_told_beneath_their_shares),
        cmocka_unit_test(groups_have_a_table_where_they_are_asked_for),
        cmocka_unit_test(groups_that_cannot_be_are_refused_or_told),
        cmocka_unit_test(many_groups_and_large_ones_leave_a_note),
        cmocka_unit_test(fits_are_told_folded_under_each_table),
        cmocka_unit_test(warnings_of_fits_are_counted_in_the_line_that_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
