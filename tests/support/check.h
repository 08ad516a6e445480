/* What every test includes: cmocka and comparisons that a NaN fails. */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails unless |actual - expected| <= tolerance. */
#define check_close(actual, expected, tolerance)                                                   \
    check_close_at((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

/* Fails unless a call answers VOI_OK; prints its error. Needs `voi_error error` in scope. */
#define check_ok(call)                                                                             \
    do {                                                                                           \
        if ((call) != VOI_OK) {                                                                    \
            print_error("%s: %s\n", #call, error.message);                                         \
            _fail(__FILE__, __LINE__);                                                             \
        }                                                                                          \
    } while (0)

static inline void check_close_at(double actual, double expected, double tolerance,
                                  const char *expression, const char *file, int line)
{
    if (!(fabs(actual - expected) <= tolerance)) {
        print_error("%s = %.17g, expected %.17g within %g\n", expression, actual, expected,
                    tolerance);
        _fail(file, line);
    }
}

#endif
