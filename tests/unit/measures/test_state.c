/* States: in windows of files, for any threads and kernels, and merged from parts in any grouping,
 * they give the tables of the whole sample in memory, byte for byte. */
#include "files.h"

#include "sample_files.h"
#include "states.h"

#include "measures/state.h"

enum { MOST_ROWS = 20000, COLS = 3, WIDE = 18, BYTES = MOST_ROWS * WIDE };

static double costs[BYTES], effects[BYTES];
static const double k[] = {0, 30000, 1000, 5000, 20000};
static const voi_state_kind kinds[] = {VOI_STATE_EVPI, VOI_STATE_SUMMARY, VOI_STATE_CEAC};

typedef struct {
    voi_problem_files files;
    char paths[2][PATH_SIZE];
} sample;

static void write_both(sample *s, sample_format format, bool money, size_t rows, size_t cols)
{
    s->files = (voi_problem_files){0};
    write_sample(s->paths[0], format, costs, rows, cols);
    if (money) {
        s->files.net_benefit = s->paths[0];
        return;
    }
    write_sample(s->paths[1], format, effects, rows, cols);
    s->files.costs = s->paths[0];
    s->files.effects = s->paths[1];
}

static void unlink_both(const sample *s)
{
    unlink(s->paths[0]);
    if (s->files.costs) {
        unlink(s->paths[1]);
    }
}

static voi_wtp wtp_of(bool money)
{
    return (voi_wtp){k, money ? 0 : sizeof k / sizeof *k};
}

/* A table as text of which every bit counts, with its warnings. */
static voi_bytes text_of(const voi_table *table)
{
    const voi_table_format_options format = {.format = VOI_FORMAT_JSON};
    voi_bytes text = {0};
    voi_error error = {0};
    check_ok(voi_table_format(table, &format, &text, &error));
    return text;
}

static voi_status measure(voi_context *ctx, const voi_problem *problem, voi_state_kind kind,
                          voi_table **out, voi_error *err)
{
    voi_wtp wtp = wtp_of(!voi_problem_has_costs(problem));
    const voi_evpi_options evpi = {.wtp = wtp};
    const voi_summary_options summary = {wtp};
    const voi_ceac_options ceac = {wtp};
    return kind == VOI_STATE_EVPI      ? voi_evpi(ctx, problem, &evpi, out, err)
           : kind == VOI_STATE_SUMMARY ? voi_summary(ctx, problem, &summary, out, err)
                                       : voi_ceac(ctx, problem, &ceac, out, err);
}

static voi_bytes answer_in_memory(const voi_problem *problem, voi_state_kind kind)
{
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(measure(ctx, problem, kind, &table, &error));
    voi_bytes text = text_of(table);
    voi_table_destroy(table);
    voi_context_destroy(ctx);
    return text;
}

static voi_bytes answer_of_state(const voi_state *state)
{
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_state_table(state, NULL, &table, &error));
    voi_bytes text = text_of(table);
    voi_table_destroy(table);
    return text;
}

static void check_answer(const voi_state *state, const voi_bytes *expected)
{
    voi_bytes text = answer_of_state(state);
    assert_string_equal(text.data, expected->data);
    voi_bytes_free(&text);
}

static voi_problem *read_whole(const sample *s)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_read(ctx, &s->files, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

/* The least memory that does, to the next 64 kB: the smallest windows. */
static voi_state *read_in_small_windows(voi_context *ctx, const sample *s, voi_state_kind kind)
{
    voi_state_options options = {.kind = kind, .wtp = wtp_of(s->files.net_benefit != NULL)};
    voi_state *state = NULL;
    voi_error error = {0};
    size_t too_little = 160, enough = 1 << 12; /* times 64 kB */
    while (enough - too_little > 1) {
        size_t middle = (too_little + enough) / 2;
        options.max_memory = middle << 16;
        voi_status status = voi_state_of_files(ctx, &s->files, &options, &state, &error);
        assert_true(status == VOI_OK || status == VOI_ERR_LIMIT);
        voi_state_destroy(state);
        state = NULL;
        *(status == VOI_OK ? &enough : &too_little) = middle;
    }
    options.max_memory = enough << 16;
    check_ok(voi_state_of_files(ctx, &s->files, &options, &state, &error));
    return state;
}

static void compare_files(sample_format format, bool money, size_t rows, size_t cols)
{
    sample s;
    write_both(&s, format, money, rows, cols);
    voi_problem *problem = read_whole(&s);
    for (size_t m = 0; m < sizeof kinds / sizeof *kinds; m++) {
        voi_bytes expected = answer_in_memory(problem, kinds[m]);
        for (size_t threads = 1; threads < 4; threads += 2) {
            voi_context *ctx = new_context(threads);
            voi_state *state = read_in_small_windows(ctx, &s, kinds[m]);
            assert_int_equal(voi_state_rows(state), rows);
            check_answer(state, &expected);
            voi_state_destroy(state);
            voi_context_destroy(ctx);
        }
        voi_bytes_free(&expected);
    }
    voi_problem_destroy(problem);
    unlink_both(&s);
}

static void windows_equal_memory(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 2, 2047, 2048, 2049, 4096, 9000};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        random_outcomes(r, rows[r], COLS, r % 2 == 1, 0, costs, effects);
        for (sample_format format = 0; format < SAMPLE_FORMATS; format++) {
            compare_files(format, format % 2 == 0, rows[r], COLS);
            compare_files(format, format % 2 == 1, rows[r], COLS);
        }
    }
    random_outcomes(9, MOST_ROWS, COLS, 0, 1e8, costs, effects);
    compare_files(SAMPLE_CSV, false, MOST_ROWS, COLS);
    compare_files(SAMPLE_NPY, false, MOST_ROWS, COLS);
    compare_files(SAMPLE_NPY, true, MOST_ROWS, COLS);
    random_outcomes(10, MOST_ROWS, 8, 1, 0, costs, effects);
    compare_files(SAMPLE_NPY, true, MOST_ROWS, 8);
}

