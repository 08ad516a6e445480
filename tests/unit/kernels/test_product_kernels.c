/* Sums of cells: every backend against scalar, bit for bit, and scalar against the definition; all
 * lengths to 65, rows in any order, unaligned, of 1 to 40 responses; nothing is written behind. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

enum { ROWS = 211, MOST_COUNT = 40, GUARD = 5, ROOM = 3 * MOST_COUNT + 820 + GUARD };

static const double sentinel = 12345.678;

static double y[ROWS * MOST_COUNT + 1];
static vi_sorted order[ROWS];

static void fill(void)
{
    for (size_t i = 0; i < sizeof y / sizeof *y; i++) {
        y[i] = i % 3 == 0 ? floor(9 * vi_uniform(5, 0, i)) - 4 : vi_uniform(5, 1, i) - 0.5;
    }
    for (size_t i = 0; i < ROWS; i++) {
        order[i].row = (i * 97 + 5) % ROWS;
    }
}

static void start(double *cell, size_t count)
{
    for (size_t i = 0; i < ROOM; i++) {
        cell[i] = sentinel;
    }
    for (size_t i = 0; i < 3 * count + count * (count + 1) / 2; i++) {
        cell[i] = i < count || i >= 3 * count ? 0.25 : i < 2 * count ? INFINITY : -INFINITY;
    }
}

static void by_definition(const double *from, size_t count, size_t first, size_t n, double *cell)
{
    for (size_t i = first; i < first + n; i++) {
        const double *row = from + order[i].row * count;
        double *product = cell + 3 * count;
        for (size_t r = 0; r < count; r++) {
            cell[r] += row[r];
            cell[count + r] = fmin(cell[count + r], row[r]);
            cell[2 * count + r] = fmax(cell[2 * count + r], row[r]);
            for (size_t q = 0; q <= r; q++) {
                *product++ += row[r] * row[q];
            }
        }
    }
}

static void compare(const vi_kernels *kernels, size_t count, size_t first, size_t n)
{
    static double expected[ROOM], cell[ROOM];
    const double *from = y + n % 2;
    const vi_entries rows = {order + first, n, ROWS - first};
    start(expected, count);
    start(cell, count);
    by_definition(from, count, first, n, expected);
    kernels->cross_products(from, count, rows, cell);
    for (size_t i = 0; i < ROOM; i++) {
        assert_true(cell[i] == expected[i]);
    }
}

static void every_backend_sums_in_the_order_of_the_rows(void **state)
{
    (void)state;
    fill();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t count = 1; count <= MOST_COUNT; count += 1 + count / 12) {
            for (size_t n = 0; n <= 65; n++) {
                compare(vi_kernels_at(b), count, n % 7, n);
                compare(vi_kernels_at(b), count, ROWS - n, n);
            }
            compare(vi_kernels_at(b), count, 0, ROWS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_sums_in_the_order_of_the_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
