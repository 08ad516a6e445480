/* Windows of every size give the rows of the whole file, in every format and dialect, and refuse
 * what the whole reading refuses, in its words. */
#include "files.h"

#include "sample_files.h"

#include "data/windows.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { ROWS = 300, COLS = 3 };

static double costs[ROWS * COLS], effects[ROWS * COLS];

/* The next windows against the whole problem, to the end. */
static void check_windows(voi_context *ctx, const voi_problem_files *files, size_t rows)
{
    voi_problem *whole = NULL;
    vi_windows *windows = NULL;
    voi_error error = {0};
    size_t done = 0;
    check_ok(voi_problem_read(ctx, files, &whole, &error));
    check_ok(vi_windows_open(ctx, files, &windows, &error));
    const voi_problem *p = vi_windows_problem(windows);
    assert_int_equal(p->strategies, whole->strategies);
    assert_int_equal(p->findings.count, whole->findings.count);
    check_ok(vi_windows_make_room(windows, rows, &error));
    do {
        check_ok(vi_windows_next(windows, &error));
        assert_true(p->rows == rows || done + p->rows == whole->rows);
        for (size_t d = 0; d < p->strategies; d++) {
            size_t bytes = p->rows * sizeof(double);
            assert_string_equal(p->strategy_names[d], whole->strategy_names[d]);
            if (p->costs) {
                assert_memory_equal(p->costs[d], whole->costs[d] + done, bytes);
                assert_memory_equal(p->effects[d], whole->effects[d] + done, bytes);
            } else {
                assert_memory_equal(p->net_benefit[d], whole->net_benefit[d] + done, bytes);
            }
        }
        done += p->rows;
    } while (p->rows > 0);
    assert_int_equal(done, whole->rows);
    vi_windows_close(windows);
    voi_problem_destroy(whole);
}

static void every_format(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 7, 64, ROWS - 1, ROWS, ROWS + 1};
    voi_context *ctx = new_context(1);
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (sample_format format = 0; format < SAMPLE_FORMATS; format++) {
        char c[PATH_SIZE], e[PATH_SIZE];
        write_sample(c, format, costs, ROWS, COLS);
        write_sample(e, (format + 1) % SAMPLE_FORMATS, effects, ROWS, COLS);
        const voi_problem_files both = {.costs = c, .effects = e}, money = {.net_benefit = c};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            check_windows(ctx, &both, rows[i]);
            check_windows(ctx, &money, rows[i]);
        }
        unlink(c);
        unlink(e);
    }
    voi_context_destroy(ctx);
}

/* Windows of one, two and three rows of a text, or its error in them. */
static void check_text(const char *text)
{
    char path[PATH_SIZE];
    voi_context *ctx = new_context(1);
    voi_problem *whole = NULL;
    voi_error expected = {0};
    write_file(path, ".csv", text, strlen(text));
    const voi_problem_files files = {.net_benefit = path};
    voi_status status = voi_problem_read(ctx, &files, &whole, &expected);
    voi_problem_destroy(whole);
    for (size_t rows = 1; rows < 4; rows++) {
        vi_windows *windows = NULL;
        voi_error error = {0};
        if (status == VOI_OK) {
            check_windows(ctx, &files, rows);
            continue;
        }
        voi_status answer = vi_windows_open(ctx, &files, &windows, &error);
        if (answer == VOI_OK) {
            check_ok(vi_windows_make_room(windows, rows, &error));
        }
        for (int i = 0; answer == VOI_OK && i < 10; i++) {
            answer = vi_windows_next(windows, &error);
        }
        assert_int_equal(answer, status);
        assert_string_equal(error.message, expected.message);
        vi_windows_close(windows);
    }
    unlink(path);
    voi_context_destroy(ctx);
}

