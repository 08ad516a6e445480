/* Every file is read in parts into columns that stay where they are; the problem's columns are the
 * same, in the order in which strategies pair. Files of costs and effects go side by side, so that
 * a row of both is there at once. */
#include "data/windows.h"

#include "core/alloc.h"
#include "data/columns.h"
#include "data/pairing.h"
#include "data/problem_read.h"

#include <string.h>

enum { MOST_FILES = 2 };

static const char phase[] = "read";

typedef struct {
    vi_reader reader;
    vi_frame frame;
    const vi_read_parts *parts;
    void *state;
    size_t rows; /* read so far */
} part_file;

struct vi_windows {
    voi_context *ctx;
    part_file files[MOST_FILES]; /* costs and effects, or net benefit */
    size_t count;
    voi_problem *problem;
    size_t *order; /* the column of the second file that belongs to each of the first */
    size_t room;
};

static voi_status open_file(vi_windows *w, const char *path, voi_error *err)
{
    part_file *file = &w->files[w->count++];
    voi_error cause = {VOI_OK, ""};
    file->parts = vi_path_parts(path);
    file->frame.source = vi_strdup(strcmp(path, "-") == 0 ? "standard input" : path);
    if (!file->frame.source) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", path);
    }
    file->reader = (vi_reader){
        .ctx = w->ctx, .path = path, .findings = &w->problem->findings, .frame = &file->frame};
    voi_status status = VOI_OK;
    if (!file->parts) {
        status = vi_fail(&cause, VOI_ERR_UNSUPPORTED,
                         "a workbook cannot be read in parts; save the sheet as CSV");
    } else {
        status = vi_stream_open(path, false, &file->reader.stream, &cause);
    }
    if (status == VOI_OK) {
        voi_phase_begin(w->ctx, phase);
        status = file->parts->open(&file->reader, &file->state, &cause);
        voi_phase_end(w->ctx, vi_stream_seen(file->reader.stream));
    }
    return vi_reader_report(&file->reader, status, &cause, err);
}

static voi_status pair_files(vi_windows *w, voi_error *err)
{
    voi_problem *p = w->problem;
    bool paired = false;
    p->effects = vi_calloc(p->strategies, sizeof *p->effects);
    if (!p->effects) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", w->files[1].frame.source);
    }
    return vi_pair_columns(&w->files[0].frame, &w->files[1].frame, &p->findings, w->order,
                           p->strategy_names, &paired, err);
}

/* The names of a single file, which its own messages go on using. */
static voi_status copy_names(const part_file *file, char **names, voi_error *err)
{
    for (size_t j = 0; file->frame.names && j < file->frame.cols; j++) {
        names[j] = vi_strdup(file->frame.names[j]);
        if (!names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", file->frame.source);
        }
    }
    return VOI_OK;
}

/* A problem without rows from the files' columns and names. */
static voi_status assemble(vi_windows *w, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_problem *p = w->problem;
    const vi_frame *first = &w->files[0].frame;
    double **columns = vi_calloc(first->cols, sizeof *columns);
    p->strategies = first->cols;
    p->strategy_names = vi_calloc(first->cols, sizeof *p->strategy_names);
    w->order = vi_malloc(first->cols, sizeof *w->order);
    *(w->count == 2 ? &p->costs : &p->net_benefit) = columns;
    if (!columns || !p->strategy_names || !w->order) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", first->source);
    }
    if (first->cols == 1) {
        return vi_find(&p->findings, VI_ERROR, VOI_ERR_DATA, first->source, err,
                       "has one strategy; a decision needs at least two");
    }
    VI_TRY(w->count == 2 ? pair_files(w, err) : copy_names(&w->files[0], p->strategy_names, err));
    VI_TRY(vi_number_names(p->strategy_names, p->strategies, 's', err));
cleanup:
    return status;
}

static voi_status open_files(vi_windows *w, const voi_problem_files *files, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_problem_check_files(files, err));
    if (files->outcomes || files->parameters) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "only costs and effects, or net benefit, are read in parts");
    }
    VI_TRY(open_file(w, files->costs ? files->costs : files->net_benefit, err));
    if (files->effects) {
        VI_TRY(open_file(w, files->effects, err));
    }
    VI_TRY(assemble(w, err));
cleanup:
    return status;
}

