/* Functions of a basis are products of three numbers of their row; written over v8 as in
 * regret_body.h. Eight rows are turned, so that a number of all of them is one vector; then a
 * function costs three loads and two multiplications for eight rows. Eight functions are turned
 * back at a time and stored where they belong. */
#ifndef VI_KERNELS_BASIS_BODY_H
#define VI_KERNELS_BASIS_BODY_H

#include "kernels/regret_body.h"

static void turn_values(const double *values, size_t places, double *turned)
{
    v8 column[VI_LANES];
    size_t p = 0;
    for (; p + VI_LANES <= places; p += VI_LANES) {
        v8_load_transposed(values + p, (ptrdiff_t)places, VI_LANES, column);
        for (size_t j = 0; j < VI_LANES; j++) {
            v8_store(turned + (p + j) * VI_LANES, column[j]);
        }
    }
    for (; p < places; p++) {
        for (size_t l = 0; l < VI_LANES; l++) {
            turned[p * VI_LANES + l] = values[l * places + p];
        }
    }
}

ALWAYS_INLINE v8 product_of(const double *turned, const vi_factors *factors)
{
    v8 first = v8_load(turned + VI_LANES * factors->place[0]);
    v8 second = v8_load(turned + VI_LANES * factors->place[1]);
    v8 third = v8_load(turned + VI_LANES * factors->place[2]);
    return v8_mul(v8_mul(first, second), third);
}

static void basis_products(const vi_rows *rows, const vi_factors *factors, size_t count,
                           double *scratch, double *x)
{
    double square[VI_LANES * VI_LANES];
    v8 row[VI_LANES];
    size_t f = 0;
    if (rows->count < VI_LANES) {
        vi_kernels_scalar()->basis_products(rows, factors, count, scratch, x);
        return;
    }
    turn_values(rows->values, rows->width, scratch);
    for (; f + VI_LANES <= count; f += VI_LANES) {
        for (size_t j = 0; j < VI_LANES; j++) {
            v8_store(square + VI_LANES * j, product_of(scratch, &factors[f + j]));
        }
        v8_load_transposed(square, VI_LANES, VI_LANES, row);
        for (size_t l = 0; l < VI_LANES; l++) {
            v8_store(x + l * count + f, row[l]);
        }
    }
    for (; f < count; f++) {
        v8_store(square, product_of(scratch, &factors[f]));
        for (size_t l = 0; l < VI_LANES; l++) {
            x[l * count + f] = square[l];
        }
    }
}

#define BASIS_KERNELS .basis_products = basis_products

#endif
