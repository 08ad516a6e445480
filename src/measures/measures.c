/* One line a measure. The adapters give every measure the same signature. */
#include "measures/measures.h"

/* A measure whose options hold the values of k. */
#define ADAPT(name)                                                                                \
    static voi_status run_##name(voi_context *ctx, const voi_problem *problem, const voi_wtp *wtp, \
                                 voi_table **out, voi_error *err)                                  \
    {                                                                                              \
        voi_##name##_options options;                                                              \
        voi_##name##_options_default(&options);                                                    \
        options.wtp = *wtp;                                                                        \
        return voi_##name(ctx, problem, &options, out, err);                                       \
    }

ADAPT(summary)
ADAPT(ceac)
ADAPT(evpi)
ADAPT(evppi)
ADAPT(shapley)

static voi_status run_icer(voi_context *ctx, const voi_problem *problem, const voi_wtp *wtp,
                           voi_table **out, voi_error *err)
{
    (void)wtp;
    return voi_icer(ctx, problem, NULL, out, err);
}

const vi_measure vi_measures[] = {
    {"summary", "expected costs, effects and net benefits", false, false, run_summary, NULL},
    {"icer", "the efficiency frontier", true, false, run_icer, NULL},
    {"ceac", "the probability that a strategy is optimal", false, false, run_ceac, NULL},
    {"evpi", "the expected value of perfect information", false, false, run_evpi, NULL},
    {"evppi", "the expected value of partial perfect information", false, true, run_evppi, NULL},
    {"shapley", "the EVPI attributed to parameters", false, true, run_shapley, "se"},
};

const size_t vi_measure_count = sizeof vi_measures / sizeof *vi_measures;
