/* Passes over the rows of a fitted group against the formulas that they stand for, row by row. */
#include "random_problem.h"

#include "math/linalg.h"
#include "math/normal.h"
#include "measures/group_fit.h"
#include "measures/group_pass.h"
#include "measures/group_walk.h"

#include <string.h>

enum { ROWS = 1500, PARS = 2, MOST = 10, PLACES = 11 };

typedef struct {
    voi_context *ctx;
    voi_problem *problem;
    vi_increments increments;
    vi_group_fit fit;
    double k[PLACES];
    vi_rates rates;
} fitted;

static double x[PARS * ROWS];

static void draw(size_t strategies, double *costs, double *effects)
{
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            x[j * ROWS + i] = vi_normal_quantile(vi_uniform(8, j, i));
        }
        for (size_t d = 0; d < strategies; d++) {
            double z = (double)d, noise = vi_normal_quantile(vi_uniform(8, 10 + d, i));
            effects[d * ROWS + i] = 0.1 * sin(z) * x[i] * x[i] + 0.1 * cos(z) * x[ROWS + i] +
                                    0.05 * (1 + 0.3 * x[i]) * noise;
            costs[d * ROWS + i] =
                800 * z * (1 + 0.2 * x[i]) + 200 * vi_normal_quantile(vi_uniform(9, d, i));
        }
    }
}

/* With net benefit there is one k, else PLACES of them from 0 on. */
static void open_fit(fitted *f, size_t strategies, size_t reference, bool net_benefit)
{
    static double costs[MOST * ROWS], effects[MOST * ROWS];
    const double *columns[PARS] = {x, x + ROWS};
    const vi_group group = {columns, PARS, ROWS, NULL};
    const ptrdiff_t step = ROWS;
    voi_error error = {VOI_OK, ""};
    draw(strategies, costs, effects);
    voi_problem_data data = {.parameters = {x, ROWS, PARS, 1, step}};
    if (net_benefit) {
        data.net_benefit = (voi_matrix){effects, ROWS, strategies, 1, step};
    } else {
        data.costs = (voi_matrix){costs, ROWS, strategies, 1, step};
        data.effects = (voi_matrix){effects, ROWS, strategies, 1, step};
    }
    *f = (fitted){.ctx = new_context(2), .problem = problem_of_data(&data)};
    for (size_t j = 0; j < PLACES; j++) {
        f->k[j] = net_benefit ? NAN : 3000 * (double)j;
    }
    check_ok(vi_increments_create(f->ctx, f->problem, reference, &f->increments, &error));
    check_ok(vi_group_fit_make(f->ctx, &f->increments, vi_method_find("anova"), &group, &f->fit,
                               &error));
    check_ok(vi_rates_create(&f->increments, f->k, PLACES, &f->rates, &error));
}

static void shut(fitted *f)
{
    vi_rates_free(&f->rates);
    vi_group_fit_free(&f->fit);
    vi_increments_free(&f->increments);
    voi_problem_destroy(f->problem);
    voi_context_destroy(f->ctx);
}

/* ---- A row, by the formulas ---- */

typedef struct {
    double *x, *u; /* functions; responses × functions */
    double fit[2 * MOST], without[2 * MOST], null;
} row;

static void find_row(const fitted *f, size_t i, row *r)
{
    const vi_fit *fit = &f->fit.fit;
    double *packed = r->u + fit->responses * fit->functions;
    const double *y = f->increments.responses.y + i * fit->responses;
    vi_fit_functions(fit, i, 1, r->x);
    vi_fit_values(fit, r->x, 1, r->fit);
    vi_fit_null_leverage(fit, r->x, 1, &r->null);
    memset(r->u, 0, fit->responses * fit->functions * sizeof *r->u);
    for (size_t q = 0; q < fit->responses; q++) {
        double *u = r->u + q * fit->functions;
        vi_fit_penalised(fit, q, r->x, 1, packed);
        for (size_t j = 0; j < fit->response[q].active; j++) {
            u[fit->response[q].index[j]] = packed[j];
        }
        double leverage = r->null + vi_dot(u, u, fit->functions);
        double h = fmin(f->fit.noise.precision[i] * leverage, 0.999);
        r->without[q] = r->fit[q] - h / (1 - h) * (y[q] - r->fit[q]);
    }
}

