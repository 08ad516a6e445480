/* A table is one array of doubles by row; a text cell holds an index into the table's list of
 * distinct texts, because a result repeats a few strategy names thousands of times. */
#include "core/table.h"

#include "core/alloc.h"
#include "core/line.h"

#include <math.h>
#include <string.h>

typedef struct {
    char **items;
    size_t count, capacity;
} text_list;

struct voi_table {
    vi_column *columns;
    size_t column_count;
    double *cells; /* rows × columns */
    size_t rows, row_capacity;
    text_list texts, warnings;
    bool failed;
};

voi_status vi_table_create(const vi_column *columns, size_t count, voi_table **out, voi_error *err)
{
    voi_table *table = vi_calloc(1, sizeof *table);
    if (table) {
        table->columns = vi_malloc(count, sizeof *table->columns);
    }
    if (!table || !table->columns) {
        vi_free(table);
        return vi_fail(err, VOI_ERR_NOMEM, "table: out of memory");
    }
    memcpy(table->columns, columns, count * sizeof *columns);
    table->column_count = count;
    *out = table;
    return VOI_OK;
}

void vi_table_add_row(voi_table *table)
{
    if (table->rows == table->row_capacity && !table->failed) {
        size_t capacity = table->row_capacity ? 2 * table->row_capacity : 16;
        size_t width = table->column_count * sizeof *table->cells;
        double *cells = vi_realloc(table->cells, capacity, width);
        if (!cells) {
            table->failed = true;
            return;
        }
        table->cells = cells;
        table->row_capacity = capacity;
    }
    if (table->failed) {
        return;
    }
    double *row = table->cells + table->rows * table->column_count;
    for (size_t c = 0; c < table->column_count; c++) {
        row[c] = NAN;
    }
    table->rows++;
}

static void set_cell(voi_table *table, size_t column, double value)
{
    if (!table->failed) {
        table->cells[(table->rows - 1) * table->column_count + column] = value;
    }
}

void vi_table_set_number(voi_table *table, size_t column, double value)
{
    set_cell(table, column, value);
}

void vi_table_set_flag(voi_table *table, size_t column, bool value)
{
    set_cell(table, column, value ? 1.0 : 0.0);
}

/* The index of a text in the list, added when new; SIZE_MAX when memory is out. Searches from the
 * newest back, because a result repeats what it has just said. */
static size_t intern(text_list *list, const char *text)
{
    for (size_t i = list->count; i-- > 0;) {
        if (strcmp(list->items[i], text) == 0) {
            return i;
        }
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        char **items = vi_realloc(list->items, capacity, sizeof *items);
        if (!items) {
            return SIZE_MAX;
        }
        list->items = items;
        list->capacity = capacity;
    }
    char *copy = vi_strdup(text);
    if (!copy) {
        return SIZE_MAX;
    }
    list->items[list->count] = copy;
    return list->count++;
}

void vi_table_set_text(voi_table *table, size_t column, const char *text)
{
    size_t index = intern(&table->texts, text);
    if (index == SIZE_MAX) {
        table->failed = true;
        return;
    }
    set_cell(table, column, (double)index);
}

void vi_table_warn(voi_table *table, const char *format, ...)
{
    char text[1000];
    va_list args;
    va_start(args, format);
    vi_line_format(text, sizeof text, format, args);
    va_end(args);
    if (intern(&table->warnings, text) == SIZE_MAX) {
        table->failed = true;
    }
}

voi_status vi_table_finish(voi_table **table, voi_table **out, voi_error *err)
{
    voi_table *finished = *table;
    *table = NULL;
    if (finished->failed) {
        voi_table_destroy(finished);
        return vi_fail(err, VOI_ERR_NOMEM, "table: out of memory");
    }
    *out = finished;
    return VOI_OK;
}

static void list_free(text_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        vi_free(list->items[i]);
    }
    vi_free(list->items);
}

void voi_table_destroy(voi_table *table)
{
    if (table) {
        list_free(&table->texts);
        list_free(&table->warnings);
        vi_free(table->columns);
        vi_free(table->cells);
        vi_free(table);
    }
}

size_t voi_table_rows(const voi_table *table)
{
    return table->rows;
}

size_t voi_table_columns(const voi_table *table)
{
    return table->column_count;
}

const char *voi_table_column_name(const voi_table *table, size_t column)
{
    return column < table->column_count ? table->columns[column].name : NULL;
}

voi_column_type voi_table_column_type(const voi_table *table, size_t column)
{
    return column < table->column_count ? table->columns[column].type : VOI_COLUMN_NUMBER;
}

size_t voi_table_find(const voi_table *table, const char *name)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (strcmp(table->columns[c].name, name) == 0) {
            return c;
        }
    }
    return VOI_NO_COLUMN;
}

static bool has_cell(const voi_table *table, size_t row, size_t column)
{
    return row < table->rows && column < table->column_count;
}

double voi_table_number(const voi_table *table, size_t row, size_t column)
{
    if (!has_cell(table, row, column) || table->columns[column].type == VOI_COLUMN_TEXT) {
        return NAN;
    }
    return table->cells[row * table->column_count + column];
}

const char *voi_table_text(const voi_table *table, size_t row, size_t column)
{
    if (!has_cell(table, row, column) || table->columns[column].type != VOI_COLUMN_TEXT) {
        return NULL;
    }
    double index = table->cells[row * table->column_count + column];
    return isnan(index) ? NULL : table->texts.items[(size_t)index];
}

size_t voi_table_warnings(const voi_table *table)
{
    return table->warnings.count;
}

const char *voi_table_warning(const voi_table *table, size_t index)
{
    return index < table->warnings.count ? table->warnings.items[index] : NULL;
}
