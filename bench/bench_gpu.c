/* A roofline of the GPU's kernels: of each the fastest of many runs, and what that makes of the
 * bytes and of the operations of a row, as counted by hand from the code (two for a fused
 * multiplication; of random numbers those on integers), beside the bandwidth of the device's memory
 * as its driver tells it. Where values stay on the device they are brought there before; where not,
 * their way is in the time, and told. Every time has a launch a chunk and the sums' way back in it.
 *
 * bench_gpu [SHARE of the rows]; skips itself where there is no GPU. */
#define _POSIX_C_SOURCE 199309L

#include "contexts.h"
#include "kernels/cuda/cuda_driver.h"
#include "kernels/cuda/gpu.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    RUNS = 21,
    WIDE = 64,
    NARROW = 8,
    STRATEGIES = NARROW / 2,
    PRICES = 501,
    MARGINS = 4,
    CELLS = 1000,
    WIDTH = 16, /* functions of a margin */
    FUNCTIONS = 200,
    RESPONSES = 6
};

static struct {
    voi_context *ctx;
    vi_gpu *gpu;
    double *numbers, *made;
    size_t rows;
    vi_gpu_values values;
    double sums[(FUNCTIONS + RESPONSES) * (FUNCTIONS + RESPONSES)];
} bench;

static void stop_at(voi_status status, const voi_error *error)
{
    if (status != VOI_OK) {
        fprintf(stderr, "bench_gpu: %s\n", error->message);
        exit(1);
    }
}

/* ---- One run of each kernel ---- */

static void run_regrets(void *unused)
{
    voi_error error;
    (void)unused;
    stop_at(vi_gpu_regrets(bench.ctx, bench.gpu, &bench.values, bench.sums, &error), &error);
}

static const vi_gpu_curve *prices(void)
{
    static double k[PRICES];
    static const vi_curve_tile tiles[] = {{0, 256, 1, 8}, {256, PRICES - 256, 2, 8}};
    static const vi_gpu_curve curve = {k, PRICES, tiles, 2};
    for (size_t j = 0; j < PRICES; j++) {
        k[j] = 100 * (double)j;
    }
    return &curve;
}

static void run_curve(void *unused)
{
    voi_error error;
    (void)unused;
    stop_at(vi_gpu_curve_sums(bench.ctx, bench.gpu, &bench.values, prices(), bench.sums, &error),
            &error);
}

static void run_wins(void *unused)
{
    static const double shares[STRATEGIES] = {12, 6, 4, 3};
    voi_error error;
    (void)unused;
    stop_at(vi_gpu_wins(bench.ctx, bench.gpu, &bench.values, prices(), shares, bench.sums, &error),
            &error);
}

static void run_moments(void *unused)
{
    static const double near[NARROW];
    const vi_gpu_moments moments = {near, STRATEGIES};
    voi_error error;
    (void)unused;
    stop_at(vi_gpu_moment_sums(bench.ctx, bench.gpu, &bench.values, &moments, bench.sums, &error),
            &error);
}

static void run_net_benefits(void *unused)
{
    static const vi_gpu_pricing pricing = {20000, 0};
    double *columns[STRATEGIES];
    voi_error error;
    (void)unused;
    for (size_t d = 0; d < STRATEGIES; d++) {
        columns[d] = bench.made + d * bench.rows;
    }
    stop_at(vi_gpu_net_benefits(bench.ctx, bench.gpu, &bench.values, &pricing, columns, &error),
            &error);
}

static void draw(bool normal)
{
    const vi_gpu_draws draws = {1, 2, 0, bench.rows, normal};
    voi_error error;
    stop_at(vi_gpu_draw(bench.ctx, bench.gpu, &draws, bench.made, &error), &error);
}

static void run_uniforms(void *unused)
{
    (void)unused;
    draw(false);
}

static void run_normals(void *unused)
{
    (void)unused;
    draw(true);
}

/* Precisions, cells, responses. */
static void pack(const void *state, size_t first, size_t rows, size_t stride, double *to)
{
    (void)state;
    for (size_t j = 0; j < 1 + MARGINS + RESPONSES; j++, to += stride) {
        for (size_t i = 0; i < rows; i++) {
            to[i] = j == 0 || j > MARGINS ? 1 : (double)((first + i) * (j + 7) % CELLS);
        }
    }
}

static void run_spline_products(void *unused)
{
    static vi_spline_factor factors[3 * FUNCTIONS];
    const vi_gpu_values values = {
        .pack = pack, .rows = bench.rows, .cols = 1 + MARGINS + RESPONSES};
    const vi_gpu_splines splines = {bench.numbers, (size_t)MARGINS * CELLS * WIDTH, factors,
                                    FUNCTIONS, RESPONSES};
    voi_error error;
    (void)unused;
    for (int i = 0; i < 3 * FUNCTIONS; i++) {
        int margin = i % MARGINS, function = i % WIDTH;
        factors[i] = i % 3 == 2
                         ? (vi_spline_factor){0, 0, 0}
                         : (vi_spline_factor){1 + margin, margin * CELLS * WIDTH + function, WIDTH};
    }
    stop_at(vi_gpu_spline_products(bench.ctx, bench.gpu, &values, &splines, bench.sums, &error),
            &error);
}

