/* Population scaling: the values of textbooks, limits, part years and refusals. */
#include "check.h"

#include "voi.h"

#include <string.h>

static double size_of(double per_year, double years, double discount, voi_discounting how)
{
    const voi_population population = {per_year, years, discount, how};
    voi_error error = {0};
    double size = NAN;
    check_ok(voi_population_size(&population, &size, &error));
    return size;
}

static void defaults_overwrite_every_word(void **state)
{
    (void)state;
    voi_population population;
    memset(&population, 0xEF, sizeof population);
    voi_population_default(&population);
    check_close(population.per_year, 0, 0);
    check_close(population.years, 0, 0);
    check_close(population.discount, 0.035, 0);
    assert_int_equal(population.discounting, VOI_DISCOUNT_CONTINUOUS);
}

static void ten_years_at_three_and_a_half_percent(void **state)
{
    (void)state;
    check_close(size_of(1, 10, 0.035, VOI_DISCOUNT_CONTINUOUS), 8.4374831508939, 1e-12);
    check_close(size_of(1, 10, 0.035, VOI_DISCOUNT_ANNUAL_START), 8.607686508868186, 1e-13);
    check_close(size_of(1, 10, 0.035, VOI_DISCOUNT_ANNUAL_END), 8.316605322577958, 1e-13);
    check_close(size_of(250, 10, 0.035, VOI_DISCOUNT_ANNUAL_END), 250 * 8.316605322577958, 1e-10);
}

static void no_discount_gives_the_years(void **state)
{
    (void)state;
    for (int how = VOI_DISCOUNT_CONTINUOUS; how <= VOI_DISCOUNT_ANNUAL_END; how++) {
        check_close(size_of(3, 2.5, 0, (voi_discounting)how), 7.5, 0);
        check_close(size_of(3, 2.5, 1e-13, (voi_discounting)how), 7.5, 1e-11);
    }
}

static void part_of_a_year_counts_in_proportion(void **state)
{
    (void)state;
    check_close(size_of(1, 2.5, 0.1, VOI_DISCOUNT_ANNUAL_START), 1 + 1 / 1.1 + 0.5 / 1.21, 1e-14);
    check_close(size_of(1, 0.25, 0.1, VOI_DISCOUNT_ANNUAL_START), 0.25, 1e-15);
    check_close(size_of(1, 0.25, 0.1, VOI_DISCOUNT_ANNUAL_END), 0.25 / 1.1, 1e-15);
}

static void refuse(double per_year, double years, double discount, int how, const char *words)
{
    const voi_population population = {per_year, years, discount, (voi_discounting)how};
    voi_error error = {0};
    double size = -1;
    assert_int_equal(voi_population_size(&population, &size, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, words));
    check_close(size, -1, 0);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    refuse(-1, 10, 0.035, 0, "-1 persons a year");
    refuse(NAN, 10, 0.035, 0, "persons a year");
    refuse(INFINITY, 10, 0.035, 0, "persons a year");
    refuse(1, 0, 0.035, 0, "years for which the decision is relevant are missing");
    refuse(1, -2, 0.035, 0, "-2 years");
    refuse(1, NAN, 0.035, 0, "years");
    refuse(1, INFINITY, 0.035, 0, "years");
    refuse(1, 10, -0.01, 0, "discount rate of -0.01");
    refuse(1, 10, NAN, 0, "discount rate");
    refuse(1, 10, 0.035, 7, "unknown discounting 7");
    refuse(1e308, 1e308, 0, 0, "more persons");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_overwrite_every_word),
        cmocka_unit_test(ten_years_at_three_and_a_half_percent),
        cmocka_unit_test(no_discount_gives_the_years),
        cmocka_unit_test(part_of_a_year_counts_in_proportion),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
