/* From rows of cells to columns of numbers, by the rules of CSV: the first row that is not blank is
 * a header unless it is all numbers, and its first and last cell bound the table; a column before
 * them holds names of rows. Memory follows the cells that are there: a row with less than half of
 * its cells is reported as a whole and not kept. */
#include "data/columns.h"
#include "data/csv.h"
#include "data/xlsx.h"

#include "core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 1000 };

/* A number that stands as text counts, as one in quotes does in CSV. */
static bool cell_number(const xlsx_cell *cell, double *value)
{
    if (cell->kind == XLSX_NUMBER) {
        *value = cell->number;
        return true;
    }
    const csv_field field = {cell->text, cell->length, true};
    return cell->kind == XLSX_TEXT && vi_csv_number(&field, '.', value);
}

static voi_status report_cell(xlsx_table *table, size_t line, size_t column, const xlsx_cell *cell,
                              voi_error *err)
{
    const vi_frame *frame = table->r->frame;
    char complaint[200] = "missing value";
    if (cell && cell->kind == XLSX_NO_VALUE) {
        snprintf(complaint, sizeof complaint,
                 "a formula without its value; open and save the workbook in Excel");
    } else if (cell) {
        const csv_field field = {cell->text, cell->length, true};
        vi_csv_complain(&field, complaint, sizeof complaint);
    }
    return vi_reader_problem(table->r, line, column, err, frame->names ? "%s (column %s)" : "%s",
                             complaint, frame->names ? frame->names[column - table->left] : "");
}

/* A cell beside the table: names of rows stand right before it, anything else is a mistake. */
static voi_status take_outside(xlsx_table *table, size_t line, const xlsx_cell *cell,
                               voi_error *err)
{
    vi_reader *r = table->r;
    if (cell->column + 1 != table->left) {
        return vi_reader_problem(r, line, cell->column, err, "a value beside the table, whose %s",
                                 r->frame->names ? "header has no name for it"
                                                 : "first row has none there");
    }
    if (table->names_noted) {
        return VOI_OK;
    }
    table->names_noted = true;
    return vi_find(r->findings, VI_NOTE, VOI_OK, r->frame->source, err,
                   "the first column holds row names and is not used");
}

static bool is_inside(const xlsx_table *table, const xlsx_cell *cell)
{
    return cell->column >= table->left && cell->column - table->left < table->r->frame->cols;
}

/* Stores a row and reports its missing and wrong cells. */
static voi_status store_row(xlsx_table *table, const xlsx_row *row, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame *frame = table->r->frame;
    const xlsx_cell *cell = row->cells, *end = row->cells + row->count;
    if (frame->rows == table->room) {
        VI_TRY(vi_columns_grow(frame, &table->room, frame->rows + 1, XLSX_ROWS, err));
    }
    while (cell < end && cell->column < table->left) {
        cell++;
    }
    for (size_t j = 0; j < frame->cols; j++) {
        double *place = &frame->columns[j][frame->rows];
        size_t column = table->left + j;
        const xlsx_cell *here = cell < end && cell->column == column ? cell++ : NULL;
        if (!here || !cell_number(here, place)) {
            *place = NAN;
            VI_TRY(report_cell(table, row->line, column, here, err));
        }
    }
    frame->rows++;
cleanup:
    return status;
}

static voi_status take_data(xlsx_table *table, const xlsx_row *row, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_frame *frame = table->r->frame;
    size_t inside = 0;
    for (size_t i = 0; i < row->count; i++) {
        if (is_inside(table, &row->cells[i])) {
            inside++;
        } else {
            VI_TRY(take_outside(table, row->line, &row->cells[i], err));
        }
    }
    if (inside < frame->cols - inside) {
        return vi_reader_problem(table->r, row->line, 0, err, "%zu value%s where %s has %zu",
                                 inside, inside == 1 ? "" : "s",
                                 frame->names ? "the header" : "the first row", frame->cols);
    }
    VI_TRY(store_row(table, row, err));
cleanup:
    return status;
}

static char *cell_name(const xlsx_cell *cell)
{
    char number[40];
    if (cell->kind != XLSX_NUMBER) {
        return vi_strndup(cell->text, cell->length);
    }
    snprintf(number, sizeof number, "%.15g", cell->number);
    return vi_strdup(number);
}

static voi_status take_names(xlsx_table *table, const xlsx_row *row, voi_error *err)
{
    vi_frame *frame = table->r->frame;
    const xlsx_cell *cell = row->cells;
    for (size_t j = 0; j < frame->cols; j++) {
        bool here = cell->column == table->left + j;
        if (here && cell->length > LONGEST_NAME) {
            return vi_fail(err, VOI_ERR_LIMIT, "has a column name of %zu bytes; the limit is %d",
                           cell->length, LONGEST_NAME);
        }
        frame->names[j] = here ? cell_name(cell++) : vi_strdup("");
        if (!frame->names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu names", frame->cols);
        }
    }
    return vi_columns_check_names(table->r, row->line, table->left, err);
}

static voi_status take_first(xlsx_table *table, const xlsx_row *row, voi_error *err)
{
    voi_status status = VOI_OK;
    bool numbers = true;
    for (size_t i = 0; i < row->count; i++) {
        numbers = numbers && row->cells[i].kind == XLSX_NUMBER;
    }
    size_t cols = row->cells[row->count - 1].column - row->cells[0].column + 1;
    table->left = row->cells[0].column;
    VI_TRY(vi_columns_create(table->r->frame, cols, !numbers, err));
    status = numbers ? take_data(table, row, err) : take_names(table, row, err);
cleanup:
    return status;
}

voi_status vi_xlsx_take_row(xlsx_table *table, const xlsx_row *row, voi_error *err)
{
    voi_status status = VOI_OK;
    if (table->left == 0) {
        VI_TRY(take_first(table, row, err));
    } else {
        if (row->line > table->line + 1) {
            VI_TRY(vi_reader_problem(table->r, table->line + 1, 0, err, "empty row"));
        }
        VI_TRY(take_data(table, row, err));
    }
    table->line = row->line;
cleanup:
    return status;
}
