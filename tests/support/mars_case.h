/* A sample with its axes and a model of it that holds the constant alone. */
#ifndef TESTS_SUPPORT_MARS_CASE_H
#define TESTS_SUPPORT_MARS_CASE_H

#include "normal_sample.h"

#include "fit/mars_model.h"

typedef struct {
    normal_sample *sample;
    vi_axis *axes;
    vi_mars_model model;
} mars_case;

/* Takes the sample over. */
static inline mars_case open_case(normal_sample *sample, size_t most)
{
    mars_case c = {.sample = sample, .axes = calloc(sample->group.count, sizeof *c.axes)};
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(sample->rows);
    assert_true(cells && c.axes);
    for (size_t j = 0; j < sample->group.count; j++) {
        vi_cells_cut(cells, sample->x[j]);
        check_ok(vi_axis_create(cells, sample->x[j], &c.axes[j], &error));
    }
    vi_cells_destroy(cells);
    check_ok(vi_mars_model_create(c.axes, sample->group.count, &sample->responses, most, &c.model,
                                  &error));
    return c;
}

static inline void close_case(mars_case *c)
{
    vi_mars_model_free(&c->model);
    for (size_t j = 0; j < c->sample->group.count; j++) {
        vi_axis_free(&c->axes[j]);
    }
    free(c->axes);
    drop_sample(c->sample);
}

/* The hinge of an axis at its knot number `knot`. */
static inline vi_hinge hinge_at(const mars_case *c, size_t axis, vi_shape shape, size_t knot)
{
    const vi_axis *a = &c->axes[axis];
    return (vi_hinge){shape == VI_LINE ? 0 : a->z[a->knot[knot]], shape, (uint16_t)axis};
}

/* Adds the product of one or two hinges. */
static inline void add_hinges(mars_case *c, const vi_hinge *first, const vi_hinge *second)
{
    voi_error error = {VOI_OK, ""};
    const vi_hinges one = {.scale = 1};
    vi_hinges function = vi_hinges_times(&one, *first);
    if (second) {
        function = vi_hinges_times(&function, *second);
    }
    check_ok(vi_mars_model_add(&c->model, &function, &error));
}

static inline void add_line(mars_case *c, size_t axis)
{
    const vi_hinge line = hinge_at(c, axis, VI_LINE, 0);
    add_hinges(c, &line, NULL);
}

/* The products of the lines of two axes, and of lines and hinges. */
static inline void add_pair(mars_case *c, size_t a, size_t b)
{
    const vi_hinge first = hinge_at(c, a, VI_LINE, 0), second = hinge_at(c, b, VI_LINE, 0);
    add_hinges(c, &first, &second);
}

#endif
