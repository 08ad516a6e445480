/* Workbooks: what is read from a sheet, how a sheet is found, and the exact words about what is
 * wrong with cells, parts and archives. */
#include "files.h"
#include "read_bytes.h"
#include "workbook.h"

#include "data/columns.h"

enum { TEXT = 600 };

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static const char STRINGS[] =
    "<sst><si><t>a</t></si><si><r><t>b </t></r><r><t>x</t></r><rPh><t>no</t></rPh></si>"
    "<si><t>n/a</t></si><si><t> 2.5 </t></si><si><t></t></si></sst>";

/* Reads a file whose path may go on with "#Sheet"; in messages it is called by `name`. */
static outcome read_path(const char *path, const char *name, bool strict)
{
    voi_context ctx = {0};
    outcome o = {.findings.strict = strict};
    vi_reader r = {
        .ctx = &ctx, .path = path, .hash = true, .findings = &o.findings, .frame = &o.frame};
    o.frame.source = vi_strdup(name);
    o.status = vi_read_xlsx(&r, &o.error);
    return o;
}

static outcome read_archive(const void *bytes, size_t size, const char *sheet, bool strict)
{
    char path[PATH_SIZE], full[2 * PATH_SIZE];
    write_file(path, ".xlsx", bytes, size);
    snprintf(full, sizeof full, "%s%s", path, sheet);
    outcome o = read_path(full, "c.xlsx", strict);
    unlink(path);
    return o;
}

static outcome read_sheet(const char *sheet, bool strict)
{
    size_t size;
    unsigned char *bytes = zip_workbook(sheet, STRINGS, &size);
    outcome o = read_archive(bytes, size, "", strict);
    free(bytes);
    return o;
}

static void what_is_read(void **state)
{
    static const struct {
        const char *sheet, *expected;
    } cases[] = {
        {SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>"
               "<row r=\"2\"><c r=\"A2\"><v>1.5</v></c><c r=\"B2\" t=\"n\"><v>-2E3</v></c></row>"),
         "a,b x|1.5,-2000"},
        {SHEET(
             "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>"),
         "-,-|1,2|3,4"},
        {SHEET("<row><c t=\"inlineStr\"><is><r><t>q</t></r><r><t>r</t></r></is></c>"
               "<c t=\"str\"><f>A9</f><v>s</v></c></row><row><c t=\"b\"><v>1</v></c>"
               "<c><f>1+1</f><v>2</v></c></row>"),
         "qr,s|1,2"},
        {SHEET("<row><c t=\"s\"><v>0</v></c></row><row><c t=\"s\"><v>3</v></c></row>"), "a|2.5"},
        {SHEET("<row><c t=\"s\"><v>0</v></c><c><v>2020</v></c></row><row><c><v>1</v></c>"
               "<c><v>2</v></c></row>"),
         "a,2020|1,2"},
        /* Numbers as text in the first row are names. */
        {SHEET("<row><c t=\"str\"><v>1</v></c></row><row><c><v>7</v></c></row>"), "1|7"},
        /* The table stands anywhere; blank cells and rows around it do not count. */
        {SHEET("<row r=\"3\"><c r=\"A3\" s=\"1\"/><c r=\"C3\" t=\"s\"><v>0</v></c>"
               "<c r=\"D3\" t=\"s\"><v>1</v></c><c r=\"E3\"/></row>"
               "<row r=\"4\"><c r=\"C4\"><v>1</v></c><c r=\"D4\"><v>2</v></c>"
               "<c r=\"F4\" t=\"str\"><f>\"\"</f><v></v></c></row>"
               "<row r=\"5\"><c r=\"C5\" s=\"3\"/></row><row r=\"900000\"/>"),
         "a,b x|1,2"},
        {SHEET("<row><c r=\"B1\" t=\"s\"><v>0</v></c></row><row><c t=\"str\"><v>r1</v></c>"
               "<c><v>5</v></c></row><row><c><v>2</v></c><c><v>6</v></c></row>"),
         "a|5|6"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?><x:worksheet xmlns:x=\"y\"><x:cols><x:c/>"
         "</x:cols><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
         "<x:row><x:c><x:v>9</x:v></x:c></x:row></x:worksheet>",
         "-|1"},
        {SHEET("<row><c r=\"XFD1\"><v>1</v></c></row>"), "-|1"},
        {SHEET("<row r=\"1048576\"><c r=\"b1048576\"><v> 1&#10;</v></c></row>"), "-|1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TEXT];
        outcome o = read_sheet(cases[i].sheet, true);
        if (o.status != VOI_OK) {
            print_error("%s: %s\n", cases[i].sheet, o.error.message);
            fail();
        }
        print_frame(&o.frame, text, sizeof text);
        assert_string_equal(text, cases[i].expected);
        forget(&o);
    }
}

