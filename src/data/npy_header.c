/* The header is the text of a Python dictionary, such as
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (1000, 3), }
 * Whatever order, blanks and quotes it has, it has these three keys and no others. Source: the
 * specification in NumPy's numpy/lib/format.py, versions 1.0 to 3.0. */
#include "data/npy.h"

#include <string.h>

typedef struct {
    const char *at, *end;
} cursor;

enum { TEXT = 40, DIMENSIONS = 2 };

typedef struct {
    char descr[TEXT];
    bool records; /* descr is a list of fields */
    bool has_descr, has_order, has_shape;
    size_t dimensions, shape[DIMENSIONS]; /* the first two sizes */
    bool by_columns;
} dictionary;

static void skip_blanks(cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t')) {
        c->at++;
    }
}

static bool take(cursor *c, char wanted)
{
    skip_blanks(c);
    bool found = c->at < c->end && *c->at == wanted;
    c->at += found;
    return found;
}

/* What follows an item of a list: a comma, or the end, which stays. */
static bool end_item(cursor *c, char close)
{
    return take(c, ',') || (c->at < c->end && *c->at == close);
}

static bool take_word(cursor *c, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(c);
    bool found = (size_t)(c->end - c->at) >= length && memcmp(c->at, word, length) == 0;
    c->at += found ? length : 0;
    return found;
}

/* A text in quotes of either kind, without escapes. */
static bool take_text(cursor *c, char text[TEXT])
{
    char quote = '\'';
    if (!take(c, quote)) {
        quote = '"';
        if (!take(c, quote)) {
            return false;
        }
    }
    const char *stop = memchr(c->at, quote, (size_t)(c->end - c->at));
    if (!stop || stop - c->at >= TEXT) {
        return false;
    }
    memset(text, 0, TEXT);
    memcpy(text, c->at, (size_t)(stop - c->at));
    c->at = stop + 1;
    return true;
}

/* A count, which Python 2 could end in L; one that does not fit becomes SIZE_MAX. */
static bool take_count(cursor *c, size_t *count)
{
    skip_blanks(c);
    const char *start = c->at;
    *count = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        size_t digit = (size_t)(*c->at - '0');
        *count = *count > (SIZE_MAX - digit) / 10 ? SIZE_MAX : *count * 10 + digit;
    }
    bool found = c->at > start;
    (void)take(c, 'L');
    return found;
}

static bool take_shape(cursor *c, dictionary *d)
{
    if (!take(c, '(')) {
        return false;
    }
    d->dimensions = 0;
    while (!take(c, ')')) {
        size_t count;
        if (!take_count(c, &count)) {
            return false;
        }
        if (d->dimensions < DIMENSIONS) {
            d->shape[d->dimensions] = count;
        }
        d->dimensions++;
        if (!end_item(c, ')')) {
            return false;
        }
    }
    return true;
}

static bool take_entry(cursor *c, dictionary *d)
{
    char key[TEXT];
    if (!take_text(c, key) || !take(c, ':')) {
        return false;
    }
    if (strcmp(key, "descr") == 0) {
        d->has_descr = true;
        d->records = take(c, '[');
        return d->records || take_text(c, d->descr);
    }
    if (strcmp(key, "fortran_order") == 0) {
        d->has_order = true;
        d->by_columns = take_word(c, "True");
        return d->by_columns || take_word(c, "False");
    }
    d->has_shape = true;
    return strcmp(key, "shape") == 0 && take_shape(c, d);
}

/* The list of a structured type is not parsed: that it is one says enough. */
static bool take_dictionary(cursor *c, dictionary *d)
{
    if (!take(c, '{')) {
        return false;
    }
    while (!take(c, '}')) {
        if (!take_entry(c, d)) {
            return false;
        }
        if (d->records) {
            return true;
        }
        if (!end_item(c, '}')) {
            return false;
        }
    }
    skip_blanks(c);
    return c->at == c->end && d->has_descr && d->has_order && d->has_shape;
}

/* A type behind its mark of the order of bytes. */
static const char *without_order(const char *descr)
{
    return descr[0] && strchr("<>=|", descr[0]) ? descr + 1 : descr;
}

static const char *what_it_holds(const dictionary *d)
{
    if (d->records) {
        return "records";
    }
    switch (without_order(d->descr)[0]) {
    case 'O':
        return "Python objects";
    case 'S':
    case 'U':
    case 'a':
        return "text";
    case 'c':
        return "complex numbers";
    case 'V':
        return "records";
    case 'M':
    case 'm':
        return "dates or times";
    default:
        return NULL;
    }
}

static bool is_little_endian(void)
{
    const uint16_t one = 1;
    return *(const unsigned char *)&one == 1;
}

static voi_status read_type(const dictionary *d, npy_header *out, voi_error *err)
{
    const char *what = what_it_holds(d);
    if (what) {
        return vi_fail(err, VOI_ERR_FORMAT, "holds %s; save a float64 array", what);
    }
    memcpy(out->type, without_order(d->descr), strlen(without_order(d->descr)) + 1);
    out->swapped = d->descr[0] == (is_little_endian() ? '>' : '<');
    return VOI_OK;
}

static voi_status read_shape(const dictionary *d, npy_header *out, voi_error *err)
{
    if (d->dimensions == 0) {
        return vi_fail(err, VOI_ERR_FORMAT,
                       "holds a single number; save an array of rows and columns");
    }
    if (d->dimensions > DIMENSIONS) {
        return vi_fail(err, VOI_ERR_FORMAT, "has %zu dimensions; save an array of rows and columns",
                       d->dimensions);
    }
    out->by_columns = d->by_columns;
    out->rows = d->shape[0];
    out->cols = d->dimensions == 2 ? d->shape[1] : 1;
    if (out->rows == 0 || out->cols == 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "holds no numbers: its shape is %zu x %zu", out->rows,
                       out->cols);
    }
    if (out->rows > (size_t)PTRDIFF_MAX / out->cols / sizeof(double)) {
        return vi_fail(err, VOI_ERR_LIMIT, "promises %zu x %zu numbers, more than any memory holds",
                       out->rows, out->cols);
    }
    return VOI_OK;
}

voi_status vi_npy_header(const char *text, size_t length, npy_header *out, voi_error *err)
{
    dictionary d = {0};
    cursor c = {text, text + length};
    if (!take_dictionary(&c, &d)) {
        return vi_fail(err, VOI_ERR_FORMAT, "is damaged: its header is not as NumPy writes it");
    }
    voi_status status = read_type(&d, out, err);
    return status == VOI_OK ? read_shape(&d, out, err) : status;
}
