/* What the tests use of cmocka, where there is none: tools/check_neon.sh compiles tests with it for
 * another processor. The first failure ends the program. */
#ifndef TESTS_CROSS_CMOCKA_H
#define TESTS_CROSS_CMOCKA_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*run)(void **state);
};

#define cmocka_unit_test(function) ((struct CMUnitTest){#function, function})
#define cmocka_run_group_tests(tests, setup, teardown)                                             \
    cross_run((tests), sizeof(tests) / sizeof *(tests))

#define print_error(...) fprintf(stderr, __VA_ARGS__)
#define _fail(file, line) cross_expect(false, "the check above", file, line)
#define skip() return

#define CROSS_EXPECT(condition) cross_expect((condition), #condition, __FILE__, __LINE__)
#define assert_true(condition) CROSS_EXPECT(condition)
#define assert_false(condition) CROSS_EXPECT(!(condition))
#define assert_null(pointer) CROSS_EXPECT(!(pointer))
#define assert_non_null(pointer) CROSS_EXPECT(pointer)
#define assert_ptr_equal(a, b) CROSS_EXPECT((a) == (b))
#define assert_int_equal(a, b) CROSS_EXPECT((a) == (b))
#define assert_in_range(a, least, most) CROSS_EXPECT((a) >= (least) && (a) <= (most))
#define assert_string_equal(a, b) CROSS_EXPECT(strcmp((a), (b)) == 0)
#define assert_memory_equal(a, b, size) CROSS_EXPECT(memcmp((a), (b), (size)) == 0)

static inline void cross_expect(bool holds, const char *condition, const char *file, int line)
{
    if (!holds) {
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
        exit(1);
    }
}

static inline int cross_run(const struct CMUnitTest *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *state = NULL;
        tests[i].run(&state);
        printf("%s\n", tests[i].name);
    }
    return 0;
}

#endif
