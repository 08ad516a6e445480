/* Decision models from the literature, with the truths that long runs of quadrature and quasi-Monte
 * Carlo give. */
#include "problems.h"

static const double bkoc_mean[] = {1000, .1,  5.2, 400, .7, .3, 3,  .25, -.1, .5,
                                   1500, .08, 6.1, .8,  .3, 3,  .2, -.1, .5};
static const double bkoc_sd[] = {1, .02, 1, 200, .1,  .1, .5,  .1,  .02, .2,
                                 1, .02, 1, .1,  .05, 1,  .05, .02, .2};
static const size_t bkoc_linked[4] = {4, 6, 13, 15}; /* θ5, θ7, θ14, θ16 */
static const double bkoc_link = 0.6;

/* BKOC: Brennan, Kharroubi, O'Hagan and Chilcott (2007), as in Giles and Goda (2019). Normal
 * parameters; θ5, θ7, θ14, θ16 have pairwise correlation .6. */
static void draw_bkoc(draws *d, double *theta, double *nb)
{
    double shared = normal(d, 0, 1);
    for (size_t j = 0; j < 19; j++) {
        double z = normal(d, 0, 1);
        if (j == 4 || j == 6 || j == 13 || j == 15) {
            z = sqrt(bkoc_link) * shared + sqrt(1 - bkoc_link) * z;
        }
        theta[j] = bkoc_mean[j] + bkoc_sd[j] * z;
    }
    const double *t = theta - 1;
    nb[0] = 1e4 * (t[5] * t[6] * t[7] + t[8] * t[9] * t[10]) - (t[1] + t[2] * t[3] * t[4]);
    nb[1] = 1e4 * (t[14] * t[15] * t[16] + t[17] * t[18] * t[19]) - (t[11] + t[12] * t[13] * t[4]);
}

/* The expected value given the parameters of a set of bits. Of the linked ones given a of them,
 * standardised z: mean ρ/(1 + (a − 1)ρ) Σ z, covariance of two others ρ − ρ² a/(1 + (a − 1)ρ). */
static void know_bkoc(unsigned known, const double *theta, double *nb)
{
    double t[20], z = 0, a = 0;
    for (size_t j = 0; j < 19; j++) {
        t[j + 1] = known >> (j + 1) & 1 ? theta[j] : bkoc_mean[j];
    }
    for (size_t i = 0; i < 4; i++) {
        size_t j = bkoc_linked[i];
        if (known >> (j + 1) & 1) {
            z += (theta[j] - bkoc_mean[j]) / bkoc_sd[j];
            a++;
        }
    }
    double share = bkoc_link / (1 + (a - 1) * bkoc_link);
    for (size_t i = 0; i < 4; i++) {
        size_t j = bkoc_linked[i];
        t[j + 1] = known >> (j + 1) & 1 ? theta[j] : bkoc_mean[j] + bkoc_sd[j] * share * z;
    }
    double left = bkoc_link - bkoc_link * a * share;
    double both = !(known >> 5 & 1) && !(known >> 7 & 1) ? left * bkoc_sd[4] * bkoc_sd[6] : 0;
    double other = !(known >> 14 & 1) && !(known >> 16 & 1) ? left * bkoc_sd[13] * bkoc_sd[15] : 0;
    nb[0] = 1e4 * (t[6] * (t[5] * t[7] + both) + t[8] * t[9] * t[10]) - (t[1] + t[2] * t[3] * t[4]);
    nb[1] = 1e4 * (t[15] * (t[14] * t[16] + other) + t[17] * t[18] * t[19]) -
            (t[11] + t[12] * t[13] * t[4]);
}

#define BIT(j) (1u << (j))
#define KNOW_BKOC(name, set)                                                                       \
    static void know_##name(const double *theta, double *nb)                                       \
    {                                                                                              \
        know_bkoc(set, theta, nb);                                                                 \
    }
KNOW_BKOC(6, BIT(6))
KNOW_BKOC(14, BIT(14))
KNOW_BKOC(5_14, BIT(5) | BIT(14))
KNOW_BKOC(7_16, BIT(7) | BIT(16))
KNOW_BKOC(6_15, BIT(6) | BIT(15))
KNOW_BKOC(four, BIT(5) | BIT(7) | BIT(14) | BIT(16))
KNOW_BKOC(other_four, BIT(5) | BIT(6) | BIT(14) | BIT(15))
KNOW_BKOC(six, BIT(5) | BIT(6) | BIT(7) | BIT(14) | BIT(15) | BIT(16))

static double logit(double p)
{
    return log(p / (1 - p));
}

static double expit(double x)
{
    return 1 / (1 + exp(-x));
}

/* Depression: Fang, Wang, Jalal, and others (2021), k = 20000. p1, p2: probabilities without
 * treatment; p3 … p6: log odds ratios; p7 … p12: costs and QALYs of the three outcomes. */
static const double outcome_cost[3] = {1000, 2000, 2500}, outcome_qaly[3] = {26, 23, 20};

/* Net benefits from the probabilities and the values of recovery, relapse and neither. */
static void value_depression(const double *theta, const double *y, double *nb)
{
    static const double treatment[3] = {0, 300, 30};
    for (size_t t = 0; t < 3; t++) {
        double rec = t == 0 ? theta[0] : expit(logit(theta[0]) + theta[1 + t]);
        double rel = t == 0 ? theta[1] : expit(logit(theta[1]) + theta[3 + t]);
        nb[t] = rec * (1 - rel) * y[0] + rec * rel * y[1] + (1 - rec) * y[2] - treatment[t];
    }
}

