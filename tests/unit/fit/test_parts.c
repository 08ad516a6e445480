/* Parts of a fit: they add up to it, and have mean 0 over each of their players. */
#include "random_problem.h"

#include "fit/methods.h"
#include "fit/parts.h"
#include "fit/posterior.h"
#include "math/normal.h"

#include <string.h>

enum { ROWS = 600, PARS = 4 };

typedef struct {
    double x[PARS][ROWS], y[ROWS];
    const double *columns[PARS];
    vi_regressors basis;
    vi_fit fit;
    vi_parts parts;
    double *coefficients;
} fixture;

/* Players: {0}, {1, 2}, {3}; 1 and 2 are correlated. */
static const size_t owner[PARS] = {0, 1, 1, 2};

static void set_up(fixture *f, voi_context *ctx, const char *method)
{
    voi_error error = {VOI_OK, ""};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            f->x[j][i] = vi_normal_quantile(vi_uniform(8, j, i));
            f->columns[j] = f->x[j];
        }
        f->x[2][i] += f->x[1][i];
        f->y[i] = f->x[0][i] * f->x[1][i] + f->x[2][i] * f->x[1][i] * f->x[3][i] +
                  sin(2 * f->x[3][i]) + 0.3 * vi_normal_quantile(vi_uniform(8, 9, i));
    }
    const vi_group group = {f->columns, PARS, ROWS, NULL};
    const vi_responses responses = {ROWS, 1, f->y, NULL};
    const vi_players players = {3, owner};
    check_ok(vi_method_find(method)->create(ctx, &group, &responses, &f->basis, &error));
    check_ok(vi_fit_create(ctx, &f->basis, &responses, &f->fit, &error));
    check_ok(vi_parts_create(ctx, &f->fit, &players, &f->parts, &error));
    f->coefficients = malloc(f->fit.functions * sizeof *f->coefficients);
    vi_fit_coefficients(&f->fit, 0, f->coefficients);
}

static void tear_down(fixture *f)
{
    vi_parts_free(&f->parts);
    vi_fit_free(&f->fit);
    vi_regressors_free(&f->basis);
    free(f->coefficients);
}

static void parts_add_up(void **state)
{
    static const char *const methods[] = {"anova", "mars"};
    (void)state;
    for (size_t m = 0; m < 2; m++) {
        static fixture f;
        voi_context *ctx = new_context(2);
        memset(&f, 0, sizeof f);
        set_up(&f, ctx, methods[m]);
        double *values = malloc(VI_PARTS_BLOCK * f.parts.count * sizeof *values);
        double *x = malloc(f.fit.functions * sizeof *x);
        for (size_t first = 0; first < ROWS; first += VI_PARTS_BLOCK) {
            size_t count = ROWS - first < VI_PARTS_BLOCK ? ROWS - first : VI_PARTS_BLOCK;
            vi_parts_at_rows(&f.parts, f.coefficients, first, count, values);
            for (size_t i = 0; i < count; i++) {
                double sum = 0, fitted;
                for (size_t t = 0; t < f.parts.count; t++) {
                    sum += values[i * f.parts.count + t];
                }
                vi_fit_functions(&f.fit, first + i, 1, x);
                vi_fit_values(&f.fit, x, 1, &fitted);
                check_close(sum, fitted, 1e-9);
            }
        }
        free(values);
        free(x);
        tear_down(&f);
        voi_context_destroy(ctx);
    }
}

/* Parts of one player have mean 0 over the rows; all sets of players are there that must be. */
static void parts_of_one_player_have_no_mean(void **state)
{
    static fixture f;
    voi_context *ctx = new_context(1);
    (void)state;
    set_up(&f, ctx, "anova");
    double *values = malloc(VI_PARTS_BLOCK * f.parts.count * sizeof *values);
    double *means = calloc(f.parts.count, sizeof *means);
    size_t pairs = 0;
    for (size_t i = 0; i < ROWS; i++) {
        vi_parts_at_rows(&f.parts, f.coefficients, i, 1, values);
        for (size_t t = 0; t < f.parts.count; t++) {
            means[t] += values[t] / ROWS;
        }
    }
    assert_int_equal(f.parts.order[0], 0);
    for (size_t t = 0; t < f.parts.count; t++) {
        assert_true(f.parts.order[t] <= VI_MOST_FACTORS);
        if (f.parts.order[t] == 1) {
            check_close(means[t], 0, 1e-9);
        }
        pairs += f.parts.order[t] == 2;
    }
    assert_true(pairs >= 2);
    free(values);
    free(means);
    tear_down(&f);
    voi_context_destroy(ctx);
}

static void processes_are_no_products(void **state)
{
    static fixture f;
    voi_error error = {VOI_OK, ""};
    vi_regressors basis = {0};
    vi_fit fit = {0};
    vi_parts parts;
    (void)state;
    voi_context *ctx = new_context(1);
    set_up(&f, ctx, "mars");
    const vi_group group = {f.columns, PARS, ROWS, NULL};
    const vi_responses responses = {ROWS, 1, f.y, NULL};
    const vi_players players = {3, owner};
    check_ok(vi_method_find("gp")->create(ctx, &group, &responses, &basis, &error));
    check_ok(vi_fit_create(ctx, &basis, &responses, &fit, &error));
    assert_int_equal(vi_parts_create(ctx, &fit, &players, &parts, &error), VOI_ERR_UNSUPPORTED);
    vi_fit_free(&fit);
    vi_regressors_free(&basis);
    tear_down(&f);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(parts_of_one_player_have_no_mean),
        cmocka_unit_test(processes_are_no_products),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
