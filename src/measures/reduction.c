/* A correlation matrix is swept parameter by parameter: what is then left of the variance of the
 * next is what those before it do not determine. Below a share of 1e-10 that is rounding. */
#include "measures/reduction.h"

#include "core/alloc.h"
#include "data/column_checks.h"
#include "data/correlation.h"
#include "fit/regressors.h"
#include "math/pivot.h"

static const double no_share = 1e-10;

/* Keeps the members whose columns those before them do not determine. */
static voi_status drop_dependent(voi_context *ctx, const voi_problem *problem, size_t *members,
                                 size_t *count, voi_error *err)
{
    size_t n = *count, kept = 0;
    double *matrix = vi_malloc(n * n, sizeof *matrix);
    double **columns = vi_malloc(n, sizeof *columns);
    voi_status status = VOI_OK;
    if (!matrix || !columns) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", n);
        goto cleanup;
    }
    for (size_t j = 0; j < n; j++) {
        columns[j] = problem->params[members[j]];
    }
    VI_TRY(vi_correlation(ctx, columns, problem->rows, n, matrix, err));
    for (size_t j = 0; j < n; j++) {
        if (matrix[j * (n + 1)] > no_share) {
            vi_pivot_in(matrix, n, j);
            members[kept++] = members[j];
        }
    }
    *count = kept;
cleanup:
    vi_free(columns);
    vi_free(matrix);
    return status;
}

/* Fills `members` with what is left of a set. */
static voi_status reduce_set(voi_context *ctx, const voi_problem *problem, const vi_asked *asked,
                             size_t set, size_t *members, size_t *count, voi_error *err)
{
    const size_t *all = asked->member + asked->start[set];
    *count = 0;
    for (size_t i = 0; i < vi_asked_size(asked, set); i++) {
        if (!vi_is_constant(problem->params[all[i]], problem->rows)) {
            members[(*count)++] = all[i];
        }
    }
    if (*count == 0) {
        members[(*count)++] = all[0];
    }
    return *count > 1 ? drop_dependent(ctx, problem, members, count, err) : VOI_OK;
}

voi_status vi_reduce(voi_context *ctx, const voi_problem *problem, const vi_asked *asked,
                     vi_asked *out, bool *reduced, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_asked left = {.count = asked->count};
    left.start = vi_calloc(asked->count + 1, sizeof *left.start);
    left.member = vi_malloc(asked->start[asked->count], sizeof *left.member);
    if (!left.start || !left.member) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", asked->count);
        goto cleanup;
    }
    for (size_t s = 0; s < asked->count; s++) {
        size_t count;
        VI_TRY(reduce_set(ctx, problem, asked, s, left.member + left.start[s], &count, err));
        left.start[s + 1] = left.start[s] + count;
        reduced[s] = count < vi_asked_size(asked, s);
        if (count > VI_MOST_PARAMETERS) {
            status = vi_fail(err, VOI_ERR_LIMIT,
                             "EVPPI: a group of %zu parameters; at most %d are possible", count,
                             VI_MOST_PARAMETERS);
            goto cleanup;
        }
    }
    *out = left;
    left = (vi_asked){0};
cleanup:
    vi_asked_free(&left);
    return status;
}
