/* States as bytes: they come back as they were; whatever is cut short, changed or of another
 * version is refused, also where somebody mends the checksum. */
#include "random_problem.h"
#include "states.h"

#include "measures/state.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

enum { ROWS = 60, COLS = 3, VERSION_AT = 8, KIND_AT = 12, SIZE_AT = 16, COSTS_AT = 24, K_AT = 48 };

static const double k[] = {0, 20000, 1000};

static voi_state *new_state(voi_state_kind kind, bool money)
{
    static double costs[ROWS * COLS], effects[ROWS * COLS];
    static const char *const names[] = {"usual care", "b", "ä, \"c\""};
    random_outcomes(1, ROWS, COLS, 0, 0, costs, effects);
    const voi_matrix c = {costs, ROWS, COLS, 1, ROWS}, e = {effects, ROWS, COLS, 1, ROWS};
    const voi_matrix none = {0};
    const voi_problem_data data = {.costs = money ? none : c,
                                   .effects = money ? none : e,
                                   .net_benefit = money ? c : none,
                                   .strategy_names = names};
    const voi_state_options options = {.kind = kind, .wtp = {k, money ? 0 : 3}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of_data(&data);
    voi_state *state = NULL;
    voi_error error = {0};
    check_ok(vi_find(&problem->findings, VI_WARNING, VOI_OK, "here", &error, "something is odd"));
    check_ok(vi_find(&problem->findings, VI_NOTE, VOI_OK, "here", &error, "a note"));
    check_ok(voi_state_of_problem(ctx, problem, &options, &state, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return state;
}

static voi_bytes fresh_bytes(void)
{
    voi_state *state = new_state(VOI_STATE_SUMMARY, false);
    voi_bytes bytes = bytes_of(state);
    voi_state_destroy(state);
    return bytes;
}

static void mend_checksum(voi_bytes *bytes)
{
    size_t size = bytes->size - 4;
    uint32_t sum = (uint32_t)crc32_z(0, (const unsigned char *)bytes->data, size);
    for (size_t i = 0; i < 4; i++) {
        bytes->data[size + i] = (char)(sum >> (8 * i) & 0xff);
    }
}

static void check_refused(const void *bytes, size_t size, const char *words)
{
    voi_state *state = (voi_state *)(uintptr_t)8;
    voi_error error = {0};
    assert_int_equal(voi_state_read(bytes, size, &state, &error), VOI_ERR_FORMAT);
    assert_null(state);
    if (words && !strstr(error.message, words)) {
        print_error("%s lacks: %s\n", error.message, words);
        fail();
    }
}

static void they_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++) {
        voi_state *before = new_state((voi_state_kind)(1 + i / 2), i % 2), *after = NULL;
        voi_bytes bytes = bytes_of(before);
        voi_error error = {0};
        check_ok(voi_state_read(bytes.data, bytes.size, &after, &error));
        voi_bytes again = bytes_of(after);
        assert_int_equal(again.size, bytes.size);
        assert_memory_equal(again.data, bytes.data, bytes.size);
        assert_int_equal(voi_state_rows(after), ROWS);
        assert_string_equal(after->shape->strategy_names[2], "ä, \"c\"");
        assert_int_equal(after->shape->findings.count, 1);
        check_ok(voi_state_merge(after, before, &error));
        assert_int_equal(after->shape->findings.count, 1);
        voi_bytes_free(&bytes);
        voi_bytes_free(&again);
        voi_state_destroy(before);
        voi_state_destroy(after);
    }
}

/* What stands at the start is a promise to other programs and machines. */
static void the_format_is_fixed(void **state)
{
    (void)state;
    static const unsigned char start[] = {'v', 'o', 'i', 's', 't', 'a', 't', 'e',
                                          1,   0,   0,   0,   2,   0,   0,   0};
    voi_bytes bytes = fresh_bytes();
    assert_memory_equal(bytes.data, start, sizeof start);
    assert_int_equal((unsigned char)bytes.data[COSTS_AT], 1);
    assert_int_equal((unsigned char)bytes.data[COSTS_AT + 8], ROWS);
    assert_int_equal((unsigned char)bytes.data[COSTS_AT + 16], COLS);
    assert_int_equal((unsigned char)bytes.data[K_AT], 3);
    voi_bytes_free(&bytes);
}

static void every_truncation_is_told(void **state)
{
    (void)state;
    voi_bytes bytes = fresh_bytes();
    for (size_t size = 0; size < bytes.size; size++) {
        check_refused(bytes.data, size, size < 72 ? "is not a state" : "ends early");
    }
    char *longer = malloc(bytes.size + 1);
    assert_non_null(longer);
    memcpy(longer, bytes.data, bytes.size);
    longer[bytes.size] = 0;
    check_refused(longer, bytes.size + 1, "goes on behind its end");
    free(longer);
    voi_bytes_free(&bytes);
}

static void every_flip_is_told(void **state)
{
    (void)state;
    voi_bytes bytes = fresh_bytes();
    for (size_t i = 0; i < bytes.size; i++) {
        bytes.data[i] = (char)(bytes.data[i] ^ 1 << i % 8);
        check_refused(bytes.data, bytes.size,
                      i < VERSION_AT                 ? "is not a state"
                      : i < KIND_AT                  ? "this is for version 1"
                      : i >= SIZE_AT && i < COSTS_AT ? "bytes where"
                                                     : "checksum does not match");
        bytes.data[i] = (char)(bytes.data[i] ^ 1 << i % 8);
    }
    voi_bytes_free(&bytes);
}

/* Behind a checksum that fits, nothing is believed either: whatever byte is changed, the reading
 * ends, with a state or an error. */
static void mended_bytes_do_no_harm(void **state)
{
    (void)state;
    static const unsigned char odd[] = {0, 1, 0x7f, 0x80, 0xff};
    voi_bytes bytes = fresh_bytes();
    size_t refused = 0;
    for (size_t i = KIND_AT; i < bytes.size - 4; i++) {
        for (size_t o = 0; o < sizeof odd; o++) {
            char kept = bytes.data[i];
            voi_state *read = NULL;
            bytes.data[i] = (char)odd[o];
            mend_checksum(&bytes);
            refused += voi_state_read(bytes.data, bytes.size, &read, NULL) != VOI_OK;
            if (read) {
                voi_table *table = NULL;
                (void)voi_state_table(read, NULL, &table, NULL);
                voi_table_destroy(table);
            }
            voi_state_destroy(read);
            bytes.data[i] = kept;
        }
    }
    assert_true(refused > 300);
    voi_bytes_free(&bytes);
}

static void check_mended(size_t place, unsigned char value, const char *words)
{
    voi_bytes bytes = fresh_bytes();
    voi_error error = {0};
    voi_state *read = NULL;
    bytes.data[place] = (char)value;
    mend_checksum(&bytes);
    assert_true(voi_state_read(bytes.data, bytes.size, &read, &error) != VOI_OK);
    assert_null(read);
    assert_non_null(strstr(error.message, words));
    voi_bytes_free(&bytes);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    check_mended(KIND_AT, 9, "unknown kind 9");
    check_mended(COSTS_AT, 2, "is damaged");
    check_mended(COSTS_AT, 0, "is damaged");         /* other sums than there are */
    check_mended(COSTS_AT + 15, 0xff, "is damaged"); /* rows */
    check_mended(COSTS_AT + 16, 1, "is damaged");    /* strategies */
    check_mended(COSTS_AT + 23, 1, "is damaged");
    check_mended(K_AT, 2, "is damaged");
    check_mended(K_AT + 7, 1, "is damaged");
    check_mended(K_AT + 8, 0, "is damaged"); /* warnings */
    check_mended(K_AT + 15, 1, "is damaged");
    check_mended(K_AT + 16, 1, "is damaged"); /* sums */
    check_mended(K_AT + 23, 1, "is damaged");
    check_mended(72, 255, "is damaged"); /* the length of a name */
}

/* Reads a state whose sums are 0, one byte each, but for one, which has these terms. */
static voi_status read_with_sum(const double *terms, size_t count, bool wins, voi_state **out)
{
    voi_state *state = new_state(VOI_STATE_CEAC, true);
    voi_bytes bytes = {0};
    voi_error error = {0};
    size_t index = wins ? state->layout.shares : state->layout.regrets;
    vi_exact_free(&state->sums);
    state->sums = vi_exact_empty(state->layout.count);
    voi_bytes empty = bytes_of(state);
    size_t at = empty.size - 4 - state->layout.count + index, size = empty.size + 8 * count;
    bytes = (voi_bytes){malloc(size), size};
    assert_non_null(bytes.data);
    memcpy(bytes.data, empty.data, at);
    bytes.data[at] = (char)count;
    memcpy(bytes.data + at + 1, terms, 8 * count);
    memcpy(bytes.data + at + 1 + 8 * count, empty.data + at + 1, empty.size - at - 1);
    bytes.data[SIZE_AT] = (char)(size & 0xff);
    bytes.data[SIZE_AT + 1] = (char)(size >> 8);
    mend_checksum(&bytes);
    voi_status status = voi_state_read(bytes.data, bytes.size, out, &error);
    free(bytes.data);
    voi_bytes_free(&empty);
    voi_state_destroy(state);
    return status;
}

static void check_sum(const double *terms, size_t count, bool wins, voi_status expected)
{
    voi_state *read = NULL;
    assert_int_equal(read_with_sum(terms, count, wins, &read), expected);
    assert_true((read != NULL) == (expected == VOI_OK));
    voi_state_destroy(read);
}

static void sums_that_nobody_writes_are_refused(void **state)
{
    (void)state;
    static const double two[] = {1, 1e-30}, with_infinity[] = {INFINITY, 1};
    static const double infinite = INFINITY, negative = -INFINITY, nan = NAN;
    static const double many[VI_EXACT_TERMS + 1] = {1};
    check_sum(two, 2, false, VOI_OK);
    check_sum(two, 2, true, VOI_OK);
    check_sum(&infinite, 1, false, VOI_OK);
    check_sum(&infinite, 1, true, VOI_ERR_FORMAT); /* a number of rows */
    check_sum(&negative, 1, false, VOI_ERR_FORMAT);
    check_sum(&nan, 1, false, VOI_ERR_FORMAT);
    check_sum(with_infinity, 2, false, VOI_ERR_FORMAT);
    check_sum(many, VI_EXACT_TERMS, false, VOI_OK);
    check_sum(many, VI_EXACT_TERMS + 1, false, VOI_ERR_FORMAT);
}

/* Whatever a sum became that overflowed, its bytes are the same, and can be read. */
static void sums_that_overflowed_are_written_in_one_way(void **state)
{
    (void)state;
    static const double odd[] = {INFINITY, -INFINITY, NAN};
    voi_bytes first = {0};
    for (size_t i = 0; i < 3; i++) {
        voi_state *before = new_state(VOI_STATE_EVPI, true), *after = NULL;
        voi_error error = {0};
        vi_exact_add_one(&before->sums, 1, odd[i]);
        voi_bytes bytes = bytes_of(before);
        check_ok(voi_state_read(bytes.data, bytes.size, &after, &error));
        if (i > 0) {
            assert_int_equal(bytes.size, first.size);
            assert_memory_equal(bytes.data, first.data, first.size);
            voi_bytes_free(&bytes);
        } else {
            first = bytes;
        }
        voi_state_destroy(before);
        voi_state_destroy(after);
    }
    voi_bytes_free(&first);
}

static void rows_never_overflow(void **state)
{
    (void)state;
    voi_state *a = new_state(VOI_STATE_EVPI, true), *b = new_state(VOI_STATE_EVPI, true);
    voi_error error = {0};
    b->shape->rows = VI_STATE_MOST_ROWS - ROWS + 1;
    assert_int_equal(voi_state_merge(a, b, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message,
                        "has 1152921504606846917 rows, with those before more than 2^60");
    assert_int_equal(voi_state_rows(a), ROWS);
    b->shape->rows--;
    check_ok(voi_state_merge(a, b, &error));
    assert_true(voi_state_rows(a) == VI_STATE_MOST_ROWS);
    voi_state_destroy(a);
    voi_state_destroy(b);
}

static void a_state_of_no_rows_has_no_table(void **state)
{
    (void)state;
    voi_bytes bytes = fresh_bytes();
    voi_state *read = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    bytes.data[COSTS_AT + 8] = 0;
    mend_checksum(&bytes);
    check_ok(voi_state_read(bytes.data, bytes.size, &read, &error));
    assert_int_equal(voi_state_table(read, NULL, &table, &error), VOI_ERR_DATA);
    assert_null(table);
    voi_state_destroy(read);
    voi_bytes_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_come_back),
        cmocka_unit_test(the_format_is_fixed),
        cmocka_unit_test(every_truncation_is_told),
        cmocka_unit_test(every_flip_is_told),
        cmocka_unit_test(mended_bytes_do_no_harm),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(sums_that_nobody_writes_are_refused),
        cmocka_unit_test(sums_that_overflowed_are_written_in_one_way),
        cmocka_unit_test(rows_never_overflow),
        cmocka_unit_test(a_state_of_no_rows_has_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
