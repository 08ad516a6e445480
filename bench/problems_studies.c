/* Studies with closed forms; one of a heavy tail and one trial of two arms by quadrature.
 *
 * A count turns the decision where the posterior mean passes the value at which the strategies are
 * worth the same; so do means of measurements, whose posterior mean is a line in them: with b the
 * slopes, Σ the variance of the parameters and r that of the means, the increment has the
 * preposterior variance s² = (Σb)' (Σ + rI)⁻¹ Σb, and EVSI = μ Φ(μ/s) + s φ(μ/s) − max(0, μ). */
#include "problem_classes.h"
#include "studies.h"

#include <string.h>

/* The chance of less than `end` successes of n. */
static double binomial_below(double end, double n, double p)
{
    double chance = exp(n * log1p(-p)), below = 0;
    for (size_t x = 0; (double)x < end; x++) {
        below += chance;
        chance *= (n - (double)x) / (double)(x + 1) * p / (1 - p);
    }
    return below;
}

static double poisson_below(double end, double mean)
{
    double chance = exp(-mean), below = 0;
    for (size_t x = 0; (double)x < end; x++) {
        below += chance;
        chance *= mean / (double)(x + 1);
    }
    return below;
}

/* ---- A share: p ~ Beta(3, 7), increment 100 p − 35 ---- */

static void draw_share(draws *d, double *theta, double *nb)
{
    theta[0] = beta_number(d, 3, 7);
    nb[0] = 0;
    nb[1] = 100 * theta[0] - 35;
}

static void draw_noisy_share(draws *d, double *theta, double *nb)
{
    draw_share(d, theta, nb);
    nb[1] += normal(d, 0, 30);
}

/* The second strategy from so many successes on. */
static void know_share(const study_kind *kind, double n, study_fact *fact)
{
    (void)kind;
    fact->turn[0] = floor(0.35 * (10 + n) - 3) + 1;
}

static double from_turn(const study_kind *kind, const double *theta, double n,
                        const study_fact *fact)
{
    (void)kind;
    return 1 - binomial_below(fact->turn[0], n, theta[0]);
}

/* ---- A rate: λ ~ Gamma(4, rate 2), increment 10 − 4 λ ---- */

static void draw_rate(draws *d, double *theta, double *nb)
{
    theta[0] = gamma_number(d, 4) / 2;
    nb[0] = 0;
    nb[1] = 10 - 4 * theta[0];
}

static void know_rate(const study_kind *kind, double n, study_fact *fact)
{
    (void)kind;
    fact->turn[0] = ceil(2.5 * (2 + n) - 4);
}

static double below_rate(const study_kind *kind, const double *theta, double n,
                         const study_fact *fact)
{
    (void)kind;
    return poisson_below(fact->turn[0], n * theta[0]);
}

/* ---- Times to an event at that rate, all of them seen: with their total T the mean of the rate is
 * (4 + n) / (2 + T) ---- */

static void know_times(const study_kind *kind, double n, study_fact *fact)
{
    (void)kind;
    fact->turn[0] = (4 + n) / 2.5 - 2;
}

/* T lies above the turn where fewer than n events have come by then. */
static double above_total(const study_kind *kind, const double *theta, double n,
                          const study_fact *fact)
{
    (void)kind;
    return poisson_below(n, fact->turn[0] * theta[0]);
}

/* ---- The vignette of the R package voi: p1 ~ N(1, 1), p2 ~ N(0, SD 2), increment p1 − p2 ---- */

static void draw_vignette(draws *d, double *theta, double *nb)
{
    theta[0] = normal(d, 1, 1);
    theta[1] = normal(d, 0, 2);
    nb[0] = 0;
    nb[1] = theta[0] - theta[1];
}

/* The posterior mean of p1 is above 0 where that of the data is above −1/n. */
static void know_vignette(const study_kind *kind, double n, study_fact *fact)
{
    (void)kind;
    fact->turn[0] = -1 / n;
}

static double above_turn(const study_kind *kind, const double *theta, double n,
                         const study_fact *fact)
{
    return vi_normal_cdf(sqrt(n) / kind->sd * (theta[0] - fact->turn[0]));
}

/* ---- A heavy tail: θ = exp 2 z, z ~ N(0, 1), increment θ − 3; a hundredth of the rows has nine
 * tenths of the variance ---- */

static const double spread_of_log = 2, heavy_cost = 3, furthest = 8, heavy_step = 1.0 / 128;

static void draw_heavy(draws *d, double *theta, double *nb)
{
    theta[0] = exp(spread_of_log * normal(d, 0, 1));
    nb[0] = 0;
    nb[1] = theta[0] - heavy_cost;
}

