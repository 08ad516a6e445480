/* Layers on paper: lines lose no more than can be seen and are never cut off, bars start at zero,
 * clouds keep their points, and labels stand where they belong. */
#include "recording_pen.h"

#include "core/philox.h"
#include "render/chart_labels.h"

static vi_plot_area area_of(const vi_chart *chart)
{
    return (vi_plot_area){.chart = chart,
                          .left = 0,
                          .right = 500,
                          .top = 0,
                          .bottom = 300,
                          .x = {.high = 500, .step = 100},
                          .y = {.high = 300, .step = 100}};
}

/* A chart whose data are pixels, with y upwards. */
static vi_chart *pixels(void)
{
    voi_plot_options options;
    voi_plot_options_default(&options);
    vi_chart *chart = vi_chart_create(&options);
    assert_non_null(chart);
    chart->x.low = chart->y.low = 0;
    chart->x.high = 500;
    chart->y.high = 300;
    return chart;
}

static double distance_to(const double *a, const double *b, double x, double y)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
    double share = length > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0;
    share = fmin(fmax(share, 0), 1);
    return hypot(a[0] + share * dx - x, a[1] + share * dy - y);
}

/* How far a point is from the nearest path that was drawn. */
static double distance_to_drawing(const recording_pen *pen, double x, double y)
{
    double least = INFINITY;
    for (size_t i = 0; i < pen->count; i++) {
        const drawn *item = &pen->items[i];
        for (size_t j = 0; item->kind == DRAWN_PATH && j + 1 < item->count; j++) {
            const double *p = item->points + 2 * j;
            if (!isnan(p[1]) && !isnan(p[3])) {
                least = fmin(least, distance_to(p, p + 2, x, y));
            }
        }
    }
    return least;
}

static size_t points_drawn(const recording_pen *pen, drawn_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < pen->count; i++) {
        count += pen->items[i].kind == kind ? pen->items[i].count : 0;
    }
    return count;
}

static void check_thinned(double (*across)(double), double (*upwards)(double))
{
    enum { POINTS = 5001 };
    vi_chart *chart = pixels();
    double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = across((double)i / (POINTS - 1));
        y[i] = upwards((double)i / (POINTS - 1));
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = POINTS, .x = x, .y = y}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    assert_in_range(points_drawn(&pen, DRAWN_PATH), 2, 4000);
    for (size_t i = 0; i < POINTS; i += 7) {
        assert_true(distance_to_drawing(&pen, x[i], 300 - y[i]) < 0.25);
    }
    forget(&pen);
    vi_chart_destroy(chart);
}

static double along(double t)
{
    return 500 * t;
}

static double wave(double t)
{
    return 150 + 140 * sin(12.5 * t) * exp(-1.7 * t);
}

static double stairs(double t)
{
    return 50 * floor(5 * t);
}

static double circle_x(double t)
{
    return 250 + 100 * cos(6.283185307179586 * t);
}

static double circle_y(double t)
{
    return 150 + 100 * sin(6.283185307179586 * t);
}

static void thinned_lines_stay_where_they_are(void **state)
{
    (void)state;
    check_thinned(along, wave);
    check_thinned(along, stairs);
    check_thinned(stairs, along);
    check_thinned(circle_x, circle_y);
    check_thinned(circle_y, circle_x);
}

static void a_smooth_line_becomes_few_points(void **state)
{
    enum { POINTS = 5001 };
    (void)state;
    vi_chart *chart = pixels();
    double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = along((double)i / (POINTS - 1));
        y[i] = wave((double)i / (POINTS - 1));
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = POINTS, .x = x, .y = y}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    assert_in_range(points_drawn(&pen, DRAWN_PATH), 30, 150);
    forget(&pen);
    vi_chart_destroy(chart);
}

static void a_rough_line_is_drawn_to_its_end(void **state)
{
    enum { POINTS = 20000 };
    (void)state;
    vi_chart *chart = pixels();
    double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = 500 * (double)i / (POINTS - 1);
        y[i] = 300 * vi_uniform(1, 0, i);
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = POINTS, .x = x, .y = y}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    for (size_t i = 0; i < POINTS; i += 1999) {
        assert_true(distance_to_drawing(&pen, x[i], 300 - y[i]) < 0.3);
    }
    for (size_t i = 0; i + 1 < pen.count; i++) { /* pieces meet */
        const drawn *item = &pen.items[i];
        check_close(item->points[2 * item->count - 2], pen.items[i + 1].points[0], 0);
        check_close(item->points[2 * item->count - 1], pen.items[i + 1].points[1], 0);
    }
    forget(&pen);
    vi_chart_destroy(chart);
}

