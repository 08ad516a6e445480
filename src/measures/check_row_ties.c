/* Rows in which the best strategy has an equal: for net benefit the same largest value, for costs
 * and effects the same line on the upper envelope, and so a tie over a whole range of k. Lines that
 * only cross are no tie. Strategies that are equal in all rows are a finding of their own and do
 * not count here. */
#include "measures/decision_checks.h"

#include "core/alloc.h"
#include "measures/scan.h"

#include <float.h>

enum { CHUNK_ROWS = 8192 };

typedef struct {
    const struct vi_kernels *kernels;
    const voi_problem *problem;
    size_t *twins; /* of every strategy: the first that is equal to it in all rows */
    size_t *ties;  /* of every chunk: rows with ties */
} counting;

/* Compares the values as given: differences to a reference may round to the same. */
static bool are_equal_in_row(const voi_problem *p, size_t a, size_t b, size_t row)
{
    if (p->net_benefit) {
        return p->net_benefit[a][row] == p->net_benefit[b][row];
    }
    return p->costs[a][row] == p->costs[b][row] && p->effects[a][row] == p->effects[b][row];
}

static bool has_equal(const counting *c, size_t line, size_t row)
{
    for (size_t d = 0; d < c->problem->strategies; d++) {
        if (c->twins[d] != c->twins[line] && are_equal_in_row(c->problem, d, line, row)) {
            return true;
        }
    }
    return false;
}

static voi_status count_chunk(void *argument, size_t task, size_t worker, voi_error *err)
{
    const counting *c = argument;
    size_t first = task * CHUNK_ROWS, end = first + CHUNK_ROWS, ties = 0;
    vi_scan scan;
    const double range[] = {0, DBL_MAX};
    bool complete = vi_scan_create(c->kernels, c->problem, 0, range, &scan);
    (void)worker;
    if (complete) {
        vi_scan_rows(&scan, first, end < c->problem->rows ? end : c->problem->rows);
        while (vi_scan_next(&scan)) {
            bool tie = false;
            for (size_t m = 0; !tie && m < scan.segment_count; m++) {
                tie = has_equal(c, scan.segments[m].line, scan.next - 1);
            }
            ties += tie;
        }
    }
    vi_scan_free(&scan);
    c->ties[task] = ties;
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "ties: out of memory");
}

voi_status vi_check_row_ties(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    size_t chunks = (problem->rows + CHUNK_ROWS - 1) / CHUNK_ROWS, ties = 0;
    counting c = {.kernels = ctx->kernels, .problem = problem};
    const vi_job job = {"looking for ties", chunks, count_chunk, &c};
    c.twins = vi_malloc(problem->strategies, sizeof *c.twins);
    c.ties = vi_malloc(chunks, sizeof *c.ties);
    if (!c.twins || !c.ties) {
        status = vi_fail(err, VOI_ERR_NOMEM, "ties: out of memory");
        goto cleanup;
    }
    for (size_t d = 0; d < problem->strategies; d++) {
        c.twins[d] = vi_strategy_twin(problem, d);
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t i = 0; i < chunks; i++) {
        ties += c.ties[i];
    }
    if (ties > 0) {
        VI_TRY(vi_find(findings, VI_NOTE, VOI_OK, "strategies", err,
                       "in %zu of %zu rows two or more are equally good%s: they share the "
                       "probability of being optimal",
                       ties, problem->rows, problem->costs ? " at some k" : ""));
    }
cleanup:
    vi_free(c.twins);
    vi_free(c.ties);
    return status;
}
