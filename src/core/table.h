/* Building a voi_table: the answer of every measure.
 *
 *     static const vi_column columns[] = {{"k", VOI_COLUMN_NUMBER}, {"strategy", VOI_COLUMN_TEXT}};
 *     VI_TRY(vi_table_create(columns, 2, &table, err));
 *     vi_table_add_row(table);
 *     vi_table_set_number(table, 0, k);
 *     vi_table_set_text(table, 1, name);
 *     VI_TRY(vi_table_finish(&table, out, err));
 *
 * Failed allocations latch; vi_table_finish reports them. Columns are indices into the list that
 * made the table: keep an enum beside it. */
#ifndef VI_CORE_TABLE_H
#define VI_CORE_TABLE_H

#include "core/error.h"

/* Names in static storage. */
typedef voi_column vi_column;

voi_status vi_table_create(const vi_column *columns, size_t count, voi_table **out, voi_error *err);

/* Appends a row of missing values, which the setters then fill. */
void vi_table_add_row(voi_table *table);
void vi_table_set_number(voi_table *table, size_t column, double value);
void vi_table_set_flag(voi_table *table, size_t column, bool value);
/* Copies the text; equal texts of a table are stored once. */
void vi_table_set_text(voi_table *table, size_t column, const char *text);
/* Adds a sentence for the user to read; one that is there already is not repeated. */
void vi_table_warn(voi_table *table, const char *format, ...) VOI_PRINTF(2, 3);

/* Hands the table over and sets *table to NULL. When a step had failed: destroys it and answers
 * VOI_ERR_NOMEM. */
voi_status vi_table_finish(voi_table **table, voi_table **out, voi_error *err);

#endif
