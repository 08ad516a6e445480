/* log Γ against factorials and the half-integers. */
#include "check.h"

#include "math/log_gamma.h"

static void knows_factorials(void **state)
{
    double sum = 0;
    (void)state;
    for (int n = 1; n < 170; n++) {
        check_close(vi_log_gamma(n), sum, 1e-14 * (1 + sum));
        sum += log(n);
    }
    check_close(vi_log_gamma(0.5), 0.57236494292470008, 1e-15);
    check_close(vi_log_gamma(1e9), 1e9 * log(1e9) - 1e9 - 0.5 * log(1e9) + 0.91893853320467274,
                1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(knows_factorials)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
