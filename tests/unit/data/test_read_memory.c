/* Reading stays below 1.5 times the memory of the numbers themselves: from files, packed files and
 * pipes, of many rows and of many columns, also when it is not the first reading of a process.
 * Each case is a process of its own; what it has before it reads does not count. */
#include "files.h"

#include "random_problem.h"

#include <fcntl.h>
#include <sys/wait.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { INSTRUMENTED = 1 };
#elif defined(__has_feature)
enum { INSTRUMENTED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) };
#else
enum { INSTRUMENTED = 0 };
#endif

static const double LIMIT = 1.5;

/* A line of /proc/self/status in bytes; 0 where there is none. */
static double process_bytes(const char *key)
{
    char line[200];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) == 0) {
            kilobytes = strtod(line + strlen(key), NULL);
        }
    }
    if (file) {
        fclose(file);
    }
    return 1024 * kilobytes;
}

/* Reads a file `times` over; exits with 0 when the last reading kept the limit. */
static void read_and_exit(const char *path, int times)
{
    voi_context *ctx = new_context(1);
    double before = 0, ratio = INFINITY;
    for (int i = 0; i < times; i++) {
        voi_problem *problem = NULL;
        voi_error error = {0};
        voi_problem_files files = {.net_benefit = path};
        before = i == 0 ? process_bytes("VmRSS:") : before;
        if (voi_problem_read(ctx, &files, &problem, &error) != VOI_OK) {
            print_error("%s\n", error.message);
            _exit(2);
        }
        double numbers = sizeof(double) * (double)voi_problem_rows(problem) *
                         (double)voi_problem_strategies(problem);
        ratio = (process_bytes("VmHWM:") - before) / numbers;
        voi_problem_destroy(problem);
    }
    if (!(ratio < LIMIT)) {
        print_error("peak memory: %.2f times the numbers\n", ratio);
    }
    _exit(ratio < LIMIT ? 0 : 1);
}

/* `source`: what standard input is. */
static void check_reading(const char *path, const char *source, int times)
{
    pid_t child = fork();
    int how = 0;
    assert_true(child >= 0);
    if (child == 0) {
        if (source) {
            FILE *pipe = popen(source, "r");
            dup2(fileno(pipe), STDIN_FILENO);
        }
        read_and_exit(path, times);
    }
    assert_true(waitpid(child, &how, 0) == child);
    assert_true(WIFEXITED(how));
    assert_int_equal(WEXITSTATUS(how), 0);
}

/* Numbers of three digits: less text than numbers. Through a small buffer, so that this process
 * leaves nothing to the next. */
static void write_numbers(char path[PATH_SIZE], size_t rows, size_t cols)
{
    write_file(path, ".csv", "", 0);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t k = 0; k < rows * cols; k++) {
        const char cell[] = {(char)('0' + k % 7), '.', '2', '5', (k + 1) % cols ? ',' : '\n'};
        fwrite(cell, 1, sizeof cell, file);
    }
    fclose(file);
}

static void check_shape(size_t rows, size_t cols)
{
    char path[PATH_SIZE], text[PATH_SIZE + 20];
    write_numbers(path, rows, cols);
    check_reading(path, NULL, 1);
    check_reading(path, NULL, 3);
    snprintf(text, sizeof text, "cat %s", path);
    check_reading("-", text, 1);
    snprintf(text, sizeof text, "gzip -1 %s", path);
    assert_int_equal(system(text), 0);
    strcat(path, ".gz");
    check_reading(path, NULL, 3);
    unlink(path);
}

static void many_rows(void **state)
{
    (void)state;
    check_shape(150000, 30);
}

static void many_columns(void **state)
{
    (void)state;
    check_shape(1500, 3000);
}

int main(void)
{
    if (INSTRUMENTED || process_bytes("VmHWM:") <= 0) {
        puts("skipped: sanitizers take memory of their own, or the peak of a process is not told");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_rows),
        cmocka_unit_test(many_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
