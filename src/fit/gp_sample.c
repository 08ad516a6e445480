/* The order is that of a hash of the values: the block function of Philox, chained over the
 * parameters. Equal points have equal hashes, so sorting brings them together. */
#include "fit/gp_sample.h"

#include "core/alloc.h"
#include "core/philox.h"
#include "math/radix.h"

#include <math.h>
#include <string.h>

/* What is left of a sum of squares is rounding below this share of it. */
static const double rounding = 1e-20;

/* A number from 0 to 1; −0 counts as 0. */
static double hash(const vi_group *group, size_t row)
{
    static const uint32_t key[2] = {0x676170, 0};
    uint64_t state = 0;
    for (size_t j = 0; j < group->count; j++) {
        uint64_t bits;
        double value = group->columns[j][row] + 0.0;
        memcpy(&bits, &value, sizeof bits);
        uint32_t counter[4] = {(uint32_t)bits, (uint32_t)(bits >> 32), (uint32_t)state,
                               (uint32_t)(state >> 32)};
        uint32_t mixed[4];
        vi_philox(counter, key, mixed);
        state = (uint64_t)mixed[1] << 32 | mixed[0];
    }
    return (double)(state >> 12) * 0x1p-52;
}

static bool same_point(const vi_group *group, size_t row, size_t other)
{
    for (size_t j = 0; j < group->count; j++) {
        if (group->columns[j][row] != group->columns[j][other]) {
            return false;
        }
    }
    return true;
}

/* Sorts all rows by their hash. */
static voi_status order_rows(const vi_group *group, vi_sorted *sorted, voi_error *err)
{
    voi_status status = VOI_OK;
    double *keys = vi_malloc(group->rows, sizeof *keys);
    vi_sorted *spare = vi_malloc(group->rows, sizeof *spare);
    if (!keys || !spare) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
        goto cleanup;
    }
    for (size_t i = 0; i < group->rows; i++) {
        keys[i] = hash(group, i);
    }
    vi_radix_sort(keys, group->rows, sorted, spare);
cleanup:
    vi_free(keys);
    vi_free(spare);
    return status;
}

/* Where the rows of the point that begins at `first` end. */
static size_t end_of_point(const vi_group *group, const vi_sorted *sorted, size_t first)
{
    size_t end = first + 1;
    while (end < group->rows && sorted[end].key == sorted[first].key &&
           same_point(group, sorted[end].row, sorted[first].row)) {
        end++;
    }
    return end;
}

static size_t count_points(const vi_group *group, const vi_sorted *sorted, size_t most)
{
    size_t points = 0;
    for (size_t i = 0; i < group->rows && points < most; points++) {
        i = end_of_point(group, sorted, i);
    }
    return points;
}

static voi_status reserve(vi_gp_sample *s, voi_error *err)
{
    size_t beside = s->nulls + s->responses;
    s->line = vi_malloc(s->points * s->dims, sizeof *s->line);
    s->score = vi_malloc(s->points * s->dims, sizeof *s->score);
    s->root = vi_malloc(s->points, sizeof *s->root);
    s->beside = vi_malloc(s->points * beside, sizeof *s->beside);
    s->squares = vi_calloc(s->responses, sizeof *s->squares);
    return s->line && s->score && s->root && s->beside && s->squares
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu points", s->points);
}

/* Point p from its rows. The squares get what the rows' means leave out. */
static void set_point(vi_gp_sample *s, size_t p, const vi_responses *y, const vi_sorted *rows,
                      size_t count)
{
    double root = sqrt((double)count), *beside = s->beside + p * (s->nulls + s->responses);
    s->root[p] = root;
    beside[0] = root;
    for (size_t j = 0; j < s->dims; j++) {
        beside[1 + j] = root * s->line[p * s->dims + j];
    }
    for (size_t r = 0; r < s->responses; r++) {
        double sum = 0, within = 0;
        for (size_t i = 0; i < count; i++) {
            sum += y->y[rows[i].row * y->count + r];
        }
        for (size_t i = 0; i < count; i++) {
            double away = y->y[rows[i].row * y->count + r] - sum / (double)count;
            within += away * away;
        }
        beside[s->nulls + r] = sum / root;
        s->squares[r] += within;
    }
}

