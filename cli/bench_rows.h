/* The rows of `voi bench`, and what they say in words. */
#ifndef CLI_BENCH_ROWS_H
#define CLI_BENCH_ROWS_H

#include "bench_time.h"

typedef struct {
    char name[80];
    const char *backend; /* NULL: no kernels, as for memory itself */
    size_t threads;
    cli_timing time;
    double speedup, difference;
    double bytes; /* that a run moves */
} cli_bench_row;

typedef struct {
    cli_bench_row *list;
    size_t count, capacity;
} cli_bench_rows;

voi_status cli_bench_reserve(cli_bench_rows *rows, size_t capacity, voi_error *err);
/* A new row, empty. There must be room for it. */
cli_bench_row *cli_bench_add(cli_bench_rows *rows);
void cli_bench_rows_free(cli_bench_rows *rows);

/* The table, with a sentence for each subject that is too large for a cache: how near it comes to
 * what reading memory takes. */
voi_status cli_bench_table(const cli_bench_rows *rows, voi_table **out, voi_error *err);

#endif
