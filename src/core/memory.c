/* The most memory that the process has held, from /proc/self/status. The figure of getrusage would
 * not do: it begins with that of the program which started this one. */
#include "core/error.h"

#include <math.h>
#include <stdio.h>

double voi_peak_memory(void)
{
    char line[256];
    double kilobytes = NAN;
    FILE *file = fopen("/proc/self/status", "re");
    while (file && isnan(kilobytes) && fgets(line, sizeof line, file)) {
        double number = 0;
        if (sscanf(line, "VmHWM: %lf kB", &number) == 1) {
            kilobytes = number;
        }
    }
    if (file) {
        fclose(file);
    }
    return 1024 * kilobytes;
}
