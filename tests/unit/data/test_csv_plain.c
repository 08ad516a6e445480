/* Plain records: every cell of files in many notations against strtod, bit for bit, and where a run
 * of plain records ends. */
#include "read_bytes.h"

#include "core/philox.h"
#include "data/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 2001, MANY_ROWS = 30000, COLS = 7, CELL = 40 };

/* Cell (i, j) of a test file in the C library's notation. */
typedef void (*cell_writer)(char *cell, size_t i, size_t j);

static double spread(size_t i, size_t j)
{
    double u = vi_uniform(1, 2 * j, i) - 0.5, v = vi_uniform(1, 2 * j + 1, i);
    return u * pow(10, floor(9 * v) - 3);
}

static void six_digits(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.6g", spread(i, j));
}

static void fifteen_digits(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.15g", spread(i, j));
}

static void seventeen_digits(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.17g", spread(i, j));
}

static void whole_numbers(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.0f", spread(i, j));
}

static void exponents(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.*e", (int)(i % 18), spread(i, j));
}

static void fixed_point(char *cell, size_t i, size_t j)
{
    snprintf(cell, CELL, "%.*f", (int)(j % 6), spread(i, j));
}

static void all_kinds(char *cell, size_t i, size_t j)
{
    static const cell_writer kinds[] = {six_digits,    fifteen_digits, seventeen_digits,
                                        whole_numbers, exponents,      fixed_point};
    kinds[(i * 5 + j * 3 + i / 7) % 6](cell, i, j);
}

typedef struct {
    char delimiter, point;
    const char *line_end;
    bool row_names, quoted_names;
} notation;

static const notation notations[] = {
    {',', '.', "\n", false, false},   {'\t', '.', "\r\n", false, false},
    {';', ',', "\r\n", false, false}, {',', '.', "\n", true, true},
    {'\t', '.', "\n", true, false},
};

static char *write_text(const notation *n, cell_writer write, size_t rows, size_t *size)
{
    char *text = malloc((rows + 1) * (COLS + 1) * (CELL + 2));
    size_t used = 0;
    assert_non_null(text);
    used += (size_t)sprintf(text, "a%cb%cc%cd%ce%cf%cg%s", n->delimiter, n->delimiter, n->delimiter,
                            n->delimiter, n->delimiter, n->delimiter, n->line_end);
    for (size_t i = 0; i < rows; i++) {
        if (n->row_names) {
            used += (size_t)sprintf(text + used, n->quoted_names ? "\"%zu\"%c" : "row %zu%c", i,
                                    n->delimiter);
        }
        for (size_t j = 0; j < COLS; j++) {
            write(text + used, i, j);
            char *point = strchr(text + used, '.');
            if (point) {
                *point = n->point;
            }
            used += strlen(text + used);
            text[used++] = n->delimiter;
        }
        used += (size_t)sprintf(text + used - 1, "%s", n->line_end) - 1;
    }
    *size = used;
    return text;
}

static void check_cells(const vi_frame *frame, cell_writer write, size_t rows)
{
    assert_int_equal(frame->cols, COLS);
    assert_int_equal(frame->rows, rows);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < COLS; j++) {
            char cell[CELL];
            write(cell, i, j);
            double expected = strtod(cell, NULL);
            if (memcmp(&frame->columns[j][i], &expected, sizeof expected) != 0) {
                print_error("row %zu, column %zu: %s was read as %.17g\n", i, j, cell,
                            frame->columns[j][i]);
                fail();
            }
        }
    }
}

static void check_file(const notation *n, cell_writer write, size_t rows)
{
    size_t size = 0;
    char *text = write_text(n, write, rows, &size);
    outcome o = read_bytes(vi_read_csv, text, size, 65536, true, "c.csv");
    assert_string_equal(o.error.message, "");
    check_cells(&o.frame, write, rows);
    forget(&o);
    free(text);
}

static void every_cell_as_strtod_reads_it(void **state)
{
    (void)state;
    static const cell_writer writers[] = {six_digits,    fifteen_digits, seventeen_digits,
                                          whole_numbers, exponents,      fixed_point,
                                          all_kinds};
    for (size_t n = 0; n < sizeof notations / sizeof *notations; n++) {
        for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
            check_file(&notations[n], writers[w], ROWS);
        }
    }
}

