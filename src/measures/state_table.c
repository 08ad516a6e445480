/* From the sums of a state to the table of its measure. */
#include "core/alloc.h"
#include "measures/answer.h"
#include "measures/state.h"
#include "measures/state_warnings.h"

static voi_status make_curve(const voi_state *s, vi_curve *out, voi_error *err)
{
    bool costs = s->shape->costs != NULL;
    const vi_curve_sums sums = {.sums = &s->sums,
                                .strategies = s->shape->strategies,
                                .rows = s->shape->rows,
                                .sweep = costs ? &s->sweep : NULL,
                                .means = s->layout.means,
                                .regrets = s->layout.regrets,
                                .wins = s->layout.wins};
    return vi_curve_of_sums(&sums, vi_state_has_wins(s->kind), out, err);
}

static voi_status make_moments(const voi_state *s, vi_moments *out, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t d = 0; status == VOI_OK && d < s->shape->strategies; d++) {
        status = vi_moments_of_sums(&s->sums, s->layout.moments + d * VI_MOMENT_SUMS,
                                    s->shape->rows, &out[d], err);
    }
    return status;
}

static voi_status answer_kind(const voi_state *s, vi_answer *answer,
                              const voi_population *population, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_moments *moments = NULL;
    switch (s->kind) {
    case VOI_STATE_EVPI:
        return vi_answer_evpi(answer, population, out, err);
    case VOI_STATE_CEAC:
        return vi_answer_ceac(answer, out, err);
    case VOI_STATE_SUMMARY:
        break;
    }
    moments = vi_malloc(s->shape->strategies, sizeof *moments);
    if (!moments) {
        return vi_fail(err, VOI_ERR_NOMEM, "summary: out of memory");
    }
    VI_TRY(make_moments(s, moments, err));
    answer->moments = moments;
    VI_TRY(vi_answer_summary(answer, out, err));
cleanup:
    vi_free(moments);
    return status;
}

voi_status voi_state_table(const voi_state *state, const voi_population *population,
                           voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_curve curve = {0};
    *out = NULL;
    if (population && population->per_year != 0 && state->kind != VOI_STATE_EVPI) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "a population is for evpi; this is a state of %s",
                       voi_state_kind_name(state->kind));
    }
    if (state->shape->rows == 0) {
        return vi_fail(err, VOI_ERR_DATA, "a state of no rows");
    }
    VI_TRY(make_curve(state, &curve, err));
    vi_few_warnings few;
    const voi_problem shown = vi_warnings_shorten(state->shape, &few);
    vi_pair_source pairs = vi_curve_pairs(&curve, &shown);
    pairs.problem = NULL;
    pairs.sums = &state->sums;
    pairs.offset = state->layout.pairs;
    vi_answer answer = {.problem = &shown,
                        .grid = &state->grid,
                        .curve = &curve,
                        .pairs = curve.strategies > VI_MOST_PAIRED ? NULL : &pairs};
    VI_TRY(answer_kind(state, &answer, population, out, err));
cleanup:
    vi_curve_free(&curve);
    return status;
}
