/* Makes a kernel's source a shared object of the host: put before it by the compiler's -include.
 * The stand-in of the driver sets the indices before it lets a thread go on, and calls what KERNEL
 * makes for every kernel. */
#ifndef TESTS_SUPPORT_CUDA_SHIM_H
#define TESTS_SUPPORT_CUDA_SHIM_H

#define __CUDACC__ 1
#define __device__ static
#define __shared__ static

struct shim_index {
    unsigned x, y, z;
};

extern "C" {
struct {
    shim_index thread, block, grid;
    void (*barrier)(void);
    double (*shuffle)(double x, unsigned distance);
} shim;
}

#define threadIdx shim.thread
#define blockIdx shim.block
#define gridDim shim.grid
#define __syncthreads() shim.barrier()
#define __shfl_down_sync(mask, x, distance) shim.shuffle((x), (distance))

#define KERNEL(name)                                                                               \
    static void name(const vi_kernel_arguments a);                                                 \
    extern "C" void name##_on_host(const void *arguments)                                          \
    {                                                                                              \
        name(*static_cast<const vi_kernel_arguments *>(arguments));                                \
    }                                                                                              \
    static void name(const vi_kernel_arguments a)

#endif
