/* The number of threads to use: at least one, and no more than the affinity mask allows. */
#define _GNU_SOURCE
#include "check.h"

#include "core/pool.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

static void there_is_a_processor(void **state)
{
    (void)state;
    size_t cpus = vi_cpu_count();
    assert_true(cpus >= 1 && cpus <= (size_t)sysconf(_SC_NPROCESSORS_CONF));
}

/* In a child, whose mask may shrink. */
static void the_affinity_mask_counts(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        cpu_set_t allowed, one;
        CPU_ZERO(&one);
        if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
            _exit(2);
        }
        for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++) {
            if (CPU_ISSET(cpu, &allowed)) {
                CPU_SET(cpu, &one);
            }
        }
        _exit(sched_setaffinity(0, sizeof one, &one) == 0 && vi_cpu_count() == 1 ? 0 : 1);
    }
    int ended = -1;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_a_processor),
        cmocka_unit_test(the_affinity_mask_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
