/* Kernel density of incremental net benefits from counts in 512 even bins over the central 99.8 %
 * of the values; the rest still counts in the total, so that heavy tails neither widen the picture
 * nor raise the curve. The Gaussian kernel's width is the two-stage direct plug-in of Sheather and
 * Jones
 * ("A reliable data-based bandwidth selection method for kernel density estimation", JRSS B 53,
 * 1991) in Wand and Jones's form (Kernel Smoothing, 1995, section 3.6). Its functionals
 * ψ_r = n⁻² Σ_i Σ_j φ_g^(r)(x_i − x_j) need only how many pairs are how many bins apart. */
#include "measures/pictures.h"

#include "core/alloc.h"
#include "core/table.h"
#include "data/problem.h"
#include "measures/moments.h"
#include "measures/on_gpu.h"
#include "measures/order_statistics.h"
#include "measures/picture_reference.h"

#include <math.h>

enum { BINS = 512, POINTS = 257, MOST_QUARTILE_RANGES = 8 };

static const double INV_SQRT_2PI = 0.3989422804014327, INV_SQRT_PI = 0.5641895835477563;

typedef struct {
    double low, step;    /* centre of the first bin, distance of the centres */
    double counts[BINS]; /* a value counts in its two nearest bins, by nearness */
    double inside;       /* values in the bins */
    double total;        /* all values */
    double scale;        /* robust standard deviation */
} histogram;

typedef struct {
    bool is_constant;
    double constant;
    double x[POINTS], y[POINTS];
} curve;

typedef struct {
    const voi_problem *problem;
    size_t reference;
    double k;
    curve *curves; /* one a strategy */
    double **made; /* their increments, where a GPU has made them; else NULL */
} density;

static void fill_histogram(const double *x, size_t rows, double low, double high, histogram *h)
{
    *h = (histogram){.low = low, .step = (high - low) / (BINS - 1), .total = (double)rows};
    for (size_t i = 0; i < rows; i++) {
        if (x[i] >= low && x[i] <= high) {
            double place = (x[i] - low) / h->step;
            size_t bin = place < BINS - 2 ? (size_t)place : BINS - 2;
            h->counts[bin] += 1 - (place - (double)bin);
            h->counts[bin + 1] += place - (double)bin;
            h->inside += 1;
        }
    }
}

/* The smaller of the standard deviation inside the bins and the one that the quartiles suggest. */
static double robust_scale(const histogram *h, double quartile_range)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < BINS; i++) {
        mean += h->counts[i] * (double)i / h->inside;
    }
    for (size_t i = 0; i < BINS; i++) {
        squares += h->counts[i] * ((double)i - mean) * ((double)i - mean);
    }
    double deviation = h->step * sqrt(squares / h->inside), robust = quartile_range / 1.349;
    return robust > 0 && robust < deviation ? robust : deviation;
}

/* pairs[l]: how many ordered pairs of values are l bins apart. */
static void count_pairs(const histogram *h, double pairs[BINS])
{
    for (size_t l = 0; l < BINS; l++) {
        pairs[l] = 0;
        for (size_t i = 0; i + l < BINS; i++) {
            pairs[l] += h->counts[i] * h->counts[i + l];
        }
        pairs[l] *= l > 0 ? 2 : 1;
    }
}

/* ψ_4 or ψ_6 with a pilot width g. */
static double functional(const histogram *h, const double pairs[BINS], int order, double g)
{
    double sum = 0;
    for (size_t l = 0; l < BINS; l++) {
        double u = h->step * (double)l / g, uu = u * u;
        double hermite = order == 4 ? (uu - 6) * uu + 3 : ((uu - 15) * uu + 45) * uu - 15;
        sum += pairs[l] * hermite * INV_SQRT_2PI * exp(-uu / 2);
    }
    return sum / (h->inside * h->inside * pow(g, order + 1));
}

/* Never less than half the distance of the points that are drawn. */
static double kernel_width(const histogram *h)
{
    double pairs[BINS], n = h->inside, s = h->scale;
    count_pairs(h, pairs);
    double psi8 = 105 * INV_SQRT_PI / (32 * pow(s, 9));
    double psi6 = functional(h, pairs, 6, pow(30 * INV_SQRT_2PI / (psi8 * n), 1.0 / 9));
    double psi4 = functional(h, pairs, 4, pow(-6 * INV_SQRT_2PI / (psi6 * n), 1.0 / 7));
    double width = pow(INV_SQRT_PI / (2 * psi4 * n), 0.2);
    if (!(width > 0) || !isfinite(width)) {
        width = 0.9 * s * pow(n, -0.2); /* Silverman's rule, where ψ has the wrong sign */
    }
    return width > h->step ? width : h->step;
}

static void draw(const histogram *h, double width, curve *c)
{
    double low = h->low - 3 * width, high = h->low + (BINS - 1) * h->step + 3 * width;
    for (size_t p = 0; p < POINTS; p++) {
        double x = low + (high - low) * (double)p / (POINTS - 1), sum = 0;
        for (size_t i = 0; i < BINS; i++) {
            double u = (x - h->low - h->step * (double)i) / width;
            sum += fabs(u) < 8 ? h->counts[i] * exp(-u * u / 2) : 0;
        }
        c->x[p] = x;
        c->y[p] = sum * INV_SQRT_2PI / (width * h->total);
    }
}

