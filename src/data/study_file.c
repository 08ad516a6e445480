/* A file of studies is one mapping, from names of studies to mappings of keys; behind a key stands
 * a word or a list of words (study_entry.c). */
#include "data/study_file.h"

#include "core/alloc.h"
#include "data/study_entry.h"

#include <string.h>

enum { MOST_STUDIES = 100 };

struct voi_studies {
    size_t count;
    vi_study_entry *entries[MOST_STUDIES];
    voi_study_plan plans[MOST_STUDIES];
};

typedef struct {
    const voi_problem *problem;
    vi_yaml yaml;
    voi_studies *studies;
    vi_study_entry *entry; /* the last one */
    vi_study_value value;  /* of its last key */
} reader;

static vi_file_place place_of(const reader *r)
{
    const yaml_mark_t *mark = &r->yaml.event.start_mark;
    return (vi_file_place){mark->line + 1, mark->column + 1};
}

/* Keeps the word of the last event. */
static voi_status keep_word(reader *r, const char *missing, const char **out, voi_error *err)
{
    vi_study_entry *entry = r->entry;
    voi_status status = vi_yaml_check_word(&r->yaml, missing, err);
    if (status != VOI_OK) {
        return status;
    }
    if (entry->text_count == VI_MOST_ENTRY_TEXTS) {
        return vi_yaml_refuse(&r->yaml, "this study has too many words", err);
    }
    char *text = vi_strdup(vi_yaml_word(&r->yaml));
    if (!text) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->yaml.source);
    }
    entry->texts[entry->text_count++] = text;
    *out = text;
    return VOI_OK;
}

static voi_status add_item(reader *r, voi_error *err)
{
    vi_study_value *v = &r->value;
    if (v->count == VI_MOST_ITEMS) {
        return vi_yaml_refuse(&r->yaml, "this list has more than 64 entries", err);
    }
    v->place[v->count] = place_of(r);
    voi_status status = keep_word(r, "a word or a number is missing", &v->text[v->count], err);
    v->count += status == VOI_OK;
    return status;
}

/* What stands behind a key; the event is its last. */
static voi_status read_value(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    r->value.count = 0;
    VI_TRY(vi_yaml_next(&r->yaml, err));
    if (r->yaml.event.type == YAML_SCALAR_EVENT) {
        return add_item(r, err);
    }
    if (r->yaml.event.type != YAML_SEQUENCE_START_EVENT) {
        return vi_yaml_refuse(&r->yaml, "a word or a list of words belongs here", err);
    }
    VI_TRY(vi_yaml_next(&r->yaml, err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        VI_TRY(add_item(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_SEQUENCE_END_EVENT) {
        status = vi_yaml_refuse(&r->yaml, "a word or a number belongs here", err);
    } else if (r->value.count == 0) {
        status = vi_yaml_refuse(&r->yaml, "this list is empty", err);
    }
cleanup:
    return status;
}

/* Whether the key at the last event was there before, in this study. */
static bool is_repeated(const char *const *seen, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(seen[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static voi_status read_keys(reader *r, voi_error *err)
{
    const char *seen[2 * VI_MOST_KEYS];
    size_t count = 0;
    voi_status status = VOI_OK;
    VI_TRY(vi_yaml_expect(&r->yaml, YAML_MAPPING_START_EVENT,
                          "a study is written as keys with values, such as design: binary", err));
    VI_TRY(vi_yaml_next(&r->yaml, err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        r->value.at = place_of(r);
        VI_TRY(keep_word(r, "a key is missing", &r->value.key, err));
        if (count == 2 * VI_MOST_KEYS || is_repeated(seen, count, r->value.key)) {
            return vi_yaml_refuse(&r->yaml, "this key is there already, or there are too many",
                                  err);
        }
        seen[count++] = r->value.key;
        VI_TRY(read_value(r, err));
        VI_TRY(vi_study_entry_take(r->yaml.source, r->problem, &r->value, r->entry, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    status = r->yaml.event.type == YAML_MAPPING_END_EVENT
                 ? vi_study_entry_check(r->yaml.source, r->entry, err)
                 : vi_yaml_refuse(&r->yaml, "a key belongs here", err);
cleanup:
    return status;
}

/* The event is the study's name. */
static voi_status read_study(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_studies *studies = r->studies;
    if (studies->count == MOST_STUDIES) {
        return vi_yaml_refuse(&r->yaml, "there are more than 100 studies", err);
    }
    for (size_t s = 0; s < studies->count; s++) {
        if (strcmp(studies->plans[s].study.name, vi_yaml_word(&r->yaml)) == 0) {
            return vi_yaml_refuse(&r->yaml, "a study before has this name", err);
        }
    }
    r->entry = vi_calloc(1, sizeof *r->entry);
    studies->entries[studies->count] = r->entry;
    if (!r->entry) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->yaml.source);
    }
    r->entry->at = place_of(r);
    VI_TRY(keep_word(r, "the name of a study is missing", &r->entry->plan.study.name, err));
    VI_TRY(read_keys(r, err));
    studies->plans[studies->count++] = r->entry->plan;
cleanup:
    return status;
}

static voi_status read_studies(reader *r, voi_error *err)
{
    static const char map[] = "studies are written as names with keys, such as trial: {design: "
                              "binary, pars: [p]}",
                      none[] = "there are no studies in it";
    voi_status status = VOI_OK;
    VI_TRY(vi_yaml_enter(&r->yaml, map, none, err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        VI_TRY(read_study(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_MAPPING_END_EVENT) {
        return vi_yaml_refuse(&r->yaml, "the name of a study belongs here", err);
    }
    VI_TRY(vi_yaml_leave(&r->yaml, map, err));
    status = r->studies->count > 0 ? VOI_OK : vi_yaml_refuse(&r->yaml, none, err);
cleanup:
    return status;
}

voi_status vi_studies_parse(const voi_problem *problem, const char *source, const char *text,
                            size_t size, voi_studies **out, voi_error *err)
{
    voi_status status = VOI_OK;
    reader r = {.problem = problem};
    *out = NULL;
    VI_TRY(vi_yaml_open(source, text, size, &r.yaml, err));
    r.studies = vi_calloc(1, sizeof *r.studies);
    if (!r.studies) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", source);
        goto cleanup;
    }
    VI_TRY(read_studies(&r, err));
    *out = r.studies;
    r.studies = NULL;
cleanup:
    vi_yaml_close(&r.yaml);
    voi_studies_destroy(r.studies);
    return status;
}

voi_status voi_studies_read(const voi_problem *problem, const char *path, voi_studies **out,
                            voi_error *err)
{
    vi_buffer text = {0};
    const char *source;
    *out = NULL;
    voi_status status = vi_yaml_read(path, &source, &text, err);
    if (status == VOI_OK) {
        status = vi_studies_parse(problem, source, text.data ? text.data : "", text.size, out, err);
    }
    vi_buffer_free(&text);
    return status;
}

void voi_studies_destroy(voi_studies *studies)
{
    for (size_t s = 0; studies && s < MOST_STUDIES; s++) {
        vi_study_entry *entry = studies->entries[s];
        for (size_t t = 0; entry && t < entry->text_count; t++) {
            vi_free(entry->texts[t]);
        }
        vi_free(entry);
    }
    vi_free(studies);
}

size_t voi_studies_count(const voi_studies *studies)
{
    return studies->count;
}

const voi_study_plan *voi_studies_plans(const voi_studies *studies)
{
    return studies->plans;
}
