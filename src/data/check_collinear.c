/* Parameters that are linear combinations of others. One after the other, in the order of the file,
 * each is regressed on those before it: in the correlation matrix, which does not know scales, that
 * is one pivot (math/pivot.h). A parameter of which little is left unexplained is dependent and
 * does not join the others, so every pivot is well away from 0 and later parameters are told in
 * terms of earlier ones, whatever rounding does. Who belongs to a combination comes out by
 * elimination: as long as the rest still explains enough, the member that adds least leaves. */
#include "data/column_checks.h"

#include "core/alloc.h"
#include "data/correlation.h"
#include "data/name_list.h"
#include "math/pivot.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PARAMETERS = 500, SPARE_ROWS = 10 };

/* Shares of a parameter's variance that others leave unexplained. Below `near` its own part is
 * under 1 % of its standard deviation; below `exact` under 1e-5, what printing six digits leaves.
 */
static const double near = 1e-4, exact = 1e-10;

typedef struct {
    const voi_problem *problem;
    size_t *which; /* the parameters that are looked at: no constants, no twins */
    size_t count;
    double **columns;
    double *matrix;  /* count × count */
    bool *in;        /* whether it is among the independent ones */
    double *scratch; /* count × count */
    size_t *members;
} search;

static bool allocate(search *s)
{
    size_t count = s->problem->parameters;
    s->which = vi_malloc(count, sizeof *s->which);
    s->members = vi_malloc(count, sizeof *s->members);
    s->columns = vi_malloc(count, sizeof *s->columns);
    s->in = vi_calloc(count, sizeof *s->in);
    s->matrix = vi_malloc(count * count, sizeof *s->matrix);
    s->scratch = vi_malloc(count * count, sizeof *s->scratch);
    return s->which && s->members && s->columns && s->in && s->matrix && s->scratch;
}

static void free_search(search *s)
{
    vi_free(s->which);
    vi_free(s->members);
    vi_free(s->columns);
    vi_free(s->in);
    vi_free(s->matrix);
    vi_free(s->scratch);
}

static void choose_parameters(search *s)
{
    const voi_problem *p = s->problem;
    for (size_t j = 0; j < p->parameters; j++) {
        if (!vi_is_constant(p->params[j], p->rows) && vi_parameter_twin(p, j) == j) {
            s->columns[s->count] = p->params[j];
            s->which[s->count++] = j;
        }
    }
}

/* Copies the regression of variable `j` on the independent ones into the scratch matrix, j last;
 * answers the number of the others, whose places go to s->members. */
static size_t copy_regression(const search *s, size_t j)
{
    size_t count = 0;
    for (size_t k = 0; k < j; k++) {
        if (s->in[k]) {
            s->members[count++] = k;
        }
    }
    s->members[count] = j;
    for (size_t a = 0; a <= count; a++) {
        for (size_t b = 0; b <= count; b++) {
            s->scratch[a * (count + 1) + b] = s->matrix[s->members[a] * s->count + s->members[b]];
        }
    }
    return count;
}

/* What leaving each member out would add to the unexplained variance of the last variable; answers
 * the place of the least addition among those still in, `n` where only one is left. */
static size_t least_needed(const double *a, size_t n, const bool *left, double *addition)
{
    size_t least = n, candidates = 0;
    for (size_t k = 0; k + 1 < n; k++) {
        double coefficient = a[k * n + n - 1];
        double adds = -coefficient * coefficient / a[k * n + k];
        if (left[k]) {
            continue;
        }
        candidates++;
        if (least == n || adds < *addition) {
            least = k;
            *addition = adds;
        }
    }
    return candidates > 1 ? least : n;
}

/* Drops from s->members those that the combination for variable `j` can do without; answers how
 * many stay, and in *unexplained what they leave. */
static voi_status eliminate(const search *s, size_t j, size_t *kept, double *unexplained,
                            voi_error *err)
{
    size_t count = copy_regression(s, j), n = count + 1;
    double *a = s->scratch, *rest = &a[n * n - 1], limit = *rest <= exact ? exact : near;
    bool *left = vi_calloc(n, sizeof *left);
    if (!left) {
        return vi_fail(err, VOI_ERR_NOMEM, "parameters: out of memory");
    }
    for (;;) {
        double addition = 0;
        size_t k = least_needed(a, n, left, &addition);
        if (k == n || *rest + addition > limit) {
            break;
        }
        vi_pivot_out(a, n, k);
        left[k] = true;
    }
    *kept = 0;
    for (size_t k = 0; k < count; k++) {
        if (!left[k]) {
            s->members[(*kept)++] = s->which[s->members[k]];
        }
    }
    *unexplained = *rest > 0 ? *rest : 0;
    vi_free(left);
    return VOI_OK;
}

static voi_status report(const search *s, size_t j, vi_findings *findings, voi_error *err)
{
    char *const *names = s->problem->parameter_names;
    char where[400], list[500];
    size_t count = 0;
    double unexplained = 0;
    voi_status status = eliminate(s, j, &count, &unexplained, err);
    if (status != VOI_OK) {
        return status;
    }
    snprintf(where, sizeof where, "parameter %.300s", names[s->which[j]]);
    vi_name_list(names, s->members, count, list, sizeof list);
    if (unexplained <= exact) {
        return vi_find(findings, VI_WARNING, VOI_OK, where, err, "is a linear %s of %s",
                       count > 1 ? "combination" : "function", list);
    }
    return vi_find(findings, VI_WARNING, VOI_OK, where, err,
                   "is nearly a linear %s of %s, which explain%s all but %.2g %% of its variance",
                   count > 1 ? "combination" : "function", list, count > 1 ? "" : "s",
                   100 * unexplained);
}

static voi_status find_dependent(voi_context *ctx, const search *s, vi_findings *findings,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t j = 0; j < s->count; j++) {
        VI_TRY(vi_progress(ctx, "comparing columns", (double)j / (double)s->count, err));
        if (s->matrix[j * s->count + j] > near) {
            vi_pivot_in(s->matrix, s->count, j);
            s->in[j] = true;
        } else {
            VI_TRY(report(s, j, findings, err));
        }
    }
cleanup:
    return status;
}

voi_status vi_check_collinear(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    search s = {.problem = problem};
    size_t count = problem->parameters, rows = problem->rows;
    if (count < 2) {
        return VOI_OK;
    }
    if (count > MOST_PARAMETERS) {
        return vi_find(findings, VI_NOTE, VOI_OK, "parameters", err,
                       "linear combinations are not looked for among more than %d",
                       MOST_PARAMETERS);
    }
    if (rows < count + SPARE_ROWS) {
        return vi_find(findings, VI_NOTE, VOI_OK, "parameters", err,
                       "linear combinations are not looked for: %zu rows are too few to tell among "
                       "%zu parameters",
                       rows, count);
    }
    if (!allocate(&s)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "parameters: out of memory for %zu columns", count);
        goto cleanup;
    }
    choose_parameters(&s);
    if (s.count > 1) {
        VI_TRY(vi_correlation(ctx, s.columns, rows, s.count, s.matrix, err));
        VI_TRY(find_dependent(ctx, &s, findings, err));
    }
cleanup:
    free_search(&s);
    return status;
}
