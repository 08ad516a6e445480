/* The sample of a problem, a window of rows at a time: for files larger than memory. */
#ifndef VI_DATA_WINDOWS_H
#define VI_DATA_WINDOWS_H

#include "core/context.h"
#include "data/npy.h"
#include "data/problem.h"

typedef struct vi_windows vi_windows;

/* Opens the files, no workbooks, of costs and effects or net benefit, and reads up to the first
 * row. Reading is strict. What is wrong has the words of vi_problem_load; other files are refused.
 */
voi_status vi_windows_open(voi_context *ctx, const voi_problem_files *files, vi_windows **out,
                           voi_error *err);
void vi_windows_close(vi_windows *windows);

/* The problem: strategies, names and findings at once, the rows of the current window after each
 * vi_windows_next. Its columns stay where they are. */
const voi_problem *vi_windows_problem(const vi_windows *windows);

/* Makes room for windows of so many rows; once. */
voi_status vi_windows_make_room(vi_windows *windows, size_t rows, voi_error *err);
/* Fills the next window; all but the last are full, and behind it comes one without rows. */
voi_status vi_windows_next(vi_windows *windows, voi_error *err);

/* The net benefits, where they lie in a plain file as they would in memory; else false. */
bool vi_windows_raw(const vi_windows *windows, vi_raw_matrix *out);
/* Names a value that is no finite number, as the reader would. */
voi_status vi_windows_refuse(const vi_windows *windows, size_t row, size_t column, double value,
                             voi_error *err);
/* What went wrong with the file of net benefits, as the reader would say it. */
voi_status vi_windows_report(const vi_windows *windows, voi_status status, const voi_error *cause,
                             voi_error *err);

#endif