static void variances_of(const fitted *f, size_t i, const row *r, const double *factor,
                         double variance[2])
{
    const vi_fit *fit = &f->fit.fit;
    const double *scale = f->fit.noise.scale + i * fit->responses;
    variance[0] = variance[1] = 0;
    for (size_t a = 0; a < fit->responses; a++) {
        for (size_t b = 0; b < fit->responses; b++) {
            double c = factor[a] * factor[b] * scale[a] * scale[b] *
                       fit->covariance[a + fit->responses * b];
            variance[0] +=
                c * vi_dot(r->u + a * fit->functions, r->u + b * fit->functions, fit->functions);
            variance[1] += c * fmax(r->null - 1 / f->fit.noise.total, 0);
        }
    }
}

static double kept_of(const fitted *f, const double *factor)
{
    const vi_group_noise *noise = &f->fit.noise;
    size_t n = f->fit.fit.responses;
    double spread = 0, chance = 0;
    for (size_t a = 0; a < n; a++) {
        for (size_t b = 0; b < n; b++) {
            spread += factor[a] * factor[b] * noise->spread[a * n + b];
            chance += factor[a] * factor[b] * noise->chance[a * n + b];
        }
    }
    return chance < spread ? 1 - fmax(chance, 0) / spread : 0;
}

static size_t best_of(const double *value, size_t count)
{
    size_t best = 0;
    for (size_t d = 1; d < count; d++) {
        best = value[d] > value[best] ? d : best;
    }
    return best;
}

static void add_row(const fitted *f, size_t i, const row *r, size_t which, vi_group_sums *sums)
{
    double value[MOST], own[MOST], without[MOST], factor[2 * MOST], variance[2];
    const vi_rates *rates = &f->rates;
    const double *mean = rates->mean + which * rates->strategies;
    vi_rates_apply(rates, which, r->fit, value);
    vi_rates_apply(rates, which, f->increments.responses.y + i * rates->responses, own);
    vi_rates_apply(rates, which, r->without, without);
    size_t best = best_of(value, rates->strategies), second = best == 0 ? 1 : 0;
    for (size_t d = 0; d < rates->strategies; d++) {
        second = d != best && value[d] > value[second] ? d : second;
    }
    for (size_t a = 0; a < rates->responses; a++) {
        factor[a] = vi_rates_factor(rates, which, a, best, second);
    }
    variances_of(f, i, r, factor, variance);
    double gap = value[best] - value[second], middle = mean[best] - mean[second];
    double kept = kept_of(f, factor), spread = sqrt(variance[0] + variance[1]);
    double narrowed = fabs(middle + sqrt(kept) * (gap - middle));
    double share = vi_normal_cdf(gap / spread);
    double mixed = share * value[best] + (1 - share) * value[second];
    sums->plug_in += value[best];
    sums->correction += kept * vi_scaled_loss(gap, variance[0]) -
                        (1 - kept) * vi_scaled_loss(narrowed, variance[0]) -
                        vi_scaled_loss(narrowed, variance[1]);
    sums->spread += mixed;
    sums->spread_squares += mixed * mixed;
    sums->policy.in_sample += own[best];
    sums->policy.squares += own[best] * own[best];
    sums->policy.left_out += own[best_of(without, rates->strategies)];
}

/* ---- The passes ---- */

static void check_same(const vi_group_sums *a, const vi_group_sums *b, double share)
{
    double size = sqrt(ROWS * b->spread_squares) + sqrt(ROWS * b->policy.squares) + 1e-9;
    check_close(a->plug_in, b->plug_in, share * size);
    check_close(a->correction, b->correction, share * size);
    check_close(a->spread, b->spread, share * size);
    check_close(a->spread_squares, b->spread_squares, share * b->spread_squares + 1e-15);
    check_close(a->policy.in_sample, b->policy.in_sample, share * size);
    check_close(a->policy.squares, b->policy.squares, share * b->policy.squares + 1e-15);
    check_close(a->policy.left_out, b->policy.left_out, share * size);
}

