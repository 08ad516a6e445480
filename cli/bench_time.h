/* Wall-clock time and memory of repeated work. */
#ifndef CLI_BENCH_TIME_H
#define CLI_BENCH_TIME_H

#include <voi.h>

/* Seconds: of the first run, which finds nothing warm; of those after it the median and the
 * smallest, and the distance between the quartiles as a share of the median. */
typedef struct {
    double first, median, min, spread;
    double peak; /* bytes: the most that the process held meanwhile */
} cli_timing;

typedef voi_status (*cli_work)(void *state, voi_error *err);

/* Runs the work once, then `repeat` times; NaN: as often as a fifth of a second allows, from 5 to
 * 1000.
 */
voi_status cli_bench_time(cli_work work, void *state, double repeat, cli_timing *out,
                          voi_error *err);

#endif
