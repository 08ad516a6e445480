/* The parts of the CSV reader. */
#ifndef VI_DATA_CSV_H
#define VI_DATA_CSV_H

#include "data/reader.h"

/* Zero bytes behind a text, so that looking at a few bytes at once needs no check. */
enum { CSV_PADDING = 32 };

/* How a file separates its fields and writes its decimal point. */
typedef struct {
    char delimiter, point;
    bool row_names; /* a record begins with the name of its row, which is passed over */
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

/* Guesses the dialect from the first complete lines of a file. */
csv_dialect vi_csv_guess(const char *text, size_t size, bool tabs);

/* Reads records of plain numbers from [text, limit), which CSV_PADDING zero bytes follow, into the
 * columns of the frame behind its last row, up to `capacity` rows. The first byte not taken: the
 * start of a record that is not whole, or not plain, or has no room. */
const char *vi_csv_plain_records(const csv_dialect *dialect, vi_frame *frame, size_t capacity,
                                 const char *text, const char *limit);

/* Splits the record [text, end) without its line end. VOI_ERR_FORMAT for an open quote,
 * VOI_ERR_LIMIT for more fields than a file may have columns. */
voi_status vi_csv_split(const char *text, const char *end, char delimiter, csv_record *out,
                        voi_error *err);
void vi_csv_record_free(csv_record *record);

/* A field as a number: true with *value where it is a finite one. */
bool vi_csv_number(const csv_field *field, char point, double *value);

/* Why a field is no number, as users read it: `"n/a" is not a number`. */
void vi_csv_complain(const csv_field *field, char *text, size_t capacity);

#endif
