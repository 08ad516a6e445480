/* How fast CSV is read: megabytes a second of text to columns of double, from a file in the page
 * cache, on one core; and what a whole problem of 30 columns takes in time and memory.
 *     bench_csv [ROWS]     1,000,000 rows when none is given */
#define _GNU_SOURCE
#include "core/philox.h"
#include "core/table.h"
#include "data/frame.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 10, WHOLE_COLUMNS = 30 };

static void write_file(const char *path, size_t rows, int columns, int digits)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    for (int j = 0; j < columns; j++) {
        fprintf(file, "%sx%d", j ? "," : "", j);
    }
    fputc('\n', file);
    for (size_t i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
            fprintf(file, "%s%.*g", j ? "," : "", digits, 20000 * vi_uniform(1, (uint64_t)j, i));
        }
        fputc('\n', file);
    }
    fclose(file);
}

static void read_file(void *path)
{
    voi_context *ctx = NULL;
    vi_findings findings = {.strict = true};
    vi_frame frame = {0};
    voi_error err = {VOI_OK, ""};
    if (voi_context_create(NULL, &ctx, &err) != VOI_OK ||
        vi_frame_read(ctx, path, false, &findings, &frame, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    vi_frame_free(&frame);
    voi_context_destroy(ctx);
}

static double megabytes_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024 / 1e6;
}

static voi_problem *read_problem(const char *path)
{
    voi_context *ctx = NULL;
    voi_problem *problem = NULL;
    voi_error err = {VOI_OK, ""};
    voi_problem_files files = {.net_benefit = path};
    if (voi_context_create(NULL, &ctx, &err) != VOI_OK ||
        voi_problem_read(ctx, &files, &problem, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    voi_context_destroy(ctx);
    return problem;
}

/* Comes first: the peak is the process's. */
static void whole_problem(const char *path, size_t rows)
{
    write_file(path, rows, WHOLE_COLUMNS, 6);
    double before = peak_megabytes(), start = seconds_now();
    voi_problem *problem = read_problem(path);
    double seconds = seconds_now() - start;
    double numbers = 8e-6 * (double)rows * WHOLE_COLUMNS;
    printf("| rows | columns | MB of text | MB of numbers | ms | peak memory / numbers |\n"
           "|---|---|---|---|---|---|\n| %zu | %d | %.0f | %.0f | %.0f | %.2f |\n\n",
           voi_problem_rows(problem), WHOLE_COLUMNS, megabytes_of(path), numbers, 1e3 * seconds,
           (peak_megabytes() - before) / numbers);
    voi_problem_destroy(problem);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    char path[] = "/tmp/bench_csv_XXXXXX";
    int file = mkstemp(path);
    if (file < 0) {
        perror(path);
        return 1;
    }
    close(file);
    whole_problem(path, rows);
    printf("| digits | MB | median ms | min ms | MB/s, median | MB/s, best |\n"
           "|---|---|---|---|---|---|\n");
    static const int digits[] = {6, 15, 17};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        write_file(path, rows, COLUMNS, digits[i]);
        timing t = measure(read_file, path, 7);
        double megabytes = megabytes_of(path);
        printf("| %d | %.0f | %.0f | %.0f | %.0f | %.0f |\n", digits[i], megabytes, 1e3 * t.median,
               1e3 * t.min, megabytes / t.median, megabytes / t.min);
    }
    unlink(path);
    return 0;
}
