/* Loops compiled once more for the longer vectors of newer processors, among which the loader
 * chooses. Nothing is fused or reordered, so every clone gives the same bits. Instrumented builds
 * go without: sanitizers start too late for the loader's choice. */
#ifndef VI_MATH_CLONES_H
#define VI_MATH_CLONES_H

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) &&                        \
    !defined(VOI_INSTRUMENTED)
#define VI_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define VI_CLONES
#endif

#endif
