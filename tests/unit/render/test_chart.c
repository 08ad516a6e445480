/* A chart holds its layers, names its axes, and is laid out so that nothing is cut off and no two
 * words touch, whatever they are. */
#include "recording_pen.h"

#include "core/philox.h"

static vi_chart *new_chart(double width, double height, const char *currency)
{
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.width = width;
    options.height = height;
    options.currency = currency;
    vi_chart *chart = vi_chart_create(&options);
    assert_non_null(chart);
    return chart;
}

static void axes_grow_with_layers(void **state)
{
    (void)state;
    vi_chart *chart = new_chart(720, 440, NULL);
    double *x = vi_chart_array(chart, 3), *y = vi_chart_array(chart, 3);
    double *low = vi_chart_array(chart, 3);
    for (int i = 0; i < 3; i++) {
        x[i] = 10 * i;
        y[i] = i == 1 ? (double)NAN : 5.0 + i;
        low[i] = -i;
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = 3, .x = x, .y = y}, "line");
    check_close(chart->x.low, 0, 0);
    check_close(chart->x.high, 20, 0);
    check_close(chart->y.low, 5, 0);
    check_close(chart->y.high, 7, 0);
    vi_chart_add(chart, (vi_layer){.kind = VI_BAND, .count = 3, .x = x, .y = low, .y2 = y}, "");
    check_close(chart->y.low, -2, 0);
    vi_chart_add(chart, (vi_layer){.kind = VI_SLOPE, .count = 1, .x = x + 2}, "");
    vi_axis_include(&chart->x, INFINITY);
    vi_axis_include(&chart->x, NAN);
    vi_axis_include(&chart->x, -1e301);
    check_close(chart->x.high, 20, 0);
    vi_chart_add(chart, (vi_layer){.kind = VI_VLINE, .count = 1, .x = x + 2}, "");
    assert_int_equal(chart->layer_count, 4);
    assert_string_equal(chart->layers[0].label, "line");
    assert_false(chart->failed);
    vi_chart_destroy(chart);
    vi_chart_destroy(NULL);
}

static void check_money(const char *currency, const char *amount, const char *title,
                        const char *prefix)
{
    vi_chart *chart = new_chart(720, 440, currency);
    char text[100];
    vi_buffer out = vi_buffer_over(text, sizeof text);
    vi_chart_money(chart, 1234, &out);
    vi_chart_name_axis(chart, &chart->y, VI_MONEY, "EVPI");
    vi_chart_name_axis(chart, &chart->x, VI_PLAIN, "Effect");
    assert_string_equal(text, amount);
    assert_string_equal(chart->y.title, title);
    assert_string_equal(chart->x.title, "Effect");
    assert_string_equal(vi_chart_tick_prefix(chart), prefix);
    vi_chart_destroy(chart);
}

static void currencies_stand_where_they_are_read(void **state)
{
    (void)state;
    check_money(NULL, "1,234", "EVPI", "");
    check_money("", "1,234", "EVPI", "");
    check_money("£", "£1,234", "EVPI", "£");
    check_money("R", "R\u00a01,234", "EVPI", "R\u00a0");
    check_money("EUR", "EUR\u00a01,234", "EVPI, EUR", "");
    check_money("US$", "US$1,234", "EVPI", "US$");
    check_money("a very long currency", "a very l…ency\u00a01,234", "EVPI, a very l…ency", "");
}

static void the_frame_is_where_the_data_are(void **state)
{
    (void)state;
    vi_chart *chart = new_chart(720, 440, "£");
    double frame[8], *x = vi_chart_array(chart, 2), *y = vi_chart_array(chart, 2);
    x[1] = 48000;
    y[1] = 0.97;
    vi_chart_name_axis(chart, &chart->x, VI_MONEY, "k");
    chart->x.tight = true;
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = 2, .x = x, .y = y}, "");
    assert_true(vi_chart_frame(chart, frame));
    assert_true(frame[0] > 10 && frame[0] < frame[1] && frame[1] < 720);
    assert_true(frame[3] > 5 && frame[3] < frame[2] && frame[2] < 440);
    check_close(frame[4], 0, 0);
    check_close(frame[5], 48000, 0);
    check_close(frame[6], 0, 0);
    check_close(frame[7], 1, 1e-12);
    recording_pen pen = new_recorder();
    vi_chart_draw(chart, &pen.pen);
    const drawn *line = NULL;
    for (size_t i = 0; i < pen.count; i++) {
        line = pen.items[i].kind == DRAWN_PATH && pen.items[i].style.width == 2.2 ? &pen.items[i]
                                                                                  : line;
    }
    assert_non_null(line);
    check_close(line->points[0], frame[0], 1e-9);
    check_close(line->points[1], frame[2], 1e-9);
    check_close(line->points[2], frame[1], 1e-9);
    check_close(line->points[3], frame[2] + 0.97 * (frame[3] - frame[2]), 1e-9);
    chart->y.named = true;
    assert_false(vi_chart_frame(chart, frame));
    forget(&pen);
    vi_chart_destroy(chart);
}

