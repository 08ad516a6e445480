/* The Shapley values of the EVPI: what is asked for, which way to go, and the table. */
#include "measures/shapley.h"

#include "core/alloc.h"
#include "core/table.h"
#include "data/column_checks.h"
#include "data/correlation.h"
#include "fit/methods.h"

#include <math.h>
#include <string.h>

enum { PARS, K, SHAPLEY, SE, SHARE, COLUMNS };

static const vi_column columns[COLUMNS] = {{"pars", VOI_COLUMN_TEXT},
                                           {"k", VOI_COLUMN_NUMBER},
                                           {"shapley", VOI_COLUMN_NUMBER},
                                           {"se", VOI_COLUMN_NUMBER},
                                           {"share", VOI_COLUMN_NUMBER}};

static const char *const not_explained = "(not explained)";

/* Correlations below are taken for chance, and for too little to matter. */
static const double chance = 4.9, small = 0.05;

void voi_shapley_options_default(voi_shapley_options *options)
{
    *options = (voi_shapley_options){.seed = 1};
}

/* ---- What is asked for ---- */

static voi_status check_method(const char *name, voi_error *err)
{
    static const char *const names[] = {"auto", "anova", "mars"};
    for (size_t i = 0; name && i < 3; i++) {
        if (strcmp(name, names[i]) == 0) {
            return VOI_OK;
        }
    }
    return !name ? VOI_OK
                 : vi_fail(err, VOI_ERR_ARGUMENT,
                           "Shapley values are by the methods auto, anova and mars, not \"%s\"",
                           name);
}

/* No parameter belongs to two players. */
static voi_status check_players(const voi_problem *problem, const vi_asked *players, voi_error *err)
{
    for (size_t i = 0; i < players->start[players->count]; i++) {
        for (size_t j = 0; j < i; j++) {
            if (players->member[i] == players->member[j]) {
                return vi_fail(err, VOI_ERR_ARGUMENT, "parameter \"%s\" is in two groups",
                               problem->parameter_names[players->member[i]]);
            }
        }
    }
    return VOI_OK;
}

/* ---- Which way to go ---- */

/* Correlations between members of different players. */
typedef struct {
    double *matrix;        /* members × members; 0 for constants */
    size_t *group, groups; /* of every player: those linked to each other have one number */
    size_t a, b;           /* members: the strongest link */
    double strongest;      /* 0: there is none */
} links;

static voi_status correlate(voi_context *ctx, const voi_problem *problem, const vi_asked *players,
                            links *l, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = players->start[players->count], kept = 0;
    size_t *place = vi_malloc(count, sizeof *place);
    double **columns_of = vi_malloc(count, sizeof *columns_of);
    double *matrix = vi_malloc(count * count, sizeof *matrix);
    if (!place || !columns_of || !matrix) {
        status = vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
        goto cleanup;
    }
    for (size_t i = 0; i < count; i++) {
        double *column = problem->params[players->member[i]];
        if (!vi_is_constant(column, problem->rows)) {
            place[kept] = i;
            columns_of[kept++] = column;
        }
    }
    if (kept > 0) {
        VI_TRY(vi_correlation(ctx, columns_of, problem->rows, kept, matrix, err));
    }
    for (size_t i = 0; i < kept * kept; i++) {
        l->matrix[place[i / kept] * count + place[i % kept]] = matrix[i];
    }
cleanup:
    vi_free(place);
    vi_free(columns_of);
    vi_free(matrix);
    return status;
}

/* Gives two players' groups one number, the smaller. */
static void join(links *l, size_t players, size_t p, size_t q)
{
    size_t from = l->group[p] > l->group[q] ? l->group[p] : l->group[q];
    size_t to = l->group[p] > l->group[q] ? l->group[q] : l->group[p];
    for (size_t i = 0; i < players; i++) {
        l->group[i] = l->group[i] == from ? to : l->group[i];
    }
}

