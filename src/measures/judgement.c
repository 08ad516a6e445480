/* The policy value, midway between in-sample and leave-one-out, needs no faith in the fit. What
 * separates it from the estimate is the noise that the smoother stops, and half of what separates
 * its two halves; from three to four standard deviations of these the answer moves over to it. */
#include "measures/judgement.h"

#include <math.h>

static const double doubt_from = 3, doubt_to = 4;

void vi_judge(const vi_policy *policy, double rows, double estimate, double stopped,
              vi_partial *answer)
{
    double mean = policy->in_sample / rows;
    double half = (policy->in_sample - policy->left_out) / 2;
    double scale = hypot(sqrt(fmax(stopped, 0)), half) / rows;
    double policy_se = sqrt(fmax(policy->squares / rows - mean * mean, 0) / rows);
    answer->policy_value = (policy->in_sample + policy->left_out) / (2 * rows);
    answer->misfit = scale > 0 ? fabs(answer->policy_value - estimate) / scale : 0;
    double doubt = (answer->misfit - doubt_from) / (doubt_to - doubt_from);
    answer->trust = 1 - fmin(fmax(doubt, 0), 1);
    answer->evppi = answer->trust * estimate + (1 - answer->trust) * answer->policy_value;
    answer->se = answer->trust * answer->se + (1 - answer->trust) * policy_se;
}
