/* The logarithm of a gamma variable and the logit of a beta variable have log-concave densities,
 * hence log-concave distribution functions: Newton's method on log P climbs to the root from the
 * left without overshooting, and a start to its right falls to its left at once. Upper tails of
 * beta distributions are lower tails of their mirror images. P itself: the power series below the
 * mean, continued fractions by Lentz's method beyond it. They take about √shape terms, so that
 * large shapes use the expansion of Cornish and Fisher, and a beta distribution with one large
 * shape is a gamma distribution to second order. */
#include "math/quantiles.h"
#include "math/log_gamma.h"

#include "math/normal.h"

#include <math.h>
#include <stdbool.h>

enum { MOST_STEPS = 200, MOST_TERMS = 2000 };

static const double large_shape = 500, large_both = 200, large_one = 1e4, large_enough = 20;
static const double tiny = 1e-300, precision = 1e-15;

double vi_cornish_fisher(double z, double skewness, double kurtosis)
{
    return z + skewness * (z * z - 1) / 6 + kurtosis * (z * z * z - 3 * z) / 24 -
           skewness * skewness * (2 * z * z * z - 5 * z) / 36;
}

/* ---- Continued fractions ---- */

typedef struct {
    double value, upper, lower;
} lentz;

static double away_from_zero(double x)
{
    return fabs(x) < tiny ? tiny : x;
}

/* Takes the next pair b + a / …; false once it changes nothing. */
static bool extend(lentz *f, double a, double b)
{
    f->lower = 1 / away_from_zero(b + a * f->lower);
    f->upper = away_from_zero(b + a / f->upper);
    double change = f->upper * f->lower;
    f->value *= change;
    return fabs(change - 1) > precision;
}

/* ---- Newton's method ---- */

/* A distribution on a scale y on which it is log-concave: P and the density there. */
typedef struct {
    double a, b;
    void (*at)(double a, double b, double y, double *below, double *density);
} law;

/* The y between low and high with P(y) = p. Halves where P underflows or a step leaves. */
static double solve(const law *of, double p, double start, double low, double high)
{
    double y = start, change = INFINITY;
    for (int i = 0; i < MOST_STEPS && fabs(change) > precision * fmax(1, fabs(y)); i++) {
        double below, density, next = NAN;
        of->at(of->a, of->b, y, &below, &density);
        if (below < p) {
            low = y;
        } else {
            high = y;
        }
        if (below > 0 && density > 0) {
            next = y + log(p / below) * below / density;
        }
        next = next >= low && next <= high ? next : (low + high) / 2;
        change = next - y;
        y = next;
    }
    return y;
}

/* ---- Gamma: y = log x ---- */

static void gamma_at(double shape, double unused, double y, double *below, double *density)
{
    (void)unused;
    double x = exp(y);
    *density = exp(shape * y - x - vi_log_gamma(shape));
    if (x < shape + 1) {
        double term = 1 / shape, sum = term;
        for (int k = 1; k < MOST_TERMS && term > precision * sum; k++) {
            term *= x / (shape + k);
            sum += term;
        }
        *below = sum * *density;
        return;
    }
    double b = x + 1 - shape;
    lentz f = {1 / b, 1 / tiny, 1 / b};
    for (int k = 1; k < MOST_TERMS && extend(&f, -k * (k - shape), b + 2 * k); k++) {
    }
    *below = 1 - f.value * *density;
}

double vi_gamma_quantile(double shape, double p)
{
    double z = vi_normal_quantile(p);
    if (shape > large_shape) {
        return shape + sqrt(shape) * vi_cornish_fisher(z, 2 / sqrt(shape), 6 / shape);
    }
    /* P(X <= x) <= x^shape / Γ(shape + 1); the start is Wilson and Hilferty's. */
    double least = (log(p) + vi_log_gamma(shape + 1)) / shape;
    double cube = 1 - 1 / (9 * shape) + z / (3 * sqrt(shape));
    double start = cube > 0 ? log(shape) + 3 * log(cube) : least;
    return exp(solve(&(law){shape, 0, gamma_at}, p, fmax(start, least), least, 10));
}

/* ---- Beta: y = log(x / (1 - x)) ---- */

/* x^a (1 - x)^b / B(a, b): the density on the logit scale. */
static double beta_density(double a, double b, double x)
{
    return exp(a * log(x) + b * log1p(-x) + vi_log_gamma(a + b) - vi_log_gamma(a) -
               vi_log_gamma(b));
}

static double beta_below(double a, double b, double x)
{
    if (x > (a + 1) / (a + b + 2)) {
        return 1 - beta_below(b, a, 1 - x);
    }
    lentz f = {1, 1, 0};
    bool moves = extend(&f, -(a + b) * x / (a + 1), 1);
    for (int m = 1; m < MOST_TERMS && moves; m++) {
        double at = a + 2 * m;
        extend(&f, m * (b - m) * x / ((at - 1) * at), 1);
        moves = extend(&f, -(a + m) * (a + b + m) * x / (at * (at + 1)), 1);
    }
    return beta_density(a, b, x) / (a * f.value);
}

static void beta_at(double a, double b, double y, double *below, double *density)
{
    double x = 1 / (1 + exp(-y));
    *below = beta_below(a, b, x);
    *density = beta_density(a, b, x);
}

static double beta_of_normal(double a, double b, double z)
{
    double s = a + b, sd = sqrt(a * b / (s + 1)) / s;
    double skewness = 2 * (b - a) * sqrt(s + 1) / ((s + 2) * sqrt(a * b));
    double kurtosis =
        6 * ((a - b) * (a - b) * (s + 1) - a * b * (s + 2)) / (a * b * (s + 2) * (s + 3));
    return fmin(fmax(a / s + sd * vi_cornish_fisher(z, skewness, kurtosis), 0), 1);
}

double vi_beta_quantile(double a, double b, double p)
{
    if (fmin(a, b) > large_both) {
        return beta_of_normal(a, b, vi_normal_quantile(p));
    }
    if (b > large_one) {
        double g = vi_gamma_quantile(a, p);
        return g / (b + (a - 1) / 2 + g / 2);
    }
    if (p > 0.5 || a > large_one) {
        return 1 - vi_beta_quantile(b, a, 1 - p);
    }
    double y = solve(&(law){a, b, beta_at}, p, log(a / b), -750, 750);
    return 1 / (1 + exp(-y));
}

double vi_beta_quantile_near(double a, double b, double p)
{
    return fmin(a, b) > large_enough ? beta_of_normal(a, b, vi_normal_quantile(p))
                                     : vi_beta_quantile(a, b, p);
}
