/* How many threads make sense here: the affinity mask (taskset, Slurm), limited by the quota of the
 * control groups (containers). Part of a processor is rounded down: a thread more than the quota
 * lets run would make the others wait for it. */
#define _GNU_SOURCE
#include "core/cgroup.h"
#include "core/pool.h"

#include <sched.h>
#include <unistd.h>

size_t vi_allowed_cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return (size_t)CPU_COUNT(&set);
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (size_t)online : 1;
}

size_t vi_cpu_count(void)
{
    size_t cpus = vi_allowed_cpus();
    double quota = vi_own_limit(VI_LIMIT_CPUS);
    if (quota < (double)cpus) {
        cpus = quota < 1 ? 1 : (size_t)quota;
    }
    return cpus;
}