/* Threads leave no trace in the bits. */
static void check_threads(const fitted *f, const vi_group_pass *expected)
{
    static const size_t threads[] = {1, 3};
    size_t projections = PLACES * f->rates.others * f->fit.fit.functions;
    voi_error error = {VOI_OK, ""};
    for (size_t t = 0; t < 2; t++) {
        voi_context *ctx = new_context(threads[t]);
        vi_group_pass pass = {.noise = &f->fit.noise, .rates = &f->rates, .count = PLACES};
        check_ok(vi_group_pass_run(ctx, &pass, &error));
        assert_memory_equal(pass.sums, expected->sums, PLACES * sizeof *pass.sums);
        assert_memory_equal(pass.projections, expected->projections,
                            projections * sizeof *pass.projections);
        vi_group_pass_free(&pass);
        voi_context_destroy(ctx);
    }
}

static void check_pass(size_t strategies, size_t reference, bool net_benefit)
{
    fitted f;
    vi_group_sums expected[PLACES] = {{0}};
    voi_error error = {VOI_OK, ""};
    open_fit(&f, strategies, reference, net_benefit);
    size_t functions = f.fit.fit.functions;
    row r = {.x = calloc(functions * (2 + f.fit.fit.responses), sizeof *r.x)};
    r.u = r.x + functions;
    for (size_t i = 0; i < ROWS; i++) {
        find_row(&f, i, &r);
        for (size_t which = 0; which < PLACES; which++) {
            add_row(&f, i, &r, which, &expected[which]);
        }
    }
    vi_group_pass many = {.noise = &f.fit.noise, .rates = &f.rates, .count = PLACES};
    vi_group_pass few = {.noise = &f.fit.noise, .rates = &f.rates, .count = 3};
    check_ok(vi_group_pass_run(f.ctx, &many, &error));
    check_ok(vi_group_pass_run(f.ctx, &few, &error));
    for (size_t which = 0; which < PLACES; which++) {
        check_same(&many.sums[which], &expected[which], 1e-11);
        if (which < few.count) { /* where variances of certain rows are never found */
            check_same(&few.sums[which], &expected[which], 1e-9);
        }
    }
    check_threads(&f, &many);
    vi_group_pass_free(&few);
    vi_group_pass_free(&many);
    free(r.x);
    shut(&f);
}

static void a_pass_adds_up_what_every_row_says(void **state)
{
    (void)state;
    check_pass(2, 0, false);
    check_pass(2, 1, false);
    check_pass(3, 1, false);
    check_pass(10, 9, false);
    check_pass(3, 0, true);
}

/* Directions that differ between responses and k. */
static double *directions_of(const fitted *f)
{
    size_t count = f->fit.fit.functions * PLACES * f->fit.fit.responses;
    double *direction = calloc(count, sizeof *direction);
    for (size_t i = 0; i < count; i++) {
        direction[i] = 1e-3 * (vi_uniform(12, 0, i) - 0.5);
    }
    return direction;
}

static void add_errors(const fitted *f, size_t i, const double *along, size_t which,
                       vi_group_errors *out)
{
    double value[MOST], fit[2 * MOST], passed = 0, whole = 0, most = -INFINITY;
    const vi_rates *rates = &f->rates;
    const double *e = f->fit.noise.residual + i * rates->responses;
    size_t best = rates->reference;
    for (size_t r = 0; r < rates->responses; r++) {
        fit[r] = f->increments.responses.y[i * rates->responses + r] - e[r];
    }
    vi_rates_apply(rates, which, fit, value);
    for (size_t d = 0; d < rates->strategies; d++) {
        best = value[d] > value[best] ? d : best;
        most = d != rates->reference ? fmax(most, value[d]) : most;
    }
    for (size_t r = 0; r < rates->responses; r++) {
        passed += f->fit.noise.precision[i] * along[r] * e[r];
        whole += vi_rates_factor(rates, which, r, best, rates->reference) * e[r];
    }
    out->passed += passed * passed;
    out->stopped += (whole - passed) * (whole - passed);
    out->gains.rows += most > 0;
    out->gains.sum += fmax(most, 0);
    out->gains.squares += fmax(most, 0) * fmax(most, 0);
    vi_tail_add(&out->tail, most, 1);
}

