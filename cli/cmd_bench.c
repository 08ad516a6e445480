/* voi bench: every subject on every backend and number of threads, after the baseline: scalar
 * kernels on one thread. A context of its own runs each combination, so that its first run is cold:
 * threads start in it, and pages are met for the first time. */
#include "bench_case.h"
#include "bench_rows.h"
#include "cache.h"
#include "commands.h"
#include "session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_THREADS = 32, MOST_BACKENDS = 16 };

static const char baseline[] = "scalar";

typedef struct {
    const char *name; /* of the case */
    const char *backends[MOST_BACKENDS];
    size_t backend_count;
    size_t threads[MOST_THREADS];
    size_t thread_count;
    size_t subjects;
    double repeat;
    cli_session *session;
    cli_bench_rows rows;
} bench;

static void add_threads(bench *b, size_t threads)
{
    for (size_t i = 0; i < b->thread_count; i++) {
        if (b->threads[i] == threads) {
            return;
        }
    }
    b->threads[b->thread_count++] = threads;
}

static voi_status read_threads(bench *b, const char *list, voi_error *err)
{
    char word[64];
    while (list) {
        double threads = 0;
        size_t length = strcspn(list, ",");
        snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), list);
        voi_status status = cli_read_number(&threads, "--threads", word, err);
        if (status == VOI_OK) {
            status = cli_check_threads(threads, err);
        }
        if (status == VOI_OK && b->thread_count == MOST_THREADS) {
            status =
                cli_fail(err, VOI_ERR_ARGUMENT, "--threads: more than %d numbers", MOST_THREADS);
        }
        if (status != VOI_OK) {
            return status;
        }
        add_threads(b, (size_t)threads);
        list = list[length] ? list + length + 1 : NULL;
    }
    return VOI_OK;
}

/* What was asked for, before any work. */
static voi_status plan(bench *b, const cli_options *options, voi_error *err)
{
    bool all = !options->backend || strcmp(options->backend, "all") == 0;
    b->name = options->bench_case ? options->bench_case : "seed";
    b->repeat = options->repeat;
    for (size_t i = voi_backend_count(); all && i-- > 0 && b->backend_count < MOST_BACKENDS;) {
        b->backends[b->backend_count++] = voi_backend_name(i);
    }
    if (!all) {
        b->backends[b->backend_count++] = options->backend;
    }
    voi_status status = cli_bench_subjects(b->name, &b->subjects, err);
    if (status == VOI_OK && options->threads_list) {
        status = read_threads(b, options->threads_list, err);
    }
    return status;
}

static voi_status open_context(const char *backend, size_t threads, voi_context **out,
                               voi_error *err)
{
    voi_context_options options;
    char folder[CLI_CACHE_PATH];
    voi_context_options_default(&options);
    options.cache_folder = cli_cache_kernels(folder);
    options.backend = backend;
    options.threads = threads;
    return voi_context_create(&options, out, err);
}

static void tick(bench *b, const cli_subject *subject)
{
    char phase[120];
    snprintf(phase, sizeof phase, "measuring %s", subject->name);
    cli_bar_tick(&b->session->bar, phase, (double)b->rows.count / (double)b->rows.capacity);
}

typedef struct {
    voi_context *ctx;
    const cli_subject *subject;
    cli_bench_answer answer;
} work;

static voi_status run_once(void *state, voi_error *err)
{
    work *w = state;
    voi_table_destroy(w->answer.table);
    w->answer = (cli_bench_answer){.table = NULL};
    return w->subject->run(w->ctx, w->subject, &w->answer, err);
}

/* Times of the processor are no times of a GPU that has failed. */
static voi_status check_backend(const voi_context *ctx, const char *backend, voi_error *err)
{
    bool failed = strcmp(backend, "cuda") == 0 && strcmp(voi_context_backend(ctx), backend) != 0;
    return failed ? cli_fail(err, VOI_ERR_UNSUPPORTED, "bench: %s", voi_context_backend_reason(ctx))
                  : VOI_OK;
}

/* Times one combination; what it answered is the caller's. */
static voi_status time_row(bench *b, const cli_subject *subject, const char *backend,
                           size_t threads, cli_bench_answer *answer, voi_error *err)
{
    work w = {.subject = subject};
    cli_bench_row *row = cli_bench_add(&b->rows);
    tick(b, subject);
    memcpy(row->name, subject->name, sizeof row->name);
    row->threads = threads;
    row->bytes = subject->bytes;
    voi_status status = open_context(backend, threads, &w.ctx, err);
    if (status == VOI_OK) {
        row->backend = subject->memory ? NULL : voi_context_backend(w.ctx);
        status = cli_bench_time(run_once, &w, b->repeat, &row->time, err);
    }
    if (status == VOI_OK) {
        status = check_backend(w.ctx, backend, err);
    }
    voi_context_destroy(w.ctx);
    *answer = w.answer;
    return status;
}