#define HEADER "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"

static void which_cells_are_refused(void **state)
{
    static const struct {
        const char *sheet, *message;
    } cases[] = {
        {SHEET(HEADER "<row><c><v>1</v></c><c t=\"s\"><v>2</v></c></row>"),
         "c.xlsx:B2: \"n/a\" is not a number (column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c></row>"), "c.xlsx:B2: missing value (column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c><c><f>1/2</f></c></row>"),
         "c.xlsx:B2: a formula without its value; open and save the workbook in Excel "
         "(column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c><c t=\"e\"><v>#N/A</v></c></row>"),
         "c.xlsx:B2: \"#N/A\" is a missing value (column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c><c t=\"e\"><v>#DIV/0!</v></c></row>"),
         "c.xlsx:B2: \"#DIV/0!\" is not a number (column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c><c><v>1e999</v></c></row>"),
         "c.xlsx:B2: \"1e999\" is not a number (column b x)"},
        {SHEET(HEADER "<row><c><v>1</v></c><c t=\"d\"><v>2020-01-01</v></c></row>"),
         "c.xlsx:B2: \"2020-01-01\" is not a number (column b x)"},
        {SHEET(HEADER "<row/><row><c><v>1</v></c><c><v>2</v></c></row>"), "c.xlsx:2: empty row"},
        {SHEET(HEADER "<row r=\"9\"><c><v>1</v></c><c><v>2</v></c></row>"), "c.xlsx:2: empty row"},
        {SHEET(HEADER "<row><c><v>1</v></c><c><v>2</v></c><c r=\"AA2\"><v>3</v></c></row>"),
         "c.xlsx:AA2: a value beside the table, whose header has no name for it"},
        {SHEET("<row><c r=\"C1\" t=\"s\"><v>0</v></c></row><row><c r=\"A2\"><v>1</v></c></row>"),
         "c.xlsx:A2: a value beside the table, whose header has no name for it"},
        {SHEET("<row><c t=\"s\"><v>0</v></c><c r=\"E1\" t=\"s\"><v>1</v></c></row>"),
         "c.xlsx:B1: a column has no name"},
        {SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>"),
         "c.xlsx:B1: the name \"a\" stands twice"},
        {SHEET("<row><c><v>1</v></c><c r=\"C1\"><v>2</v></c></row>"), "c.xlsx:B1: missing value"},
        {SHEET("<row><c><v>1</v></c><c r=\"D1\"><v>2</v></c></row>"), "c.xlsx:B1: missing value"},
        {SHEET(
             "<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row><row><c><v>1</v></c></row>"),
         "c.xlsx:2: 1 value where the first row has 3"},
        {SHEET("<row><c><v>1</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"),
         "c.xlsx:B2: a value beside the table, whose first row has none there"},
        {SHEET(HEADER), "sheet \"Costs\" has a header but no rows"},
        {SHEET("<row/><row><c/></row>"), "sheet \"Costs\" is empty"},
        {"<worksheet/>", "sheet \"Costs\" is empty"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = read_sheet(cases[i].sheet, true);
        if (o.status == VOI_OK || strcmp(o.error.message, cases[i].message) != 0) {
            print_error("%s: %s\n", cases[i].sheet, o.error.message);
            fail();
        }
        forget(&o);
    }
}