static void look_at_pair(const vi_asked *players, links *l, size_t p, size_t q, double least)
{
    size_t count = players->start[players->count];
    for (size_t i = players->start[p]; i < players->start[p + 1]; i++) {
        for (size_t j = players->start[q]; j < players->start[q + 1]; j++) {
            double r = l->matrix[i * count + j];
            if (fabs(r) > least) {
                join(l, players->count, p, q);
            }
            if (fabs(r) > fmax(least, fabs(l->strongest))) {
                l->a = j;
                l->b = i;
                l->strongest = r;
            }
        }
    }
}

static voi_status find_links(voi_context *ctx, const voi_problem *problem, const vi_asked *players,
                             links *l, voi_error *err)
{
    size_t count = players->start[players->count];
    l->matrix = vi_calloc(count * count, sizeof *l->matrix);
    l->group = vi_malloc(players->count, sizeof *l->group);
    if (!l->matrix || !l->group) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
    }
    voi_status status = correlate(ctx, problem, players, l, err);
    for (size_t p = 0; p < players->count; p++) {
        l->group[p] = p;
    }
    double least = fmax(chance / sqrt((double)problem->rows), small);
    for (size_t p = 0; status == VOI_OK && p < players->count; p++) {
        for (size_t q = 0; q < p; q++) {
            look_at_pair(players, l, p, q, least);
        }
    }
    return status;
}

/* Linked players become one, at the place of the first. */
static voi_status join_players(const links *l, const vi_asked *players, vi_asked *out,
                               voi_error *err)
{
    size_t next = 0;
    out->start = vi_calloc(players->count + 1, sizeof *out->start);
    out->member = vi_malloc(players->start[players->count], sizeof *out->member);
    if (!out->start || !out->member) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
    }
    for (size_t group = 0; group < players->count; group++) {
        for (size_t p = 0; p < players->count; p++) {
            for (size_t i = players->start[p]; l->group[p] == group && i < players->start[p + 1];
                 i++) {
                out->member[next++] = players->member[i];
            }
        }
        if (l->group[group] == group) {
            out->start[++out->count] = next;
        }
    }
    return VOI_OK;
}

/* ---- The table ---- */

static void add_row(voi_table *table, const char *pars, double k, const double numbers[2],
                    double evpi)
{
    vi_table_add_row(table);
    vi_table_set_text(table, PARS, pars);
    vi_table_set_number(table, K, k);
    vi_table_set_number(table, SHAPLEY, numbers[0]);
    vi_table_set_number(table, SE, numbers[1]);
    vi_table_set_number(table, SHARE, evpi > 0 ? numbers[0] / evpi : NAN);
}

static voi_status add_players(const vi_shapley *work, voi_table *table, voi_error *err)
{
    size_t k = work->grid->count;
    for (size_t p = 0; p < work->players->count; p++) {
        char *name = vi_asked_name(work->players, work->problem, p);
        if (!name) {
            return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
        }
        for (size_t i = 0; i < k; i++) {
            const double numbers[2] = {work->value[p * k + i], work->se[p * k + i]};
            add_row(table, name, work->grid->values[i], numbers,
                    work->curve->evpi[work->grid->rank[i]]);
        }
        vi_free(name);
    }
    for (size_t i = 0; i < k; i++) {
        double evpi = work->curve->evpi[work->grid->rank[i]];
        const double numbers[2] = {evpi - work->together[i], work->together_se[i]};
        add_row(table, not_explained, work->grid->values[i], numbers, evpi);
    }
    return VOI_OK;
}

static void warn_of_links(const vi_shapley *work, const vi_asked *asked, const links *l,
                          voi_table *table)
{
    const char *const *names = (const char *const *)work->problem->parameter_names;
    if (l->strongest != 0 && work->players->count < asked->count) {
        vi_table_warn(table,
                      "%s and %s are correlated (%.2f): parameters that are correlated count as "
                      "one player",
                      names[asked->member[l->a]], names[asked->member[l->b]], l->strongest);
    }
}