/* The increment expected after a mean of y with standard error e, times the density of y. */
static double heavy_after(double y, double e)
{
    double sum = 0;
    for (double z = -furthest; z <= furthest; z += heavy_step) {
        double theta = exp(spread_of_log * z), off = (y - theta) / e;
        sum += (theta - heavy_cost) * exp(-(z * z + off * off) / 2);
    }
    return sum;
}

static void know_heavy(const study_kind *kind, double n, study_fact *fact)
{
    double e = kind->sd / sqrt(n), low = heavy_cost - 10 * e, high = heavy_cost + 10 * e;
    while (high - low > 1e-12 * e) {
        double middle = (low + high) / 2;
        bool gains = heavy_after(middle, e) > 0;
        low = gains ? low : middle;
        high = gains ? middle : high;
    }
    fact->turn[0] = high;
    fact->evsi = heavy_cost - exp(spread_of_log * spread_of_log / 2);
    for (double z = -furthest; z <= furthest; z += heavy_step) {
        double theta = exp(spread_of_log * z), chance = vi_normal_cdf((theta - high) / e);
        fact->evsi += heavy_step * vi_normal_density(z) * (theta - heavy_cost) * chance;
    }
}

/* ---- A line: .3 + Σ b θ + noise of SD 2; θ of variance 1 and covariances ½ ---- */

enum { LINE = 5 };
static const double slope[LINE] = {1, -0.5, 0.8, 0.4, -0.9}, start = 0.3, line_noise = 2,
                    measuring = 2;

static void draw_line(draws *d, double *theta, double *nb)
{
    double shared = normal(d, 0, 1);
    nb[0] = 0;
    nb[1] = start + normal(d, 0, line_noise);
    for (size_t j = 0; j < LINE; j++) {
        theta[j] = sqrt(0.5) * (normal(d, 0, 1) + shared);
        nb[1] += slope[j] * theta[j];
    }
}

/* Of parameters p1, …: their places. */
static size_t place_of(const study_kind *kind, size_t j)
{
    return (size_t)(kind->pars[j][1] - '1');
}

/* Fills turn with the weights of the means in the increment that is expected, a = (Σ + rI)⁻¹ c with
 * c = Σ_S· b = ½ b_S + ½ Σ b, and then their standard error. Σ + rI = (½ + r) I + ½ J. */
static void know_line(const study_kind *kind, double n, study_fact *fact)
{
    double r = measuring * measuring / n, all = 0, sum = 0, square = 0, length = 0;
    double *a = fact->turn;
    for (size_t j = 0; j < LINE; j++) {
        all += slope[j];
    }
    for (size_t j = 0; j < kind->measured; j++) {
        a[j] = 0.5 * (slope[place_of(kind, j)] + all);
        sum += a[j];
    }
    for (size_t j = 0; j < kind->measured; j++) {
        double c = a[j], shared = 0.5 * sum / (0.5 + r + 0.5 * (double)kind->measured);
        a[j] = (c - shared) / (0.5 + r);
        square += a[j] * c;
        length += a[j] * a[j];
    }
    double s = sqrt(square);
    a[kind->measured] = sqrt(r * length);
    fact->evsi = s * vi_normal_density(start / s) - start * vi_normal_cdf(-start / s);
}

static double above_line(const study_kind *kind, const double *theta, double n,
                         const study_fact *fact)
{
    double expected = start;
    (void)n;
    for (size_t j = 0; j < kind->measured; j++) {
        expected += fact->turn[j] * theta[place_of(kind, j)];
    }
    return vi_normal_cdf(expected / fact->turn[kind->measured]);
}

static void as_they_are(const voi_setup *setup, const double *theta, double *out)
{
    memcpy(out, theta, setup->parameters * sizeof *out);
}

static size_t means(const voi_setup *setup, voi_result *out)
{
    for (size_t j = 0; j < setup->parameters; j++) {
        out[j] = (voi_result){VOI_RESULT_NORMAL, setup->n, measuring};
    }
    return setup->parameters;
}

static const voi_design_parameter any[] = {{"mean", VOI_DOMAIN_REAL}};

static const voi_design measurements = {.name = "means",
                                        .purpose = "means of several measurements",
                                        .unit = "participants",
                                        .parameters = any,
                                        .parameter_count = 1,
                                        .fewest = 1,
                                        .most = LINE,
                                        .results = means,
                                        .values = as_they_are};

/* ---- Ades, Lu and Claxton (2004), at k = 75,000: P_SE, Q_E, P_C, log OR ---- */

static double chance_of(double logit)
{
    return 1 / (1 + exp(-logit));
}

