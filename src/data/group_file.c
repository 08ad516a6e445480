/* libyaml gives events; what is allowed among them is little: one mapping, from names to lists of
 * parameters. Everything else is refused where it stands. libyaml's own memory does not go through
 * our hook; it is bounded by the size of the file. */
#include "data/group_file.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "data/problem.h"
#include "data/stream.h"

#include <string.h>
#include <yaml.h>

enum { MOST_BYTES = 1 << 20, MOST_GROUPS = 1000, BLOCK = 1 << 14 };

struct voi_groups {
    size_t count;
    char *names[MOST_GROUPS], *parameters[MOST_GROUPS];
};

typedef struct {
    const voi_problem *problem;
    const char *source;
    yaml_parser_t parser;
    yaml_event_t event; /* the last one */
    voi_groups *groups;
    size_t *members, member_count; /* of the last group */
    vi_buffer list;                /* the same, joined */
} reader;

/* ---- Words of a file ---- */

static voi_status refuse(const reader *r, const char *what, voi_error *err)
{
    return vi_fail(err, VOI_ERR_FORMAT, "%s:%zu:%zu: %s", r->source, r->event.start_mark.line + 1,
                   r->event.start_mark.column + 1, what);
}

static voi_status next(reader *r, voi_error *err)
{
    yaml_event_delete(&r->event);
    if (yaml_parser_parse(&r->parser, &r->event)) {
        return VOI_OK;
    }
    if (r->parser.error == YAML_MEMORY_ERROR) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->source);
    }
    const yaml_mark_t *mark = &r->parser.problem_mark;
    return vi_fail(err, VOI_ERR_FORMAT, "%s:%zu:%zu: no YAML: %s", r->source, mark->line + 1,
                   mark->column + 1, r->parser.problem ? r->parser.problem : "damaged");
}

/* Goes on to an event of a type; any other is refused by the words. */
static voi_status expect(reader *r, yaml_event_type_t type, const char *words, voi_error *err)
{
    voi_status status = next(r, err);
    return status != VOI_OK || r->event.type == type ? status : refuse(r, words, err);
}

static const char *word(const reader *r)
{
    return (const char *)r->event.data.scalar.value;
}

/* A name is there, and no byte of it is 0. */
static voi_status check_word(const reader *r, const char *missing, voi_error *err)
{
    size_t length = strlen(word(r));
    return length > 0 && length == r->event.data.scalar.length ? VOI_OK : refuse(r, missing, err);
}

/* ---- Groups ---- */

static voi_status add_member(reader *r, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    size_t index;
    voi_status status = check_word(r, "the name of a parameter is missing", err);
    if (status != VOI_OK) {
        return status;
    }
    status = vi_problem_find_parameter(r->problem, word(r), &index, &cause);
    if (status != VOI_OK) {
        return vi_fail(err, status, "%s:%zu:%zu: %s", r->source, r->event.start_mark.line + 1,
                       r->event.start_mark.column + 1, cause.message);
    }
    for (size_t i = 0; i < r->member_count; i++) {
        if (r->members[i] == index) {
            return refuse(r, "this parameter is in the group already", err);
        }
    }
    r->members[r->member_count++] = index;
    vi_buffer_puts(&r->list, r->list.size > 0 ? "," : "");
    vi_buffer_puts(&r->list, word(r));
    return VOI_OK;
}

static const char shape[] = "a list of parameters belongs here, such as [c_a, c_b]";

/* The list behind a name; the event is its last. */
static voi_status read_list(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_bytes bytes = {0};
    r->member_count = 0;
    VI_TRY(expect(r, YAML_SEQUENCE_START_EVENT, shape, err));
    VI_TRY(next(r, err));
    while (r->event.type == YAML_SCALAR_EVENT) {
        VI_TRY(add_member(r, err));
        VI_TRY(next(r, err));
    }
    if (r->event.type != YAML_SEQUENCE_END_EVENT) {
        status = refuse(r, "the name of a parameter belongs here", err);
        goto cleanup;
    }
    if (r->member_count == 0) {
        status = refuse(r, "this group is empty", err);
        goto cleanup;
    }
    VI_TRY(vi_buffer_finish(&r->list, r->source, &bytes, err));
    r->groups->parameters[r->groups->count++] = bytes.data;
cleanup:
    return status;
}

