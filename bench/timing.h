/* Wall-clock timing for the programs of this folder: one warm-up, then the median and minimum. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include "math/numbers.h"

#include <stdlib.h>
#include <time.h>

typedef struct {
    double median, min; /* seconds */
} timing;

static inline double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Runs work(argument) once uncounted, then `runs` (at most 1000) times. */
static inline timing measure(void (*work)(void *), void *argument, int runs)
{
    double times[1000];
    runs = runs < 1000 ? runs : 1000;
    work(argument);
    for (int i = 0; i < runs; i++) {
        double start = seconds_now();
        work(argument);
        times[i] = seconds_now() - start;
    }
    qsort(times, (size_t)runs, sizeof *times, vi_numbers_compare);
    return (timing){times[runs / 2], times[0]};
}

#endif