voi_status vi_windows_open(voi_context *ctx, const voi_problem_files *files, vi_windows **out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    vi_windows *w = vi_calloc(1, sizeof *w);
    *out = NULL;
    if (w) {
        w->ctx = ctx;
        w->problem = vi_calloc(1, sizeof *w->problem);
    }
    if (!w || !w->problem) {
        status = vi_fail(err, VOI_ERR_NOMEM, "problem: out of memory");
        goto cleanup;
    }
    w->problem->findings.strict = true;
    VI_TRY(open_files(w, files, err));
    *out = w;
    w = NULL;
cleanup:
    vi_windows_close(w);
    return status;
}

/* The columns belong to the files. */
static void forget_columns(voi_problem *p)
{
    for (size_t j = 0; j < p->strategies; j++) {
        if (p->costs) {
            p->costs[j] = NULL;
        }
        if (p->effects) {
            p->effects[j] = NULL;
        }
        if (p->net_benefit) {
            p->net_benefit[j] = NULL;
        }
    }
}

void vi_windows_close(vi_windows *w)
{
    if (!w) {
        return;
    }
    if (w->problem) {
        forget_columns(w->problem);
    }
    voi_problem_destroy(w->problem);
    for (size_t i = 0; i < w->count; i++) {
        part_file *file = &w->files[i];
        if (file->parts) {
            file->parts->close(file->state);
        }
        vi_stream_close(file->reader.stream);
        vi_frame_free(&file->frame);
    }
    vi_free(w->order);
    vi_free(w);
}

const voi_problem *vi_windows_problem(const vi_windows *windows)
{
    return windows->problem;
}

voi_status vi_windows_make_room(vi_windows *w, size_t rows, voi_error *err)
{
    voi_problem *p = w->problem;
    for (size_t i = 0; i < w->count; i++) {
        size_t room = 0;
        voi_status status = vi_columns_grow(&w->files[i].frame, &room, rows, rows, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    for (size_t j = 0; j < p->strategies; j++) {
        double *column = w->files[0].frame.columns[j];
        *(p->costs ? &p->costs[j] : &p->net_benefit[j]) = column;
        if (p->effects) {
            p->effects[j] = w->files[1].frame.columns[w->order[j]];
        }
    }
    w->room = rows;
    return VOI_OK;
}

static voi_status read_part(const vi_windows *w, part_file *file, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    uint64_t before = vi_stream_seen(file->reader.stream);
    voi_phase_begin(w->ctx, phase);
    voi_status status = file->parts->next(file->state, w->room, &cause);
    voi_phase_end(w->ctx, vi_stream_seen(file->reader.stream) - before);
    file->rows += file->frame.rows;
    return vi_reader_report(&file->reader, status, &cause, err);
}

/* One file has ended: counts the rows of the other for the message. */
static voi_status refuse_rows(vi_windows *w, voi_error *err)
{
    voi_status status = VOI_OK;
    part_file *costs = &w->files[0], *effects = &w->files[1];
    part_file *longer = costs->rows > effects->rows ? costs : effects;
    while (longer->frame.rows > 0) {
        VI_TRY(read_part(w, longer, err));
    }
    status =
        vi_find(&w->problem->findings, VI_ERROR, VOI_ERR_DATA, effects->frame.source, err,
                "has %zu rows where %s has %zu", effects->rows, costs->frame.source, costs->rows);
cleanup:
    return status;
}

voi_status vi_windows_next(vi_windows *w, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; i < w->count; i++) {
        VI_TRY(read_part(w, &w->files[i], err));
    }
    if (w->count == 2 && w->files[0].frame.rows != w->files[1].frame.rows) {
        return refuse_rows(w, err);
    }
    w->problem->rows = w->files[0].frame.rows;
cleanup:
    return status;
}

bool vi_windows_raw(const vi_windows *w, vi_raw_matrix *out)
{
    const part_file *file = &w->files[0];
    return w->count == 1 && file->parts == &vi_npy_parts && vi_npy_raw(file->state, out);
}

voi_status vi_windows_refuse(const vi_windows *w, size_t row, size_t column, double value,
                             voi_error *err)
{
    vi_reader reader = w->files[0].reader;
    return vi_npy_refuse(&reader, row, column, value, err);
}

voi_status vi_windows_report(const vi_windows *w, voi_status status, const voi_error *cause,
                             voi_error *err)
{
    vi_reader reader = w->files[0].reader;
    return vi_reader_report(&reader, status, cause, err);
}
