/* The triangle of pairs: a cell for each, with its number and sign where there is room, the names
 * along the diagonal. */
#include "recording_pen.h"

#include "core/alloc.h"

#include <math.h>
#include <stdio.h>

enum { NAMES = 4, CELLS = NAMES * (NAMES - 1) / 2 };

static vi_chart *triangle(double width, double factor)
{
    static const double values[CELLS] = {-260, 0.2, 44.7, 20, -5, -0.3};
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.width = width;
    vi_chart *chart = vi_chart_create(&options);
    double *x = vi_chart_array(chart, CELLS), *chance = vi_chart_array(chart, CELLS);
    chart->names = vi_calloc(NAMES, sizeof *chart->names);
    for (size_t i = 0; i < CELLS; i++) {
        x[i] = factor * values[i];
        chance[i] = factor * 30;
    }
    for (size_t i = 0; i < NAMES; i++) {
        snprintf(chart->names[i], VI_LABEL, "name%zu", i + 1);
    }
    chart->bare = true;
    vi_axis_include(&chart->x, 0);
    vi_axis_include(&chart->y, 0);
    const vi_layer layer = {.kind = VI_PAIRS, .series = -1, .count = NAMES, .x = x, .y = chance};
    vi_chart_add(chart, layer, "");
    return chart;
}

static const drawn *find(const recording_pen *pen, const char *text)
{
    for (size_t i = 0; i < pen->count; i++) {
        if (pen->items[i].kind == DRAWN_TEXT && strcmp(pen->items[i].text, text) == 0) {
            return &pen->items[i];
        }
    }
    return NULL;
}

static size_t count_boxes(const recording_pen *pen, int fill)
{
    size_t count = 0;
    for (size_t i = 0; i < pen->count; i++) {
        count += pen->items[i].kind == DRAWN_BOXES && pen->items[i].style.fill == fill;
    }
    return count;
}

static void cells_names_and_numbers(void **state)
{
    static const char *const texts[] = {"−260", "0", "+45", "+20", "−5", "name1", "name4"};
    (void)state;
    vi_chart *chart = triangle(720, 1);
    recording_pen pen = new_recorder();
    vi_chart_draw(chart, &pen.pen);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_non_null(find(&pen, texts[i]));
    }
    assert_int_equal(count_boxes(&pen, VI_RULE), CELLS);
    assert_int_equal(count_boxes(&pen, VI_SERIES), 2);
    assert_int_equal(count_boxes(&pen, VI_SERIES + 1), 2);
    assert_true(find(&pen, "−260")->font.bold && find(&pen, "+45")->font.bold);
    assert_false(find(&pen, "+20")->font.bold);
    /* In the row of the second name, under the first. */
    assert_true(find(&pen, "−260")->y == find(&pen, "name2")->y);
    assert_true(find(&pen, "−260")->x > find(&pen, "name1")->x);
    assert_true(find(&pen, "−260")->x < find(&pen, "name2")->x);
    double frame[8];
    assert_false(vi_chart_frame(chart, frame));
    forget(&pen);
    vi_chart_destroy(chart);
}

static void nothing_leaves_the_sheet(void **state)
{
    (void)state;
    for (double width = 200; width < 800; width += 90) {
        vi_chart *chart = triangle(width, 1e3);
        recording_pen pen = new_recorder();
        vi_chart_draw(chart, &pen.pen);
        for (size_t i = 0; i < pen.count; i++) {
            const drawn *item = &pen.items[i];
            for (size_t b = 0; item->kind == DRAWN_BOXES && b < item->count; b++) {
                assert_true(item->points[4 * b] >= 0 && item->points[4 * b + 2] > 0);
                assert_true(item->points[4 * b] + item->points[4 * b + 2] <= width);
            }
            assert_true(item->kind != DRAWN_TEXT || item->x < width);
        }
        forget(&pen);
        vi_chart_destroy(chart);
    }
}

/* All of them 0: no colour, and no division by it. */
static void no_interaction_at_all(void **state)
{
    (void)state;
    vi_chart *chart = triangle(720, 0);
    recording_pen pen = new_recorder();
    vi_chart_draw(chart, &pen.pen);
    assert_int_equal(count_boxes(&pen, VI_SERIES) + count_boxes(&pen, VI_SERIES + 1), 0);
    assert_non_null(find(&pen, "0"));
    forget(&pen);
    vi_chart_destroy(chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_names_and_numbers),
        cmocka_unit_test(nothing_leaves_the_sheet),
        cmocka_unit_test(no_interaction_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
