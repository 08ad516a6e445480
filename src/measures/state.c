/* A state holds for all strategies what a measure holds for those that turn out best: which they
 * are is decided when its table is made. All its sums are exact, so that to merge is to add. */
#include "measures/state.h"

#include "core/alloc.h"
#include "measures/answer.h"
#include "measures/increments.h"
#include "measures/regrets.h"
#include "measures/state_warnings.h"
#include "measures/wins.h"

#include <math.h>
#include <string.h>

void voi_state_options_default(voi_state_options *options)
{
    *options = (voi_state_options){.kind = VOI_STATE_EVPI};
}

static bool is_kind(voi_state_kind kind)
{
    return kind == VOI_STATE_EVPI || kind == VOI_STATE_SUMMARY || kind == VOI_STATE_CEAC;
}

const char *voi_state_kind_name(voi_state_kind kind)
{
    static const char *const names[] = {"unknown", "evpi", "summary", "ceac"};
    return names[is_kind(kind) ? kind : 0];
}

bool vi_state_has_wins(voi_state_kind kind)
{
    return kind != VOI_STATE_EVPI;
}

static vi_state_layout lay_out(const voi_state *s)
{
    vi_state_layout l = {0};
    size_t strategies = s->shape->strategies;
    bool costs = s->shape->costs != NULL, wins = vi_state_has_wins(s->kind);
    l.means = 0;
    l.regrets = costs ? 2 * strategies : 0;
    l.wins = l.regrets + (costs ? vi_sweep_sums(&s->sweep) : 2 * strategies);
    l.pairs = l.wins + (!costs && wins ? strategies : 0);
    l.moments = l.pairs + vi_pairs_sums(strategies, costs);
    l.shares = costs && wins ? l.wins - s->grid.count * strategies : l.wins;
    l.count = l.moments + (s->kind == VOI_STATE_SUMMARY ? strategies * VI_MOMENT_SUMS : 0);
    return l;
}

/* Copies names and warnings. */
static voi_status copy_shape(const voi_problem *problem, voi_problem *shape, voi_error *err)
{
    size_t strategies = problem->strategies;
    bool complete = true;
    shape->strategies = strategies;
    shape->strategy_names = vi_calloc(strategies, sizeof *shape->strategy_names);
    shape->costs = problem->costs ? vi_calloc(strategies, sizeof *shape->costs) : NULL;
    complete = shape->strategy_names && (!problem->costs || shape->costs);
    for (size_t d = 0; complete && d < strategies; d++) {
        shape->strategy_names[d] = vi_strdup(problem->strategy_names[d]);
        complete = shape->strategy_names[d] != NULL;
    }
    for (size_t i = 0; complete && i < problem->findings.count; i++) {
        const vi_finding *f = &problem->findings.items[i];
        complete = f->severity != VI_WARNING || vi_find(&shape->findings, VI_WARNING, VOI_OK,
                                                        f->where, NULL, "%s", f->message) == VOI_OK;
    }
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "state: out of memory");
}

static voi_status plan_sweep(voi_state *s, voi_error *err)
{
    size_t strategies = s->shape->strategies;
    s->every = vi_malloc(strategies, sizeof *s->every);
    if (!s->every) {
        return vi_fail(err, VOI_ERR_NOMEM, "state: out of memory for %zu strategies", strategies);
    }
    for (size_t d = 0; d < strategies; d++) {
        s->every[d] = d;
    }
    s->sweep = (vi_sweep){.k = s->grid.sorted,
                          .count = s->grid.count,
                          .wanted = s->every,
                          .wanted_count = strategies,
                          .strategies = strategies,
                          .wins = vi_state_has_wins(s->kind)};
    s->layout = lay_out(s);
    s->sums = vi_exact_empty(s->layout.count);
    return VOI_OK;
}

voi_status vi_state_create(const voi_problem *problem, voi_state_kind kind, const voi_wtp *wtp,
                           voi_state **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_state *s = NULL;
    *out = NULL;
    if (!is_kind(kind)) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "state: unknown kind %d", (int)kind);
    }
    VI_TRY(vi_grid_check(problem, wtp, err));
    s = vi_calloc(1, sizeof *s);
    if (s) {
        s->kind = kind;
        s->shape = vi_calloc(1, sizeof *s->shape);
    }
    if (!s || !s->shape) {
        status = vi_fail(err, VOI_ERR_NOMEM, "state: out of memory");
        goto cleanup;
    }
    VI_TRY(copy_shape(problem, s->shape, err));
    VI_TRY(vi_grid_create(problem, wtp, &s->grid, err));
    VI_TRY(plan_sweep(s, err));
    *out = s;
    s = NULL;
cleanup:
    voi_state_destroy(s);
    return status;
}

void voi_state_destroy(voi_state *state)
{
    if (state) {
        voi_problem_destroy(state->shape);
        vi_grid_free(&state->grid);
        vi_exact_free(&state->sums);
        vi_free(state->every);
        vi_free(state);
    }
}

static voi_status add_costs(voi_context *ctx, const voi_state *s, vi_pass pass, voi_error *err)
{
    voi_status status = VOI_OK;
    pass.offset = s->layout.means;
    VI_TRY(vi_increments_add(ctx, &pass, err));
    pass.offset = s->layout.regrets;
    VI_TRY(vi_sweep_add(ctx, &s->sweep, &pass, err));
cleanup:
    return status;
}

