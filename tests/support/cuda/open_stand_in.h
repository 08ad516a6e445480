/* The stand-ins from a test: opened, so that what they count outlives the code under test. */
#ifndef TESTS_SUPPORT_CUDA_OPEN_STAND_IN_H
#define TESTS_SUPPORT_CUDA_OPEN_STAND_IN_H

#include "check.h"
#include "stand_in.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static stand_in_cuda *gpu_stand_in;
static stand_in_nvrtc *compiler_stand_in;

static inline void *symbol_of(const char *library, const char *name)
{
    void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *found = opened ? dlsym(opened, name) : NULL;
    if (!found) {
        print_error("%s has no %s: is LD_LIBRARY_PATH set as ctest sets it?\n", library, name);
    }
    return found;
}

/* A group's setup. */
static inline int open_stand_ins(void **state)
{
    (void)state;
    gpu_stand_in = symbol_of("libcuda.so.1", "stand_in");
    compiler_stand_in = symbol_of("libnvrtc.so.12", "stand_in_compiler");
    return gpu_stand_in && compiler_stand_in ? 0 : -1;
}

/* Before each test: nothing fails, nothing is counted. */
static inline int reset_stand_ins(void **state)
{
    (void)state;
    long live = gpu_stand_in->live;
    size_t used = gpu_stand_in->used;
    *gpu_stand_in =
        (stand_in_cuda){.fail_at = -1, .memory = (size_t)1 << 28, .live = live, .used = used};
    *compiler_stand_in = (stand_in_nvrtc){.fail_at = -1};
    return 0;
}

/* A folder for compiled kernels that all tests of a program share, and its removal. */
static char kernel_folder[64];

static inline void make_kernel_folder(void)
{
    strcpy(kernel_folder, "/tmp/voi-kernels-XXXXXX");
    assert_non_null(mkdtemp(kernel_folder));
}

static inline void remove_folder(const char *folder)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

#endif
