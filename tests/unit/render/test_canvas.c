/* PNG and PDF: of the right size, the same for the same chart, and drawn whatever the words. */
#define _GNU_SOURCE
#include "check.h"

#include "render/chart.h"

#include <string.h>

static vi_chart *new_chart(double width, double height, bool dark)
{
    voi_plot_options options;
    voi_plot_options_default(&options);
    options.width = width;
    options.height = height;
    options.dark = dark;
    vi_chart *chart = vi_chart_create(&options);
    assert_non_null(chart);
    double *x = vi_chart_array(chart, 3), *y = vi_chart_array(chart, 3);
    for (int i = 0; i < 3; i++) {
        x[i] = y[i] = i;
    }
    strcpy(chart->title, "A title");
    vi_chart_add(chart, (vi_layer){.kind = VI_LINE, .series = 5, .count = 3, .x = x, .y = y},
                 "line");
    vi_chart_add(chart, (vi_layer){.kind = VI_POINT, .count = 1, .x = x + 1, .y = y + 1}, "point");
    return chart;
}

static unsigned big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

static void a_png_has_twice_the_pixels(void **state)
{
    (void)state;
    voi_bytes bytes = {0};
    voi_error error = {0};
    vi_chart *chart = new_chart(300, 200.5, false);
    check_ok(vi_draw_png(chart, &bytes, &error));
    assert_memory_equal(bytes.data, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(bytes.data + 12, "IHDR", 4);
    assert_int_equal(big_endian(bytes.data + 16), 600);
    assert_int_equal(big_endian(bytes.data + 20), 401);
    assert_memory_equal(bytes.data + bytes.size - 8, "IEND", 4);
    voi_bytes_free(&bytes);
    vi_chart_destroy(chart);
}

static void a_pdf_is_whole(void **state)
{
    (void)state;
    voi_bytes bytes = {0};
    voi_error error = {0};
    vi_chart *chart = new_chart(400, 300, false);
    check_ok(vi_draw_pdf(chart, &bytes, &error));
    assert_memory_equal(bytes.data, "%PDF-", 5);
    assert_memory_equal(bytes.data + bytes.size - 6, "%%EOF\n", 6);
    assert_non_null(memmem(bytes.data, bytes.size, "[ 0 0 300 225 ]", 15));
    assert_non_null(memmem(bytes.data, bytes.size, "/Font", 5));
    voi_bytes_free(&bytes);
    vi_chart_destroy(chart);
}

static void the_same_chart_gives_the_same_bytes(void **state)
{
    static voi_status (*const draw[])(const vi_chart *, voi_bytes *, voi_error *) = {vi_draw_png,
                                                                                     vi_draw_pdf};
    (void)state;
    for (int i = 0; i < 2; i++) {
        voi_bytes first = {0}, second = {0}, night = {0};
        voi_error error = {0};
        vi_chart *chart = new_chart(400, 300, false), *dark = new_chart(400, 300, true);
        check_ok(draw[i](chart, &first, &error));
        check_ok(draw[i](chart, &second, &error));
        check_ok(draw[i](dark, &night, &error));
        assert_int_equal(first.size, second.size);
        assert_memory_equal(first.data, second.data, first.size);
        assert_true(night.size != first.size || memcmp(night.data, first.data, night.size) != 0);
        voi_bytes_free(&first);
        voi_bytes_free(&second);
        voi_bytes_free(&night);
        vi_chart_destroy(chart);
        vi_chart_destroy(dark);
    }
}

static void a_sheet_too_large_is_refused(void **state)
{
    (void)state;
    voi_bytes bytes = {NULL, 7};
    voi_error error = {0};
    vi_chart *chart = new_chart(40000, 300, false);
    assert_int_equal(vi_draw_png(chart, &bytes, &error), VOI_ERR_LIMIT);
    assert_memory_equal(error.message, "picture: ", 9);
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 7);
    vi_chart_destroy(chart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_has_twice_the_pixels),
        cmocka_unit_test(a_pdf_is_whole),
        cmocka_unit_test(the_same_chart_gives_the_same_bytes),
        cmocka_unit_test(a_sheet_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
