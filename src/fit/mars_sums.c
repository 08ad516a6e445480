/* With B the function, q_1, q_2, … the model's orthonormal columns, h_t = B max(0, z − t), ℓ = B z:
 *     rest_t = |h_t|² − Σ (h_tᵀq)²,  crossed_t = h_tᵀℓ − Σ (h_tᵀq)(ℓᵀq),
 *     product_t = h_tᵀy − Σ (h_tᵀq)(qᵀy).
 * For h_tᵀq one pass over the rows adds B q up in the cells of z, and one over the cells, from the
 * top, yields it for all knots. A pass takes LANES columns at once, and skips the rows where B is
 * 0. Source: the updates of Friedman (1991), section 3.9, in a form that is kept from step to step.
 */
#include "fit/mars_sums.h"

#include "core/alloc.h"

#include <string.h>

enum { LANES = 4 };

struct vi_mars_pass {
    size_t count;     /* rows where the function is not 0 */
    uint32_t *row;    /* which */
    double *value;    /* the function there */
    double *weighted; /* LANES a row: times the columns in turn */
    double cells[VI_MOST_CELLS * LANES];
    double hinges[VI_MOST_KNOTS + 1][LANES]; /* of the line, then of the knots */
};

vi_mars_pass *vi_mars_pass_create(size_t rows)
{
    vi_mars_pass *pass = vi_calloc(1, sizeof *pass);
    if (pass) {
        pass->row = vi_malloc(rows, sizeof *pass->row);
        pass->value = vi_malloc(rows, sizeof *pass->value);
        pass->weighted = vi_malloc(LANES * rows, sizeof *pass->weighted);
        if (!pass->row || !pass->value || !pass->weighted) {
            vi_mars_pass_destroy(pass);
            pass = NULL;
        }
    }
    return pass;
}

void vi_mars_pass_destroy(vi_mars_pass *pass)
{
    if (pass) {
        vi_free(pass->row);
        vi_free(pass->value);
        vi_free(pass->weighted);
        vi_free(pass);
    }
}

static void find_rows(const vi_mars_model *model, size_t function, vi_mars_pass *p)
{
    p->count = 0;
    vi_hinges_at_rows(model->axes, &model->functions[function], 0, model->rows, p->value, 1);
    for (size_t i = 0; i < model->rows; i++) {
        p->row[p->count] = (uint32_t)i;
        p->value[p->count] = p->value[i];
        p->count += p->value[i] != 0;
    }
}

static void weigh(vi_mars_pass *p, const double *const *columns, size_t lanes)
{
    memset(p->weighted, 0, LANES * p->count * sizeof *p->weighted);
    for (size_t l = 0; l < lanes; l++) {
        const double *column = columns[l];
        for (size_t i = 0; i < p->count; i++) {
            p->weighted[LANES * i + l] = p->value[i] * column[p->row[i]];
        }
    }
}

static void add_up_cells(const vi_axis *axis, vi_mars_pass *p)
{
    memset(p->cells, 0, LANES * axis->cells * sizeof *p->cells);
    for (size_t i = 0; i < p->count; i++) {
        double *cell = p->cells + (size_t)LANES * axis->cell[p->row[i]];
        const double *from = p->weighted + LANES * i;
        for (size_t l = 0; l < LANES; l++) {
            cell[l] += from[l];
        }
    }
}

/* Products of the weighted columns with the line and with all hinges. */
static void add_up_hinges(const vi_axis *axis, vi_mars_pass *p)
{
    double above[LANES] = {0}, moment[LANES] = {0};
    size_t k = axis->knots;
    for (size_t j = axis->cells; j-- > 0;) {
        const double *cell = p->cells + LANES * j;
        double z = axis->z[j];
        if (k > 0 && axis->knot[k - 1] == j) {
            for (size_t l = 0; l < LANES; l++) {
                p->hinges[k][l] = moment[l] - z * above[l];
            }
            k--;
        }
        for (size_t l = 0; l < LANES; l++) {
            above[l] += cell[l];
            moment[l] += z * cell[l];
        }
    }
    memcpy(p->hinges[0], moment, sizeof moment);
}

/* ---- New records ---- */

