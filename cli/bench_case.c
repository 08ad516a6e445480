/* One line a case. Their numbers are normal and come from a counter: the same on every machine. The
 * shapes of `seed` are net benefits of 1000 ± 200; the other cases are models of little more than
 * noise, whose cost is that of a real one. */
#include "bench_case.h"

#include "bench_work.h"
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEED = 1 };

typedef struct {
    size_t rows, cols;
    bool by_column;
} shape;

/* Two orders of the same numbers follow each other, so that they are drawn once. */
static const shape seed_shapes[] = {
    {5000, 8, false},     {5000, 8, true},     {50000, 15, false},  {50000, 15, true},
    {1000000, 4, false},  {1000000, 4, true},  {500000, 25, false}, {500000, 25, true},
    {10000000, 2, false}, {10000000, 2, true},
};

typedef struct {
    const char *name;
    size_t rows, strategies, parameters; /* 0 rows: the shapes of `seed` */
    const char *wtp;                     /* NULL: net benefits */
    cli_bench_run run;
} bench_case;

static const bench_case cases[] = {
    {"seed", 0, 0, 0, NULL, cli_bench_matrix},
    {"evpi", 1000000, 4, 0, NULL, cli_bench_evpi},
    {"evpi-curve", 100000, 4, 0, "0:50000:100", cli_bench_evpi},
    {"ceac", 100000, 4, 0, "0:50000:100", cli_bench_ceac},
    {"evppi", 10000, 3, 20, NULL, cli_bench_evppi},
    {"groups", 5000, 3, 6, NULL, cli_bench_groups},
    {"evsi", 10000, 2, 4, NULL, cli_bench_evsi},
    {"importance", 2000, 2, 4, NULL, cli_bench_importance},
};
enum { CASES = sizeof cases / sizeof *cases };

static const bench_case *find_case(const char *name)
{
    for (size_t i = 0; i < CASES; i++) {
        if (strcmp(cases[i].name, name) == 0) {
            return &cases[i];
        }
    }
    return NULL;
}

