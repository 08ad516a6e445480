/* Tables of front ends: the cells of a caller, copied. */
#include "core/table.h"

static void set_cell(voi_table *table, const voi_table_data *data, size_t column,
                     const voi_cell *cell)
{
    switch (data->columns[column].type) {
    case VOI_COLUMN_NUMBER:
        vi_table_set_number(table, column, cell->number);
        break;
    case VOI_COLUMN_FLAG:
        vi_table_set_flag(table, column, cell->number != 0);
        break;
    case VOI_COLUMN_TEXT:
        if (cell->text) {
            vi_table_set_text(table, column, cell->text);
        }
        break;
    }
}

voi_status voi_table_make(const voi_table_data *data, voi_table **out, voi_error *err)
{
    voi_table *table = NULL;
    *out = NULL;
    if (data->column_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "a table needs at least one column");
    }
    voi_status status = vi_table_create(data->columns, data->column_count, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t i = 0; i < data->rows; i++) {
        vi_table_add_row(table);
        for (size_t c = 0; c < data->column_count; c++) {
            set_cell(table, data, c, &data->cells[i * data->column_count + c]);
        }
    }
    for (size_t i = 0; i < data->warning_count; i++) {
        vi_table_warn(table, "%s", data->warnings[i]);
    }
    return vi_table_finish(&table, out, err);
}
