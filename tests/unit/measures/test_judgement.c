/* From an estimate that its policy confirms to one that it contradicts. */
#include "check.h"

#include "measures/judgement.h"

enum { N = 100 };

/* The policy is worth 2 a row in either way, SD 1; the smoother stops noise of SD 0.1 a mean. */
static vi_partial judge(double estimate, double stopped)
{
    const vi_policy policy = {2 * N, 5 * N, 2 * N};
    vi_partial answer = {.se = 0.03};
    vi_judge(&policy, N, estimate, stopped, &answer);
    check_close(answer.policy_value, 2, 1e-15);
    return answer;
}

static void trust_fades(void **state)
{
    const double stopped = 100;
    (void)state;
    vi_partial good = judge(2.29, stopped), torn = judge(2.35, stopped), bad = judge(1.5, stopped);
    check_close(good.misfit, 2.9, 1e-12);
    check_close(good.evppi, 2.29, 1e-15);
    check_close(good.se, 0.03, 1e-15);
    check_close(torn.trust, 0.5, 1e-12);
    check_close(torn.evppi, 2.175, 1e-12);
    check_close(torn.se, 0.065, 1e-12);
    check_close(bad.trust, 0, 0);
    check_close(bad.evppi, 2, 1e-15);
    check_close(bad.se, 0.1, 1e-12);
}

static void nothing_to_miss_is_trusted(void **state)
{
    (void)state;
    check_close(judge(9, INFINITY).evppi, 9, 0);
    check_close(judge(2, 0).trust, 1, 0);
    check_close(judge(9, -1).evppi, 9, 0); /* rounding left no scale to compare on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trust_fades),
        cmocka_unit_test(nothing_to_miss_is_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
