/* EVPPI in repeated samples of problems whose truth is known: bias, root mean square error, the
 * standard error against the actual deviation, and how often the 95 % interval holds the truth.
 *
 * Intervals must hold it 93 to 97 % of the time where the truth is beyond one standard error, and
 * at least 93 % below, with bounds that chance passes with a probability of 1e-6; steps, which no
 * smooth fit follows in a small sample, are printed but not judged. */
#include "evppi_of.h"

#include <stdio.h>

enum { MOST_ROWS = 10000, MOST_STRATEGIES = 3, MOST_REPETITIONS = 2000 };

/* Net benefits against the first strategy, as functions of z, standard normal; the parameter is a
 * monotone function of z. */
typedef struct {
    const char *name;
    void (*mean)(double z, double *net_benefit);
    double (*spread)(double z); /* standard deviation of the noise */
    size_t strategies;
    bool log_scale, step; /* the parameter is exp(z / 2); not judged */
} problem_kind;

static double one(double z)
{
    return 1 + 0 * z;
}

static double two(double z)
{
    return 2 + 0 * z;
}

static double three(double z)
{
    return 3 + 0 * z;
}

static double ten(double z)
{
    return 10 + 0 * z;
}

static double growing(double z)
{
    return 3 * exp(z / 2 - 0.25);
}

static double falling(double z)
{
    return 3 * exp(-z / 2 - 0.25);
}

static double size(double z)
{
    return fabs(z);
}

static void plus_half(double z, double *nb)
{
    nb[0] = z + 0.5;
}

static void plus_one(double z, double *nb)
{
    nb[0] = z + 1;
}

static void plus_two(double z, double *nb)
{
    nb[0] = z + 2;
}

static void plus_three(double z, double *nb)
{
    nb[0] = z + 3;
}

static void sine_two(double z, double *nb)
{
    nb[0] = sin(2 * z) - 0.1;
}

static void sine_four(double z, double *nb)
{
    nb[0] = sin(4 * z) - 0.2;
}

static void small_sine(double z, double *nb)
{
    nb[0] = 0.1 * sin(2 * z) + 0.05;
}

static void square(double z, double *nb)
{
    nb[0] = z * z - 6;
}

static void kink(double z, double *nb)
{
    nb[0] = fabs(z) - 1.2;
}

static void step(double z, double *nb)
{
    nb[0] = (z > 0.7) - 0.5;
}

static void vignette_one(double z, double *nb)
{
    nb[0] = 1 + z;
}

static void vignette_two(double z, double *nb)
{
    nb[0] = 1 - 2 * z;
}

static void lognormal(double z, double *nb)
{
    nb[0] = exp(z / 2) - 1;
}

static void three_ways(double z, double *nb)
{
    nb[0] = z - 0.3;
    nb[1] = -z - 0.5;
}

static void nothing(double z, double *nb)
{
    nb[0] = 0 * z;
}

static void constant(double z, double *nb)
{
    nb[0] = 0.3 + 0 * z;
}

static const problem_kind kinds[] = {
    {"x + .5, SD 3", plus_half, three, 2, false, false},
    {"x + 1, SD 3", plus_one, three, 2, false, false},
    {"x + 1, SD 10", plus_one, ten, 2, false, false},
    {"x + 2, SD 1", plus_two, one, 2, false, false},
    {"x + 3, SD 1", plus_three, one, 2, false, false},
    {"sin 2x - .1, SD 3", sine_two, three, 2, false, false},
    {"sin 4x - .2, SD 3", sine_four, three, 2, false, false},
    {".1 sin 2x + .05, SD 1", small_sine, one, 2, false, false},
    {"x² - 6, SD 3", square, three, 2, false, false},
    {"|x| - 1.2, SD 2", kink, two, 2, false, false},
    {"step at .7, SD 2", step, two, 2, false, true},
    {"vignette p1", vignette_one, two, 2, false, false},
    {"vignette p2", vignette_two, one, 2, false, false},
    {"lognormal - 1, SD 1", lognormal, one, 2, true, false},
    {"three strategies, SD 2", three_ways, two, 3, false, false},
    {"x + 2, SD 3 growing", plus_two, growing, 2, false, false},
    {"x + 2, SD 3 falling", plus_two, falling, 2, false, false},
    {"interaction, 0", nothing, size, 2, false, false},
    {"constant .3, SD 1", constant, one, 2, false, false},
};

static double truth_of(const problem_kind *kind)
{
    double total = 0, means[MOST_STRATEGIES] = {0}, most = 0;
    const double width = 1e-4;
    for (double z = -9 + width / 2; z < 9; z += width) {
        double nb[MOST_STRATEGIES], best = 0;
        kind->mean(z, nb);
        for (size_t d = 0; d + 1 < kind->strategies; d++) {
            means[d] += width * vi_normal_density(z) * nb[d];
            best = fmax(best, nb[d]);
        }
        total += width * vi_normal_density(z) * best;
    }
    for (size_t d = 0; d + 1 < kind->strategies; d++) {
        most = fmax(most, means[d]);
    }
    return total - most;
}

