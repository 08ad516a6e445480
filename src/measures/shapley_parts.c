/* One regression on the parameters of all players, for every strategy that is best at some k, taken
 * apart (fit/parts.h) and attributed (attribution.h). The error has two sources, as that of an
 * EVPPI: the draw of the rows, and the noise of the fit, which is seen by attributing fits drawn
 * from the distribution of the coefficients, on a part of the rows. */
#include "measures/shapley.h"

#include "core/alloc.h"
#include "data/column_checks.h"
#include "fit/methods.h"
#include "fit/posterior.h"
#include "measures/attribution.h"
#include "measures/group.h"
#include "measures/group_fit.h"
#include "measures/reduction.h"

#include <math.h>
#include <string.h>

enum { REPLICATES = 24, ROWS_OF_REPLICATES = 2000, FEW_PARAMETERS = 8 };

/* The values of k that have one strategy of the highest mean. */
typedef struct {
    vi_shapley *work;
    vi_increments increments;
    double *k;
    size_t *place; /* of every k among all */
    size_t count;
    const double *columns[VI_MOST_PARAMETERS];
    size_t owner[VI_MOST_PARAMETERS]; /* whose each column is */
    vi_group group;
    double *numbers; /* value, variance, and two of replicates: k × players each */
    vi_partial *answers;
} batch;

/* Of the parameters of all players those that do not follow from others, constants left out. */
static voi_status collect_columns(voi_context *ctx, batch *b, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_shapley *work = b->work;
    const vi_asked *players = work->players;
    size_t whole[2] = {0, players->start[players->count]}, player = 0, next = 0;
    const vi_asked together = {1, whole, players->member};
    vi_asked left = {0};
    bool reduced;
    VI_TRY(vi_reduce(ctx, work->problem, &together, &left, &reduced, err));
    for (size_t i = 0; i < whole[1] && next < left.start[1]; i++) {
        while (i >= players->start[player + 1]) {
            player++;
        }
        if (players->member[i] == left.member[next]) {
            b->owner[next] = player;
            b->columns[next] = work->problem->params[left.member[next]];
            next++;
        }
    }
    bool constant = next == 1 && vi_is_constant(b->columns[0], work->problem->rows);
    b->group = (vi_group){b->columns, constant ? 0 : next, work->problem->rows, NULL};
cleanup:
    vi_asked_free(&left);
    return status;
}

/* ---- Attribution ---- */

/* Adds what draws of the coefficients change to the variances. */
static voi_status add_noise(voi_context *ctx, const vi_attribution *game, double *numbers,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_fit *fit = game->parts->fit;
    size_t count = game->count * game->parts->players;
    size_t step = (fit->rows + ROWS_OF_REPLICATES - 1) / ROWS_OF_REPLICATES;
    double *variance = numbers + count, *centre = variance + count, *other = centre + count;
    double *unused = other + count;
    double *coefficients = vi_malloc(fit->responses * fit->functions, sizeof *coefficients);
    if (!coefficients) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
    }
    for (size_t r = 0; r < fit->responses; r++) {
        vi_fit_coefficients(fit, r, coefficients + r * fit->functions);
    }
    step += step == 1; /* all orders are for the values themselves */
    VI_TRY(vi_attribute(ctx, game, coefficients, step, centre, unused, err));
    for (uint64_t replicate = 0; replicate < REPLICATES; replicate++) {
        VI_TRY(vi_fit_draw(fit, replicate, coefficients, err));
        VI_TRY(vi_attribute(ctx, game, coefficients, step, other, unused, err));
        for (size_t i = 0; i < count; i++) {
            variance[i] += (other[i] - centre[i]) * (other[i] - centre[i]) / REPLICATES;
        }
    }
cleanup:
    vi_free(coefficients);
    return status;
}

