/* The names of backends beyond the kernels of the CPU. */
#ifndef VI_KERNELS_BACKEND_H
#define VI_KERNELS_BACKEND_H

#include "core/error.h"

#define VI_CUDA_BACKEND "cuda"

/* VOI_ERR_UNSUPPORTED with the list of kernels that run here. `why` says why this one does not, and
 * `also` names one more that does; both may be NULL. */
voi_status vi_kernels_refuse(const char *name, const char *why, const char *also, voi_error *err);

#endif
