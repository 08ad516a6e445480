/* Normal scores have mean 0 and variance 1, are those of a normal distribution where values are
 * many, and those of ties the same as of their middle rank. */
#include "check.h"

#include "math/normal.h"
#include "math/scores.h"

enum { COUNT = 1000 };

static void scores_are_those_of_a_normal_distribution(void **state)
{
    double weights[COUNT], score[COUNT];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        weights[i] = 7;
    }
    vi_normal_scores(weights, COUNT, score);
    for (size_t i = 0; i < COUNT; i++) {
        double expected = vi_normal_quantile(((double)i + 0.5) / COUNT);
        check_close(score[i], expected, 0.01 * fabs(expected) + 1e-12);
    }
}

static void ties_share_the_middle_of_their_ranks(void **state)
{
    static const double weights[] = {6, 1, 3};
    double score[3], mean = 0, variance = 0;
    (void)state;
    vi_normal_scores(weights, 3, score);
    for (size_t i = 0; i < 3; i++) {
        mean += weights[i] / 10 * score[i];
        variance += weights[i] / 10 * score[i] * score[i];
    }
    check_close(mean, 0, 1e-15);
    check_close(variance, 1, 1e-15);
    double low = vi_normal_quantile(0.3), middle = vi_normal_quantile(0.65);
    double high = vi_normal_quantile(0.85);
    check_close((score[1] - score[0]) / (score[2] - score[0]), (middle - low) / (high - low),
                1e-14);
}

static void a_single_value_has_score_zero(void **state)
{
    const double weight = 5;
    double score = -1;
    (void)state;
    vi_normal_scores(&weight, 1, &score);
    check_close(score, 0, 0);
}

static void numbers_in_any_order_have_those_of_their_ranks(void **state)
{
    static const double x[] = {2, -1, 2, 9, 0, 2, -0.0};
    static const double weights[] = {1, 2, 3, 1};
    static const size_t value[] = {2, 0, 2, 3, 1, 2, 1};
    double score[7], expected[4];
    (void)state;
    vi_normal_scores(weights, 4, expected);
    assert_true(vi_score_numbers(x, 7, score));
    for (size_t i = 0; i < 7; i++) {
        check_close(score[i], expected[value[i]], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_of_a_normal_distribution),
        cmocka_unit_test(ties_share_the_middle_of_their_ranks),
        cmocka_unit_test(a_single_value_has_score_zero),
        cmocka_unit_test(numbers_in_any_order_have_those_of_their_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
