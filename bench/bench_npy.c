/* How fast .npy is read: gigabytes a second from a file in the page cache to columns of double,
 * beside copying the same bytes from memory to memory into fresh pages and beside read(2) alone.
 * bench_npy [ROWS]     5,000,000 rows × 10 columns when none is given */
#define _GNU_SOURCE
#include "core/philox.h"
#include "data/frame.h"
#include "timing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 10, PREFIX = 128 };

typedef struct {
    const char *path;
    double *numbers;
    size_t bytes;
    voi_context *ctx;
} job;

static void write_file(const job *j, size_t rows, const char *descr, const char *order)
{
    char header[PREFIX + 1];
    FILE *file = fopen(j->path, "w");
    if (!file) {
        perror(j->path);
        exit(1);
    }
    snprintf(header, sizeof header, "%-127s\n", "");
    memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10);
    int size =
        snprintf(header + 10, 117, "{'descr': '%s', 'fortran_order': %s, 'shape': (%zu, %d)}",
                 descr, order, rows, COLUMNS);
    header[10 + size] = ' ';
    fwrite(header, 1, PREFIX, file);
    fwrite(j->numbers, 1, j->bytes, file);
    fclose(file);
}

static void read_frame(void *argument)
{
    const job *j = argument;
    vi_findings findings = {.strict = true};
    vi_frame frame = {0};
    voi_error err = {VOI_OK, ""};
    if (vi_frame_read(j->ctx, j->path, false, &findings, &frame, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    vi_frame_free(&frame);
}

static void copy(void *argument)
{
    const job *j = argument;
    double *to = malloc(j->bytes);
    if (to) {
        memcpy(to, j->numbers, j->bytes);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    free(to);
}

static void read_only(void *argument)
{
    static char block[1 << 18];
    const job *j = argument;
    int file = open(j->path, O_RDONLY | O_CLOEXEC);
    while (file >= 0 && read(file, block, sizeof block) > 0) {
    }
    close(file);
}

int main(int argc, char **argv)
{
    static const char *const kinds[][2] = {{"<f8", "False"}, {"<f8", "True"}, {"<i8", "False"}};
    size_t rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 5000000;
    char path[] = "/tmp/bench_npy_XXXXXX.npy";
    int file = mkstemps(path, 4);
    job j = {path, malloc(rows * COLUMNS * sizeof(double)), rows * COLUMNS * sizeof(double), NULL};
    if (file < 0 || !j.numbers || voi_context_create(NULL, &j.ctx, NULL) != VOI_OK) {
        return 1;
    }
    close(file);
    for (size_t i = 0; i < rows * COLUMNS; i++) {
        j.numbers[i] = 20000 * vi_uniform(1, 0, i);
    }
    double gigabytes = (double)j.bytes / 1e9;
    printf("| type | order | GB/s | times memcpy | times read |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        write_file(&j, rows, kinds[i][0], kinds[i][1]);
        timing raw = measure(read_only, &j, 7), copied = measure(copy, &j, 7);
        timing t = measure(read_frame, &j, 7);
        printf("| %s | %s | %.2f | %.2f | %.2f |\n", kinds[i][0],
               kinds[i][1][0] == 'T' ? "columns" : "rows", gigabytes / t.min, copied.min / t.min,
               raw.min / t.min);
    }
    unlink(path);
    free(j.numbers);
    voi_context_destroy(j.ctx);
    return 0;
}
