/* Replaces the library's allocation hook: counts blocks and fails the k-th allocation. Include in
 * one file of a test program; the linker then leaves core/alloc.c out. */
#ifndef TESTS_SUPPORT_FAILING_ALLOC_H
#define TESTS_SUPPORT_FAILING_ALLOC_H

#include "core/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Tests that fail one allocation after the other go so far at a time: what is looked for is no
 * matter of threads, and the thread sanitizer is slow. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
enum { FAILURE_STEP = 17 };
#else
enum { FAILURE_STEP = 1 };
#endif
#else
enum { FAILURE_STEP = 1 };
#endif

static atomic_long allocations_left = -1; /* until one fails; negative: none does */
static atomic_long live_blocks = 0;

static inline bool allocation_fails(void)
{
    return atomic_load(&allocations_left) >= 0 && atomic_fetch_sub(&allocations_left, 1) == 0;
}

static inline void *counted(void *block)
{
    atomic_fetch_add(&live_blocks, block != NULL);
    return block;
}

/* At least one byte, so that a zero count gives a block; 0 where the product overflows. */
static inline size_t block_size(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return 0;
    }
    return count > 0 && size > 0 ? count * size : 1;
}

void *vi_malloc(size_t count, size_t size)
{
    size_t bytes = block_size(count, size);
    return bytes > 0 && !allocation_fails() ? counted(malloc(bytes)) : NULL;
}

void *vi_calloc(size_t count, size_t size)
{
    return allocation_fails() ? NULL : counted(calloc(count ? count : 1, size ? size : 1));
}

void *vi_realloc(void *block, size_t count, size_t size)
{
    if (!block) {
        return vi_malloc(count, size);
    }
    size_t bytes = block_size(count, size);
    return bytes > 0 && !allocation_fails() ? realloc(block, bytes) : NULL;
}

void vi_free(void *block)
{
    atomic_fetch_sub(&live_blocks, block != NULL);
    free(block);
}

#endif
