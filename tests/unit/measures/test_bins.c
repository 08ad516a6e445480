/* Finding places among sorted values: against counting, on even and very uneven lists. */
#include "check.h"

#include "core/philox.h"
#include "measures/bins.h"

enum { MOST = 400 };

static size_t plain(const double *values, size_t count, double x)
{
    size_t place = 0;
    while (place < count && values[place] < x) {
        place++;
    }
    return place;
}

static void check_places(const double *values, size_t count)
{
    vi_bins bins;
    voi_error error = {0};
    check_ok(vi_bins_create(values, count, &bins, &error));
    for (size_t i = 0; i < count; i++) {
        double above = nextafter(values[i], INFINITY), below = nextafter(values[i], -INFINITY);
        assert_int_equal(vi_bin_of(&bins, values[i]), i);
        assert_int_equal(vi_bin_of(&bins, above), i + 1);
        assert_int_equal(vi_bin_of(&bins, below), plain(values, count, below));
    }
    double low = values[0], range = values[count - 1] - low;
    for (uint64_t i = 0; i < 500; i++) {
        double x = low + range * (1.2 * vi_uniform(1, 1, i) - 0.1);
        assert_int_equal(vi_bin_of(&bins, x), plain(values, count, x));
    }
    assert_int_equal(vi_bin_of(&bins, INFINITY), count);
    assert_int_equal(vi_bin_of(&bins, -INFINITY), 0);
    vi_bins_free(&bins);
}

static void agrees_with_counting(void **state)
{
    (void)state;
    static double even[MOST], uneven[MOST], tight[MOST];
    for (size_t i = 0; i < MOST; i++) {
        even[i] = 0.1 * (double)i;
        uneven[i] = exp(1.5 * (double)i) - 1;
        tight[i] = i > 0 ? nextafter(tight[i - 1], INFINITY) : 20000;
    }
    for (size_t count = 1; count <= MOST; count += 1 + count / 3) {
        check_places(even, count);
        check_places(uneven, count);
        check_places(tight, count);
    }
    static const double extremes[] = {0, 5e-324, 1e-300, 1, 1e300, 1.7e308};
    check_places(extremes, 2);
    check_places(extremes, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_counting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
