/* Sums over the rows that tell what a function, times a hinge at any knot, would add to a model. */
#ifndef VI_FIT_MARS_SUMS_H
#define VI_FIT_MARS_SUMS_H

#include "fit/mars_model.h"

/* What is kept of a function times the line of an axis, then of it times the right hinge at every
 * knot: of their values h at the rows the sum of squares; of h cleared of the model's functions the
 * sum of squares, the product with the line (cleared too) and, from VI_WITH_Y on, with every
 * response; and the number of rows where h may differ from 0. */
enum { VI_WHOLE, VI_REST, VI_CROSSED, VI_ROWS, VI_WITH_Y };

static inline size_t vi_mars_record(const vi_mars_model *model)
{
    return VI_WITH_Y + model->responses;
}

/* One worker's scratch. */
typedef struct vi_mars_pass vi_mars_pass;

/* NULL when memory is out. */
vi_mars_pass *vi_mars_pass_create(size_t rows);
void vi_mars_pass_destroy(vi_mars_pass *pass);

/* The records of a function of the model with the axes first .. end − 1, those of the function left
 * out: the records of axis j begin at offset[j]. The first `cleared` orthonormal columns of the
 * model are allowed for; 0: there are no records yet. */
typedef struct {
    const vi_mars_model *model;
    size_t function, first, end, cleared;
    const size_t *offset;
    double *records;
} vi_mars_sums;

/* Brings the records up to the state of the model. Cost O(rows · axes) a new column. */
void vi_mars_sums_update(const vi_mars_sums *sums, vi_mars_pass *pass);

#endif
