/* Which method answers a group, and what the table says of it. */
#include "evppi_of.h"

enum { ROWS = 4000, PARS = 4 };

typedef double signal_fn(const double *x);

static double flat_sum(const double *x)
{
    return 0.5 + x[0] + x[1];
}

static double wave(const double *x)
{
    return 0.3 + 2 * sin(3 * (x[0] + x[1]));
}

static double product_of_four(const double *x)
{
    return 3 * x[0] * x[1] * x[2] * x[3] - 0.2;
}

/* No smooth fit follows steps so fine. */
static double checkerboard(const double *x)
{
    return (((int)floor(4 * x[0]) + (int)floor(4 * x[1])) & 1) * 4.0 - 1.8;
}

/* What knowing the signal gains over deciding by its mean. */
static double truth_of(const double *nb, size_t rows)
{
    double mean = 0, most = 0;
    for (size_t i = 0; i < rows; i++) {
        mean += nb[i] / (double)rows;
        most += fmax(nb[i], 0) / (double)rows;
    }
    return most - fmax(mean, 0);
}

static voi_table *table_of(signal_fn *signal, const char *group, const char *method, double *truth)
{
    static double x[PARS * ROWS], nb[2 * ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        double row[PARS];
        for (size_t j = 0; j < PARS; j++) {
            row[j] = x[j * ROWS + i] = random_normal(j, i);
        }
        nb[ROWS + i] = signal(row);
    }
    *truth = truth_of(nb + ROWS, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        nb[ROWS + i] += random_normal(10, i);
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = PARS};
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    const voi_evppi_options options = {
        .parameters = &group, .parameter_count = 1, .method = method};
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    check_sane(table);
    return table;
}

static void the_first_where_it_will_do(void **state)
{
    double truth;
    (void)state;
    voi_table *table = table_of(flat_sum, "p1,p2", NULL, &truth);
    assert_string_equal(text_cell(table, 0, "method"), "anova");
    check_truth(table, 0, truth, 5);
    assert_int_equal(voi_table_warnings(table), 0);
    voi_table_destroy(table);
}

static void another_where_the_first_misses_structure(void **state)
{
    double truth;
    (void)state;
    voi_table *table = table_of(product_of_four, "p1,p2,p3,p4", NULL, &truth);
    assert_string_equal(text_cell(table, 0, "method"), "gp");
    check_truth(table, 0, truth, 5);
    assert_true(has_warning(table, "group p1,p2,p3,p4: fitted by gp, which predicts better in "
                                   "cross-validation, because anova misses structure"));
    voi_table_destroy(table);
    table = table_of(wave, "p1,p2", "auto", &truth);
    check_truth(table, 0, truth, 5);
    voi_table_destroy(table);
}

static void what_no_method_follows_is_told(void **state)
{
    double truth;
    (void)state;
    voi_table *table = table_of(checkerboard, "p1,p2", NULL, &truth);
    assert_true(has_warning(table, "structure is left in the residuals of "));
    voi_table_destroy(table);
}

/* A method that is asked for stays, and is told on. */
static void a_wish_is_respected(void **state)
{
    double truth;
    (void)state;
    voi_table *table = table_of(product_of_four, "p1,p2,p3,p4", "mars", &truth);
    assert_true(has_warning(table, "structure is left in the residuals of mars"));
    assert_false(has_warning(table, "cross-validation"));
    voi_table_destroy(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_where_it_will_do),
        cmocka_unit_test(another_where_the_first_misses_structure),
        cmocka_unit_test(what_no_method_follows_is_told),
        cmocka_unit_test(a_wish_is_respected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
