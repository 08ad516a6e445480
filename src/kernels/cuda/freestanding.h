/* What the sources that a device shares with the CPU want of <math.h>, <stdint.h> and <string.h>:
 * the compiler of CUDA has functions like fma and memcpy by itself, and no headers. */
#ifndef VI_KERNELS_CUDA_FREESTANDING_H
#define VI_KERNELS_CUDA_FREESTANDING_H

typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;

#define UINT64_C(number) number##ull
#define INFINITY __longlong_as_double(0x7ff0000000000000)
#define NAN __longlong_as_double(0x7ff8000000000000)

#endif
