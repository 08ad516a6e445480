/* f(θ) = β₀ + Σ_j β_j θ_j + g(θ), g of mean 0 and covariance
 *     σ²/λ exp(−½ Σ_j (a_j − b_j)² / ℓ_j²),
 * the squared exponential kernel: smooth, of all orders of interaction at once, and in the fewest
 * functions, since its spectrum falls fastest. It is carried by m of the sample's points, u_k: with
 * k(θ) the kernel between θ and them, L Lᵀ that among them, the functions are L⁻¹ k(θ) (Nyström's
 * approximation; as a regression of m functions in Quiñonero-Candela and Rasmussen, "A unifying
 * view of sparse approximate Gaussian process regression", JMLR 6, 2005). Points are added until
 * what they miss is worth a tenth of a degree of freedom. */
#include "fit/gp.h"

#include "core/alloc.h"
#include "fit/gp_points.h"
#include "fit/gp_scales.h"
#include "math/gaussians.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

/* POINTS: for the search of the lengths; CANDIDATES: for the points u. */
enum { POINTS = 10000, CANDIDATES = 2000, MOST_FUNCTIONS = 300 };

/* The points u may miss so much freedom and so much of the prior variance. */
static const double missed_freedom = 0.1, missed_variance = 0.01;

typedef struct {
    size_t dims, rows, count; /* count: of the points u */
    bool scores;
    vi_coordinate *coordinates; /* dims */
    double *length;             /* dims */
    double *line, *place;       /* rows × dims, by row: the parameters standardised; coordinates
                                   divided by the lengths */
    double *centre;             /* dims × count: the points u, divided by the lengths */
    double *factor;             /* count × count: L */
} process;

static void destroy(void *state)
{
    process *g = state;
    for (size_t j = 0; g && g->coordinates && j < g->dims; j++) {
        vi_coordinate_free(&g->coordinates[j]);
    }
    if (g) {
        vi_free(g->coordinates);
        vi_free(g->length);
        vi_free(g->line);
        vi_free(g->place);
        vi_free(g->centre);
        vi_free(g->factor);
        vi_free(g);
    }
}

/* The functions at `count` samples. */
static void set_functions(const process *g, const double *line, const double *place, size_t count,
                          double *x)
{
    enum { BLOCK = 16 };
    double kernel[BLOCK * MOST_FUNCTIONS];
    size_t functions = 1 + g->dims + g->count;
    for (size_t first = 0; first < count; first += BLOCK) {
        size_t block = count - first < BLOCK ? count - first : BLOCK;
        const vi_centres centres = {g->centre, g->dims, g->count};
        vi_gaussians(place + first * g->dims, block, centres, kernel, g->count);
        vi_solve_lower(g->factor, kernel, g->count, block);
        for (size_t i = 0; i < block; i++) {
            double *row = x + (first + i) * functions;
            row[0] = 1;
            memcpy(row + 1, line + (first + i) * g->dims, g->dims * sizeof *row);
            memcpy(row + 1 + g->dims, kernel + i * g->count, g->count * sizeof *row);
        }
    }
}

static void set_place(const process *g, size_t j, double value, double *line, double *place)
{
    const vi_coordinate *c = &g->coordinates[j];
    *line = vi_coordinate_line(c, value);
    *place = (g->scores ? vi_coordinate_score(c, value) : *line) / g->length[j];
}

static void at_rows(const void *state, size_t first, size_t count, double *x)
{
    const process *g = state;
    set_functions(g, g->line + first * g->dims, g->place + first * g->dims, count, x);
}

static void at_point(const void *state, const double *point, double *x)
{
    const process *g = state;
    double line[VI_MOST_PARAMETERS], place[VI_MOST_PARAMETERS];
    for (size_t j = 0; j < g->dims; j++) {
        set_place(g, j, point[j], &line[j], &place[j]);
    }
    set_functions(g, line, place, 1, x);
}

static const vi_regressors_class gp_class = {
    .method = "gp", .at_rows = at_rows, .at_point = at_point, .destroy = destroy};

/* ---- Coordinates: scales, one parameter a task, then the rows ---- */

typedef struct {
    const vi_group *group;
    process *process;
} placing;

static voi_status measure_parameter(void *argument, size_t task, size_t worker, voi_error *err)
{
    const placing *p = argument;
    vi_cells *cells = vi_cells_create(p->group->rows);
    (void)worker;
    if (!cells) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", p->group->rows);
    }
    vi_cells_cut(cells, p->group->columns[task]);
    voi_status status =
        vi_coordinate_create(cells, p->group->columns[task], &p->process->coordinates[task], err);
    vi_cells_destroy(cells);
    return status;
}

