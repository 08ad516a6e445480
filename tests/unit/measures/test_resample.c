/* Weights of replicates: against the block function word by word, and their distribution. */
#include "check.h"

#include "core/philox.h"
#include "measures/resample.h"

#include <string.h>

/* P(weight ≥ 1), ... in 65536ths, from the distribution itself. */
static double weight_of(uint32_t bits)
{
    double below = exp(-1), mass = below, weight = 0;
    for (int k = 1; k <= 8; k++) {
        weight += bits < nearbyint(65536 * (1 - below));
        mass /= k;
        below += mass;
    }
    return weight;
}

static double expected(uint64_t seed, size_t batch, uint64_t row, size_t lane)
{
    size_t block = lane % 16 / 4, word = lane / 16 * 2 + lane % 4 / 2;
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {(uint32_t)row, (uint32_t)(row >> 32),
                                 (uint32_t)(4 * batch + block), 0xB0075712u};
    uint32_t bits[4];
    vi_philox(counter, key, bits);
    return weight_of(lane % 2 ? bits[word] >> 16 : bits[word] & 0xFFFFu);
}

static void bits_of_the_block_function(void **state)
{
    static const size_t rows[] = {0, 7, 5, 0x123456789abcu, SIZE_MAX};
    static const uint64_t seeds[] = {0, 1, 0xfedcba9876543210u};
    double weight[5 * VI_LANES + 1];
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        for (size_t count = 0; count <= 5; count++) {
            weight[count * VI_LANES] = -7;
            vi_resample(seeds[s], 3 + s, rows, count, weight);
            assert_true(weight[count * VI_LANES] == -7);
            for (size_t i = 0; i < count * VI_LANES; i++) {
                double right = expected(seeds[s], 3 + s, rows[i / VI_LANES], i % VI_LANES);
                assert_true(weight[i] == right);
            }
        }
    }
}

/* Within five standard deviations, of every lane and of neighbouring ones. */
static void poisson_of_mean_one(void **state)
{
    enum { ROWS = 20000 };
    static double weight[ROWS * VI_LANES];
    static size_t row[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        row[i] = i;
    }
    vi_resample(5, 1, row, ROWS, weight);
    for (size_t b = 0; b < VI_LANES; b++) {
        double sum = 0, squares = 0, lanes = 0, rows = 0;
        for (size_t i = 0; i < ROWS; i++) {
            double w = weight[i * VI_LANES + b] - 1;
            sum += w;
            squares += w * w;
            lanes += w * (weight[i * VI_LANES + (b + 1) % VI_LANES] - 1);
            rows += w * (weight[(i + 1) % ROWS * VI_LANES + b] - 1);
        }
        check_close(sum / ROWS, 0, 5 / sqrt(ROWS));
        check_close(squares / ROWS, 1, 5 * sqrt(3.0 / ROWS));
        check_close(lanes / ROWS, 0, 5 / sqrt(ROWS));
        check_close(rows / ROWS, 0, 5 / sqrt(ROWS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_of_the_block_function),
        cmocka_unit_test(poisson_of_mean_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
