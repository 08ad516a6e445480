/* All kernels of a backend with vectors: the including file defines v8 (regret_body.h) and words
 * (random_body.h) and is compiled for its instruction set. */
#ifndef VI_KERNELS_VECTOR_BODIES_H
#define VI_KERNELS_VECTOR_BODIES_H

#include "kernels/basis_body.h"
#include "kernels/elementwise_body.h"
#include "kernels/lines_body.h"
#include "kernels/pairs_body.h"
#include "kernels/products_body.h"
#include "kernels/random_body.h"
#include "kernels/regret_body.h"
#include "kernels/spline_body.h"
#include "kernels/statistics_body.h"

#define VECTOR_KERNELS                                                                             \
    REGRET_KERNELS, PAIR_KERNELS, STATISTICS_KERNELS, BASIS_KERNELS, ELEMENTWISE_KERNELS,          \
        PRODUCT_KERNELS, LINE_KERNELS, RANDOM_KERNELS, SPLINE_KERNELS

#endif
