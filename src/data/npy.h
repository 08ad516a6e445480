/* The parts of the reader of NumPy's .npy files. */
#ifndef VI_DATA_NPY_H
#define VI_DATA_NPY_H

#include "data/reader.h"

/* What the header of a file says. */
typedef struct {
    char type[40];   /* kind and size as NumPy writes them: "f8" */
    bool swapped;    /* bytes stand in the other order than this machine's */
    bool by_columns; /* Fortran order */
    size_t rows, cols;
} npy_header;

/* Parses the header's text, a Python dictionary; refuses what is no table of real numbers. A vector
 * is one column. */
voi_status vi_npy_header(const char *text, size_t length, npy_header *out, voi_error *err);

/* Numbers that lie in a plain file as they would in memory, row by row. */
typedef struct {
    const vi_stream *stream; /* vi_stream_read_at, in any thread */
    uint64_t place;          /* of the first number */
    size_t rows, cols;
} vi_raw_matrix;

/* Of a file that vi_npy_parts has opened; false where they do not. */
bool vi_npy_raw(const void *state, vi_raw_matrix *out);

/* Reports a number that is not finite, in the words of other files; places from 0. */
voi_status vi_npy_refuse(vi_reader *r, size_t row, size_t column, double value, voi_error *err);

#endif
