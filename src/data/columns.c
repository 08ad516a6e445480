/* Columns grow by half: what is written so far and never a number of rows that a file only
 * promises. The first step is small in a wide file, which may have a single row. */
#include "data/columns.h"

#include "core/alloc.h"
#include "data/name_index.h"

enum { FIRST_ROWS = 64, FIRST_ROWS_OF_WIDE = 4, WIDE = 1000 };

voi_status vi_columns_create(vi_frame *frame, size_t cols, bool named, voi_error *err)
{
    if (cols == 0 || cols > VI_MAX_COLUMNS) {
        return vi_fail(err, VOI_ERR_LIMIT, "has %zu columns; from 1 to %d can be read", cols,
                       VI_MAX_COLUMNS);
    }
    frame->columns = vi_calloc(cols, sizeof *frame->columns);
    frame->names = named ? vi_calloc(cols, sizeof *frame->names) : NULL;
    if (!frame->columns || (named && !frame->names)) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu columns", cols);
    }
    frame->cols = cols;
    return VOI_OK;
}

static voi_status resize(vi_frame *frame, size_t rows, voi_error *err)
{
    for (size_t j = 0; j < frame->cols; j++) {
        double *column = vi_realloc(frame->columns[j], rows, sizeof *column);
        if (!column) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu rows", rows);
        }
        frame->columns[j] = column;
    }
    return VOI_OK;
}

voi_status vi_columns_grow(vi_frame *frame, size_t *capacity, size_t rows, size_t most,
                           voi_error *err)
{
    size_t first = frame->cols > WIDE ? FIRST_ROWS_OF_WIDE : FIRST_ROWS;
    size_t room = *capacity ? *capacity + *capacity / 2 : first;
    room = room > rows ? room : rows;
    room = room < most ? room : most;
    voi_status status = resize(frame, room, err);
    if (status == VOI_OK) {
        *capacity = room;
    }
    return status;
}

void vi_columns_trim(vi_frame *frame)
{
    /* Where a smaller block is refused, the larger one stays. */
    (void)resize(frame, frame->rows, NULL);
}

voi_status vi_columns_check_names(vi_reader *r, size_t line, size_t column, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_frame *frame = r->frame;
    vi_name_index index = {0};
    VI_TRY(vi_name_index_create(frame->names, frame->cols, &index, err));
    for (size_t j = 0; j < frame->cols; j++) {
        const char *name = frame->names[j];
        if (!name[0]) {
            VI_TRY(vi_reader_problem(r, line, column + j, err, "a column has no name"));
        } else if (vi_name_index_find(&index, name) != j) {
            VI_TRY(
                vi_reader_problem(r, line, column + j, err, "the name \"%s\" stands twice", name));
        }
    }
cleanup:
    vi_name_index_free(&index);
    return status;
}