static void estimate(const double *x, size_t rows, vi_sample *sample, curve *c)
{
    histogram h;
    vi_sample_take(x, rows, sample);
    size_t outside = (size_t)(0.001 * (double)(sample->count - 1));
    double low = sample->values[outside], high = sample->values[sample->count - 1 - outside];
    double lower = vi_sample_quantile(sample, 0.25), upper = vi_sample_quantile(sample, 0.75);
    double reach = MOST_QUARTILE_RANGES * (upper - lower);
    if (!(high > low)) {
        *c = (curve){.is_constant = true, .constant = low};
        return;
    }
    if (reach > 0) {
        low = fmax(low, lower - reach);
        high = fmin(high, upper + reach);
    }
    fill_histogram(x, rows, low, high, &h);
    h.scale = robust_scale(&h, upper - lower);
    draw(&h, kernel_width(&h), c);
}

static void load_increments(const density *work, size_t strategy, double *out)
{
    const voi_problem *p = work->problem;
    size_t r = work->reference;
    for (size_t i = 0; i < p->rows; i++) {
        out[i] = p->costs ? work->k * (p->effects[strategy][i] - p->effects[r][i]) -
                                (p->costs[strategy][i] - p->costs[r][i])
                          : p->net_benefit[strategy][i] - p->net_benefit[r][i];
    }
}

/* The increments that the context's GPU makes of an uploaded problem. Memory that is missing for
 * them is no error: a strategy at a time takes less. */
static voi_status make_increments(voi_context *ctx, density *work, voi_error *err)
{
    size_t strategies = work->problem->strategies, rows = work->problem->rows;
    bool done = false;
    if (!vi_outcomes_on_gpu(ctx, work->problem)) {
        return VOI_OK;
    }
    work->made = vi_calloc(strategies, sizeof *work->made);
    double *numbers = vi_malloc(strategies * rows, sizeof *numbers);
    voi_status status = VOI_OK;
    if (work->made && numbers) {
        for (size_t d = 0; d < strategies; d++) {
            work->made[d] = numbers + d * rows;
        }
        status = vi_net_benefits_on_gpu(ctx, work->problem, work->k, work->reference, work->made,
                                        &done, err);
    }
    if (!done) {
        vi_free(numbers);
        vi_free(work->made);
        work->made = NULL;
    }
    return status;
}

static void free_increments(density *work)
{
    if (work->made) {
        vi_free(work->made[0]);
        vi_free(work->made);
    }
}

static voi_status run_strategy(void *state, size_t strategy, size_t worker, voi_error *err)
{
    const density *work = state;
    (void)worker;
    if (strategy == work->reference) {
        return VOI_OK;
    }
    double *own = work->made ? NULL : vi_malloc(work->problem->rows, sizeof *own);
    const double *x = work->made ? work->made[strategy] : own;
    vi_sample *sample = vi_malloc(1, sizeof *sample);
    bool complete = x && sample;
    if (complete && own) {
        load_increments(work, strategy, own);
    }
    if (complete) {
        estimate(x, work->problem->rows, sample, &work->curves[strategy]);
    }
    vi_free(own);
    vi_free(sample);
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "density: out of memory");
}

enum { STRATEGY, REFERENCE, K, INB, DENSITY, COLUMNS };

static void add_curve(const density *work, size_t strategy, voi_table *table)
{
    char *const *names = work->problem->strategy_names;
    const curve *c = &work->curves[strategy];
    if (c->is_constant) {
        vi_table_warn(
            table,
            "the increment of %s over %s has no density: it is %.6g in all or nearly all rows",
            names[strategy], names[work->reference], c->constant);
        return;
    }
    for (size_t p = 0; p < POINTS; p++) {
        vi_table_add_row(table);
        vi_table_set_text(table, STRATEGY, names[strategy]);
        vi_table_set_text(table, REFERENCE, names[work->reference]);
        vi_table_set_number(table, K, work->problem->costs ? work->k : NAN);
        vi_table_set_number(table, INB, c->x[p]);
        vi_table_set_number(table, DENSITY, c->y[p]);
    }
}

static voi_status tabulate(const density *work, voi_table **out, voi_error *err)
{
    static const vi_column columns[COLUMNS] = {[STRATEGY] = {"strategy", VOI_COLUMN_TEXT},
                                               [REFERENCE] = {"reference", VOI_COLUMN_TEXT},
                                               [K] = {"k", VOI_COLUMN_NUMBER},
                                               [INB] = {"inb", VOI_COLUMN_NUMBER},
                                               [DENSITY] = {"density", VOI_COLUMN_NUMBER}};
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t d = 0; d < work->problem->strategies; d++) {
        if (d != work->reference) {
            add_curve(work, d, table);
        }
    }
    vi_problem_warn(work->problem, table);
    return vi_table_finish(&table, out, err);
}

voi_status vi_density(voi_context *ctx, const voi_problem *problem, double k, voi_table **out,
                      voi_error *err)
{
    voi_status status = VOI_OK;
    density work = {.problem = problem, .k = k};
    const vi_job job = {"estimating densities", problem->strategies, run_strategy, &work};
    *out = NULL;
    if (problem->costs && (!(k >= 0) || !isfinite(k))) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "density: willingness to pay of %g is not a finite number >= 0", k);
    }
    work.curves = vi_calloc(problem->strategies, sizeof *work.curves);
    if (!work.curves) {
        return vi_fail(err, VOI_ERR_NOMEM, "density: out of memory");
    }
    VI_TRY(vi_picture_reference(ctx, problem, &work.reference, err));
    VI_TRY(make_increments(ctx, &work, err));
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(tabulate(&work, out, err));
cleanup:
    vi_free(work.curves);
    free_increments(&work);
    return status;
}
