/* How uncertain fits are: what is left of the responses, and what of it the smoothers let through.
 *
 * The covariance of the residuals may change along the parameter: at cell j it is Σ_a b_a V_a with
 * one matrix V_a of responses a B-spline. That of the coefficients of responses r and q is
 *     W_rq = A_r B_rq A_q + T diag(prior_rq) Tᵀ,   B_rq = Σ ω² V_rq b bᵀ over rows:
 * the noise that passes, and what the penalty may have flattened. */
#ifndef VI_FIT_NOISE_H
#define VI_FIT_NOISE_H

#include "fit/spline.h"

typedef struct {
    const vi_spline *spline;
    double *local;       /* pairs × cells: covariance of the residuals in a cell */
    double *meat;        /* pairs × VI_BAND: B */
    double *prior;       /* pairs × functions */
    double *plus, *null; /* pairs × VI_BAND: of W, the penalised part, and the unpenalised one less
                            the overall mean */
    double *penalised;   /* R × functions²: A without its unpenalised part */
    double *turned;      /* R × functions: scratch of vi_noise_carry */
    double *work, *numbers;
} vi_noise;

bool vi_noise_create(size_t responses, vi_noise *out);
void vi_noise_free(vi_noise *noise);

/* Cost O(R² (cells + functions²)). */
void vi_noise_make(vi_noise *noise, const vi_spline *spline, const vi_tally *tally);

/* Of the linear functional Σ_r raw_r · coefficients_r (raw: R × VI_ROOM): through = A raw, which
 * gives a row's y the weight ω bᵀ through, and covariance = W raw; both R × VI_ROOM. Answers its
 * variance. Responses whose raw is 0 cost nothing. */
double vi_noise_carry(const vi_noise *noise, const double *raw, double *through,
                      double *covariance);

#endif
