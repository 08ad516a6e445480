/* The intervals of single parameters in repeated samples; see coverage.h. Steps, which no smooth
 * fit follows in a small sample, are printed but not judged. */
#include "coverage.h"

static double one(const double *z)
{
    return 1 + 0 * z[0];
}

static double two(const double *z)
{
    return 2 + 0 * z[0];
}

static double three(const double *z)
{
    return 3 + 0 * z[0];
}

static double ten(const double *z)
{
    return 10 + 0 * z[0];
}

static double growing(const double *z)
{
    return 3 * exp(z[0] / 2 - 0.25);
}

static double falling(const double *z)
{
    return 3 * exp(-z[0] / 2 - 0.25);
}

static double size(const double *z)
{
    return fabs(z[0]);
}

static void plus_half(const double *z, double *nb)
{
    nb[0] = z[0] + 0.5;
}

static void plus_one(const double *z, double *nb)
{
    nb[0] = z[0] + 1;
}

static void plus_two(const double *z, double *nb)
{
    nb[0] = z[0] + 2;
}

static void plus_three(const double *z, double *nb)
{
    nb[0] = z[0] + 3;
}

static void sine_two(const double *z, double *nb)
{
    nb[0] = sin(2 * z[0]) - 0.1;
}

static void sine_four(const double *z, double *nb)
{
    nb[0] = sin(4 * z[0]) - 0.2;
}

static void small_sine(const double *z, double *nb)
{
    nb[0] = 0.1 * sin(2 * z[0]) + 0.05;
}

static void square(const double *z, double *nb)
{
    nb[0] = z[0] * z[0] - 6;
}

static void kink(const double *z, double *nb)
{
    nb[0] = fabs(z[0]) - 1.2;
}

static void step(const double *z, double *nb)
{
    nb[0] = (z[0] > 0.7) - 0.5;
}

static void vignette_one(const double *z, double *nb)
{
    nb[0] = 1 + z[0];
}

static void vignette_two(const double *z, double *nb)
{
    nb[0] = 1 - 2 * z[0];
}

static void lognormal(const double *z, double *nb)
{
    nb[0] = exp(z[0] / 2) - 1;
}

static void three_ways(const double *z, double *nb)
{
    nb[0] = z[0] - 0.3;
    nb[1] = -z[0] - 0.5;
}

static void nothing(const double *z, double *nb)
{
    nb[0] = 0 * z[0];
}

static void constant(const double *z, double *nb)
{
    nb[0] = 0.3 + 0 * z[0];
}

static void half_log(const double *z, double *x)
{
    x[0] = exp(z[0] / 2);
}

static const coverage_case cases[] = {
    {"x + .5, SD 3", 1, 2, plus_half, three, NULL, NAN, JUDGED},
    {"x + 1, SD 3", 1, 2, plus_one, three, NULL, NAN, JUDGED},
    {"x + 1, SD 10", 1, 2, plus_one, ten, NULL, NAN, JUDGED},
    {"x + 2, SD 1", 1, 2, plus_two, one, NULL, NAN, JUDGED},
    {"x + 3, SD 1", 1, 2, plus_three, one, NULL, NAN, JUDGED},
    {"sin 2x - .1, SD 3", 1, 2, sine_two, three, NULL, NAN, JUDGED},
    {"sin 4x - .2, SD 3", 1, 2, sine_four, three, NULL, NAN, JUDGED},
    {".1 sin 2x + .05, SD 1", 1, 2, small_sine, one, NULL, NAN, JUDGED},
    {"x² - 6, SD 3", 1, 2, square, three, NULL, NAN, JUDGED},
    {"|x| - 1.2, SD 2", 1, 2, kink, two, NULL, NAN, JUDGED},
    {"step at .7, SD 2", 1, 2, step, two, NULL, NAN, UNJUDGED},
    {"vignette p1", 1, 2, vignette_one, two, NULL, NAN, JUDGED},
    {"vignette p2", 1, 2, vignette_two, one, NULL, NAN, JUDGED},
    {"lognormal - 1, SD 1", 1, 2, lognormal, one, half_log, NAN, JUDGED},
    {"three strategies, SD 2", 1, 3, three_ways, two, NULL, NAN, JUDGED},
    {"x + 2, SD 3 growing", 1, 2, plus_two, growing, NULL, NAN, JUDGED},
    {"x + 2, SD 3 falling", 1, 2, plus_two, falling, NULL, NAN, JUDGED},
    {"interaction, 0", 1, 2, nothing, size, NULL, NAN, JUDGED},
    {"constant .3, SD 1", 1, 2, constant, one, NULL, NAN, JUDGED},
};

static void study(size_t rows, size_t repetitions)
{
    print_head();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        coverage_study s = {&cases[i], rows, repetitions, 7919000 * i, NULL};
        judge_coverage(&s);
    }
}

static void a_thousand_rows(void **state)
{
    (void)state;
    study(1000, 2000);
}

static void ten_thousand_rows(void **state)
{
    (void)state;
    study(10000, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_rows),
        cmocka_unit_test(ten_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
