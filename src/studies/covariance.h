/* The covariance matrix of one observation of a study. */
#ifndef VI_STUDIES_COVARIANCE_H
#define VI_STUDIES_COVARIANCE_H

#include "studies/study.h"

/* Copies the study's matrix to out->covariance and its lower Cholesky factor to out->root, both
 * column-major, out->parameters² numbers each. Errors: VOI_ERR_ARGUMENT (not of that size, not
 * finite, not symmetric, not positive definite; the parameters concerned are named); VOI_ERR_FORMAT
 * in its place where the matrix is from a file. */
voi_status vi_covariance_read(const voi_study *study, vi_study *out, voi_error *err);

#endif