/* Two normal numbers from two uniform ones. */
static void two_normals(uint64_t seed, uint64_t stream, size_t i, double out[2])
{
    double length = sqrt(-2 * log(vi_uniform(seed, 2 * stream, i)));
    double angle = 6.283185307179586 * vi_uniform(seed, 2 * stream + 1, i);
    out[0] = length * cos(angle);
    out[1] = length * sin(angle);
}

static voi_table *sample(const problem_kind *kind, size_t rows, uint64_t seed)
{
    static double x[MOST_ROWS], nb[MOST_ROWS * MOST_STRATEGIES];
    for (size_t i = 0; i < rows; i++) {
        double z[4], means[MOST_STRATEGIES];
        two_normals(seed, 0, i, z);
        two_normals(seed, 1, i, z + 2);
        kind->mean(z[0], means);
        x[i] = kind->log_scale ? exp(z[0] / 2) : z[0];
        nb[i] = 0;
        for (size_t d = 1; d < kind->strategies; d++) {
            nb[d * rows + i] = means[d - 1] + kind->spread(z[0]) * z[d];
        }
    }
    const columns_of c = {.net_benefit = nb,
                          .parameters = x,
                          .rows = rows,
                          .strategies = kind->strategies,
                          .count = 1};
    return evppi_of(&c, NULL, 0);
}

typedef struct {
    double truth, mean, deviation, se, cover, above, below, policy; /* the last four in shares */
} record;

static record repeat(const problem_kind *kind, size_t rows, size_t repetitions)
{
    static double values[MOST_REPETITIONS];
    record r = {.truth = truth_of(kind)};
    double each = 1 / (double)repetitions, tiny = 1e-9;
    for (size_t i = 0; i < repetitions; i++) {
        voi_table *table = sample(kind, rows, 1000 * (uint64_t)(kind - kinds) * 7919 + i);
        double se = cell(table, 0, "se");
        values[i] = cell(table, 0, "evppi");
        r.mean += values[i] * each;
        r.se += se * se * each;
        r.below += cell(table, 0, "ci_high") < r.truth - tiny ? each : 0;
        r.above += cell(table, 0, "ci_low") > r.truth + tiny ? each : 0;
        r.policy += strcmp(text_cell(table, 0, "method"), "policy") == 0 ? each : 0;
        voi_table_destroy(table);
    }
    for (size_t i = 0; i < repetitions; i++) {
        r.deviation += (values[i] - r.mean) * (values[i] - r.mean) * each;
    }
    r.deviation = sqrt(r.deviation);
    r.se = sqrt(r.se);
    r.cover = 1 - r.below - r.above;
    return r;
}

static void print_record(const problem_kind *kind, size_t rows, const record *r)
{
    double unit = r->truth > 1e-9 ? r->truth / 100 : NAN, bias = r->mean - r->truth;
    printf("| %s | %zu | %.5f | %.2f | %.1f | %.1f | %.2f | %.1f | %.1f | %.1f | %.1f |\n",
           kind->name, rows, r->truth, r->truth / r->se, bias / unit,
           sqrt(r->deviation * r->deviation + bias * bias) / unit, r->se / r->deviation,
           100 * r->cover, 100 * r->below, 100 * r->above, 100 * r->policy);
    fflush(stdout);
}

/* Where 4.9 standard deviations of a share among so many repetitions lie. */
static double chance(double share, size_t repetitions)
{
    return 4.9 * sqrt(share * (1 - share) / (double)repetitions);
}

static void judge(const problem_kind *kind, size_t rows, size_t repetitions)
{
    const record r = repeat(kind, rows, repetitions);
    print_record(kind, rows, &r);
    if (kind->step) {
        return;
    }
    assert_true(r.cover >= 0.93 - chance(0.93, repetitions));
    assert_true(r.truth <= r.se || r.cover <= 0.97 + chance(0.97, repetitions));
    assert_true(r.policy <= 0.01 + chance(0.01, repetitions));
    assert_true(r.truth <= r.se || (r.se > 0.85 * r.deviation && r.se < 1.6 * r.deviation));
}

static void print_head(void)
{
    printf(
        "| problem | N | truth | truth/SE | bias %% | RMSE %% | SE/SD | cover %% | end below %% | "
        "start above %% | policy %% |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
}

static void a_thousand_rows(void **state)
{
    (void)state;
    print_head();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        judge(&kinds[i], 1000, 2000);
    }
}

static void ten_thousand_rows(void **state)
{
    (void)state;
    print_head();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        judge(&kinds[i], 10000, 500);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_rows),
        cmocka_unit_test(ten_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
