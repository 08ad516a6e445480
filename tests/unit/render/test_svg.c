/* The SVG writer: well-formed whatever the words, small, with its colours for programs that know
 * custom properties and for those that do not. */
#include "xml.h"

#include "render/chart.h"

#include <stdio.h>
#include <stdlib.h>

static vi_chart *new_chart(bool dark)
{
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.dark = dark;
    vi_chart *chart = vi_chart_create(&options);
    assert_non_null(chart);
    return chart;
}

static void add_line(vi_chart *chart, const char *label)
{
    double *x = vi_chart_array(chart, 5), *y = vi_chart_array(chart, 5);
    for (int i = 0; i < 5; i++) {
        x[i] = i;
        y[i] = i == 2 ? (double)NAN : i * i;
    }
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .count = 5, .x = x, .y = y}, label);
}

static voi_bytes draw(const vi_chart *chart)
{
    voi_bytes bytes = {0};
    voi_error error = {0};
    check_ok(vi_draw_svg(chart, &bytes, &error));
    return bytes;
}

static void names_are_escaped(void **state)
{
    static const char *const names[] = {"a < b & c > \"d\" 'e'", "]]>", "<!-- ", "\x01\x1b[0m",
                                        "\xff\xfe\xe9 latin",    "",    "漢字",  "&amp;"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        xml_content content;
        vi_chart *chart = new_chart(false);
        strcpy(chart->title, names[i]);
        strcpy(chart->description, names[i]);
        vi_chart_name_axis(chart, &chart->x, VI_PLAIN, names[i]);
        add_line(chart, names[i]);
        voi_bytes bytes = draw(chart);
        read_xml(&bytes, &content);
        voi_bytes_free(&bytes);
        vi_chart_destroy(chart);
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    xml_content content;
    vi_chart *chart = new_chart(false);
    strcpy(chart->title, "5 < 6 & \"7\"");
    strcpy(chart->description, "<all>");
    add_line(chart, "A & B");
    voi_bytes bytes = draw(chart);
    read_xml(&bytes, &content);
    assert_non_null(strstr(content.words, "title=5 < 6 & \"7\";"));
    assert_non_null(strstr(content.words, "desc=<all>;"));
    assert_non_null(strstr(content.words, "text=A & B;"));
    assert_memory_equal(content.root, "svg;", 4);
    assert_non_null(strstr(content.root, "role=img"));
    assert_non_null(strstr(content.root, "viewBox=0 0 720 440"));
    assert_non_null(strstr(content.root, "data-frame="));
    assert_null(strstr(bytes.data, "http://www.w3.org/1999"));
    assert_null(strstr(bytes.data, "url("));
    voi_bytes_free(&bytes);
    vi_chart_destroy(chart);
}

static void colours_have_a_fallback(void **state)
{
    (void)state;
    for (int dark = 0; dark < 2; dark++) {
        vi_chart *chart = new_chart(dark);
        add_line(chart, "line");
        voi_bytes bytes = draw(chart);
        char expected[200];
        snprintf(expected, sizeof expected,
                 "stroke=\"%s\" style=\"stroke:var(--series-0,%s)\" stroke-width=\"2.2\"",
                 vi_colour(VI_SERIES, dark), vi_colour(VI_SERIES, dark));
        assert_non_null(strstr(bytes.data, expected));
        snprintf(expected, sizeof expected, "fill=\"%s\" style=\"fill:var(--page,%s)\"",
                 vi_colour(VI_PAGE, dark), vi_colour(VI_PAGE, dark));
        assert_non_null(strstr(bytes.data, expected));
        voi_bytes_free(&bytes);
        vi_chart_destroy(chart);
    }
}

static void series_can_be_told_apart(void **state)
{
    (void)state;
    for (int dark = 0; dark < 2; dark++) {
        for (int i = 0; i < VI_ROLES; i++) {
            assert_int_equal(strlen(vi_colour(i, dark)), 7);
            for (int j = 0; j < i; j++) {
                assert_string_not_equal(vi_colour(i, dark), vi_colour(j, dark));
            }
        }
    }
}

/* Reads the relative path of the first line and checks it against the points. */
static void paths_come_to_their_points(void **state)
{
    (void)state;
    vi_chart *chart = new_chart(false);
    double frame[8];
    add_line(chart, "");
    voi_bytes bytes = draw(chart);
    assert_true(vi_chart_frame(chart, frame));
    const char *end = strstr(bytes.data, "stroke-width=\"2.2\"");
    assert_non_null(end);
    const char *d = end;
    while (strncmp(d, "<path d=\"", 9) != 0) {
        d--;
    }
    d += 9;
    double x = 0, y = 0;
    static const double points[][2] = {{0, 0}, {1, 1}, {3, 9}, {4, 16}};
    for (size_t i = 0; i < 4; i++) {
        char *rest = NULL;
        assert_int_equal(*d, i % 2 ? 'l' : 'm');
        x += strtod(d + 1, &rest);
        y += strtod(rest, &rest);
        d = rest;
        check_close(x, frame[0] + points[i][0] / 4 * (frame[1] - frame[0]), 0.0501);
        check_close(y, frame[2] + points[i][1] / frame[7] * (frame[3] - frame[2]), 0.0501);
    }
    assert_int_equal(*d, '"');
    voi_bytes_free(&bytes);
    vi_chart_destroy(chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_escaped),          cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(colours_have_a_fallback),    cmocka_unit_test(series_can_be_told_apart),
        cmocka_unit_test(paths_come_to_their_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
