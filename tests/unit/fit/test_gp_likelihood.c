/* The likelihood against dense algebra of the size of the sample, its gradient against differences.
 */
#include "normal_sample.h"

#include "failing_alloc.h"

#include "fit/gp_likelihood.h"
#include "fit/gp_points.h"
#include "math/linalg.h"

enum { MOST_ROWS = 1200, MOST_CENTRES = 70 };

static double wavy(const double *point, size_t r)
{
    return r == 0 ? sin(2 * point[0]) : point[1] * point[0] - 0.5 * point[1];
}

typedef struct {
    normal_sample *from;
    vi_gp_sample sample;
    vi_gp_points points;
    vi_gp_likelihood *likelihood;
    double log_length[SAMPLE_PARS];
} setting;

/* With `repeated`, every second row has the parameters of the one before. */
static void set_up(setting *s, size_t rows, size_t pars, size_t centres, bool repeated)
{
    vi_coordinate coordinates[SAMPLE_PARS];
    double length[SAMPLE_PARS];
    voi_error error = {VOI_OK, ""};
    s->from = new_sample(rows, pars, 2, wavy, 0.7, NULL);
    for (size_t i = 1; repeated && i < rows; i += 2) {
        for (size_t j = 0; j < pars; j++) {
            s->from->x[j][i] = s->from->x[j][i - 1];
        }
    }
    vi_cells *cells = vi_cells_create(rows);
    for (size_t j = 0; j < pars; j++) {
        vi_cells_cut(cells, s->from->x[j]);
        check_ok(vi_coordinate_create(cells, s->from->x[j], &coordinates[j], &error));
        length[j] = 0.9 + 0.4 * (double)j;
        s->log_length[j] = log(length[j]);
    }
    vi_cells_destroy(cells);
    check_ok(vi_gp_sample_create(&s->from->group, coordinates, &s->from->responses, rows,
                                 &s->sample, &error));
    const vi_gp_candidates candidates = {s->sample.points, pars, s->sample.line, s->sample.root,
                                         length};
    check_ok(vi_gp_points_choose(&candidates, centres, 0, &s->points, &error));
    check_ok(vi_gp_likelihood_create(&s->sample, centres, &s->likelihood, &error));
    vi_gp_likelihood_stand(s->likelihood, s->sample.line, s->points.chosen, s->points.count);
    for (size_t j = 0; j < pars; j++) {
        vi_coordinate_free(&coordinates[j]);
    }
}

static void tear_down(setting *s)
{
    vi_gp_likelihood_destroy(s->likelihood);
    vi_gp_points_free(&s->points);
    vi_gp_sample_free(&s->sample);
    drop_sample(s->from);
}

static double evaluate(setting *s, size_t threads, double *gradient)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {VOI_OK, ""};
    double value;
    check_ok(
        vi_gp_likelihood_evaluate(ctx, s->likelihood, s->log_length, &value, gradient, &error));
    voi_context_destroy(ctx);
    return value;
}

static void gradient_is_that_of_the_value(void **state)
{
    static const struct {
        size_t rows, pars, centres;
        bool repeated;
    } cases[] = {{200, 1, 7, false},
                 {300, 2, 33, false},
                 {MOST_ROWS, 5, MOST_CENTRES, false},
                 {500, 3, 40, true}};
    const double step = 1e-4;
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        setting s = {0};
        double gradient[SAMPLE_PARS], other[SAMPLE_PARS];
        set_up(&s, cases[c].rows, cases[c].pars, cases[c].centres, cases[c].repeated);
        (void)evaluate(&s, 2, gradient);
        for (size_t j = 0; j < cases[c].pars; j++) {
            s.log_length[j] += step;
            double above = evaluate(&s, 2, other);
            s.log_length[j] -= 2 * step;
            double below = evaluate(&s, 2, other);
            s.log_length[j] += step;
            check_close(gradient[j], (above - below) / (2 * step), 1e-3 + 1e-5 * fabs(gradient[j]));
        }
        tear_down(&s);
    }
}

