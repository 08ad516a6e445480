/* EVSI from a user's options to answers: what the tables of EVSI and ENBS are made of. */
#ifndef VI_MEASURES_EVSI_WORK_H
#define VI_MEASURES_EVSI_WORK_H

#include "measures/evsi_method.h"

typedef struct {
    vi_study study;
    vi_grid grid;
    vi_curve curve;
    const voi_matrix **summaries; /* of every size, or NULL */
    double *sizes;                /* increasing, > 0, each once */
    size_t size_count;
    const vi_evsi_method *method;
    vi_evsi_question question; /* of all the above */
    vi_evsi_answer *answers;   /* sizes × k, in the order of grid.values */
    vi_partial *limits;        /* k: the EVPPI of what the study measures */
    vi_partial *named;         /* k: the EVPPI of its parameters as the sample has them; NULL where
                                  that is the same */
    char *pars;                /* the parameters, joined by commas */
} vi_evsi_work;

/* Sizes for a plan without any: of a table of EVSI; and, over a wider range, those that an ENBS
 * compares where the method takes no more sizes later. */
extern const voi_sizes vi_sizes_shown, vi_sizes_compared;

/* Refuses summaries of a plan that says no sizes for them. Errors: VOI_ERR_ARGUMENT. */
voi_status vi_evsi_check_summaries(const voi_study_plan *plan, voi_error *err);

/* Checks the options and makes the question. `out` starts as zeros and must stay where it is; it is
 * to be freed in either case. Errors: those of voi_evsi. */
voi_status vi_evsi_prepare(voi_context *ctx, const voi_problem *problem,
                           const voi_evsi_options *options, vi_evsi_work *out, voi_error *err);
/* Levels out an EVSI that falls by chance from one size to the next, at every k (Ayer and others
 * 1955): answers are count × k, sizes increasing. Errors: VOI_ERR_NOMEM. */
voi_status vi_evsi_level_out(vi_evsi_answer *answers, size_t count, size_t k, voi_error *err);

/* Bounds the answer at grid.values[i] by what the parameters themselves are worth. */
void vi_evsi_bound_named(const vi_evsi_work *work, size_t i, vi_evsi_answer *answer);

/* Answers it, bounded and levelled out. */
voi_status vi_evsi_answer_all(voi_context *ctx, vi_evsi_work *work, voi_error *err);
void vi_evsi_free(vi_evsi_work *work);

/* The answer for a size of the options at grid.values[i]; 0 for the size 0. */
vi_evsi_answer vi_evsi_answer_at(const vi_evsi_work *work, double size, size_t i);

/* The problem's warnings and those about the sample and the fits. */
void vi_evsi_warn(const vi_evsi_work *work, const voi_problem *problem, voi_table *table);

#endif
