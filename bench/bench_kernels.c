/* A roofline of the kernels: for every entry of the table and every backend the time of an element,
 * the fastest of many, and what that makes of the bytes that it reads and writes and of the
 * operations that it does, as counted by hand from the code (additions, multiplications, divisions,
 * roots, comparisons; two for a fused multiplication; of random numbers those on integers). Beside
 * it stand what one core reads from memory and computes at most. Last, the price of a parallel job.
 */
#define _POSIX_C_SOURCE 199309L

#include "contexts.h"
#include "core/context.h"
#include "kernels/kernels.h"
#include "math/rank_update.h"
#include "peak.h"
#include "timing.h"

#include <stdio.h>
#include <string.h>

enum {
    LARGE = 1 << 23, /* numbers beyond the caches */
    SMALL = 2048,
    STRATEGIES = 4,
    MANY = 25, /* strategies */
    RESPONSES = 8,
    PLACES = 64,
    FUNCTIONS = 200,
    ORDER = 48,
    RUNS = 61
};

static double *large;
static vi_sorted order[SMALL];
static vi_factors factors[FUNCTIONS];
static double small[SMALL], made[VI_LANES * FUNCTIONS + SMALL], state[VI_REGRET_STATE(MANY)];
static uint64_t best[SMALL];
static const double zero[2];

/* ---- One run of each entry ---- */

static void run_regrets_by_row(const vi_kernels *k)
{
    k->regrets_by_row(large, LARGE / STRATEGIES, STRATEGIES, STRATEGIES, state);
}

static void run_many_by_row(const vi_kernels *k)
{
    k->regrets_by_row(large, LARGE / MANY, MANY, MANY, state);
}

static void run_regrets_by_column(const vi_kernels *k)
{
    const double *columns[STRATEGIES];
    for (size_t d = 0; d < STRATEGIES; d++) {
        columns[d] = large + LARGE / STRATEGIES * d;
    }
    k->regrets_by_column(columns, 0, LARGE / STRATEGIES, STRATEGIES, state);
}

static void run_pairs_by_row(const vi_kernels *k)
{
    k->pairs_by_row(large, LARGE / STRATEGIES, STRATEGIES, STRATEGIES, state);
}

static void run_best_lines(const vi_kernels *k)
{
    const size_t rows = SMALL / STRATEGIES;
    const vi_line_block lines = {small, small, STRATEGIES, rows, rows};
    k->best_lines(&lines, 20000, best);
}

static void run_column_statistics(const vi_kernels *k)
{
    k->column_statistics(small, small + SMALL / 2, zero, SMALL / 2, state);
}

static void run_cross_products(const vi_kernels *k)
{
    const vi_entries rows = {order, SMALL / RESPONSES, SMALL / RESPONSES};
    k->cross_products(small, RESPONSES, rows, made);
}

static void run_basis_products(const vi_kernels *k)
{
    static double scratch[VI_LANES * PLACES];
    const vi_rows rows = {small, VI_LANES, PLACES};
    k->basis_products(&rows, factors, FUNCTIONS, scratch, made);
}

static void run_cubic_splines(const vi_kernels *k)
{
    static const double knots[VI_CUBIC_KNOTS] = {-2, -1, 0, 1, 2, 3};
    static double values[SMALL][VI_CUBIC];
    k->cubic_splines(knots, small, SMALL, values);
}

static void run_uniforms(const vi_kernels *k)
{
    k->uniforms(1, 2, 0, made, SMALL);
}

static void run_exp(const vi_kernels *k)
{
    k->exp(small, made, SMALL);
}

static void run_log(const vi_kernels *k)
{
    k->log(small, made, SMALL);
}

static void run_expit(const vi_kernels *k)
{
    k->expit(small, made, SMALL);
}

static void run_normal_quantile(const vi_kernels *k)
{
    k->normal_quantile(small, made, SMALL);
}

typedef struct {
    const char *name, *element, *where;
    void (*run)(const vi_kernels *kernels);
    double elements, bytes, operations; /* of a run; of an element */
} entry;

static const entry entries[] = {
    {"regrets_by_row", "number of 4", "memory", run_regrets_by_row, LARGE, 8, 5},
    {"regrets_by_row", "number of 25", "memory", run_many_by_row, LARGE, 8, 5},
    {"regrets_by_column", "number of 4", "memory", run_regrets_by_column, LARGE, 8, 5},
    {"pairs_by_row", "row of 4", "memory", run_pairs_by_row, LARGE / STRATEGIES, 32, 18},
    {"best_lines", "line of a row", "cache", run_best_lines, SMALL, 16, 8},
    {"column_statistics", "row of 2", "cache", run_column_statistics, SMALL / 2, 16, 10},
    {"cross_products", "row of 8", "cache", run_cross_products, SMALL / RESPONSES, 80, 96},
    {"basis_products", "product", "cache", run_basis_products, VI_LANES *FUNCTIONS, 8, 2},
    {"cubic_splines", "place", "cache", run_cubic_splines, SMALL, 40, 36},
    {"exp", "number", "cache", run_exp, SMALL, 16, 37},
    {"log", "number", "cache", run_log, SMALL, 16, 31},
    {"expit", "number", "cache", run_expit, SMALL, 16, 41},
    {"normal_quantile", "number", "cache", run_normal_quantile, SMALL, 16, 126},
    {"uniforms", "number", "cache", run_uniforms, SMALL, 8, 41},
};

