/* What every method of regression must hold, against dense linear algebra on small samples. */
#include "random_problem.h"

#include "fit/fit.h"
#include "fit/methods.h"
#include "math/linalg.h"

#include <string.h>

enum { ROWS = 160, PARS = 3, RESPONSES = 2 };

typedef struct {
    double x[PARS][ROWS], y[RESPONSES][ROWS], rows[ROWS * RESPONSES];
    const double *columns[PARS];
    vi_group group;
    vi_responses responses;
} sample;

static void centre(sample *s)
{
    for (size_t r = 0; r < RESPONSES; r++) {
        double mean = 0;
        for (size_t i = 0; i < ROWS; i++) {
            mean += s->y[r][i] / ROWS;
        }
        for (size_t i = 0; i < ROWS; i++) {
            s->y[r][i] -= mean;
        }
        for (size_t i = 0; i < ROWS; i++) {
            s->rows[i * RESPONSES + r] = s->y[r][i];
        }
    }
    s->responses = (vi_responses){ROWS, RESPONSES, s->rows, NULL};
}

/* Interactions, bends and noise; row i of the sample is draw order[i], or i. */
static void fill(sample *s, double noise, const size_t *order)
{
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t draw = order ? order[i] : i;
        double u = vi_uniform(3, 0, draw), v = vi_uniform(3, 1, draw), w = vi_uniform(3, 2, draw);
        s->x[0][i] = u;
        s->x[1][i] = 100 * v + 20 * u;
        s->x[2][i] = floor(4 * w);
        s->y[0][i] = 3 * sin(6 * u) + 4 * u * v + noise * (vi_uniform(3, 3, draw) - 0.5);
        s->y[1][i] = v + 0.2 * s->x[2][i] * u + noise * (vi_uniform(3, 4, draw) - 0.5) +
                     0.3 * noise * vi_uniform(3, 3, draw);
    }
    for (size_t j = 0; j < PARS; j++) {
        s->columns[j] = s->x[j];
    }
    s->group = (vi_group){.columns = s->columns, .count = PARS, .rows = ROWS};
    centre(s);
}

typedef struct {
    vi_regressors basis;
    vi_fit fit;
    double *x, *values, *leverage; /* functions, fitted values and leverages of all rows */
} fitted;

static void fit_sample(const vi_method *method, const sample *s, size_t threads, fitted *out)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    check_ok(method->create(ctx, &s->group, &s->responses, &out->basis, &error));
    check_ok(vi_fit_create(ctx, &out->basis, &s->responses, &out->fit, &error));
    voi_context_destroy(ctx);
    size_t p = out->fit.functions, count = s->responses.count;
    out->x = calloc(ROWS * p, sizeof *out->x);
    out->values = calloc(ROWS * count, sizeof *out->values);
    out->leverage = calloc(ROWS * count, sizeof *out->leverage);
    double *u = calloc(ROWS * p, sizeof *u), null[ROWS];
    vi_fit_functions(&out->fit, 0, ROWS, out->x);
    vi_fit_values(&out->fit, out->x, ROWS, out->values);
    vi_fit_null_leverage(&out->fit, out->x, ROWS, null);
    for (size_t r = 0; r < count; r++) {
        size_t a = out->fit.response[r].active;
        vi_fit_penalised(&out->fit, r, out->x, ROWS, u);
        for (size_t i = 0; i < ROWS; i++) {
            double sum = null[i];
            for (size_t f = 0; f < a; f++) {
                sum += u[i * a + f] * u[i * a + f];
            }
            out->leverage[i * count + r] = sum;
        }
    }
    free(u);
}

static void release(fitted *f)
{
    free(f->x);
    free(f->values);
    free(f->leverage);
    vi_fit_free(&f->fit);
    vi_regressors_free(&f->basis);
}

/* The penalty on function f of the basis for response r. */
static double penalty_of(const fitted *f, size_t r, size_t function)
{
    for (size_t t = 0; t < f->basis.term_count; t++) {
        const vi_term *term = &f->basis.terms[t];
        if (function >= term->first && function < term->first + term->count) {
            double lambda = f->fit.response[r].lambda[t];
            return isfinite(lambda) ? lambda : 1e13;
        }
    }
    return 0;
}