static voi_status attribute(voi_context *ctx, batch *b, const vi_fit *fit, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t players = b->work->players->count;
    const vi_players owners = {players, b->owner};
    double *coefficients = vi_malloc(fit->responses * fit->functions, sizeof *coefficients);
    vi_parts parts = {0};
    if (!coefficients) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
    }
    for (size_t r = 0; r < fit->responses; r++) {
        vi_fit_coefficients(fit, r, coefficients + r * fit->functions);
    }
    VI_TRY(vi_parts_create(ctx, fit, &owners, &parts, err));
    const vi_attribution game = {&b->increments, &parts, b->k, b->count, b->work->options->seed};
    double *value = b->numbers, *variance = value + b->count * players;
    VI_TRY(vi_attribute(ctx, &game, coefficients, 1, value, variance, err));
    VI_TRY(add_noise(ctx, &game, b->numbers, err));
cleanup:
    vi_parts_free(&parts);
    vi_free(coefficients);
    return status;
}

static void keep_answers(const batch *b)
{
    vi_shapley *work = b->work;
    size_t players = work->players->count, k = work->grid->count;
    for (size_t i = 0; i < b->count; i++) {
        work->together[b->place[i]] = b->answers[i].evppi;
        work->together_se[b->place[i]] = b->answers[i].se;
        for (size_t p = 0; p < players; p++) {
            size_t at = p * k + b->place[i];
            work->value[at] = b->numbers[i * players + p];
            work->se[at] = sqrt(b->numbers[(b->count + i) * players + p]);
        }
    }
}

static voi_status run_batch(voi_context *ctx, batch *b, voi_error *err)
{
    voi_status status = VOI_OK;
    const char *wish = b->work->options->method;
    const char *usual = b->group.count > FEW_PARAMETERS ? "mars" : "anova";
    const vi_method *method = vi_method_find(wish && strcmp(wish, "auto") != 0 ? wish : usual);
    vi_group_fit fit = {0};
    VI_TRY(vi_group_fit_make(ctx, &b->increments, method, &b->group, &fit, err));
    VI_TRY(vi_group_estimate(ctx, &fit.noise, b->k, b->count, b->answers, err));
    VI_TRY(attribute(ctx, b, &fit.fit, err));
    keep_answers(b);
cleanup:
    vi_group_fit_free(&fit);
    return status;
}

static void collect_k(batch *b, size_t strategy)
{
    const vi_shapley *work = b->work;
    b->count = 0;
    for (size_t i = 0; i < work->grid->count; i++) {
        if (work->curve->best[work->grid->rank[i]] == strategy) {
            b->place[b->count] = i;
            b->k[b->count++] = work->grid->values[i];
        }
    }
}

static voi_status reserve(batch *b, voi_error *err)
{
    size_t k = b->work->grid->count;
    b->k = vi_malloc(k, sizeof *b->k);
    b->place = vi_malloc(k, sizeof *b->place);
    b->answers = vi_malloc(k, sizeof *b->answers);
    b->numbers = vi_malloc(5 * k * b->work->players->count, sizeof *b->numbers);
    return b->k && b->place && b->answers && b->numbers
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory for %zu values of k",
                         k);
}

voi_status vi_shapley_by_parts(voi_context *ctx, vi_shapley *work, voi_error *err)
{
    voi_status status = VOI_OK;
    batch b = {.work = work};
    VI_TRY(collect_columns(ctx, &b, err));
    VI_TRY(reserve(&b, err));
    for (size_t d = 0; b.group.count > 0 && d < work->problem->strategies; d++) {
        collect_k(&b, d);
        if (b.count > 0) {
            VI_TRY(vi_increments_create(ctx, work->problem, d, &b.increments, err));
            VI_TRY(run_batch(ctx, &b, err));
            vi_increments_free(&b.increments);
        }
    }
cleanup:
    vi_increments_free(&b.increments);
    vi_free(b.k);
    vi_free(b.place);
    vi_free(b.answers);
    vi_free(b.numbers);
    return status;
}