/* ---- Dense: y ~ N(H b, σ² (I + K M⁻¹ Kᵀ / λ)) over all rows, b flat ---- */

/* The points as rows of the sample: (x − mean) / standard deviation. */
static void standardise(const normal_sample *s, size_t j, double *line)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < s->rows; i++) {
        mean += s->x[j][i] / (double)s->rows;
    }
    for (size_t i = 0; i < s->rows; i++) {
        squares += pow(s->x[j][i] - mean, 2) / (double)s->rows;
    }
    for (size_t i = 0; i < s->rows; i++) {
        line[i] = (s->x[j][i] - mean) / sqrt(squares);
    }
}

static double half_log_determinant(const double *factor, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += log(factor[i * (n + 1)]);
    }
    return sum;
}

typedef struct {
    size_t rows, nulls;
    double *nulls_and_y; /* (nulls + 1) columns of rows */
    double *root;        /* rows: M^(-1/2) Kᵀ, centres each */
    size_t centres;
} dense;

/* −2ℓ of response r at λ: f log yᵀPy + log |V| + log |HᵀV⁻¹H| − log |HᵀH|. */
static double dense_value(const dense *d, double lambda)
{
    size_t n = d->rows, p = d->nulls, wide = p + 1;
    double *v = calloc(n * n, sizeof *v), *h = calloc(n * wide, sizeof *h), g[16] = {0},
           s[16] = {0};
    memcpy(h, d->nulls_and_y, n * wide * sizeof *h);
    for (size_t a = 0; a < p; a++) {
        for (size_t b = 0; b < p; b++) {
            for (size_t i = 0; i < n; i++) {
                s[a * p + b] += h[a * n + i] * h[b * n + i];
            }
        }
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t k = 0; k < d->centres; k++) {
                sum += d->root[i * d->centres + k] * d->root[j * d->centres + k];
            }
            v[j * n + i] = sum / lambda + (i == j);
        }
    }
    assert_true(vi_cholesky(v, n) && vi_cholesky(s, p));
    vi_solve_lower(v, h, n, wide);
    for (size_t a = 0; a < wide; a++) {
        for (size_t b = 0; b < wide; b++) {
            for (size_t i = 0; i < n; i++) {
                g[a * wide + b] += h[a * n + i] * h[b * n + i];
            }
        }
    }
    assert_true(vi_cholesky(g, wide));
    double left = g[wide * wide - 1], value = 2 * half_log_determinant(v, n);
    value += ((double)n - (double)p) * log(left * left) - 2 * half_log_determinant(s, p);
    for (size_t a = 0; a < p; a++) {
        value += 2 * log(g[a * (wide + 1)]);
    }
    free(v);
    free(h);
    return value;
}

/* The rows' kernel with the centres, made white by the kernel among those. */
static void fill_root(const setting *s, const double *line, dense *d)
{
    size_t n = d->rows, m = d->centres, pars = s->sample.dims;
    double *among = calloc(m * m, sizeof *among);
    for (size_t k = 0; k < m; k++) {
        const double *centre = s->sample.line + s->points.chosen[k] * pars;
        for (size_t i = 0; i < n + m; i++) {
            double sum = 0;
            for (size_t j = 0; j < pars; j++) {
                double at =
                    i < n ? line[j * n + i] : s->sample.line[s->points.chosen[i - n] * pars + j];
                sum += pow((at - centre[j]) / exp(s->log_length[j]), 2);
            }
            *(i < n ? &d->root[i * m + k] : &among[(i - n) * m + k]) = exp(-sum / 2);
        }
        among[k * (m + 1)] += 1e-6; /* as the library does */
    }
    assert_true(vi_cholesky(among, m));
    vi_solve_lower(among, d->root, m, n);
    free(among);
}

