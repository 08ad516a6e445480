/* The parts of the reader of NumPy's .npy files. */
#ifndef VI_DATA_NPY_H
#define VI_DATA_NPY_H

#include "core/error.h"

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

#endif
