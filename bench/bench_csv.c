/* How fast CSV is read: megabytes a second of text to columns of double, from a file in the page
 * cache. bench_csv [ROWS]     1,000,000 rows × 10 columns when none is given */
#define _GNU_SOURCE
#include "core/philox.h"
#include "core/table.h"
#include "data/frame.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 10 };

static void write_file(const char *path, size_t rows, int digits)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    for (int j = 0; j < COLUMNS; j++) {
        fprintf(file, "%sx%d", j ? "," : "", j);
    }
    fputc('\n', file);
    for (size_t i = 0; i < rows; i++) {
        for (int j = 0; j < COLUMNS; j++) {
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
    printf("| digits | MB | median ms | MB/s |\n|---|---|---|---|\n");
    static const int digits[] = {6, 15, 17};
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        struct stat info;
        write_file(path, rows, digits[i]);
        stat(path, &info);
        timing t = measure(read_file, path, 7);
        double megabytes = (double)info.st_size / 1e6;
        printf("| %d | %.0f | %.0f | %.0f |\n", digits[i], megabytes, 1e3 * t.median,
               megabytes / t.median);
    }
    unlink(path);
    return 0;
}
