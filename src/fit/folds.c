/* Row i is in a part by a random number of its own, which makes the same parts for every method. */
#include "fit/folds.h"

#include "core/alloc.h"
#include "core/philox.h"
#include "fit/fit.h"

#include <math.h>
#include <string.h>

enum { PARTS = 5, PARTS_OF_MANY = 2, MANY_ROWS = 4000, SHARES = 16, SEED = 9 };

/* The rows of all parts but one, and how they predict it. */
typedef struct {
    const vi_group *group;
    const vi_responses *responses;
    size_t parts, part;
    double *numbers; /* columns, then responses by row */
    const double *columns[VI_MOST_PARAMETERS];
    vi_group others;
    vi_responses known;
    vi_regressors basis;
    vi_fit fit;
    double *shares; /* SHARES × responses: squared errors */
} fold;

static size_t part_of(const fold *f, size_t row)
{
    return (size_t)(vi_uniform(SEED, 0, row) * (double)f->parts);
}

static void collect(fold *f)
{
    size_t rows = f->group->rows, q = f->group->count, count = f->responses->count, used = 0;
    double *y = f->numbers + q * rows;
    for (size_t i = 0; i < rows; i++) {
        if (part_of(f, i) == f->part) {
            continue;
        }
        for (size_t j = 0; j < q; j++) {
            f->numbers[j * rows + used] = f->group->columns[j][i];
        }
        memcpy(y + used * count, f->responses->y + i * count, count * sizeof *y);
        used++;
    }
    for (size_t j = 0; j < q; j++) {
        f->columns[j] = f->numbers + j * rows;
    }
    f->others = (vi_group){.columns = f->columns, .count = q, .rows = used};
    f->known = (vi_responses){used, count, y, NULL};
}

static void add_error(const fold *f, size_t row, double *point, double *work, double *error)
{
    size_t count = f->responses->count;
    double *values = point + f->group->count;
    const double *y = f->responses->y + row * count;
    for (size_t j = 0; j < f->group->count; j++) {
        point[j] = f->group->columns[j][row];
    }
    vi_fit_predict(&f->fit, point, values, work);
    for (size_t r = 0; r < count; r++) {
        error[r] += (y[r] - values[r]) * (y[r] - values[r]);
    }
}

static voi_status predict_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const fold *f = argument;
    size_t rows = f->group->rows, count = f->responses->count;
    size_t room = f->group->count + count + f->fit.functions;
    double *point = vi_malloc(room, sizeof *point);
    (void)worker;
    if (!point) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", room);
    }
    for (size_t i = rows * task / SHARES; i < rows * (task + 1) / SHARES; i++) {
        if (part_of(f, i) == f->part) {
            add_error(f, i, point, point + f->group->count + count, f->shares + task * count);
        }
    }
    vi_free(point);
    return VOI_OK;
}

/* Adds the squared errors of one part; *fitted tells whether its complement could be fitted. */
static voi_status run_fold(voi_context *ctx, const vi_method *method, fold *f, bool *fitted,
                           voi_error *err)
{
    const vi_job job = {"fitting", SHARES, predict_share, f};
    collect(f);
    voi_status status = method->create(ctx, &f->others, &f->known, &f->basis, err);
    if (status == VOI_OK) {
        status = vi_fit_create(ctx, &f->basis, &f->known, &f->fit, err);
    }
    *fitted = status == VOI_OK;
    if (status == VOI_ERR_NUMERIC) {
        status = VOI_OK;
    }
    if (*fitted) {
        status = vi_parallel(ctx, &job, err);
    }
    vi_fit_free(&f->fit);
    vi_regressors_free(&f->basis);
    return status;
}

static void finish(const fold *f, bool fitted, double *error)
{
    for (size_t r = 0; r < f->responses->count; r++) {
        double whole = 0, wrong = 0;
        for (size_t i = 0; i < f->responses->rows; i++) {
            double y = f->responses->y[i * f->responses->count + r];
            whole += y * y;
        }
        for (size_t share = 0; share < SHARES; share++) {
            wrong += f->shares[share * f->responses->count + r];
        }
        error[r] = !fitted ? INFINITY : whole > 0 ? wrong / whole : 0;
    }
}

voi_status vi_cross_validate(voi_context *ctx, const vi_method *method, const vi_group *group,
                             const vi_responses *responses, double *error, voi_error *err)
{
    voi_status status = VOI_OK;
    fold f = {.group = group,
              .responses = responses,
              .parts = group->rows < MANY_ROWS ? PARTS : PARTS_OF_MANY};
    bool fitted = true;
    f.numbers = vi_malloc(group->rows * (group->count + responses->count), sizeof *f.numbers);
    f.shares = vi_calloc(SHARES * responses->count, sizeof *f.shares);
    if (!f.numbers || !f.shares) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
        goto cleanup;
    }
    for (; f.part < f.parts && fitted; f.part++) {
        VI_TRY(run_fold(ctx, method, &f, &fitted, err));
    }
    finish(&f, fitted, error);
cleanup:
    vi_free(f.numbers);
    vi_free(f.shares);
    return status;
}
