/* The slopes by every element of the kernels against differences, on a small problem. */
#include "check.h"

#include "core/philox.h"
#include "fit/gp_algebra.h"
#include "math/linalg.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS = 30, CENTRES = 3, NULLS = 1, RESPONSES = 2, WIDTH = NULLS + RESPONSES };

typedef struct {
    double kernel[POINTS * CENTRES], beside[POINTS * WIDTH], among[CENTRES * CENTRES];
    double squares[RESPONSES];
    double slope[(CENTRES + WIDTH) * CENTRES], among_slope[CENTRES * CENTRES], lambda[RESPONSES];
} problem;

static double solve(problem *p)
{
    double gram[CENTRES * CENTRES] = {0}, cross[WIDTH * CENTRES] = {0};
    double *work = calloc(vi_gp_algebra_work(CENTRES), sizeof *work);
    vi_gp_algebra a = {.centres = CENTRES,
                       .nulls = NULLS,
                       .responses = RESPONSES,
                       .freedom = POINTS - NULLS,
                       .squares = p->squares,
                       .cross = cross,
                       .among = p->among,
                       .gram = gram,
                       .slope = p->slope,
                       .among_slope = p->among_slope,
                       .lambda = p->lambda,
                       .work = work};
    vi_add_gram(p->kernel, POINTS, CENTRES, gram);
    vi_add_products(p->kernel, p->beside, POINTS, CENTRES, WIDTH, cross);
    double value = vi_gp_algebra_solve(&a);
    free(work);
    return value;
}

/* A constant beside two responses of mean 0, which hang on the kernel. */
static void fill(problem *p)
{
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < CENTRES * CENTRES; i++) {
        p->among[i] = i % (CENTRES + 1) == 0 ? 1 : 0.3;
    }
    for (size_t i = 0; i < POINTS; i++) {
        double *row = p->beside + i * WIDTH, *k = p->kernel + i * CENTRES;
        row[0] = 1 / sqrt(POINTS);
        for (size_t j = 0; j < CENTRES; j++) {
            k[j] = vi_uniform(8, j, i);
        }
        row[1] = 3 * k[0] - k[1] + vi_uniform(8, 10, i);
        row[2] = k[2] * k[2] + vi_uniform(8, 11, i);
    }
    for (size_t r = 0; r < RESPONSES; r++) {
        double mean = 0;
        for (size_t i = 0; i < POINTS; i++) {
            mean += p->beside[i * WIDTH + NULLS + r] / POINTS;
        }
        for (size_t i = 0; i < POINTS; i++) {
            double *y = &p->beside[i * WIDTH + NULLS + r];
            *y -= mean;
            p->squares[r] += *y * *y;
        }
    }
}

/* (f(x + step) − f(x − step)) / 2 step, moving another element along where there is one. */
static double difference(problem *p, double *x, double *other)
{
    const double step = 1e-5;
    double before = *x, values[2];
    for (int side = 0; side < 2; side++) {
        *x = before + (side == 0 ? step : -step);
        *other = *x;
        values[side] = solve(p);
    }
    *x = *other = before;
    return (values[0] - values[1]) / (2 * step);
}

static void slopes_are_those_of_the_value(void **state)
{
    problem p, q;
    (void)state;
    fill(&p);
    (void)solve(&p);
    assert_true(isfinite(p.lambda[0]) && isfinite(p.lambda[1]));
    q = p;
    for (size_t i = 0; i < POINTS; i++) {
        for (size_t k = 0; k < CENTRES; k++) {
            double slope = 0;
            for (size_t j = 0; j < CENTRES; j++) {
                slope += 2 * p.kernel[i * CENTRES + j] * p.slope[j * CENTRES + k];
            }
            for (size_t j = 0; j < WIDTH; j++) {
                slope += 2 * p.beside[i * WIDTH + j] * p.slope[(CENTRES + j) * CENTRES + k];
            }
            double *x = &q.kernel[i * CENTRES + k];
            check_close(slope, difference(&q, x, x), 1e-5);
        }
    }
    for (size_t i = 0; i < CENTRES; i++) {
        for (size_t k = 0; k <= i; k++) {
            double slope = p.among_slope[i * CENTRES + k] * (i == k ? 1 : 2);
            check_close(slope, difference(&q, &q.among[i * CENTRES + k], &q.among[k * CENTRES + i]),
                        1e-5);
        }
    }
}

static void no_kernel_no_value(void **state)
{
    problem p;
    (void)state;
    fill(&p);
    p.among[0] = -1;
    assert_true(isnan(solve(&p)));
    fill(&p);
    p.kernel[4] = NAN;
    assert_true(isnan(solve(&p)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_are_those_of_the_value),
        cmocka_unit_test(no_kernel_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