static void which_sheets_are_damaged(void **state)
{
    static const struct {
        const char *sheet, *message;
    } cases[] = {
        {SHEET("<row><c r=\"XFE1\"><v>1</v></c></row>"), "\"XFE1\" is no place"},
        {SHEET("<row><c r=\"AAAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>"), "is no place"},
        {SHEET("<row r=\"1048577\"/>"), "\"1048577\" is no place"},
        {SHEET("<row r=\"99999999999999999999999\"/>"), "is no place"},
        {SHEET("<row r=\"0\"/>"), "\"0\" is no place"},
        {SHEET("<row r=\"\"/>"), "\"\" is no place"},
        {SHEET("<row r=\"A1\"/>"), "\"A1\" is no place"},
        {SHEET("<row r=\"5\"/><row r=\"5\"/>"),
         "\"5\" is no place for a cell or row, or stands twice"},
        {SHEET("<row r=\"1048576\"/><row/>"), "is no place"},
        {SHEET("<row><c r=\"B1\"/><c r=\"B1\"/></row>"), "\"B1\" is no place"},
        {SHEET("<row><c r=\"B1\"/><c r=\"A1\"/></row>"), "\"A1\" is no place"},
        {SHEET("<row><c r=\"XFD1\"/><c/></row>"), "is no place"},
        {SHEET("<row><c r=\"A2\"/></row>"), "\"A2\" is no place"},
        {SHEET("<row><c r=\"1\"/></row>"), "\"1\" is no place"},
        {SHEET("<row><c><c/></c></row>"), "is no place"},
        {SHEET("<row><row/></row>"), "is no place"},
        {SHEET("<c/>"), "is no place"},
        {SHEET("<row><c t=\"s\"><v>5</v></c></row>"), "is damaged: it has no shared text \"5\""},
        {SHEET("<row><c t=\"s\"><v>-1</v></c></row>"), "it has no shared text \"-1\""},
        {SHEET("<row><c t=\"s\"><v>99999999999999999999999</v></c></row>"), "no shared text"},
        {SHEET("<row><c t=\"s\"><v></v></c></row>"), "it has no shared text \"\""},
        {"<worksheet><sheetData>",
         "is damaged: xl/worksheets/sheet1.xml, line 1: no element found"},
        {"<worksheet>\n</sheetData>", "line 2: mismatched tag"},
        {"", "no element found"},
        {"<!DOCTYPE x [<!ENTITY a \"aaaa\">]><worksheet>&a;</worksheet>",
         "it declares a document type, as no workbook does"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = read_sheet(cases[i].sheet, true);
        if (o.status != VOI_ERR_FORMAT || !strstr(o.error.message, cases[i].message)) {
            print_error("%s: %s\n", cases[i].sheet, o.error.message);
            fail();
        }
        forget(&o);
    }
}

static void a_lenient_read_goes_on(void **state)
{
    char text[TEXT];
    (void)state;
    outcome o = read_sheet(SHEET(HEADER "<row><c><v>1</v></c></row><row r=\"4\"><c><v>2</v></c>"
                                        "<c t=\"s\"><v>2</v></c><c><v>3</v></c></row>"
                                        "<row><c r=\"D5\"><v>3</v></c></row>"),
                           false);
    assert_int_equal(o.status, VOI_OK);
    print_frame(&o.frame, text, sizeof text);
    assert_string_equal(text, "a,b x|1,nan|2,nan");
    assert_int_equal(o.findings.count, 6);
    assert_string_equal(o.findings.items[0].where, "c.xlsx:B2");
    assert_string_equal(o.findings.items[1].where, "c.xlsx:3");
    assert_string_equal(o.findings.items[5].where, "c.xlsx:5");
    assert_string_equal(o.findings.items[5].message, "0 values where the header has 2");
    forget(&o);
}

/* Three sheets: a hidden one, one with numbers, a chart. */
static outcome read_book(const char *sheet, bool strict)
{
    static const char book[] =
        "<workbook><sheets><sheet name=\"Old\" r:id=\"r1\" state=\"hidden\"/>"
        "<sheet name=\"QALYs &amp; more\" r:id=\"r2\"/><sheet name=\"Plot\" r:id=\"r4\"/>"
        "</sheets></workbook>";
    static const char relations[] =
        RELATIONS(RELATION("r1", "worksheet", "../xl/worksheets/sheet1.xml")
                      RELATION("r2", "worksheet", "/xl/worksheets/sheet2.xml")
                          RELATION("r4", "chartsheet", "chart.xml"));
    const workbook_part parts[] = {
        {"_rels/.rels", WORKBOOK_ROOT, 0},
        {"xl/workbook.xml", book, 0},
        {"XL/_rels/Workbook.xml.rels", relations, 0},
        {"xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row>"), 0},
        {"xl/worksheets/sheet2.xml", SHEET("<row><c><v>2</v></c></row>"), 0},
        {NULL, NULL, 0}};
    size_t size;
    unsigned char *bytes = zip_parts(parts, 1, &size);
    outcome o = read_archive(bytes, size, sheet, strict);
    free(bytes);
    return o;
}

