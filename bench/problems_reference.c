/* Problems with closed forms. For two strategies with a normal increment of mean μ, s the standard
 * deviation of its expectation given the group, EVPPI = μ Φ(μ/s) + s φ(μ/s) − max(0, μ). */
#include "problems.h"

static void nothing(double *nb)
{
    nb[0] = 0;
}

/* Increment p1 − p2, p1 ~ N(1, 1), p2 ~ N(0, SD 2). */
static void draw_vignette(draws *d, double *theta, double *nb)
{
    theta[0] = normal(d, 1, 1);
    theta[1] = normal(d, 0, 2);
    nothing(nb);
    nb[1] = theta[0] - theta[1];
}

static void draw_sum(draws *d, double *theta, double *nb)
{
    theta[0] = normal(d, 0, 1);
    theta[1] = normal(d, 0, 1);
    nothing(nb);
    nb[1] = theta[0] + theta[1];
}

static void draw_product(draws *d, double *theta, double *nb)
{
    theta[0] = normal(d, 0, 1);
    theta[1] = normal(d, 0, 1);
    nothing(nb);
    nb[1] = theta[0] * theta[1] + normal(d, 0, 1);
}

static void know_product(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = theta[0] * theta[1];
}

static void know_vignette_1(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = theta[0];
}

static void know_vignette_2(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = 1 - theta[1];
}

static void know_first(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = theta[0];
}

static void know_sum(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = theta[0] + theta[1];
}

static void know_lognormal(const double *theta, double *nb)
{
    nothing(nb);
    nb[1] = theta[0] - 1;
}

static const double slope[5] = {1, -0.5, 0.8, 0.4, -0.9};

/* Increment .3 + Σ b θ, θ1 … θ5 with pairwise correlation ½, noise of SD 2. Σ = ½ I + ½ J. */
static void draw_linear(draws *d, double *theta, double *nb)
{
    double z[5], shared;
    for (size_t j = 0; j < 5; j++) {
        z[j] = normal(d, 0, 1);
    }
    shared = normal(d, 0, 1);
    nothing(nb);
    nb[1] = 0.3 + normal(d, 0, 2);
    for (size_t j = 0; j < 5; j++) {
        theta[j] = sqrt(0.5) * (z[j] + shared);
        nb[1] += slope[j] * theta[j];
    }
}

/* Σ_SS⁻¹ = 2 I − 2/(q + 1) J for q parameters, c = Σ_S· b = ½ b_S + ½ Σ b. */
static void know_linear(const size_t *group, size_t q, const double *theta, double *nb)
{
    double all = 0, sum = 0;
    nothing(nb);
    nb[1] = 0.3;
    for (size_t j = 0; j < 5; j++) {
        all += slope[j];
    }
    for (size_t i = 0; i < q; i++) {
        sum += 0.5 * slope[group[i]] + 0.5 * all;
    }
    for (size_t i = 0; i < q; i++) {
        double c = 0.5 * slope[group[i]] + 0.5 * all;
        nb[1] += (2 * c - 2 / (double)(q + 1) * sum) * theta[group[i]];
    }
}

static void know_linear_1(const double *theta, double *nb)
{
    know_linear((const size_t[]){0}, 1, theta, nb);
}

static void know_linear_15(const double *theta, double *nb)
{
    know_linear((const size_t[]){0, 4}, 2, theta, nb);
}

static void know_linear_all(const double *theta, double *nb)
{
    know_linear((const size_t[]){0, 1, 2, 3, 4}, 5, theta, nb);
}

/* Increment p1 − 1, log p1 ~ N(0, SD ½), and noise. */
static void draw_lognormal(draws *d, double *theta, double *nb)
{
    theta[0] = lognormal(d, 0, 0.5);
    nothing(nb);
    nb[1] = theta[0] - 1 + normal(d, 0, 1);
}

/* For the linear problem s² = cᵀ Σ_SS⁻¹ c. */
static const problem_kind list[] = {
    {"vignette",
     2,
     2,
     draw_vignette,
     0,
     {{"p1", 0.0833154705876864, know_vignette_1}, {"p2", 0.39559311480261217, know_vignette_2}}},
    {"sum of two",
     2,
     2,
     draw_sum,
     0,
     {{"p1", 0.3989422804014327, know_first}, {"p1,p2", 0.5641895835477563, know_sum}}},
    {"product of two", 2, 2, draw_product, 0, {{"p1,p2", 0.3183098861837907, know_product}}},
    {"lognormal", 1, 2, draw_lognormal, 0, {{"p1", 0.150381165279602, know_lognormal}}},
    {"linear, correlated",
     5,
     2,
     draw_linear,
     0,
     {{"p1", 0.2288125028692, know_linear_1},
      {"p1,p5", 0.2932562431314, know_linear_15},
      {"p1,p2,p3,p4,p5", 0.3912639089197, know_linear_all}}},
};

const problem_list reference_problems = {list, sizeof list / sizeof *list};
