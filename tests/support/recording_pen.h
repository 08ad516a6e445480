/* A pen that draws nothing and remembers everything. */
#ifndef TESTS_SUPPORT_RECORDING_PEN_H
#define TESTS_SUPPORT_RECORDING_PEN_H

#include "check.h"

#include "render/chart.h"

#include <stdlib.h>
#include <string.h>

typedef enum { DRAWN_PATH, DRAWN_BOXES, DRAWN_DOTS, DRAWN_TEXT } drawn_kind;

typedef struct {
    drawn_kind kind;
    vi_style style;
    double *points; /* x, y of a path or dots; x, y, width, height of boxes */
    size_t count;
    double x, y; /* of a text */
    vi_font font;
    char text[400];
} drawn;

typedef struct {
    vi_pen pen;
    drawn *items;
    size_t count;
} recording_pen;

static inline drawn *record(vi_pen *pen, drawn_kind kind)
{
    recording_pen *recorder = (recording_pen *)pen;
    recorder->items = realloc(recorder->items, (recorder->count + 1) * sizeof *recorder->items);
    assert_non_null(recorder->items);
    drawn *item = &recorder->items[recorder->count++];
    *item = (drawn){.kind = kind};
    return item;
}

static inline void record_points(vi_pen *pen, drawn_kind kind, const double *points, size_t count,
                                 const vi_style *style)
{
    size_t numbers = count * (kind == DRAWN_BOXES ? 4 : 2);
    drawn *item = record(pen, kind);
    item->points = malloc((numbers + 1) * sizeof *item->points);
    assert_non_null(item->points);
    memcpy(item->points, points, numbers * sizeof *item->points);
    item->count = count;
    item->style = *style;
}

static inline void record_path(vi_pen *pen, const double *points, size_t count,
                               const vi_style *style)
{
    record_points(pen, DRAWN_PATH, points, count, style);
}

static inline void record_boxes(vi_pen *pen, const double *boxes, size_t count,
                                const vi_style *style)
{
    record_points(pen, DRAWN_BOXES, boxes, count, style);
}

static inline void record_dots(vi_pen *pen, const double *points, size_t count,
                               const vi_style *style)
{
    record_points(pen, DRAWN_DOTS, points, count, style);
}

static inline void record_text(vi_pen *pen, double x, double y, const char *text,
                               const vi_font *font)
{
    drawn *item = record(pen, DRAWN_TEXT);
    item->x = x;
    item->y = y;
    item->font = *font;
    assert_true(strlen(text) < sizeof item->text);
    strcpy(item->text, text);
}

static inline recording_pen new_recorder(void)
{
    return (recording_pen){.pen = {record_path, record_boxes, record_dots, record_text}};
}

static inline void forget(recording_pen *recorder)
{
    for (size_t i = 0; i < recorder->count; i++) {
        free(recorder->items[i].points);
    }
    free(recorder->items);
    *recorder = new_recorder();
}

/* Where a text stands: left, right, top, bottom. */
static inline void text_box(const drawn *item, double box[4])
{
    double width = vi_text_width(item->text, item->font.size, item->font.bold);
    double before = width * (double)item->font.anchor / 2, size = item->font.size;
    if (item->font.upwards) {
        box[0] = item->x - size;
        box[1] = item->x;
        box[2] = item->y - width + before;
        box[3] = item->y + before;
    } else {
        box[0] = item->x - before;
        box[1] = item->x - before + width;
        box[2] = item->y - 0.75 * size;
        box[3] = item->y + 0.15 * size;
    }
}

static inline const drawn *find_text(const recording_pen *recorder, const char *text)
{
    for (size_t i = 0; i < recorder->count; i++) {
        const drawn *item = &recorder->items[i];
        if (item->kind == DRAWN_TEXT && strcmp(item->text, text) == 0) {
            return item;
        }
    }
    return NULL;
}

/* Fails where a text is not on the sheet, or two texts touch. */
static inline void check_texts(const recording_pen *recorder, const vi_chart *chart)
{
    for (size_t i = 0; i < recorder->count; i++) {
        double a[4], b[4];
        if (recorder->items[i].kind != DRAWN_TEXT) {
            continue;
        }
        text_box(&recorder->items[i], a);
        if (!(a[0] >= 0 && a[1] <= chart->width && a[2] >= 0 && a[3] <= chart->height)) {
            print_error("\"%s\" is not on the sheet\n", recorder->items[i].text);
            fail();
        }
        for (size_t j = 0; j < i; j++) {
            text_box(&recorder->items[j], b);
            if (recorder->items[j].kind == DRAWN_TEXT && a[0] < b[1] && a[1] > b[0] &&
                a[2] < b[3] && a[3] > b[2]) {
                print_error("\"%s\" stands on \"%s\"\n", recorder->items[i].text,
                            recorder->items[j].text);
                fail();
            }
        }
    }
}

#endif
