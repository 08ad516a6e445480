/* Names in both files pair by name. SAVI and many spreadsheets write cost_A and qaly_A, or costs1
 * and effects1, and share no name: then the position pairs, and the strategies take the part of the
 * names in which the files agree (A; or s1, where only a number is left). */
#include "data/pairing.h"

#include "core/alloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 500 };

static size_t find_name(const vi_frame *frame, const char *name)
{
    for (size_t j = 0; j < frame->cols; j++) {
        if (strcmp(frame->names[j], name) == 0) {
            return j;
        }
    }
    return frame->cols;
}

static size_t count_shared(const vi_frame *a, const vi_frame *b)
{
    size_t shared = 0;
    for (size_t j = 0; j < a->cols; j++) {
        shared += find_name(b, a->names[j]) < b->cols;
    }
    return shared;
}

/* Appends to a list of quoted names; what does not fit is left out. */
static void list_name(char *text, const char *name)
{
    size_t used = strlen(text);
    snprintf(text + used, TEXT - used, "%s\"%.60s\"", used ? ", " : "", name);
}

static voi_status refuse_odd_names(const vi_frame *costs, const vi_frame *effects,
                                   vi_findings *findings, voi_error *err)
{
    char odd_costs[TEXT] = "", odd_effects[TEXT] = "";
    for (size_t j = 0; j < costs->cols; j++) {
        if (find_name(effects, costs->names[j]) == effects->cols) {
            list_name(odd_costs, costs->names[j]);
        }
    }
    for (size_t j = 0; j < effects->cols; j++) {
        if (find_name(costs, effects->names[j]) == costs->cols) {
            list_name(odd_effects, effects->names[j]);
        }
    }
    return vi_find(findings, VI_ERROR, VOI_ERR_DATA, effects->source, err,
                   "strategies must have the same names as in %s; only there: %s; only here: %s",
                   costs->source, odd_costs[0] ? odd_costs : "none",
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

static bool remainders_agree(const vi_frame *costs, const vi_frame *effects, size_t cost_start,
                             size_t effect_start)
{
    for (size_t j = 0; j < costs->cols; j++) {
        const char *rest = costs->names[j] + cost_start;
        if (!rest[0] || strcmp(rest, effects->names[j] + effect_start) != 0) {
            return false;
        }
    }
    return true;
}

static voi_status pair_by_position(const vi_frame *costs, const vi_frame *effects,
                                   vi_findings *findings, char **names, voi_error *err)
{
    char pairs[TEXT] = "";
    size_t cost_start = common_start(costs), effect_start = common_start(effects);
    bool agree = remainders_agree(costs, effects, cost_start, effect_start);
    for (size_t j = 0; j < costs->cols; j++) {
        size_t used = strlen(pairs);
        snprintf(pairs + used, TEXT - used, "%s%.60s with %.60s", used ? ", " : "", costs->names[j],
                 effects->names[j]);
        names[j] = pair_name(costs->names[j], agree, cost_start);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
        }
    }
    return vi_find(findings, VI_WARNING, VOI_OK, effects->source, err,
                   "shares no strategy name with %s; paired by position: %s", costs->source, pairs);
}

static voi_status pair_by_name(const vi_frame *costs, const vi_frame *effects,
                               vi_findings *findings, size_t *order, char **names, voi_error *err)
{
    bool moved = false;
    for (size_t j = 0; j < costs->cols; j++) {
        order[j] = find_name(effects, costs->names[j]);
        moved = moved || order[j] != j;
        names[j] = vi_strdup(costs->names[j]);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
        }
    }
    if (!moved) {
        return VOI_OK;
    }
    return vi_find(findings, VI_NOTE, VOI_OK, effects->source, err,
                   "strategies stand in another order than in %s; paired by name", costs->source);
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

voi_status vi_pair_columns(const vi_frame *costs, const vi_frame *effects, vi_findings *findings,
                           size_t *order, char **names, bool *paired, voi_error *err)
{
    bool named = costs->names && effects->names;
    size_t shared = named ? count_shared(costs, effects) : 0;
    for (size_t j = 0; j < costs->cols; j++) {
        order[j] = j;
    }
    *paired = false;
    if (shared > 0 && (shared < costs->cols || shared < effects->cols)) {
        return refuse_odd_names(costs, effects, findings, err);
    }
    if (costs->cols != effects->cols) {
        return vi_find(findings, VI_ERROR, VOI_ERR_DATA, effects->source, err,
                       "has %zu strategies where %s has %zu", effects->cols, costs->source,
                       costs->cols);
    }
    *paired = true;
    if (!named) {
        return pair_without_names(costs, effects, names, err);
    }
    return shared > 0 ? pair_by_name(costs, effects, findings, order, names, err)
                      : pair_by_position(costs, effects, findings, names, err);
}
