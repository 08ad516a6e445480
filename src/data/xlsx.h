/* The parts of the reader of .xlsx workbooks. */
#ifndef VI_DATA_XLSX_H
#define VI_DATA_XLSX_H

#include "core/buffer.h"
#include "data/xml.h"

/* Excel's own limits. */
enum { XLSX_COLUMNS = 16384, XLSX_ROWS = 1048576 };

/* Where the parts of a sheet are: names of parts, from vi_malloc. */
typedef struct {
    char *name;    /* of the sheet */
    char *sheet;   /* its part */
    char *strings; /* the part of the shared texts; NULL without */
} xlsx_parts;

/* Finds a sheet by name, or with NULL the first visible one; a note says which where the workbook
 * has several. */
voi_status vi_xlsx_find(vi_reader *r, vi_archive *archive, const char *sheet, xlsx_parts *out,
                        voi_error *err);
void vi_xlsx_parts_free(xlsx_parts *parts);

/* The texts that cells refer to by number. */
typedef struct {
    vi_buffer text; /* all of them, one behind the other */
    size_t *ends;   /* where each ends in it */
    size_t count, capacity;
} xlsx_strings;

voi_status vi_xlsx_strings_read(const vi_reader *r, vi_archive *archive, const char *part,
                                xlsx_strings *out, voi_error *err);
void vi_xlsx_strings_free(xlsx_strings *strings);

typedef enum { XLSX_NUMBER, XLSX_TEXT, XLSX_NO_VALUE } xlsx_kind;

/* A cell that is not blank. */
typedef struct {
    size_t column;  /* from 1 */
    xlsx_kind kind; /* XLSX_NO_VALUE: a formula that was never computed */
    double number;
    const char *text; /* not 0-terminated */
    size_t length;
    size_t offset; /* of a text of its own, until the row is complete */
} xlsx_cell;

/* The cells of a row, from left to right. */
typedef struct {
    size_t line; /* from 1 */
    xlsx_cell *cells;
    size_t count, capacity;
} xlsx_row;

/* Turns rows into the columns of the reader's frame. */
typedef struct {
    vi_reader *r;
    size_t left;      /* the first column of the table; 0 before its first row */
    size_t line;      /* the last row taken */
    size_t room;      /* rows the columns have room for */
    bool names_noted; /* that the column before the table holds names of rows */
} xlsx_table;

/* Takes a row that has cells; rows come from top to bottom. The first one is a header unless all
 * its cells are numbers. */
voi_status vi_xlsx_take_row(xlsx_table *table, const xlsx_row *row, voi_error *err);

/* Reads the cells of a sheet into a table. */
voi_status vi_xlsx_sheet_read(xlsx_table *table, vi_archive *archive, const xlsx_parts *parts,
                              const xlsx_strings *strings, voi_error *err);

#endif
