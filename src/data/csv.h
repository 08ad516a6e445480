/* The parts of the CSV reader. */
#ifndef VI_DATA_CSV_H
#define VI_DATA_CSV_H

#include "data/reader.h"

/* Zero bytes behind a text, so that looking at a few bytes at once needs no check. */
enum { CSV_PADDING = 32 };

/* How a file separates its fields and writes its decimal point. */
typedef struct {
    char delimiter, point;
    bool point_found; /* else no number with decimals has been met, and `point` is a point */
    bool row_names;   /* a record begins with the name of its row, which is passed over */
} csv_dialect;

/* One field of a record, quotes and outer blanks removed. */
typedef struct {
    const char *text;
    size_t length;
    bool quoted;
} csv_field;

/* The fields of one record; texts point into the record or, where doubled quotes had to be joined,
 * into `joined`. */
typedef struct {
    csv_field *fields;
    size_t count, capacity;
    char *joined;
    size_t joined_size;
} csv_record;

/* What a file is that is no text, by its first bytes: "is a PDF document, not text". NULL where it
 * is none of those known. */
const char *vi_csv_foreign(const char *text, size_t size);

/* The delimiter of a file, from its first two lines. */
char vi_csv_guess_delimiter(const char *text, const char *limit);

/* Looks for the first number with decimals in whole records. VOI_ERR_FORMAT where the decimals
 * might as well be thousands. */
voi_status vi_csv_find_point(csv_dialect *dialect, const char *text, const char *limit,
                             voi_error *err);

/* A record in a text, without its line feed. */
typedef struct {
    const char *text, *end;
} csv_span;

/* Makes the columns of r->frame from the first two records (the second may be empty), and sets
 * row_names. *header says whether the first one is a header; else it holds numbers. */
voi_status vi_csv_header(vi_reader *r, csv_dialect *dialect, csv_span first, csv_span second,
                         bool *header, voi_error *err);

/* Reads records of plain numbers from [text, limit), which CSV_PADDING zero bytes follow, into the
 * columns of the frame behind its last row, up to `capacity` rows. The first byte not taken: the
 * start of a record that is not whole, or not plain, or has no room. */
const char *vi_csv_plain_records(const csv_dialect *dialect, vi_frame *frame, size_t capacity,
                                 const char *text, const char *limit);

/* How far a record reaches: to `end`, its line feed, NULL when that is not in the text; over how
 * many fields and lines. Line feeds inside quotes do not end it. */
typedef struct {
    const char *end;
    size_t fields, lines;
} csv_extent;

csv_extent vi_csv_measure(const char *text, const char *limit, char delimiter);

/* Splits the record [text, end) without its line end. VOI_ERR_FORMAT for an open quote,
 * VOI_ERR_LIMIT for more fields than a file may have columns. */
voi_status vi_csv_split(const char *text, const char *end, char delimiter, csv_record *out,
                        voi_error *err);
void vi_csv_record_free(csv_record *record);

/* A field as a number: true with *value where it is a finite one. */
bool vi_csv_number(const csv_field *field, char point, double *value);

/* Whether a field has the form of a number with thousands separators: 1,234 or 1.234.567,89. */
bool vi_csv_has_thousands(const csv_field *field);

/* Why a field is no number, as users read it: `"n/a" is not a number`. */
void vi_csv_complain(const csv_field *field, char *text, size_t capacity);

#endif