static void a_gap_stays_a_gap(void **state)
{
    (void)state;
    vi_chart *chart = pixels();
    double *x = vi_chart_array(chart, 9), *y = vi_chart_array(chart, 9);
    for (size_t i = 0; i < 9; i++) {
        x[i] = 10 * (double)i;
        y[i] = i == 4 || i == 5 ? (double)NAN : 100;
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = 9, .x = x, .y = y}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    assert_true(distance_to_drawing(&pen, 30, 200) < 1e-9);
    assert_true(distance_to_drawing(&pen, 60, 200) < 1e-9);
    check_close(distance_to_drawing(&pen, 45, 200), 15, 1e-9);
    forget(&pen);
    vi_chart_destroy(chart);
}

static void bars_have_names_amounts_and_whiskers(void **state)
{
    (void)state;
    vi_chart *chart = pixels();
    double *x = vi_chart_array(chart, 2), *low = vi_chart_array(chart, 2);
    double *high = vi_chart_array(chart, 2);
    char names[2][VI_LABEL] = {"first", "second"};
    x[0] = 200;
    low[0] = 180;
    high[0] = 220;
    chart->names = names;
    vi_chart_add(chart, (vi_layer){.kind = VI_BARS, .count = 2, .x = x, .y = low, .y2 = high}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    const double *box = pen.items[0].points;
    assert_int_equal(pen.items[0].kind, DRAWN_BOXES);
    check_close(box[0], 0, 0);
    check_close(box[2], 200, 0);
    check_close(box[1] + box[3] / 2, 75, 1e-9);
    assert_true(distance_to_drawing(&pen, 180, 75) < 1e-9);
    assert_true(distance_to_drawing(&pen, 220, 75) < 1e-9);
    check_close(distance_to_drawing(&pen, 250, 75), 30, 1e-9);
    assert_non_null(find_text(&pen, "first"));
    assert_true(find_text(&pen, "second")->y > 200);
    assert_true(find_text(&pen, "200")->x > 220);
    assert_true(vi_bar_name_width(chart) > vi_text_width("second", 12, false));
    forget(&pen);
    chart->names = NULL;
    vi_chart_destroy(chart);
}

static void reference_lines_stay_in_the_area(void **state)
{
    static const double slopes[] = {0, 0.2, 1, 30};
    (void)state;
    for (int i = 0; i < 4; i++) {
        vi_chart *chart = pixels();
        double *slope = vi_chart_array(chart, 1);
        slope[0] = slopes[i];
        vi_chart_add(chart, (vi_layer){.kind = VI_SLOPE, .series = -1, .count = 1, .x = slope},
                     "k = 1");
        recording_pen pen = new_recorder();
        vi_plot_area area = area_of(chart);
        vi_draw_layers(&area, &pen.pen);
        const double *line = pen.items[0].points;
        check_close(line[0], 0, 1e-9);
        check_close(line[1], 300, 1e-9);
        check_close(300 - line[3], slopes[i] * line[2], 1e-9);
        check_close(line[2], slopes[i] * 500 > 300 ? 300 / slopes[i] : 500, 1e-9);
        assert_non_null(find_text(&pen, "k = 1"));
        forget(&pen);
        vi_chart_destroy(chart);
    }
}

/* A cloud over a grid of 100 × 100 cells of 5 × 3 pixels, `points` in each of its cells. */
static recording_pen draw_cloud(vi_chart *chart, double points, size_t cells, size_t *outside)
{
    double *values = vi_chart_array(chart, 3 * cells), *grid = vi_chart_array(chart, 5);
    const double even[] = {0, 5, 0, 3, 100};
    memcpy(grid, even, sizeof even);
    *outside = 0;
    for (size_t i = 0; i < cells; i++) {
        values[3 * i] = 5 * (double)(i / 50 + 10) + 2.5;
        values[3 * i + 1] = 3 * (double)(i % 50 + 20) + 1.5;
        values[3 * i + 2] = points;
        *outside += values[3 * i] > chart->x.high || values[3 * i + 1] > chart->y.high;
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_CLOUD, .count = cells, .x = values, .y = grid}, "");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_layers(&area, &pen.pen);
    return pen;
}

static void a_sparse_cloud_is_dots(void **state)
{
    (void)state;
    size_t outside;
    vi_chart *chart = pixels();
    chart->x.high = 200;
    recording_pen pen = draw_cloud(chart, 1, 3000, &outside);
    assert_int_equal(points_drawn(&pen, DRAWN_BOXES), 0);
    assert_true(outside > 0);
    assert_int_equal(points_drawn(&pen, DRAWN_DOTS), 3000 - outside);
    check_close(pen.items[0].points[0], 52.5, 1e-9);
    check_close(pen.items[0].points[1], 300 - 61.5, 1e-9);
    forget(&pen);
    vi_chart_destroy(chart);
}