/* ---- Ceilings ---- */

static uint64_t parity;

static void read_memory(void *argument)
{
    parity ^= read_pairs(argument, LARGE * sizeof *large / sizeof(pair));
}

static double operations;

static void compute(void *argument)
{
    peak_fn peak = peak_of_processor();
    operations = peak(argument);
}

static void print_ceilings(void)
{
    double sum = 0;
    timing reads = measure(read_memory, large, RUNS), computes = measure(compute, &sum, RUNS);
    printf("One core reads %.1f GB/s from memory and computes %.1f Gflop/s at most.\n\n",
           1e-9 * LARGE * sizeof *large / reads.min, 1e-9 * operations / computes.min);
}

/* ---- The table ---- */

typedef struct {
    const entry *entry;
    const vi_kernels *kernels;
} job;

static void run_entry(void *argument)
{
    const job *j = argument;
    j->entry->run(j->kernels);
}

static void print_row(const entry *e, const char *backend, double seconds)
{
    double ns = 1e9 * seconds / e->elements;
    printf("| `%s` | %s | %s | %.0f | %.0f | %s | %.3g | %.3g | %.3g |\n", e->name, e->element,
           e->where, e->bytes, e->operations, backend, ns, e->bytes / ns, e->operations / ns);
}

/* Dense updates choose their version by themselves. */
static void run_version(void *argument)
{
    static double out[ORDER * ORDER];
    const vi_rank_version *version = argument;
    const vi_vectors rows = {small, ORDER, 1};
    version->run(1, SMALL / ORDER, rows, rows, (vi_block){out, ORDER, ORDER, ORDER});
}

static void print_updates(void)
{
    static const entry e = {"vi_rank_update", "row of 48", "cache",          NULL,
                            SMALL / ORDER,    8 * ORDER,   2 * ORDER * ORDER};
    vi_rank_version version = vi_rank_version_at(0);
    for (size_t i = 0; version.name; version = vi_rank_version_at(++i)) {
        print_row(&e, version.name, measure(run_version, &version, RUNS).min);
    }
}

static void print_entries(void)
{
    printf("| entry | element | data in | bytes | operations | backend | ns | GB/s | Gop/s |\n"
           "|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        for (size_t b = 0; b < vi_kernels_count(); b++) {
            job j = {&entries[i], vi_kernels_at(b)};
            print_row(j.entry, j.kernels->name, measure(run_entry, &j, RUNS).min);
        }
    }
    print_updates();
}

/* ---- Parallel jobs ---- */

enum { JOBS = 2000, NAP_NS = 200000 };

static voi_status do_nothing(void *argument, size_t task, size_t worker, voi_error *err)
{
    (void)argument;
    (void)task;
    (void)worker;
    (void)err;
    return VOI_OK;
}

/* The median of the time of an empty job of one task a thread, after a pause of so many ns. */
static double job_time(voi_context *ctx, long pause)
{
    static double times[JOBS];
    const vi_job nothing = {"nothing", 2, do_nothing, NULL};
    const struct timespec nap = {0, pause};
    voi_error err;
    for (size_t i = 0; i < JOBS; i++) {
        if (pause > 0) {
            nanosleep(&nap, NULL);
        }
        double start = seconds_now();
        vi_parallel(ctx, &nothing, &err);
        times[i] = seconds_now() - start;
    }
    qsort(times, JOBS, sizeof *times, vi_numbers_compare);
    return times[JOBS / 2];
}

static void print_jobs(void)
{
    voi_context *one = make_context(1), *two = make_context(2);
    printf(
        "\nAn empty parallel job of two tasks: %.2f µs on one thread; on two threads %.2f µs right "
        "after another, %.2f µs after a pause.\n",
        1e6 * job_time(one, 0), 1e6 * job_time(two, 0), 1e6 * job_time(two, NAP_NS));
    voi_context_destroy(one);
    voi_context_destroy(two);
}

static void fill(void)
{
    voi_random_normal(1, 0, 1000, 200, large, LARGE);
    vi_kernels_scalar()->uniforms(1, 0, 0, small, SMALL);
    for (size_t i = 0; i < SMALL; i++) {
        order[i].row = (i * 97 + 5) % (SMALL / RESPONSES);
    }
    for (size_t f = 0; f < FUNCTIONS; f++) {
        factors[f] = (vi_factors){{(uint32_t)(f % PLACES), (uint32_t)(f * 7 % PLACES), 0}};
    }
}

int main(void)
{
    large = aligned_alloc(sizeof(pair), LARGE * sizeof *large);
    if (!large) {
        fprintf(stderr, "out of memory\n");
        return 1;
    }
    fill();
    print_ceilings();
    print_entries();
    print_jobs();
    free(large);
    return 0;
}
