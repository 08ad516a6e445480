/* Every allocation and every read of a state fails once: a clean status, no state, no leak. Reads
 * that bring few bytes change nothing. */
#include "files.h"

#include "failing_alloc.h"
#include "failing_read.h"
#include "sample_files.h"

enum { ROWS = 2100, COLS = 2 };

static double costs[ROWS * COLS], effects[ROWS * COLS];
static const double k[] = {1000, 20000};

typedef struct {
    voi_problem_files files;
    voi_state_options options;
    char paths[2][PATH_SIZE];
} job;

static void write_job(job *j, sample_format format, bool money, voi_state_kind kind)
{
    *j = (job){.options = {.kind = kind, .wtp = {k, money ? 0 : 2}, .max_memory = 64 << 20}};
    random_outcomes(3, ROWS, COLS, 0, 0, costs, effects);
    write_sample(j->paths[0], format, costs, ROWS, COLS);
    write_sample(j->paths[1], format, effects, ROWS, COLS);
    j->files.net_benefit = money ? j->paths[0] : NULL;
    j->files.costs = money ? NULL : j->paths[0];
    j->files.effects = money ? NULL : j->paths[1];
}

static void unlink_job(const job *j)
{
    unlink(j->paths[0]);
    unlink(j->paths[1]);
}

/* All that is done with states, from files to a table. */
static voi_status run(voi_context *ctx, const job *j, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_state *state = NULL, *again = NULL;
    voi_bytes bytes = {0};
    *out = NULL;
    status = voi_state_of_files(ctx, &j->files, &j->options, &state, err);
    assert_true((status == VOI_OK) == (state != NULL));
    if (status == VOI_OK) {
        status = voi_state_write(state, &bytes, err);
    }
    if (status == VOI_OK) {
        status = voi_state_read(bytes.data, bytes.size, &again, err);
        assert_true((status == VOI_OK) == (again != NULL));
    }
    if (status == VOI_OK) {
        status = voi_state_merge(again, state, err);
    }
    if (status == VOI_OK) {
        status = voi_state_table(again, NULL, out, err);
        assert_true((status == VOI_OK) == (*out != NULL));
    }
    voi_bytes_free(&bytes);
    voi_state_destroy(state);
    voi_state_destroy(again);
    return status;
}

/* Fails the first of what `left` counts, then the second, until none is left to fail. */
static void fail_each(const job *j, atomic_long *left, voi_status expected)
{
    bool failed = true;
    for (long n = 0; failed; n += left == &allocations_left ? FAILURE_STEP : 1) {
        assert_true(n < 5000);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(2);
        voi_table *table = NULL;
        voi_error error = {0};
        atomic_store(left, n);
        voi_status status = run(ctx, j, &table, &error);
        failed = atomic_load(left) < 0;
        atomic_store(left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, expected);
            assert_int_equal(error.status, expected);
        }
        voi_table_destroy(table);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static void allocations_fail(void **state)
{
    (void)state;
    static const voi_state_kind kinds[] = {VOI_STATE_EVPI, VOI_STATE_SUMMARY, VOI_STATE_CEAC};
    for (size_t i = 0; i < 6; i++) {
        job j;
        write_job(&j, i / 2 == 1 ? SAMPLE_CSV : SAMPLE_NPY, i % 2, kinds[i / 2]);
        fail_each(&j, &allocations_left, VOI_ERR_NOMEM);
        unlink_job(&j);
    }
}

static void reads_fail(void **state)
{
    (void)state;
    for (sample_format format = 0; format < SAMPLE_FORMATS; format++) {
        for (int money = 0; money < 2; money++) {
            job j;
            write_job(&j, format, money, VOI_STATE_EVPI);
            fail_each(&j, &reads_left, VOI_ERR_IO);
            unlink_job(&j);
        }
    }
}

static voi_bytes text_of(const job *j)
{
    const voi_table_format_options format = {.format = VOI_FORMAT_JSON};
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_bytes text = {0};
    voi_error error = {0};
    check_ok(run(ctx, j, &table, &error));
    check_ok(voi_table_format(table, &format, &text, &error));
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    return text;
}

static void few_bytes_at_a_time(void **state)
{
    (void)state;
    for (sample_format format = 0; format < SAMPLE_FORMATS; format++) {
        job j;
        write_job(&j, format, format % 2, VOI_STATE_SUMMARY);
        voi_bytes whole = text_of(&j);
        bytes_a_read = 7;
        voi_bytes pieces = text_of(&j);
        bytes_a_read = SIZE_MAX;
        assert_string_equal(whole.data, pieces.data);
        voi_bytes_free(&whole);
        voi_bytes_free(&pieces);
        unlink_job(&j);
    }
}

/* A file that is cut short behind its check of size. */
static void a_shrinking_file_is_told(void **state)
{
    (void)state;
    job j;
    voi_context *ctx = new_context(1);
    voi_state *out = NULL;
    voi_error error = {0};
    write_job(&j, SAMPLE_NPY, true, VOI_STATE_EVPI);
    assert_int_equal(truncate(j.paths[0], 5000), 0);
    assert_int_equal(voi_state_of_files(ctx, &j.files, &j.options, &out, &error), VOI_ERR_FORMAT);
    assert_non_null(strstr(error.message, "ends early"));
    voi_context_destroy(ctx);
    unlink_job(&j);
}

static int cancel(void *data, const char *phase, double fraction)
{
    long *left = data;
    (void)phase;
    assert_true(fraction >= 0 && fraction <= 1);
    return (*left)-- <= 0;
}

static void cancelling_leaves_nothing(void **state)
{
    (void)state;
    for (sample_format format = 0; format < SAMPLE_NPY_SWAPPED; format++) {
        job j;
        bool cancelled = true;
        write_job(&j, format, format % 2 == 0, VOI_STATE_CEAC);
        for (long n = 0; cancelled; n++) {
            long left = n, before = atomic_load(&live_blocks);
            voi_context_options options = {
                .threads = 2, .progress = cancel, .progress_data = &left};
            voi_context *ctx = NULL;
            voi_state *out = NULL;
            voi_error error = {0};
            check_ok(voi_context_create(&options, &ctx, &error));
            voi_status status = voi_state_of_files(ctx, &j.files, &j.options, &out, &error);
            cancelled = status != VOI_OK;
            assert_true(status == VOI_OK || status == VOI_ERR_CANCELLED);
            assert_true((out != NULL) == (status == VOI_OK));
            voi_state_destroy(out);
            voi_context_destroy(ctx);
            assert_int_equal(atomic_load(&live_blocks), before);
            assert_true(n < 1000);
        }
        unlink_job(&j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_fail),          cmocka_unit_test(reads_fail),
        cmocka_unit_test(few_bytes_at_a_time),       cmocka_unit_test(a_shrinking_file_is_told),
        cmocka_unit_test(cancelling_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
