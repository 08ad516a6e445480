/* With z the normal scores of the values, a result x leaves E[z | x] = Σ_v w_v p(x | v) z_v / Σ_v
 * w_v p(x | v); what is told of z is the variance of that mean. On the values' own scale the few
 * largest of a heavy tail would be nearly all of the variance, and told long before the others.
 *
 * What a study that was shrunk would have told besides: its share of the rest falls like 1/size
 * where values lie close together, and far faster where they are told apart; here, with the
 * square. */
#include "studies/result_told.h"

#include "core/alloc.h"
#include "core/error.h"
#include "math/scores.h"

#include <math.h>

/* Sums of weights and of weighted scores over what each result may stand for. */
static void add_up(const vi_result_grid *grid, const double *weights, const double *score,
                   double *mass, double *sum)
{
    for (size_t v = 0; v < grid->values; v++) {
        const double *chance = grid->chance + grid->offset[v];
        size_t first = grid->first[v];
        for (size_t i = 0; i < grid->count[v]; i++) {
            mass[first + i] += weights[v] * chance[i];
            sum[first + i] += weights[v] * chance[i] * score[v];
        }
    }
}

voi_status vi_result_grid_set_told(vi_result_grid *grid, const double *weights, voi_error *err)
{
    double rows = 0, told = 0, *mass = vi_calloc(2 * grid->results + grid->values, sizeof *mass);
    if (!mass) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results", grid->results);
    }
    double *sum = mass + grid->results, *score = sum + grid->results;
    vi_normal_scores(weights, grid->values, score);
    add_up(grid, weights, score, mass, sum);
    for (size_t x = 0; x < grid->results; x++) {
        told += mass[x] > 0 ? sum[x] * sum[x] / mass[x] : 0;
        rows += mass[x];
    }
    double open = fmax(1 - told / rows, 0) * grid->shrunk * grid->shrunk;
    grid->told = grid->values > 1 ? 1 - open : 1;
    vi_free(mass);
    return VOI_OK;
}
