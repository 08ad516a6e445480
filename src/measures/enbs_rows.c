/* A study is searched first, so that its best sizes depend on nothing that is listed. Then come the
 * sizes to be shown, whose EVSI is levelled out among them as the table of EVSI has it. A size that
 * is there only because it is the best at some k has a row at that k alone. */
#include "measures/enbs_rows.h"

#include "core/alloc.h"
#include "core/table.h"
#include "measures/enbs_search.h"
#include "measures/pictures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The best size at one k; n is 0 where there is none. */
typedef struct {
    double n, low, high;
    vi_enbs_answer answer;
} found_size;

/* Sizes to be shown, increasing and above 0, with their answers at every k. */
typedef struct {
    double *sizes;
    vi_evsi_answer *answers;
    size_t count;
} shown_sizes;

/* ---- The best sizes ---- */

static voi_status find_best(voi_context *ctx, const vi_enbs_curve *curve, found_size *found,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    size_t k = curve->evsi.work.grid.count;
    vi_good_sizes *good = vi_calloc(k, sizeof *good);
    if (!good) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu values of k", k);
    }
    for (size_t i = 0; i < k; i++) {
        good[i].best = vi_enbs_best(curve, i);
    }
    VI_TRY(vi_enbs_intervals(ctx, curve, good, err));
    bool open = curve->evsi.enumerations && vi_enbs_is_free(curve);
    for (size_t i = 0; i < k; i++) {
        found[i] = (found_size){curve->evsi.sizes[good[i].best], good[i].low,
                                open ? VI_LARGEST_SEARCHED : good[i].high,
                                vi_enbs_at(curve, good[i].best, i)};
    }
cleanup:
    vi_free(good);
    return status;
}

/* ---- The sizes to be shown ---- */

/* Takes away what the curve has: before a search, the sizes listed. */
static void take_all(vi_enbs_curve *curve, shown_sizes *out)
{
    vi_evsi_curve *evsi = &curve->evsi;
    *out = (shown_sizes){evsi->sizes, evsi->answers, evsi->count};
    evsi->sizes = NULL;
    evsi->answers = NULL;
    evsi->count = 0;
}

static voi_status take_grid(voi_context *ctx, vi_enbs_curve *curve, shown_sizes *out,
                            voi_error *err)
{
    size_t k = curve->evsi.work.grid.count;
    voi_status status = vi_enbs_grid(ctx, curve, &out->sizes, &out->count, err);
    if (status != VOI_OK) {
        return status;
    }
    out->answers = vi_malloc(out->count * k, sizeof *out->answers);
    if (!out->answers) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu sizes", out->count);
    }
    for (size_t s = 0; s < out->count; s++) {
        size_t at = vi_evsi_curve_place(&curve->evsi, out->sizes[s]);
        memcpy(out->answers + s * k, vi_evsi_curve_answer(&curve->evsi, at, 0),
               k * sizeof *out->answers);
    }
    return VOI_OK;
}

static voi_status search(voi_context *ctx, const voi_study_plan *plan, vi_enbs_curve *curve,
                         shown_sizes *shown, found_size *found, voi_error *err)
{
    voi_status status = VOI_OK;
    bool searches = curve->evsi.enumerations, listed = plan->sizes.count > 0;
    size_t k = curve->evsi.work.grid.count;
    if (searches && listed) {
        take_all(curve, shown);
    }
    VI_TRY(vi_enbs_search(ctx, curve, err));
    if (curve->evsi.count > 0) {
        VI_TRY(find_best(ctx, curve, found, err));
    }
    if (!searches) {
        take_all(curve, shown);
    } else if (!listed) {
        VI_TRY(take_grid(ctx, curve, shown, err));
    }
    for (size_t at = 0; at < shown->count * k; at++) {
        vi_evsi_bound_named(&curve->evsi.work, at % k, &shown->answers[at]);
    }
    status = vi_evsi_level_out(shown->answers, shown->count, k, err);
cleanup:
    return status;
}

/* ---- Rows ---- */

static void add_row(const vi_enbs_curve *curve, const found_size *found, double n, size_t i,
                    const vi_enbs_answer *answer, vi_enbs_rows *out)
{
    bool best = n > 0 && n == found[i].n;
    out->rows[out->count++] =
        (vi_enbs_row){.n = n,
                      .participants = vi_study_participants(&curve->evsi.work.study, n),
                      .i = i,
                      .best = best,
                      .low = best ? found[i].low : NAN,
                      .high = best ? found[i].high : NAN,
                      .found = found[i].answer.enbs,
                      .answer = *answer};
}

