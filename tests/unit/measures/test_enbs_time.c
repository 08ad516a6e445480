/* The population after a report against sums and integrals taken directly. */
#include "check.h"

#include "measures/enbs_time.h"

static vi_timing timing_of(voi_discounting how, double discount, double accrual, double delay,
                           double follow_up)
{
    const voi_population population = {100, 8, discount, how};
    const voi_study_plan plan = {.accrual = accrual, .reporting_delay = delay};
    vi_timing timing = {0};
    voi_error error = {0};
    const vi_study_years years = {0, follow_up, follow_up};
    check_ok(vi_timing_create(&population, &plan, "s", &years, &timing, &error));
    return timing;
}

/* The discount factor at a time. */
static double factor(voi_discounting how, double discount, double t)
{
    return how == VOI_DISCOUNT_CONTINUOUS     ? exp(-discount * t)
           : how == VOI_DISCOUNT_ANNUAL_START ? pow(1 + discount, -floor(t))
                                              : pow(1 + discount, -floor(t) - 1);
}

/* Discounted years between two times, by the midpoint rule. */
static double integral(voi_discounting how, double discount, double from, double to)
{
    enum { STEPS = 80000 };
    double sum = 0, step = (to - from) / STEPS;
    for (int i = 0; i < STEPS; i++) {
        sum += step * factor(how, discount, from + (i + 0.5) * step);
    }
    return sum;
}

static void without_times_all_profit(void **state)
{
    (void)state;
    const vi_timing timing = timing_of(VOI_DISCOUNT_CONTINUOUS, 0.035, 0, 0, 0);
    check_close(vi_timing_report(&timing, 500), 0, 0);
    check_close(vi_timing_persons(&timing, 500), timing.whole, 0);
    check_close(vi_timing_entry(&timing, 500), 1, 0);
}

static void those_after_the_report_profit(void **state)
{
    (void)state;
    for (int how = VOI_DISCOUNT_CONTINUOUS; how <= VOI_DISCOUNT_ANNUAL_END; how++) {
        const vi_timing timing = timing_of((voi_discounting)how, 0.05, 200, 0.5, 1);
        check_close(vi_timing_report(&timing, 500), 4, 1e-15);
        check_close(vi_timing_persons(&timing, 500),
                    100 * integral((voi_discounting)how, 0.05, 4, 8), 1e-2);
        check_close(vi_timing_entry(&timing, 500),
                    integral((voi_discounting)how, 0.05, 0, 2.5) / 2.5, 1e-4);
    }
}

/* A design that takes in participants over two years cannot do so in less. */
static void the_design_says_how_long_it_takes(void **state)
{
    (void)state;
    const voi_population population = {100, 8, 0, VOI_DISCOUNT_CONTINUOUS};
    const voi_study_plan slow = {.accrual = 100}, fast = {.accrual = 1000}, free = {.accrual = 0};
    const vi_study_years years = {2, 1.5, 3.5};
    vi_timing timing = {0};
    voi_error error = {0};
    check_ok(vi_timing_create(&population, &slow, "s", &years, &timing, &error));
    check_close(vi_timing_report(&timing, 500), 6.5, 0);
    check_ok(vi_timing_create(&population, &fast, "s", &years, &timing, &error));
    check_close(vi_timing_report(&timing, 500), 3.5, 0);
    check_ok(vi_timing_create(&population, &free, "s", &years, &timing, &error));
    check_close(vi_timing_report(&timing, 500), 3.5, 0);
    check_close(vi_timing_persons(&timing, 500), 450, 1e-9);
}

/* Two years of entry and one of follow-up beside no entry time and two of follow-up. */
static void of_several_parts_the_longest_counts(void **state)
{
    const voi_population population = {100, 8, 0, VOI_DISCOUNT_CONTINUOUS};
    const voi_study_plan plan = {.accrual = 100, .reporting_delay = 0.5};
    const vi_study_years years = {2, 2, 3};
    vi_timing timing = {0};
    voi_error error = {0};
    (void)state;
    check_ok(vi_timing_create(&population, &plan, "s", &years, &timing, &error));
    check_close(vi_timing_report(&timing, 50), 3.5, 0);
    check_close(vi_timing_report(&timing, 300), 5.5, 0);
    check_close(vi_timing_entry(&timing, 50), 1, 0);
}

static void a_report_after_the_end_serves_nobody(void **state)
{
    (void)state;
    const vi_timing timing = timing_of(VOI_DISCOUNT_CONTINUOUS, 0, 100, 1, 0);
    check_close(vi_timing_persons(&timing, 600), 100, 1e-12);
    check_close(vi_timing_persons(&timing, 700), 0, 0);
    check_close(vi_timing_persons(&timing, 7000), 0, 0);
}

static void a_delay_alone_counts_the_follow_up(void **state)
{
    (void)state;
    const vi_timing timing = timing_of(VOI_DISCOUNT_CONTINUOUS, 0, 0, 1, 2);
    check_close(vi_timing_report(&timing, 1e9), 3, 0);
    check_close(vi_timing_persons(&timing, 1e9), 500, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_times_all_profit),
        cmocka_unit_test(those_after_the_report_profit),
        cmocka_unit_test(the_design_says_how_long_it_takes),
        cmocka_unit_test(of_several_parts_the_longest_counts),
        cmocka_unit_test(a_report_after_the_end_serves_nobody),
        cmocka_unit_test(a_delay_alone_counts_the_follow_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