/* Of very many strategies the state does not compare all pairs, and says so. */
static void many_strategies_are_not_compared(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    voi_state *whole = NULL;
    voi_table *table = NULL, *in_memory = NULL;
    random_outcomes(4, ROWS, WIDE, 0, 0, costs, effects);
    voi_problem *problem = net_benefit_problem(costs, ROWS, WIDE);
    check_ok(voi_state_of_problem(ctx, problem, NULL, &whole, &error));
    check_ok(voi_state_table(whole, NULL, &table, &error));
    check_ok(voi_evpi(ctx, problem, NULL, &in_memory, &error));
    assert_true(cell(table, 0, "evpi") == cell(in_memory, 0, "evpi"));
    assert_true(cell(table, 0, "se") == cell(in_memory, 0, "se"));
    assert_int_equal(voi_table_warnings(table), 1);
    assert_non_null(strstr(voi_table_warning(table, 0), "more than 16 strategies"));
    voi_table_destroy(table);
    voi_table_destroy(in_memory);
    voi_state_destroy(whole);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void kernels_change_no_bit(void **state)
{
    (void)state;
    static const char *const backends[] = {"scalar", "neon", "avx2", "avx512"};
    sample s;
    random_outcomes(5, 5000, 5, 0, 0, costs, effects);
    write_both(&s, SAMPLE_NPY, true, 5000, 5);
    voi_problem *problem = read_whole(&s);
    voi_bytes expected = answer_in_memory(problem, VOI_STATE_EVPI);
    for (size_t b = 0; b < sizeof backends / sizeof *backends; b++) {
        voi_context_options options = {.threads = 2, .backend = backends[b]};
        voi_context *ctx = NULL;
        if (voi_context_create(&options, &ctx, NULL) == VOI_OK) {
            voi_state *in_windows = read_in_small_windows(ctx, &s, VOI_STATE_EVPI);
            check_answer(in_windows, &expected);
            voi_state_destroy(in_windows);
        }
        voi_context_destroy(ctx);
    }
    voi_bytes_free(&expected);
    voi_problem_destroy(problem);
    unlink_both(&s);
}

/* The state of some of the rows of the arrays. */
static voi_state *state_of_rows(bool money, voi_state_kind kind, size_t rows, size_t first,
                                size_t end)
{
    const voi_matrix c = {costs + first, end - first, COLS, 1, (ptrdiff_t)rows};
    const voi_matrix e = {effects + first, end - first, COLS, 1, (ptrdiff_t)rows}, none = {0};
    const voi_problem_data data = {
        .costs = money ? none : c, .effects = money ? none : e, .net_benefit = money ? c : none};
    const voi_state_options options = {.kind = kind, .wtp = wtp_of(money)};
    voi_context *ctx = new_context(2);
    voi_problem *problem = problem_of_data(&data);
    voi_state *state = NULL;
    voi_error error = {0};
    check_ok(voi_state_of_problem(ctx, problem, &options, &state, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return state;
}

static void check_bytes(const voi_state *state, const voi_bytes *expected)
{
    voi_bytes bytes = bytes_of(state);
    assert_int_equal(bytes.size, expected->size);
    assert_memory_equal(bytes.data, expected->data, bytes.size);
    voi_bytes_free(&bytes);
}

static void check_groupings(bool money, voi_state_kind kind, size_t rows, const size_t cut[5],
                            const voi_bytes *expected)
{
    voi_state *part[4];
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < 4; i++) {
            part[i] = state_of_rows(money, kind, rows, cut[i], cut[i + 1]);
        }
        if (turn == 0) {
            merge_into(part[0], part[1]);
            merge_into(part[0], part[2]);
            merge_into(part[0], part[3]);
        } else if (turn == 1) {
            merge_into(part[2], part[3]);
            merge_into(part[0], part[1]);
            merge_into(part[0], part[2]);
        } else {
            merge_into(part[3], part[1]);
            merge_into(part[3], part[0]);
            merge_into(part[3], part[2]);
        }
        check_bytes(part[turn == 2 ? 3 : 0], expected);
        voi_state_destroy(part[turn == 2 ? 3 : 0]);
    }
}

static void groupings_change_no_bit(void **state)
{
    (void)state;
    enum { ROWS = 17000 };
    random_outcomes(6, ROWS, COLS, 0, 1e6, costs, effects);
    for (size_t m = 0; m < 6; m++) {
        bool money = m % 2 == 0;
        voi_state *whole = state_of_rows(money, kinds[m / 2], ROWS, 0, ROWS);
        size_t chunk = voi_state_chunk(whole);
        const size_t even[] = {0, chunk, 2 * chunk, 3 * chunk, ROWS};
        const size_t anywhere[] = {0, 1000, 5001, 9999, ROWS};
        assert_true((chunk & (chunk - 1)) == 0 && 3 * chunk < ROWS);
        voi_bytes expected = bytes_of(whole);
        check_groupings(money, kinds[m / 2], ROWS, even, &expected);
        voi_bytes_free(&expected);
        voi_state *first = state_of_rows(money, kinds[m / 2], ROWS, 0, anywhere[1]);
        for (size_t i = 1; i < 4; i++) {
            merge_into(first,
                       state_of_rows(money, kinds[m / 2], ROWS, anywhere[i], anywhere[i + 1]));
        }
        expected = bytes_of(first);
        check_groupings(money, kinds[m / 2], ROWS, anywhere, &expected);
        voi_bytes_free(&expected);
        voi_state_destroy(first);
        voi_state_destroy(whole);
    }
}

static void a_merged_state_has_the_table_of_the_whole(void **state)
{
    (void)state;
    enum { ROWS = 9000 };
    random_outcomes(7, ROWS, COLS, 1, 0, costs, effects);
    for (size_t m = 0; m < 6; m++) {
        bool money = m % 2 == 0;
        voi_problem *problem =
            money ? net_benefit_problem(costs, ROWS, COLS) : problem_of(costs, effects, ROWS, COLS);
        voi_bytes expected = answer_in_memory(problem, kinds[m / 2]);
        voi_state *first = state_of_rows(money, kinds[m / 2], ROWS, 0, 4096);
        merge_into(first, state_of_rows(money, kinds[m / 2], ROWS, 4096, ROWS));
        check_answer(first, &expected);
        voi_bytes_free(&expected);
        voi_state_destroy(first);
        voi_problem_destroy(problem);
    }
}

static void check_refused(voi_state *state, const voi_state *part, const char *words)
{
    voi_error error = {0};
    voi_bytes before = bytes_of(state);
    assert_int_equal(voi_state_merge(state, part, &error), VOI_ERR_DATA);
    assert_string_equal(error.message, words);
    check_bytes(state, &before);
    voi_bytes_free(&before);
}

/* The state of a small problem with these names and values of k. */
static voi_state *small_state(size_t cols, const char *const *names, const double *at, size_t count)
{
    const voi_problem_data data = {.costs = {costs, 10, cols, 1, 10},
                                   .effects = {effects, 10, cols, 1, 10},
                                   .strategy_names = names};
    const voi_state_options options = {.kind = VOI_STATE_EVPI, .wtp = {at, count}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of_data(&data);
    voi_state *state = NULL;
    voi_error error = {0};
    check_ok(voi_state_of_problem(ctx, problem, &options, &state, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return state;
}

static void what_differs_is_told(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c"}, *const others[] = {"a", "x", "c"};
    static const double other_k[] = {0, 30000, 1001};
    random_outcomes(8, 10, COLS, 0, 0, costs, effects);
    voi_state *a = small_state(3, names, k, 3), *b = small_state(3, others, k, 3);
    voi_state *two = small_state(2, names, k, 3), *fewer = small_state(3, names, k, 2);
    voi_state *moved = small_state(3, names, other_k, 3);
    voi_state *money = state_of_rows(true, VOI_STATE_EVPI, 10, 0, 10);
    voi_state *ceac = state_of_rows(false, VOI_STATE_CEAC, 10, 0, 10);
    check_refused(a, b, "its strategy 2 is \"x\", not \"b\"");
    check_refused(a, two, "is of 2 strategies, not 3");
    check_refused(a, fewer, "is for 2 values of k, not 3");
    check_refused(a, moved, "its value 3 of k is 1001, not 1000");
    check_refused(a, money, "is of net benefit, not costs and effects");
    check_refused(a, ceac, "is a state of voi ceac, not evpi");
    voi_state *all[] = {a, b, two, fewer, moved, money, ceac};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        voi_state_destroy(all[i]);
    }
}

static void misuse_is_refused(void **state)
{
    (void)state;
    static const voi_problem_files none = {0}, params = {.net_benefit = "x", .parameters = "y"};
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    voi_state *out = NULL;
    voi_table *table = NULL;
    voi_population population = {.per_year = 10, .years = 2};
    random_outcomes(8, 10, COLS, 0, 0, costs, effects);
    voi_problem *problem = net_benefit_problem(costs, 10, COLS);
    const voi_state_options odd = {.kind = (voi_state_kind)7}, with_k = {VOI_STATE_EVPI, {k, 1}, 0};
    assert_int_equal(voi_state_of_problem(ctx, problem, &odd, &out, &error), VOI_ERR_ARGUMENT);
    assert_int_equal(voi_state_of_problem(ctx, problem, &with_k, &out, &error), VOI_ERR_ARGUMENT);
    assert_int_equal(voi_state_of_files(ctx, &none, NULL, &out, &error), VOI_ERR_ARGUMENT);
    assert_int_equal(voi_state_of_files(ctx, &params, NULL, &out, &error), VOI_ERR_ARGUMENT);
    assert_null(out);
    assert_string_equal(voi_state_kind_name((voi_state_kind)7), "unknown");
    voi_state *ceac = state_of_rows(true, VOI_STATE_CEAC, 10, 0, 10);
    assert_int_equal(voi_state_table(ceac, &population, &table, &error), VOI_ERR_ARGUMENT);
    assert_int_equal(voi_state_kind_of(ceac), VOI_STATE_CEAC);
    voi_state *evpi = state_of_rows(true, VOI_STATE_EVPI, 10, 0, 10);
    check_ok(voi_state_table(evpi, &population, &table, &error));
    check_close(cell(table, 0, "pop_evpi"), 20 * cell(table, 0, "evpi"), 1e-9);
    population.years = -1;
    voi_table_destroy(table);
    assert_int_equal(voi_state_table(evpi, &population, &table, &error), VOI_ERR_ARGUMENT);
    voi_state_destroy(evpi);
    voi_state_destroy(ceac);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Squares of regrets beyond the largest double: the error of the whole sample. */
static void overflow_is_an_error(void **state)
{
    (void)state;
    static const double x[] = {0, 0, 1e200, -1e200};
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    voi_table *table = NULL;
    voi_state *out = NULL;
    voi_problem *money = net_benefit_problem(x, 2, 2), *both = problem_of(x, x, 2, 2);
    const voi_state_options options = {VOI_STATE_EVPI, {k, 2}, 0};
    check_ok(voi_state_of_problem(ctx, money, NULL, &out, &error));
    assert_int_equal(voi_state_table(out, NULL, &table, &error), VOI_ERR_NUMERIC);
    voi_state_destroy(out);
    check_ok(voi_state_of_problem(ctx, both, &options, &out, &error));
    assert_int_equal(voi_state_table(out, NULL, &table, &error), VOI_ERR_NUMERIC);
    assert_non_null(strstr(error.message, "too large"));
    assert_null(table);
    voi_state_destroy(out);
    sample s;
    memcpy(costs, x, sizeof x);
    write_both(&s, SAMPLE_NPY, true, 2, 2);
    check_ok(voi_state_of_files(ctx, &s.files, NULL, &out, &error));
    assert_int_equal(voi_state_table(out, NULL, &table, &error), VOI_ERR_NUMERIC);
    unlink_both(&s);
    voi_state_destroy(out);
    voi_problem_destroy(money);
    voi_problem_destroy(both);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_equal_memory),
        cmocka_unit_test(many_strategies_are_not_compared),
        cmocka_unit_test(kernels_change_no_bit),
        cmocka_unit_test(groupings_change_no_bit),
        cmocka_unit_test(a_merged_state_has_the_table_of_the_whole),
        cmocka_unit_test(what_differs_is_told),
        cmocka_unit_test(misuse_is_refused),
        cmocka_unit_test(overflow_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
