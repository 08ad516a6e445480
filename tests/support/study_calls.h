/* Measures of studies as tests call them: refused, and with every allocation failing once. */
#ifndef TESTS_SUPPORT_STUDY_CALLS_H
#define TESTS_SUPPORT_STUDY_CALLS_H

#include "failing_alloc.h"
#include "random_problem.h"

#include <string.h>

/* A measure with its options. */
typedef struct {
    voi_status (*run)(voi_context *ctx, const voi_problem *problem, const void *options,
                      voi_table **out, voi_error *err);
    const void *options;
} study_call;

/* Fails unless the call is refused as a wrong argument with these words. */
static inline void refuse_call(const study_call *call, const voi_problem *problem,
                               const char *words)
{
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(call->run(ctx, problem, call->options, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    if (!strstr(error.message, words)) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
    }
    voi_context_destroy(ctx);
}

/* Fails one allocation after the other until none is left. A call may succeed in spite of it:
 * without memory for threads the caller does the work. */
static inline void fail_each_allocation(const study_call *call, const voi_problem *problem)
{
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long k = 0; failed; k += FAILURE_STEP) {
        assert_true(k < 5000);
        voi_context *ctx = new_context(1);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = call->run(ctx, problem, call->options, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
        voi_table_destroy(table);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

#endif
