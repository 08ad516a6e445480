/* Reading a file by its path: which reader takes it, what it is called in messages, and what comes
 * of files that cannot be read. */
#include "files.h"
#include "npy.h"
#include "read_bytes.h"
#include "workbook.h"

enum { TEXT = 200 };

static const char CSV[] = "a,b\n1,2\n";

static outcome read_frame(const char *path, bool strict)
{
    voi_context ctx = {0};
    outcome o = {.findings.strict = strict};
    o.status = vi_frame_read(&ctx, path, true, &o.findings, &o.frame, &o.error);
    return o;
}

/* Writes a file, reads it by its path with `sheet` behind it, and compares what was read. */
static void check_file(const char *ending, const char *sheet, const void *bytes, size_t size,
                       const char *expected)
{
    char path[PATH_SIZE], full[2 * PATH_SIZE], text[TEXT];
    write_file(path, ending, bytes, size);
    snprintf(full, sizeof full, "%s%s", path, sheet);
    outcome o = read_frame(full, true);
    unlink(path);
    if (o.status != VOI_OK) {
        print_error("%s\n", o.error.message);
        fail();
    }
    print_frame(&o.frame, text, sizeof text);
    assert_string_equal(text, expected);
    assert_string_equal(o.frame.source, full);
    assert_int_equal(strlen(o.frame.sha256), 64);
    forget(&o);
}

static void check_packed(const char *ending, const void *bytes, size_t size, const char *expected)
{
    unsigned char packed[1000];
    check_file(ending, "", packed, gzip(bytes, size, packed, sizeof packed), expected);
}

static void the_ending_chooses(void **state)
{
    unsigned char npy[300];
    size_t size = npy_start("<f8", 0, 1, 2, npy), book_size;
    (void)state;
    size += npy_number(1, "f8", 0, npy + size);
    size += npy_number(2, "f8", 0, npy + size);
    unsigned char *book =
        zip_workbook("<worksheet><sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>"
                     "</worksheet>",
                     "<sst/>", &book_size);
    static const char *const csv[] = {".csv", ".CSV", ".txt", "", ".npy.csv", "#A.csv", ".csv#A"};
    for (size_t i = 0; i < sizeof csv / sizeof *csv; i++) {
        check_file(csv[i], "", CSV, strlen(CSV), "a,b|1,2");
    }
    check_file(".tsv", "", "a,b\n1\n", 6, "a,b|1"); /* one column: a comma is no tab */
    check_packed(".csv.gz", CSV, strlen(CSV), "a,b|1,2");
    check_packed(".tsv.gz", "a,b\n1\n", 6, "a,b|1");
    check_packed(".csv", CSV, strlen(CSV), "a,b|1,2");
    check_file(".npy", "", npy, size, "-,-|1,2");
    check_file(".NPY", "", npy, size, "-,-|1,2");
    check_file("#1.npy", "", npy, size, "-,-|1,2");
    check_packed(".npy.gz", npy, size, "-,-|1,2");
    check_file(".xlsx", "", book, book_size, "-,-|1,2");
    check_file(".XLSX", "", book, book_size, "-,-|1,2");
    check_file(".xlsx", "#Costs", book, book_size, "-,-|1,2");
    check_file(".XLSX", "#costs", book, book_size, "-,-|1,2");
    check_file("#1.xlsx", "", book, book_size, "-,-|1,2");
    check_file("#1.xlsx", "#Costs", book, book_size, "-,-|1,2");
    free(book);
}

static void where_a_sheet_begins(void **state)
{
    (void)state;
    assert_null(voi_path_sheet("a.xlsx"));
    assert_null(voi_path_sheet("a#1.xlsx"));
    assert_null(voi_path_sheet("a.csv#x"));
    assert_null(voi_path_sheet("dir.xlsx#1/a.xlsx"));
    assert_string_equal(voi_path_sheet("dir.xlsx#1/a.xlsx#B"), "#B");
    assert_string_equal(voi_path_sheet("a.xlsx#B"), "#B");
    assert_string_equal(voi_path_sheet("a.Xlsx#B #1"), "#B #1");
    assert_string_equal(voi_path_sheet("a.xlsx#"), "#");
}

static void standard_input_is_csv(void **state)
{
    char path[PATH_SIZE], text[TEXT];
    int kept = dup(STDIN_FILENO);
    (void)state;
    write_file(path, ".npy", CSV, strlen(CSV));
    assert_ptr_equal(freopen(path, "r", stdin), stdin);
    outcome o = read_frame("-", true);
    dup2(kept, STDIN_FILENO);
    close(kept);
    unlink(path);
    assert_int_equal(o.status, VOI_OK);
    print_frame(&o.frame, text, sizeof text);
    assert_string_equal(text, "a,b|1,2");
    assert_string_equal(o.frame.source, "standard input");
    forget(&o);
}

/* The digests are those of other tools for the same bytes. */
static void digests_are_of_the_file(void **state)
{
    char path[PATH_SIZE], command[2 * PATH_SIZE], expected[65] = "";
    size_t size;
    unsigned char *book =
        zip_workbook("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
                     "<sst/>", &size);
    (void)state;
    write_file(path, ".xlsx", book, size);
    snprintf(command, sizeof command, "sha256sum %s", path);
    FILE *sum = popen(command, "r");
    assert_non_null(sum);
    assert_int_equal(fread(expected, 1, 64, sum), 64);
    pclose(sum);
    outcome o = read_frame(path, true);
    unlink(path);
    assert_string_equal(o.frame.sha256, expected);
    forget(&o);
    free(book);
}

static void a_failure_names_the_file(void **state)
{
    char path[PATH_SIZE], message[300];
    (void)state;
    outcome o = read_frame("/no/such/file.csv", true);
    assert_int_equal(o.status, VOI_ERR_IO);
    assert_string_equal(o.error.message, "/no/such/file.csv: no such file");
    assert_null(o.frame.columns);
    assert_null(o.frame.source);
    forget(&o);
    write_file(path, ".npy", CSV, strlen(CSV));
    o = read_frame(path, false); /* a lenient read: a finding, and an empty frame */
    unlink(path);
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.findings.count, 1);
    assert_string_equal(o.findings.items[0].where, path);
    assert_string_equal(o.findings.items[0].message, "is not a .npy file");
    assert_null(o.frame.columns);
    forget(&o);
    write_file(path, ".csv", "a\n1\nx\n", 6);
    o = read_frame(path, true);
    unlink(path);
    snprintf(message, sizeof message, "%s:3:1: \"x\" is not a number (column a)", path);
    assert_int_equal(o.status, VOI_ERR_DATA);
    assert_string_equal(o.error.message, message);
    assert_null(o.frame.columns);
    forget(&o);
}

static void many_errors_are_counted(void **state)
{
    char path[PATH_SIZE], text[200] = "a\n";
    (void)state;
    for (int i = 0; i < 25; i++) {
        strcat(text, "x\n");
    }
    write_file(path, ".csv", text, strlen(text));
    outcome o = read_frame(path, false);
    unlink(path);
    assert_int_equal(o.findings.count, 21);
    assert_string_equal(o.findings.items[20].message, "5 more errors of this kind");
    forget(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ending_chooses),       cmocka_unit_test(where_a_sheet_begins),
        cmocka_unit_test(standard_input_is_csv),    cmocka_unit_test(digests_are_of_the_file),
        cmocka_unit_test(a_failure_names_the_file), cmocka_unit_test(many_errors_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
