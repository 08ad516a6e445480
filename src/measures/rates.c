/* Everything is linear in the responses; k enters here alone. */
#include "measures/rates.h"

#include "core/alloc.h"

voi_status vi_rates_create(const vi_increments *increments, const double *k, size_t count,
                           vi_rates *out, voi_error *err)
{
    vi_rates rates = {.strategies = increments->problem->strategies,
                      .others = increments->others,
                      .responses = increments->responses.count,
                      .reference = increments->reference};
    rates.strategy = vi_malloc(rates.responses, sizeof *rates.strategy);
    rates.factor = vi_malloc(count * (rates.responses + rates.strategies), sizeof *rates.factor);
    if (!rates.strategy || !rates.factor) {
        vi_rates_free(&rates);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", count);
    }
    rates.mean = rates.factor + count * rates.responses;
    for (size_t r = 0; r < rates.responses; r++) {
        rates.strategy[r] = vi_increments_strategy(increments, r);
    }
    for (size_t which = 0; which < count; which++) {
        for (size_t r = 0; r < rates.responses; r++) {
            rates.factor[which * rates.responses + r] =
                vi_increments_factor(increments, r, k[which]);
        }
        for (size_t d = 0; d < rates.strategies; d++) {
            rates.mean[which * rates.strategies + d] = vi_increments_mean(increments, d, k[which]);
        }
    }
    *out = rates;
    return VOI_OK;
}

void vi_rates_free(vi_rates *rates)
{
    vi_free(rates->strategy);
    vi_free(rates->factor);
    *rates = (vi_rates){0};
}
