/* Which regression answers a question about a group of parameters. */
#ifndef VI_MEASURES_CHOICE_H
#define VI_MEASURES_CHOICE_H

#include "fit/lack.h"
#include "fit/methods.h"
#include "measures/bootstrap.h"
#include "measures/partial.h"

/* What speaks against a fit. */
typedef struct {
    vi_lack lack;      /* of its residuals */
    bool contradicted; /* by the sample */
} vi_trial;

/* Responses to be fitted on a group, and how. */
typedef struct {
    const vi_group *group;
    const vi_responses *responses;
    const char *method; /* one of vi_methods; NULL: the best */
    /* Fits by a method and keeps the results in `state`; the last one that is tried stands. */
    voi_status (*attempt)(voi_context *ctx, const vi_method *method, void *state, vi_trial *out,
                          voi_error *err);
    void *state;
} vi_regression;

typedef struct {
    const char *method; /* that stands */
    const char *missed; /* in whose place; NULL: it was the first */
    bool lacking;       /* its residuals keep structure */
} vi_choice;

/* Fits by the method asked for or, without one, by the first for groups of this size; where its
 * residuals keep structure (lack.h), or the sample contradicts it, by the method that predicts best
 * in cross-validation (folds.h). Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED, and
 * those of `attempt`. */
voi_status vi_choose(voi_context *ctx, const vi_regression *regression, vi_choice *out,
                     voi_error *err);

typedef struct {
    const vi_increments *increments;
    const vi_group *group;
    const char *method; /* one of vi_methods; NULL: the best */
    const double *k;    /* `count` values at which the reference of the increments is best */
    size_t count;
    vi_bootstrap bootstrap;
    double *fitted; /* rows × responses: receives what is fitted; NULL: not wanted */
} vi_question;

/* Fills `count` answers by the method that vi_choose finds; a fit is contradicted where its
 * decisions are not worth on the sample what it says (judgement.h). Errors: VOI_ERR_NOMEM,
 * VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. */
voi_status vi_choose_fit(voi_context *ctx, const vi_question *question, vi_partial *answers,
                         voi_error *err);

#endif
