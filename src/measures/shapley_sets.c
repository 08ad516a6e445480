/* Where players depend on each other, what is expected given some of them is a regression of its
 * own: one for every set. A player's value is a weighted sum Σ c_s v(s) over the sets; with e_s
 * their standard errors its own is √((Σ c_s e_s)² + Σ c_s² e_s²): the first as if the errors of all
 * sets went together, the second as if each went alone. */
#include "measures/shapley.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "math/log_gamma.h"

#include <math.h>
#include <string.h>

typedef struct {
    vi_shapley *work;
    size_t players, count; /* count: of sets, the empty one not counted; set s has the bits s + 1 */
    double *value, *se;    /* sets × k */
} sets;

static bool has(size_t set, size_t player)
{
    return (set + 1) >> player & 1;
}

/* ---- Their values ---- */

static char *name_of(const sets *s, size_t set)
{
    const vi_shapley *work = s->work;
    vi_buffer text = {0};
    voi_bytes bytes = {0};
    bool first = true;
    for (size_t p = 0; p < s->players; p++) {
        for (size_t i = work->players->start[p]; has(set, p) && i < work->players->start[p + 1];
             i++) {
            vi_buffer_puts(&text, first ? "" : ",");
            vi_buffer_puts(&text, work->problem->parameter_names[work->players->member[i]]);
            first = false;
        }
    }
    return vi_buffer_finish(&text, "Shapley values", &bytes, NULL) == VOI_OK ? bytes.data : NULL;
}

static void keep(const sets *s, const voi_table *table)
{
    size_t k = s->work->grid->count;
    for (size_t i = 0; i < s->count * k; i++) {
        s->value[i] = voi_table_number(table, i, voi_table_find(table, "evppi"));
        s->se[i] = voi_table_number(table, i, voi_table_find(table, "se"));
    }
}

static voi_status value_sets(voi_context *ctx, const sets *s, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    char **names = vi_calloc(s->count, sizeof *names);
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    if (!names) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
    }
    for (size_t set = 0; set < s->count; set++) {
        names[set] = name_of(s, set);
        if (!names[set]) {
            status = vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory");
            goto cleanup;
        }
    }
    options.wtp = s->work->options->wtp;
    options.parameters = (const char *const *)names;
    options.parameter_count = s->count;
    options.method = s->work->options->method;
    VI_TRY(voi_evppi(ctx, s->work->problem, &options, &table, err));
    keep(s, table);
cleanup:
    for (size_t set = 0; set < s->count; set++) {
        vi_free(names[set]);
    }
    vi_free(names);
    voi_table_destroy(table);
    return status;
}

/* ---- The players' values ---- */

/* A set of m with the player counts (m − 1)! (n − m)! / n!, one without −m! (n − m − 1)! / n!. */
static double weight_of(const sets *s, size_t set, size_t player)
{
    double n = (double)s->players, before = has(set, player) ? -1 : 0;
    for (size_t p = 0; p < s->players; p++) {
        before += has(set, p);
    }
    double weight = exp(vi_log_gamma(before + 1) + vi_log_gamma(n - before) - vi_log_gamma(n + 1));
    return has(set, player) ? weight : -weight;
}

static void value_player(const sets *s, size_t player)
{
    vi_shapley *work = s->work;
    size_t k = work->grid->count;
    for (size_t i = 0; i < k; i++) {
        double value = 0, together = 0, alone = 0;
        for (size_t set = 0; set < s->count; set++) {
            double weight = weight_of(s, set, player), error = weight * s->se[set * k + i];
            value += weight * s->value[set * k + i];
            together += error;
            alone += error * error;
        }
        work->value[player * k + i] = value;
        work->se[player * k + i] = sqrt(together * together + alone);
    }
}

static void value_all_together(const sets *s)
{
    size_t k = s->work->grid->count, last = s->count - 1;
    for (size_t i = 0; i < k; i++) {
        s->work->together[i] = s->value[last * k + i];
        s->work->together_se[i] = s->se[last * k + i];
    }
}

voi_status vi_shapley_by_sets(voi_context *ctx, vi_shapley *work, voi_error *err)
{
    voi_status status = VOI_OK;
    sets s = {.work = work, .players = work->players->count};
    s.count = ((size_t)1 << s.players) - 1;
    s.value = vi_malloc(2 * s.count * work->grid->count, sizeof *s.value);
    if (!s.value) {
        return vi_fail(err, VOI_ERR_NOMEM, "Shapley values: out of memory for %zu sets", s.count);
    }
    s.se = s.value + s.count * work->grid->count;
    VI_TRY(value_sets(ctx, &s, err));
    for (size_t player = 0; player < s.players; player++) {
        value_player(&s, player);
    }
    value_all_together(&s);
cleanup:
    vi_free(s.value);
    return status;
}
