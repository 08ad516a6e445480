/* Problems from files: every file becomes a frame, frames are checked against each other, and their
 * columns move into the problem without a copy. */
#include "data/problem_read.h"

#include "core/alloc.h"
#include "data/frame.h"
#include "data/pairing.h"
#include "data/problem.h"

#include <stdio.h>
#include <string.h>

/* The files; a frame without columns was not given or could not be read. */
enum { COSTS, EFFECTS, NET_BENEFIT, OUTCOMES, PARAMETERS, FILES };

typedef struct {
    const char *paths[FILES];
    vi_frame frames[FILES];
    vi_findings *findings;
    voi_problem *problem;
    uint64_t bytes; /* of all files */
} loading;

static const char *const roles[FILES] = {"costs", "effects", "net benefit", "outcomes",
                                         "parameters"};

/* The file that says how many rows there are. */
static int leading(const loading *l)
{
    return l->paths[OUTCOMES] ? OUTCOMES : l->paths[COSTS] ? COSTS : NET_BENEFIT;
}

static voi_status check_paths(const loading *l, voi_error *err)
{
    bool pair = l->paths[COSTS] && l->paths[EFFECTS];
    bool either = l->paths[COSTS] || l->paths[EFFECTS];
    if (l->paths[OUTCOMES] && (either || l->paths[NET_BENEFIT])) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "outcomes have no strategies: leave out costs, effects and net benefit");
    }
    if (!l->paths[OUTCOMES] && (pair == (l->paths[NET_BENEFIT] != NULL) || pair != either)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "give costs and effects, or net benefit: one of the two, and complete");
    }
    for (int i = 0; i < FILES; i++) {
        for (int j = 0; j < i; j++) {
            if (l->paths[i] && l->paths[j] && strcmp(l->paths[i], l->paths[j]) == 0) {
                bool input = strcmp(l->paths[i], "-") == 0;
                return vi_fail(err, VOI_ERR_ARGUMENT, "%s: given both as %s and as %s",
                               input ? "standard input" : l->paths[i], roles[j], roles[i]);
            }
        }
    }
    return VOI_OK;
}

static voi_status check_rows(const loading *l, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_frame *first = NULL;
    for (int i = 0; i < FILES; i++) {
        const vi_frame *frame = &l->frames[i];
        if (frame->cols == 0) {
            continue;
        }
        if (first && frame->rows != first->rows) {
            VI_TRY(vi_find(l->findings, VI_ERROR, VOI_ERR_DATA, frame->source, err,
                           "has %zu rows where %s has %zu", frame->rows, first->source,
                           first->rows));
        }
        first = first ? first : frame;
    }
    const vi_frame *outcome = &l->frames[leading(l)];
    if (outcome->cols == 1 && !l->paths[OUTCOMES]) {
        VI_TRY(vi_find(l->findings, VI_ERROR, VOI_ERR_DATA, outcome->source, err,
                       "has one strategy; a decision needs at least two"));
    }
cleanup:
    return status;
}

/* Moves the columns of a frame, in the given order, into the problem. */
static double **move_columns(vi_frame *frame, const size_t *order)
{
    double **columns = vi_calloc(frame->cols, sizeof *columns);
    for (size_t j = 0; columns && j < frame->cols; j++) {
        size_t from = order ? order[j] : j;
        columns[j] = frame->columns[from];
        frame->columns[from] = NULL;
    }
    return columns;
}

voi_status vi_number_names(char **names, size_t count, char prefix, voi_error *err)
{
    for (size_t j = 0; j < count; j++) {
        char numbered[32];
        snprintf(numbered, sizeof numbered, "%c%zu", prefix, j + 1);
        names[j] = names[j] ? names[j] : vi_strdup(numbered);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "names: out of memory");
        }
    }
    return VOI_OK;
}

/* Names of a file by itself: moved from its frame, or numbered. */
static voi_status take_names(vi_frame *frame, char prefix, char ***out, voi_error *err)
{
    *out = vi_calloc(frame->cols, sizeof **out);
    if (!*out) {
        return vi_fail(err, VOI_ERR_NOMEM, "names: out of memory");
    }
    for (size_t j = 0; frame->names && j < frame->cols; j++) {
        (*out)[j] = frame->names[j];
        frame->names[j] = NULL;
    }
    return vi_number_names(*out, frame->cols, prefix, err);
}

