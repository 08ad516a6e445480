/* The one loop on which dense linear algebra stands here. */
#ifndef VI_MATH_RANK_UPDATE_H
#define VI_MATH_RANK_UPDATE_H

#include <stddef.h>

/* Vectors: element i of vector k is data[k · next + i · step]. */
typedef struct {
    const double *data;
    size_t next, step;
} vi_vectors;

/* A block of a matrix: element (i, j) is data[i · next + j]. */
typedef struct {
    double *data;
    size_t next, rows, cols;
} vi_block;

/* out[i][j] += sign · Σ_k left_k[i] · right_k[j]: the sum of `count` outer products. The elements
 * of the right vectors stand together (step 1, whatever it says). Every sum is taken in the order
 * of k, whatever the instruction set, so the bits are the same on all. `out` overlaps nothing. */
void vi_rank_update(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out);

/* The versions of it that this processor runs, best first, which is the one that it is; the last
 * runs everywhere. All give the same bits. */
typedef struct {
    const char *name; /* NULL beyond the last */
    void (*run)(double sign, size_t count, vi_vectors left, vi_vectors right, vi_block out);
} vi_rank_version;

vi_rank_version vi_rank_version_at(size_t index);

#endif
