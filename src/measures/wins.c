/* Wins are whole numbers of a unit that so many equal strategies divide; values are compared as
 * they are given. */
#include "measures/wins.h"

#include "core/alloc.h"
#include "measures/regret_bins.h"

#include <assert.h>

static void add_row(const voi_problem *p, size_t row, int64_t unit, int64_t *wins)
{
    double best = p->net_benefit[0][row];
    int64_t equal = 0;
    for (size_t d = 1; d < p->strategies; d++) {
        double value = p->net_benefit[d][row];
        best = value > best ? value : best;
    }
    for (size_t d = 0; d < p->strategies; d++) {
        equal += p->net_benefit[d][row] == best;
    }
    assert(equal > 0); /* the best equals itself */
    int64_t share = vi_tie_share(unit, equal);
    for (size_t d = 0; d < p->strategies; d++) {
        wins[d] += p->net_benefit[d][row] == best ? share : 0;
    }
}

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    const vi_pass *pass = argument;
    size_t strategies = pass->rows->strategies;
    int64_t unit = vi_tie_unit(strategies), *wins = vi_calloc(strategies, sizeof *wins);
    if (!wins) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu strategies", strategies);
    }
    for (size_t i = first; i < first + rows; i++) {
        add_row(pass->rows, i, unit, wins);
    }
    vi_exact_add_integers(&pass->totals->of_worker[worker], pass->offset, wins, strategies);
    vi_free(wins);
    return VOI_OK;
}

voi_status vi_wins_add(voi_context *ctx, const vi_pass *pass, voi_error *err)
{
    vi_pass copy = *pass;
    const vi_chunks chunks = {"counting who is best", pass->rows->rows, VI_CHUNK_ROWS, add_chunk,
                              &copy};
    return vi_chunks_run(ctx, &chunks, err);
}

void vi_wins_divide(double *wins, size_t count, size_t strategies)
{
    for (size_t j = 0; j < count; j++) {
        double all = 0, *at = wins + j * strategies;
        for (size_t d = 0; d < strategies; d++) {
            all += at[d];
        }
        for (size_t d = 0; d < strategies; d++) {
            at[d] /= all;
        }
    }
}

void vi_wins_shares(const vi_exact *sums, size_t offset, size_t strategies, double *probability)
{
    for (size_t d = 0; d < strategies; d++) {
        probability[d] = vi_exact_value(sums, offset + d);
    }
    vi_wins_divide(probability, 1, strategies);
}
