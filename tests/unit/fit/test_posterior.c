/* Draws of coefficients: around the fit, with the variance of its fitted values. */
#include "random_problem.h"

#include "fit/methods.h"
#include "fit/posterior.h"
#include "math/normal.h"

enum { ROWS = 300, PARS = 2, RESPONSES = 2, DRAWS = 2000 };

typedef struct {
    double x[PARS][ROWS], y[ROWS * RESPONSES];
    const double *columns[PARS];
    vi_regressors basis;
    vi_fit fit;
} fixture;

static void set_up(fixture *f, voi_context *ctx)
{
    voi_error error = {VOI_OK, ""};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            f->x[j][i] = vi_normal_quantile(vi_uniform(6, j, i));
            f->columns[j] = f->x[j];
        }
        double noise = vi_normal_quantile(vi_uniform(6, 8, i));
        f->y[RESPONSES * i] = f->x[0][i] * f->x[1][i] + noise;
        f->y[RESPONSES * i + 1] =
            sin(f->x[0][i]) + 0.8 * noise + 0.6 * vi_normal_quantile(vi_uniform(6, 9, i));
    }
    const vi_group group = {f->columns, PARS, ROWS, NULL};
    const vi_responses responses = {ROWS, RESPONSES, f->y, NULL};
    check_ok(vi_method_find("anova")->create(ctx, &group, &responses, &f->basis, &error));
    check_ok(vi_fit_create(ctx, &f->basis, &responses, &f->fit, &error));
}

static double value_at(const fixture *f, const double *coefficients, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < f->fit.functions; j++) {
        sum += coefficients[j] * x[j];
    }
    return sum;
}

/* σ² times the leverage of response r at a row. */
static double variance_at(const fixture *f, size_t r, const double *x)
{
    double own[512], u[512], total;
    memcpy(own, x, f->fit.functions * sizeof *own);
    vi_fit_adjust(&f->fit, 1, own);
    vi_fit_null_leverage(&f->fit, own, 1, &total);
    vi_fit_penalised(&f->fit, r, own, 1, u);
    for (size_t j = 0; j < f->fit.response[r].active; j++) {
        total += u[j] * u[j];
    }
    return total * f->fit.covariance[r * (RESPONSES + 1)];
}

static void draws_have_mean_and_variance(void **state)
{
    static fixture f;
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    (void)state;
    set_up(&f, ctx);
    size_t p = f.fit.functions;
    double *c = malloc(RESPONSES * p * sizeof *c), *own = malloc(p * sizeof *own), x[512];
    assert_true(p <= 512);
    for (size_t row = 0; row < ROWS; row += 97) {
        double mean[RESPONSES] = {0}, squares[RESPONSES] = {0}, cross = 0, centre[RESPONSES];
        f.basis.class->at_rows(f.basis.state, row, 1, x);
        for (size_t r = 0; r < RESPONSES; r++) {
            vi_fit_coefficients(&f.fit, r, own);
            centre[r] = value_at(&f, own, x);
        }
        for (uint64_t d = 0; d < DRAWS; d++) {
            check_ok(vi_fit_draw(&f.fit, d, c, &error));
            double off[RESPONSES];
            for (size_t r = 0; r < RESPONSES; r++) {
                off[r] = value_at(&f, c + r * p, x) - centre[r];
                mean[r] += off[r] / DRAWS;
                squares[r] += off[r] * off[r] / DRAWS;
            }
            cross += off[0] * off[1] / DRAWS;
        }
        for (size_t r = 0; r < RESPONSES; r++) {
            double variance = variance_at(&f, r, x);
            check_close(mean[r], 0, 4.9 * sqrt(variance / DRAWS));
            check_close(squares[r], variance, 4.9 * variance * sqrt(2.0 / DRAWS));
        }
        assert_true(cross > 0);
    }
    free(c);
    free(own);
    vi_fit_free(&f.fit);
    vi_regressors_free(&f.basis);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_have_mean_and_variance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
