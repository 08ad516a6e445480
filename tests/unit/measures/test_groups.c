/* The EVPPI of groups against closed forms and what must hold, by the public call. */
#include "evppi_faults.h"
#include "evppi_of.h"
#include "stratified.h"

#include "math/normal.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 10000, PARS = 5 };

typedef struct {
    double x[PARS * ROWS], nb[2 * ROWS];
    size_t rows;
} sample;

/* Parameters: two normals of correlation .6, one independent, a multiple of the first, a constant.
 */
static void draw(sample *s, size_t rows)
{
    s->rows = rows;
    for (size_t i = 0; i < rows; i++) {
        double a = vi_normal_quantile(vi_uniform(21, 0, i));
        double b = 0.6 * a + 0.8 * vi_normal_quantile(vi_uniform(21, 1, i));
        s->x[i] = a;
        s->x[rows + i] = b;
        s->x[2 * rows + i] = vi_normal_quantile(vi_uniform(21, 2, i));
        s->x[3 * rows + i] = 7 - 3 * a;
        s->x[4 * rows + i] = 2;
        s->nb[i] = 0;
    }
}

static double noise(size_t i)
{
    return vi_normal_quantile(vi_uniform(21, 9, i));
}

static voi_status ask_method(const sample *s, const voi_evppi_options *options, size_t threads,
                             voi_table **out, voi_error *error)
{
    const voi_problem_data data = {.net_benefit = {s->nb, s->rows, 2, 1, (ptrdiff_t)s->rows},
                                   .parameters = {s->x, s->rows, PARS, 1, (ptrdiff_t)s->rows}};
    voi_context *ctx = new_context(threads);
    voi_problem *problem = NULL;
    assert_int_equal(voi_problem_create(ctx, &data, &problem, error), VOI_OK);
    voi_status status = voi_evppi(ctx, problem, options, out, error);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return status;
}

static voi_table *ask(const sample *s, const char *const *names, size_t count, size_t threads)
{
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    const voi_evppi_options options = {.parameters = names, .parameter_count = count};
    check_ok(ask_method(s, &options, threads, &table, &error));
    return table;
}

/* A 4.9 SE bound has a false-alarm rate below 1e-6; se is that of the estimate. */
static void check_answer(const voi_table *table, size_t row, double truth)
{
    check_close(cell(table, row, "evppi"), truth, 4.9 * cell(table, row, "se"));
    assert_true(cell(table, row, "se") < 0.2 * truth + 0.02);
    assert_true(cell(table, row, "ci_low") <= cell(table, row, "evppi"));
    assert_true(cell(table, row, "ci_high") >= cell(table, row, "evppi"));
}

static void linear_normal(void **state)
{
    static const char *const names[] = {"p1,p2", "p1,p3", "p1,p2,p3"};
    static sample s;
    (void)state;
    draw(&s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        s.nb[ROWS + i] = 0.3 + s.x[i] - 0.5 * s.x[ROWS + i] + s.x[2 * ROWS + i] + 2 * noise(i);
    }
    voi_table *table = ask(&s, names, 3, 2);
    /* Variances of E[INB | group]: b' C b of the group, the rest regressed on it. */
    check_answer(table, 0, normal_gain(0.3, sqrt(0.65)) - 0.3);
    check_answer(table, 1, normal_gain(0.3, sqrt(0.49 + 1)) - 0.3);
    check_answer(table, 2, normal_gain(0.3, sqrt(1.65)) - 0.3);
    assert_string_equal(text_cell(table, 0, "pars"), "p1,p2");
    assert_string_equal(text_cell(table, 0, "method"), "anova");
    voi_table_destroy(table);
}

/* Neither of two parameters is worth anything, both are. */
static void pure_interaction(void **state)
{
    static const char *const names[] = {"p1", "p3", "p1,p3"};
    static sample s;
    (void)state;
    draw(&s, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        s.nb[ROWS + i] = s.x[i] * s.x[2 * ROWS + i] + noise(i);
    }
    voi_table *table = ask(&s, names, 3, 2);
    check_close(cell(table, 0, "evppi"), 0, 0.02);
    check_close(cell(table, 1, "evppi"), 0, 0.02);
    check_answer(table, 2, 1 / 3.141592653589793);
    voi_table_destroy(table);
}

/* Where decisions hardly ever change the symmetric interval says too little. */
static void near_zero_the_interval_reaches_further(void **state)
{
    static const char *const names[] = {"p1,p3"};
    static sample s;
    double truth = normal_gain(-3, 1);
    size_t covered = 0;
    (void)state;
    for (uint64_t shift = 0; shift < 8; shift++) {
        draw(&s, 1000);
        for (size_t i = 0; i < 1000; i++) {
            double z = (s.x[i] + s.x[2 * 1000 + i]) / sqrt(2);
            s.nb[1000 + i] = z - 3 + noise(i + 1000 * shift);
        }
        voi_table *table = ask(&s, names, 1, 2);
        assert_true(cell(table, 0, "ci_low") <= truth);
        covered += truth <= cell(table, 0, "ci_high");
        assert_true(cell(table, 0, "ci_high") < 0.02);
        voi_table_destroy(table);
    }
    assert_true(covered >= 7);
}

