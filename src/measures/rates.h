/* What responses count in net benefit, at several k. */
#ifndef VI_MEASURES_RATES_H
#define VI_MEASURES_RATES_H

#include "measures/responses.h"

#include <string.h>

typedef struct {
    size_t strategies, others, responses, reference;
    size_t *strategy; /* of every response */
    double *factor;   /* k × responses: of one unit of the response */
    double *mean;     /* k × strategies: their mean net benefits less that of the reference */
} vi_rates;

/* Errors: VOI_ERR_NOMEM. */
voi_status vi_rates_create(const vi_increments *increments, const double *k, size_t count,
                           vi_rates *out, voi_error *err);
void vi_rates_free(vi_rates *rates);

/* The factor of response r in the difference of strategies a and b, at k number `which`. */
static inline double vi_rates_factor(const vi_rates *rates, size_t which, size_t r, size_t a,
                                     size_t b)
{
    double sign = rates->strategy[r] == a ? 1 : rates->strategy[r] == b ? -1 : 0;
    return sign * rates->factor[which * rates->responses + r];
}

/* Net benefits of all strategies, from those of the responses of a row. */
static inline void vi_rates_apply(const vi_rates *rates, size_t which, const double *response,
                                  double *net_benefit)
{
    const double *factor = rates->factor + which * rates->responses;
    memcpy(net_benefit, rates->mean + which * rates->strategies,
           rates->strategies * sizeof *net_benefit);
    for (size_t r = 0; r < rates->responses; r++) {
        net_benefit[rates->strategy[r]] += factor[r] * response[r];
    }
}

/* Where a strategy other than the reference has its place among them. */
static inline size_t vi_rates_place(const vi_rates *rates, size_t strategy)
{
    return strategy < rates->reference ? strategy : strategy - 1;
}

#endif
