/* How near the estimates of EVPPI come to the truth in repeated samples, method by method, as a
 * markdown table.
 *     bench_accuracy [--rows N] [--repeat R] [--problem NAME] [--method NAME]
 * Without options: 200 samples of 1000 rows, 100 of 10,000 and 10 of 100,000, but no further ones
 * once a line has ten and has taken 20 seconds; the Gaussian process is left out at 100,000 rows.
 * Where the expected net benefits given
 * the group have a closed form, `knowing` is the error of an estimate that knows them, on the same
 * samples, and bias is taken against it, which rids it of most of the chance in the samples; that
 * part of it comes from choosing the strategy of the highest mean by the sample is `choice`. Truths
 * without a closed form are gains at four million even points. Costs half an hour. */
#define _GNU_SOURCE
#include "accuracy.h"

enum { METHODS = 4, LISTS = 3, POINTS = 1 << 22 };

static const char *const methods[METHODS] = {"auto", "anova", "gp", "mars"};
static const int repetitions[SIZES] = {200, 100, 10};

/* The gain of deciding by what is expected, over `rows` rows. */
typedef struct {
    double means[MOST_OPTIONS], most;
} gain;

static void add_gain(gain *g, const double *nb, size_t strategies)
{
    double most = nb[0];
    for (size_t s = 0; s < strategies; s++) {
        g->means[s] += nb[s];
        most = fmax(most, nb[s]);
    }
    g->most += most;
}

static size_t best_of(const gain *g, size_t strategies)
{
    size_t best = 0;
    for (size_t s = 1; s < strategies; s++) {
        best = g->means[s] > g->means[best] ? s : best;
    }
    return best;
}

static double finish_gain(const gain *g, size_t strategies, double rows)
{
    return (g->most - g->means[best_of(g, strategies)]) / rows;
}

/* What a sample itself says of the answer, NAN where what is expected is not known: the estimate
 * of the policy that knows it, and by how much an estimate that knows net benefits alone is lower,
 * because the strategy of the highest mean is chosen by those. */
typedef struct {
    double knowing, choice;
} hindsight;

static hindsight look_back(const gain *known, const gain *drawn, size_t strategies, double rows)
{
    size_t best = best_of(known, strategies), taken = best_of(drawn, strategies);
    return (hindsight){finish_gain(known, strategies, rows),
                       (drawn->means[best] - drawn->means[taken]) / rows};
}

static hindsight draw_sample(const sample *s, uint64_t seed, const group_truth *group)
{
    const problem_kind *kind = s->kind;
    gain expected = {0}, drawn = {0};
    for (size_t i = 0; i < s->rows; i++) {
        double theta[MOST_PARAMETERS], nb[MOST_OPTIONS], known[MOST_OPTIONS];
        draw_row(s, seed, i, theta, nb);
        if (group->known) {
            group->known(theta, known);
            add_gain(&expected, known, kind->strategies);
            add_gain(&drawn, nb, kind->strategies);
        }
    }
    return group->known ? look_back(&expected, &drawn, kind->strategies, (double)s->rows)
                        : (hindsight){NAN, NAN};
}

static double truth_of(const problem_kind *kind, const group_truth *group)
{
    gain g = {0};
    double root = even_root(kind->even);
    for (size_t i = 0; isnan(group->truth) && i < POINTS; i++) {
        double theta[MOST_PARAMETERS], nb[MOST_OPTIONS];
        draws d = {.seed = 12345, .row = i, .even = kind->even, .root = root};
        kind->draw(&d, theta, nb);
        group->known(theta, nb);
        add_gain(&g, nb, kind->strategies);
    }
    return isnan(group->truth) ? finish_gain(&g, kind->strategies, POINTS) : group->truth;
}

/* ---- One cell of the table ---- */

typedef struct {
    double mean, squares, se_squares, seconds; /* sums over samples, of estimate and error */
    double apart, apart_squares, knowing;      /* from what the knowing one says; its error */
    double choice;
    int covered, samples;
} record;

static void add_answer(record *r, const voi_table *table, double truth, hindsight h)
{
    double answer[4] = {NAN, NAN, NAN, NAN};
    static const char *const names[] = {"evppi", "se", "ci_low", "ci_high"};
    for (size_t c = 0; c < voi_table_columns(table); c++) {
        for (size_t n = 0; n < 4; n++) {
            if (strcmp(voi_table_column_name(table, c), names[n]) == 0) {
                answer[n] = voi_table_number(table, 0, c);
            }
        }
    }
    r->mean += answer[0];
    r->squares += (answer[0] - truth) * (answer[0] - truth);
    r->se_squares += answer[1] * answer[1];
    double apart = answer[0] - (isnan(h.knowing) ? truth : h.knowing);
    r->apart += apart;
    r->apart_squares += apart * apart;
    r->knowing += (h.knowing - truth) * (h.knowing - truth);
    r->choice += h.choice;
    r->covered += answer[2] <= truth && truth <= answer[3];
    r->samples++;
}

