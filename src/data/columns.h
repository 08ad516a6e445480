/* The columns of a frame while a reader fills them. */
#ifndef VI_DATA_COLUMNS_H
#define VI_DATA_COLUMNS_H

#include "data/reader.h"

enum { VI_MAX_COLUMNS = 100000 };

/* Gives an empty frame `cols` columns without rows, and with `named` as many names, NULL for the
 * caller to fill. From 1 to VI_MAX_COLUMNS; else VOI_ERR_LIMIT. */
voi_status vi_columns_create(vi_frame *frame, size_t cols, bool named, voi_error *err);

/* Makes room for `rows` rows and some more, but not for more than `most`; *capacity is what there
 * is room for, 0 at first. */
voi_status vi_columns_grow(vi_frame *frame, size_t *capacity, size_t rows, size_t most,
                           voi_error *err);

/* Gives back the room behind the last row. */
void vi_columns_trim(vi_frame *frame);

/* Reports names that are empty or stand twice; the first one is at (line, column). */
voi_status vi_columns_check_names(vi_reader *r, size_t line, size_t column, voi_error *err);

#endif