static void sheets_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *sheet;
        double expected;
    } found[] = {{"", 2}, {"#Old", 1}, {"#old", 1}, {"#QALYs & more", 2}};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        outcome o = read_book(found[i].sheet, true);
        assert_int_equal(o.status, VOI_OK);
        check_close(o.frame.columns[0][0], found[i].expected, 0);
        assert_int_equal(o.findings.count, i == 0);
        forget(&o);
    }
    outcome o = read_book("", true);
    assert_string_equal(o.findings.items[0].message,
                        "sheet \"QALYs & more\" is read; write #NAME behind the file's name for "
                        "another of \"Old\", \"QALYs & more\", \"Plot\"");
    forget(&o);
    o = read_book("#Ole", true);
    assert_int_equal(o.status, VOI_ERR_FORMAT);
    assert_string_equal(o.error.message, "has no sheet \"Ole\"; did you mean \"Old\"? Its sheets: "
                                         "\"Old\", \"QALYs & more\", \"Plot\"");
    forget(&o);
    o = read_book("#Nothing like it", true);
    assert_string_equal(o.error.message, "has no sheet \"Nothing like it\". Its sheets: \"Old\", "
                                         "\"QALYs & more\", \"Plot\"");
    forget(&o);
    o = read_book("#Plot", true);
    assert_string_equal(o.error.message, "sheet \"Plot\" holds no cells");
    forget(&o);
}

static void refuse_bytes(const void *bytes, size_t size, voi_status status, const char *message)
{
    outcome o = read_archive(bytes, size, "", true);
    if (o.status != status || !strstr(o.error.message, message)) {
        print_error("%s: %s\n", message, o.error.message);
        fail();
    }
    forget(&o);
}

static void files_that_are_no_workbooks(void **state)
{
    static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on";
    (void)state;
    refuse_bytes("a,b\n1,2\n", 8, VOI_ERR_FORMAT, "is not an .xlsx workbook");
    refuse_bytes("P", 1, VOI_ERR_FORMAT, "is not an .xlsx workbook");
    refuse_bytes("PK\x03\x04", 4, VOI_ERR_FORMAT,
                 "is damaged or cut short: its directory cannot be read");
    refuse_bytes(old, sizeof old, VOI_ERR_FORMAT,
                 "is an old .xls workbook, or has a password; save it as .xlsx without one");
    refuse_bytes("", 0, VOI_ERR_FORMAT, "is empty");
    outcome o = read_path("/tmp", "c.xlsx", true);
    assert_string_equal(o.error.message, "is a folder, not a file");
    forget(&o);
    o = read_path("/no/such.xlsx#A", "c.xlsx", true);
    assert_string_equal(o.error.message, "no such file");
    forget(&o);
    o = read_path("/dev/null", "c.xlsx", true);
    assert_string_equal(o.error.message, "is not a plain file, as a workbook must be");
    forget(&o);
}