static const char *random_name(uint64_t seed, uint64_t i, char name[200])
{
    static const char *const words[] = {"Usual",     "care", "Télémonitoring",
                                        "nurse-led", "漢字", "drug_A",
                                        "plus",      "M",    "intervention"};
    size_t count = 1 + (size_t)(7 * vi_uniform(seed, 100, i));
    name[0] = '\0';
    for (size_t w = 0; w < count; w++) {
        strcat(name, w ? " " : "");
        strcat(name, words[(size_t)(9 * vi_uniform(seed, 101 + w, i))]);
    }
    return name;
}

/* A chart of random lines and points. */
static vi_chart *random_chart(uint64_t seed)
{
    enum { POINTS = 40 };
    static const char *const currencies[] = {NULL, "£", "EUR"};
    double width = 320 + 600 * vi_uniform(seed, 0, 0), height = 300 + 300 * vi_uniform(seed, 0, 1);
    vi_chart *chart = new_chart(width, height, currencies[seed % 3]);
    size_t lines = 1 + (size_t)(12 * vi_uniform(seed, 0, 2)), marks = seed % 2 ? 0 : 4;
    double scale = pow(10, 14 * vi_uniform(seed, 0, 3) - 5);
    char name[200];
    strcpy(chart->title, "What knowing one parameter would be worth to the population at k = £20");
    strcpy(chart->subtitle, random_name(seed, 99, name));
    vi_chart_name_axis(chart, &chart->x, VI_MONEY, "Willingness to pay per unit of effect (k)");
    vi_chart_name_axis(chart, &chart->y, VI_MONEY, "Expected loss per person");
    chart->x.tight = seed % 5 != 0;
    for (size_t line = 0; line < lines + marks; line++) {
        double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
        double end = vi_uniform(seed, 1, line);
        for (size_t i = 0; i < POINTS; i++) {
            x[i] = scale * (double)i;
            y[i] = scale * end * end * end * (double)i;
        }
        vi_layer layer = {.kind = VI_LINE, .series = (int)line, .count = POINTS, .x = x, .y = y};
        layer.weight = end;
        if (line >= lines) {
            layer.kind = VI_POINT;
            layer.count = 1;
            layer.x = x + line;
            layer.y = y + line;
        }
        vi_chart_add(chart, layer, random_name(seed, line, name));
    }
    return chart;
}

static void no_words_touch_or_leave_the_sheet(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        vi_chart *chart = random_chart(seed);
        recording_pen pen = new_recorder();
        vi_chart_draw(chart, &pen.pen);
        check_texts(&pen, chart);
        forget(&pen);
        vi_chart_destroy(chart);
    }
}

static void the_smallest_sheet_has_a_plot(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        double frame[8];
        vi_chart *chart = random_chart(seed);
        chart->width = 200;
        chart->height = 150;
        vi_chart_frame(chart, frame);
        assert_true(frame[0] >= 0 && frame[1] >= frame[0] + 40 && frame[1] <= 200);
        assert_true(frame[3] >= 0 && frame[2] >= frame[3] + 40 && frame[2] <= 150);
        vi_chart_destroy(chart);
    }
}

static void a_title_may_be_for_the_blind_alone(void **state)
{
    (void)state;
    vi_chart *chart = new_chart(900, 440, NULL);
    recording_pen pen = new_recorder();
    strcpy(chart->title, "The finding");
    strcpy(chart->subtitle, "What is shown");
    vi_chart_draw(chart, &pen.pen);
    assert_non_null(find_text(&pen, "The finding"));
    assert_non_null(find_text(&pen, "What is shown"));
    double frame[8], higher[8];
    vi_chart_frame(chart, frame);
    forget(&pen);
    chart->untitled = true;
    vi_chart_draw(chart, &pen.pen);
    assert_null(find_text(&pen, "The finding"));
    assert_null(find_text(&pen, "What is shown"));
    vi_chart_frame(chart, higher);
    assert_true(higher[3] < frame[3]);
    forget(&pen);
    vi_chart_destroy(chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_grow_with_layers),
        cmocka_unit_test(currencies_stand_where_they_are_read),
        cmocka_unit_test(the_frame_is_where_the_data_are),
        cmocka_unit_test(no_words_touch_or_leave_the_sheet),
        cmocka_unit_test(the_smallest_sheet_has_a_plot),
        cmocka_unit_test(a_title_may_be_for_the_blind_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