static double dense_sum(const setting *s, const double *lambda)
{
    size_t n = s->from->rows, pars = s->sample.dims;
    double value = 0;
    dense d = {.rows = n, .nulls = 1 + pars, .centres = s->points.count};
    d.nulls_and_y = calloc((2 + pars) * n, sizeof *d.nulls_and_y);
    d.root = calloc(n * d.centres, sizeof *d.root);
    for (size_t i = 0; i < n; i++) {
        d.nulls_and_y[i] = 1;
    }
    for (size_t j = 0; j < pars; j++) {
        standardise(s->from, j, d.nulls_and_y + (1 + j) * n);
    }
    fill_root(s, d.nulls_and_y + n, &d);
    for (size_t r = 0; r < 2; r++) {
        memcpy(d.nulls_and_y + (1 + pars) * n, s->from->y[r], n * sizeof *d.nulls_and_y);
        value += dense_value(&d, lambda[r]);
    }
    free(d.nulls_and_y);
    free(d.root);
    return value;
}

static void value_is_that_of_dense_algebra(void **state)
{
    (void)state;
    for (int repeated = 0; repeated < 2; repeated++) {
        setting s = {0};
        double gradient[SAMPLE_PARS];
        set_up(&s, 120, 2, 25, repeated);
        for (size_t i = 0; i < 3; i++) {
            s.log_length[0] = 0.3 * (double)i - 0.4;
            double value = evaluate(&s, 1, gradient);
            const double *chosen = vi_gp_likelihood_lambda(s.likelihood);
            double lambda[2] = {chosen[0], chosen[1]}, least = dense_sum(&s, lambda);
            check_close(value, least, 1e-6);
            /* λ is where the likelihood is highest. */
            for (size_t r = 0; r < 2; r++) {
                lambda[r] = chosen[r] * 1.1;
                assert_true(dense_sum(&s, lambda) > least);
                lambda[r] = chosen[r] / 1.1;
                assert_true(dense_sum(&s, lambda) > least);
                lambda[r] = chosen[r];
            }
        }
        tear_down(&s);
    }
}

static void same_bits_over_threads(void **state)
{
    setting s = {0};
    double first[SAMPLE_PARS], other[SAMPLE_PARS];
    (void)state;
    set_up(&s, MOST_ROWS, 4, 50, false);
    double value = evaluate(&s, 1, first);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        assert_true(evaluate(&s, threads, other) == value);
        assert_memory_equal(first, other, 4 * sizeof *first);
    }
    tear_down(&s);
}

/* A response that is a plane has no say, and one of noise alone none in the slopes. */
static void silent_responses(void **state)
{
    setting s = {0};
    double gradient[SAMPLE_PARS], alone[SAMPLE_PARS];
    (void)state;
    set_up(&s, 300, 2, 20, false);
    double before = s.sample.squares[1];
    s.sample.squares[1] = 0;
    double value = evaluate(&s, 1, gradient);
    assert_true(isinf(vi_gp_likelihood_lambda(s.likelihood)[1]));
    for (size_t i = 0; i < s.sample.points; i++) {
        s.sample.beside[i * 5 + 4] = 0;
    }
    s.sample.squares[1] = before;
    double with_noise = evaluate(&s, 1, alone);
    assert_true(isinf(vi_gp_likelihood_lambda(s.likelihood)[1]));
    check_close(with_noise - value, s.sample.freedom * log(before), 1e-9);
    assert_memory_equal(gradient, alone, 2 * sizeof *alone);
    tear_down(&s);
}

static void out_of_memory(void **state)
{
    setting s = {0};
    (void)state;
    set_up(&s, 100, 2, 10, false);
    long before = atomic_load(&live_blocks);
    for (long k = 0; k < 2; k++) {
        vi_gp_likelihood *out = NULL;
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        assert_int_equal(vi_gp_likelihood_create(&s.sample, 10, &out, &error), VOI_ERR_NOMEM);
        atomic_store(&allocations_left, -1);
        assert_null(out);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    tear_down(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradient_is_that_of_the_value),
        cmocka_unit_test(value_is_that_of_dense_algebra),
        cmocka_unit_test(same_bits_over_threads),
        cmocka_unit_test(silent_responses),
        cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