static voi_status add_net_benefit(voi_context *ctx, const voi_state *s, vi_pass pass,
                                  voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_problem *p = pass.rows;
    const vi_values x = {
        .columns = (const double *const *)p->net_benefit, .rows = p->rows, .cols = p->strategies};
    VI_TRY(vi_regrets_add(ctx, &x, pass.totals, s->layout.regrets, err));
    if (vi_state_has_wins(s->kind)) {
        pass.offset = s->layout.wins;
        VI_TRY(vi_wins_add(ctx, &pass, err));
    }
cleanup:
    return status;
}

voi_status vi_state_add_rows(voi_context *ctx, voi_state *state, const voi_problem *rows,
                             vi_totals *totals, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_pass pass = {rows, totals, 0};
    VI_TRY(rows->costs ? add_costs(ctx, state, pass, err) : add_net_benefit(ctx, state, pass, err));
    pass.offset = state->layout.pairs;
    VI_TRY(vi_pairs_add(ctx, &pass, err));
    if (state->kind == VOI_STATE_SUMMARY) {
        pass.offset = state->layout.moments;
        VI_TRY(vi_moments_add(ctx, &pass, err));
    }
    state->shape->rows += rows->rows;
cleanup:
    return status;
}

voi_status vi_state_finish(voi_state *state, vi_totals *totals, voi_error *err)
{
    voi_status status = vi_totals_join(totals, err);
    if (status == VOI_OK) {
        vi_exact_free(&state->sums);
        state->sums = totals->of_worker[0];
        totals->of_worker[0] = vi_exact_empty(state->layout.count);
    }
    return status;
}

voi_status voi_state_of_problem(voi_context *ctx, const voi_problem *problem,
                                const voi_state_options *options, voi_state **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_state_options defaults;
    voi_state *state = NULL;
    vi_totals totals = {0};
    *out = NULL;
    voi_state_options_default(&defaults);
    options = options ? options : &defaults;
    voi_phase_begin(ctx, voi_state_kind_name(options->kind));
    VI_TRY(vi_state_create(problem, options->kind, &options->wtp, &state, err));
    VI_TRY(vi_totals_create(ctx, state->layout.count, &totals, err));
    VI_TRY(vi_state_add_rows(ctx, state, problem, &totals, err));
    VI_TRY(vi_state_finish(state, &totals, err));
    *out = state;
    state = NULL;
cleanup:
    voi_phase_end(ctx, *out ? vi_problem_outcome_bytes(problem) : 0);
    vi_totals_free(&totals);
    voi_state_destroy(state);
    return status;
}

static voi_status check_names(const voi_problem *a, const voi_problem *b, voi_error *err)
{
    if (a->strategies != b->strategies) {
        return vi_fail(err, VOI_ERR_DATA, "is of %zu strategies, not %zu", b->strategies,
                       a->strategies);
    }
    for (size_t d = 0; d < a->strategies; d++) {
        if (strcmp(a->strategy_names[d], b->strategy_names[d]) != 0) {
            return vi_fail(err, VOI_ERR_DATA, "its strategy %zu is \"%s\", not \"%s\"", d + 1,
                           b->strategy_names[d], a->strategy_names[d]);
        }
    }
    return VOI_OK;
}

static voi_status check_grid(const vi_grid *a, const vi_grid *b, voi_error *err)
{
    if (a->count != b->count) {
        return vi_fail(err, VOI_ERR_DATA, "is for %zu values of k, not %zu", b->count, a->count);
    }
    for (size_t i = 0; i < a->count; i++) {
        bool missing = isnan(a->values[i]) && isnan(b->values[i]); /* of net benefit */
        if (!missing && a->values[i] != b->values[i]) {
            return vi_fail(err, VOI_ERR_DATA, "its value %zu of k is %.17g, not %.17g", i + 1,
                           b->values[i], a->values[i]);
        }
    }
    return VOI_OK;
}

static voi_status check_same(const voi_state *a, const voi_state *b, voi_error *err)
{
    voi_status status = VOI_OK;
    static const char *const outcomes[] = {"net benefit", "costs and effects"};
    bool of_a = a->shape->costs != NULL, of_b = b->shape->costs != NULL;
    if (a->kind != b->kind) {
        return vi_fail(err, VOI_ERR_DATA, "is a state of voi %s, not %s",
                       voi_state_kind_name(b->kind), voi_state_kind_name(a->kind));
    }
    if (of_a != of_b) {
        return vi_fail(err, VOI_ERR_DATA, "is of %s, not %s", outcomes[of_b], outcomes[of_a]);
    }
    VI_TRY(check_names(a->shape, b->shape, err));
    VI_TRY(check_grid(&a->grid, &b->grid, err));
cleanup:
    return status;
}

voi_status voi_state_merge(voi_state *state, const voi_state *part, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(check_same(state, part, err));
    if (part->shape->rows > VI_STATE_MOST_ROWS - state->shape->rows) {
        return vi_fail(err, VOI_ERR_LIMIT, "has %zu rows, with those before more than 2^60",
                       part->shape->rows);
    }
    VI_TRY(vi_warnings_merge(&state->shape->findings, &part->shape->findings, err));
    vi_exact_merge(&state->sums, &part->sums);
    if (state->sums.failed) {
        status = vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu sums", state->sums.count);
        goto cleanup;
    }
    state->shape->rows += part->shape->rows;
cleanup:
    return status;
}

voi_state_kind voi_state_kind_of(const voi_state *state)
{
    return state->kind;
}

uint64_t voi_state_rows(const voi_state *state)
{
    return state->shape->rows;
}

size_t voi_state_chunk(const voi_state *state)
{
    if (state->shape->costs) {
        return vi_sweep_chunk(state->grid.count);
    }
    size_t rows = vi_regrets_chunk(state->shape->strategies);
    return rows > VI_CHUNK_ROWS ? rows : VI_CHUNK_ROWS;
}
