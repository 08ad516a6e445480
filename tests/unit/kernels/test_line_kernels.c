/* The best lines: every backend against the definition, over all numbers of rows to 65 and odd
 * ones, of 1 to 25 lines, with ties of all kinds and infinite net benefits; unaligned, any stride.
 */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

#include <float.h>

enum { ROWS = 133, LINES = 25, STRIDE = ROWS + 3, GUARD = 9 };

static const uint64_t sentinel = 12345;

static double effect[LINES * STRIDE + 1], cost[LINES * STRIDE + 1];

/* Coarse, so that many are equal. */
static void fill(void)
{
    for (size_t i = 0; i < sizeof effect / sizeof *effect; i++) {
        effect[i] = floor(6 * vi_uniform(7, 0, i)) - 2;
        cost[i] = 10 * floor(6 * vi_uniform(7, 1, i)) - 20;
    }
}

static bool is_better(const vi_line_block *l, double k, size_t a, size_t b)
{
    double one = k * l->effect[a] - l->cost[a], other = k * l->effect[b] - l->cost[b];
    if (one != other) {
        return one > other;
    }
    return l->effect[a] > l->effect[b] || (l->effect[a] == l->effect[b] && l->cost[a] < l->cost[b]);
}

static void compare(const vi_kernels *kernels, const vi_line_block *lines, double k)
{
    uint64_t best[ROWS + GUARD];
    for (size_t i = 0; i < ROWS + GUARD; i++) {
        best[i] = sentinel;
    }
    kernels->best_lines(lines, k, best);
    for (size_t i = 0; i < lines->rows; i++) {
        size_t expected = 0;
        for (size_t d = 1; d < lines->count; d++) {
            size_t at = d * lines->stride + i;
            expected = is_better(lines, k, at, expected * lines->stride + i) ? d : expected;
        }
        assert_int_equal(best[i], expected);
    }
    for (size_t i = lines->rows; i < ROWS + GUARD; i++) {
        assert_true(best[i] == sentinel);
    }
}

static void every_backend_finds_the_best(void **state)
{
    (void)state;
    static const double values[] = {0, 5, 10, 1e300, DBL_MAX};
    fill();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t count = 1; count <= LINES; count += 1 + count / 4) {
            for (size_t rows = 0; rows <= ROWS; rows += rows < 66 ? 1 : 17) {
                size_t offset = rows % 2, stride = rows % 3 == 0 ? STRIDE : rows + rows % 5;
                const vi_line_block lines = {effect + offset, cost + offset, count, rows, stride};
                compare(vi_kernels_at(b), &lines, values[rows % 5]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_finds_the_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
