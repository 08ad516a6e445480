/* One study of a file and what may be said of it. */
#ifndef VI_DATA_STUDY_ENTRY_H
#define VI_DATA_STUDY_ENTRY_H

#include "data/problem.h"
#include "data/yaml_events.h"

enum { VI_MOST_ITEMS = 64, VI_MOST_KEYS = 16, VI_MOST_ENTRY_TEXTS = 3 * VI_MOST_ITEMS };

/* A place in the file. */
typedef struct {
    size_t line, column;
} vi_file_place;

/* What stands behind a key: one word or a list of them, owned by the entry. */
typedef struct {
    const char *key;
    vi_file_place at; /* of the key */
    size_t count;
    const char *text[VI_MOST_ITEMS];
    vi_file_place place[VI_MOST_ITEMS];
} vi_study_value;

/* Storage of a plan. */
typedef struct {
    voi_study_plan plan;
    size_t text_count;
    char *texts[VI_MOST_ENTRY_TEXTS];
    const char *parameters[VI_MOST_ITEMS], *arms[VI_MOST_ITEMS];
    double sizes[VI_MOST_ITEMS];
    voi_scale scales[VI_MOST_ITEMS];
    size_t scale_count;
    voi_study_option options[VI_MOST_KEYS]; /* named by keys that are none of every study */
    vi_file_place option_at[VI_MOST_KEYS], at;
} vi_study_entry;

/* Takes one key with its value. Errors: VOI_ERR_FORMAT with source, line and column;
 * VOI_ERR_ARGUMENT, as well with them, for names that are not the problem's. */
voi_status vi_study_entry_take(const char *source, const voi_problem *problem,
                               const vi_study_value *value, vi_study_entry *entry, voi_error *err);

/* Whether the whole makes sense; unknown keys are told here, with the nearest name. */
voi_status vi_study_entry_check(const char *source, vi_study_entry *entry, voi_error *err);

#endif
