/* Whether a fit is to be believed. */
#ifndef VI_MEASURES_JUDGEMENT_H
#define VI_MEASURES_JUDGEMENT_H

#include "measures/partial.h"
#include "measures/policy.h"

/* Sets the policy value, misfit and trust of an answer, and its evppi and se: `estimate`, with the
 * se that stands there, where the fit is trusted; the policy value with its own where not.
 * `stopped` is the variance of the noise that the smoother stops, summed over rows: INFINITY for a
 * fit that cannot miss anything. */
void vi_judge(const vi_policy *policy, double rows, double estimate, double stopped,
              vi_partial *answer);

#endif