static voi_status write_table(const vi_shapley *work, const vi_asked *asked, const links *l,
                              voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    VI_TRY(add_players(work, table, err));
    vi_problem_warn(work->problem, table);
    vi_curve_warn(work->curve, work->problem, table);
    warn_of_links(work, asked, l, table);
    status = vi_table_finish(&table, out, err);
cleanup:
    voi_table_destroy(table);
    return status;
}

/* ---- The whole ---- */

/* Together the players add at most the EVPI; what they add is scaled to what they add together. */
static void settle(vi_shapley *work)
{
    size_t k = work->grid->count;
    for (size_t i = 0; i < k; i++) {
        double sum = 0;
        work->together[i] = fmin(work->together[i], work->curve->evpi[work->grid->rank[i]]);
        for (size_t p = 0; p < work->players->count; p++) {
            sum += work->value[p * k + i];
        }
        double scale = sum > 0 ? work->together[i] / sum : 0;
        for (size_t p = 0; p < work->players->count; p++) {
            work->value[p * k + i] *= scale;
            work->se[p * k + i] *= sum > 0 ? scale : 1;
        }
        work->together[i] = sum > 0 ? work->together[i] : 0;
    }
}

static voi_status reserve(vi_shapley *work, voi_error *err)
{
    size_t k = work->grid->count, numbers = work->players->count * k;
    work->value = vi_calloc(2 * numbers + 2 * k, sizeof *work->value);
    if (!work->value) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory for %zu players",
                       work->players->count);
    }
    work->se = work->value + numbers;
    work->together = work->se + numbers;
    work->together_se = work->together + k;
    return VOI_OK;
}

/* Reads what is asked for, and joins players that would have to be taken apart otherwise. */
static voi_status prepare(voi_context *ctx, const voi_problem *problem,
                          const voi_shapley_options *options, vi_asked *asked, vi_asked *players,
                          links *l, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_asked_check(problem, "EVPPI", err));
    VI_TRY(check_method(options->method, err));
    VI_TRY(vi_asked_create(problem, options->players, options->player_count, asked, err));
    VI_TRY(check_players(problem, asked, err));
    VI_TRY(find_links(ctx, problem, asked, l, err));
    if (asked->count <= VI_MOST_PLAYERS_BY_SETS) {
        for (size_t p = 0; p < asked->count; p++) {
            l->group[p] = p;
        }
    }
    VI_TRY(join_players(l, asked, players, err));
cleanup:
    return status;
}

voi_status voi_shapley(voi_context *ctx, const voi_problem *problem,
                       const voi_shapley_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_shapley_options defaults;
    vi_asked asked = {0}, players = {0};
    vi_grid grid = {0};
    vi_curve curve = {0};
    links l = {0};
    *out = NULL;
    voi_phase_begin(ctx, "shapley");
    voi_shapley_options_default(&defaults);
    options = options ? options : &defaults;
    vi_shapley work = {problem, options, &players, &grid, &curve, NULL, NULL, NULL, NULL};
    VI_TRY(vi_grid_create(problem, &options->wtp, &grid, err));
    VI_TRY(prepare(ctx, problem, options, &asked, &players, &l, err));
    VI_TRY(vi_curve_compute(ctx, problem, grid.sorted, grid.count, false, &curve, err));
    VI_TRY(reserve(&work, err));
    VI_TRY(l.strongest != 0 && players.count == asked.count ? vi_shapley_by_sets(ctx, &work, err)
                                                            : vi_shapley_by_parts(ctx, &work, err));
    settle(&work);
    vi_curve_note_gpu(&curve, ctx);
    VI_TRY(write_table(&work, &asked, &l, out, err));
cleanup:
    voi_phase_end(ctx, 0);
    vi_free(work.value);
    vi_free(l.matrix);
    vi_free(l.group);
    vi_curve_free(&curve);
    vi_grid_free(&grid);
    vi_asked_free(&asked);
    vi_asked_free(&players);
    return status;
}
