/* A product is evaluated factor by factor, each in a loop of its own over the rows. */
#include "fit/mars_hinges.h"

#include <math.h>

vi_hinges vi_hinges_times(const vi_hinges *function, vi_hinge hinge)
{
    vi_hinges product = *function;
    product.factor[product.degree++] = hinge;
    return product;
}

bool vi_hinges_is_line(const vi_hinges *function)
{
    return function->degree == 1 && function->factor[0].shape == VI_LINE;
}

bool vi_hinges_use(const vi_hinges *function, size_t axis)
{
    for (size_t i = 0; i < function->degree; i++) {
        if (function->factor[i].axis == axis) {
            return true;
        }
    }
    return false;
}

bool vi_hinges_same_axes(const vi_hinges *a, const vi_hinges *b)
{
    bool same = a->degree == b->degree;
    for (size_t i = 0; i < a->degree && same; i++) {
        same = vi_hinges_use(b, a->factor[i].axis);
    }
    return same;
}

/* max(least, sign · (z − knot)). */
typedef struct {
    double sign, knot, least;
} ramp;

static ramp ramp_of(const vi_hinge *hinge)
{
    if (hinge->shape == VI_LINE) {
        return (ramp){1, 0, -INFINITY};
    }
    return (ramp){hinge->shape == VI_LEFT ? -1 : 1, hinge->knot, 0};
}

static inline double ramp_value(ramp r, double z)
{
    double value = r.sign * (z - r.knot);
    return value > r.least ? value : r.least;
}

void vi_hinges_at_rows(const vi_axis *axes, const vi_hinges *function, size_t first, size_t count,
                       double *values, size_t step)
{
    for (size_t i = 0; i < count; i++) {
        values[i * step] = function->scale;
    }
    for (size_t f = 0; f < function->degree; f++) {
        const double *at = axes[function->factor[f].axis].at + first;
        ramp r = ramp_of(&function->factor[f]);
        for (size_t i = 0; i < count; i++) {
            values[i * step] *= ramp_value(r, at[i]);
        }
    }
}

double vi_hinges_at_point(const vi_axis *axes, const vi_hinges *function, const double *point)
{
    double value = function->scale;
    for (size_t f = 0; f < function->degree; f++) {
        size_t j = function->factor[f].axis;
        ramp r = ramp_of(&function->factor[f]);
        value *= ramp_value(r, vi_axis_at_value(&axes[j], point[j]));
    }
    return value;
}
