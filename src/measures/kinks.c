/* Where the EVPI curve bends: at the breakpoints of every row's envelope and at those of the
 * means'. */
#include "core/alloc.h"
#include "measures/curve.h"
#include "measures/envelope.h"

#include <stdlib.h>

typedef struct {
    double *values;
    size_t count, capacity;
    double from, to;
} kink_list;

static voi_status add_kink(kink_list *list, double k, voi_error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 1024;
        double *values = vi_realloc(list->values, capacity, sizeof *values);
        if (!values) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu kinks", capacity);
        }
        list->values = values;
        list->capacity = capacity;
    }
    list->values[list->count++] = k;
    return VOI_OK;
}

static voi_status add_row_kinks(kink_list *list, const voi_problem *p, size_t row, voi_error *err)
{
    size_t current = vi_row_best(p, row, list->from), next = current;
    double k = vi_row_leave(p, row, current, &next);
    while (k < list->to) {
        if (k > list->from) {
            voi_status status = add_kink(list, k, err);
            if (status != VOI_OK) {
                return status;
            }
        }
        current = next;
        k = vi_row_leave(p, row, current, &next);
    }
    return VOI_OK;
}

/* The means are one more row: a problem of their own. */
static voi_status add_mean_kinks(kink_list *list, voi_context *ctx, const voi_problem *p,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = p->strategies;
    double *numbers = vi_malloc(2 * count, sizeof *numbers);
    double **columns = vi_malloc(2 * count, sizeof *columns);
    if (!numbers || !columns) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory");
        goto cleanup;
    }
    for (size_t d = 0; d < 2 * count; d++) {
        columns[d] = numbers + d;
    }
    VI_TRY(vi_mean_increments(ctx, p, numbers, numbers + count, err));
    const voi_problem means = {
        .rows = 1, .strategies = count, .effects = columns, .costs = columns + count};
    VI_TRY(add_row_kinks(list, &means, 0, err));
cleanup:
    vi_free(numbers);
    vi_free(columns);
    return status;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

voi_status vi_curve_kinks(voi_context *ctx, const voi_problem *problem, double from, double to,
                          double **out, size_t *count, voi_error *err)
{
    voi_status status = VOI_OK;
    kink_list list = {.from = from, .to = to};
    VI_TRY(add_kink(&list, from, err));
    VI_TRY(add_kink(&list, to, err));
    VI_TRY(add_mean_kinks(&list, ctx, problem, err));
    for (size_t row = 0; row < problem->rows; row++) {
        VI_TRY(add_row_kinks(&list, problem, row, err));
        if (row % 4096 == 0) {
            VI_TRY(vi_progress(ctx, "finding the kinks of the EVPI",
                               (double)row / (double)problem->rows, err));
        }
    }
    qsort(list.values, list.count, sizeof *list.values, by_value);
    *count = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (i == 0 || list.values[i] != list.values[*count - 1]) {
            list.values[(*count)++] = list.values[i];
        }
    }
    *out = list.values;
    list.values = NULL;
cleanup:
    vi_free(list.values);
    return status;
}
