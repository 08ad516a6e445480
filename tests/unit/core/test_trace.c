/* What is recorded of the work: phases inside phases, tasks on the lanes of their workers, and
 * nothing lost but what is counted as dropped. */
#include "failing_alloc.h"

#include "random_problem.h"

#include "core/context.h"
#include "core/trace.h"

#include <stdio.h>
#include <string.h>

static voi_context *recording_context(size_t threads)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.profile = true;
    check_ok(voi_context_create(&options, &ctx, &error));
    return ctx;
}

static voi_table *profile_of(const voi_context *ctx)
{
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_context_profile(ctx, &table, &error));
    return table;
}

/* The row of a phase by its path; fails where there is none. */
static size_t row_of(const voi_table *table, const char *path)
{
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        if (strcmp(text_cell(table, i, "phase"), path) == 0) {
            return i;
        }
    }
    fail_msg("no phase %s", path);
    return 0;
}

static voi_status burn(void *state, size_t task, size_t worker, voi_error *err)
{
    double *sums = state;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < 20000; i++) {
        sums[task] += 1 / (1 + (double)i);
    }
    return VOI_OK;
}

enum { TASKS = 40 };

static void burn_all(voi_context *ctx)
{
    double sums[TASKS] = {0};
    voi_error error = {0};
    const vi_job job = {"burning", TASKS, burn, sums};
    check_ok(vi_parallel(ctx, &job, &error));
}

static void phases_stand_inside_phases(void **state)
{
    (void)state;
    voi_context *ctx = recording_context(1);
    for (int i = 0; i < 3; i++) {
        voi_phase_begin(ctx, "outer");
        burn_all(ctx);
        voi_phase_begin(ctx, "inner");
        voi_phase_end(ctx, 100);
        voi_phase_end(ctx, 0);
    }
    voi_phase_begin(ctx, "inner");
    voi_phase_end(ctx, 0);
    voi_phase_end(ctx, 0); /* one end too many changes nothing */
    voi_table *table = profile_of(ctx);
    assert_int_equal(voi_table_rows(table), 5);
    size_t outer = row_of(table, "outer"), inside = row_of(table, "outer/inner");
    size_t job = row_of(table, "outer/burning"), alone = row_of(table, "inner");
    assert_true(outer < job && job < inside && inside < alone);
    assert_int_equal(row_of(table, "total"), 4);
    check_close(cell(table, outer, "calls"), 3, 0);
    check_close(cell(table, inside, "calls"), 3, 0);
    check_close(cell(table, inside, "bytes"), 300, 0);
    check_close(cell(table, alone, "calls"), 1, 0);
    assert_true(isnan(cell(table, alone, "bytes")));
    assert_true(cell(table, job, "wall_s") > 0);
    assert_true(cell(table, outer, "wall_s") >= cell(table, job, "wall_s"));
    assert_true(cell(table, 4, "wall_s") >= cell(table, outer, "wall_s"));
    assert_true(cell(table, job, "cpu_s") > 0);
    assert_true(cell(table, outer, "peak_mb") > 0);
    assert_int_equal(voi_table_warnings(table), 0);
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

/* Spans of a lane that are tasks. */
static size_t tasks_on(const vi_lane *lane)
{
    size_t tasks = 0;
    for (size_t i = 0; i < lane->count; i++) {
        tasks += lane->spans[i].cpu < 0;
    }
    return tasks;
}

/* Spans of a lane end in the order in which they are written down; the later one either begins
 * after the earlier one or is around it. */
static void check_nesting(const vi_lane *lane)
{
    for (size_t i = 1; i < lane->count; i++) {
        const vi_span *before = &lane->spans[i - 1], *after = &lane->spans[i];
        int64_t ended = before->start + before->length;
        assert_true(before->length >= 0 && after->start + after->length >= ended);
        assert_true(after->start <= before->start || after->start >= ended);
    }
}

static void tasks_are_spans_of_their_workers(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 8; threads *= 2) {
        voi_context *ctx = recording_context(threads);
        for (int i = 0; i < 20; i++) {
            burn_all(ctx);
        }
        size_t tasks = 0;
        for (size_t lane = 0; lane < threads; lane++) {
            tasks += tasks_on(&ctx->trace->lanes[lane]);
            check_nesting(&ctx->trace->lanes[lane]);
        }
        assert_int_equal(ctx->trace->lane_count, threads);
        assert_int_equal(tasks, 20 * TASKS);
        assert_int_equal(vi_trace_dropped(ctx->trace), 0);
        voi_context_destroy(ctx);
    }
}

