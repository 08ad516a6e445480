/* States: measures of samples in parts. A part of voi.h, which includes it, and under its
 * conventions. */
#ifndef VOI_STATE_H
#define VOI_STATE_H

#include "voi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a measure needs of some rows of a sample, in much less memory: the parts of a sample may be
 * worked on apart, in one file after another, by other threads, processes or machines, and merged.
 * Sums of states are exact: any order and grouping gives the same bits, and where parts are cut at
 * multiples of voi_state_chunk rows they are those of the whole sample. Not for use by two threads
 * at once while it is changed. See docs/streaming.md. */
typedef struct voi_state voi_state;

typedef enum {
    VOI_STATE_EVPI = 1,    /* for voi_evpi, without `exact` */
    VOI_STATE_SUMMARY = 2, /* for voi_summary */
    VOI_STATE_CEAC = 3     /* for voi_ceac */
} voi_state_kind;

/* The name of a kind, "evpi"; "unknown" for a number that is none. Static storage. */
VOI_API const char *voi_state_kind_name(voi_state_kind kind);

typedef struct {
    voi_state_kind kind; /* default VOI_STATE_EVPI */
    voi_wtp wtp;         /* as for the measure; the same in all parts */
    size_t max_memory;   /* bytes that voi_state_of_files may take; 0 = no bound */
} voi_state_options;
VOI_API void voi_state_options_default(voi_state_options *options);

/* The state of the rows of a problem. Cost and errors as for the measure, but for all strategies:
 * O(N D²) for costs and effects. While it is made it takes about 320 bytes for each value of k,
 * strategy and thread, afterwards 160 to 240 for each value of k and strategy. */
VOI_API voi_status voi_state_of_problem(voi_context *ctx, const voi_problem *problem,
                                        const voi_state_options *options, voi_state **out,
                                        voi_error *err);
/* The state of files of any size, read in windows of rows: costs and effects or net benefit, all
 * formats but workbooks, with the errors of voi_problem_read. VOI_ERR_LIMIT where max_memory is too
 * little; the message says how much would do. */
VOI_API voi_status voi_state_of_files(voi_context *ctx, const voi_problem_files *files,
                                      const voi_state_options *options, voi_state **out,
                                      voi_error *err);
VOI_API void voi_state_destroy(voi_state *state);

/* Adds the rows of `part`, which must be of the same measure, strategies and values of k; else
 * VOI_ERR_DATA says what differs. VOI_ERR_LIMIT where rows would be more than 2^60. After
 * VOI_ERR_NOMEM the state is incomplete: destroy it. */
VOI_API voi_status voi_state_merge(voi_state *state, const voi_state *part, voi_error *err);

/* The measure's table. `population` (NULL = none) is for VOI_STATE_EVPI. Where there are more than
 * 16 strategies, a warning says that near ties are not looked for. Of the warnings of reading it
 * has the first twenty, and says how many more there are. */
VOI_API voi_status voi_state_table(const voi_state *state, const voi_population *population,
                                   voi_table **out, voi_error *err);

VOI_API voi_state_kind voi_state_kind_of(const voi_state *state);
VOI_API uint64_t voi_state_rows(const voi_state *state);
/* The number of rows, a power of two, at whose multiples parts are cut best. */
VOI_API size_t voi_state_chunk(const voi_state *state);

/* A state as bytes, the same on every machine, and back. Reading takes nothing on trust:
 * VOI_ERR_FORMAT for bytes that are no state, of another version, cut short or changed. */
VOI_API voi_status voi_state_write(const voi_state *state, voi_bytes *out, voi_error *err);
VOI_API voi_status voi_state_read(const void *bytes, size_t size, voi_state **out, voi_error *err);

#ifdef __cplusplus
}
#endif

#endif
