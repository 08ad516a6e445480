/* A check of standard errors by resampling rows. */
#ifndef VI_MEASURES_BOOTSTRAP_H
#define VI_MEASURES_BOOTSTRAP_H

#include "core/error.h"

/* How many replicates are drawn, 0 for none, and from which random numbers. */
typedef struct {
    size_t replicates;
    uint64_t seed;
} vi_bootstrap;

/* Errors: VOI_ERR_ARGUMENT, for a number of replicates that makes no sense. */
voi_status vi_bootstrap_check(const vi_bootstrap *bootstrap, voi_error *err);

#endif