/* ---- The lines ---- */

typedef struct {
    const char *name, *where;
    double rows;
    size_t cols;
    bool by_row, kept;
    size_t made;              /* numbers a row that come back */
    double bytes, operations; /* of a row */
    void (*run)(void *unused);
} line;

static const char on_device[] = "on the device", made_there[] = "made there, with the way back",
                  passing[] = "passing, packed from cells";

#define PRODUCTS ((FUNCTIONS + RESPONSES) * (FUNCTIONS + RESPONSES + 1.0))

static const line lines[] = {
    {"regrets", on_device, 1e8, NARROW, false, true, 0, 64, 40, run_regrets},
    {"regrets, by row", on_device, 1e8, NARROW, true, true, 0, 64, 40, run_regrets},
    {"regrets_wide", on_device, 1e7, WIDE, false, true, 0, 512, 320, run_regrets},
    {"moments", on_device, 1e8, NARROW, false, true, 0, 64, 40, run_moments},
    {"curve, 501 k", on_device, 1e7, NARROW, false, true, 0, 64, 28.0 * PRICES, run_curve},
    {"wins, 501 k", on_device, 1e7, NARROW, false, true, 0, 64, 88.0 * PRICES, run_wins},
    {"net_benefits", made_there, 1e7, NARROW, false, true, STRATEGIES, 96, 16, run_net_benefits},
    {"uniforms", made_there, 1e8, 1, false, false, 1, 8, 41, run_uniforms},
    {"normals", made_there, 1e8, 1, false, false, 1, 8, 167, run_normals},
    {"spline_products", passing, 1e6, 1 + MARGINS + RESPONSES, false, false, 0, 88, PRODUCTS,
     run_spline_products},
};

/* Columns, or rows, of the same numbers, one further on each. */
static bool keep(const line *l, vi_identity *identity)
{
    static const double *columns[WIDE];
    static voi_matrix matrix;
    voi_error error;
    bool kept = !l->kept;
    matrix = (voi_matrix){bench.numbers, bench.rows, l->cols, 1, 1};
    for (size_t d = 0; d < l->cols; d++) {
        columns[d] = bench.numbers + d;
    }
    bench.values = (vi_gpu_values){.columns = l->by_row ? NULL : columns,
                                   .matrix = l->by_row ? &matrix : NULL,
                                   .rows = bench.rows,
                                   .cols = l->cols,
                                   .identity = identity};
    if (l->kept) {
        stop_at(vi_gpu_upload(bench.ctx, bench.gpu, &bench.values, &kept, &error), &error);
    }
    return kept;
}

static void print_line(const line *l, double share, double bandwidth)
{
    vi_identity *identity = vi_identity_create();
    bench.rows = (size_t)(l->rows * share) + 1;
    bench.numbers = calloc(bench.rows + WIDE + (size_t)MARGINS * CELLS * WIDTH, sizeof(double));
    bench.made = calloc(bench.rows * l->made + 1, sizeof(double));
    if (!identity || !bench.numbers || !bench.made) {
        fprintf(stderr, "bench_gpu: out of memory for %zu rows\n", bench.rows);
        exit(1);
    }
    voi_random_normal(1, 0, 1000, 200, bench.numbers, bench.rows + WIDE);
    printf("| `%s` | %.2g × %zu | %s | ", l->name, (double)bench.rows, l->cols, l->where);
    if (keep(l, identity)) {
        double time = measure(l->run, NULL, RUNS).min, rate = l->bytes * (double)bench.rows / time;
        printf("%.3g | %.3g | %.0f %% | %.3g |\n", 1e3 * time, 1e-9 * rate, 100 * rate / bandwidth,
               1e-9 * l->operations * (double)bench.rows / time);
    } else {
        printf("no room there | | | |\n");
    }
    free(bench.numbers);
    free(bench.made);
    vi_identity_release(identity);
}

/* The device's own words; false where there is none. */
static bool describe(vi_cuda_device *out, voi_error *why)
{
    vi_cuda_driver *driver = NULL;
    bool found = vi_cuda_open(VI_CUDA_LIBRARY, &driver, why) == VOI_OK &&
                 vi_cuda_describe(driver, 0, out, why) == VOI_OK;
    vi_cuda_close(driver);
    return found;
}

int main(int count, char **words)
{
    static const vi_gpu_options options = {.driver = NULL};
    voi_error why = {VOI_OK, ""};
    vi_cuda_device device;
    double share = count > 1 ? strtod(words[1], NULL) : 1;
    if (!describe(&device, &why) || vi_gpu_open(&options, &bench.gpu, &why) != VOI_OK) {
        printf("bench_gpu: skipped: %s\n", why.message);
        return 0;
    }
    bench.ctx = make_context(0);
    printf("%s, whose driver tells of %.0f GB/s\n\n"
           "| kernel | rows × columns | values | ms | GB/s | of the device's | Gop/s |\n"
           "|---|---|---|---|---|---|---|\n",
           device.name, 1e-9 * device.bandwidth);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        print_line(&lines[i], share, device.bandwidth);
    }
    vi_gpu_close(bench.gpu);
    voi_context_destroy(bench.ctx);
    return 0;
}
