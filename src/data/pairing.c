/* Names in both files pair by name. SAVI and many spreadsheets write cost_A and qaly_A, or costs1
 * and effects1, and share no name: then the ends of the names pair where they agree, else the
 * position, and a warning shows the pairs. The strategies take the part of the names in which the
 * files agree (A; or s1, where only a number is left). */
#include "data/pairing.h"

#include "core/alloc.h"
#include "data/name_index.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 500 };

/* The two files and their names in order. */
typedef struct {
    const vi_frame *costs, *effects;
    vi_name_index cost_names, effect_names;
    vi_findings *findings;
} pairing;

static bool has_name(const vi_name_index *names, const char *name)
{
    return vi_name_index_find(names, name) < names->count;
}

static size_t count_shared(const pairing *p)
{
    size_t shared = 0;
    for (size_t j = 0; j < p->costs->cols; j++) {
        shared += has_name(&p->effect_names, p->costs->names[j]);
    }
    return shared;
}

/* Appends to a list of quoted names; what does not fit is left out. */
static void list_name(char *text, const char *name)
{
    size_t used = strlen(text);
    snprintf(text + used, TEXT - used, "%s\"%.60s\"", used ? ", " : "", name);
}

static void list_odd_names(const vi_frame *frame, const vi_name_index *others, char *text)
{
    for (size_t j = 0; j < frame->cols; j++) {
        if (!has_name(others, frame->names[j])) {
            list_name(text, frame->names[j]);
        }
    }
}

static voi_status refuse_odd_names(const pairing *p, voi_error *err)
{
    char odd_costs[TEXT] = "", odd_effects[TEXT] = "";
    list_odd_names(p->costs, &p->effect_names, odd_costs);
    list_odd_names(p->effects, &p->cost_names, odd_effects);
    return vi_find(p->findings, VI_ERROR, VOI_ERR_DATA, p->effects->source, err,
                   "strategies must have the same names as in %s; only there: %s; only here: %s",
                   p->costs->source, odd_costs[0] ? odd_costs : "none",
                   odd_effects[0] ? odd_effects : "none");
}

static bool is_separator(char c)
{
    return c == '_' || c == '.' || c == '-' || c == ' ' || c == ':';
}

/* The length of what all names begin with, cut back to a separator or to the start of their
 * numbers. */
static size_t common_start(const vi_frame *frame)
{
    size_t length = strlen(frame->names[0]);
    for (size_t j = 1; j < frame->cols; j++) {
        size_t same = 0;
        while (same < length && frame->names[0][same] == frame->names[j][same]) {
            same++;
        }
        length = same;
    }
    bool numbers = true;
    while (length > 0 && isdigit((unsigned char)frame->names[0][length - 1])) {
        length--;
    }
    for (size_t j = 0; j < frame->cols; j++) {
        numbers = numbers && isdigit((unsigned char)frame->names[j][length]);
    }
    while (!numbers && length > 0 && !is_separator(frame->names[0][length - 1])) {
        length--;
    }
    return length;
}

/* The name of pair j: what the two files' names have in common, else the costs' name. */
static char *pair_name(const char *cost_name, bool agree, size_t start)
{
    const char *name = cost_name + (agree ? start : 0);
    if (agree && isdigit((unsigned char)name[0])) {
        char numbered[80];
        snprintf(numbered, sizeof numbered, "s%.70s", name);
        return vi_strdup(numbered);
    }
    return vi_strdup(name);
}

/* Looks for effects whose names end as those of the costs do, behind what each file's names begin
 * with. *agree says whether every strategy has one; `order` is set then. */
static voi_status match_ends(const pairing *p, size_t cost_start, size_t effect_start,
                             size_t *order, bool *agree, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t cols = p->costs->cols;
    vi_name_index index = {0};
    char **ends = vi_malloc(cols, sizeof *ends);
    size_t *found = vi_malloc(cols, sizeof *found);
    if (!ends || !found) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", p->costs->source);
        goto cleanup;
    }
    for (size_t j = 0; j < cols; j++) {
        ends[j] = p->effects->names[j] + effect_start;
    }
    VI_TRY(vi_name_index_create(ends, cols, &index, err));
    *agree = true;
    for (size_t j = 0; j < cols; j++) {
        const char *end = p->costs->names[j] + cost_start;
        found[j] = vi_name_index_find(&index, end);
        *agree = *agree && end[0] && found[j] < cols;
    }
    if (*agree) {
        memcpy(order, found, cols * sizeof *order);
    }
