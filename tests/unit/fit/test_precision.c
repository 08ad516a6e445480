/* Precisions: 1 where the noise is the same everywhere, however it is distributed; the inverse of
 * its variance where that changes; in spite of a signal, of ties and of single rows. */
#include "fits.h"

#include "fit/precision.h"

enum { ROWS = 8000 };

static double x[ROWS], y[ROWS * 2], precision[VI_MOST_CELLS], work[4 * VI_MOST_CELLS + 2];

typedef double (*spread_fn)(double u);

static double even(double u)
{
    return 1 + 0 * u;
}

static double growing(double u)
{
    return 0.2 + 2 * u;
}

/* One response, of signal and noise; the noise skewed and heavy-tailed with `skewed`. */
static fits make(size_t rows, uint64_t seed, spread_fn spread, bool skewed)
{
    for (size_t i = 0; i < rows; i++) {
        double z = gauss(seed, 1, i), noise = skewed ? (exp(z) - 1.6487) / 2.1612 : z;
        x[i] = vi_uniform(seed, 0, i);
        y[i] = 2 * sin(3 * x[i]) + spread(x[i]) * noise;
    }
    fits f = make_fits(x, y, rows, 1, 20);
    vi_precision_make(f.cells, &f.tally, 1, precision, work);
    return f;
}

static double mean_square_from_one(const fits *f)
{
    double sum = 0;
    for (size_t j = 0; j < f->cells->count; j++) {
        sum += f->cells->weight[j] * (precision[j] - 1) * (precision[j] - 1);
    }
    return sum / (double)f->cells->rows;
}

static void even_noise_needs_no_weights(void **state)
{
    static const size_t sizes[] = {100, 1000, ROWS};
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        for (int skewed = 0; skewed < 2; skewed++) {
            double mean = 0;
            for (uint64_t seed = 1; seed <= 20; seed++) {
                fits f = make(sizes[s], seed, even, skewed);
                mean += mean_square_from_one(&f) / 20;
                free_fits(&f);
            }
            assert_true(mean < (skewed ? 0.4 : 0.02));
        }
    }
}

static void growing_noise_is_found(void **state)
{
    (void)state;
    static double mean[ROWS];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        fits f = make(1000, 30 + seed, growing, false);
        for (size_t j = 0; j < 1000; j++) {
            mean[j] += 1 / precision[j] / 20;
        }
        free_fits(&f);
    }
    /* The overall variance is the mean of (0.2 + 2 u)², 1.773. */
    for (size_t j = 50; j < 950; j += 100) {
        double expected = pow(growing((double)j / 1000), 2) / 1.773;
        check_close(mean[j], expected, 0.15 * expected + 0.1);
    }
}

static void weights_are_bounded(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        x[i] = (double)i;
        y[i] = i < 1900 ? 0 : gauss(60, 0, i);
    }
    fits f = make_fits(x, y, 2000, 1, 20);
    vi_precision_make(f.cells, &f.tally, 1, precision, work);
    for (size_t j = 0; j < f.cells->count; j++) {
        assert_true(precision[j] >= 1.0 / 16 && precision[j] <= 16);
    }
    free_fits(&f);
}

static void responses_are_averaged(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = vi_uniform(70, 0, i);
        y[2 * i] = 1e6 * growing(x[i]) * gauss(70, 1, i);
        y[2 * i + 1] = 1e-6 * gauss(70, 2, i);
    }
    fits f = make_fits(x, y, ROWS, 2, 20);
    vi_precision_make(f.cells, &f.tally, 2, precision, work);
    for (size_t j = 50; j + 50 < f.cells->count; j += 50) {
        double u = f.cells->x[j], expected = (growing(u) * growing(u) / 1.773 + 1) / 2;
        check_close(1 / precision[j], expected, 0.15 * expected);
    }
    free_fits(&f);
}

static void a_response_without_noise_is_passed_over(void **state)
{
    (void)state;
    for (size_t i = 0; i < 500; i++) {
        x[i] = (double)i;
        y[i] = 0;
    }
    fits f = make_fits(x, y, 500, 1, 20);
    vi_precision_make(f.cells, &f.tally, 1, precision, work);
    for (size_t j = 0; j < f.cells->count; j++) {
        assert_true(precision[j] == 1);
    }
    free_fits(&f);
}

static void counts_are_compared_within_themselves(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = floor(30 * vi_uniform(80, 0, i));
        y[i] = 5 * (fmod(x[i], 2)) + gauss(80, 1, i); /* jumps between neighbours */
    }
    fits f = make_fits(x, y, ROWS, 1, 20);
    vi_precision_make(f.cells, &f.tally, 1, precision, work);
    assert_true(mean_square_from_one(&f) < 0.02);
    free_fits(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_noise_needs_no_weights),
        cmocka_unit_test(growing_noise_is_found),
        cmocka_unit_test(weights_are_bounded),
        cmocka_unit_test(responses_are_averaged),
        cmocka_unit_test(a_response_without_noise_is_passed_over),
        cmocka_unit_test(counts_are_compared_within_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