static voi_status take_pair(loading *l, bool *paired, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_problem *problem = l->problem;
    vi_frame *costs = &l->frames[COSTS], *effects = &l->frames[EFFECTS];
    size_t *order = vi_malloc(costs->cols, sizeof *order);
    problem->strategies = costs->cols;
    problem->strategy_names = vi_calloc(costs->cols, sizeof *problem->strategy_names);
    if (!order || !problem->strategy_names) {
        status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
        goto cleanup;
    }
    VI_TRY(
        vi_pair_columns(costs, effects, l->findings, order, problem->strategy_names, paired, err));
    VI_TRY(vi_number_names(problem->strategy_names, costs->cols, 's', err));
    if (*paired) {
        problem->costs = move_columns(costs, NULL);
        problem->effects = move_columns(effects, order);
        if (!problem->costs || !problem->effects) {
            status = vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", costs->source);
        }
    }
cleanup:
    vi_free(order);
    return status;
}

/* Where the columns and names of a file by itself go. */
typedef struct {
    int file;
    char prefix;
    size_t *count;
    double ***columns;
    char ***names;
} destination;

static voi_status take(vi_frame *frame, const destination *to, voi_error *err)
{
    *to->count = frame->cols;
    *to->columns = move_columns(frame, NULL);
    if (!*to->columns) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", frame->source);
    }
    return take_names(frame, to->prefix, to->names, err);
}

static void take_sources(loading *l)
{
    for (int i = 0; i < FILES; i++) {
        vi_frame *frame = &l->frames[i];
        if (frame->cols > 0) {
            vi_source *source = &l->problem->sources[l->problem->source_count++];
            source->role = roles[i];
            source->path = frame->source;
            frame->source = NULL;
            memcpy(source->sha256, frame->sha256, sizeof source->sha256);
        }
    }
}

static voi_status assemble(loading *l, bool *whole, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_problem *p = l->problem;
    const destination taken[] = {
        {NET_BENEFIT, 's', &p->strategies, &p->net_benefit, &p->strategy_names},
        {OUTCOMES, 'y', &p->outcome_count, &p->outcomes, &p->outcome_names},
        {PARAMETERS, 'p', &p->parameters, &p->params, &p->parameter_names}};
    *whole = true;
    VI_TRY(check_rows(l, err));
    l->problem->rows = l->frames[leading(l)].rows;
    if (l->paths[COSTS]) {
        VI_TRY(take_pair(l, whole, err));
    }
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (l->paths[taken[i].file]) {
            VI_TRY(take(&l->frames[taken[i].file], &taken[i], err));
        }
    }
    take_sources(l);
cleanup:
    return status;
}

static loading begin(const voi_problem_files *files, vi_findings *findings)
{
    return (loading){.paths = {files->costs, files->effects, files->net_benefit, files->outcomes,
                               files->parameters},
                     .findings = findings};
}

voi_status vi_problem_check_files(const voi_problem_files *files, voi_error *err)
{
    const loading l = begin(files, NULL);
    return check_paths(&l, err);
}

voi_status vi_problem_load(voi_context *ctx, const voi_problem_files *files, vi_findings *findings,
                           voi_problem **out, voi_error *err)
{
    voi_status status = VOI_OK;
    loading l = begin(files, findings);
    bool whole = true;
    voi_phase_begin(ctx, "read");
    VI_TRY(check_paths(&l, err));
    for (int i = 0; i < FILES; i++) {
        if (l.paths[i]) {
            voi_phase_begin(ctx, roles[i]);
            status = vi_frame_read(ctx, l.paths[i], files->hash, findings, &l.frames[i], err);
            voi_phase_end(ctx, l.frames[i].bytes);
            l.bytes += l.frames[i].bytes;
            VI_TRY(status);
            whole = whole && l.frames[i].cols > 0;
        }
    }
    l.problem = vi_problem_new();
    if (!l.problem) {
        status = vi_fail(err, VOI_ERR_NOMEM, "problem: out of memory");
        goto cleanup;
    }
    if (whole) {
        VI_TRY(assemble(&l, &whole, err));
    }
    if (whole && vi_findings_errors(findings) == 0) {
        *out = l.problem;
        l.problem = NULL;
    }
cleanup:
    voi_phase_end(ctx, l.bytes);
    voi_problem_destroy(l.problem);
    for (int i = 0; i < FILES; i++) {
        vi_frame_free(&l.frames[i]);
    }
    return status;
}

voi_status voi_problem_read(voi_context *ctx, const voi_problem_files *files, voi_problem **out,
                            voi_error *err)
{
    vi_findings findings = {.strict = true};
    *out = NULL;
    voi_status status = vi_problem_load(ctx, files, &findings, out, err);
    if (status == VOI_OK) {
        (*out)->findings = findings;
    } else {
        vi_findings_free(&findings);
    }
    return status;
}
