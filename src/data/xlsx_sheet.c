/* The cells of a sheet: <sheetData><row r="2"><c r="B2" t="s"><v>0</v></c>…. What a cell's text
 * means is told by its type t: a number, a shared text, a text of its own, a truth value, an error.
 * Places may be left out and then follow each other. Blank cells, which carry formats alone, are
 * passed over, so memory follows the cells that have a value. */
#include "data/xlsx.h"

#include "core/alloc.h"
#include "data/csv.h"
#include "data/decimal.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

typedef struct {
    xlsx_table *table;
    const xlsx_strings *strings;
    xlsx_row row;
    vi_buffer text; /* of the row's cells that have their own */
    bool in_data, in_row, in_cell;
    /* The cell at hand, or the last one: */
    size_t column;
    size_t start; /* of its text */
    bool number;  /* its type says so, or says truth value */
    bool shared;  /* its text is the number of a shared one */
    bool formula, value;
    bool collecting, phonetic; /* in a <v> or <t> that counts; in a reading aid */
} sheet_state;

static voi_status refuse_place(const char *place, voi_error *err)
{
    return vi_fail(err, VOI_ERR_FORMAT,
                   "is damaged: \"%.40s\" is no place for a cell or row, or stands twice", place);
}

/* Reads a place such as "B7"; no larger than Excel's last one, XFD1048576. */
static bool parse_place(const char *text, size_t *column, size_t *line)
{
    *column = *line = 0;
    for (; isalpha((unsigned char)*text) && *column <= XLSX_COLUMNS; text++) {
        *column = *column * 26 + (size_t)(toupper((unsigned char)*text) - 'A' + 1);
    }
    for (; isdigit((unsigned char)*text) && *line <= XLSX_ROWS; text++) {
        *line = *line * 10 + (size_t)(*text - '0');
    }
    return *text == '\0' && *column <= XLSX_COLUMNS && *line <= XLSX_ROWS;
}

static voi_status begin_row(sheet_state *s, const char **attributes, voi_error *err)
{
    const char *place = vi_xml_attribute(attributes, "r");
    size_t column = 0, line = s->row.line + 1;
    if (s->in_row || (place && !parse_place(place, &column, &line)) || column != 0 ||
        line <= s->row.line || line > XLSX_ROWS) {
        return refuse_place(place ? place : "row", err);
    }
    s->in_row = true;
    s->row.line = line;
    s->row.count = 0;
    s->text.size = 0;
    s->column = 0;
    return VOI_OK;
}

static voi_status begin_cell(sheet_state *s, const char **attributes, voi_error *err)
{
    const char *place = vi_xml_attribute(attributes, "r"),
               *type = vi_xml_attribute(attributes, "t");
    size_t column = s->column + 1, line = s->row.line;
    if (!s->in_row || s->in_cell || (place && !parse_place(place, &column, &line)) ||
        column <= s->column || column > XLSX_COLUMNS || line != s->row.line) {
        return refuse_place(place ? place : "c", err);
    }
    s->in_cell = true;
    s->column = column;
    s->start = s->text.size;
    s->formula = s->value = s->phonetic = false;
    s->shared = type && strcmp(type, "s") == 0;
    s->number = !type || strcmp(type, "n") == 0 || strcmp(type, "b") == 0;
    return VOI_OK;
}

static voi_status on_start(void *state, const char *name, const char **attributes, voi_error *err)
{
    sheet_state *s = state;
    if (strcmp(name, "sheetData") == 0) {
        s->in_data = true;
    } else if (!s->in_data) {
        return VOI_OK;
    } else if (strcmp(name, "c") == 0) {
        return begin_cell(s, attributes, err);
    } else if (strcmp(name, "row") == 0) {
        return begin_row(s, attributes, err);
    } else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        s->value = true;
        s->collecting = s->in_cell && !s->phonetic;
    } else if (strcmp(name, "f") == 0) {
        s->formula = true;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic = true;
    }
    return VOI_OK;
}

