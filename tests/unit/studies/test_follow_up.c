/* Total times of patients under follow-up, against patients simulated one by one. */
#include "check.h"

#include "core/philox.h"
#include "studies/follow_up.h"

#include <stdbool.h>
#include <stdlib.h>

enum { STUDIES = 20000 };

static const vi_follow_up cases[] = {{0.3, 1, 2, 0, 0},     /* one length for all */
                                     {0.05, 1, 1, 2, 0},    /* rare events, staggered entry */
                                     {5, 1, 10, 0, 0},      /* everybody has an event */
                                     {0.4, 1.5, 1, 2, 0.2}, /* Weibull, with dropout */
                                     {0.7, 0.6, 0.5, 3, 0.1}, {0.2, 3, 1, 1, 0.05}};
enum { CASES = sizeof cases / sizeof *cases };

/* The time t^shape of a patient; true with an event. */
static bool follow(const vi_follow_up *f, const double *uniform, double *time)
{
    double event = pow(-log(uniform[0]) / f->rate, 1 / f->shape);
    double end = f->length + f->accrual * uniform[1];
    double dropout = f->dropout > 0 ? -log(uniform[2]) / f->dropout : INFINITY;
    *time = pow(fmin(event, fmin(end, dropout)), f->shape);
    return event <= fmin(end, dropout);
}

static double uniform_at(uint64_t stream, size_t index)
{
    return vi_uniform(17, stream, index);
}

static void a_patient_has_the_moments_of_simulated_ones(void **state)
{
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        vi_contribution c = vi_contribution_of(&cases[k]);
        double count[2] = {0}, sum[2] = {0}, squares[2] = {0}, time;
        for (size_t i = 0; i < 10 * STUDIES; i++) {
            double u[] = {uniform_at(1, i), uniform_at(2, i), uniform_at(3, i)};
            bool event = follow(&cases[k], u, &time);
            count[event] += 1;
            sum[event] += time;
            squares[event] += time * time;
        }
        double all = count[0] + count[1];
        check_close(count[1] / all, c.event, 5 * sqrt(c.event * (1 - c.event) / all) + 1e-9);
        for (int e = 0; e < 2; e++) {
            double m = sum[e] / count[e], v = squares[e] / count[e] - m * m;
            if (count[e] > 100) {
                check_close(m, c.mean[e], 5 * sqrt(c.variance[e] / count[e]) + 1e-9 * m);
                check_close(v, c.variance[e], 0.1 * c.variance[e] + 1e-9 * m * m);
            }
        }
    }
}

/* The largest distance between the distribution functions of two samples of one size, in units of
 * what chance makes of it. */
static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double distance(double *a, double *b)
{
    size_t i = 0, j = 0;
    double largest = 0;
    qsort(a, STUDIES, sizeof *a, compare);
    qsort(b, STUDIES, sizeof *b, compare);
    while (i < STUDIES && j < STUDIES) {
        double x = fmin(a[i], b[j]) + 1e-9; /* equal but for rounding */
        while (i < STUDIES && a[i] <= x) {
            i++;
        }
        while (j < STUDIES && b[j] <= x) {
            j++;
        }
        largest = fmax(largest, fabs((double)i - (double)j) / STUDIES);
    }
    return largest;
}

/* Totals given the events. Of 20 patients and more, chance alone (up to 0.02) is to be seen; fewer
 * have distributions, such as mixtures of two, that a beta distribution does not follow exactly. */
static void totals_are_distributed_as_those_of_simulated_studies(void **state)
{
    static double simulated[STUDIES], drawn[STUDIES];
    static const size_t sizes[] = {1, 3, 20, 100};
    static const double limits[] = {0.08, 0.03, 0.02, 0.02};
    (void)state;
    for (size_t k = 0; k < CASES; k++) {
        vi_contribution c = vi_contribution_of(&cases[k]);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            for (size_t i = 0; i < STUDIES; i++) {
                double events = 0, total = 0, time;
                for (size_t p = 0; p < sizes[s]; p++) {
                    size_t at = i * sizes[s] + p;
                    double u[] = {uniform_at(4, at), uniform_at(5, at), uniform_at(6, at)};
                    events += follow(&cases[k], u, &time);
                    total += time;
                }
                simulated[i] = total;
                drawn[i] =
                    vi_contribution_draw_total(&c, (double)sizes[s], events, uniform_at(7, i));
            }
            double d = distance(simulated, drawn);
            if (!(d < limits[s])) {
                print_error("case %zu, %zu patients: distance %g\n", k, sizes[s], d);
                fail();
            }
        }
    }
}

static void extremes_stay_within_their_bounds(void **state)
{
    static const double rates[] = {1e-300, 1e-9, 1, 1e9, 1e300};
    (void)state;
    for (size_t r = 0; r < 5; r++) {
        for (double shape = 0.1; shape <= 20; shape *= 1.7) {
            vi_follow_up f = {rates[r], shape, 2, 1, 1e-3};
            vi_contribution c = vi_contribution_of(&f);
            assert_true(c.event >= 0 && c.event <= 1);
            for (double events = 0; events <= 4; events++) {
                double total = vi_contribution_draw_total(&c, 4, events, 0.3);
                assert_true(total >= 0 && total <= 4 * c.most * (1 + 1e-12));
            }
        }
    }
    vi_contribution none = vi_contribution_of(&cases[0]);
    assert_true(vi_contribution_draw_total(&none, 0, 0, 0.5) == 0);
    assert_true(vi_contribution_draw_total(&none, 3, 0, 0.5) == 6);
    const vi_contribution either = {0.5, 0, 1, {0.5, 0.5}, {0.25, 0.25}};
    assert_true(vi_contribution_draw_total(&either, 1, 0, 0.3) == 0);
    assert_true(vi_contribution_draw_total(&either, 1, 0, 0.7) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patient_has_the_moments_of_simulated_ones),
        cmocka_unit_test(totals_are_distributed_as_those_of_simulated_studies),
        cmocka_unit_test(extremes_stay_within_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
