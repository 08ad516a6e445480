/* Sums over cells against the plain loops, for one, two and more responses. */
#include "fits.h"

enum { ROWS = 3000, MOST = 4 };

static double x[ROWS], y[ROWS * MOST];

static void check_cell(const fits *f, size_t count, size_t j)
{
    size_t cells = f->cells->count;
    for (size_t r = 0; r < count; r++) {
        double sum = 0, least = INFINITY, most = -INFINITY;
        for (size_t i = f->cells->start[j]; i < f->cells->start[j + 1]; i++) {
            double value = f->y[f->cells->sorted[i].row * count + r];
            sum += value;
            least = fmin(least, value);
            most = fmax(most, value);
        }
        check_close(f->tally.sum[r * cells + j], sum, 1e-13);
        assert_true(f->tally.least[r * cells + j] == least);
        assert_true(f->tally.most[r * cells + j] == most);
        for (size_t q = 0; q <= r; q++) {
            double product = 0;
            for (size_t i = f->cells->start[j]; i < f->cells->start[j + 1]; i++) {
                const double *row = f->y + f->cells->sorted[i].row * count;
                product += row[r] * row[q];
            }
            check_close(f->tally.product[vi_pair(r, q) * cells + j], product, 1e-13);
        }
    }
}

static void moments_of_every_cell(void **state)
{
    (void)state;
    for (size_t count = 1; count <= MOST; count++) {
        for (size_t i = 0; i < ROWS * count; i++) {
            y[i] = vi_uniform(1, count, i);
        }
        for (size_t i = 0; i < ROWS; i++) {
            x[i] = vi_uniform(2, count, i);
        }
        fits f = make_fits(x, y, ROWS, count, 20);
        for (size_t j = 0; j < f.cells->count; j++) {
            check_cell(&f, count, j);
        }
        free_fits(&f);
    }
}

static void pairs_are_counted_once(void **state)
{
    bool seen[10] = {false};
    (void)state;
    for (size_t r = 0; r < 4; r++) {
        for (size_t q = 0; q <= r; q++) {
            assert_true(vi_pair(r, q) == vi_pair(q, r) && vi_pair(r, q) < 10);
            assert_false(seen[vi_pair(r, q)]);
            seen[vi_pair(r, q)] = true;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_every_cell),
        cmocka_unit_test(pairs_are_counted_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