static void needless_parameters_are_left_out(void **state)
{
    static const char *const names[] = {"p1,p3", "p1,p3,p4,p5", "p4,p1", "p1", "p5,p4"};
    static sample s;
    (void)state;
    draw(&s, 2000);
    for (size_t i = 0; i < 2000; i++) {
        s.nb[2000 + i] = s.x[i] + s.x[2 * 2000 + i] + noise(i);
    }
    voi_table *table = ask(&s, names, 5, 1);
    assert_true(cell(table, 0, "evppi") == cell(table, 1, "evppi"));
    /* p4 is a multiple of p1. */
    assert_true(cell(table, 4, "evppi") == cell(table, 2, "evppi"));
    check_close(cell(table, 2, "evppi"), cell(table, 3, "evppi"), 0.05 * cell(table, 3, "se"));
    assert_string_equal(text_cell(table, 2, "method"), "spline");
    size_t told = 0;
    for (size_t i = 0; i < voi_table_warnings(table); i++) {
        told += strstr(voi_table_warning(table, i), "adds nothing and is left out") != NULL;
    }
    assert_int_equal(told, 3);
    voi_table_destroy(table);
}

/* Every method answers a parameter and a group when it is asked for. */
static void methods_by_name(void **state)
{
    static const char *const names[] = {"p1", "p1,p3"}, *const methods[] = {"anova", "gp", "mars"};
    static sample s;
    (void)state;
    draw(&s, 3000);
    for (size_t i = 0; i < 3000; i++) {
        s.nb[3000 + i] = 0.3 + s.x[i] + s.x[2 * 3000 + i] + noise(i);
    }
    for (size_t m = 0; m < 3; m++) {
        const voi_evppi_options options = {
            .parameters = names, .parameter_count = 2, .method = methods[m]};
        voi_table *table = NULL;
        voi_error error = {VOI_OK, ""};
        check_ok(ask_method(&s, &options, 2, &table, &error));
        check_answer(table, 0, normal_gain(0.3, 1) - 0.3);
        check_answer(table, 1, normal_gain(0.3, sqrt(2)) - 0.3);
        assert_string_equal(text_cell(table, 0, "method"), methods[m]);
        assert_string_equal(text_cell(table, 1, "method"), methods[m]);
        voi_table_destroy(table);
    }
}

