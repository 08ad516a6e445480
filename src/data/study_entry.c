/* Keys of every study are a table of functions; any other key must be an option of the design,
 * which may be named after it, so that is held against the design at the end. */
#include "data/study_entry.h"

#include "core/alloc.h"
#include "data/number_list.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define refuse(source, where, status, ...) refuse_at((source), (where), (status), err, __VA_ARGS__)

static VOI_PRINTF(5, 6) voi_status
    refuse_at(const char *source, vi_file_place where, voi_status status, voi_error *err,
              const char *format, ...)
{
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    return vi_fail(err, status, "%s:%zu:%zu: %s", source, where.line, where.column, what);
}

/* What a function of a key is told. */
typedef struct {
    const char *source;
    const voi_problem *problem;
    const vi_study_value *value;
    vi_study_entry *entry;
} taking;

/* ---- Words and numbers ---- */

static voi_status one_word(const taking *t, const char **out, voi_error *err)
{
    if (t->value->count != 1) {
        return refuse(t->source, t->value->at, VOI_ERR_FORMAT, "%s is one word, not a list",
                      t->value->key);
    }
    *out = t->value->text[0];
    return VOI_OK;
}

static voi_status number_at(const taking *t, size_t i, double *out, voi_error *err)
{
    static const vi_list_words words = {"number", "numbers are written as 2500 or 0.5"};
    voi_error cause = {VOI_OK, ""};
    vi_numbers numbers;
    voi_status status = vi_number_list(t->value->text[i], &words, &numbers, &cause);
    if (status != VOI_OK) {
        return refuse(t->source, t->value->place[i],
                      status == VOI_ERR_NOMEM ? status : VOI_ERR_FORMAT, "%s: %s", t->value->key,
                      cause.message);
    }
    if (numbers.count == 1) {
        *out = numbers.values[0];
    } else {
        status = refuse(t->source, t->value->place[i], VOI_ERR_FORMAT,
                        "%s: a list is written in brackets, such as [50, 100]", t->value->key);
    }
    vi_free(numbers.values);
    return status;
}

static voi_status one_number(const taking *t, double *out, voi_error *err)
{
    const char *word;
    voi_status status = one_word(t, &word, err);
    return status == VOI_OK ? number_at(t, 0, out, err) : status;
}

static voi_status take_cost(const taking *t, voi_cost *out, voi_error *err)
{
    voi_status status = VOI_OK;
    if (t->value->count > 2) {
        return refuse(t->source, t->value->at, VOI_ERR_FORMAT,
                      "%s is an amount, or the ends of a 95 %% interval in brackets",
                      t->value->key);
    }
    VI_TRY(number_at(t, 0, &out->low, err));
    VI_TRY(number_at(t, t->value->count - 1, &out->high, err));
    if (out->high < out->low) {
        status = refuse(t->source, t->value->at, VOI_ERR_FORMAT,
                        "%s: the lower end of an interval comes first", t->value->key);
    }
cleanup:
    return status;
}

/* ---- Keys of every study ---- */

static voi_status take_design(const taking *t, voi_error *err)
{
    const char *name = NULL, *names[VI_MOST_ITEMS];
    voi_status status = one_word(t, &name, err);
    if (status != VOI_OK) {
        return status;
    }
    t->entry->plan.study.design = voi_design_find(name);
    if (t->entry->plan.study.design) {
        return VOI_OK;
    }
    size_t count = voi_design_count() < VI_MOST_ITEMS ? voi_design_count() : VI_MOST_ITEMS;
    for (size_t i = 0; i < count; i++) {
        names[i] = voi_design_at(i)->name;
    }
    const char *nearest = voi_nearest(name, names, count);
    return refuse(t->source, t->value->place[0], VOI_ERR_FORMAT,
                  "no design is named \"%.60s\"%s%s%s", name, nearest ? "; did you mean " : "",
                  nearest ? nearest : "", nearest ? "?" : "");
}

static voi_status take_pars(const taking *t, voi_error *err)
{
    vi_study_entry *entry = t->entry;
    for (size_t i = 0; i < t->value->count; i++) {
        voi_error cause = {VOI_OK, ""};
        size_t index;
        voi_status status =
            vi_problem_find_parameter(t->problem, t->value->text[i], &index, &cause);
        if (status != VOI_OK) {
            return refuse(t->source, t->value->place[i], status, "%s", cause.message);
        }
        entry->parameters[i] = t->value->text[i];
    }
    entry->plan.study.parameters = entry->parameters;
    entry->plan.study.parameter_count = t->value->count;
    return VOI_OK;
}

static voi_status take_sizes(const taking *t, voi_error *err)
{
    vi_study_entry *entry = t->entry;
    voi_status status = VOI_OK;
    if (t->value->count == 1 && strcmp(t->value->text[0], "auto") == 0) {
        return VOI_OK;
    }
    for (size_t i = 0; status == VOI_OK && i < t->value->count; i++) {
        status = number_at(t, i, &entry->sizes[i], err);
    }
    entry->plan.sizes = (voi_sizes){entry->sizes, t->value->count};
    return status;
}

