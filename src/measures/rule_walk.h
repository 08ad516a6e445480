/* A rule along an increasing list of k: the decisions at every one are those of vi_rule_decide, but
 * only what changes from one k to the next is looked for and followed. */
#ifndef VI_MEASURES_RULE_WALK_H
#define VI_MEASURES_RULE_WALK_H

#include "measures/rates.h"
#include "measures/rule.h"

/* A decision that changes: after which result, and to what. */
typedef struct {
    size_t result, strategy;
    size_t before; /* another one at the same k, listed before it; SIZE_MAX: none */
} vi_turn;

/* Which values of a quantity have a result: those from `from` on, `count` of them. */
typedef struct {
    size_t from, count, offset;
} vi_band;

typedef struct {
    vi_rule *rule;
    const vi_outlook *outlook;
    const double *k; /* borrowed */
    size_t count, at;
    double optimism;
    vi_rates rates; /* at every k */
    vi_turn *turns;
    size_t turn_count, room;
    size_t *last, *changes; /* count: the last listed turn at a k, and their number */
    size_t *takers;         /* strategies: after how many results they are chosen */
    vi_band *band[2];       /* of every result of either quantity, */
    double *chance[2];      /* with its chances, from `offset` on */
} vi_rule_walk;

/* The rule decides at k[0]. With more than one k the outcomes are costs and effects. `out` is to be
 * freed in either case. Errors: VOI_ERR_NOMEM. */
voi_status vi_rule_walk_create(vi_rule *rule, const vi_outlook *outlook, const double *k,
                               size_t count, double optimism, vi_rule_walk *out, voi_error *err);
void vi_rule_walk_free(vi_rule_walk *walk);

/* The rule decides at the next k. */
void vi_rule_walk_next(vi_rule_walk *walk);

#endif