/* The table of one estimate; its time counts. */
static voi_table *answer(voi_context *ctx, const sample *s, const char *pars, const char *method,
                         double *seconds)
{
    const voi_evppi_options options = {.parameters = &pars, .parameter_count = 1, .method = method};
    voi_problem *problem = make_problem(ctx, s);
    voi_table *table = NULL;
    voi_error err;
    double start = seconds_now();
    if (voi_evppi(ctx, problem, &options, &table, &err) != VOI_OK) {
        stop(err.message);
    }
    *seconds += seconds_now() - start;
    voi_problem_destroy(problem);
    return table;
}

static void print_known(double x)
{
    printf(isnan(x) ? "| " : "%.2f | ", x);
}

static void print_record(const sample *s, const char *pars, const char *method, double truth,
                         const record *r)
{
    double n = r->samples, mean = r->mean / n, unit = 100 / truth, bias = r->apart / n;
    double deviation = sqrt(fmax(r->squares / n - (mean - truth) * (mean - truth), 0));
    double chance = sqrt(fmax(r->apart_squares / n - bias * bias, 0) / n);
    double se = sqrt(r->se_squares / n);
    printf("| %s | %s | %zu | %s | %.6g | %.6g | %.2f ± %.2f | ", s->kind->name,
           strlen(pars) > 40 ? "all" : pars, s->rows, method, truth, mean, unit * bias,
           unit * chance);
    print_known(unit * r->choice / n);
    print_known(unit * sqrt(r->squares / n));
    print_known(unit * sqrt(r->knowing / n));
    printf("%.2f | %.2f | %.0f | %d | %.3g |\n", se / deviation, bias / se, 100 * r->covered / n,
           r->samples, 1e3 * r->seconds / n);
    fflush(stdout);
}

/* A single parameter has its spline. */
static bool is_apt(const char *method, const char *pars, size_t rows)
{
    bool gp = strcmp(method, "gp") == 0;
    return strcmp(method, "auto") == 0 || (strchr(pars, ',') && !(gp && rows > 10000));
}

/* ---- The table ---- */

static void run_method(voi_context *ctx, const sample *s, const group_truth *group, double truth,
                       const char *method, int repeat)
{
    record r = {0};
    for (int i = 0; i < repeat && (i < ENOUGH || r.seconds < patience); i++) {
        show_progress(s, method, i, repeat);
        hindsight h = draw_sample(s, 1000 + (uint64_t)i, group);
        voi_table *table = answer(ctx, s, group->pars, method, &r.seconds);
        add_answer(&r, table, truth, h);
        voi_table_destroy(table);
    }
    end_progress();
    print_record(s, group->pars, method, truth, &r);
}

static void run_size(voi_context *ctx, const problem_kind *kind, const double *truths, size_t size,
                     const wishes *w)
{
    sample s = new_sample(kind, w->rows ? w->rows : sizes[size]);
    int repeat = w->repeat ? w->repeat : repetitions[size];
    for (size_t g = 0; g < MOST_GROUPS && kind->groups[g].pars; g++) {
        for (size_t m = 0; m < METHODS; m++) {
            if (is_wanted(w->method, methods[m]) &&
                is_apt(methods[m], kind->groups[g].pars, s.rows)) {
                run_method(ctx, &s, &kind->groups[g], truths[g], methods[m], repeat);
            }
        }
    }
    free_sample(&s);
}

static void run_problem(voi_context *ctx, const problem_kind *kind, const wishes *w)
{
    double truths[MOST_GROUPS];
    for (size_t g = 0; g < MOST_GROUPS && kind->groups[g].pars; g++) {
        truths[g] = truth_of(kind, &kind->groups[g]);
    }
    for (size_t size = 0; size < (w->rows ? 1 : SIZES); size++) {
        run_size(ctx, kind, truths, size, w);
    }
}

int main(int count, char **words)
{
    const problem_list *const lists[LISTS] = {&reference_problems, &model_problems,
                                              &synthetic_problems};
    const wishes w = parse_wishes(count, words);
    voi_context *ctx = NULL;
    voi_error err;
    if (voi_context_create(NULL, &ctx, &err) != VOI_OK) {
        stop(err.message);
    }
    printf("| problem | group | N | method | truth | mean | bias %% | choice %% | RMSE %% | "
           "knowing %% | SE/SD | bias/SE | cover %% | samples | ms "
           "|\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t l = 0; l < LISTS; l++) {
        for (size_t p = 0; p < lists[l]->count; p++) {
            if (is_wanted(w.problem, lists[l]->list[p].name)) {
                run_problem(ctx, &lists[l]->list[p], &w);
            }
        }
    }
    voi_context_destroy(ctx);
    return 0;
}