static void set_points(vi_gp_sample *s, const vi_group *group, const vi_coordinate *coordinates,
                       const vi_responses *responses, const vi_sorted *sorted)
{
    size_t first = 0;
    for (size_t p = 0; p < s->points; p++) {
        size_t end = end_of_point(group, sorted, first), row = sorted[first].row;
        for (size_t j = 0; j < s->dims; j++) {
            double value = group->columns[j][row];
            s->line[p * s->dims + j] = vi_coordinate_line(&coordinates[j], value);
            s->score[p * s->dims + j] = vi_coordinate_score(&coordinates[j], value);
        }
        set_point(s, p, responses, sorted + first, end - first);
        first = end;
    }
    s->freedom = (double)first - (double)s->nulls;
}

/* products[c] = Σ over the points of column `with` times column c, for c >= `with`. */
static void multiply_columns(const vi_gp_sample *s, size_t with, double *products)
{
    size_t width = s->nulls + s->responses;
    memset(products, 0, width * sizeof *products);
    for (size_t p = 0; p < s->points; p++) {
        const double *row = s->beside + p * width;
        for (size_t c = with; c < width; c++) {
            products[c] += row[with] * row[c];
        }
    }
}

/* Makes column c of `beside` one of length 1, or 0 where `least` squares are not left of it, and
 * takes it out of those behind it. */
static void sweep_column(vi_gp_sample *s, size_t c, double least, double *products)
{
    size_t width = s->nulls + s->responses;
    multiply_columns(s, c, products);
    double squares = products[c], scale = squares > least ? 1 / sqrt(squares) : 0;
    for (size_t p = 0; p < s->points; p++) {
        double *row = s->beside + p * width;
        row[c] *= scale;
        for (size_t k = c + 1; k < width; k++) {
            row[k] -= scale * products[k] * row[c];
        }
    }
}

static void add_squares(const vi_gp_sample *s, double *squares)
{
    size_t width = s->nulls + s->responses;
    for (size_t p = 0; p < s->points; p++) {
        for (size_t c = 0; c < width; c++) {
            squares[c] += s->beside[p * width + c] * s->beside[p * width + c];
        }
    }
}

/* Gram and Schmidt, twice over. A line that the points do not tell from those before becomes 0. */
static voi_status clear_nulls(vi_gp_sample *s, voi_error *err)
{
    size_t width = s->nulls + s->responses;
    double *before = vi_calloc(3 * width, sizeof *before);
    if (!before) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", s->dims);
    }
    double *after = before + width, *products = after + width;
    add_squares(s, before);
    for (size_t step = 0; step < 2 * s->nulls; step++) {
        size_t c = step % s->nulls;
        sweep_column(s, c, rounding * before[c], products);
    }
    add_squares(s, after);
    for (size_t r = 0; r < s->responses; r++) {
        double left = after[s->nulls + r];
        s->squares[r] += left > rounding * before[s->nulls + r] ? left : 0;
    }
    vi_free(before);
    return VOI_OK;
}

voi_status vi_gp_sample_create(const vi_group *group, const vi_coordinate *coordinates,
                               const vi_responses *responses, size_t most, vi_gp_sample *out,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gp_sample sample = {
        .dims = group->count, .nulls = 1 + group->count, .responses = responses->count};
    vi_sorted *sorted = vi_malloc(group->rows, sizeof *sorted);
    if (!sorted) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
        goto cleanup;
    }
    VI_TRY(order_rows(group, sorted, err));
    sample.points = count_points(group, sorted, most);
    VI_TRY(reserve(&sample, err));
    set_points(&sample, group, coordinates, responses, sorted);
    VI_TRY(clear_nulls(&sample, err));
    *out = sample;
    sample = (vi_gp_sample){0};
cleanup:
    vi_free(sorted);
    vi_gp_sample_free(&sample);
    return status;
}

void vi_gp_sample_free(vi_gp_sample *sample)
{
    vi_free(sample->line);
    vi_free(sample->score);
    vi_free(sample->root);
    vi_free(sample->beside);
    vi_free(sample->squares);
    *sample = (vi_gp_sample){0};
}
