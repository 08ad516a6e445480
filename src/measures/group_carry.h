/* Linear functionals of the coefficients of a fitted group: what noise makes of them. */
#ifndef VI_MEASURES_GROUP_CARRY_H
#define VI_MEASURES_GROUP_CARRY_H

#include "fit/fit.h"
#include "measures/rates.h"

/* Scratch. With raw_r = Xᵀg of response r, scaled by what its unit counts at k: */
typedef struct {
    const vi_fit *fit;
    const vi_rates *rates;
    double *raw;    /* responses × functions */
    double *null;   /* responses × nulls: L₀⁻¹ raw₀ */
    double *white;  /* responses × penalised: L_r⁻¹ raw₁, spread out to all functions */
    double *smooth; /* responses × penalised: V_r raw₁ */
    double *work;   /* functions */
} vi_group_carry;

/* Errors: VOI_ERR_NOMEM. */
voi_status vi_group_carry_create(const vi_fit *fit, const vi_rates *rates, vi_group_carry *out,
                                 voi_error *err);
void vi_group_carry_free(vi_group_carry *carry);

/* Turns to Xᵀg (strategies but the reference × functions) at k number `which`. Cost O(R
 * functions²), as that of the rest is. */
void vi_group_carry_set(vi_group_carry *carry, const double *projections, size_t which);

/* Variances, if noise is the same in all rows. */
typedef struct {
    double whole;  /* rawᵀ W raw: of the functional, given the data */
    double passed; /* the part of it that is noise, as it passes through the smoother */
} vi_carried;

vi_carried vi_group_carry_variance(const vi_group_carry *carry);

/* Directions of the coefficients, element (j, r) at out[j · stride + r]: with the weights that
 * smoothing gives to a row, c_r = xᵀ (column r); and `scale` times W raw. */
void vi_group_carry_weights(vi_group_carry *carry, double *out, size_t stride);
void vi_group_carry_shift(vi_group_carry *carry, double scale, double *out, size_t stride);

#endif
