/* Problems of our own. Each has one group, whose parameters are drawn first, and the net benefits
 * expected given it; the noise of all else comes on top. */
#include "problems.h"

static void add_noise(draws *d, double *nb, size_t strategies, double sd)
{
    for (size_t s = 1; s < strategies; s++) {
        nb[s] += normal(d, 0, sd);
    }
}

static void draw_normals(draws *d, double *theta, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        theta[j] = normal(d, 0, 1);
    }
}

/* Waves, squares and an interaction; three strategies. */
static void know_waves(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = sin(2 * t[0]) + 0.5 * t[1] * t[2] + 0.3 * t[3] - 0.2;
    nb[2] = 0.4 * t[0] * t[0] - 0.5 + 0.5 * t[1] - 0.3 * t[2] * t[3];
}

static void draw_waves(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 4);
    know_waves(t, nb);
    add_noise(d, nb, 3, 1.5);
}

/* Five correlated parameters of different shapes, all in products. */
static void know_five(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = 2 * t[0] * t[1] - t[2] * t[3] + t[4] * t[0] - 1.2;
}

static void draw_five(draws *d, double *t, double *nb)
{
    double z[5];
    draw_normals(d, z, 5);
    t[0] = exp(0.4 * z[0]);
    t[1] = vi_normal_cdf(0.6 * z[0] + 0.8 * z[1]);
    t[2] = exp(0.3 * z[2]);
    t[3] = vi_normal_cdf(z[3]);
    t[4] = 0.5 * z[2] + sqrt(0.75) * z[4];
    know_five(t, nb);
    add_noise(d, nb, 2, 2);
}

/* A kink: the better of two uncertain treatments is what one gets. */
static void know_kink(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = fmax(t[0], t[1]) - 0.9;
}

static void draw_kink(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 2);
    know_kink(t, nb);
    add_noise(d, nb, 2, 1);
}

/* A threshold on a sum: a step across two parameters. */
static void know_threshold(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = t[0] + t[1] > 0.5 ? 2 : -0.9;
}

static void draw_threshold(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 2);
    know_threshold(t, nb);
    add_noise(d, nb, 2, 2);
}

/* A product of four: no interaction of lower order. */
static void know_product(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = t[0] * t[1] * t[2] * t[3] - 0.1;
}

static void draw_product(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 4);
    know_product(t, nb);
    add_noise(d, nb, 2, 1);
}

/* Costs that multiply: the exponential of a sum, heavy-tailed. */
static void know_exponential(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = 3 - exp(0.6 * t[0] + 0.6 * t[1] + 0.4 * t[2]);
}

static void draw_exponential(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 3);
    know_exponential(t, nb);
    add_noise(d, nb, 2, 2);
}

/* Noise that grows with the parameters; discrete, uniform and normal ones. */
static void know_spread(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = 0.5 * t[0] + t[1] * t[2] - 1;
}

static void draw_spread(draws *d, double *t, double *nb)
{
    t[0] = floor(5 * uniform(d));
    t[1] = uniform(d);
    t[2] = normal(d, 0, 1);
    know_spread(t, nb);
    add_noise(d, nb, 2, 0.5 + 2 * t[1]);
}

/* Forty parameters of which eight matter, two of them in a product. */
static void know_many(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = t[0] + 0.7 * t[3] - 0.6 * t[7] + t[11] * t[12] + 0.5 * fabs(t[20]) - 0.4 * t[30] +
            0.3 * t[39];
}

static void draw_many(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 40);
    know_many(t, nb);
    add_noise(d, nb, 2, 2);
}

/* The threshold lies far out: little is to be gained. */
static void know_rare(const double *t, double *nb)
{
    nb[0] = 0;
    nb[1] = t[0] + 0.5 * t[1] - 2.6;
}

static void draw_rare(draws *d, double *t, double *nb)
{
    draw_normals(d, t, 2);
    know_rare(t, nb);
    add_noise(d, nb, 2, 2);
}

#define ALL_FORTY                                                                                  \
    "p1,p2,p3,p4,p5,p6,p7,p8,p9,p10,p11,p12,p13,p14,p15,p16,p17,p18,p19,p20,p21,p22,p23,p24,p25,"  \
    "p26,p27,p28,p29,p30,p31,p32,p33,p34,p35,p36,p37,p38,p39,p40"

static const problem_kind list[] = {
    {"waves", 4, 3, draw_waves, 4, {{"p1,p2,p3,p4", NAN, know_waves}}},
    {"five in products", 5, 2, draw_five, 5, {{"p1,p2,p3,p4,p5", NAN, know_five}}},
    {"kink", 2, 2, draw_kink, 2, {{"p1,p2", NAN, know_kink}}},
    {"threshold", 2, 2, draw_threshold, 2, {{"p1,p2", NAN, know_threshold}}},
    {"product of four", 4, 2, draw_product, 4, {{"p1,p2,p3,p4", NAN, know_product}}},
    {"exponential", 3, 2, draw_exponential, 3, {{"p1,p2,p3", NAN, know_exponential}}},
    {"spreading noise", 3, 2, draw_spread, 3, {{"p1,p2,p3", NAN, know_spread}}},
    {"rare", 2, 2, draw_rare, 2, {{"p1,p2", NAN, know_rare}}},
    {"forty", 40, 2, draw_many, 0, {{ALL_FORTY, NAN, know_many}}},
};

const problem_list synthetic_problems = {list, sizeof list / sizeof *list};
