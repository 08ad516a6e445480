/* One study of a file, or one part of it, and what may be said of it. */
#ifndef VI_DATA_STUDY_ENTRY_H
#define VI_DATA_STUDY_ENTRY_H

#include "data/problem.h"

enum { VI_MOST_ITEMS = 64, VI_MOST_KEYS = 16, VI_MOST_WORDS = 1024, VI_MOST_PARTS = 16 };

/* A place in the file. */
typedef struct {
    size_t line, column;
} vi_file_place;

/* Where studies come from. */
typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
    const char *source; /* stands before what is wrong; a file is named relative to its folder */
} vi_study_origin;

typedef struct {
    const char *text;
    vi_file_place at;
} vi_study_word;

/* What stands behind a key: a word, a list of words, or a list of such lists, all of one length,
 * row by row. */
typedef struct {
    const char *key;
    vi_file_place at;   /* of the key */
    size_t count, rows; /* words in all; lists in the list, 0 where it has none */
    vi_study_word words[VI_MOST_WORDS];
} vi_study_value;

/* Storage of a plan; of a part, whose study alone counts. */
typedef struct vi_study_entry {
    voi_study_plan plan;
    vi_file_place at;
    bool is_part;
    size_t text_count;
    char **texts; /* the words of the file */
    const char *parameters[VI_MOST_ITEMS], *arms[VI_MOST_ITEMS];
    double *sizes; /* freed with vi_free */
    voi_scale scales[VI_MOST_ITEMS];
    size_t scale_count;
    vi_file_place scales_at;
    voi_study_option options[VI_MOST_KEYS]; /* named by keys that are none of every study */
    vi_file_place option_at[VI_MOST_KEYS];
    const char *option_wrong[VI_MOST_KEYS]; /* what is, if it is; NULL */
    double *covariance;                     /* where the file itself has it */
    size_t file_count;
    voi_values *files[VI_MOST_ITEMS + 1]; /* beside the file: summaries, a covariance */
    size_t summary_count;
    voi_matrix summaries[VI_MOST_ITEMS];
    vi_file_place summaries_at, parts_at;
    struct vi_study_entry *parts[VI_MOST_PARTS];
    voi_study studies[VI_MOST_PARTS]; /* of the parts */
} vi_study_entry;

/* Empty; NULL when memory is out. */
vi_study_entry *vi_study_entry_create(vi_file_place at);
void vi_study_entry_destroy(vi_study_entry *entry);

/* A copy of the text that lives as long as the entry; NULL when memory is out. */
const char *vi_study_entry_keep(vi_study_entry *entry, const char *text);

/* What a key may have behind it. Of keys that there are not: words. */
typedef enum {
    VI_BEHIND_WORDS = 0,  /* a word or a list of up to VI_MOST_ITEMS words */
    VI_BEHIND_SIZES = 1,  /* the same with up to VI_MOST_WORDS, ranges among them */
    VI_BEHIND_MATRIX = 2, /* words, or a list of lists */
    VI_BEHIND_PARTS = 3   /* a list of studies */
} vi_study_shape;
vi_study_shape vi_study_key_shape(const char *key);

/* Takes one key with its value, of all but parts. Errors: VOI_ERR_FORMAT with source, line and
 * column; with them as well VOI_ERR_ARGUMENT for names that are not the problem's, and those of
 * voi_values_read. */
voi_status vi_study_entry_take(const vi_study_origin *from, const vi_study_value *value,
                               vi_study_entry *entry, voi_error *err);
/* Takes the next part, which the whole then owns; there must be fewer than VI_MOST_PARTS. */
void vi_study_entry_add_part(vi_study_entry *whole, vi_study_entry *part);

/* Whether the whole makes sense; unknown keys are told here, with the nearest name. Its parts have
 * been checked before. */
voi_status vi_study_entry_check(const vi_study_origin *from, const vi_study_entry *entry,
                                voi_error *err);

#endif