/* Several megabytes, so that records lie across the reader's blocks. */
static void every_cell_of_a_long_file(void **state)
{
    (void)state;
    check_file(&notations[0], all_kinds, MANY_ROWS);
    check_file(&notations[3], six_digits, MANY_ROWS);
}

/* How many records of a text the fast way takes, and how many bytes. */
static void check_run(const char *text, bool row_names, size_t capacity, size_t rows, size_t bytes)
{
    double a[8] = {0}, b[8] = {0}, *columns[] = {a, b};
    vi_frame frame = {.columns = columns, .cols = 2};
    csv_dialect dialect = {.delimiter = ',', .point = '.', .row_names = row_names};
    size_t size = strlen(text);
    char *padded = calloc(size + CSV_PADDING, 1);
    assert_non_null(padded);
    memcpy(padded, text, size);
    const char *end = vi_csv_plain_records(&dialect, &frame, capacity, padded, padded + size);
    if (frame.rows != rows || end != padded + bytes) {
        print_error("\"%s\": %zu records of %td bytes, expected %zu of %zu\n", text, frame.rows,
                    end - padded, rows, bytes);
        fail();
    }
    for (size_t i = 0; i < rows; i++) {
        check_close(a[i], (double)i + 1, 0);
        check_close(b[i], (double)i + 1.5, 0);
    }
    check_close(a[7], 0, 0);
    free(padded);
}

static void where_a_run_ends(void **state)
{
    (void)state;
    check_run("1,1.5\n2,2.5\n3,3.5\n", false, 7, 3, 18);
    check_run("1,1.5\n2,2.5\n3,3.5\n4,4.5\n", false, 7, 4, 24);
    check_run("1,1.5\n2,2.5\n3,3.5\n", false, 2, 2, 12);
    check_run("1,1.5\n2,2.5\n3,3.5\n", false, 1, 1, 6);
    check_run("1,1.5\n2,2.5", false, 7, 1, 6);
    check_run("1,1.5\n2,2.5\r", false, 7, 1, 6);
    check_run("1,1.5\n\"2\",2.5\n", false, 7, 1, 6);
    check_run("1,1.5\n2,2.5\n3,x\n4,4.5\n", false, 7, 2, 12);
    check_run("1,1.5\n2,2.5\n3,3.5\n4\n", false, 7, 3, 18);
    check_run("1,1.5\n2,2.5,3\n", false, 7, 1, 6);
    check_run("1,1.5\n2,1e999\n", false, 7, 1, 6);
    check_run("1,1.5\n2 ,2.5\n", false, 7, 1, 6);
    check_run(" 1, 1.5\n 2,2.5\n3, 3.5\n", false, 7, 3, 22);
    check_run("1,1.5\n2,  2.5\n", false, 7, 1, 6);
    check_run("1,1.5\n\n2,2.5\n", false, 7, 1, 6);
    check_run("1,1.5\n2,2.5.5\n", false, 7, 1, 6);
    check_run("x,1.5\n", false, 7, 0, 0);
    check_run("", false, 7, 0, 0);
    check_run("1,1.5\n", false, 0, 0, 0);
}

static void names_of_rows_are_passed_over(void **state)
{
    (void)state;
    check_run("r1,1,1.5\n\"r,2\",2,2.5\n,3,3.5\n", true, 7, 3, 28);
    check_run("r1,1,1.5\n\"r\"\"2\",2,2.5\n", true, 7, 1, 9);
    check_run("r1,1,1.5\n\"r\n2\",2,2.5\n", true, 7, 1, 9);
    check_run("r1,1,1.5\n\"r2", true, 7, 1, 9);
    check_run("r1,1,1.5\nr2", true, 7, 1, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_as_strtod_reads_it),
        cmocka_unit_test(every_cell_of_a_long_file),
        cmocka_unit_test(where_a_run_ends),
        cmocka_unit_test(names_of_rows_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