static voi_status take_scales(const taking *t, voi_error *err)
{
    static const char *const names[] = {"none", "logit", "log", "exp"};
    vi_study_entry *entry = t->entry;
    for (size_t i = 0; i < t->value->count; i++) {
        int scale = 0;
        while (scale < 4 && strcmp(names[scale], t->value->text[i]) != 0) {
            scale++;
        }
        if (scale == 4) {
            return refuse(t->source, t->value->place[i], VOI_ERR_FORMAT,
                          "transform: \"%.60s\" is not none, logit, log or exp", t->value->text[i]);
        }
        entry->scales[i] = (voi_scale)scale;
    }
    entry->scale_count = t->value->count;
    entry->plan.study.scales = entry->scales;
    return VOI_OK;
}

static voi_status take_arms(const taking *t, voi_error *err)
{
    (void)err;
    memcpy(t->entry->arms, t->value->text, t->value->count * sizeof *t->entry->arms);
    t->entry->plan.arms = t->entry->arms;
    t->entry->plan.arm_count = t->value->count;
    return VOI_OK;
}

static voi_status take_method(const taking *t, voi_error *err)
{
    return one_word(t, &t->entry->plan.method, err);
}

static voi_status take_setup(const taking *t, voi_error *err)
{
    return take_cost(t, &t->entry->plan.setup, err);
}

static voi_status take_each(const taking *t, voi_error *err)
{
    return take_cost(t, &t->entry->plan.per_participant, err);
}

static voi_status take_accrual(const taking *t, voi_error *err)
{
    return one_number(t, &t->entry->plan.accrual, err);
}

static voi_status take_delay(const taking *t, voi_error *err)
{
    return one_number(t, &t->entry->plan.reporting_delay, err);
}

static voi_status take_missing(const taking *t, voi_error *err)
{
    return one_number(t, &t->entry->plan.study.missing, err);
}

static const struct {
    const char *name;
    voi_status (*take)(const taking *t, voi_error *err);
} keys[] = {
    {"design", take_design},     {"pars", take_pars},
    {"n", take_sizes},           {"transform", take_scales},
    {"missing", take_missing},   {"method", take_method},
    {"costs_setup", take_setup}, {"costs_per_participant", take_each},
    {"accrual", take_accrual},   {"reporting_delay", take_delay},
    {"arms", take_arms},
};

enum { KEYS = sizeof keys / sizeof *keys };

/* ---- An entry ---- */

static voi_status take_option(const taking *t, voi_error *err)
{
    vi_study_entry *entry = t->entry;
    size_t at = entry->plan.study.option_count;
    if (at == VI_MOST_KEYS) {
        return refuse(t->source, t->value->at, VOI_ERR_FORMAT, "this study has too many keys");
    }
    entry->options[at].name = t->value->key;
    entry->option_at[at] = t->value->at;
    entry->plan.study.options = entry->options;
    entry->plan.study.option_count = at + 1;
    return VOI_OK;
}

voi_status vi_study_entry_take(const char *source, const voi_problem *problem,
                               const vi_study_value *value, vi_study_entry *entry, voi_error *err)
{
    const taking t = {source, problem, value, entry};
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].name, value->key) == 0) {
            return keys[i].take(&t, err);
        }
    }
    double number = 0;
    voi_error cause = {VOI_OK, ""};
    voi_status status = take_option(&t, err);
    if (status == VOI_OK) {
        /* An unknown key is told as one, whatever stands behind it. */
        voi_status read = one_number(&t, &number, &cause);
        entry->options[entry->plan.study.option_count - 1].value = read == VOI_OK ? number : NAN;
        status = read == VOI_ERR_NOMEM ? vi_fail(err, read, "%s", cause.message) : VOI_OK;
    }
    return status;
}

static voi_status unknown_key(const char *source, const vi_study_entry *entry, size_t option,
                              voi_error *err)
{
    const voi_design *design = entry->plan.study.design;
    const char *names[KEYS + VI_MOST_ITEMS], *name = entry->options[option].name;
    size_t count = KEYS;
    for (size_t i = 0; i < KEYS; i++) {
        names[i] = keys[i].name;
    }
    for (size_t i = 0; i < design->option_count && i < VI_MOST_ITEMS; i++) {
        names[count++] = design->options[i].name;
    }
    const char *nearest = voi_nearest(name, names, count);
    return refuse(source, entry->option_at[option], VOI_ERR_FORMAT,
                  "study %s takes no key \"%.60s\"%s%s%s", design->name, name,
                  nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static voi_status check_option(const char *source, const vi_study_entry *entry, size_t option,
                               voi_error *err)
{
    const voi_design *design = entry->plan.study.design;
    for (size_t i = 0; i < design->option_count; i++) {
        if (strcmp(design->options[i].name, entry->options[option].name) == 0) {
            return isnan(entry->options[option].value)
                       ? refuse(source, entry->option_at[option], VOI_ERR_FORMAT,
                                "%s is one number, the %s", design->options[i].name,
                                design->options[i].purpose)
                       : VOI_OK;
        }
    }
    return unknown_key(source, entry, option, err);
}

voi_status vi_study_entry_check(const char *source, vi_study_entry *entry, voi_error *err)
{
    const voi_study *study = &entry->plan.study;
    voi_status status = VOI_OK;
    if (!study->design) {
        return refuse(source, entry->at, VOI_ERR_FORMAT, "the design of this study is missing");
    }
    for (size_t i = 0; i < study->option_count; i++) {
        VI_TRY(check_option(source, entry, i, err));
    }
    if (study->scales && entry->scale_count != study->parameter_count) {
        status = refuse(source, entry->at, VOI_ERR_FORMAT,
                        "transform names %zu scales for %zu parameters", entry->scale_count,
                        study->parameter_count);
    }
cleanup:
    return status;
}
