/* Every ..._default overwrites its whole struct, and the values that the header promises. */
#include "check.h"

#include "voi.h"

#include <string.h>

/* Room for a struct, word by word. */
typedef union {
    voi_context_options context;
    voi_table_format_options format;
    voi_population population;
    voi_summary_options summary;
    voi_icer_options icer;
    voi_ceac_options ceac;
    voi_evpi_options evpi;
    voi_evppi_options evppi;
    voi_plot_options plot;
    uint64_t words[40];
} any_options;

#define FILLS(member, function)                                                                    \
    static void fill_##member(any_options *options)                                                \
    {                                                                                              \
        function(&options->member);                                                                \
    }

FILLS(context, voi_context_options_default)
FILLS(format, voi_table_format_options_default)
FILLS(population, voi_population_default)
FILLS(summary, voi_summary_options_default)
FILLS(icer, voi_icer_options_default)
FILLS(ceac, voi_ceac_options_default)
FILLS(evpi, voi_evpi_options_default)
FILLS(evppi, voi_evppi_options_default)
FILLS(plot, voi_plot_options_default)

static const struct {
    const char *name;
    void (*fill)(any_options *options);
    size_t size;
} fills[] = {
#define FILL(member)                                                                               \
    {                                                                                              \
#member, fill_##member, sizeof((any_options *)0)->member                                   \
    }
    FILL(context), FILL(format), FILL(population), FILL(summary), FILL(icer),
    FILL(ceac),    FILL(evpi),   FILL(evppi),      FILL(plot),
};

/* A field is at least a part of a word; a word that no default has touched keeps its poison. */
static void every_word_is_overwritten(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof fills / sizeof *fills; f++) {
        any_options options;
        uint64_t poison;
        memset(&options, 0xDE, sizeof options);
        memset(&poison, 0xDE, sizeof poison);
        fills[f].fill(&options);
        for (size_t i = 0; i < fills[f].size / sizeof poison; i++) {
            if (options.words[i] == poison) {
                fail_msg("%s: bytes from %zu on keep what they were", fills[f].name, 8 * i);
            }
        }
    }
}

/* Two fields may share a word: what two different poisons leave behind must be the same values. */
static void small_fields_are_overwritten(void **state)
{
    (void)state;
    static const int poisons[] = {0x00, 0xFF};
    for (int i = 0; i < 2; i++) {
        any_options o;
        memset(&o, poisons[i], sizeof o);
        voi_table_format_options_default(&o.format);
        assert_int_equal(o.format.format, VOI_FORMAT_TEXT);
        memset(&o, poisons[i], sizeof o);
        voi_icer_options_default(&o.icer);
        assert_false(o.icer.frontier_only);
        memset(&o, poisons[i], sizeof o);
        voi_evpi_options_default(&o.evpi);
        assert_false(o.evpi.exact);
        assert_int_equal(o.evpi.population.discounting, VOI_DISCOUNT_CONTINUOUS);
        memset(&o, poisons[i], sizeof o);
        voi_plot_options_default(&o.plot);
        assert_int_equal(o.plot.image, VOI_IMAGE_SVG);
        assert_false(o.plot.dark);
    }
}

static void defaults_are_as_documented(void **state)
{
    (void)state;
    any_options o;
    voi_context_options_default(&o.context);
    assert_int_equal(o.context.threads, 0);
    assert_null(o.context.backend);
    assert_null(o.context.progress);
    voi_population_default(&o.population);
    check_close(o.population.per_year, 0, 0);
    check_close(o.population.discount, 0.035, 0);
    voi_evppi_options_default(&o.evppi);
    assert_int_equal(o.evppi.wtp.count, 0);
    assert_null(o.evppi.parameters);
    check_close(o.evppi.population.discount, 0.035, 0);
    voi_plot_options_default(&o.plot);
    assert_true(isnan(o.plot.headline));
    assert_true(o.plot.width > 0 && o.plot.height > 0);
    assert_null(o.plot.currency);
    check_close(o.plot.population.discount, 0.035, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_overwritten),
        cmocka_unit_test(small_fields_are_overwritten),
        cmocka_unit_test(defaults_are_as_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
