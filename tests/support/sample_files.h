/* Files of costs, effects or net benefits in every format that is read in parts. Include after
 * files.h. */
#ifndef TESTS_SUPPORT_SAMPLE_FILES_H
#define TESTS_SUPPORT_SAMPLE_FILES_H

#include "npy.h"
#include "random_problem.h"

typedef enum {
    SAMPLE_CSV,
    SAMPLE_CSV_GZ,
    SAMPLE_NPY,
    SAMPLE_NPY_FORTRAN,
    SAMPLE_NPY_SWAPPED,
    SAMPLE_NPY_GZ,
    SAMPLE_FORMATS
} sample_format;

/* Room for any of them. */
static inline size_t sample_capacity(size_t rows, size_t cols)
{
    return 1024 + 32 * rows * cols;
}

static inline size_t sample_csv(const double *x, size_t rows, size_t cols, char *text)
{
    size_t used = 0;
    for (size_t d = 0; d < cols; d++) {
        used += (size_t)sprintf(text + used, "%sstrategy %zu", d ? "," : "", d);
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t d = 0; d < cols; d++) {
            used += (size_t)sprintf(text + used, "%c%.17g", d ? ',' : '\n', x[d * rows + i]);
        }
    }
    text[used++] = '\n';
    return used;
}

static inline size_t sample_npy(const double *x, size_t rows, size_t cols, sample_format format,
                                unsigned char *bytes)
{
    int fortran = format == SAMPLE_NPY_FORTRAN, swapped = format == SAMPLE_NPY_SWAPPED;
    size_t size = npy_start(swapped ? ">f8" : "<f8", fortran, rows, cols, bytes);
    for (size_t at = 0; at < rows * cols; at++) {
        size_t i = fortran ? at % rows : at / cols, d = fortran ? at / rows : at % cols;
        size += npy_number(x[d * rows + i], "f8", swapped, bytes + size);
    }
    return size;
}

/* Writes a column-major array; the caller unlinks the file. */
static inline void write_sample(char path[PATH_SIZE], sample_format format, const double *x,
                                size_t rows, size_t cols)
{
    static const char *const endings[] = {".csv", ".csv.gz", ".npy", ".npy", ".npy", ".npy.gz"};
    size_t capacity = sample_capacity(rows, cols), size;
    unsigned char *bytes = malloc(capacity), *packed = malloc(capacity);
    assert_true(bytes && packed);
    if (format == SAMPLE_CSV || format == SAMPLE_CSV_GZ) {
        size = sample_csv(x, rows, cols, (char *)bytes);
    } else {
        size = sample_npy(x, rows, cols, format, bytes);
    }
    bool pack = format == SAMPLE_CSV_GZ || format == SAMPLE_NPY_GZ;
    size = pack ? gzip(bytes, size, packed, capacity) : size;
    write_file(path, endings[format], pack ? packed : bytes, size);
    free(bytes);
    free(packed);
}

#endif