static void parts_that_are_missing(void **state)
{
    static const workbook_part parts[] = {
        {"_rels/.rels", WORKBOOK_ROOT, 0},
        {"xl/workbook.xml", WORKBOOK_ONE_SHEET, 0},
        {"xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS, 0},
        {"xl/sharedStrings.xml", STRINGS, 0},
        {"xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row>"), 0},
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    (void)state;
    for (size_t left_out = 0; left_out < PARTS; left_out++) {
        workbook_part some[PARTS + 1] = {{NULL, NULL, 0}};
        char message[TEXT];
        size_t size, count = 0;
        for (size_t i = 0; i < PARTS; i++) {
            if (i != left_out) {
                some[count++] = parts[i];
            }
        }
        unsigned char *bytes = zip_parts(some, 1, &size);
        snprintf(message, sizeof message, "is not an .xlsx workbook: it holds no %s",
                 parts[left_out].name);
        refuse_bytes(bytes, size, VOI_ERR_FORMAT, message);
        free(bytes);
    }
}

static void damaged_and_cut_archives(void **state)
{
    size_t size;
    unsigned char *bytes = zip_workbook(SHEET("<row><c><v>1</v></c></row>"), STRINGS, &size);
    (void)state;
    for (size_t kept = 2; kept < size; kept += 1 + size / 50) {
        refuse_bytes(bytes, kept, VOI_ERR_FORMAT, "is damaged or cut short");
    }
    for (size_t i = 0; i < size; i += 1 + size / 300) {
        bytes[i] ^= 0x41;
        outcome o = read_archive(bytes, size, "", true); /* any answer, but no wrong number */
        assert_true(o.status != VOI_OK || o.frame.columns[0][0] == 1);
        forget(&o);
        bytes[i] ^= 0x41;
    }
    free(bytes);
}

static char *repeat(const char *start, const char *middle, size_t times, const char *end)
{
    size_t length = strlen(middle), used = strlen(start);
    char *text = malloc(used + times * length + strlen(end) + 1);
    assert_non_null(text);
    memcpy(text, start, used);
    for (size_t i = 0; i < times; i++, used += length) {
        memcpy(text + used, middle, length);
    }
    strcpy(text + used, end);
    return text;
}

static void refuse_sheet(char *sheet, voi_status status, const char *message)
{
    size_t size;
    unsigned char *bytes = zip_workbook(sheet, STRINGS, &size);
    refuse_bytes(bytes, size, status, message);
    free(bytes);
    free(sheet);
}

static void files_made_to_exhaust(void **state)
{
    (void)state;
    refuse_sheet(repeat("<worksheet>", "          ", 1700000, "</worksheet>"), VOI_ERR_LIMIT,
                 "unpacks to more than 200 times its size");
    refuse_sheet(repeat("", "<a>", 200, ""), VOI_ERR_FORMAT, "nested too deeply");
    refuse_sheet(repeat("<worksheet a=\"", "aaaaaaaaaa", 300000, "\"/>"), VOI_ERR_FORMAT,
                 "a tag is too long");
    refuse_sheet(repeat("<worksheet><sheetData><row><c t=\"str\"><v>", "name", 300,
                        "</v></c></row></sheetData></worksheet>"),
                 VOI_ERR_LIMIT, "has a column name of 1200 bytes; the limit is 1000");
}

static void every_bit_of_many_numbers(void **state)
{
    enum { ROWS = 400, COLS = 30, SIZE = ROWS * COLS * 50 };
    char *sheet = malloc(SIZE);
    size_t used = 0, size;
    (void)state;
    assert_non_null(sheet);
    used += (size_t)sprintf(sheet, "<worksheet><sheetData>");
    for (int i = 0; i < ROWS; i++) {
        used += (size_t)sprintf(sheet + used, "<row>");
        for (int j = 0; j < COLS; j++) {
            used += (size_t)sprintf(sheet + used, "<c><v>%.17g</v></c>", sin(i * COLS + j));
        }
        used += (size_t)sprintf(sheet + used, "</row>");
    }
    strcpy(sheet + used, "</sheetData></worksheet>");
    unsigned char *bytes = zip_workbook(sheet, STRINGS, &size);
    outcome o = read_archive(bytes, size, "", true);
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.frame.rows, ROWS);
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < COLS; j++) {
            check_close(o.frame.columns[j][i], sin(i * COLS + j), 0);
        }
    }
    assert_int_equal(strlen(o.frame.sha256), 64);
    forget(&o);
    free(bytes);
    free(sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read),
        cmocka_unit_test(which_cells_are_refused),
        cmocka_unit_test(which_sheets_are_damaged),
        cmocka_unit_test(a_lenient_read_goes_on),
        cmocka_unit_test(sheets_by_name),
        cmocka_unit_test(files_that_are_no_workbooks),
        cmocka_unit_test(parts_that_are_missing),
        cmocka_unit_test(damaged_and_cut_archives),
        cmocka_unit_test(files_made_to_exhaust),
        cmocka_unit_test(every_bit_of_many_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
