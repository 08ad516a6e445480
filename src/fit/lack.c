/* The rows are cut into cells c of about twenty neighbours. With e the residuals of a response, n_c
 * rows in a cell, ē_c and s_c² their mean and variance there,
 *     T = Σ_c (n_c ē_c² − s_c²) + σ² tr(P H),   z = T / √(2 Σ_c s_c⁴).
 * P averages over cells and H is the smoother: a fit that lacks nothing takes σ² tr(P H) from the
 * between-cell sum of squares, in expectation over the prior that smoothing has calibrated, and
 * tr(P H) = Σ_c n_c h(x̄_c), h the leverage at the cell's mean of the functions. Each cell brings
 * its own variance, so noise that changes with the parameters is no structure. T/N estimates the
 * mean square of what is missed on the scale of the cells. More parameters than a tree has levels
 * take several trees. */
#include "fit/lack.h"

#include "core/alloc.h"
#include "fit/partition.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { SHARES = 16, CELL_ROWS = 16, FEWEST_LEVELS = 4, MOST_LEVELS = 10 };

/* Sums over cells, of one response. */
typedef struct {
    double between, within, fourth; /* Σ n ē², Σ s², Σ s⁴ */
    double trace, explained;        /* tr(P H); Σ over rows of the squared fitted value */
} sums;

typedef struct {
    const vi_responses *responses;
    const vi_fit *fit;
    size_t levels;
    const size_t *order;
    double *coefficient; /* responses × functions: of the functions as the basis has them */
    sums *shares;        /* SHARES × responses */
} plan;

/* A share of the cells and its scratch. */
typedef struct {
    size_t first, count;   /* cells */
    double *x;             /* functions at a row */
    double *means;         /* cells × functions: their means */
    double *null, *u;      /* cells; cells × penalised */
    double *sum, *squares; /* responses: of residuals in a cell */
    double *numbers;
    sums *out; /* responses */
} share;

static voi_status reserve(const plan *p, share *s, voi_error *err)
{
    size_t n = p->fit->functions, r = p->fit->responses;
    s->numbers = vi_malloc(n + s->count * (2 * n + 1) + 2 * r, sizeof *s->numbers);
    if (!s->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", n);
    }
    s->x = s->numbers;
    s->means = s->x + n;
    s->null = s->means + s->count * n;
    s->u = s->null + s->count;
    s->sum = s->u + s->count * n;
    s->squares = s->sum + r;
    return VOI_OK;
}

static size_t cell_rows(const plan *p, size_t cell)
{
    return vi_partition_start(p->fit->rows, p->levels, cell + 1) -
           vi_partition_start(p->fit->rows, p->levels, cell);
}

static void add_row(const plan *p, const share *s, size_t row, double *mean)
{
    const vi_fit *f = p->fit;
    const double *y = p->responses->y + row * f->responses;
    f->basis->class->at_rows(f->basis->state, row, 1, s->x);
    for (size_t j = 0; j < f->functions; j++) {
        mean[j] += s->x[j];
    }
    for (size_t r = 0; r < f->responses; r++) {
        const double *c = p->coefficient + r * f->functions;
        double fitted = vi_dot(s->x, c, f->functions), rest = y[r] - fitted;
        s->sum[r] += rest;
        s->squares[r] += rest * rest;
        s->out[r].explained += fitted * fitted;
    }
}

static void add_cell(const plan *p, const share *s, size_t c)
{
    const vi_fit *f = p->fit;
    size_t first = vi_partition_start(f->rows, p->levels, s->first + c);
    size_t rows = cell_rows(p, s->first + c);
    double *mean = s->means + c * f->functions;
    memset(mean, 0, f->functions * sizeof *mean);
    memset(s->sum, 0, 2 * f->responses * sizeof *s->sum);
    for (size_t i = first; i < first + rows; i++) {
        add_row(p, s, p->order[i], mean);
    }
    for (size_t j = 0; j < f->functions; j++) {
        mean[j] /= (double)rows;
    }
    for (size_t r = 0; r < f->responses; r++) {
        double between = s->sum[r] * s->sum[r] / (double)rows;
        double within = fmax(s->squares[r] - between, 0) / (double)(rows - 1);
        s->out[r].between += between;
        s->out[r].within += within;
        s->out[r].fourth += within * within;
    }
}

