/* Any key that is none of every study must be an option of the design, which may be named after
 * it, so that is held against the design at the end. A part is an entry of its own, with fewer
 * keys. */
#include "data/study_entry.h"

#include "core/alloc.h"
#include "data/study_keys.h"
#include "data/study_words.h"

#include <math.h>
#include <string.h>

/* ---- Storage ---- */

vi_study_entry *vi_study_entry_create(vi_file_place at)
{
    vi_study_entry *entry = vi_calloc(1, sizeof *entry);
    if (entry) {
        entry->at = at;
    }
    return entry;
}

void vi_study_entry_destroy(vi_study_entry *entry)
{
    if (!entry) {
        return;
    }
    for (size_t i = 0; i < entry->text_count; i++) {
        vi_free(entry->texts[i]);
    }
    for (size_t i = 0; i < entry->file_count; i++) {
        voi_values_destroy(entry->files[i]);
    }
    for (size_t i = 0; i < entry->plan.study.part_count; i++) {
        vi_study_entry_destroy(entry->parts[i]);
    }
    vi_free(entry->texts);
    vi_free(entry->covariance);
    vi_free(entry->sizes);
    vi_free(entry);
}

const char *vi_study_entry_keep(vi_study_entry *entry, const char *text)
{
    size_t count = entry->text_count;
    if ((count & (count - 1)) == 0) {
        char **texts = vi_realloc(entry->texts, count > 0 ? 2 * count : 1, sizeof *texts);
        if (!texts) {
            return NULL;
        }
        entry->texts = texts;
    }
    entry->texts[count] = vi_strdup(text);
    entry->text_count += entry->texts[count] != NULL;
    return entry->texts[count];
}

void vi_study_entry_add_part(vi_study_entry *whole, vi_study_entry *part)
{
    voi_study *study = &whole->plan.study;
    whole->parts[study->part_count] = part;
    whole->studies[study->part_count++] = part->plan.study;
    study->parts = whole->studies;
}

/* ---- Keys ---- */

vi_study_shape vi_study_key_shape(const char *key)
{
    const vi_study_key *known = vi_study_key_find(key);
    return known ? known->shape : VI_BEHIND_WORDS;
}

static bool is_for(const vi_study_key *key, const vi_study_entry *entry)
{
    return entry->is_part ? key->of_part : key->of_whole;
}

static voi_status take_option(const vi_study_origin *from, const vi_study_value *value,
                              vi_study_entry *entry, voi_error *err)
{
    voi_study *study = &entry->plan.study;
    size_t at = study->option_count;
    double number = NAN;
    voi_error cause = {VOI_OK, ""};
    if (at == VI_MOST_KEYS) {
        return vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err,
                               "this study has too many keys");
    }
    /* An unknown key is told as one, whatever stands behind it. */
    voi_status status = vi_study_one_number(from, value, &number, &cause);
    const char *wrong = status == VOI_OK ? NULL : vi_study_entry_keep(entry, cause.message);
    if (status == VOI_ERR_NOMEM || (status != VOI_OK && !wrong)) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", from->source);
    }
    entry->options[at] = (voi_study_option){value->key, number};
    entry->option_at[at] = value->at;
    entry->option_wrong[at] = wrong;
    study->options = entry->options;
    study->option_count = at + 1;
    return VOI_OK;
}

voi_status vi_study_entry_take(const vi_study_origin *from, const vi_study_value *value,
                               vi_study_entry *entry, voi_error *err)
{
    const vi_study_key *key = vi_study_key_find(value->key);
    if (!key) {
        return take_option(from, value, entry, err);
    }
    return is_for(key, entry)
               ? key->take(from, value, entry, err)
               : vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err, "%s belongs to %s",
                                 key->name,
                                 entry->is_part ? "the whole study, not to a part of it"
                                                : "the parts of a study of design combined");
}

/* ---- The whole ---- */