/* What the directions of one k make of the responses of a row. */
static void find_along(const fitted *f, const double *direction, const double *functions,
                       size_t which, double *along)
{
    size_t responses = f->fit.fit.responses;
    for (size_t r = 0; r < responses; r++) {
        along[r] = 0;
        for (size_t j = 0; j < f->fit.fit.functions; j++) {
            along[r] += functions[j] * direction[(j * PLACES + which) * responses + r];
        }
    }
}

static void check_errors(const vi_group_errors *found, const vi_group_errors *expected)
{
    check_close(found->passed, expected->passed, 1e-9 * expected->passed);
    check_close(found->stopped, expected->stopped, 1e-9 * expected->stopped);
    assert_true(found->gains.rows == expected->gains.rows);
    check_close(found->gains.sum, expected->gains.sum, 1e-11 * expected->gains.sum);
    check_close(found->gains.squares, expected->gains.squares, 1e-11 * expected->gains.squares);
    if (vi_draw_needs_tail(&expected->gains)) {
        for (size_t t = 0; t < VI_TAIL; t++) {
            double advantage = expected->tail.advantage[t];
            check_close(found->tail.advantage[t], advantage, 1e-11 * fabs(advantage));
        }
    }
}

static void check_walks(size_t strategies, size_t reference)
{
    fitted f;
    vi_group_errors found[PLACES], expected[PLACES] = {{0}};
    double sums[PLACES][1 + MOST] = {{0}}, evppi[PLACES], along[2 * MOST], value[MOST];
    voi_error error = {VOI_OK, ""};
    open_fit(&f, strategies, reference, false);
    size_t functions = f.fit.fit.functions, others = f.rates.others;
    double *direction = directions_of(&f);
    double *weights = calloc(PLACES * others * functions, sizeof *weights);
    double *projections = calloc(PLACES * others * functions, sizeof *projections);
    double *row_functions = calloc(functions, sizeof *row_functions);
    const vi_group_walk walk = {&f.fit.noise, f.k, PLACES, direction};
    for (size_t i = 0; i < ROWS; i++) {
        vi_fit_functions(&f.fit.fit, i, 1, row_functions);
        for (size_t which = 0; which < PLACES; which++) {
            find_along(&f, direction, row_functions, which, along);
            add_errors(&f, i, along, which, &expected[which]);
            for (size_t r = 0; r < f.rates.responses; r++) {
                size_t at = i * f.rates.responses + r;
                along[r] += f.increments.responses.y[at] - f.fit.noise.residual[at];
            }
            vi_rates_apply(&f.rates, which, along, value);
            size_t best = reference;
            for (size_t d = 0; d < strategies; d++) {
                best = value[d] > value[best] ? d : best;
                sums[which][1 + d] += value[d];
            }
            sums[which][0] += value[best];
            for (size_t j = 0; best != reference && j < functions; j++) {
                size_t place = which * others + vi_rates_place(&f.rates, best);
                weights[place * functions + j] += row_functions[j];
            }
        }
    }
    check_ok(vi_group_errors_find(f.ctx, &walk, found, &error));
    check_ok(vi_group_move(f.ctx, &walk, evppi, projections, &error));
    for (size_t which = 0; which < PLACES; which++) {
        double most = sums[which][1 + best_of(&sums[which][1], strategies)];
        check_errors(&found[which], &expected[which]);
        check_close(evppi[which], (sums[which][0] - most) / ROWS, 1e-10 * fabs(sums[which][0]));
    }
    for (size_t j = 0; j < PLACES * others * functions; j++) {
        check_close(projections[j], weights[j], 1e-8 * ROWS);
    }
    free(direction);
    free(weights);
    free(projections);
    free(row_functions);
    shut(&f);
}

static void a_walk_adds_up_what_every_row_says(void **state)
{
    (void)state;
    check_walks(2, 0);
    check_walks(3, 2);
    check_walks(10, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pass_adds_up_what_every_row_says),
        cmocka_unit_test(a_walk_adds_up_what_every_row_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