static voi_status burn_inside(void *state, voi_context *inner, size_t task, voi_error *err)
{
    (void)state;
    (void)task;
    (void)err;
    burn_all(inner);
    return VOI_OK;
}

/* What runs inside tasks is on the time line, but no phase: only some of it runs in the caller. */
static void work_inside_tasks_is_no_phase(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        voi_context *ctx = recording_context(threads);
        voi_error error = {0};
        const vi_nested_job job = {"outside", 6, burn_inside, NULL};
        check_ok(vi_parallel_nested(ctx, &job, &error));
        voi_table *table = profile_of(ctx);
        assert_int_equal(voi_table_rows(table), 2);
        check_close(cell(table, row_of(table, "outside"), "calls"), 1, 0);
        size_t spans = 0;
        for (size_t lane = 0; lane < threads; lane++) {
            spans += ctx->trace->lanes[lane].count;
            check_nesting(&ctx->trace->lanes[lane]);
        }
        assert_int_equal(spans, 1 + 6 * (1 + 1 + TASKS));
        voi_table_destroy(table);
        voi_context_destroy(ctx);
    }
}

enum { CHUNK_BYTES = 100 };

/* Each task has two parts; the state is the context. */
static voi_status work_in_parts(void *state, size_t task, size_t worker, voi_error *err)
{
    const voi_context *ctx = state;
    double sums[TASKS] = {0};
    vi_part_begin(ctx, worker, "read");
    vi_part_end(ctx, worker, CHUNK_BYTES);
    vi_part_begin(ctx, worker, "compute");
    voi_status status = burn(sums, task, worker, err);
    vi_part_end(ctx, worker, 0);
    return status;
}

static void parts_of_tasks_are_phases_of_their_job(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        voi_context *ctx = recording_context(threads);
        voi_error error = {0};
        const vi_job job = {"working", TASKS, work_in_parts, ctx};
        check_ok(vi_parallel(ctx, &job, &error));
        check_ok(vi_parallel(ctx, &job, &error));
        voi_table *table = profile_of(ctx);
        assert_int_equal(voi_table_rows(table), 4);
        size_t whole = row_of(table, "working"), compute = row_of(table, "working/compute");
        size_t read = row_of(table, "working/read");
        check_close(cell(table, whole, "calls"), 2, 0);
        check_close(cell(table, compute, "calls"), 2 * TASKS, 0);
        check_close(cell(table, read, "calls"), 2 * TASKS, 0);
        check_close(cell(table, read, "bytes"), 2 * TASKS * CHUNK_BYTES, 0);
        assert_true(cell(table, compute, "cpu_s") > 0);
        assert_true(cell(table, compute, "wall_s") > 0);
        assert_true(cell(table, compute, "wall_s") <= cell(table, whole, "wall_s"));
        for (size_t lane = 0; lane < threads; lane++) {
            check_nesting(&ctx->trace->lanes[lane]);
        }
        voi_table_destroy(table);
        voi_context_destroy(ctx);
    }
}

/* Parts without a place: more of them than are told apart, deeper than is kept, outside of jobs,
 * where no phase is left, and without a recorder. */
static void parts_without_a_place_are_left_out(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    voi_context *ctx = recording_context(2), *silent = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(NULL, &silent, &error));
    vi_part_begin(silent, 0, "a");
    vi_part_end(silent, 0, 1);
    voi_context_destroy(silent);
    vi_trace_collect(ctx->trace, 0, 2);
    vi_part_end(ctx, 0, 1);
    voi_phase_begin(ctx, "job");
    for (size_t i = 0; i < VI_MOST_PARTS + 2; i++) {
        vi_part_begin(ctx, i % 2, names[i]);
        vi_part_end(ctx, i % 2, 1);
    }
    vi_trace_collect(ctx->trace, 0, 2);
    assert_int_equal(ctx->trace->phase_count, 1 + VI_MOST_PARTS);
    for (size_t i = 0; i < VI_MOST_OPEN; i++) {
        voi_phase_begin(ctx, "deep");
    }
    vi_part_begin(ctx, 0, "a");
    vi_part_end(ctx, 0, 1);
    vi_trace_collect(ctx->trace, 0, 2);
    assert_int_equal(ctx->trace->phases[1].calls, 1);
    for (size_t i = 0; i <= VI_MOST_OPEN; i++) {
        voi_phase_end(ctx, 0);
    }
    voi_context_destroy(ctx);
}

