/* A file of studies is one mapping, from names of studies to mappings of keys; behind a key stands
 * a word, a list of words, a matrix, or the parts of a study, which are mappings of keys again
 * (study_entry.c). */
#include "data/study_file.h"

#include "core/alloc.h"
#include "data/yaml_events.h"

#include <string.h>

enum { MOST_STUDIES = 100 };

struct voi_studies {
    size_t count;
    vi_study_entry *entries[MOST_STUDIES];
    voi_study_plan plans[MOST_STUDIES];
};

typedef struct {
    const vi_study_origin *from;
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

static voi_status out_of_memory(const reader *r, voi_error *err)
{
    return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->yaml.source);
}

/* Keeps the word of the last event. */
static voi_status keep_word(reader *r, const char *missing, const char **out, voi_error *err)
{
    voi_status status = vi_yaml_check_word(&r->yaml, missing, err);
    if (status != VOI_OK) {
        return status;
    }
    *out = vi_study_entry_keep(r->entry, vi_yaml_word(&r->yaml));
    return *out ? VOI_OK : out_of_memory(r, err);
}

/* Where the study stands, for what is found wrong with it later on. */
static voi_status keep_place(reader *r, voi_error *err)
{
    vi_buffer text = {0};
    voi_bytes place = {0};
    vi_buffer_printf(&text, "%s:%zu:%zu", r->yaml.source, r->entry->at.line, r->entry->at.column);
    voi_status status = vi_buffer_finish(&text, r->yaml.source, &place, err);
    if (status == VOI_OK) {
        r->entry->plan.where = vi_study_entry_keep(r->entry, place.data);
        status = r->entry->plan.where ? VOI_OK : out_of_memory(r, err);
    }
    voi_bytes_free(&place);
    return status;
}

/* ---- What stands behind a key ---- */

static voi_status add_word(reader *r, voi_error *err)
{
    vi_study_value *v = &r->value;
    vi_study_word *word = &v->words[v->count];
    if (v->count == VI_MOST_WORDS) {
        return vi_yaml_refuse(&r->yaml, "these lists have more than 1024 entries", err);
    }
    word->at = place_of(r);
    voi_status status = keep_word(r, "a word or a number is missing", &word->text, err);
    v->count += status == VOI_OK;
    return status;
}

