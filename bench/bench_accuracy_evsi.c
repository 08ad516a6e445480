/* How near the estimates of EVSI come to the truth in repeated samples, method by method, as a
 * markdown table.
 *     bench_accuracy_evsi [--rows N] [--repeat R] [--problem NAME] [--method NAME]
 * Without options: 400 samples of 1000 rows, 100 of 10,000 and 10 of 100,000, but no further ones
 * once a method has ten and has taken 20 seconds. Bias is taken against the estimate that decides
 * after every result as the true model would, and values decisions by the rows of the same sample:
 * that rids it of most of the chance in the samples. */
#define _GNU_SOURCE
#include "accuracy.h"
#include "studies.h"

enum { METHODS = 5 };

static const char *const methods[METHODS] = {"auto", "enumerate", "regression", "importance",
                                             "gaussian"};
static const int repetitions[SIZES] = {400, 100, 10};

/* One line of the table: sums over samples. */
typedef struct {
    double mean, squares, se_squares;             /* of estimate and error */
    double apart, apart_squares, knowing_squares; /* from what the knowing one says; its error */
    int covered, samples;
} record;

typedef struct {
    const study_kind *kind;
    sample sample;
    study_fact facts[MOST_SIZES];
    double knowing[MOST_SIZES]; /* of the sample at hand */
    record records[MOST_SIZES];
    double seconds;
} campaign;

/* A new sample, and what deciding by the true model gains on it over the better mean. */
static void draw_sample(campaign *c, uint64_t seed)
{
    const study_kind *kind = c->kind;
    double mean = 0, gain[MOST_SIZES] = {0}, each = 1 / (double)c->sample.rows;
    for (size_t i = 0; i < c->sample.rows; i++) {
        double theta[MOST_PARAMETERS], nb[MOST_OPTIONS];
        draw_row(&c->sample, seed, i, theta, nb);
        mean += each * (nb[1] - nb[0]);
        for (size_t s = 0; s < kind->sizes; s++) {
            gain[s] += each * (nb[1] - nb[0]) * kind->leads(kind, theta, kind->n[s], &c->facts[s]);
        }
    }
    for (size_t s = 0; s < kind->sizes; s++) {
        c->knowing[s] = gain[s] - fmax(mean, 0);
    }
}

static double number_at(const voi_table *table, size_t row, const char *name)
{
    for (size_t c = 0; c < voi_table_columns(table); c++) {
        if (strcmp(voi_table_column_name(table, c), name) == 0) {
            return voi_table_number(table, row, c);
        }
    }
    return NAN;
}

static void add_answers(campaign *c, const voi_table *table)
{
    for (size_t s = 0; s < c->kind->sizes; s++) {
        record *r = &c->records[s];
        double truth = c->facts[s].evsi, evsi = number_at(table, s, "evsi");
        double se = number_at(table, s, "se"), apart = evsi - c->knowing[s];
        double known = c->knowing[s] - truth;
        r->mean += evsi;
        r->squares += (evsi - truth) * (evsi - truth);
        r->se_squares += se * se;
        r->apart += apart;
        r->apart_squares += apart * apart;
        r->knowing_squares += known * known;
        r->covered +=
            number_at(table, s, "ci_low") <= truth && truth <= number_at(table, s, "ci_high");
        r->samples++;
    }
}

/* The estimates of all sizes; their time counts. */
static voi_table *answer(voi_context *ctx, campaign *c, const char *method)
{
    voi_problem *problem = make_problem(ctx, &c->sample);
    voi_study_option option;
    voi_evsi_options options;
    voi_table *table = NULL;
    voi_error err;
    voi_evsi_options_default(&options);
    options.study = study_of(c->kind, &option);
    options.sizes = (voi_sizes){c->kind->n, c->kind->sizes};
    options.method = method;
    double start = seconds_now();
    if (voi_evsi(ctx, problem, &options, &table, &err) != VOI_OK) {
        stop(err.message);
    }
    c->seconds += seconds_now() - start;
    voi_problem_destroy(problem);
    return table;
}

static void print_record(const campaign *c, size_t s, const char *method)
{
    const record *r = &c->records[s];
    double n = r->samples, mean = r->mean / n, truth = c->facts[s].evsi, unit = 100 / truth;
    double bias = r->apart / n, se = sqrt(r->se_squares / n);
    double chance = sqrt(fmax(r->apart_squares / n - bias * bias, 0) / n);
    double deviation = sqrt(fmax(r->squares / n - (mean - truth) * (mean - truth), 0));
    printf("| %s | %g | %zu | %s | %.6g | %.6g | %.2f ± %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | "
           "%.1f | %d |\n",
           c->kind->model.name, c->kind->n[s], c->sample.rows, method, truth, mean, unit * bias,
           unit * chance, 100 * bias / c->kind->evppi, unit * sqrt(r->squares / n),
           unit * sqrt(r->knowing_squares / n), se / deviation, bias / se, 100 * r->covered / n,
           r->samples);
    fflush(stdout);
}

static void run_method(voi_context *ctx, campaign *c, const char *method, int repeat)
{
    memset(c->records, 0, sizeof c->records);
    c->seconds = 0;
    for (int i = 0; i < repeat && (i < ENOUGH || c->seconds < patience); i++) {
        show_progress(&c->sample, method, i, repeat);
        draw_sample(c, 1000 + (uint64_t)i);
        voi_table *table = answer(ctx, c, method);
        add_answers(c, table);
        voi_table_destroy(table);
    }
    end_progress();
    for (size_t s = 0; s < c->kind->sizes; s++) {
        print_record(c, s, method);
    }
}

/* `auto` is a name of another method's answers, and is asked for by name alone. */
static bool is_apt(const study_kind *kind, const char *method, const char *wish)
{
    bool few = kind->measured <= 2;
    bool enumerates = strcmp(method, "enumerate") == 0, named = strcmp(method, "auto") == 0;
    return (few || !enumerates) && (wish || !named);
}

static void run_study(voi_context *ctx, const study_kind *kind, const wishes *w)
{
    campaign c = {.kind = kind};
    for (size_t s = 0; s < kind->sizes; s++) {
        c.facts[s] = fact_of(kind, s);
    }
    for (size_t size = 0; size < (w->rows ? 1 : SIZES); size++) {
        c.sample = new_sample(&kind->model, w->rows ? w->rows : sizes[size]);
        for (size_t m = 0; m < METHODS; m++) {
            if (is_wanted(w->method, methods[m]) && is_apt(kind, methods[m], w->method)) {
                run_method(ctx, &c, methods[m], w->repeat ? w->repeat : repetitions[size]);
            }
        }
        free_sample(&c.sample);
    }
}

int main(int count, char **words)
{
    const wishes w = parse_wishes(count, words);
    voi_context *ctx = NULL;
    voi_error err;
    if (voi_context_create(NULL, &ctx, &err) != VOI_OK) {
        stop(err.message);
    }
    printf("| study | n | N | method | truth | mean | bias %% | of EVPPI %% | RMSE %% | knowing %% "
           "| SE/SD | bias/SE | cover %% | samples |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t p = 0; p < study_problems.count; p++) {
        if (is_wanted(w.problem, study_problems.list[p].model.name)) {
            run_study(ctx, &study_problems.list[p], &w);
        }
    }
    voi_context_destroy(ctx);
    return 0;
}