/* Sums of squares and numbers of rows; the lanes are B² and 1. */
static void start_squares(const vi_axis *axis, const vi_mars_pass *p, double *records, size_t size)
{
    double above[3] = {0}, rows = 0;
    size_t k = axis->knots;
    for (size_t j = axis->cells; j-- > 0;) {
        double z = axis->z[j], weight = p->cells[LANES * j];
        if (k > 0 && axis->knot[k - 1] == j) {
            double *at = records + size * k--;
            at[VI_WHOLE] = at[VI_REST] = above[2] - 2 * z * above[1] + z * z * above[0];
            at[VI_CROSSED] = above[2] - z * above[1];
            at[VI_ROWS] = rows;
        }
        above[0] += weight;
        above[1] += z * weight;
        above[2] += z * z * weight;
        rows += p->cells[LANES * j + 1];
    }
    records[VI_WHOLE] = records[VI_REST] = records[VI_CROSSED] = above[2];
    records[VI_ROWS] = rows;
}

static double *records_of(const vi_mars_sums *s, size_t axis)
{
    return s->records + s->offset[axis];
}

/* Whether the axis takes part. */
static bool is_free(const vi_mars_sums *s, size_t axis)
{
    return !vi_hinges_use(&s->model->functions[s->function], axis);
}

static void start(const vi_mars_sums *s, vi_mars_pass *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const double lanes[LANES] = {p->value[i] * p->value[i], 1};
        memcpy(p->weighted + LANES * i, lanes, sizeof lanes);
    }
    for (size_t j = s->first; j < s->end; j++) {
        if (is_free(s, j)) {
            add_up_cells(&s->model->axes[j], p);
            start_squares(&s->model->axes[j], p, records_of(s, j), vi_mars_record(s->model));
        }
    }
}

/* ---- Columns in turn ---- */

static size_t lanes_from(size_t first, size_t count)
{
    return count - first < LANES ? count - first : LANES;
}

/* Weighs the columns and adds them up over an axis after the other; `use` takes what comes out. */
typedef void use_fn(const vi_mars_sums *s, const vi_mars_pass *p, size_t axis, size_t first);

static void add_up(const vi_mars_sums *s, vi_mars_pass *p, const double *const *columns,
                   size_t lanes, size_t first, use_fn *use)
{
    weigh(p, columns, lanes);
    for (size_t j = s->first; j < s->end; j++) {
        if (is_free(s, j)) {
            add_up_cells(&s->model->axes[j], p);
            add_up_hinges(&s->model->axes[j], p);
            use(s, p, j, first);
        }
    }
}

/* The residuals are free of the columns already. */
static void set_products(const vi_mars_sums *s, const vi_mars_pass *p, size_t axis, size_t first)
{
    size_t size = vi_mars_record(s->model), lanes = lanes_from(first, s->model->responses);
    for (size_t k = 0; k <= s->model->axes[axis].knots; k++) {
        double *at = records_of(s, axis) + k * size;
        memcpy(at + VI_WITH_Y + first, p->hinges[k], lanes * sizeof *at);
    }
}

static void clear(const vi_mars_sums *s, const vi_mars_pass *p, size_t axis, size_t first)
{
    const vi_mars_model *model = s->model;
    size_t size = vi_mars_record(model), lanes = lanes_from(first, model->count);
    size_t products = s->cleared > 0 ? model->responses : 0;
    for (size_t k = 0; k <= model->axes[axis].knots; k++) {
        double *at = records_of(s, axis) + k * size;
        for (size_t l = 0; l < lanes; l++) {
            const double *projection = model->projection + (first + l) * model->responses;
            double along = p->hinges[k][l];
            at[VI_REST] -= along * along;
            at[VI_CROSSED] -= along * p->hinges[0][l];
            for (size_t r = 0; r < products; r++) {
                at[VI_WITH_Y + r] -= along * projection[r];
            }
        }
    }
}

void vi_mars_sums_update(const vi_mars_sums *s, vi_mars_pass *p)
{
    const vi_mars_model *model = s->model;
    const double *columns[LANES];
    find_rows(model, s->function, p);
    if (s->cleared == 0) {
        start(s, p);
        for (size_t first = 0; first < model->responses; first += LANES) {
            size_t lanes = lanes_from(first, model->responses);
            for (size_t l = 0; l < lanes; l++) {
                columns[l] = model->residuals + (first + l) * model->rows;
            }
            add_up(s, p, columns, lanes, first, set_products);
        }
    }
    for (size_t first = s->cleared; first < model->count; first += LANES) {
        size_t lanes = lanes_from(first, model->count);
        for (size_t l = 0; l < lanes; l++) {
            columns[l] = model->orthonormal[first + l];
        }
        add_up(s, p, columns, lanes, first, clear);
    }
}