/* The words of a list; the event is its first, and will be its end. */
static voi_status read_list(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t before = r->value.count;
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        if (r->value.count - before == VI_MOST_ITEMS &&
            vi_study_key_shape(r->value.key) != VI_BEHIND_SIZES) {
            return vi_yaml_refuse(&r->yaml, "this list has more than 64 entries", err);
        }
        VI_TRY(add_word(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_SEQUENCE_END_EVENT) {
        status = vi_yaml_refuse(&r->yaml, "a word or a number belongs here", err);
    } else if (r->value.count == before) {
        status = vi_yaml_refuse(&r->yaml, "this list is empty", err);
    }
cleanup:
    return status;
}

/* The lists of a list; the event is the beginning of the first, and will be the end of all. */
static voi_status read_rows(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_study_value *v = &r->value;
    while (r->yaml.event.type == YAML_SEQUENCE_START_EVENT) {
        size_t before = v->count;
        VI_TRY(vi_yaml_next(&r->yaml, err));
        VI_TRY(read_list(r, err));
        if (v->rows > 0 && (v->count - before) * v->rows != before) {
            return vi_yaml_refuse(&r->yaml, "the row that ends here is not as long as the others",
                                  err);
        }
        v->rows++;
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_SEQUENCE_END_EVENT) {
        status = vi_yaml_refuse(&r->yaml, "a row of numbers belongs here", err);
    }
cleanup:
    return status;
}

/* The event is its last. */
static voi_status read_value(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    r->value.count = r->value.rows = 0;
    VI_TRY(vi_yaml_next(&r->yaml, err));
    if (r->yaml.event.type == YAML_SCALAR_EVENT) {
        return add_word(r, err);
    }
    if (r->yaml.event.type != YAML_SEQUENCE_START_EVENT) {
        return vi_yaml_refuse(&r->yaml, "a word or a list of words belongs here", err);
    }
    VI_TRY(vi_yaml_next(&r->yaml, err));
    bool rows = r->yaml.event.type == YAML_SEQUENCE_START_EVENT;
    status = rows && vi_study_key_shape(r->value.key) == VI_BEHIND_MATRIX ? read_rows(r, err)
                                                                          : read_list(r, err);
cleanup:
    return status;
}

static voi_status read_keys(reader *r, voi_error *err);

/* The event is the beginning of the part. */
static voi_status read_part(reader *r, voi_error *err)
{
    vi_study_entry *whole = r->entry, *part;
    if (whole->plan.study.part_count == VI_MOST_PARTS) {
        return vi_yaml_refuse(&r->yaml, "there are more than 16 parts", err);
    }
    part = vi_study_entry_create(place_of(r));
    if (!part) {
        return out_of_memory(r, err);
    }
    part->is_part = true;
    r->entry = part;
    voi_status status = read_keys(r, err);
    r->entry = whole;
    if (status == VOI_OK) {
        vi_study_entry_add_part(whole, part);
    } else {
        vi_study_entry_destroy(part);
    }
    return status;
}

/* The event is the key, and will be the end of the list. */
static voi_status read_parts(reader *r, voi_error *err)
{
    static const char list[] =
        "parts are a list of studies, such as [{design: binary, pars: [p]}, ...]";
    voi_status status = VOI_OK;
    if (r->entry->is_part) {
        return vi_yaml_refuse(&r->yaml, "a part has no parts of its own", err);
    }
    r->entry->parts_at = place_of(r);
    VI_TRY(vi_yaml_expect(&r->yaml, YAML_SEQUENCE_START_EVENT, list, err));
    VI_TRY(vi_yaml_next(&r->yaml, err));
    while (r->yaml.event.type == YAML_MAPPING_START_EVENT) {
        VI_TRY(read_part(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_SEQUENCE_END_EVENT || r->entry->plan.study.part_count == 0) {
        status = vi_yaml_refuse(&r->yaml, list, err);
    }
cleanup:
    return status;
}

/* ---- Keys ---- */

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

/* What stands behind the last key, taken up. */
static voi_status take_key(reader *r, voi_error *err)
{
    if (vi_study_key_shape(r->value.key) == VI_BEHIND_PARTS) {
        return read_parts(r, err);
    }
    voi_status status = read_value(r, err);
    return status == VOI_OK ? vi_study_entry_take(r->from, &r->value, r->entry, err) : status;
}

/* The event is the beginning of the mapping, and will be its end. */
static voi_status read_keys(reader *r, voi_error *err)
{
    const char *seen[2 * VI_MOST_KEYS];
    size_t count = 0;
    voi_status status = VOI_OK;
    VI_TRY(vi_yaml_next(&r->yaml, err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        r->value.at = place_of(r);
        VI_TRY(keep_word(r, "a key is missing", &r->value.key, err));
        if (is_repeated(seen, count, r->value.key)) {
            return vi_yaml_refuse(&r->yaml, "this key is there already", err);
        }
        if (count == 2 * VI_MOST_KEYS) {
            return vi_yaml_refuse(&r->yaml, "this study has too many keys", err);
        }
        seen[count++] = r->value.key;
        VI_TRY(take_key(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    status = r->yaml.event.type == YAML_MAPPING_END_EVENT
                 ? vi_study_entry_check(r->from, r->entry, err)
                 : vi_yaml_refuse(&r->yaml, "a key belongs here", err);
cleanup:
    return status;
}

/* ---- The file ---- */

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
    r->entry = vi_study_entry_create(place_of(r));
    studies->entries[studies->count] = r->entry;
    if (!r->entry) {
        return out_of_memory(r, err);
    }
    VI_TRY(keep_word(r, "the name of a study is missing", &r->entry->plan.study.name, err));
    VI_TRY(keep_place(r, err));
    VI_TRY(vi_yaml_expect(&r->yaml, YAML_MAPPING_START_EVENT,
                          "a study is written as keys with values, such as design: binary", err));
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

voi_status vi_studies_parse(const vi_study_origin *from, const char *text, size_t size,
                            voi_studies **out, voi_error *err)
{
    voi_status status = VOI_OK;
    reader r = {.from = from};
    *out = NULL;
    VI_TRY(vi_yaml_open(from->source, text, size, &r.yaml, err));
    r.studies = vi_calloc(1, sizeof *r.studies);
    if (!r.studies) {
        status = out_of_memory(&r, err);
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

voi_status voi_studies_read(voi_context *ctx, const voi_problem *problem, const char *path,
                            voi_studies **out, voi_error *err)
{
    vi_study_origin from = {.ctx = ctx, .problem = problem};
    vi_buffer text = {0};
    *out = NULL;
    voi_status status = vi_yaml_read(path, &from.source, &text, err);
    if (status == VOI_OK) {
        status = vi_studies_parse(&from, text.data ? text.data : "", text.size, out, err);
    }
    vi_buffer_free(&text);
    return status;
}

void voi_studies_destroy(voi_studies *studies)
{
    for (size_t s = 0; studies && s < MOST_STUDIES; s++) {
        vi_study_entry_destroy(studies->entries[s]);
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
