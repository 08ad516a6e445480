/* The intervals of groups of two and five parameters in repeated samples; see coverage.h.
 * Parameters are correlated, functions of them; interactions, waves, three strategies, noise that
 * grows or falls with a parameter of the group, and EVPPIs down to zero. Where it falls with the
 * parameter that decides, few noisy rows decide, and the interval is judged without the standard
 * error. Where nothing is to be known, means tie and the noise all but vanishes for some rows, five
 * parameters are printed but not judged. */
#include "coverage.h"

#include "stratified.h"

/* ---- Parameters ---- */

/* Neighbours have a correlation of .6. */
static void chain(const double *z, double *x, size_t count)
{
    x[0] = z[0];
    for (size_t j = 1; j < count; j++) {
        x[j] = 0.6 * x[j - 1] + 0.8 * z[j];
    }
}

static void chain_two(const double *z, double *x)
{
    chain(z, x, 2);
}

static void chain_five(const double *z, double *x)
{
    chain(z, x, 5);
}

/* ---- Noise ---- */

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

/* ---- Net benefits ---- */

/* Linear in the parameters, with SD 1: their values with signs, over that SD. */
static double line_two(const double *z)
{
    double x[2];
    chain(z, x, 2);
    return (x[0] - 0.5 * x[1]) / sqrt(0.65);
}

/* Of z (1, 1, 1, 1, 1) / √5. */
static double line_five(const double *z)
{
    return (z[0] + z[1] + z[2] + z[3] + z[4]) / sqrt(5);
}

static void line_two_half(const double *z, double *nb)
{
    nb[0] = line_two(z) + 0.5;
}

static void line_two_two(const double *z, double *nb)
{
    nb[0] = line_two(z) + 2;
}

static void line_two_three(const double *z, double *nb)
{
    nb[0] = line_two(z) + 3;
}

static void first_two(const double *z, double *nb)
{
    nb[0] = z[0] + 2;
}

static void product(const double *z, double *nb)
{
    nb[0] = z[0] * z[1];
}

static void product_one(const double *z, double *nb)
{
    nb[0] = z[0] * z[1] + 1;
}

static void product_three(const double *z, double *nb)
{
    nb[0] = z[0] * z[1] + 3;
}

static void wave_and_square(const double *z, double *nb)
{
    nb[0] = sin(2 * z[0]) + 0.5 * z[1] * z[1] - 0.8;
}

static void three_ways(const double *z, double *nb)
{
    nb[0] = sin(2 * z[0]) + 0.5 * z[1] * z[1] - 0.8;
    nb[1] = z[0] * z[1] - 0.3;
}

static void nothing(const double *z, double *nb)
{
    nb[0] = 0 * z[0];
}

static void constant(const double *z, double *nb)
{
    nb[0] = 0.3 + 0 * z[0];
}

static void line_five_half(const double *z, double *nb)
{
    nb[0] = line_five(z) + 0.5;
}

static void line_five_two(const double *z, double *nb)
{
    nb[0] = line_five(z) + 2;
}

static void line_five_three(const double *z, double *nb)
{
    nb[0] = line_five(z) + 3;
}

static void products_five(const double *z, double *nb)
{
    nb[0] = z[0] * z[1] + z[2] * z[3] + 0.5 * z[4] + 0.5;
}

static void three_ways_five(const double *z, double *nb)
{
    nb[0] = sin(2 * z[0]) + 0.5 * z[1] * z[1] + z[2] * z[3] - 0.8;
    nb[1] = z[0] * z[1] + z[4] - 0.3;
}

/* ---- The studies ---- */

/* E max(0, N(−mean, 1)). */
#define HALF 0.19779655740130608
#define TWO 0.008490702616829625
#define THREE 0.00038215431704772054

static const coverage_case few[] = {
    {"line + .5, SD 3", 2, 2, line_two_half, three, chain_two, HALF, JUDGED},
    {"line + 2, SD 1", 2, 2, line_two_two, one, chain_two, TWO, JUDGED},
    {"line + 2, SD 3", 2, 2, line_two_two, three, chain_two, TWO, JUDGED},
    {"line + 2, SD 10", 2, 2, line_two_two, ten, chain_two, TWO, JUDGED},
    {"line + 3, SD 1", 2, 2, line_two_three, one, chain_two, THREE, JUDGED},
    {"product, SD 1", 2, 2, product, one, NULL, 1 / 3.141592653589793, JUDGED},
    {"product + 1, SD 2", 2, 2, product_one, two, NULL, NAN, JUDGED},
    {"product + 3, SD 2", 2, 2, product_three, two, NULL, NAN, JUDGED},
    {"wave and square, SD 2", 2, 2, wave_and_square, two, chain_two, NAN, JUDGED},
    {"three strategies, SD 2", 2, 3, three_ways, two, chain_two, NAN, JUDGED},
    {"line + 2, SD 3 growing", 2, 2, line_two_two, growing, chain_two, TWO, JUDGED},
    {"line + 2, SD 3 falling", 2, 2, line_two_two, falling, chain_two, TWO, JUDGED},
    {"first + 2, SD 3 growing", 2, 2, first_two, growing, chain_two, TWO, JUDGED},
    {"first + 2, SD 3 falling", 2, 2, first_two, falling, chain_two, TWO, INTERVAL_JUDGED},
    {"product + 1, SD 3 growing", 2, 2, product_one, growing, NULL, NAN, JUDGED},
    {"interaction, 0", 2, 2, nothing, size, chain_two, 0, JUDGED},
    {"nothing, SD 1", 2, 2, nothing, one, chain_two, 0, JUDGED},
    {"constant .3, SD 1", 2, 2, constant, one, chain_two, 0, JUDGED},
};

static const coverage_case many[] = {
    {"line + .5, SD 3", 5, 2, line_five_half, three, chain_five, HALF, JUDGED},
    {"line + 2, SD 3", 5, 2, line_five_two, three, chain_five, TWO, JUDGED},
    {"line + 3, SD 1", 5, 2, line_five_three, one, chain_five, THREE, JUDGED},
    {"products, SD 2", 5, 2, products_five, two, NULL, NAN, JUDGED},
    {"three strategies, SD 2", 5, 3, three_ways_five, two, chain_five, NAN, JUDGED},
    {"first + 2, SD 3 growing", 5, 2, first_two, growing, chain_five, TWO, JUDGED},
    {"first + 2, SD 3 falling", 5, 2, first_two, falling, chain_five, TWO, INTERVAL_JUDGED},
    {"interaction, 0", 5, 2, nothing, size, chain_five, 0, UNJUDGED},
    {"nothing, SD 1", 5, 2, nothing, one, chain_five, 0, JUDGED},
    {"constant .3, SD 1", 5, 2, constant, one, chain_five, 0, JUDGED},
};

static void study(const coverage_case *cases, size_t count, size_t rows, size_t repetitions)
{
    print_head();
    for (size_t i = 0; i < count; i++) {
        coverage_study s = {&cases[i], rows, repetitions, 7919000 * (i + 1), NULL};
        judge_coverage(&s);
    }
}

static void two_parameters(void **state)
{
    (void)state;
    study(few, sizeof few / sizeof *few, 1000, 1000);
    study(few, sizeof few / sizeof *few, 10000, 400);
}

static void five_parameters(void **state)
{
    (void)state;
    study(many, sizeof many / sizeof *many, 1000, 400);
    study(many, sizeof many / sizeof *many, 10000, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parameters),
        cmocka_unit_test(five_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
