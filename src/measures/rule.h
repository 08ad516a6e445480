/* Rules of decision: what is decided after every result of a study, what that makes of every cell
 * of the sample, and what it is worth. */
#ifndef VI_MEASURES_RULE_H
#define VI_MEASURES_RULE_H

#include "measures/outlook.h"

typedef struct {
    size_t strategies, results;
    size_t *choice; /* results: the strategy; the reference at first */
    double *chance; /* strategies × cells: that the study leads to it, for all but the reference */
    double *score, *best; /* results: scratch of decisions, */
    double *work;         /* and of chances */
    double *mean;         /* strategies: of their increments at the k of a valuation */
    double *factor;       /* responses: what they count there */
    double *weight; /* of cells that count in a sum, in blocks of VI_SUM_LANES (math/lanes.h), */
    size_t *block;  /* the first cells of these blocks, */
    size_t *filled; /* out of those that hold rows, */
    size_t blocks;  /* so many */
} vi_rule;

/* `outlook` NULL: for vi_rule_know alone. False when memory is out. */
bool vi_rule_create(const vi_study_cells *cells, const vi_increments *increments,
                    const vi_outlook *outlook, vi_rule *out);
void vi_rule_free(vi_rule *rule);

/* Decides at k for the strategy with the highest fitted mean after every result, other strategies
 * than the reference being taken for so many standard errors better than they look. Of equal ones
 * the reference is best, then the first. Optimism needs a complete outlook. */
void vi_rule_decide(vi_rule *rule, const vi_outlook *outlook, double k, double optimism);

/* Sets the chances to what the choices make of them. */
void vi_rule_pull(vi_rule *rule, const vi_outlook *outlook);

/* Decides as if every cell's quantities were known. */
void vi_rule_know(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                  double k);

/* The mean gain over the reference by the rows' own increments, and its standard error. */
void vi_rule_value(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                   double k, double *value, double *se);

/* The covariance over rows of the gains of two rules with the same reference, which may be one. */
double vi_rules_covariance(vi_rule *a, vi_rule *b, const vi_study_cells *cells,
                           const vi_increments *increments, double k);

#endif