static void every_dialect(void **state)
{
    (void)state;
    static const char *const texts[] = {"a,b\n1,2\n3,4\n5,6\n",
                                        "a,b\r\n1,2\r\n3,4\r\n5,6",
                                        "1,2\n3,4\n",
                                        "1,2",
                                        "\xef\xbb\xbfname;a;b\n\"x;y\";1,5;2\nz;3;4,25\n\n\n",
                                        "a,b\n\"1\",2\n3,\"4\"\n 5 , 6\n",
                                        "a\tb\n1\t2\n",
                                        "a,b\n1,2\n\n3,4\n",
                                        "a,b\n1,2\n3,4\n\n5,6\n",
                                        "a,b\n1,2\n3\n",
                                        "a,b\n1,2\n3,4,5\n",
                                        "a,b\n1,2\n3,x\n5,6\n",
                                        "a,b\n1,2\n3,NA\n",
                                        "a,b\n1,\"2\n",
                                        "a,b\n",
                                        "a,b\n\n",
                                        "",
                                        "\n",
                                        "a,a\n1,2\n",
                                        "a,b\n1,2\n3,inf\n",
                                        "a;b\n1,5;2\n3,5;1.5\n",
                                        "%PDF-1.4\n1,2\n",
                                        "a\n1\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(texts[i]);
    }
}

/* An error in the third window of a .npy file has the number of its row. */
static void odd_values_of_npy(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    voi_context *ctx = new_context(1);
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < 3; i++) {
        for (sample_format format = SAMPLE_NPY; format < SAMPLE_FORMATS; format++) {
            char path[PATH_SIZE];
            vi_windows *windows = NULL;
            voi_problem *whole = NULL;
            voi_error error = {0}, expected = {0};
            double kept = costs[ROWS + 270];
            costs[ROWS + 270] = odd[i];
            write_sample(path, format, costs, ROWS, COLS);
            costs[ROWS + 270] = kept;
            const voi_problem_files files = {.net_benefit = path};
            assert_int_equal(voi_problem_read(ctx, &files, &whole, &expected), VOI_ERR_DATA);
            check_ok(vi_windows_open(ctx, &files, &windows, &error));
            check_ok(vi_windows_make_room(windows, 100, &error));
            check_ok(vi_windows_next(windows, &error));
            check_ok(vi_windows_next(windows, &error));
            assert_int_equal(vi_windows_next(windows, &error), VOI_ERR_DATA);
            assert_string_equal(error.message, expected.message);
            vi_windows_close(windows);
            /* As does the fast way of the EVPI, which reads no windows. */
            voi_state *none = NULL;
            assert_int_equal(voi_state_of_files(ctx, &files, NULL, &none, &error), VOI_ERR_DATA);
            assert_string_equal(error.message, expected.message);
            assert_non_null(strstr(error.message, ":271:2: "));
            unlink(path);
        }
    }
    voi_context_destroy(ctx);
}

static void refuse(const voi_problem_files *files, const char *words)
{
    voi_context *ctx = new_context(1);
    vi_windows *windows = NULL;
    voi_error error = {0};
    assert_true(vi_windows_open(ctx, files, &windows, &error) != VOI_OK);
    assert_null(windows);
    if (!strstr(error.message, words)) {
        print_error("%s\n", error.message);
        fail();
    }
    voi_context_destroy(ctx);
}

/* The bytes of a .npy in Fortran order through a named pipe, whose reading end is held open for
 * the writer not to wait. */
static void refuse_pipe(const unsigned char *bytes, size_t size)
{
    char path[] = "/tmp/voi_pipe_XXXXXX.npy";
    const voi_problem_files pipe = {.net_benefit = path};
    close(mkstemps(path, 4));
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    int file = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(write(file, bytes, size), size);
    refuse(&pipe, "comes through a pipe in Fortran order");
    close(file);
    unlink(path);
}

static void what_cannot_be_read_in_windows(void **state)
{
    (void)state;
    char path[PATH_SIZE];
    unsigned char bytes[1024], packed[1024];
    size_t size = npy_start("<f8", 1, 2, 2, bytes);
    memset(bytes + size, 0, 32);
    write_file(path, ".npy.gz", packed, gzip(bytes, size + 32, packed, sizeof packed));
    const voi_problem_files fortran = {.net_benefit = path}, book = {.net_benefit = "x.xlsx"};
    const voi_problem_files outcomes = {.outcomes = path};
    refuse(&fortran, "is packed and stands in Fortran order");
    unlink(path);
    refuse_pipe(bytes, size + 32);
    refuse(&book, "a workbook cannot be read in parts");
    refuse(&outcomes, "only costs and effects, or net benefit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format),
        cmocka_unit_test(every_dialect),
        cmocka_unit_test(odd_values_of_npy),
        cmocka_unit_test(what_cannot_be_read_in_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
