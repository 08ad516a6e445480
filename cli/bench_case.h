/* What `voi bench` measures. */
#ifndef CLI_BENCH_CASE_H
#define CLI_BENCH_CASE_H

#include <voi.h>

typedef struct cli_subject cli_subject;

/* What a run answered, to be compared with other runs. */
typedef struct {
    voi_table *table; /* NULL for a matrix */
    double evpi, se;  /* of a matrix */
    uint64_t parity;  /* of memory */
} cli_bench_answer;

typedef voi_status (*cli_bench_run)(voi_context *ctx, const cli_subject *subject,
                                    cli_bench_answer *out, voi_error *err);

/* One problem and what is asked about it: made once, run often. */
struct cli_subject {
    char name[80];
    double bytes;      /* of the numbers that a run reads */
    double *numbers;   /* of the matrix, or of memory */
    voi_matrix matrix; /* net benefits, or */
    voi_problem *problem;
    voi_wtp wtp;
    bool memory; /* it is memory itself, and has nothing to do with kernels */
    cli_bench_run run;
};

/* The subjects of a case; a name that is none is a file of net benefits. VOI_ERR_ARGUMENT where it
 * is neither. */
voi_status cli_bench_subjects(const char *name, size_t *count, voi_error *err);
/* Makes a subject in place of the one in `out`, which is empty at first. */
voi_status cli_bench_make(voi_context *ctx, const char *name, size_t index, cli_subject *out,
                          voi_error *err);
/* Memory itself, read or copied: what is measured beside every case. */
voi_status cli_bench_make_memory(bool copied, cli_subject *out, voi_error *err);
void cli_bench_free(cli_subject *subject);

/* The largest relative difference between numbers of two answers; infinite where one has a number
 * and the other has none. */
double cli_bench_difference(const cli_bench_answer *left, const cli_bench_answer *right);

#endif
