/* Rows of one subject are neighbours. Its fastest one is held against the row "read" of as many
 * threads, by the smallest times: other programs use memory too, and only ever slow it. What fits a
 * cache is not: memory is no ceiling for it. */
#include "bench_rows.h"

#include "options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CASE,
    BACKEND,
    THREADS,
    FIRST,
    MEDIAN,
    MIN,
    SPREAD,
    SPEEDUP,
    DIFFERENCE,
    RATE,
    PEAK,
    COLUMNS,
    LONGEST_ADVICE = 200
};

static const voi_column columns[COLUMNS] = {
    {"case", VOI_COLUMN_TEXT},           {"backend", VOI_COLUMN_TEXT},
    {"threads", VOI_COLUMN_NUMBER},      {"first_s", VOI_COLUMN_NUMBER},
    {"median_s", VOI_COLUMN_NUMBER},     {"min_s", VOI_COLUMN_NUMBER},
    {"spread", VOI_COLUMN_NUMBER},       {"speedup", VOI_COLUMN_NUMBER},
    {"max_rel_diff", VOI_COLUMN_NUMBER}, {"gb_per_s", VOI_COLUMN_NUMBER},
    {"peak_mb", VOI_COLUMN_NUMBER}};

static const double past_caches = 64e6; /* bytes */

voi_status cli_bench_reserve(cli_bench_rows *rows, size_t capacity, voi_error *err)
{
    *rows = (cli_bench_rows){.list = calloc(capacity, sizeof *rows->list), .capacity = capacity};
    if (!rows->list) {
        return cli_fail(err, VOI_ERR_NOMEM, "bench: out of memory for %zu rows", capacity);
    }
    return VOI_OK;
}

cli_bench_row *cli_bench_add(cli_bench_rows *rows)
{
    return &rows->list[rows->count++];
}

void cli_bench_rows_free(cli_bench_rows *rows)
{
    free(rows->list);
    *rows = (cli_bench_rows){.list = NULL};
}

static double rate(const cli_bench_row *row)
{
    return 1e-9 * row->bytes / row->time.median;
}

static void fill_cells(const cli_bench_row *row, voi_cell *cells)
{
    cells[CASE].text = row->name;
    cells[BACKEND].text = row->backend;
    cells[THREADS].number = (double)row->threads;
    cells[FIRST].number = row->time.first;
    cells[MEDIAN].number = row->time.median;
    cells[MIN].number = row->time.min;
    cells[SPREAD].number = row->time.spread;
    cells[SPEEDUP].number = row->speedup;
    cells[DIFFERENCE].number = row->difference;
    cells[RATE].number = rate(row);
    cells[PEAK].number = 1e-6 * row->time.peak;
}

static double best_rate(const cli_bench_row *row)
{
    return 1e-9 * row->bytes / row->time.min;
}

/* The best rate of reading on as many threads; NaN where it was not measured. */
static double ceiling(const cli_bench_rows *rows, size_t threads)
{
    for (size_t i = 0; i < rows->count; i++) {
        const cli_bench_row *row = &rows->list[i];
        if (!row->backend && row->threads == threads && strcmp(row->name, "read") == 0) {
            return best_rate(row);
        }
    }
    return NAN;
}

/* The fastest of the rows of a subject, the first of which is at `first`; *end is behind them. */
static const cli_bench_row *fastest(const cli_bench_rows *rows, size_t first, size_t *end)
{
    const cli_bench_row *best = &rows->list[first];
    size_t i = first;
    for (; i < rows->count && strcmp(rows->list[i].name, best->name) == 0; i++) {
        if (rows->list[i].time.min < best->time.min) {
            best = &rows->list[i];
        }
    }
    *end = i;
    return best;
}

static void advise(const cli_bench_rows *rows, const cli_bench_row *row, char text[LONGEST_ADVICE])
{
    double share = best_rate(row) / ceiling(rows, row->threads);
    const char *bound = share >= 0.7   ? "memory-bound"
                        : share >= 0.4 ? "partly memory-bound"
                                       : "bound by computing";
    snprintf(text, LONGEST_ADVICE, "%s: %s: %.0f %% of read bandwidth with %s on %zu thread%s",
             row->name, bound, 100 * share, row->backend, row->threads,
             row->threads > 1 ? "s" : "");
}

static size_t collect_advice(const cli_bench_rows *rows, char (*texts)[LONGEST_ADVICE],
                             const char **list)
{
    size_t count = 0;
    for (size_t i = 0, end; i < rows->count; i = end) {
        const cli_bench_row *best = fastest(rows, i, &end);
        if (best->backend && best->bytes >= past_caches) {
            advise(rows, best, texts[count]);
            list[count] = texts[count];
            count++;
        }
    }
    return count;
}

voi_status cli_bench_table(const cli_bench_rows *rows, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_cell *cells = calloc(rows->count * COLUMNS, sizeof *cells);
    char(*texts)[LONGEST_ADVICE] = calloc(rows->count, sizeof *texts);
    const char **list = calloc(rows->count, sizeof *list);
    if (!cells || !texts || !list) {
        status = cli_fail(err, VOI_ERR_NOMEM, "bench: out of memory for the table");
        goto cleanup;
    }
    for (size_t i = 0; i < rows->count; i++) {
        fill_cells(&rows->list[i], cells + i * COLUMNS);
    }
    const voi_table_data data = {.columns = columns,
                                 .column_count = COLUMNS,
                                 .cells = cells,
                                 .rows = rows->count,
                                 .warnings = list,
                                 .warning_count = collect_advice(rows, texts, list)};
    status = voi_table_make(&data, out, err);
cleanup:
    free(cells);
    free(texts);
    free(list);
    return status;
}
