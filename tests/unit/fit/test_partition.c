/* Cells of neighbours. */
#include "check.h"

#include "core/philox.h"
#include "fit/partition.h"

#include <string.h>

enum { ROWS = 1000, LEVELS = 5 };

static void check_permutation(const size_t *order, size_t rows)
{
    static size_t seen[ROWS];
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < rows; i++) {
        assert_true(order[i] < rows);
        assert_int_equal(seen[order[i]]++, 0);
    }
}

/* Every row of one half comes before every row of the other, ties by row. */
static void check_halves(const double *x, const size_t *order, size_t first, size_t middle,
                         size_t end)
{
    for (size_t i = first; i < middle; i++) {
        for (size_t j = middle; j < end; j++) {
            double a = x[order[i]], b = x[order[j]];
            assert_true(a < b || (a == b && order[i] < order[j]));
        }
    }
}

static void check_tree(const double *const *columns, size_t count, size_t rows)
{
    static size_t order[ROWS];
    vi_partition(columns, count, rows, LEVELS, order);
    check_permutation(order, rows);
    for (size_t level = 0; level < LEVELS; level++) {
        size_t width = (size_t)1 << (LEVELS - level);
        for (size_t cell = 0; cell < (size_t)1 << LEVELS; cell += width) {
            check_halves(columns[level % count], order, vi_partition_start(rows, LEVELS, cell),
                         vi_partition_start(rows, LEVELS, cell + width / 2),
                         vi_partition_start(rows, LEVELS, cell + width));
        }
    }
}

static void halves_at_medians(void **state)
{
    static double a[ROWS], b[ROWS], few[ROWS], sorted[ROWS], same[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        a[i] = vi_uniform(1, 0, i);
        b[i] = a[i] * vi_uniform(1, 1, i);
        few[i] = (double)(i % 3);
        sorted[i] = -(double)i;
    }
    check_tree((const double *const[]){a, b}, 2, ROWS);
    check_tree((const double *const[]){few, sorted, a}, 3, 997);
    check_tree((const double *const[]){same}, 1, ROWS);
    check_tree((const double *const[]){sorted}, 1, 33);
}

static void cells_differ_by_a_row_at_most(void **state)
{
    (void)state;
    for (size_t rows = 40; rows < 1100; rows += 7) {
        assert_int_equal(vi_partition_start(rows, LEVELS, 0), 0);
        assert_int_equal(vi_partition_start(rows, LEVELS, (size_t)1 << LEVELS), rows);
        for (size_t c = 0; c < (size_t)1 << LEVELS; c++) {
            size_t size =
                vi_partition_start(rows, LEVELS, c + 1) - vi_partition_start(rows, LEVELS, c);
            assert_true(size == rows >> LEVELS || size == (rows >> LEVELS) + 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_at_medians),
        cmocka_unit_test(cells_differ_by_a_row_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