static void draw_ades(draws *d, double *theta, double *nb)
{
    const double k = 75e3;
    theta[0] = beta_number(d, 3, 9);
    theta[1] = chance_of(normal(d, 0.6, sqrt(1.0 / 6)));
    theta[2] = beta_number(d, 15, 85);
    theta[3] = normal(d, -1.5, sqrt(1.0 / 3));
    double treated = chance_of(log(theta[2] / (1 - theta[2])) + theta[3]);
    nb[0] = 0;
    nb[1] =
        (theta[2] - treated) * (k * 30 * (1 - theta[1]) / 2 + 2e5) - 15e3 - theta[0] * (k + 1e5);
}

/* Its mean increment is 5298.61 at P_SE = ¼, and falls by k + 100,000 per unit of P_SE. */
static void know_ades(const study_kind *kind, double n, study_fact *fact)
{
    (void)kind;
    fact->turn[0] = ceil((0.25 + 5298.61 / 175e3) * (12 + n) - 3);
}

static double below_turn(const study_kind *kind, const double *theta, double n,
                         const study_fact *fact)
{
    (void)kind;
    return binomial_below(fact->turn[0], n, theta[0]);
}

/* ---- A trial: p0 ~ Beta(15, 85), log odds ratio ~ N(−.6, SD .6) to p1,
 * increment 60,000 (p0 − p1) − 1500 + noise of SD 3000 ---- */

static double worth(double p0, double p1)
{
    return 6e4 * (p0 - p1) - 1500;
}

static double treated_share(double p0, double z)
{
    return chance_of(log(p0 / (1 - p0)) - 0.6 + 0.6 * z);
}

static void draw_trial(draws *d, double *theta, double *nb)
{
    theta[0] = beta_number(d, 15, 85);
    theta[1] = treated_share(theta[0], normal(d, 0, 1));
    nb[0] = 0;
    nb[1] = worth(theta[0], theta[1]) + normal(d, 0, 3000);
}

/* chance[x] of x of n successes. */
static void set_binomial(size_t n, double p, double *chance)
{
    chance[0] = exp((double)n * log1p(-p));
    for (size_t x = 0; x < n; x++) {
        chance[x + 1] = chance[x] * (double)(n - x) / (double)(x + 1) * p / (1 - p);
    }
}

/* Midpoints of p0 on (0, ½), beyond which there is nothing, and of z on (−7, 7). */
enum { SHARES = 500, SCORES = 280 };

/* What follows for p0 after y events of n under treatment: adds mass × worth to part[y]. */
static double add_scores(double p0, double weight, size_t n, double *part)
{
    double chance[MOST_TURNS], mean = 0, width = 14.0 / SCORES;
    for (size_t j = 0; j < SCORES; j++) {
        double z = -7 + ((double)j + 0.5) * width, p1 = treated_share(p0, z);
        double gain = weight * width * vi_normal_density(z) * worth(p0, p1);
        set_binomial(n, p1, chance);
        mean += gain;
        for (size_t y = 0; y <= n; y++) {
            part[y] += gain * chance[y];
        }
    }
    return mean;
}

/* turn[x]: after x events under control the treatment is better below so many of its own. */
static void know_trial(const study_kind *kind, double size, study_fact *fact)
{
    size_t n = (size_t)size;
    double sum[MOST_TURNS][MOST_TURNS] = {{0}}, mean = 0, mass = 0, gained = 0;
    (void)kind;
    for (size_t i = 0; i < SHARES; i++) {
        double p0 = ((double)i + 0.5) * 0.5 / SHARES, chance[MOST_TURNS], part[MOST_TURNS] = {0};
        double weight = exp(14 * log(p0) + 84 * log1p(-p0));
        mass += weight;
        mean += add_scores(p0, weight, n, part);
        set_binomial(n, p0, chance);
        for (size_t x = 0; x <= n; x++) {
            for (size_t y = 0; y <= n; y++) {
                sum[x][y] += chance[x] * part[y];
            }
        }
    }
    for (size_t x = 0; x <= n; x++) {
        fact->turn[x] = 0;
        for (size_t y = 0; y <= n; y++) {
            gained += fmax(sum[x][y], 0);
            fact->turn[x] += sum[x][y] > 0;
        }
    }
    fact->evsi = (gained - fmax(mean, 0)) / mass;
}