/* The event is the group's name. */
static voi_status read_group(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_groups *groups = r->groups;
    VI_TRY(check_word(r, "the name of a group is missing", err));
    if (groups->count == MOST_GROUPS) {
        status = refuse(r, "there are more than 1000 groups", err);
        goto cleanup;
    }
    for (size_t g = 0; g < groups->count; g++) {
        if (strcmp(groups->names[g], word(r)) == 0) {
            status = refuse(r, "a group before has this name", err);
            goto cleanup;
        }
    }
    groups->names[groups->count] = vi_strdup(word(r));
    if (!groups->names[groups->count]) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->source);
        goto cleanup;
    }
    status = read_list(r, err);
cleanup:
    return status;
}

static voi_status read_groups(reader *r, voi_error *err)
{
    static const char map[] = "groups are written as names with lists, such as costs: [c_a, c_b]";
    voi_status status = VOI_OK;
    VI_TRY(expect(r, YAML_STREAM_START_EVENT, map, err));
    VI_TRY(expect(r, YAML_DOCUMENT_START_EVENT, "there are no groups in it", err));
    VI_TRY(expect(r, YAML_MAPPING_START_EVENT, map, err));
    VI_TRY(next(r, err));
    while (r->event.type == YAML_SCALAR_EVENT) {
        VI_TRY(read_group(r, err));
        VI_TRY(next(r, err));
    }
    if (r->event.type != YAML_MAPPING_END_EVENT) {
        status = refuse(r, "the name of a group belongs here", err);
        goto cleanup;
    }
    VI_TRY(expect(r, YAML_DOCUMENT_END_EVENT, map, err));
    VI_TRY(expect(r, YAML_STREAM_END_EVENT, "a second document begins here", err));
    status = r->groups->count > 0 ? VOI_OK : refuse(r, "there are no groups in it", err);
cleanup:
    return status;
}

/* ---- The file ---- */

static voi_status read_all(const char *path, vi_buffer *text, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_stream *stream = NULL;
    char block[BLOCK];
    size_t count = 1;
    VI_TRY(vi_stream_open(path, false, &stream, err));
    while (count > 0) {
        VI_TRY(vi_stream_read(stream, block, sizeof block, &count, err));
        vi_buffer_add(text, block, count);
        if (text->size > MOST_BYTES) {
            status = vi_fail(err, VOI_ERR_LIMIT, "is larger than 1 MB; no file of groups is");
            goto cleanup;
        }
    }
    status = text->failed ? vi_fail(err, VOI_ERR_NOMEM, "out of memory") : VOI_OK;
cleanup:
    vi_stream_close(stream);
    return status;
}

voi_status vi_groups_parse(const voi_problem *problem, const char *source, const char *text,
                           size_t size, voi_groups **out, voi_error *err)
{
    voi_status status = VOI_OK;
    reader r = {.problem = problem, .source = source};
    *out = NULL;
    if (!yaml_parser_initialize(&r.parser)) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", source);
    }
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, size);
    r.groups = vi_calloc(1, sizeof *r.groups);
    r.members = vi_malloc(problem->parameters, sizeof *r.members);
    if (!r.groups || !r.members) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", source);
        goto cleanup;
    }
    VI_TRY(read_groups(&r, err));
    *out = r.groups;
    r.groups = NULL;
cleanup:
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    voi_groups_destroy(r.groups);
    vi_free(r.members);
    vi_buffer_free(&r.list);
    return status;
}

voi_status voi_groups_read(const voi_problem *problem, const char *path, voi_groups **out,
                           voi_error *err)
{
    vi_buffer text = {0};
    voi_error cause = {VOI_OK, ""};
    const char *source = strcmp(path, "-") == 0 ? "standard input" : path;
    *out = NULL;
    voi_status status = read_all(path, &text, &cause);
    if (status != VOI_OK) {
        status = vi_fail(err, status, "%s: %s", source, cause.message);
    } else {
        status = vi_groups_parse(problem, source, text.data ? text.data : "", text.size, out, err);
    }
    vi_buffer_free(&text);
    return status;
}

void voi_groups_destroy(voi_groups *groups)
{
    for (size_t g = 0; groups && g < MOST_GROUPS; g++) {
        vi_free(groups->names[g]);
        vi_free(groups->parameters[g]);
    }
    vi_free(groups);
}

size_t voi_groups_count(const voi_groups *groups)
{
    return groups->count;
}

const char *const *voi_groups_names(const voi_groups *groups)
{
    return (const char *const *)groups->names;
}

const char *const *voi_groups_parameters(const voi_groups *groups)
{
    return (const char *const *)groups->parameters;
}
