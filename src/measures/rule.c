/* The decisions of a rule at one k: every result's best score, in loops over all results; and from
 * them the chance q_d(v) that the study leads to d where the quantity is v, a sum over the results
 * that v may have. */
#include "measures/rule.h"

#include "core/alloc.h"
#include "math/clones.h"
#include "math/lanes.h"
#include "measures/score.h"

#include <assert.h>
#include <string.h>

/* Blocks that hold rows; occupied cells are listed in increasing order. */
static size_t list_blocks(const vi_study_cells *cells, size_t *filled)
{
    size_t blocks = 0;
    for (size_t i = 0; i < cells->filled; i++) {
        size_t first = cells->occupied[i] / VI_SUM_LANES * VI_SUM_LANES;
        if (blocks == 0 || filled[blocks - 1] != first) {
            filled[blocks++] = first;
        }
    }
    return blocks;
}

bool vi_rule_create(const vi_study_cells *cells, const vi_increments *increments,
                    const vi_outlook *o, vi_rule *out)
{
    size_t strategies = increments->others + 1, room = cells->cells + VI_SUM_LANES;
    size_t results = o ? o->results : 0, half = o ? o->grid[0].results * cells->side[1] : 0;
    size_t numbers = strategies * (cells->cells + 1) + 2 * results + half + cells->responses + room;
    *out = (vi_rule){.strategies = strategies, .results = results};
    out->choice = vi_malloc(results + 2 * room / VI_SUM_LANES, sizeof *out->choice);
    out->chance = vi_calloc(numbers, sizeof *out->chance);
    if (!out->choice || !out->chance) {
        vi_rule_free(out);
        return false;
    }
    out->block = out->choice + results;
    out->filled = out->block + room / VI_SUM_LANES;
    out->score = out->chance + strategies * cells->cells;
    out->best = out->score + results;
    out->work = out->best + results;
    out->mean = out->work + half;
    out->factor = out->mean + strategies;
    out->weight = out->factor + cells->responses;
    out->blocks = list_blocks(cells, out->filled);
    for (size_t x = 0; x < results; x++) {
        out->choice[x] = increments->reference;
    }
    return true;
}

void vi_rule_free(vi_rule *rule)
{
    vi_free(rule->choice);
    vi_free(rule->chance);
    *rule = (vi_rule){0};
}

/* ---- Decisions ---- */

VI_CLONES static void set_scores(const vi_outlook *o, size_t d, double k, double *score)
{
    const vi_score_of s = vi_score_numbers(o, d);
    const vi_score_terms at = vi_score_at(o->increments, d, k);
    for (size_t x = 0; x < o->results; x++) {
        score[x] = vi_score_fitted(&s, at, x);
    }
}

VI_CLONES static void add_errors(const vi_outlook *o, size_t d, double k, double errors,
                                 double *score)
{
    assert(o->more);
    const vi_score_of s = vi_score_numbers(o, d);
    const vi_score_terms at = vi_score_at(o->increments, d, k);
    for (size_t x = 0; x < o->results; x++) {
        score[x] += errors * vi_score_error(&s, at, x);
    }
}

/* All is read first, and every choice is between two numbers: so it becomes vector instructions. */
VI_CLONES static void take_better(const double *restrict scores, size_t d, size_t count,
                                  double *restrict best, size_t *restrict choice)
{
    for (size_t x = 0; x < count; x++) {
        double score = scores[x], most = best[x];
        size_t chosen = choice[x];
        choice[x] = score > most ? d : chosen;
        best[x] = score > most ? score : most;
    }
}

void vi_rule_decide(vi_rule *rule, const vi_outlook *o, double k, double optimism)
{
    size_t reference = o->increments->reference;
    memset(rule->best, 0, rule->results * sizeof *rule->best);
    for (size_t x = 0; x < rule->results; x++) {
        rule->choice[x] = reference;
    }
    for (size_t d = 0; d < rule->strategies; d++) {
        if (d != reference) {
            set_scores(o, d, k, rule->score);
            if (optimism > 0) {
                add_errors(o, d, k, optimism, rule->score);
            }
            take_better(rule->score, d, rule->results, rule->best, rule->choice);
        }
    }
    vi_rule_pull(rule, o);
}

/* ---- From results back to cells ---- */

VI_CLONES static void mark(const size_t *restrict choice, size_t d, size_t count,
                           double *restrict chosen)
{
    for (size_t x = 0; x < count; x++) {
        chosen[x] = choice[x] == d ? 1 : 0;
    }
}

/* The chance of one strategy in every cell, from all results: 1 where it is chosen, else 0. */
static void pull(const vi_outlook *o, const double *chosen, double *half, double *chance)
{
    const vi_result_grid *first = &o->grid[0], *second = &o->grid[1];
    size_t bins = o->cells->side[1];
    for (size_t x = 0; x < first->results; x++) {
        for (size_t j = 0; j < bins; j++) {
            half[x * bins + j] = vi_lanes_dot(chosen + x * second->results + second->first[j],
                                              second->chance + second->offset[j], second->count[j]);
        }
    }
    memset(chance, 0, o->cells->cells * sizeof *chance);
    for (size_t i = 0; i < first->values; i++) {
        for (size_t x = 0; x < first->count[i]; x++) {
            double p = first->chance[first->offset[i] + x];
            const double *from = half + (first->first[i] + x) * bins;
            for (size_t j = 0; j < bins; j++) {
                chance[i * bins + j] += p * from[j];
            }
        }
    }
}

static bool is_chosen(const vi_rule *rule, size_t d)
{
    for (size_t x = 0; x < rule->results; x++) {
        if (rule->choice[x] == d) {
            return true;
        }
    }
    return false;
}

void vi_rule_pull(vi_rule *rule, const vi_outlook *o)
{
    size_t cells = o->cells->cells;
    for (size_t d = 0; d < rule->strategies; d++) {
        if (d == o->increments->reference) {
            continue;
        }
        if (is_chosen(rule, d)) {
            mark(rule->choice, d, rule->results, rule->score);
            pull(o, rule->score, rule->work, rule->chance + d * cells);
        } else {
            memset(rule->chance + d * cells, 0, cells * sizeof *rule->chance);
        }
    }
}
