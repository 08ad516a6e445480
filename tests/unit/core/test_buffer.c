/* Text that grows: every byte arrives, numbers read back, failures latch. */
#include "failing_alloc.h"

#include "check.h"

#include "core/buffer.h"
#include "core/philox.h"

#include <stdlib.h>
#include <string.h>

static void bytes_of_any_length_arrive(void **state)
{
    (void)state;
    vi_buffer buffer = {0};
    size_t size = 0;
    for (size_t length = 0; length < 1200; length += 7) {
        char piece[1200];
        memset(piece, 'a' + (int)(length % 26), length);
        vi_buffer_add(&buffer, piece, length);
        size += length;
        assert_int_equal(buffer.size, size);
        assert_int_equal(buffer.data[size], '\0');
    }
    assert_int_equal(buffer.data[0], 'a' + 7);
    assert_int_equal(buffer.data[size - 1], 'a' + 1197 % 26);
    vi_buffer_free(&buffer);
    assert_null(buffer.data);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void printing_grows_too(void **state)
{
    (void)state;
    vi_buffer buffer = {0};
    for (int i = 0; i < 500; i++) {
        vi_buffer_printf(&buffer, "%d,%s;", i, "twelve bytes");
    }
    assert_memory_equal(buffer.data, "0,twelve bytes;1,", 17);
    assert_string_equal(buffer.data + buffer.size - 17, "499,twelve bytes;");
    vi_buffer_free(&buffer);
}

static void check_number(double value, const char *expected)
{
    vi_buffer buffer = {0};
    vi_buffer_number(&buffer, value);
    assert_string_equal(buffer.data, expected);
    vi_buffer_free(&buffer);
}

static void numbers_are_short(void **state)
{
    (void)state;
    check_number(0, "0");
    check_number(-0.0, "-0");
    check_number(0.1, "0.1");
    check_number(20000, "20000");
    check_number(1e23, "1e+23");
    check_number(1.0 / 3, "0.3333333333333333");
    check_number(0.1 + 0.2, "0.30000000000000004");
    check_number(5e-324, "5e-324");
    check_number(1.7976931348623157e308, "1.7976931348623157e+308");
    check_number(NAN, "nan");
    check_number(INFINITY, "inf");
    check_number(-INFINITY, "-inf");
}

static void every_number_reads_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        double u = vi_uniform(5, 0, i), value = ldexp(u - 0.5, (int)(i % 2000) - 1000);
        vi_buffer buffer = {0};
        vi_buffer_number(&buffer, value);
        check_close(strtod(buffer.data, NULL), value, 0);
        vi_buffer_free(&buffer);
    }
}

static void digits_are_rounded(void **state)
{
    (void)state;
    vi_buffer buffer = {0};
    vi_buffer_digits(&buffer, 1234.5678, 6);
    vi_buffer_puts(&buffer, " ");
    vi_buffer_digits(&buffer, 2.5, 17);
    vi_buffer_puts(&buffer, " ");
    vi_buffer_digits(&buffer, 0.1, 17);
    assert_string_equal(buffer.data, "1234.57 2.5 0.10000000000000001");
    vi_buffer_free(&buffer);
}

static void content_is_handed_over(void **state)
{
    (void)state;
    vi_buffer buffer = {0};
    voi_bytes bytes = {0};
    voi_error error = {0};
    check_ok(vi_buffer_finish(&buffer, "page", &bytes, &error));
    assert_string_equal(bytes.data, "");
    assert_int_equal(bytes.size, 0);
    voi_bytes_free(&bytes);
    assert_null(bytes.data);
    vi_buffer_add(&buffer, "a\0b", 3);
    check_ok(vi_buffer_finish(&buffer, "page", &bytes, &error));
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "a\0b", 4);
    assert_null(buffer.data);
    voi_bytes_free(&bytes);
    voi_bytes_free(NULL);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void a_failure_latches(void **state)
{
    (void)state;
    for (long k = 0; k < 2; k++) {
        vi_buffer buffer = {0};
        voi_bytes bytes = {NULL, 9};
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        vi_buffer_printf(&buffer, "%200d", 1);
        vi_buffer_printf(&buffer, "%200d", 2);
        atomic_store(&allocations_left, -1);
        vi_buffer_puts(&buffer, "later");
        assert_int_equal(vi_buffer_finish(&buffer, "page", &bytes, &error), VOI_ERR_NOMEM);
        assert_string_equal(error.message, "page: out of memory");
        assert_int_equal(bytes.size, 9);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

static void storage_of_the_caller_is_kept_to(void **state)
{
    (void)state;
    char text[8] = "xxxxxxx";
    vi_buffer buffer = vi_buffer_over(text, sizeof text);
    assert_string_equal(text, "");
    vi_buffer_puts(&buffer, "four");
    vi_buffer_printf(&buffer, "%d", 567);
    assert_string_equal(text, "four567");
    assert_false(buffer.failed);
    vi_buffer_puts(&buffer, "8");
    vi_buffer_puts(&buffer, "");
    assert_true(buffer.failed);
    assert_string_equal(text, "four567");
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_of_any_length_arrive),
        cmocka_unit_test(printing_grows_too),
        cmocka_unit_test(numbers_are_short),
        cmocka_unit_test(every_number_reads_back),
        cmocka_unit_test(digits_are_rounded),
        cmocka_unit_test(content_is_handed_over),
        cmocka_unit_test(a_failure_latches),
        cmocka_unit_test(storage_of_the_caller_is_kept_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