static voi_status refuse(const char *name, voi_error *err)
{
    const char *names[CASES];
    char list[200] = "";
    size_t used = 0;
    for (size_t i = 0; i < CASES; i++) {
        names[i] = cases[i].name;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? " " : "", names[i]);
    }
    const char *nearest = voi_nearest(name, names, CASES);
    return cli_fail(err, VOI_ERR_ARGUMENT,
                    "--case: \"%.200s\" is neither a file nor one of: %s%s%s%s", name, list,
                    nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

voi_status cli_bench_subjects(const char *name, size_t *count, voi_error *err)
{
    const bench_case *found = find_case(name);
    if (!found && access(name, F_OK) != 0) {
        return refuse(name, err);
    }
    *count = found && found->rows == 0 ? sizeof seed_shapes / sizeof *seed_shapes : 1;
    return VOI_OK;
}

static voi_status no_memory(const char *name, size_t rows, size_t cols, voi_error *err)
{
    return cli_fail(err, VOI_ERR_NOMEM, "%s: out of memory for %zu rows of %zu numbers", name, rows,
                    cols);
}

static voi_status make_matrix(const shape *s, cli_subject *out, voi_error *err)
{
    size_t count = s->rows * s->cols;
    bool drawn = out->matrix.rows * out->matrix.cols == count;
    double *numbers = drawn ? out->numbers : NULL;
    out->numbers = drawn ? NULL : out->numbers;
    cli_bench_free(out);
    snprintf(out->name, sizeof out->name, "%zux%zu%s", s->rows, s->cols,
             s->by_column ? " by column" : "");
    out->numbers = drawn ? numbers : malloc(count * sizeof *numbers);
    if (!out->numbers) {
        return no_memory(out->name, s->rows, s->cols, err);
    }
    if (!drawn) {
        voi_random_normal(SEED, 0, 1000, 200, out->numbers, count);
    }
    out->bytes = (double)(count * sizeof *out->numbers);
    out->run = cli_bench_matrix;
    out->matrix =
        (voi_matrix){out->numbers, s->rows, s->cols, s->by_column ? 1 : (ptrdiff_t)s->cols,
                     s->by_column ? (ptrdiff_t)s->rows : 1};
    return VOI_OK;
}

/* Column j of a matrix: a mean and noise, and two of the parameters where there are any. */
static void fill_column(double *column, size_t rows, size_t j, const double *params, size_t count)
{
    voi_random_normal(SEED, j, 1000 + 50 * (double)j, 200, column, rows);
    for (size_t p = j; count > 0 && p < j + 2; p++) {
        const double *parameter = params + p % count * rows;
        for (size_t i = 0; i < rows; i++) {
            column[i] += 100 * parameter[i];
        }
    }
}

static voi_matrix by_column(const double *numbers, size_t rows, size_t cols)
{
    return (voi_matrix){cols > 0 ? numbers : NULL, rows, cols, 1, (ptrdiff_t)rows};
}

static voi_status make_problem(voi_context *ctx, const bench_case *c, cli_subject *out,
                               voi_error *err)
{
    size_t rows = c->rows, outcomes = c->wtp ? 2 * c->strategies : c->strategies;
    size_t cols = c->parameters + outcomes;
    double *params = malloc(rows * cols * sizeof *params);
    snprintf(out->name, sizeof out->name, "%s %zux%zu", c->name, rows, c->strategies);
    if (!params) {
        return no_memory(out->name, rows, cols, err);
    }
    double *first = params + rows * c->parameters, *second = first + rows * c->strategies;
    for (size_t p = 0; p < c->parameters; p++) {
        voi_random_normal(SEED, 1000 + p, 0, 1, params + p * rows, rows);
    }
    for (size_t j = 0; j < outcomes; j++) {
        fill_column(first + j * rows, rows, j, params, c->parameters);
    }
    for (size_t i = 0; c->wtp && i < rows * c->strategies; i++) {
        second[i] *= 1e-3; /* effects: about one */
    }
    const voi_matrix none = {0}, outcome = by_column(first, rows, c->strategies);
    const voi_problem_data data = {.net_benefit = c->wtp ? none : outcome,
                                   .costs = c->wtp ? outcome : none,
                                   .effects =
                                       c->wtp ? by_column(second, rows, c->strategies) : none,
                                   .parameters = by_column(params, rows, c->parameters)};
    voi_status status = voi_problem_create(ctx, &data, &out->problem, err);
    if (status == VOI_OK && c->wtp) {
        status = voi_wtp_parse(c->wtp, &out->wtp, NULL, err);
    }
    out->bytes = (double)(rows * cols * sizeof *params);
    out->run = c->run;
    free(params);
    return status;
}

static voi_status read_file(voi_context *ctx, const char *path, cli_subject *out, voi_error *err)
{
    const voi_problem_files files = {.net_benefit = path};
    voi_status status = voi_problem_read(ctx, &files, &out->problem, err);
    snprintf(out->name, sizeof out->name, "%.70s", path);
    out->run = cli_bench_evpi;
    if (status == VOI_OK) {
        out->bytes = (double)(sizeof(double) * voi_problem_rows(out->problem) *
                              voi_problem_strategies(out->problem));
    }
    return status;
}

voi_status cli_bench_make(voi_context *ctx, const char *name, size_t index, cli_subject *out,
                          voi_error *err)
{
    const bench_case *found = find_case(name);
    if (found && found->rows == 0) {
        return make_matrix(&seed_shapes[index], out, err);
    }
    cli_bench_free(out);
    return found ? make_problem(ctx, found, out, err) : read_file(ctx, name, out, err);
}

voi_status cli_bench_make_memory(bool copied, cli_subject *out, voi_error *err)
{
    size_t count = copied ? 2 * CLI_MEMORY_NUMBERS : CLI_MEMORY_NUMBERS;
    cli_bench_free(out);
    *out = (cli_subject){.memory = true, .run = copied ? cli_bench_copy : cli_bench_read};
    snprintf(out->name, sizeof out->name, "%s", copied ? "copy" : "read");
    out->numbers = malloc(count * sizeof *out->numbers);
    if (!out->numbers) {
        return no_memory(out->name, count, 1, err);
    }
    for (size_t i = 0; i < count; i++) {
        out->numbers[i] = (double)i;
    }
    out->bytes = (double)(count * sizeof *out->numbers);
    return VOI_OK;
}

void cli_bench_free(cli_subject *subject)
{
    free(subject->numbers);
    voi_problem_destroy(subject->problem);
    voi_wtp_free(&subject->wtp);
    *subject = (cli_subject){.bytes = 0};
}

static double difference(double left, double right)
{
    if (left == right || (isnan(left) && isnan(right))) {
        return 0;
    }
    double apart = fabs(left - right) / fmax(fabs(left), fabs(right));
    return isnan(apart) ? INFINITY : apart;
}

double cli_bench_difference(const cli_bench_answer *left, const cli_bench_answer *right)
{
    if (!left->table || !right->table) {
        return fmax(difference(left->evpi, right->evpi), difference(left->se, right->se));
    }
    double most = voi_table_rows(left->table) == voi_table_rows(right->table) ? 0 : INFINITY;
    for (size_t i = 0; i < voi_table_rows(left->table); i++) {
        for (size_t c = 0; c < voi_table_columns(left->table); c++) {
            most = fmax(most, difference(voi_table_number(left->table, i, c),
                                         voi_table_number(right->table, i, c)));
        }
    }
    return most;
}