static double trial_leads(const study_kind *kind, const double *theta, double size,
                          const study_fact *fact)
{
    size_t n = (size_t)size;
    double control[MOST_TURNS], treated[MOST_TURNS], below[MOST_TURNS + 1] = {0}, leads = 0;
    (void)kind;
    set_binomial(n, theta[0], control);
    set_binomial(n, theta[1], treated);
    for (size_t y = 0; y <= n; y++) {
        below[y + 1] = below[y] + treated[y];
    }
    for (size_t x = 0; x <= n; x++) {
        leads += control[x] * below[(size_t)fact->turn[x]];
    }
    return leads;
}

/* ---- The list ---- */

#define SHARE_SIZES                                                                                \
    .sizes = 5, .n = {1, 5, 10, 50, 100},                                                          \
    .evsi = {.4090909090909101, 1.5034965034965027, 2.0510835913312717, 3.147153637763784,         \
             3.36575719012759},                                                                    \
    .evppi = 3.610245730050778, .know = know_share, .leads = from_turn

#define LINE_SIZES .sizes = 3, .n = {1, 10, 100}, .know = know_line, .leads = above_line

static const study_kind list[] = {
    {.model = {.name = "beta-binomial", 1, 2, draw_share},
     .design = "binary",
     .pars = {"p1"},
     .measured = 1,
     SHARE_SIZES},
    {.model = {.name = "beta-binomial, noise", 1, 2, draw_noisy_share},
     .design = "binary",
     .pars = {"p1"},
     .measured = 1,
     SHARE_SIZES},
    {.model = {.name = "gamma-Poisson", 1, 2, draw_rate},
     .design = "rate",
     .pars = {"p1"},
     .measured = 1,
     .evppi = .8736871275480818,
     .sizes = 3,
     .n = {1, 5, 20},
     .evsi = {.33622923334857413, .662483037542207, .8085829545282319},
     .know = know_rate,
     .leads = below_rate},
    {.model = {.name = "gamma-exponential", 1, 2, draw_rate},
     .design = "time_to_event",
     .pars = {"p1"},
     .measured = 1,
     .follow_up = 1e6,
     .evppi = .8736871275480818,
     .sizes = 3,
     .n = {5, 20, 100},
     .evsi = {.4253524960059609, .7203442515425644, .8395859391851825},
     .know = know_times,
     .leads = above_total},
    {.model = {.name = "vignette", 2, 2, draw_vignette},
     .design = "normal_known",
     .pars = {"p1"},
     .measured = 1,
     .sd = 1,
     .evppi = .0833154705876864,
     .sizes = 4,
     .n = {1, 10, 100, 1000},
     .evsi = {.0251272708300061, .07232512026086235, .08211760559711401, .08319460609998663},
     .know = know_vignette,
     .leads = above_turn},
    {.model = {.name = "lognormal", 1, 2, draw_heavy},
     .design = "normal_known",
     .pars = {"p1"},
     .measured = 1,
     .sd = 5,
     .evppi = 1.5832096110748,
     .sizes = 3,
     .n = {1, 10, 100},
     .know = know_heavy,
     .leads = above_turn},
    {.model = {.name = "line, one mean", LINE, 2, draw_line},
     .design = "normal_known",
     .pars = {"p1"},
     .measured = 1,
     .sd = 2,
     .evppi = .2288125028692,
     LINE_SIZES},
    {.model = {.name = "line, two means", LINE, 2, draw_line},
     .own = &measurements,
     .pars = {"p1", "p5"},
     .measured = 2,
     .evppi = .2932562431314,
     LINE_SIZES},
    {.model = {.name = "line, five means", LINE, 2, draw_line},
     .own = &measurements,
     .pars = {"p1", "p2", "p3", "p4", "p5"},
     .measured = 5,
     .evppi = .3912639089197,
     LINE_SIZES},
    {.model = {.name = "Ades", 4, 2, draw_ades},
     .design = "binary",
     .pars = {"p1"},
     .measured = 1,
     .evppi = 6298.17,
     .sizes = 3,
     .n = {10, 60, 200},
     .evsi = {3660.36, 5583.84, 6062.57},
     .know = know_ades,
     .leads = below_turn},
    {.model = {.name = "trial", 2, 2, draw_trial},
     .design = "trial_binary",
     .pars = {"p1", "p2"},
     .measured = 2,
     .evppi = 763.9790883,
     .sizes = 3,
     .n = {20, 60, 200},
     .know = know_trial,
     .leads = trial_leads},
    {.model = {.name = "multinomial", CLASSES, 2, classes_draw},
     .design = "multinomial",
     .pars = {"p1", "p2", "p3", "p4"},
     .measured = CLASSES,
     .evppi = 5.0714,
     .sizes = 3,
     .n = {1, 5, 10},
     .know = classes_know,
     .leads = classes_lead},
};

const study_list study_problems = {list, sizeof list / sizeof *list};