static voi_status on_text(void *state, const char *text, size_t length, voi_error *err)
{
    sheet_state *s = state;
    (void)err;
    if (s->collecting) {
        vi_buffer_add(&s->text, text, length);
    }
    return VOI_OK;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void trim(xlsx_cell *cell)
{
    while (cell->length > 0 && is_space(cell->text[0])) {
        cell->text++;
        cell->length--;
    }
    while (cell->length > 0 && is_space(cell->text[cell->length - 1])) {
        cell->length--;
    }
}

/* A shared text by the number that stands in the cell. */
static voi_status share_text(const sheet_state *s, xlsx_cell *cell, voi_error *err)
{
    size_t index = 0;
    for (size_t i = 0; i < cell->length; i++) {
        if (!isdigit((unsigned char)cell->text[i]) || index > s->strings->count) {
            index = s->strings->count;
            break;
        }
        index = index * 10 + (size_t)(cell->text[i] - '0');
    }
    if (cell->length == 0 || index >= s->strings->count) {
        return vi_fail(err, VOI_ERR_FORMAT, "is damaged: it has no shared text \"%.*s\"",
                       (int)(cell->length < 40 ? cell->length : 40), cell->text);
    }
    size_t start = index ? s->strings->ends[index - 1] : 0;
    cell->text = s->strings->text.data ? s->strings->text.data + start : "";
    cell->length = s->strings->ends[index] - start;
    return VOI_OK;
}

/* A number as workbooks write it; what is none stays text, for the message. */
static void read_number(xlsx_cell *cell)
{
    const char *end = vi_decimal(cell->text, '.', &cell->number);
    if (end == cell->text + cell->length && isfinite(cell->number)) {
        cell->kind = XLSX_NUMBER;
    }
}

static voi_status keep_cell(xlsx_row *row, const xlsx_cell *cell, voi_error *err)
{
    if (row->count == row->capacity) {
        size_t capacity = row->capacity ? 2 * row->capacity : 64;
        xlsx_cell *cells = vi_realloc(row->cells, capacity, sizeof *cells);
        if (!cells) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu cells", capacity);
        }
        row->cells = cells;
        row->capacity = capacity;
    }
    row->cells[row->count++] = *cell;
    return VOI_OK;
}

static voi_status end_cell(sheet_state *s, voi_error *err)
{
    static const char zeros[8] = {0}; /* vi_decimal may look at as many */
    xlsx_cell cell = {.column = s->column, .kind = XLSX_TEXT, .length = s->text.size - s->start};
    s->in_cell = false;
    vi_buffer_add(&s->text, zeros, sizeof zeros);
    if (s->text.failed) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for the text of a row");
    }
    cell.text = s->text.data + s->start;
    if (s->shared && s->value) {
        voi_status status = share_text(s, &cell, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    trim(&cell);
    if (cell.length == 0) {
        cell.kind = XLSX_NO_VALUE;
        return s->formula && !s->value ? keep_cell(&s->row, &cell, err) : VOI_OK;
    }
    if (s->number) {
        read_number(&cell);
    }
    if (cell.kind == XLSX_NUMBER || s->shared) {
        s->text.size = s->start;
    } else {
        cell.offset = (size_t)(cell.text - s->text.data);
        cell.text = NULL;
    }
    return keep_cell(&s->row, &cell, err);
}

static voi_status end_row(sheet_state *s, voi_error *err)
{
    s->in_row = false;
    for (size_t i = 0; i < s->row.count; i++) {
        xlsx_cell *cell = &s->row.cells[i];
        cell->text = cell->text ? cell->text : s->text.data + cell->offset;
    }
    return s->row.count > 0 ? vi_xlsx_take_row(s->table, &s->row, err) : VOI_OK;
}

static voi_status on_end(void *state, const char *name, voi_error *err)
{
    sheet_state *s = state;
    if (!s->in_data) {
        return VOI_OK;
    }
    if (strcmp(name, "c") == 0) {
        return end_cell(s, err);
    }
    if (strcmp(name, "row") == 0) {
        return end_row(s, err);
    }
    if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
        s->collecting = false;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic = false;
    } else if (strcmp(name, "sheetData") == 0) {
        s->in_data = false;
    }
    return VOI_OK;
}

voi_status vi_xlsx_sheet_read(xlsx_table *table, vi_archive *archive, const xlsx_parts *parts,
                              const xlsx_strings *strings, voi_error *err)
{
    static const vi_xml_handlers handlers = {on_start, on_end, on_text};
    sheet_state s = {.table = table, .strings = strings};
    voi_status status = vi_xml_read(table->r, archive, parts->sheet, &handlers, &s, err);
    vi_buffer_free(&s.text);
    vi_free(s.row.cells);
    return status;
}
