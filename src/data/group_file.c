/* What is allowed in a file of groups is little: one mapping, from names to lists of parameters.
 * Everything else is refused where it stands. */
#include "data/group_file.h"

#include "core/alloc.h"
#include "data/problem.h"
#include "data/yaml_events.h"

#include <string.h>

enum { MOST_GROUPS = 1000 };

struct voi_groups {
    size_t count;
    char *names[MOST_GROUPS], *parameters[MOST_GROUPS];
};

typedef struct {
    const voi_problem *problem;
    vi_yaml yaml;
    voi_groups *groups;
    size_t *members, member_count; /* of the last group */
    vi_buffer list;                /* the same, joined */
} reader;

/* ---- Groups ---- */

static voi_status add_member(reader *r, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    size_t index;
    voi_status status = vi_yaml_check_word(&r->yaml, "the name of a parameter is missing", err);
    if (status != VOI_OK) {
        return status;
    }
    status = vi_problem_find_parameter(r->problem, vi_yaml_word(&r->yaml), &index, &cause);
    if (status != VOI_OK) {
        return vi_yaml_refuse(&r->yaml, cause.message, err);
    }
    for (size_t i = 0; i < r->member_count; i++) {
        if (r->members[i] == index) {
            return vi_yaml_refuse(&r->yaml, "this parameter is in the group already", err);
        }
    }
    r->members[r->member_count++] = index;
    vi_buffer_puts(&r->list, r->list.size > 0 ? "," : "");
    vi_buffer_puts(&r->list, vi_yaml_word(&r->yaml));
    return VOI_OK;
}

static const char shape[] = "a list of parameters belongs here, such as [c_a, c_b]";

/* The list behind a name; the event is its last. */
static voi_status read_list(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_bytes bytes = {0};
    r->member_count = 0;
    VI_TRY(vi_yaml_expect(&r->yaml, YAML_SEQUENCE_START_EVENT, shape, err));
    VI_TRY(vi_yaml_next(&r->yaml, err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        VI_TRY(add_member(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_SEQUENCE_END_EVENT) {
        status = vi_yaml_refuse(&r->yaml, "the name of a parameter belongs here", err);
        goto cleanup;
    }
    if (r->member_count == 0) {
        status = vi_yaml_refuse(&r->yaml, "this group is empty", err);
        goto cleanup;
    }
    VI_TRY(vi_buffer_finish(&r->list, r->yaml.source, &bytes, err));
    r->groups->parameters[r->groups->count++] = bytes.data;
cleanup:
    return status;
}

/* The event is the group's name. */
static voi_status read_group(reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_groups *groups = r->groups;
    VI_TRY(vi_yaml_check_word(&r->yaml, "the name of a group is missing", err));
    if (groups->count == MOST_GROUPS) {
        status = vi_yaml_refuse(&r->yaml, "there are more than 1000 groups", err);
        goto cleanup;
    }
    for (size_t g = 0; g < groups->count; g++) {
        if (strcmp(groups->names[g], vi_yaml_word(&r->yaml)) == 0) {
            status = vi_yaml_refuse(&r->yaml, "a group before has this name", err);
            goto cleanup;
        }
    }
    groups->names[groups->count] = vi_strdup(vi_yaml_word(&r->yaml));
    if (!groups->names[groups->count]) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", r->yaml.source);
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
    VI_TRY(vi_yaml_enter(&r->yaml, map, "there are no groups in it", err));
    while (r->yaml.event.type == YAML_SCALAR_EVENT) {
        VI_TRY(read_group(r, err));
        VI_TRY(vi_yaml_next(&r->yaml, err));
    }
    if (r->yaml.event.type != YAML_MAPPING_END_EVENT) {
        status = vi_yaml_refuse(&r->yaml, "the name of a group belongs here", err);
        goto cleanup;
    }
    VI_TRY(vi_yaml_leave(&r->yaml, map, err));
    status =
        r->groups->count > 0 ? VOI_OK : vi_yaml_refuse(&r->yaml, "there are no groups in it", err);
cleanup:
    return status;
}

/* ---- The file ---- */

voi_status vi_groups_parse(const voi_problem *problem, const char *source, const char *text,
                           size_t size, voi_groups **out, voi_error *err)
{
    voi_status status = VOI_OK;
    reader r = {.problem = problem};
    *out = NULL;
    VI_TRY(vi_yaml_open(source, text, size, &r.yaml, err));
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
    vi_yaml_close(&r.yaml);
    voi_groups_destroy(r.groups);
    vi_free(r.members);
    vi_buffer_free(&r.list);
    return status;
}

voi_status voi_groups_read(const voi_problem *problem, const char *path, voi_groups **out,
                           voi_error *err)
{
    vi_buffer text = {0};
    const char *source;
    *out = NULL;
    voi_status status = vi_yaml_read(path, &source, &text, err);
    if (status == VOI_OK) {
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