static void what_is_too_much_is_counted(void **state)
{
    (void)state;
    static char names[VI_MOST_PHASES + 20][8];
    voi_context *ctx = recording_context(1);
    for (int i = 0; i < VI_MOST_OPEN + 5; i++) {
        voi_phase_begin(ctx, "deep");
    }
    for (int i = 0; i < VI_MOST_OPEN + 5; i++) {
        voi_phase_end(ctx, 0);
    }
    assert_int_equal(vi_trace_dropped(ctx->trace), 5);
    for (int i = 0; i < VI_MOST_PHASES + 20; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        voi_phase_begin(ctx, names[i]);
        voi_phase_end(ctx, 0);
    }
    assert_int_equal(ctx->trace->phase_count, VI_MOST_PHASES);
    for (size_t i = ctx->trace->lanes[0].count; i < VI_MOST_SPANS + 7; i++) {
        vi_trace_begin(ctx->trace, 0, "task", false);
        vi_trace_end(ctx->trace, 0, 0);
    }
    assert_int_equal(vi_trace_dropped(ctx->trace), 12);
    voi_table *table = profile_of(ctx);
    assert_string_equal(voi_table_warning(table, 0),
                        "12 spans are not in the trace: too many, or out of memory");
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

static void without_memory_the_work_goes_on(void **state)
{
    (void)state;
    voi_context *ctx = recording_context(1);
    atomic_store(&allocations_left, 0);
    burn_all(ctx);
    atomic_store(&allocations_left, -1);
    assert_int_equal(vi_trace_dropped(ctx->trace), 1);
    assert_int_equal(tasks_on(&ctx->trace->lanes[0]), TASKS - 1);
    voi_context_destroy(ctx);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void the_time_line_is_json(void **state)
{
    (void)state;
    voi_context *ctx = recording_context(2);
    voi_bytes json = {0};
    voi_error error = {0};
    voi_phase_begin(ctx, "a \"quoted\" name");
    burn_all(ctx);
    voi_phase_end(ctx, 17);
    check_ok(voi_context_trace(ctx, &json, &error));
    assert_non_null(strstr(json.data, "{\"name\":\"a \\\"quoted\\\" name\",\"cat\":\"phase\""));
    assert_non_null(strstr(json.data, ",\"bytes\":17}}"));
    assert_non_null(strstr(json.data, "{\"name\":\"burning\",\"cat\":\"task\",\"ph\":\"X\""));
    assert_non_null(strstr(json.data, "\"args\":{\"name\":\"caller\"}"));
    assert_string_equal(json.data + json.size - 4, "\n]}\n");
    voi_bytes_free(&json);
    voi_context_destroy(ctx);
}

static void only_what_was_recorded_can_be_told(void **state)
{
    (void)state;
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_bytes json = {0};
    voi_error error = {0};
    voi_phase_begin(ctx, "unheard");
    voi_phase_end(ctx, 0);
    assert_int_equal(voi_context_profile(ctx, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    assert_int_equal(voi_context_trace(ctx, &json, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "profile"));
    assert_null(json.data);
    voi_context_destroy(ctx);
}

static voi_status tell_all(size_t threads, voi_error *err)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_table *table = NULL;
    voi_bytes json = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.profile = true;
    voi_status status = voi_context_create(&options, &ctx, err);
    if (status == VOI_OK) {
        burn_all(ctx);
        status = voi_context_profile(ctx, &table, err);
    }
    if (status == VOI_OK) {
        status = voi_context_trace(ctx, &json, err);
    }
    assert_true(status == VOI_OK || !json.data);
    voi_bytes_free(&json);
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool failed = true;
    for (long k = 0; failed; k++) {
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = tell_all(2, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || status == VOI_ERR_NOMEM);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_stand_inside_phases),
        cmocka_unit_test(tasks_are_spans_of_their_workers),
        cmocka_unit_test(work_inside_tasks_is_no_phase),
        cmocka_unit_test(parts_of_tasks_are_phases_of_their_job),
        cmocka_unit_test(parts_without_a_place_are_left_out),
        cmocka_unit_test(what_is_too_much_is_counted),
        cmocka_unit_test(without_memory_the_work_goes_on),
        cmocka_unit_test(the_time_line_is_json),
        cmocka_unit_test(only_what_was_recorded_can_be_told),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
