/* The checks that look at the columns of a problem alone. What they look for and the limits they
 * use: docs/checks.md. */
#ifndef VI_DATA_COLUMN_CHECKS_H
#define VI_DATA_COLUMN_CHECKS_H

#include "core/context.h"
#include "data/problem.h"

/* One check: looks at the problem and records what it finds. */
typedef voi_status (*vi_check_fn)(voi_context *ctx, const voi_problem *problem,
                                  vi_findings *findings, voi_error *err);

/* What there is: rows, strategies, parameters. Always one note. */
voi_status vi_check_contents(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err);
/* Columns that have one value. */
voi_status vi_check_constants(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err);
/* Parameters, and strategies, that are equal in all rows. */
voi_status vi_check_twins(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                          voi_error *err);
/* Parameters that are linear combinations of others. Cost O(N P²). */
voi_status vi_check_collinear(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                              voi_error *err);

/* Whether a column has one value, but for the last bits that a calculation may leave different. */
bool vi_is_constant(const double *column, size_t rows);
/* The first parameter, or strategy, that has the same numbers as this one in all rows: itself where
 * there is none before it. */
size_t vi_parameter_twin(const voi_problem *problem, size_t parameter);
size_t vi_strategy_twin(const voi_problem *problem, size_t strategy);

#endif
