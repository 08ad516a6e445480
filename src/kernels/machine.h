/* Facts about build and machine; see voi_machine. */
#ifndef VI_KERNELS_MACHINE_H
#define VI_KERNELS_MACHINE_H

#include "core/context.h"

/* voi_machine, with the library that is asked for GPUs. */
voi_status vi_machine_table(const voi_context *ctx, const char *cuda_library, voi_table **out,
                            voi_error *err);

#endif