/* n h(x̄) of every cell and response. */
static void add_traces(const plan *p, const share *s)
{
    const vi_fit *f = p->fit;
    vi_fit_adjust(f, s->count, s->means);
    vi_fit_null_leverage(f, s->means, s->count, s->null);
    for (size_t r = 0; r < f->responses; r++) {
        size_t active = f->response[r].active;
        vi_fit_penalised(f, r, s->means, s->count, s->u);
        for (size_t c = 0; c < s->count; c++) {
            const double *u = s->u + c * active;
            double leverage = s->null[c] + vi_dot(u, u, active);
            s->out[r].trace += (double)cell_rows(p, s->first + c) * leverage;
        }
    }
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const plan *p = argument;
    size_t cells = (size_t)1 << p->levels;
    share s = {.first = cells * task / SHARES, .out = p->shares + task * p->fit->responses};
    (void)worker;
    s.count = cells * (task + 1) / SHARES - s.first;
    voi_status status = reserve(p, &s, err);
    if (status == VOI_OK) {
        for (size_t c = 0; c < s.count; c++) {
            add_cell(p, &s, c);
        }
        add_traces(p, &s);
    }
    vi_free(s.numbers);
    return status;
}

static void add(sums *to, const sums *from)
{
    to->between += from->between;
    to->within += from->within;
    to->fourth += from->fourth;
    to->trace += from->trace;
    to->explained += from->explained;
}

/* Keeps the largest lack of all responses. */
static void judge(const plan *p, vi_lack *lack)
{
    const vi_fit *f = p->fit;
    for (size_t r = 0; r < f->responses; r++) {
        sums all = {0};
        for (size_t task = 0; task < SHARES; task++) {
            add(&all, &p->shares[task * f->responses + r]);
        }
        double variance = f->covariance[r * (f->responses + 1)];
        double missed = all.between - all.within + variance * all.trace;
        double z = all.fourth > 0 ? missed / sqrt(2 * all.fourth) : 0;
        if (z > lack->z && all.explained + missed > 0) {
            *lack = (vi_lack){z, missed / (all.explained + missed)};
        }
    }
}

static voi_status run_tree(voi_context *ctx, plan *p, vi_lack *lack, voi_error *err)
{
    const vi_job job = {"fitting", SHARES, run_share, p};
    memset(p->shares, 0, SHARES * p->fit->responses * sizeof *p->shares);
    voi_status status = vi_parallel(ctx, &job, err);
    if (status == VOI_OK) {
        judge(p, lack);
    }
    return status;
}

static size_t levels_for(size_t rows)
{
    size_t levels = 0;
    while (levels < MOST_LEVELS && rows >> (levels + 1) >= CELL_ROWS) {
        levels++;
    }
    return levels;
}

voi_status vi_lack_of_fit(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                          const vi_fit *fit, vi_lack *lack, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p = {.responses = responses, .fit = fit, .levels = levels_for(group->rows)};
    size_t *order = NULL;
    *lack = (vi_lack){0};
    if (p.levels < FEWEST_LEVELS) {
        return VOI_OK;
    }
    order = vi_malloc(group->rows, sizeof *order);
    p.coefficient = vi_malloc(fit->responses * fit->functions, sizeof *p.coefficient);
    p.shares = vi_malloc(SHARES * fit->responses, sizeof *p.shares);
    if (!order || !p.coefficient || !p.shares) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
        goto cleanup;
    }
    p.order = order;
    for (size_t r = 0; r < fit->responses; r++) {
        vi_fit_coefficients(fit, r, p.coefficient + r * fit->functions);
    }
    for (size_t first = 0; first < group->count; first += p.levels) {
        size_t left = group->count - first;
        vi_partition(group->columns + first, left < p.levels ? left : p.levels, group->rows,
                     p.levels, order);
        VI_TRY(run_tree(ctx, &p, lack, err));
    }
cleanup:
    vi_free(order);
    vi_free(p.coefficient);
    vi_free(p.shares);
    return status;
}
