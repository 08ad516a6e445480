/* What workers add up over chunks of rows: exact sums each, which are one in the end. Since they
 * are exact, it does not show which worker added what, or in which order. */
#ifndef VI_MEASURES_TOTALS_H
#define VI_MEASURES_TOTALS_H

#include "core/context.h"
#include "data/problem.h"
#include "math/exact.h"

/* Rows of a chunk where nothing else decides; a chunk is always a power of two, so that the larger
 * one is a whole number of the smaller. */
enum { VI_CHUNK_ROWS = 2048 };

typedef struct {
    vi_exact *of_worker; /* take memory with the first use */
    size_t workers;
} vi_totals;

voi_status vi_totals_create(const voi_context *ctx, size_t sums, vi_totals *out, voi_error *err);
/* Leaves the sum of all in the first and the others empty. VOI_ERR_NOMEM also where memory was out
 * at any time before. */
voi_status vi_totals_join(vi_totals *totals, voi_error *err);
void vi_totals_free(vi_totals *totals);

/* One pass over the rows of a problem, or over a part of one that begins with a chunk: to which
 * totals it adds, and where among them its own begin. */
typedef struct {
    const voi_problem *rows;
    vi_totals *totals;
    size_t offset;
} vi_pass;

/* Runs work on all chunks of `rows` rows, of which the last may be shorter. */
typedef struct {
    const char *phase;
    size_t rows, chunk_rows;
    voi_status (*run)(void *state, size_t first, size_t rows, size_t worker, voi_error *err);
    void *state;
} vi_chunks;

voi_status vi_chunks_run(voi_context *ctx, const vi_chunks *chunks, voi_error *err);

#endif
