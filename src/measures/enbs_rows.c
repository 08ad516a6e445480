/* A study is searched, then the sizes to be shown and the best ones at every k are lined up. A size
 * that is there only because it is the best at some k has a row at that k alone. */
#include "measures/enbs_rows.h"

#include "core/alloc.h"
#include "core/table.h"
#include "measures/enbs_search.h"

#include <math.h>
#include <string.h>

/* Sizes to be shown; `owned` where they are a grid. */
typedef struct {
    const double *sizes;
    double *owned;
    size_t count;
    vi_good_sizes *good; /* of every k */
} shown;

static bool is_shown(const shown *s, double n)
{
    for (size_t j = 0; j < s->count; j++) {
        if (s->sizes[j] == n) {
            return true;
        }
    }
    return false;
}

static voi_status choose_sizes(voi_context *ctx, const voi_study_plan *plan, vi_enbs_curve *curve,
                               shown *out, voi_error *err)
{
    if (plan->sizes.count > 0) {
        out->sizes = plan->sizes.values;
        out->count = plan->sizes.count;
        return VOI_OK;
    }
    if (!curve->evsi.enumerations) {
        out->sizes = curve->evsi.work.sizes;
        out->count = curve->evsi.work.size_count;
        return VOI_OK;
    }
    voi_status status = vi_enbs_grid(ctx, curve, &out->owned, &out->count, err);
    out->sizes = out->owned;
    return status;
}

static voi_status find_good(voi_context *ctx, const vi_enbs_curve *curve, shown *out,
                            voi_error *err)
{
    size_t k = curve->evsi.work.grid.count;
    out->good = vi_calloc(k, sizeof *out->good);
    if (!out->good) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu values of k", k);
    }
    for (size_t i = 0; i < k; i++) {
        out->good[i].best = vi_enbs_best(curve, i);
    }
    return curve->evsi.count > 0 ? vi_enbs_intervals(ctx, curve, out->good, err) : VOI_OK;
}

/* ---- Rows ---- */

static void add_row(const vi_enbs_curve *curve, const shown *s, size_t at, size_t i,
                    vi_enbs_rows *out)
{
    const vi_good_sizes *good = &s->good[i];
    double n = curve->evsi.sizes[at];
    bool best = at == good->best;
    if (best || is_shown(s, n)) {
        out->rows[out->count++] =
            (vi_enbs_row){.n = n,
                          .participants = vi_study_participants(&curve->evsi.work.study, n),
                          .i = i,
                          .best = best,
                          .low = best ? good->low : NAN,
                          .high = best ? good->high : NAN,
                          .answer = vi_enbs_at(curve, at, i)};
    }
}

static voi_status line_up(const vi_enbs_curve *curve, const shown *s, vi_enbs_rows *out,
                          voi_error *err)
{
    size_t k = curve->evsi.work.grid.count;
    out->k_count = k;
    out->rows = vi_malloc((s->count + 2) * k, sizeof *out->rows);
    out->k = vi_malloc(k, sizeof *out->k);
    if (!out->rows || !out->k) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu sizes", s->count);
    }
    memcpy(out->k, curve->evsi.work.grid.values, k * sizeof *out->k);
    for (size_t i = 0; is_shown(s, 0) && i < k; i++) {
        out->rows[out->count++] = (vi_enbs_row){.i = i, .low = NAN, .high = NAN};
    }
    for (size_t at = 0; at < curve->evsi.count; at++) {
        for (size_t i = 0; i < k; i++) {
            if (vi_evsi_curve_has(&curve->evsi, at, i)) {
                add_row(curve, s, at, i, out);
            }
        }
    }
    return VOI_OK;
}

static void warn(const vi_enbs_curve *curve, const vi_enbs_rows *rows, voi_table *table)
{
    const vi_timing *timing = &curve->timing;
    vi_evsi_warn(&curve->evsi.work, curve->evsi.work.question.problem, table);
    if (timing->accrual > timing->population.per_year) {
        vi_table_warn(table,
                      "study %s: %g participants a year are more than the %g persons a year who "
                      "face the decision",
                      rows->name, timing->accrual, timing->population.per_year);
    }
    if (!curve->evsi.enumerations) {
        vi_table_warn(table,
                      "study %s: method %s answers the listed sizes alone, so the best size is the "
                      "best of these",
                      rows->name, curve->evsi.work.method->name);
    } else if (curve->costs.each == 0 && timing->accrual == 0 && curve->arms.count == 0) {
        vi_table_warn(table,
                      "study %s: participants cost nothing, neither money nor time, so no size is "
                      "too large",
                      rows->name);
    }
}

voi_status vi_enbs_rows_create(voi_context *ctx, const voi_problem *problem,
                               const voi_enbs_options *options, const voi_study_plan *plan,
                               vi_enbs_rows *out, voi_table *table, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_enbs_curve curve = {0};
    shown chosen = {0};
    *out = (vi_enbs_rows){0};
    VI_TRY(vi_enbs_curve_open(ctx, problem, options, plan, &plan->sizes, &curve, err));
    VI_TRY(vi_enbs_search(ctx, &curve, err));
    VI_TRY(choose_sizes(ctx, plan, &curve, &chosen, err));
    VI_TRY(find_good(ctx, &curve, &chosen, err));
    VI_TRY(line_up(&curve, &chosen, out, err));
    out->name = plan->study.name ? plan->study.name : plan->study.design->name;
    out->pars = curve.evsi.work.pars;
    curve.evsi.work.pars = NULL;
    out->searched = curve.evsi.enumerations != NULL;
    warn(&curve, out, table);
cleanup:
    vi_free(chosen.owned);
    vi_free(chosen.good);
    vi_enbs_curve_free(&curve);
    return status;
}

void vi_enbs_rows_free(vi_enbs_rows *rows)
{
    vi_free(rows->pars);
    vi_free(rows->k);
    vi_free(rows->rows);
    *rows = (vi_enbs_rows){0};
}

static vi_enbs_row *best_row(const vi_enbs_rows *study, size_t i)
{
    for (size_t j = 0; j < study->count; j++) {
        if (study->rows[j].best && study->rows[j].i == i) {
            return &study->rows[j];
        }
    }
    return NULL;
}

void vi_enbs_rows_mark(vi_enbs_rows *studies, size_t count)
{
    for (size_t i = 0; i < studies->k_count; i++) {
        vi_enbs_row *best = NULL;
        for (size_t s = 0; s < count; s++) {
            vi_enbs_row *row = best_row(&studies[s], i);
            bool better = row && (!best || row->answer.enbs > best->answer.enbs);
            best = better ? row : best;
        }
        if (best) {
            best->optimal = true;
        }
    }
}
