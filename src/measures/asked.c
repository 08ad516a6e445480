/* A comma may stand in a parameter's own name, so a whole name is looked for before its parts, and
 * of parts the longest that is a name. */
#include "measures/asked.h"

#include "core/alloc.h"
#include "core/buffer.h"

#include <string.h>

enum { FEWEST_ROWS = 50 };

voi_status vi_asked_check(const voi_problem *problem, const char *measure, voi_error *err)
{
    if (problem->parameters == 0) {
        return vi_fail(err, VOI_ERR_DATA, "%s needs parameters; this problem has none", measure);
    }
    if (problem->rows < FEWEST_ROWS) {
        return vi_fail(err, VOI_ERR_DATA, "%s needs at least %d rows; this problem has %zu",
                       measure, FEWEST_ROWS, problem->rows);
    }
    return VOI_OK;
}

static bool is_parameter(const voi_problem *problem, const char *name)
{
    for (size_t j = 0; j < problem->parameters; j++) {
        if (strcmp(problem->parameter_names[j], name) == 0) {
            return true;
        }
    }
    return false;
}

/* The length of the first part: of the longest parameter that ends at a comma or the end of the
 * text; else up to the first comma. */
static size_t part_length(const voi_problem *problem, const char *text)
{
    size_t longest = 0;
    for (size_t j = 0; j < problem->parameters; j++) {
        const char *name = problem->parameter_names[j];
        size_t length = strlen(name);
        bool begins = strncmp(text, name, length) == 0;
        if (begins && length > longest && (text[length] == ',' || !text[length])) {
            longest = length;
        }
    }
    return longest > 0 ? longest : strcspn(text, ",");
}

static size_t count_parts(const voi_problem *problem, const char *name)
{
    size_t parts = 1;
    for (const char *c = name; !is_parameter(problem, name) && *c; c++) {
        parts += *c == ',';
    }
    return parts;
}

/* Adds the parameter of a name to the last set. */
static voi_status add_member(const voi_problem *problem, const char *name, vi_asked *asked,
                             voi_error *err)
{
    size_t index, *end = &asked->start[asked->count + 1];
    voi_status status = vi_problem_find_parameter(problem, name, &index, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t i = asked->start[asked->count]; i < *end; i++) {
        if (asked->member[i] == index) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "parameter \"%s\" stands twice in a group", name);
        }
    }
    asked->member[(*end)++] = index;
    return VOI_OK;
}

static voi_status add_parts(const voi_problem *problem, const char *name, vi_asked *asked,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    for (const char *part = name; part && status == VOI_OK;) {
        size_t length = part_length(problem, part);
        if (length == 0) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "group \"%s\": a name is missing", name);
        }
        char *single = vi_strndup(part, length);
        if (!single) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
        }
        status = add_member(problem, single, asked, err);
        vi_free(single);
        part = part[length] ? part + length + 1 : NULL;
    }
    return status;
}

static bool same_set(const vi_asked *asked, size_t a, size_t b)
{
    size_t shared = 0, size = vi_asked_size(asked, a);
    for (size_t i = 0; i < size && size == vi_asked_size(asked, b); i++) {
        for (size_t j = 0; j < size; j++) {
            shared += asked->member[asked->start[a] + i] == asked->member[asked->start[b] + j];
        }
    }
    return shared == size;
}

static voi_status add_set(const voi_problem *problem, const char *name, vi_asked *asked,
                          voi_error *err)
{
    size_t set = asked->count;
    asked->start[set + 1] = asked->start[set];
    voi_status status = count_parts(problem, name) == 1 ? add_member(problem, name, asked, err)
                                                        : add_parts(problem, name, asked, err);
    for (size_t s = 0; status == VOI_OK && s < set; s++) {
        if (same_set(asked, s, set)) {
            const char *what = vi_asked_size(asked, set) == 1 ? "parameter" : "group";
            status = vi_fail(err, VOI_ERR_ARGUMENT, "%s \"%s\" is asked for twice", what, name);
        }
    }
    asked->count++;
    return status;
}

static void ask_about_each(vi_asked *asked, size_t parameters)
{
    for (size_t j = 0; j < parameters; j++) {
        asked->member[j] = asked->start[j] = j;
    }
    asked->start[parameters] = asked->count = parameters;
}

voi_status vi_asked_create(const voi_problem *problem, const char *const *names, size_t count,
                           vi_asked *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_asked asked = {0};
    size_t members = names ? 0 : problem->parameters, sets = names ? count : problem->parameters;
    for (size_t i = 0; names && i < count; i++) {
        members += count_parts(problem, names[i]);
    }
    asked.start = vi_calloc(sets + 1, sizeof *asked.start);
    asked.member = vi_malloc(members, sizeof *asked.member);
    if (!asked.start || !asked.member) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", members);
        goto cleanup;
    }
    if (!names) {
        ask_about_each(&asked, problem->parameters);
    }
    for (size_t i = 0; names && i < count; i++) {
        VI_TRY(add_set(problem, names[i], &asked, err));
    }
    *out = asked;
    asked = (vi_asked){0};
cleanup:
    vi_asked_free(&asked);
    return status;
}

void vi_asked_free(vi_asked *asked)
{
    vi_free(asked->start);
    vi_free(asked->member);
    *asked = (vi_asked){0};
}

voi_status vi_asked_pair_up(vi_asked *asked, voi_error *err)
{
    size_t n = asked->count, pairs = n * (n - 1) / 2, next = 0;
    for (size_t s = 0; s < n; s++) {
        if (vi_asked_size(asked, s) > 1) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "pairs are of single parameters, not of a group of %zu",
                           vi_asked_size(asked, s));
        }
    }
    if (n < 2) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "pairs need two parameters or more");
    }
    if (pairs > VI_MOST_PAIRS) {
        return vi_fail(err, VOI_ERR_LIMIT,
                       "EVPPI: %zu parameters make %zu pairs; at most %d are possible: name the "
                       "parameters that matter",
                       n, pairs, VI_MOST_PAIRS);
    }
    vi_asked out = {.count = pairs};
    out.start = vi_calloc(pairs + 1, sizeof *out.start);
    out.member = vi_malloc(2 * pairs, sizeof *out.member);
    if (!out.start || !out.member) {
        vi_asked_free(&out);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu pairs", pairs);
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t b = a + 1; b < n; b++) {
            out.member[2 * next] = asked->member[a];
            out.member[2 * next++ + 1] = asked->member[b];
            out.start[next] = 2 * next;
        }
    }
    vi_asked_free(asked);
    *asked = out;
    return VOI_OK;
}

char *vi_asked_name(const vi_asked *asked, const voi_problem *problem, size_t set)
{
    vi_buffer text = {0};
    voi_bytes bytes = {0};
    for (size_t i = asked->start[set]; i < asked->start[set + 1]; i++) {
        vi_buffer_puts(&text, i > asked->start[set] ? "," : "");
        vi_buffer_puts(&text, problem->parameter_names[asked->member[i]]);
    }
    return vi_buffer_finish(&text, "EVPPI", &bytes, NULL) == VOI_OK ? bytes.data : NULL;
}
