/* .npy files for tests, as NumPy writes them. */
#ifndef TESTS_SUPPORT_NPY_H
#define TESTS_SUPPORT_NPY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Writes prefix and header text to `out`, padded to a multiple of 64; answers their size. */
static inline size_t npy_header_bytes(int version, const char *text, unsigned char *out)
{
    size_t prefix = version == 1 ? 10 : 12;
    size_t total = (prefix + strlen(text) + 1 + 63) / 64 * 64, length = total - prefix;
    memcpy(out, "\x93NUMPY", 6);
    out[6] = (unsigned char)version;
    out[7] = 0;
    for (size_t i = 8; i < prefix; i++) {
        out[i] = (unsigned char)(length >> (8 * (i - 8)));
    }
    memset(out + prefix, ' ', length);
    memcpy(out + prefix, text, strlen(text));
    out[total - 1] = '\n';
    return total;
}

/* The usual header of an array. */
static inline size_t npy_start(const char *descr, int by_columns, size_t rows, size_t cols,
                               unsigned char *out)
{
    char text[200];
    snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': %s, 'shape': (%zu, %zu), }",
             descr, by_columns ? "True" : "False", rows, cols);
    return npy_header_bytes(1, text, out);
}

/* Writes a number as a type ("f4", "i8" …) in an order of bytes; answers its size. */
static inline size_t npy_number(double value, const char *type, int big_endian, unsigned char *out)
{
    size_t size = (size_t)(type[1] - '0');
    unsigned char bytes[8];
    uint64_t whole = type[0] == 'f' ? 0 : (uint64_t)(int64_t)value;
    float small = (float)value;
    uint32_t small_bits;
    memcpy(&small_bits, &small, sizeof small_bits);
    if (type[0] == 'f' && size == 8) {
        memcpy(&whole, &value, sizeof whole);
    } else if (type[0] == 'f') {
        whole = small_bits;
    }
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)(whole >> (8 * i));
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = bytes[big_endian ? size - 1 - i : i];
    }
    return size;
}

#endif