static void check_refusal(const voi_evppi_options *options, const char *message)
{
    static sample s;
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    draw(&s, 100);
    assert_int_equal(ask_method(&s, options, 1, &table, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
    assert_null(table);
}

static void methods_that_are_refused(void **state)
{
    static const char *const names[] = {"p1,p3"};
    (void)state;
    check_refusal(&(voi_evppi_options){.method = "anove"},
                  "no method is named \"anove\"; did you mean \"anova\"?");
    check_refusal(&(voi_evppi_options){.method = "forest"},
                  "no method is named \"forest\"; there are auto, spline, anova, gp and mars");
    check_refusal(
        &(voi_evppi_options){.parameters = names, .parameter_count = 1, .method = "spline"},
        "the method spline is for single parameters, not for a group of 2");
}

static void same_bits_over_threads(void **state)
{
    static const char *const names[] = {"p1,p2,p3"};
    static sample s;
    (void)state;
    draw(&s, 3000);
    for (size_t i = 0; i < 3000; i++) {
        s.nb[3000 + i] = s.x[i] * s.x[3000 + i] - 0.4 + noise(i);
    }
    voi_table *first = ask(&s, names, 1, 1);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        voi_table *other = ask(&s, names, 1, threads);
        assert_true(cell(first, 0, "evppi") == cell(other, 0, "evppi"));
        assert_true(cell(first, 0, "se") == cell(other, 0, "se"));
        assert_true(cell(first, 0, "policy_value") == cell(other, 0, "policy_value"));
        voi_table_destroy(other);
    }
    voi_table_destroy(first);
}

/* Costs and effects at several k, of which the answers at one alone are the same: near zero, where
 * rows count by their whole precision, and far from it. */
static void any_number_of_k(void **state)
{
    enum { N = 3000 };
    static double costs[2 * N], effects[2 * N];
    static const double k[] = {10, 0, 25, 17};
    static const char *const names[] = {"p1,p3"};
    static sample s;
    (void)state;
    draw(&s, N);
    for (size_t i = 0; i < N; i++) {
        double size = exp(0.7 * s.x[i]);
        effects[N + i] = 1 + s.x[i] * s.x[2 * N + i] + 0.5 * size * noise(i);
        costs[N + i] = 15 + 5 * s.x[2 * N + i] + size * noise(i + N);
    }
    const voi_problem_data data = {.costs = {costs, N, 2, 1, N},
                                   .effects = {effects, N, 2, 1, N},
                                   .parameters = {s.x, N, PARS, 1, N}};
    voi_context *ctx = new_context(2);
    voi_problem *problem = NULL;
    voi_table *all = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_evppi_options options = {
        .wtp = {k, 4}, .parameters = names, .parameter_count = 1, .bootstrap = 50, .seed = 1};
    check_ok(voi_evppi(ctx, problem, &options, &all, &error));
    for (size_t i = 0; i < 4; i++) {
        voi_table *one = NULL;
        options.wtp = (voi_wtp){&k[i], 1};
        check_ok(voi_evppi(ctx, problem, &options, &one, &error));
        check_close(cell(one, 0, "evppi"), cell(all, i, "evppi"), 1e-9);
        check_close(cell(one, 0, "se"), cell(all, i, "se"), 1e-9);
        check_close(cell(one, 0, "se_bootstrap"), cell(all, i, "se_bootstrap"), 1e-9);
        voi_table_destroy(one);
    }
    voi_table_destroy(all);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* A strategy that is another one, only dearer, changes nothing, whatever rounding leaves of the
 * constant difference. */
static void dominated_copies_do_not_matter(void **state)
{
    enum { N = 1500, COLS = 4, K = 3 };
    static const double k[K] = {10, 20, 40};
    static double costs[COLS * N], effects[COLS * N];
    static sample s;
    double without[K];
    (void)state;
    draw(&s, N);
    for (size_t i = 0; i < N; i++) {
        effects[N + i] = 1 + s.x[i] + 0.5 * s.x[N + i] * s.x[i] + 0.5 * noise(i);
        costs[N + i] = 15.3 + 5 * s.x[2 * N + i] + noise(i + N);
        effects[2 * N + i] = effects[N + i] / 3 + 0.2 * noise(i + 2 * N);
        costs[2 * N + i] = costs[N + i] / 7 + noise(i + 3 * N);
    }
    for (size_t offset = 0; offset < 24; offset++) {
        for (size_t i = 0; i < N; i++) {
            effects[3 * N + i] = effects[(1 + offset % 2) * N + i];
            costs[3 * N + i] = costs[(1 + offset % 2) * N + i] + 0.371 * (double)offset;
        }
        const columns_of c = {.costs = costs,
                              .effects = effects,
                              .parameters = s.x,
                              .rows = N,
                              .strategies = offset == 0 ? COLS - 1 : COLS,
                              .count = PARS};
        voi_problem *problem = problem_with_parameters(&c);
        const char *names = "p1,p2";
        const voi_evppi_options options = {
            .wtp = {k, K}, .parameters = &names, .parameter_count = 1};
        voi_context *ctx = new_context(1);
        voi_table *table = NULL;
        voi_error error = {VOI_OK, ""};
        check_ok(voi_evppi(ctx, problem, &options, &table, &error));
        for (size_t i = 0; i < K; i++) {
            without[i] = offset == 0 ? cell(table, i, "evppi") : without[i];
            check_close(cell(table, i, "evppi"), without[i], 0.2 * cell(table, i, "se"));
        }
        voi_table_destroy(table);
        voi_problem_destroy(problem);
        voi_context_destroy(ctx);
    }
    assert_true(without[1] > 1);
}

static void too_many_parameters_are_refused(void **state)
{
    enum { N = 400, MANY = 130 };
    static double x[N * MANY], nb[2 * N];
    static char names[MANY * 6];
    const char *const asked[] = {names};
    (void)state;
    for (size_t i = 0; i < N * MANY; i++) {
        x[i] = vi_uniform(22, i / N, i % N);
        nb[i % N] = x[i % N] - 0.4;
    }
    for (size_t j = 0, used = 0; j < MANY; j++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%sp%zu", j ? "," : "", j + 1);
    }
    const voi_problem_data data = {.net_benefit = {nb, N, 2, 1, N},
                                   .parameters = {x, N, MANY, 1, N}};
    const voi_evppi_options options = {.parameters = asked, .parameter_count = 1};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    assert_int_equal(voi_evppi(ctx, problem, &options, &table, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message,
                        "EVPPI: a group of 130 parameters; at most 100 are possible");
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void every_allocation_fails_once(void **state)
{
    static const char *const names[] = {"p1,p2,p4"};
    static sample s;
    (void)state;
    draw(&s, 120);
    for (size_t i = 0; i < 120; i++) {
        s.nb[120 + i] = s.x[i] + noise(i);
    }
    const voi_problem_data data = {.net_benefit = {s.nb, 120, 2, 1, 120},
                                   .parameters = {s.x, 120, PARS, 1, 120}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    const voi_evppi_options options = {.parameters = names, .parameter_count = 1};
    assert_true(fail_allocations(voi_evppi, 1, problem, &options) > 30);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_normal),
        cmocka_unit_test(pure_interaction),
        cmocka_unit_test(near_zero_the_interval_reaches_further),
        cmocka_unit_test(needless_parameters_are_left_out),
        cmocka_unit_test(methods_by_name),
        cmocka_unit_test(methods_that_are_refused),
        cmocka_unit_test(same_bits_over_threads),
        cmocka_unit_test(any_number_of_k),
        cmocka_unit_test(dominated_copies_do_not_matter),
        cmocka_unit_test(too_many_parameters_are_refused),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
