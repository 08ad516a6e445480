/* One function a case, each a call of the library. A study is a trial of two arms whose chances of
 * the outcome are the first two parameters, which the cases have on the scale of their log odds. */
#include "bench_work.h"

voi_status cli_bench_matrix(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                            voi_error *err)
{
    return voi_evpi_matrix(ctx, &subject->matrix, &out->evpi, &out->se, err);
}

/* Once for a context with a GPU: part of its first time. */
static voi_status upload(voi_context *ctx, const cli_subject *subject, voi_error *err)
{
    return voi_problem_upload(ctx, subject->problem, err);
}

voi_status cli_bench_evpi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err)
{
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = subject->wtp;
    voi_status status = upload(ctx, subject, err);
    return status == VOI_OK ? voi_evpi(ctx, subject->problem, &options, &out->table, err) : status;
}

voi_status cli_bench_ceac(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err)
{
    const voi_ceac_options options = {.wtp = subject->wtp};
    voi_status status = upload(ctx, subject, err);
    return status == VOI_OK ? voi_ceac(ctx, subject->problem, &options, &out->table, err) : status;
}

voi_status cli_bench_evppi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                           voi_error *err)
{
    return voi_evppi(ctx, subject->problem, NULL, &out->table, err);
}

voi_status cli_bench_groups(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                            voi_error *err)
{
    static const char *const groups[] = {"p1,p2,p3", "p4,p5,p6"};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.parameters = groups;
    options.parameter_count = 2;
    return voi_evppi(ctx, subject->problem, &options, &out->table, err);
}

voi_status cli_bench_read(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err)
{
    return voi_memory_pass(ctx, subject->numbers, NULL, CLI_MEMORY_NUMBERS, &out->parity, err);
}

voi_status cli_bench_copy(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err)
{
    return voi_memory_pass(ctx, subject->numbers, subject->numbers + CLI_MEMORY_NUMBERS,
                           CLI_MEMORY_NUMBERS, &out->parity, err);
}

static voi_status answer_evsi(voi_context *ctx, const cli_subject *subject, const char *method,
                              voi_sizes sizes, cli_bench_answer *out, voi_error *err)
{
    static const char *const chances[] = {"p1", "p2"};
    static const voi_scale scales[] = {VOI_SCALE_LOGIT, VOI_SCALE_LOGIT};
    voi_evsi_options options;
    voi_evsi_options_default(&options);
    options.study = (voi_study){.design = voi_design_find("trial_binary"),
                                .parameters = chances,
                                .parameter_count = 2,
                                .scales = scales};
    options.sizes = sizes;
    options.method = method;
    return voi_evsi(ctx, subject->problem, &options, &out->table, err);
}

voi_status cli_bench_evsi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err)
{
    static const double sizes[] = {25, 50, 100, 200, 400};
    return answer_evsi(ctx, subject, "enumerate", (voi_sizes){sizes, 5}, out, err);
}

voi_status cli_bench_importance(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                                voi_error *err)
{
    static const double size = 100;
    return answer_evsi(ctx, subject, "importance", (voi_sizes){&size, 1}, out, err);
}