/* Times one combination and holds it against the baseline. */
static voi_status compare(bench *b, const cli_subject *subject, const char *backend, size_t threads,
                          const cli_bench_answer *reference, double base_time, voi_error *err)
{
    cli_bench_answer answer = {.table = NULL};
    cli_bench_row *row = &b->rows.list[b->rows.count];
    voi_status status = time_row(b, subject, backend, threads, &answer, err);
    if (status == VOI_OK) {
        row->speedup = base_time / row->time.median;
        row->difference = cli_bench_difference(&answer, reference);
    }
    voi_table_destroy(answer.table);
    return status;
}

static voi_status measure(bench *b, const cli_subject *subject, voi_error *err)
{
    cli_bench_answer reference = {.table = NULL};
    cli_bench_row *base = &b->rows.list[b->rows.count];
    size_t backends = subject->memory ? 1 : b->backend_count;
    voi_status status = time_row(b, subject, baseline, 1, &reference, err);
    base->speedup = 1;
    for (size_t i = 0; i < backends; i++) {
        const char *backend = subject->memory ? baseline : b->backends[i];
        for (size_t t = 0; t < b->thread_count && status == VOI_OK; t++) {
            if (b->threads[t] != 1 || strcmp(backend, baseline) != 0) {
                status =
                    compare(b, subject, backend, b->threads[t], &reference, base->time.median, err);
            }
        }
    }
    voi_table_destroy(reference.table);
    return status;
}

/* Memory first, read and copied, then the subjects of the case. */
static voi_status measure_all(bench *b, voi_error *err)
{
    voi_status status = VOI_OK;
    cli_subject subject = {.bytes = 0};
    for (size_t i = 0; i < b->subjects + 2 && status == VOI_OK; i++) {
        status = i < 2 ? cli_bench_make_memory(i == 1, &subject, err)
                       : cli_bench_make(b->session->ctx, b->name, i - 2, &subject, err);
        if (status == VOI_OK) {
            voi_phase_begin(b->session->ctx, subject.memory ? "memory" : "case");
            status = measure(b, &subject, err);
            voi_phase_end(b->session->ctx, 0);
        }
    }
    cli_bench_free(&subject);
    return status;
}

static voi_status answer(bench *b, const cli_options *options, voi_error *err)
{
    voi_table *table = NULL;
    if (b->thread_count == 0) {
        add_threads(b, 1);
        add_threads(b, voi_context_threads(b->session->ctx));
    }
    size_t rows = (b->subjects + 2) * (b->backend_count * b->thread_count + 1);
    voi_status status = cli_bench_reserve(&b->rows, rows, err);
    if (status == VOI_OK) {
        status = measure_all(b, err);
    }
    cli_bar_erase(&b->session->bar);
    if (status == VOI_OK) {
        status = cli_bench_table(&b->rows, &table, err);
    }
    if (status == VOI_OK) {
        status = cli_write_table(b->session, "bench", options, table, err);
    }
    voi_table_destroy(table);
    cli_bench_rows_free(&b->rows);
    return status;
}

/* A backend that does not run here is refused before anything is measured. */
static voi_status try_backend(const bench *b, voi_error *err)
{
    voi_context *ctx = NULL;
    voi_status status = b->backend_count == 1 ? open_context(b->backends[0], 1, &ctx, err) : VOI_OK;
    voi_context_destroy(ctx);
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session = {0};
    cli_options own = *options;
    bench b = {.session = &session};
    own.backend = NULL; /* "all" is none for a context */
    voi_status status = plan(&b, options, err);
    if (status == VOI_OK) {
        status = cli_session_open(&own, false, &session, err);
    }
    if (status == VOI_OK) {
        status = try_backend(&b, err);
    }
    if (status == VOI_OK) {
        status = answer(&b, options, err);
    }
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_bench = {
    "bench",
    "how fast it is here: every backend, beside what memory allows",
    "Runs a case on each backend and number of threads: the first run, which finds nothing warm, "
    "by "
    "itself, then the median and the smallest of those after it, and their spread: the distance "
    "between the quartiles, as a share of the median. Speed-up and max_rel_diff, the largest "
    "relative difference of a number, are against the scalar kernels on one thread. The rows read "
    "and copy are memory itself, 128 MB of it: what reads its input once from there has no more "
    "gb_per_s; what finds it in a cache may. A sentence for each large case says how near it "
    "comes.",
    {"voi bench --case evpi-curve --repeat 3",
     "voi bench --case costs.csv --repeat 20 --format json"},
    run};
