/* The fast way through records of plain numbers: the end of a number is the end of its field, so
 * one pass over the bytes both splits and converts. Two neighbouring records go side by side, which
 * lets a processor work on one while it waits to learn where a number of the other ends. Whatever
 * is not plain – a quote, a word, a wrong count – ends the run; csv.c takes that record again from
 * its start by the careful way, which can explain it. */
#include "data/csv.h"

#include "data/decimal.h"
#include "data/decimal_short.h"

#include <math.h>
#include <string.h>

enum { LONGEST_SHORT = 9 }; /* bytes of eight digits and a point */

/* A finite number, perhaps behind a blank, and its end; else NULL. Numbers resemble the one before:
 * `brief` says whether that was a short one. */
static inline __attribute__((always_inline)) const char *take_number(const char *text, char point,
                                                                     bool brief, double *value)
{
    const char *end = brief ? vi_decimal_short(text, point, value) : NULL;
    if (end) {
        return end;
    }
    end = vi_decimal(text + (*text == ' '), point, value);
    return end && isfinite(*value) ? end : NULL;
}

/* Passes over the name of a row and the delimiter behind it; NULL where that takes more care. */
static const char *skip_name(const char *p, char delimiter)
{
    bool quoted = *p == '"';
    char stop = quoted ? '"' : delimiter;
    for (p += quoted; *p != stop; p++) {
        if (*p == '\n' || *p == '\0') {
            return NULL;
        }
    }
    p += quoted;
    return *p == delimiter ? p + 1 : NULL;
}

/* Reads the records at `a` and `b`, which may be the same, into the frame's next rows. The start of
 * the record behind b, or NULL when one of the two is not plain or not whole. */
static const char *read_two(const csv_dialect *dialect, const vi_frame *frame, const char *a,
                            const char *b)
{
    const char delimiter = dialect->delimiter, point = dialect->point;
    size_t row = frame->rows, step = a != b;
    if (dialect->row_names) {
        a = skip_name(a, delimiter);
        b = skip_name(b, delimiter);
        if (!a || !b) {
            return NULL;
        }
    }
    bool brief = true;
    for (size_t j = 0; j < frame->cols; j++) {
        double *cell = frame->columns[j] + row;
        if (j > 0 && (*a++ != delimiter || *b++ != delimiter)) {
            return NULL;
        }
        const char *start = a;
        a = take_number(a, point, brief, cell);
        b = take_number(b, point, brief, cell + step);
        if (!a || !b) {
            return NULL;
        }
        brief = a - start <= LONGEST_SHORT;
    }
    a += *a == '\r';
    b += *b == '\r';
    return *a == '\n' && *b == '\n' ? b + 1 : NULL;
}

const char *vi_csv_plain_records(const csv_dialect *dialect, vi_frame *frame, size_t capacity,
                                 const char *text, const char *limit)
{
    while (text < limit && frame->rows < capacity) {
        const char *line_feed = memchr(text, '\n', (size_t)(limit - text));
        const char *next = NULL;
        if (line_feed && frame->rows + 1 < capacity) {
            next = read_two(dialect, frame, text, line_feed + 1);
        }
        frame->rows += next ? 2 : 0;
        if (!next) {
            next = read_two(dialect, frame, text, text);
            frame->rows += next ? 1 : 0;
        }
        if (!next) {
            break;
        }
        text = next;
    }
    return text;
}
