/* The block function against the published known answers of its authors, and the uniforms' range.
 */
#include "check.h"

#include "core/philox.h"

static void known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t out[4];
        vi_philox(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

static void uniforms_fill_the_open_interval(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        double u = vi_uniform(7, 3, i);
        assert_true(u > 0 && u < 1);
        sum += u;
        squares += u * u;
    }
    /* Five standard deviations of the mean and of the mean square. */
    check_close(sum / COUNT, 0.5, 5 * 0.2887 / 316.2);
    check_close(squares / COUNT, 1.0 / 3, 5 * 0.2982 / 316.2);
    assert_true(vi_uniform(7, 3, 0) != vi_uniform(7, 4, 0));
    assert_true(vi_uniform(7, 3, 0) != vi_uniform(8, 3, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(uniforms_fill_the_open_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