static void a_dense_cloud_is_a_shading(void **state)
{
    (void)state;
    size_t outside;
    double surface = 0;
    vi_chart *chart = pixels();
    recording_pen pen = draw_cloud(chart, 20, 3000, &outside);
    assert_int_equal(points_drawn(&pen, DRAWN_DOTS), 0);
    assert_int_equal(points_drawn(&pen, DRAWN_BOXES), 60); /* one a column */
    for (size_t i = 0; i < pen.count; i++) {
        for (size_t j = 0; j < pen.items[i].count; j++) {
            surface += pen.items[i].points[4 * j + 2] * pen.items[i].points[4 * j + 3];
        }
    }
    check_close(surface, 3000 * 15, 1e-6);
    check_close(pen.items[0].points[0], 50, 1e-9);
    check_close(pen.items[0].points[1], 300 - 3 * 70, 1e-9);
    forget(&pen);
    vi_chart_destroy(chart);
}

/* Adds a line that rises from 0 to `end` over the width. */
static void add_rise(vi_chart *chart, double end, double width, double weight, const char *name)
{
    double *x = vi_chart_array(chart, 2), *y = vi_chart_array(chart, 2);
    x[1] = width;
    y[1] = end;
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = 2, .x = x, .y = y, .weight = weight},
                 name);
}

static void labels_that_collide_are_spread_evenly(void **state)
{
    (void)state;
    vi_chart *chart = pixels();
    add_rise(chart, 150, 500, 1, "b");
    add_rise(chart, 151, 500, 1, "a");
    add_rise(chart, 149, 500, 1, "c");
    add_rise(chart, 20, 500, 1, "alone");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_labels(&area, &pen.pen);
    double a = find_text(&pen, "a")->y, b = find_text(&pen, "b")->y, c = find_text(&pen, "c")->y;
    check_close(b - a, 17, 1e-9);
    check_close(c - b, 17, 1e-9);
    check_close(find_text(&pen, "alone")->y - b, 130, 1e-9); /* b stays at its line */
    assert_true(find_text(&pen, "a")->x > 500);
    forget(&pen);
    vi_chart_destroy(chart);
}

static void the_lightest_give_way(void **state)
{
    (void)state;
    vi_chart *chart = pixels();
    char name[20];
    for (int i = 0; i < 70; i++) {
        name[0] = (char)('A' + i / 10);
        name[1] = (char)('0' + i % 10);
        name[2] = '\0';
        add_rise(chart, 4 * i, 500, i * 7 % 70, name);
    }
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    vi_draw_labels(&area, &pen.pen);
    size_t shown = 0;
    for (int i = 0; i < 70; i++) {
        const char words[] = {(char)('A' + i / 10), (char)('0' + i % 10), '\0'};
        bool is_shown = find_text(&pen, words) != NULL;
        shown += is_shown;
        assert_true(is_shown == (i * 7 % 70 >= 54) || i * 7 % 70 == 49);
    }
    assert_in_range(shown, 15, 18);
    forget(&pen);
    vi_chart_destroy(chart);
}

static void a_line_that_ends_early_is_named_beside_it(void **state)
{
    (void)state;
    vi_chart *chart = pixels();
    add_rise(chart, 250, 400, 1, "early");
    recording_pen pen = new_recorder();
    vi_plot_area area = area_of(chart);
    check_close(vi_line_label_margin(chart), 0, 0);
    vi_draw_labels(&area, &pen.pen);
    const drawn *name = find_text(&pen, "early");
    assert_non_null(name);
    assert_true(name->x < 500 && name->y > 0 && name->y < 300);
    add_rise(chart, 250, 500, 1, "late");
    check_close(vi_line_label_margin(chart), vi_text_width("late", VI_LABEL_SIZE, true) + 24, 1e-9);
    forget(&pen);
    vi_chart_destroy(chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thinned_lines_stay_where_they_are),
        cmocka_unit_test(a_smooth_line_becomes_few_points),
        cmocka_unit_test(a_rough_line_is_drawn_to_its_end),
        cmocka_unit_test(a_gap_stays_a_gap),
        cmocka_unit_test(bars_have_names_amounts_and_whiskers),
        cmocka_unit_test(reference_lines_stay_in_the_area),
        cmocka_unit_test(a_sparse_cloud_is_dots),
        cmocka_unit_test(a_dense_cloud_is_a_shading),
        cmocka_unit_test(labels_that_collide_are_spread_evenly),
        cmocka_unit_test(the_lightest_give_way),
        cmocka_unit_test(a_line_that_ends_early_is_named_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