static voi_status unknown_key(const vi_study_origin *from, const vi_study_entry *entry,
                              size_t option, voi_error *err)
{
    const voi_design *design = entry->plan.study.design;
    const char *names[VI_STUDY_KEYS + VI_MOST_ITEMS], *name = entry->options[option].name;
    size_t count = 0;
    for (size_t i = 0; i < VI_STUDY_KEYS; i++) {
        if (is_for(&vi_study_keys[i], entry)) {
            names[count++] = vi_study_keys[i].name;
        }
    }
    for (size_t i = 0; i < design->option_count && i < VI_MOST_ITEMS; i++) {
        names[count++] = design->options[i].name;
    }
    const char *nearest = voi_nearest(name, names, count);
    return vi_study_refuse(from, entry->option_at[option], VOI_ERR_FORMAT, err,
                           "%s %s takes no key \"%.60s\"%s%s%s", entry->is_part ? "part" : "study",
                           design->name, name, nearest ? "; did you mean " : "",
                           nearest ? nearest : "", nearest ? "?" : "");
}

static voi_status check_option(const vi_study_origin *from, const vi_study_entry *entry,
                               size_t option, voi_error *err)
{
    const voi_design *design = entry->plan.study.design;
    for (size_t i = 0; i < design->option_count; i++) {
        if (strcmp(design->options[i].name, entry->options[option].name) == 0) {
            const char *wrong = entry->option_wrong[option];
            return wrong ? vi_fail(err, VOI_ERR_FORMAT, "%s", wrong) : VOI_OK;
        }
    }
    return unknown_key(from, entry, option, err);
}

static voi_status check_parts(const vi_study_origin *from, const vi_study_entry *entry,
                              voi_error *err)
{
    const voi_study *study = &entry->plan.study;
    bool combined = strcmp(study->design->name, "combined") == 0;
    if (entry->is_part && strcmp(study->design->name, "custom") == 0) {
        return vi_study_refuse(from, entry->at, VOI_ERR_FORMAT, err,
                               "a part is not custom, for its data are drawn with those of the "
                               "others; simulate the whole study, or leave it out");
    }
    if (combined == (study->part_count > 0)) {
        return VOI_OK;
    }
    if (combined) {
        return vi_study_refuse(from, entry->at, VOI_ERR_FORMAT, err,
                               entry->is_part
                                   ? "a part is not combined itself; give its parts instead"
                                   : "design combined needs parts, such as [{design: binary, pars: "
                                     "[p]}, ...]");
    }
    return vi_study_refuse(from, entry->parts_at, VOI_ERR_FORMAT, err,
                           "parts are for design combined, not for %s", study->design->name);
}

/* A key that is nearly "design" was meant to be it. */
static voi_status lacks_design(const vi_study_origin *from, const vi_study_entry *entry,
                               voi_error *err)
{
    static const char *const names[] = {"design"};
    const char *kind = entry->is_part ? "part" : "study";
    for (size_t i = 0; i < entry->plan.study.option_count; i++) {
        if (voi_nearest(entry->options[i].name, names, 1)) {
            return vi_study_refuse(from, entry->option_at[i], VOI_ERR_FORMAT, err,
                                   "a %s takes no key \"%.60s\"; did you mean design?", kind,
                                   entry->options[i].name);
        }
    }
    return vi_study_refuse(from, entry->at, VOI_ERR_FORMAT, err, "the design of this %s is missing",
                           kind);
}

voi_status vi_study_entry_check(const vi_study_origin *from, const vi_study_entry *entry,
                                voi_error *err)
{
    const voi_study *study = &entry->plan.study;
    voi_status status = VOI_OK;
    if (!study->design) {
        return lacks_design(from, entry, err);
    }
    for (size_t i = 0; i < study->option_count; i++) {
        VI_TRY(check_option(from, entry, i, err));
    }
    VI_TRY(check_parts(from, entry, err));
    if (study->scales && entry->scale_count != study->parameter_count) {
        status = vi_study_refuse(from, entry->scales_at, VOI_ERR_FORMAT, err,
                                 "transform names %zu scale%s for %zu parameter%s",
                                 entry->scale_count, entry->scale_count == 1 ? "" : "s",
                                 study->parameter_count, study->parameter_count == 1 ? "" : "s");
    } else if (entry->plan.summaries && entry->summary_count != entry->plan.sizes.count) {
        status =
            vi_study_refuse(from, entry->summaries_at, VOI_ERR_FORMAT, err,
                            "summaries: %zu file%s for %zu size%s; n lists a size for every file",
                            entry->summary_count, entry->summary_count == 1 ? "" : "s",
                            entry->plan.sizes.count, entry->plan.sizes.count == 1 ? "" : "s");
    }
cleanup:
    return status;
}
