/* With s = t^shape, S(t) the chance of no event, G(t) that of not having been censored, the moments
 * are ∫ s^j G d(1 − S) with an event and ∫ s^j S d(1 − G) without; both by Gauss's rule of 16
 * points on either side of the time from which the trial's end censors. Times are powers y^c of the
 * variable of integration where the shape is not whole, so that t^shape has no singularity at 0,
 * and end where hardly anybody is left.
 *
 * The sum of times is given bounds, mean and variance by the sums of the patients', and drawn from
 * the beta distribution that has them. That is exact for one patient whose time is uniform, as
 * under rare events, and for any number of exponential times that nothing censors; in between it
 * has nearly the right skewness, and for many patients it is normal, as it should be. */
#include "studies/follow_up.h"

#include "math/quantiles.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Gauss and Legendre's points on (0, 1), mirrored, and their weights. */
enum { HALF = 8, MOMENTS = 3 };
static const double points[HALF][2] = {
    {0.095012509837637441, 0.18945061045506864}, {0.28160355077925892, 0.18260341504492364},
    {0.45801677765722737, 0.16915651939500265},  {0.61787624440264377, 0.14959598881657671},
    {0.755404408355003, 0.12462897125553407},    {0.86563120238783176, 0.095158511682492605},
    {0.9445750230732326, 0.062253523938647456},  {0.98940093499164994, 0.027152459411754176}};

/* e^-hardly is the share of patients that may be forgotten. */
static const double hardly = 36, widest_power = 4;

typedef struct {
    const vi_follow_up *f;
    double power;                          /* c */
    double events[MOMENTS], free[MOMENTS]; /* the integrals for j = 0, 1, 2 */
} integrals;

static void add(double *sums, double weight, double s)
{
    for (int j = 0; j < MOMENTS; j++) {
        sums[j] += weight;
        weight *= s;
    }
}

/* Most trials have an exponent of 1. */
static double power_of(double x, double exponent)
{
    return exponent == 1 ? x : pow(x, exponent);
}

/* Adds the point y, which stands for a width of dy. */
static void add_point(integrals *to, double y, double dy, bool ending)
{
    const vi_follow_up *f = to->f;
    double t = power_of(y, to->power), s = power_of(t, f->shape), dt_by_t = to->power * dy / y;
    double unseen = ending ? (f->length + f->accrual - t) / f->accrual : 1;
    double both = exp(-f->rate * s - f->dropout * t);
    double ends = f->dropout * unseen + (ending ? 1 / f->accrual : 0);
    add(to->events, both * unseen * f->shape * (f->rate * s) * dt_by_t, s);
    add(to->free, both * ends * t * dt_by_t, s);
}

/* Adds the times from `from` to `to`, all of them before or after the first patient's last day. */
static void add_times(integrals *sums, double from, double to, bool ending)
{
    double low = pow(from, 1 / sums->power), half = (pow(to, 1 / sums->power) - low) / 2;
    for (int i = 0; half > 0 && i < HALF; i++) {
        double step = half * points[i][0], width = half * points[i][1];
        add_point(sums, low + half - step, width, ending);
        add_point(sums, low + half + step, width, ending);
    }
}

/* The mean and the variance of a time between least and most. */
static void set_moments(const double *sums, double least, double most, double *mean,
                        double *variance)
{
    double m = sums[0] > 0 ? sums[1] / sums[0] : (least + most) / 2;
    double square = sums[0] > 0 ? sums[2] / sums[0] : m * m;
    *mean = fmin(fmax(m, least), most);
    *variance = fmin(fmax(square - *mean * *mean, 0), (*mean - least) * (most - *mean));
}

vi_contribution vi_contribution_of(const vi_follow_up *f)
{
    bool whole = f->shape == floor(f->shape) || f->shape > widest_power;
    integrals sums = {.f = f, .power = whole ? 1 : widest_power / f->shape};
    double end = f->length + f->accrual, most = pow(end, f->shape);
    double last = fmin(pow(hardly / f->rate, 1 / f->shape), hardly / f->dropout);
    add_times(&sums, 0, fmin(f->length, last), false);
    add_times(&sums, fmin(f->length, last), fmin(end, last), true);
    if (f->accrual == 0) {
        double s = pow(f->length, f->shape);
        add(sums.free, exp(-f->rate * s - f->dropout * f->length), s);
    }
    vi_contribution c = {.least = f->dropout > 0 ? 0 : pow(f->length, f->shape), .most = most};
    double all = sums.events[0] + sums.free[0];
    c.event = all > 0 ? sums.events[0] / all : 1; /* all too soon for a double */
    set_moments(sums.free, c.least, most, &c.mean[0], &c.variance[0]);
    set_moments(sums.events, 0, most, &c.mean[1], &c.variance[1]);
    return c;
}

double vi_contribution_draw_total(const vi_contribution *c, double n, double events, double uniform)
{
    double censored = n - events;
    double least = censored * c->least, width = n * c->most - least;
    if (!(width > 0)) {
        return least;
    }
    double mean = (censored * c->mean[0] + events * c->mean[1] - least) / width;
    double variance = (censored * c->variance[0] + events * c->variance[1]) / (width * width);
    if (!(variance > 0)) {
        return least + mean * width;
    }
    double both = mean * (1 - mean) / variance - 1;
    if (!(both > 0)) {
        return least + (uniform < 1 - mean ? 0 : width);
    }
    return least + width * vi_beta_quantile_near(mean * both, (1 - mean) * both, uniform);
}
