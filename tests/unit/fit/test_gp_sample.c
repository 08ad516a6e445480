/* Distinct points, their weights and order, and what is cleared of what. */
#include "normal_sample.h"

#include "failing_alloc.h"

#include "fit/gp_sample.h"
#include "math/linalg.h"

enum { ROWS = 240, PARS = 2 };

static double plain(const double *point, size_t r)
{
    return point[0] + (double)r * point[1] * point[1];
}

static void coordinates_of(const normal_sample *s, vi_coordinate *out)
{
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(s->rows);
    for (size_t j = 0; j < s->group.count; j++) {
        vi_cells_cut(cells, s->x[j]);
        check_ok(vi_coordinate_create(cells, s->x[j], &out[j], &error));
    }
    vi_cells_destroy(cells);
}

static vi_gp_sample points_of(const normal_sample *s, size_t most)
{
    vi_coordinate coordinates[SAMPLE_PARS];
    vi_gp_sample out = {0};
    voi_error error = {VOI_OK, ""};
    coordinates_of(s, coordinates);
    check_ok(vi_gp_sample_create(&s->group, coordinates, &s->responses, most, &out, &error));
    for (size_t j = 0; j < s->group.count; j++) {
        vi_coordinate_free(&coordinates[j]);
    }
    return out;
}

/* Makes row 3 k + 1 and 3 k + 2 copies of row 3 k, but for the responses and the sign of 0. */
static void repeat_points(normal_sample *s)
{
    s->x[0][0] = 0;
    for (size_t i = 0; i < s->rows; i++) {
        for (size_t j = 0; j < s->group.count; j++) {
            s->x[j][i] = s->x[j][i - i % 3];
        }
    }
    s->x[0][1] = -0.0;
}

static double product(const vi_gp_sample *p, size_t a, size_t b)
{
    size_t width = p->nulls + p->responses;
    double sum = 0;
    for (size_t i = 0; i < p->points; i++) {
        sum += p->beside[i * width + a] * p->beside[i * width + b];
    }
    return sum;
}

static void nulls_are_orthonormal(void **state)
{
    (void)state;
    for (int repeated = 0; repeated < 2; repeated++) {
        normal_sample *s = new_sample(ROWS, PARS, 2, plain, 1, NULL);
        if (repeated) {
            repeat_points(s);
        }
        vi_gp_sample p = points_of(s, ROWS);
        assert_int_equal(p.points, repeated ? ROWS / 3 : ROWS);
        assert_true(p.freedom == ROWS - 3);
        for (size_t a = 0; a < p.nulls; a++) {
            for (size_t b = 0; b < p.nulls + p.responses; b++) {
                check_close(product(&p, a, b), a == b, 1e-12);
            }
        }
        for (size_t i = 0; i < p.points; i++) {
            check_close(p.root[i], repeated ? sqrt(3) : 1, 1e-15);
        }
        vi_gp_sample_free(&p);
        drop_sample(s);
    }
}

/* What a plane leaves of the squares of response r over all rows, by the normal equations. */
static double left_by_plane(const normal_sample *s, size_t r)
{
    double gram[9] = {0}, z[3] = {0}, squares = 0;
    for (size_t i = 0; i < s->rows; i++) {
        const double h[3] = {1, s->x[0][i], s->x[1][i]};
        for (size_t a = 0; a < 3; a++) {
            z[a] += h[a] * s->y[r][i];
            for (size_t b = 0; b < 3; b++) {
                gram[3 * a + b] += h[a] * h[b];
            }
        }
        squares += s->y[r][i] * s->y[r][i];
    }
    assert_true(vi_cholesky(gram, 3));
    vi_solve_lower(gram, z, 3, 1);
    return squares - z[0] * z[0] - z[1] * z[1] - z[2] * z[2];
}

static void squares_are_of_all_rows(void **state)
{
    (void)state;
    normal_sample *s = new_sample(ROWS, PARS, 2, plain, 1, NULL);
    repeat_points(s);
    vi_gp_sample p = points_of(s, ROWS);
    for (size_t r = 0; r < 2; r++) {
        check_close(p.squares[r] / left_by_plane(s, r), 1, 1e-12);
    }
    vi_gp_sample_free(&p);
    drop_sample(s);
}

/* A fit that leaves rounding only leaves nothing, and a line twice over counts once. */
static void nothing_left_is_nothing(void **state)
{
    (void)state;
    normal_sample *s = new_sample(ROWS, 3, 1, plain, 0, NULL);
    memcpy(s->x[2], s->x[1], ROWS * sizeof **s->x);
    vi_gp_sample p = points_of(s, ROWS);
    assert_true(p.squares[0] == 0);
    assert_true(product(&p, 3, 3) == 0);
    check_close(product(&p, 2, 2), 1, 1e-12);
    vi_gp_sample_free(&p);
    drop_sample(s);
}

/* The leading points are the same, bit for bit, in every order of the rows; they are a fair draw:
 * no correlation with the order in the sample or with the values. */
static void leading_points_hang_on_values(void **state)
{
    enum { MANY = 4000, FEW = 1000 };
    static size_t order[MANY];
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        order[i] = (i * 77 + 5) % MANY;
    }
    normal_sample *s = new_sample(MANY, PARS, 1, plain, 1, NULL);
    normal_sample *t = new_sample(MANY, PARS, 1, plain, 1, order);
    vi_gp_sample a = points_of(s, FEW), b = points_of(t, FEW);
    double mean = 0;
    assert_int_equal(a.points, FEW);
    assert_true(a.freedom == FEW - 3);
    assert_memory_equal(a.line, b.line, FEW * PARS * sizeof *a.line);
    assert_memory_equal(a.score, b.score, FEW * PARS * sizeof *a.score);
    check_close(b.squares[0] / a.squares[0], 1, 1e-12);
    for (size_t i = 0; i < FEW; i++) {
        mean += a.line[i * PARS] / FEW;
    }
    check_close(mean, 0, 5.5 / sqrt(FEW));
    vi_gp_sample_free(&a);
    vi_gp_sample_free(&b);
    drop_sample(s);
    drop_sample(t);
}

static void every_allocation_may_fail(void **state)
{
    vi_coordinate coordinates[SAMPLE_PARS];
    bool failed = true;
    (void)state;
    normal_sample *s = new_sample(ROWS, PARS, 2, plain, 1, NULL);
    coordinates_of(s, coordinates);
    long before = atomic_load(&live_blocks);
    for (long k = 0; failed; k++) {
        vi_gp_sample out = {0};
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        voi_status status =
            vi_gp_sample_create(&s->group, coordinates, &s->responses, ROWS, &out, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_int_equal(status, failed ? VOI_ERR_NOMEM : VOI_OK);
        vi_gp_sample_free(&out);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    for (size_t j = 0; j < PARS; j++) {
        vi_coordinate_free(&coordinates[j]);
    }
    drop_sample(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nulls_are_orthonormal),
        cmocka_unit_test(squares_are_of_all_rows),
        cmocka_unit_test(nothing_left_is_nothing),
        cmocka_unit_test(leading_points_hang_on_values),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
