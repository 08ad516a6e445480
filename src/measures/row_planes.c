/* Loops of one fixed length over numbers that lie side by side, so that a compiler makes vectors of
 * them. */
#include "measures/row_planes.h"

#include "math/clones.h"
#include "math/lanes.h"

#include <math.h>

/* Eight rows at a time: planes lie so far apart that they would push each other out of the cache if
 * their numbers came one by one. */
void vi_planes_turn(const double *by_row, size_t rows, size_t width, double *planes)
{
    for (size_t first = 0; first < VI_PLANE; first += VI_SUM_LANES) {
        size_t left = rows > first ? rows - first : 0;
        size_t count = left < VI_SUM_LANES ? left : VI_SUM_LANES;
        for (size_t j = 0; j < width; j++) {
            double *to = planes + j * VI_PLANE + first;
            for (size_t i = 0; i < count; i++) {
                to[i] = by_row[(first + i) * width + j];
            }
            memset(to + count, 0, (VI_SUM_LANES - count) * sizeof *to);
        }
    }
}

VI_CLONES static void fill(double value, double *restrict out)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        out[i] = value;
    }
}

VI_CLONES static void add_scaled(double factor, const double *restrict x, double *restrict out)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        out[i] += factor * x[i];
    }
}

/* By their factors, or by how large these are. */
static void add_responses(const vi_rates *rates, size_t which, size_t d, const double *responses,
                          bool size, double *out)
{
    const double *factors = rates->factor + which * rates->responses;
    for (size_t r = 0; r < rates->responses; r++) {
        if (rates->strategy[r] == d) {
            double factor = size ? fabs(factors[r]) : factors[r];
            add_scaled(factor, responses + r * VI_PLANE, out);
        }
    }
}

void vi_planes_value(const vi_rates *rates, size_t which, size_t d, const double *responses,
                     double *out)
{
    fill(rates->mean[which * rates->strategies + d], out);
    add_responses(rates, which, d, responses, false, out);
}

void vi_planes_change(const vi_rates *rates, size_t which, size_t d, const double *responses,
                      double *out)
{
    fill(0, out);
    add_responses(rates, which, d, responses, false, out);
}

void vi_planes_size(const vi_rates *rates, size_t which, size_t d, const double *responses,
                    double *out)
{
    fill(0, out);
    add_responses(rates, which, d, responses, true, out);
}

double vi_plane_sum(const double *x)
{
    vi_lanes sum = {{{0}}};
    for (size_t i = 0; i < VI_PLANE; i += VI_SUM_LANES) {
        vi_lanes_add(&sum, x + i);
    }
    return vi_lanes_sum(&sum);
}

double vi_plane_squares(const double *x)
{
    vi_lanes sum = {{{0}}};
    for (size_t i = 0; i < VI_PLANE; i += VI_SUM_LANES) {
        vi_lanes_add_products(&sum, x + i, x + i);
    }
    return vi_lanes_sum(&sum);
}
