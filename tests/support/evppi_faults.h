/* Fails the allocations of measures that take the options of an EVPPI. */
#ifndef TESTS_SUPPORT_EVPPI_FAULTS_H
#define TESTS_SUPPORT_EVPPI_FAULTS_H

#include "failing_alloc.h"
#include "random_problem.h"

typedef voi_status evppi_like(voi_context *ctx, const voi_problem *problem,
                              const voi_evppi_options *options, voi_table **out, voi_error *err);

/* Fails one allocation after the other until none is left: the status says so, or the work was done
 * without it, no table is there otherwise and nothing stays behind. Answers how many there are, but
 * for a step. */
static inline long fail_allocations(evppi_like *measure, size_t threads, const voi_problem *problem,
                                    const voi_evppi_options *options)
{
    long before = atomic_load(&live_blocks), k = 0;
    for (bool failed = true; failed; k += FAILURE_STEP) {
        voi_context *ctx = new_context(threads);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {VOI_OK, ""};
        assert_true(k < 5000);
        atomic_store(&allocations_left, k);
        voi_status status = measure(ctx, problem, options, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
        voi_table_destroy(status == VOI_OK ? table : NULL);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    return k;
}

#endif
