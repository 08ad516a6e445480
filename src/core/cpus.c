/* How many threads make sense here: the affinity mask (taskset, Slurm), limited by the quota of the
 * cgroup (containers), version 2 at /sys/fs/cgroup/cpu.max and version 1 beside it. */
#define _GNU_SOURCE
#include "core/pool.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static size_t affinity_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return (size_t)CPU_COUNT(&set);
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

static double read_ratio(const char *quota_path, const char *period_path)
{
    double quota = 0, period = 0;
    FILE *file = fopen(quota_path, "re");
    int found = file ? fscanf(file, "%lf %lf", &quota, &period) : 0;
    if (file) {
        fclose(file);
    }
    if (found == 1 && period_path) {
        file = fopen(period_path, "re");
        found += file && fscanf(file, "%lf", &period) == 1;
        if (file) {
            fclose(file);
        }
    }
    return found == 2 && quota > 0 && period > 0 ? quota / period : INFINITY;
}

size_t vi_cpu_count(void)
{
    size_t cpus = affinity_count();
    double quota = fmin(
        read_ratio("/sys/fs/cgroup/cpu.max", NULL),
        read_ratio("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us"));
    if (quota < (double)cpus) {
        cpus = quota < 1 ? 1 : (size_t)quota;
    }
    return cpus;
}