/* Solves the normal equations of all rows but `without` densely; the fitted value and leverage
 * at row `at`. */
static void dense(const fitted *f, const sample *s, size_t r, size_t without, size_t at,
                  double *value, double *leverage)
{
    size_t p = f->basis.functions;
    double *x = calloc(ROWS * p, sizeof *x), *a = calloc(p * p, sizeof *a);
    double *b = calloc(2 * p, sizeof *b);
    f->basis.class->at_rows(f->basis.state, 0, ROWS, x);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; i != without && j < p; j++) {
            b[j] += x[i * p + j] * s->y[r][i];
            for (size_t k = 0; k < p; k++) {
                a[k + p * j] += x[i * p + j] * x[i * p + k];
            }
        }
    }
    for (size_t j = 0; j < p; j++) {
        a[j * (p + 1)] += penalty_of(f, r, j);
        b[p + j] = x[at * p + j];
    }
    assert_true(vi_cholesky(a, p));
    vi_cholesky_solve(a, b, p, 2);
    *value = *leverage = 0;
    for (size_t j = 0; j < p; j++) {
        *value += x[at * p + j] * b[j];
        *leverage += x[at * p + j] * b[p + j];
    }
    free(x);
    free(a);
    free(b);
}

static void equals_dense_algebra(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted f;
        fit_sample(&vi_methods[m], &s, 2, &f);
        for (size_t r = 0; r < RESPONSES; r++) {
            double trace = 0;
            for (size_t i = 0; i < ROWS; i++) {
                double value, leverage;
                trace += f.leverage[i * RESPONSES + r];
                if (i % 9 == 0) {
                    dense(&f, &s, r, ROWS, i, &value, &leverage);
                    check_close(f.values[i * RESPONSES + r], value, 1e-7);
                    check_close(f.leverage[i * RESPONSES + r], leverage, 1e-7);
                }
            }
            check_close(f.fit.response[r].edf, trace, 1e-6);
        }
        release(&f);
    }
}

static void leaves_one_out(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted f;
        fit_sample(&vi_methods[m], &s, 2, &f);
        for (size_t i = 0; i < ROWS; i += 13) {
            for (size_t r = 0; r < RESPONSES; r++) {
                double value, leverage, h = f.leverage[i * RESPONSES + r];
                dense(&f, &s, r, i, i, &value, &leverage);
                check_close((f.values[i * RESPONSES + r] - h * s.y[r][i]) / (1 - h), value, 1e-6);
            }
        }
        release(&f);
    }
}

static void one_response_at_a_time(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted both, one;
        fit_sample(&vi_methods[m], &s, 2, &both);
        for (size_t r = 0; r < RESPONSES; r++) {
            voi_context *ctx = new_context(1);
            voi_error error = {VOI_OK, ""};
            vi_responses alone = {ROWS, 1, s.y[r], NULL};
            one.basis = (vi_regressors){0};
            check_ok(vi_fit_create(ctx, &both.basis, &alone, &one.fit, &error));
            assert_int_equal(one.fit.response[0].active, both.fit.response[r].active);
            for (size_t j = 0; j < both.fit.functions; j++) {
                check_close(one.fit.response[0].coefficient[j], both.fit.response[r].coefficient[j],
                            1e-9);
            }
            check_close(one.fit.covariance[0], both.fit.covariance[r * (RESPONSES + 1)], 1e-9);
            vi_fit_free(&one.fit);
            voi_context_destroy(ctx);
        }
        release(&both);
    }
}

static void same_bits_over_threads(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted first;
        fit_sample(&vi_methods[m], &s, 1, &first);
        for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
            fitted other;
            fit_sample(&vi_methods[m], &s, threads, &other);
            assert_int_equal(first.fit.functions, other.fit.functions);
            assert_memory_equal(first.values, other.values, sizeof s.y);
            assert_memory_equal(first.leverage, other.leverage, sizeof s.y);
            release(&other);
        }
        release(&first);
    }
}

