/* The lengths that the likelihood finds: of parameters that matter and of those that do not. */
#include "normal_sample.h"

#include "failing_alloc.h"

#include "fit/gp_scales.h"

static double narrow_and_wide(const double *point, size_t r)
{
    return r == 0 ? sin(3 * point[0]) * (2 + point[1]) : 0.3 * cos(3 * point[0]);
}

static double nothing(const double *point, size_t r)
{
    (void)point;
    (void)r;
    return 0;
}

static vi_gp_sample points_of(const normal_sample *s)
{
    vi_coordinate coordinates[SAMPLE_PARS];
    vi_gp_sample out = {0};
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(s->rows);
    for (size_t j = 0; j < s->group.count; j++) {
        vi_cells_cut(cells, s->x[j]);
        check_ok(vi_coordinate_create(cells, s->x[j], &coordinates[j], &error));
    }
    vi_cells_destroy(cells);
    check_ok(vi_gp_sample_create(&s->group, coordinates, &s->responses, s->rows, &out, &error));
    for (size_t j = 0; j < s->group.count; j++) {
        vi_coordinate_free(&coordinates[j]);
    }
    return out;
}

static vi_gp_scales scales_of(const normal_sample *s)
{
    vi_gp_sample points = points_of(s);
    vi_gp_scales out = {0};
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    check_ok(vi_gp_scales_find(ctx, &points, &out, &error));
    voi_context_destroy(ctx);
    vi_gp_sample_free(&points);
    return out;
}

static void irrelevant_parameters_get_long_lengths(void **state)
{
    (void)state;
    normal_sample *s = new_sample(2500, 4, 2, narrow_and_wide, 1, NULL);
    vi_gp_scales scales = scales_of(s);
    assert_true(scales.length[0] < 1.5);
    assert_true(scales.length[1] > 2 * scales.length[0]);
    assert_true(scales.length[2] > 10 && scales.length[3] > 10);
    assert_true(scales.lambda > 1e-3 && scales.lambda < 10);
    vi_gp_scales_free(&scales);
    drop_sample(s);
}

/* Parameters stand on the scale on which the response is smooth. */
static void chooses_the_scale_of_the_parameters(void **state)
{
    (void)state;
    normal_sample *s = new_sample(1500, 2, 1, narrow_and_wide, 0.5, NULL);
    for (size_t j = 0; j < 2; j++) {
        for (size_t i = 0; i < s->rows; i++) {
            s->x[j][i] = exp(2 * s->x[j][i]);
        }
    }
    vi_gp_scales scales = scales_of(s);
    assert_true(scales.scores);
    vi_gp_scales_free(&scales);
    for (size_t i = 0; i < s->rows; i++) {
        s->y[0][i] += log(s->x[0][i]) - s->truth[0][i];
        for (size_t j = 0; j < 2; j++) {
            s->x[j][i] = vi_normal_cdf(log(s->x[j][i]) / 2);
        }
        s->y[0][i] += 40 * pow(s->x[0][i] * s->x[1][i], 2) - log(s->x[0][i]);
    }
    settle(s);
    scales = scales_of(s);
    assert_false(scales.scores);
    vi_gp_scales_free(&scales);
    drop_sample(s);
}

/* Other orders of the rows sum in another order; that must not show. */
static void order_of_rows_changes_no_bit(void **state)
{
    enum { ROWS = 900 };
    static size_t order[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        order[i] = (i * 77 + 5) % ROWS;
    }
    normal_sample *s = new_sample(ROWS, 3, 2, narrow_and_wide, 1, NULL);
    normal_sample *t = new_sample(ROWS, 3, 2, narrow_and_wide, 1, order);
    vi_gp_scales a = scales_of(s), b = scales_of(t);
    assert_true(a.scores == b.scores);
    assert_memory_equal(a.length, b.length, 3 * sizeof *a.length);
    vi_gp_scales_free(&a);
    vi_gp_scales_free(&b);
    drop_sample(s);
    drop_sample(t);
}

static void noise_is_not_mistaken(void **state)
{
    (void)state;
    normal_sample *s = new_sample(1000, 3, 1, nothing, 1, NULL);
    vi_gp_scales scales = scales_of(s);
    /* Prior variance of a tenth of the noise would be fifty times what noise explains by chance. */
    assert_true(scales.lambda > 10);
    for (size_t j = 0; j < 3; j++) {
        assert_true(scales.length[j] > 0.1 && scales.length[j] < 100);
    }
    vi_gp_scales_free(&scales);
    drop_sample(s);
}

static int stop_at_tenth(void *data, const char *phase, double fraction)
{
    size_t *calls = data;
    assert_non_null(phase);
    assert_true(fraction >= 0 && fraction <= 1);
    return ++*calls >= 10;
}

static void can_be_cancelled(void **state)
{
    size_t calls = 0;
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {VOI_OK, ""};
    vi_gp_scales out = {0};
    (void)state;
    normal_sample *s = new_sample(1000, 3, 1, narrow_and_wide, 1, NULL);
    vi_gp_sample points = points_of(s);
    voi_context_options_default(&options);
    options.progress = stop_at_tenth;
    options.progress_data = &calls;
    check_ok(voi_context_create(&options, &ctx, &error));
    long before = atomic_load(&live_blocks);
    assert_int_equal(vi_gp_scales_find(ctx, &points, &out, &error), VOI_ERR_CANCELLED);
    assert_int_equal(calls, 10);
    assert_null(out.length);
    assert_true(atomic_load(&live_blocks) <= before + 1); /* the pool's threads */
    voi_context_destroy(ctx);
    vi_gp_sample_free(&points);
    drop_sample(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(irrelevant_parameters_get_long_lengths),
        cmocka_unit_test(chooses_the_scale_of_the_parameters),
        cmocka_unit_test(order_of_rows_changes_no_bit),
        cmocka_unit_test(noise_is_not_mistaken),
        cmocka_unit_test(can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
