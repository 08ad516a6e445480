/* The upper end of an interval: the noise part between the straight line and the bands, the draw
 * part by its formula. */
#include "slices.h"

#include "measures/upper.h"

enum { ROWS = 1000, COLS = 3 };

static double x[ROWS], costs[ROWS * COLS], effects[ROWS * COLS], advantage[VI_MOST_CELLS];

static fitted *make(uint64_t seed, double noise, double k)
{
    dependent_outcomes(seed, ROWS, COLS, noise, x, costs, effects);
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] -= 1; /* the first strategy leads on average */
    }
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
    vi_slice_set(&f->slice, k);
    return f;
}

/* EVPPI of values that all but the base have `bands` standard deviations added to. */
static double favoured(const fitted *f, double bands)
{
    const vi_slice *s = &f->slice;
    double total = 0;
    for (size_t j = 0; j < s->cells; j++) {
        double base = s->value[s->base * s->cells + j], most = base;
        for (size_t d = 0; d < COLS; d++) {
            double value = s->value[d * s->cells + j];
            if (d != s->base) {
                vi_variances v = vi_slice_variances(s, vi_slice_pair(d, s->base), j);
                value += bands * sqrt(v.plus + v.null);
            }
            most = fmax(most, value);
        }
        total += f->cells->weight[j] * (most - base);
    }
    return total / ROWS;
}

/* The variance of the plug-in at its own decisions, over rows². */
static double straight_variance(const fitted *f)
{
    const vi_slice *s = &f->slice;
    size_t count = f->spline.responses;
    static double g[VI_MOST_CELLS];
    double raw[4 * VI_ROOM], through[4 * VI_ROOM], covariance[4 * VI_ROOM];
    for (size_t r = 0; r < count; r++) {
        for (size_t j = 0; j < s->cells; j++) {
            size_t best = s->base;
            for (size_t d = 0; d < COLS; d++) {
                best = s->value[d * s->cells + j] > s->value[best * s->cells + j] ? d : best;
            }
            g[j] = f->cells->weight[j] * vi_slice_factor(s, r, best, s->base);
        }
        vi_basis_gather(f->basis, g, raw + r * VI_ROOM);
    }
    return vi_noise_carry(&f->noise, raw, through, covariance) / ROWS / ROWS;
}

static void noise_lies_between_the_line_and_the_bands(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 25; seed++) {
        fitted *f = make(seed, 0.5 + 0.25 * (double)seed, 0.4);
        vi_upper upper;
        assert_true(vi_upper_create(COLS, f->spline.responses, &upper));
        double plug_in = favoured(f, 0), end = vi_upper_noise(&upper, &f->slice, plug_in);
        double line = VI_NORMAL_975 * sqrt(straight_variance(f));
        assert_true(end >= 0.95 * line);
        assert_true(end <= favoured(f, 1.05 * VI_NORMAL_975) - plug_in + 1e-9);
        vi_upper_free(&upper);
        free_fitted(f);
    }
}

static void a_safe_decision_has_no_upper_noise(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = vi_uniform(50, 0, i);
        for (size_t d = 0; d < COLS; d++) {
            costs[d * ROWS + i] = 1000 * (double)d + x[i] + vi_uniform(50, d + 1, i);
            effects[d * ROWS + i] = 0;
        }
    }
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
    vi_upper upper;
    vi_slice_set(&f->slice, 1);
    assert_true(vi_upper_create(COLS, f->spline.responses, &upper));
    assert_true(vi_upper_noise(&upper, &f->slice, 0) == 0);
    vi_upper_free(&upper);
    free_fitted(f);
}

static void many_rows_that_gain(void **state)
{
    (void)state;
    fitted *f = make(60, 1, 1);
    double mean = 0, squares = 0;
    for (size_t j = 0; j < f->slice.cells; j++) {
        advantage[j] = j % 3 ? -1 : (double)(j % 7);
        double gain = fmax(advantage[j], 0);
        mean += f->cells->weight[j] * gain / ROWS;
        squares += f->cells->weight[j] * gain * gain / ROWS;
    }
    double se = sqrt((squares - mean * mean) / ROWS);
    double expected = mean * exp(1.959963984540054 * se / mean) - mean;
    check_close(vi_upper_draw(&f->slice, advantage), expected, 1e-12);
    free_fitted(f);
}

/* Ten rows above u with excesses 1 to 10 (mean 5.5): (10/N) s exp(u/s) and its log-scale error. */
static void few_rows_that_gain(void **state)
{
    (void)state;
    fitted *f = make(61, 1, 1);
    for (int below = 0; below < 3; below++) {
        double u = -11 - 4 * below;
        for (size_t j = 0; j < f->slice.cells; j++) {
            advantage[j] = u - 1e-3 * (double)j;
        }
        advantage[0] = u;
        for (size_t i = 1; i <= 10; i++) {
            advantage[20 * i] = u + (double)i;
            assert_true(f->cells->weight[20 * i] == 1);
        }
        double s = 5.5, far = -u / s, error = sqrt((1 + (1 + far) * (1 + far)) / 10);
        double expected = 10.0 / ROWS * s * exp(-far) * exp(1.959963984540054 * error);
        check_close(vi_upper_draw(&f->slice, advantage), expected, 1e-12);
    }
    free_fitted(f);
}

static void no_tail_no_gain(void **state)
{
    (void)state;
    fitted *f = make(62, 1, 1);
    for (size_t j = 0; j < f->slice.cells; j++) {
        advantage[j] = -1; /* all alike */
    }
    assert_true(vi_upper_draw(&f->slice, advantage) == 0);
    for (size_t j = 0; j < f->slice.cells; j++) {
        advantage[j] = -1e6 + (double)j / 1000; /* far away */
    }
    check_close(vi_upper_draw(&f->slice, advantage), 0, 1e-30);
    for (size_t j = 0; j < f->slice.cells; j++) {
        advantage[j] = -1e300 + 1e-300 * (double)j; /* nothing overflows */
    }
    assert_true(vi_upper_draw(&f->slice, advantage) == 0);
    free_fitted(f);
}

static void more_advantage_more_to_gain(void **state)
{
    (void)state;
    fitted *f = make(63, 1, 1);
    double before = 0;
    for (double shift = -3; shift < 1; shift += 0.05) {
        double mean = 0;
        for (size_t j = 0; j < f->slice.cells; j++) {
            advantage[j] = 3 * f->cells->x[j] - 3 + shift;
            mean += f->cells->weight[j] * fmax(advantage[j], 0) / ROWS;
        }
        double end = mean + vi_upper_draw(&f->slice, advantage);
        assert_true(end >= before);
        before = end;
    }
    free_fitted(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_lies_between_the_line_and_the_bands),
        cmocka_unit_test(a_safe_decision_has_no_upper_noise),
        cmocka_unit_test(many_rows_that_gain),
        cmocka_unit_test(few_rows_that_gain),
        cmocka_unit_test(no_tail_no_gain),
        cmocka_unit_test(more_advantage_more_to_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
