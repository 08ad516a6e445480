/* Every allocation and every read of every reader fails once: a clean status, one line that says
 * so, no problem, no leak. Reads that bring a single byte change nothing. */
#include "files.h"

#include "failing_alloc.h"
#include "failing_read.h"
#include "npy.h"
#include "random_problem.h"
#include "workbook.h"

#include "data/problem.h"

enum { ROWS = 70, COLS = 2, CAPACITY = 16384, LONGEST = 20000 };

/* A file of one format with the numbers of number_at; answers the path to read. */
typedef void (*writer)(char path[PATH_SIZE], double first);

static double number_at(double first, size_t i, size_t j)
{
    return first + (double)i * 1.5 + (double)j * 0.1;
}

static size_t csv_text(double first, char *text)
{
    size_t used = (size_t)sprintf(text, "a,\"b\"\n");
    for (size_t i = 0; i < ROWS; i++) {
        used += (size_t)sprintf(text + used, "%.17g,\"%.17g\"\n", number_at(first, i, 0),
                                number_at(first, i, 1));
    }
    return used;
}

static void write_csv(char path[PATH_SIZE], double first)
{
    char text[CAPACITY];
    write_file(path, ".csv", text, csv_text(first, text));
}

static void write_csv_gz(char path[PATH_SIZE], double first)
{
    char text[CAPACITY];
    unsigned char packed[CAPACITY];
    size_t size = csv_text(first, text);
    write_file(path, ".csv.gz", packed, gzip(text, size, packed, sizeof packed));
}

static void write_npy(char path[PATH_SIZE], double first)
{
    unsigned char bytes[CAPACITY];
    size_t size = npy_start(">f8", 0, ROWS, COLS, bytes);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLS; j++) {
            size += npy_number(number_at(first, i, j), "f8", 1, bytes + size);
        }
    }
    write_file(path, ".npy", bytes, size);
}

static void write_npy_gz(char path[PATH_SIZE], double first)
{
    unsigned char bytes[CAPACITY], packed[CAPACITY];
    size_t size = npy_start("<f8", 1, ROWS, COLS, bytes);
    for (size_t j = 0; j < COLS; j++) {
        for (size_t i = 0; i < ROWS; i++) {
            size += npy_number(number_at(first, i, j), "f8", 0, bytes + size);
        }
    }
    write_file(path, ".npy.gz", packed, gzip(bytes, size, packed, sizeof packed));
}

static void write_xlsx(char path[PATH_SIZE], double first)
{
    char sheet[CAPACITY];
    size_t used = (size_t)sprintf(sheet, "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c>"
                                         "<c t=\"inlineStr\"><is><t>b</t></is></c></row>"),
           size;
    for (size_t i = 0; i < ROWS; i++) {
        used += (size_t)sprintf(sheet + used, "<row><c><v>%.17g</v></c><c><v>%.17g</v></c></row>",
                                number_at(first, i, 0), number_at(first, i, 1));
    }
    strcpy(sheet + used, "</sheetData></worksheet>");
    unsigned char *bytes = zip_workbook(sheet, "<sst><si><t>a</t></si></sst>", &size);
    write_file(path, ".xlsx", bytes, size);
    free(bytes);
}

static const writer writers[] = {write_csv, write_csv_gz, write_npy, write_npy_gz, write_xlsx};
enum { FORMATS = sizeof writers / sizeof *writers };

typedef struct {
    char paths[3][PATH_SIZE];
    voi_problem_files files;
} file_set;

static void write_set(file_set *set, writer write_one)
{
    for (int i = 0; i < 3; i++) {
        write_one(set->paths[i], 100 * i);
    }
    set->files = (voi_problem_files){.costs = set->paths[0],
                                     .effects = set->paths[1],
                                     .parameters = set->paths[2],
                                     .hash = true};
}

static void unlink_set(const file_set *set)
{
    for (int i = 0; i < 3; i++) {
        unlink(set->paths[i]);
    }
}

static void check_whole(const voi_problem *problem)
{
    assert_int_equal(problem->rows, ROWS);
    assert_int_equal(problem->strategies, COLS);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLS; j++) {
            check_close(problem->costs[j][i], number_at(0, i, j), 0);
            check_close(problem->effects[j][i], number_at(100, i, j), 0);
            check_close(problem->params[j][i], number_at(200, i, j), 0);
        }
    }
}

static void check_failed(voi_status status, voi_status expected, const voi_problem *problem,
                         const voi_error *error)
{
    assert_int_equal(status, expected);
    assert_int_equal(error->status, expected);
    assert_null(problem);
    assert_true(strlen(error->message) > 0);
    assert_null(strchr(error->message, '\n'));
}

static voi_status read_set(voi_context *ctx, const file_set *set, voi_problem **problem,
                           voi_error *error)
{
    *problem = (voi_problem *)ctx; /* must be overwritten */
    *error = (voi_error){0};
    return voi_problem_read(ctx, &set->files, problem, error);
}

static void every_allocation_fails(void **state)
{
    voi_context *ctx = new_context(1);
    long before = atomic_load(&live_blocks);
    (void)state;
    for (size_t format = 0; format < FORMATS; format++) {
        file_set set;
        bool failed = true;
        long k = 0;
        write_set(&set, writers[format]);
        for (; failed; k++) {
            voi_problem *problem;
            voi_error error;
            assert_true(k < LONGEST);
            atomic_store(&allocations_left, k);
            voi_status status = read_set(ctx, &set, &problem, &error);
            failed = atomic_exchange(&allocations_left, -1) < 0;
            if (status == VOI_OK) { /* none failed, or one that only gives memory back */
                check_whole(problem);
            } else {
                check_failed(status, VOI_ERR_NOMEM, problem, &error);
            }
            voi_problem_destroy(problem);
            assert_int_equal(atomic_load(&live_blocks), before);
        }
        assert_true(k > 20);
        unlink_set(&set);
    }
    voi_context_destroy(ctx);
}

static void every_read_fails(void **state)
{
    voi_context *ctx = new_context(1);
    long before = atomic_load(&live_blocks);
    (void)state;
    for (size_t format = 0; format < FORMATS; format++) {
        file_set set;
        bool failed = true;
        long k = 0;
        write_set(&set, writers[format]);
        for (; failed; k++) {
            voi_problem *problem;
            voi_error error;
            assert_true(k < LONGEST);
            reads_left = k;
            voi_status status = read_set(ctx, &set, &problem, &error);
            failed = reads_left < 0;
            reads_left = -1;
            if (failed) {
                check_failed(status, VOI_ERR_IO, problem, &error);
                assert_non_null(strstr(error.message, "cannot be read: Input/output error"));
            } else {
                check_ok(status);
                check_whole(problem);
            }
            voi_problem_destroy(problem);
            assert_int_equal(atomic_load(&live_blocks), before);
        }
        assert_true(k > 6);
        unlink_set(&set);
    }
    voi_context_destroy(ctx);
}

static void reads_are_short(void **state)
{
    voi_context *ctx = new_context(1);
    (void)state;
    for (size_t format = 0; format < FORMATS; format++) {
        file_set set;
        write_set(&set, writers[format]);
        for (bytes_a_read = 1; bytes_a_read < 100; bytes_a_read += 33) {
            voi_problem *problem;
            voi_error error;
            check_ok(read_set(ctx, &set, &problem, &error));
            check_whole(problem);
            voi_problem_destroy(problem);
        }
        bytes_a_read = SIZE_MAX;
        unlink_set(&set);
    }
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_fails),
        cmocka_unit_test(every_read_fails),
        cmocka_unit_test(reads_are_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