static bool lists_nobody(const voi_study_plan *plan)
{
    for (size_t j = 0; j < plan->sizes.count; j++) {
        if (plan->sizes.values[j] == 0) {
            return true;
        }
    }
    return false;
}

static bool is_shown(const shown_sizes *shown, double n)
{
    for (size_t s = 0; s < shown->count; s++) {
        if (shown->sizes[s] == n) {
            return true;
        }
    }
    return false;
}

static int by_size_and_k(const void *left, const void *right)
{
    const vi_enbs_row *a = left, *b = right;
    return a->n != b->n ? (a->n > b->n) - (a->n < b->n) : (a->i > b->i) - (a->i < b->i);
}

static void add_rows(const vi_enbs_curve *curve, const voi_study_plan *plan,
                     const shown_sizes *shown, const found_size *found, vi_enbs_rows *out)
{
    static const vi_enbs_answer nothing = {0};
    for (size_t i = 0; i < out->k_count; i++) {
        if (lists_nobody(plan)) {
            add_row(curve, found, 0, i, &nothing, out);
        }
        for (size_t s = 0; s < shown->count; s++) {
            const vi_evsi_answer *evsi = &shown->answers[s * out->k_count + i];
            const vi_enbs_answer answer = vi_enbs_of(curve, shown->sizes[s], evsi, i);
            add_row(curve, found, shown->sizes[s], i, &answer, out);
        }
        if (found[i].n > 0 && !is_shown(shown, found[i].n)) {
            add_row(curve, found, found[i].n, i, &found[i].answer, out);
        }
    }
    qsort(out->rows, out->count, sizeof *out->rows, by_size_and_k);
}

static voi_status line_up(const vi_enbs_curve *curve, const voi_study_plan *plan,
                          const shown_sizes *shown, const found_size *found, vi_enbs_rows *out,
                          voi_error *err)
{
    size_t k = curve->evsi.work.grid.count;
    out->k_count = k;
    out->rows = vi_malloc((shown->count + 2) * k, sizeof *out->rows);
    out->k = vi_malloc(k, sizeof *out->k);
    if (!out->rows || !out->k) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu sizes", shown->count);
    }
    memcpy(out->k, curve->evsi.work.grid.values, k * sizeof *out->k);
    add_rows(curve, plan, shown, found, out);
    return VOI_OK;
}

static void warn(const vi_enbs_curve *curve, const vi_enbs_rows *rows, voi_table *table)
{
    const vi_timing *timing = &curve->timing;
    vi_evsi_warn(&curve->evsi.work, curve->evsi.work.question.problem, table);
    if (timing->accrual > timing->population.per_year) {
        vi_table_warn(
            table,
            "study %s: %.10g participants a year are more than the %.10g persons a year who "
            "face the decision",
            rows->name, timing->accrual, timing->population.per_year);
    }
    if (!curve->evsi.enumerations) {
        vi_table_warn(table,
                      "study %s: method %s answers for the sizes shown alone, so the best size is "
                      "the best of these",
                      rows->name, curve->evsi.work.method->name);
    } else if (vi_enbs_is_free(curve)) {
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
    shown_sizes shown = {0};
    found_size *found = NULL;
    *out = (vi_enbs_rows){0};
    VI_TRY(vi_enbs_curve_open(ctx, problem, options, plan, &curve, err));
    found = vi_calloc(curve.evsi.work.grid.count, sizeof *found);
    if (!found) {
        status = vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu values of k",
                         curve.evsi.work.grid.count);
        goto cleanup;
    }
    VI_TRY(search(ctx, plan, &curve, &shown, found, err));
    VI_TRY(line_up(&curve, plan, &shown, found, out, err));
    out->name = plan->study.name ? plan->study.name : plan->study.design->name;
    out->pars = curve.evsi.work.pars;
    curve.evsi.work.pars = NULL;
    out->searched = curve.evsi.enumerations != NULL;
    warn(&curve, out, table);
cleanup:
    vi_free(found);
    vi_free(shown.sizes);
    vi_free(shown.answers);
    vi_enbs_curve_free(&curve);
    return vi_error_at(err, plan->where, status);
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
            bool better = row && (!best || row->found > best->found);
            best = better ? row : best;
        }
        if (best) {
            best->optimal = true;
        }
    }
}
