/* Reading the files of a problem, strictly or leniently. */
#ifndef VI_DATA_PROBLEM_READ_H
#define VI_DATA_PROBLEM_READ_H

#include "core/context.h"
#include "data/findings.h"

/* Reads the files and assembles a problem; what is odd goes to `findings`. In a lenient read the
 * call succeeds whatever the files hold, and *out stays NULL when there were errors. */
voi_status vi_problem_load(voi_context *ctx, const voi_problem_files *files, vi_findings *findings,
                           voi_problem **out, voi_error *err);

/* Refuses files that do not go together. */
voi_status vi_problem_check_files(const voi_problem_files *files, voi_error *err);

/* Fills the gaps of a list of names with s1, s2 … or p1, p2 … */
voi_status vi_number_names(char **names, size_t count, char prefix, voi_error *err);

#endif
