/* Results of a study that have no distribution to list: drawn ones stand for all. */
#ifndef VI_STUDIES_RESULT_SAMPLE_H
#define VI_STUDIES_RESULT_SAMPLE_H

#include "kernels/kernels.h"
#include "studies/results.h"
#include "studies/study.h"

/* Whether the data fall into one or two parts, one a parameter, with a likelihood. */
bool vi_result_sample_suits(const vi_study *study);

typedef struct {
    const vi_kernels *kernels;
    const vi_study *study;       /* one that suits */
    vi_weighted_values parts[2]; /* of its parameters */
    size_t most;                 /* results of a part */
} vi_result_sampling;

/* The results of every part of the data of a study of size n, as grids that know no places (at is
 * NULL): results are in the order of the mean that they give the value. Errors:
 * VOI_ERR_NUMERIC (draws and likelihood contradict each other), VOI_ERR_LIMIT and
 * VOI_ERR_ARGUMENT (at this size the design tells other numbers of statistics, as it must not),
 * VOI_ERR_NOMEM. Cost: about 4096 draws and twice as many likelihoods of every value. */
voi_status vi_result_samples_create(const vi_result_sampling *sampling, double n,
                                    vi_result_grid *out, voi_error *err);

#endif