cleanup:
    vi_name_index_free(&index);
    vi_free(found);
    vi_free(ends);
    return status;
}

static voi_status pair_other_names(const pairing *p, size_t *order, char **names, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_frame *costs = p->costs, *effects = p->effects;
    char pairs[TEXT] = "";
    bool agree = false, moved = false;
    size_t cost_start = common_start(costs);
    VI_TRY(match_ends(p, cost_start, common_start(effects), order, &agree, err));
    for (size_t j = 0; j < costs->cols; j++) {
        size_t used = strlen(pairs);
        snprintf(pairs + used, TEXT - used, "%s%.60s with %.60s", used ? ", " : "", costs->names[j],
                 effects->names[order[j]]);
        moved = moved || order[j] != j;
        names[j] = pair_name(costs->names[j], agree, cost_start);
        if (!names[j]) {
            status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
            goto cleanup;
        }
    }
    status = vi_find(p->findings, VI_WARNING, VOI_OK, effects->source, err,
                     "shares no strategy name with %s; paired by %s: %s", costs->source,
                     moved ? "how the names end" : "position", pairs);
cleanup:
    return status;
}

static voi_status pair_by_name(const pairing *p, size_t *order, char **names, voi_error *err)
{
    bool moved = false;
    for (size_t j = 0; j < p->costs->cols; j++) {
        order[j] = vi_name_index_find(&p->effect_names, p->costs->names[j]);
        moved = moved || order[j] != j;
        names[j] = vi_strdup(p->costs->names[j]);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", p->costs->source);
        }
    }
    if (!moved) {
        return VOI_OK;
    }
    return vi_find(p->findings, VI_NOTE, VOI_OK, p->effects->source, err,
                   "strategies stand in another order than in %s; paired by name",
                   p->costs->source);
}

/* One file has names, or none has. */
static voi_status pair_without_names(const vi_frame *costs, const vi_frame *effects, char **names,
                                     voi_error *err)
{
    char **given = costs->names ? costs->names : effects->names;
    for (size_t j = 0; given && j < costs->cols; j++) {
        names[j] = vi_strdup(given[j]);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
        }
    }
    return VOI_OK;
}

static voi_status refuse_other_count(const pairing *p, voi_error *err)
{
    return vi_find(p->findings, VI_ERROR, VOI_ERR_DATA, p->effects->source, err,
                   "has %zu strategies where %s has %zu", p->effects->cols, p->costs->source,
                   p->costs->cols);
}

static voi_status pair_with_names(pairing *p, size_t *order, char **names, bool *paired,
                                  voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_name_index_create(p->costs->names, p->costs->cols, &p->cost_names, err));
    VI_TRY(vi_name_index_create(p->effects->names, p->effects->cols, &p->effect_names, err));
    size_t shared = count_shared(p);
    if (shared > 0 && (shared < p->costs->cols || shared < p->effects->cols)) {
        status = refuse_odd_names(p, err);
    } else if (p->costs->cols != p->effects->cols) {
        status = refuse_other_count(p, err);
    } else {
        *paired = true;
        status = shared > 0 ? pair_by_name(p, order, names, err)
                            : pair_other_names(p, order, names, err);
    }
cleanup:
    vi_name_index_free(&p->cost_names);
    vi_name_index_free(&p->effect_names);
    return status;
}

voi_status vi_pair_columns(const vi_frame *costs, const vi_frame *effects, vi_findings *findings,
                           size_t *order, char **names, bool *paired, voi_error *err)
{
    pairing p = {.costs = costs, .effects = effects, .findings = findings};
    for (size_t j = 0; j < costs->cols; j++) {
        order[j] = j;
    }
    *paired = false;
    if (costs->names && effects->names) {
        return pair_with_names(&p, order, names, paired, err);
    }
    if (costs->cols != effects->cols) {
        return refuse_other_count(&p, err);
    }
    *paired = true;
    return pair_without_names(costs, effects, names, err);
}