static void order_of_rows_is_nothing(void **state)
{
    sample s, turned;
    size_t order[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        order[i] = (i * 77 + 5) % ROWS;
    }
    fill(&s, 2, NULL);
    fill(&turned, 2, order);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted a, b;
        fit_sample(&vi_methods[m], &s, 2, &a);
        fit_sample(&vi_methods[m], &turned, 2, &b);
        for (size_t i = 0; i < ROWS * RESPONSES; i++) {
            size_t from = order[i / RESPONSES] * RESPONSES + i % RESPONSES;
            check_close(b.values[i], a.values[from], 1e-6);
        }
        release(&a);
        release(&b);
    }
}

/* Without noise a plane is found as it is, by every method. */
static void finds_a_plane(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t i = 0; i < ROWS; i++) {
        s.y[0][i] = 2 * s.x[0][i] - 0.3 * s.x[1][i];
        s.y[1][i] = s.x[2][i];
    }
    centre(&s);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted f;
        fit_sample(&vi_methods[m], &s, 2, &f);
        for (size_t i = 0; i < ROWS; i++) {
            check_close(f.values[i * RESPONSES], s.y[0][i], 1e-5);
            check_close(f.values[i * RESPONSES + 1], s.y[1][i], 1e-5);
        }
        release(&f);
    }
}

static void predicts_the_sample(void **state)
{
    sample s;
    (void)state;
    fill(&s, 2, NULL);
    for (size_t m = 0; m < vi_method_count; m++) {
        fitted f;
        fit_sample(&vi_methods[m], &s, 2, &f);
        double *work = calloc(f.fit.functions, sizeof *work);
        for (size_t i = 0; i < ROWS; i++) {
            double point[PARS] = {s.x[0][i], s.x[1][i], s.x[2][i]}, values[RESPONSES];
            vi_fit_predict(&f.fit, point, values, work);
            check_close(values[0], f.values[i * RESPONSES], 1e-8);
            check_close(values[1], f.values[i * RESPONSES + 1], 1e-8);
        }
        free(work);
        release(&f);
    }
}

/* Two penalised functions that the unpenalised one explains but for rounding, whose error between
 * them is larger than their squares, and one of its own. */
static void what_is_explained_is_no_function(void **state)
{
    enum { FUNCTIONS = 4, PENALISED = 3 };
    double gram[FUNCTIONS * FUNCTIONS] = {0}, cross = 900;
    double products[FUNCTIONS] = {100, 100, 100, 500};
    vi_term terms[PENALISED] = {{1, 1}, {2, 1}, {3, 1}};
    const vi_regressors basis = {
        .rows = 1000, .functions = FUNCTIONS, .nulls = 1, .terms = terms, .term_count = PENALISED};
    const vi_gathered sums = {gram, products, &cross};
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    vi_fit fit;
    (void)state;
    for (size_t i = 0; i < PENALISED; i++) {
        for (size_t j = 0; j < PENALISED; j++) {
            gram[i + FUNCTIONS * j] = 1000 + (i > 0 && j > 0 ? i == j ? 1e-12 : 8e-12 : 0);
        }
    }
    gram[FUNCTIONS * FUNCTIONS - 1] = 1000;
    check_ok(vi_fit_solve(ctx, &basis, 1, &sums, &fit, &error));
    const double *coefficient = fit.response[0].coefficient;
    check_close(coefficient[0], 0.1, 1e-9);
    assert_true(coefficient[1] == 0 && coefficient[2] == 0);
    check_close(coefficient[3], 0.5, 0.01);
    vi_fit_free(&fit);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_dense_algebra),
        cmocka_unit_test(leaves_one_out),
        cmocka_unit_test(one_response_at_a_time),
        cmocka_unit_test(same_bits_over_threads),
        cmocka_unit_test(order_of_rows_is_nothing),
        cmocka_unit_test(finds_a_plane),
        cmocka_unit_test(predicts_the_sample),
        cmocka_unit_test(what_is_explained_is_no_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