static void draw_depression(draws *d, double *theta, double *nb)
{
    static const double recovery[2] = {.99, 1.33}, relapse[2] = {-1.48, -.4};
    static const double of_recovery[3] = {.22, .15, .20}, of_relapse[3] = {.14, .05, .11};
    static const double cost_sd[3] = {50, 100, 125}, qaly_sd[3] = {2, 3, 4};
    double y[3];
    theta[0] = beta_number(d, 6, 200);
    theta[1] = beta_number(d, 2, 100);
    normal_pair(d, recovery, of_recovery, theta + 2);
    normal_pair(d, relapse, of_relapse, theta + 4);
    for (size_t j = 0; j < 3; j++) {
        theta[6 + j] = normal(d, outcome_cost[j], cost_sd[j]);
        theta[9 + j] = normal(d, outcome_qaly[j], qaly_sd[j]);
        y[j] = 20000 * theta[9 + j] - theta[6 + j];
    }
    value_depression(theta, y, nb);
}

static void know_probabilities(const double *theta, double *nb)
{
    double y[3];
    for (size_t j = 0; j < 3; j++) {
        y[j] = 20000 * outcome_qaly[j] - outcome_cost[j];
    }
    value_depression(theta, y, nb);
}

/* Ades, Lu and Claxton (2004), k = 75000. p1: P_SE; p2: Q_E; p3: log OR; p4: P_C. */
static void draw_ades(draws *d, double *theta, double *nb)
{
    const double k = 75000, years = 30;
    theta[0] = beta_number(d, 3, 9);
    theta[1] = expit(normal(d, .6, sqrt(1.0 / 6)));
    theta[2] = normal(d, -1.5, sqrt(1.0 / 3));
    theta[3] = beta_number(d, 15, 85);
    double treated = expit(logit(theta[3]) + theta[2]);
    nb[0] = 0;
    nb[1] =
        (theta[3] - treated) * (k * years * (1 - theta[1]) / 2 + 2e5) - 15e3 - theta[0] * (k + 1e5);
}

/* Net benefit of an adverse event: 16 rows of a Markov chain of the states ambulatory, hospital,
 * recovered, dead, from ambulatory. */
static double event_value(const double *p, const double *value)
{
    double state[4] = {1, 0, 0, 0}, total = 0;
    for (int cycle = 0; cycle < 16; cycle++) {
        for (int s = 0; s < 4; s++) {
            total += state[s] * value[s] / 16;
        }
        double home = state[0], hospital = state[1];
        state[0] = home * (1 - p[2]) * (1 - p[0]);
        state[1] = home * p[0] + hospital * (1 - p[3]) * (1 - p[1]);
        state[2] += home * p[2] * (1 - p[0]) + hospital * p[3] * (1 - p[1]);
        state[3] += hospital * p[1];
    }
    return total;
}

/* The chemotherapy model of Giles and Goda (2019), k = 30000. p1: π0; p2: ρ; p3, p4: γ; p5, p6: λ;
 * p7 … p9: utilities; p10 … p12: costs. */
static void draw_chemotherapy(draws *d, double *theta, double *nb)
{
    theta[0] = beta_number(d, 28, 85);
    theta[1] = normal(d, .65, .1);
    theta[2] = beta_number(d, 11, 18) / 15;
    theta[3] = beta_number(d, 2, 17) / 15;
    theta[4] = beta_number(d, 5.12, 6.26);
    theta[5] = beta_number(d, 3.63, 6.74);
    theta[6] = beta_number(d, 5.75, 5.75);
    theta[7] = beta_number(d, .87, 3.47);
    theta[8] = beta_number(d, 18.23, .372);
    theta[9] = lognormal(d, 7.74, .039);
    theta[10] = lognormal(d, 8.77, .15);
    theta[11] = lognormal(d, 8.33, .13);
    const double value[4] = {30000 * theta[6] - theta[9], 30000 * theta[7] - theta[10],
                             30000 * theta[8], -theta[11]};
    nb[0] = 0;
    nb[1] = theta[0] * (1 - theta[1]) * (30000 * theta[8] - event_value(theta + 2, value)) - 310;
}

static const problem_kind list[] = {
    {"BKOC",
     19,
     2,
     draw_bkoc,
     0,
     {{"p6", 611.802, know_6},
      {"p14", 230.812, know_14},
      {"p5,p14", 247.912, know_5_14},
      {"p7,p16", 536.524, know_7_16},
      {"p6,p15", 739.857, know_6_15},
      {"p5,p7,p14,p16", 596.990, know_four},
      {"p5,p6,p14,p15", 841.225, know_other_four},
      {"p5,p6,p7,p14,p15,p16", 1045.895, know_six}}},
    {"depression",
     12,
     3,
     draw_depression,
     0,
     {{"p1,p2,p3,p4,p5,p6", 273.999, know_probabilities},
      {"p7,p8,p9,p10,p11,p12", 286.928, NULL},
      {"p3,p4,p5,p6", 273.571, NULL}}},
    {"Ades",
     4,
     2,
     draw_ades,
     0,
     {{"p1", 6298.17, NULL}, {"p2", 2097.38, NULL}, {"p3", 3942.39, NULL}, {"p4", 3402.07, NULL}}},
    {"chemotherapy",
     12,
     2,
     draw_chemotherapy,
     0,
     {{"p1", 1.576, NULL}, {"p2", 8.039, NULL}, {"p1,p2,p3,p4,p5,p6", 28.034, NULL}}},
};

const problem_list model_problems = {list, sizeof list / sizeof *list};