enum { SHARES = 16 };

static voi_status place_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const placing *p = argument;
    const process *g = p->process;
    (void)worker;
    (void)err;
    for (size_t i = g->rows * task / SHARES; i < g->rows * (task + 1) / SHARES; i++) {
        for (size_t j = 0; j < g->dims; j++) {
            set_place(g, j, p->group->columns[j][i], &g->line[i * g->dims + j],
                      &g->place[i * g->dims + j]);
        }
    }
    return VOI_OK;
}

static voi_status place_rows(voi_context *ctx, placing *p, voi_error *err)
{
    process *g = p->process;
    g->line = vi_malloc(g->rows * g->dims, sizeof *g->line);
    g->place = vi_malloc(g->rows * g->dims, sizeof *g->place);
    if (!g->line || !g->place) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", g->rows);
    }
    const vi_job job = {"fitting", SHARES, place_share, p};
    return vi_parallel(ctx, &job, err);
}

/* ---- The points u ---- */

/* Grows with the rows, so that the error vanishes. */
static size_t most_functions(size_t rows)
{
    return (size_t)fmin(12 * cbrt((double)rows), MOST_FUNCTIONS);
}

static voi_status stand(const vi_gp_sample *sample, double lambda, process *g, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gp_points points = {0};
    const vi_gp_candidates candidates = {.count = sample->points < CANDIDATES ? sample->points
                                                                              : CANDIDATES,
                                         .dims = g->dims,
                                         .place = g->scores ? sample->score : sample->line,
                                         .root = sample->root,
                                         .length = g->length};
    double enough = fmin(missed_freedom * lambda / (double)g->rows, missed_variance);
    VI_TRY(vi_gp_points_choose(&candidates, most_functions(g->rows), enough, &points, err));
    g->count = points.count;
    g->factor = points.factor;
    points.factor = NULL;
    g->centre = vi_malloc(g->dims * g->count, sizeof *g->centre);
    if (!g->centre) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu points", g->count);
        goto cleanup;
    }
    for (size_t k = 0; k < g->count; k++) {
        for (size_t j = 0; j < g->dims; j++) {
            double place = candidates.place[points.chosen[k] * g->dims + j];
            g->centre[j * g->count + k] = place / g->length[j];
        }
    }
cleanup:
    vi_gp_points_free(&points);
    return status;
}

static voi_status learn(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                        process *g, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gp_sample sample = {0};
    vi_gp_scales scales = {0};
    VI_TRY(vi_gp_sample_create(group, g->coordinates, responses, POINTS, &sample, err));
    VI_TRY(vi_gp_scales_find(ctx, &sample, &scales, err));
    g->scores = scales.scores;
    g->length = scales.length;
    scales.length = NULL;
    VI_TRY(stand(&sample, scales.lambda, g, err));
cleanup:
    vi_gp_scales_free(&scales);
    vi_gp_sample_free(&sample);
    return status;
}

static voi_status reserve(const vi_group *group, process **out, vi_term **term, voi_error *err)
{
    process *g = vi_calloc(1, sizeof *g);
    *out = g;
    *term = vi_malloc(1, sizeof **term);
    if (g) {
        g->rows = group->rows;
        g->dims = group->count;
        g->coordinates = vi_calloc(group->count, sizeof *g->coordinates);
    }
    return g && g->coordinates && *term ? VOI_OK
                                        : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

voi_status vi_gp_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                        vi_regressors *out, voi_error *err)
{
    voi_status status = VOI_OK;
    process *g = NULL;
    vi_term *term = NULL;
    if (group->count > VI_MOST_PARAMETERS) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "a Gaussian process takes up to %d parameters; this group has %zu",
                       VI_MOST_PARAMETERS, group->count);
    }
    VI_TRY(reserve(group, &g, &term, err));
    placing p = {.group = group, .process = g};
    const vi_job measuring = {"fitting", group->count, measure_parameter, &p};
    VI_TRY(vi_parallel(ctx, &measuring, err));
    VI_TRY(learn(ctx, group, responses, g, err));
    VI_TRY(place_rows(ctx, &p, err));
    *term = (vi_term){1 + g->dims, g->count};
    *out = (vi_regressors){.class = &gp_class,
                           .state = g,
                           .rows = g->rows,
                           .functions = 1 + g->dims + g->count,
                           .nulls = 1 + g->dims,
                           .terms = term,
                           .term_count = 1};
    g = NULL;
    term = NULL;
cleanup:
    destroy(g);
    vi_free(term);
    return status;
}
