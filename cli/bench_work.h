/* What the cases of `voi bench` ask of the library. */
#ifndef CLI_BENCH_WORK_H
#define CLI_BENCH_WORK_H

#include "bench_case.h"

/* Numbers that are read, or copied from the first half of twice as many. */
enum { CLI_MEMORY_NUMBERS = 1 << 24 };

voi_status cli_bench_matrix(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                            voi_error *err);
voi_status cli_bench_evpi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err);
voi_status cli_bench_ceac(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err);
voi_status cli_bench_evppi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                           voi_error *err);
voi_status cli_bench_groups(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                            voi_error *err);
voi_status cli_bench_read(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err);
voi_status cli_bench_copy(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err);
voi_status cli_bench_evsi(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                          voi_error *err);
voi_status cli_bench_importance(voi_context *ctx, const cli_subject *subject, cli_bench_answer *out,
                                voi_error *err);

#endif
