/* The system's highest mark of memory is first lowered to what is held now, where it lets us. */
#include "bench_time.h"

#include "seconds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_RUNS = 10000 };

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "we");
    if (file) {
        fputs("5", file);
        fclose(file);
    }
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static voi_status time_run(cli_work work, void *state, double *time, voi_error *err)
{
    double start = cli_seconds();
    voi_status status = work(state, err);
    *time = cli_seconds() - start;
    return status;
}

static size_t runs_after(double first, double repeat)
{
    double runs = isnan(repeat) ? fmax(5, fmin(1000, 0.2 / fmax(first, 1e-9))) : repeat;
    return (size_t)runs;
}

/* The value below which the given share of a sorted list lies. */
static double quantile(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t low = (size_t)place, high = low + 1 < count ? low + 1 : low;
    return sorted[low] + (place - (double)low) * (sorted[high] - sorted[low]);
}

voi_status cli_bench_time(cli_work work, void *state, double repeat, cli_timing *out,
                          voi_error *err)
{
    double times[MOST_RUNS];
    cli_timing timing = {0};
    forget_peak();
    voi_status status = time_run(work, state, &timing.first, err);
    size_t runs = runs_after(timing.first, repeat);
    for (size_t i = 0; i < runs && status == VOI_OK; i++) {
        status = time_run(work, state, &times[i], err);
    }
    if (status != VOI_OK) {
        return status;
    }
    qsort(times, runs, sizeof *times, by_size);
    timing.median = quantile(times, runs, 0.5);
    timing.min = times[0];
    timing.spread = (quantile(times, runs, 0.75) - quantile(times, runs, 0.25)) / timing.median;
    timing.peak = voi_peak_memory();
    *out = timing;
    return VOI_OK;
}
