/* Lists of numbers as people type them: numbers and ranges from:to:step, separated by commas. The
 * values of a range are from + i·step, not a running sum, so that nothing drifts; a last value that
 * misses the end by rounding alone is the end. */
#include "data/number_list.h"

#include "core/alloc.h"
#include "data/decimal.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

enum { MAX_VALUES = 1000000, MAX_NUMBER = 64 };

/* Of a step: how far rounding may carry the last value of a range past its end. */
static const double END_TOLERANCE = 1e-6;

typedef struct {
    const char *start;
    size_t length;
    const vi_list_words *words;
} piece;

typedef struct {
    double *values;
    size_t count, capacity;
    const vi_list_words *words;
} list;

/* Takes the text up to `separator` or the end, without blanks around it; true where a separator
 * ended it, so that another piece is due. */
static bool take_piece(const char **at, const char *end, char separator, piece *p)
{
    const char *stop = memchr(*at, separator, (size_t)(end - *at));
    bool more = stop != NULL;
    stop = more ? stop : end;
    p->start = *at;
    p->length = (size_t)(stop - *at);
    *at = more ? stop + 1 : end;
    while (p->length > 0 && isspace((unsigned char)*p->start)) {
        p->start++;
        p->length--;
    }
    while (p->length > 0 && isspace((unsigned char)p->start[p->length - 1])) {
        p->length--;
    }
    return more;
}

static voi_status refuse(const piece *p, const char *problem, voi_error *err)
{
    int shown = p->length < MAX_NUMBER ? (int)p->length : MAX_NUMBER;
    return vi_fail(err, VOI_ERR_ARGUMENT, "\"%.*s\" %s (%s)", shown, p->start, problem,
                   p->words->expected);
}

static voi_status parse_number(const piece *p, double *value, voi_error *err)
{
    char text[MAX_NUMBER + 8] = {0}; /* the reader looks 8 bytes ahead */
    if (p->length == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "a number is missing (%s)", p->words->expected);
    }
    if (p->length >= MAX_NUMBER) {
        return refuse(p, "is not a number", err);
    }
    memcpy(text, p->start, p->length);
    if (vi_decimal(text, '.', value) != text + p->length) {
        return refuse(p, "is not a number", err);
    }
    if (text[0] == '0' && isdigit((unsigned char)text[1])) {
        /* The second half of 20,000. */
        return refuse(p, "starts with a zero: write 20000, not 20,000", err);
    }
    if (!isfinite(*value)) {
        return refuse(p, "is too large a number", err);
    }
    if (*value < 0) {
        return refuse(p, "is negative", err);
    }
    return VOI_OK;
}

static voi_status reserve(list *values, size_t more, voi_error *err)
{
    if (more > MAX_VALUES - values->count) {
        return vi_fail(err, VOI_ERR_LIMIT, "%s: more than %d values", values->words->what,
                       MAX_VALUES);
    }
    if (values->count + more <= values->capacity) {
        return VOI_OK;
    }
    size_t capacity = 2 * values->capacity;
    capacity = capacity < values->count + more ? values->count + more : capacity;
    double *grown = vi_realloc(values->values, capacity, sizeof *grown);
    if (!grown) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory for %zu values", values->words->what,
                       capacity);
    }
    values->values = grown;
    values->capacity = capacity;
    return VOI_OK;
}

static voi_status parse_bounds(const piece *p, double bounds[3], voi_error *err)
{
    const char *at = p->start, *end = p->start + p->length;
    for (size_t i = 0; i < 3; i++) {
        piece number = {.words = p->words};
        bool more = take_piece(&at, end, ':', &number);
        if (more != (i < 2)) {
            return refuse(p, "is not a range from:to:step", err);
        }
        voi_status status = parse_number(&number, &bounds[i], err);
        if (status != VOI_OK) {
            return status;
        }
    }
    return VOI_OK;
}

static voi_status add_range(const piece *p, list *values, voi_error *err)
{
    voi_status status = VOI_OK;
    double bounds[3] = {0};
    VI_TRY(parse_bounds(p, bounds, err));
    double from = bounds[0], to = bounds[1], step = bounds[2];
    if (to < from) {
        return refuse(p, "is a range that decreases", err);
    }
    if (!(step > 0)) {
        return refuse(p, "is a range without a step", err);
    }
    double steps = floor((to - from) / step + END_TOLERANCE);
    VI_TRY(reserve(values, steps < MAX_VALUES ? (size_t)steps + 1 : (size_t)MAX_VALUES + 1, err));
    assert(values->values);
    for (size_t i = 0; i <= (size_t)steps; i++) {
        double value = from + (double)i * step;
        bool last = fabs(value - to) <= END_TOLERANCE * step;
        values->values[values->count++] = last ? to : value;
    }
cleanup:
    return status;
}

static voi_status add_item(const piece *p, list *values, voi_error *err)
{
    voi_status status = VOI_OK;
    double value;
    if (memchr(p->start, ':', p->length)) {
        return add_range(p, values, err);
    }
    VI_TRY(parse_number(p, &value, err));
    VI_TRY(reserve(values, 1, err));
    values->values[values->count++] = value;
cleanup:
    return status;
}

voi_status vi_number_list(const char *text, const vi_list_words *words, vi_numbers *out,
                          voi_error *err)
{
    voi_status status = VOI_OK;
    list values = {.words = words};
    size_t opening = 0;
    bool more = true;
    *out = (vi_numbers){0};
    if (!text) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no %s is given (%s)", words->what, words->expected);
    }
    const char *end = text + strlen(text);
    while (more) {
        piece item = {.words = words};
        more = take_piece(&text, end, ',', &item);
        VI_TRY(add_item(&item, &values, err));
        opening = opening ? opening : values.count;
    }
    assert(opening > 0 && values.values);
    *out = (vi_numbers){values.values, values.count, opening};
    values.values = NULL;
cleanup:
    vi_free(values.values);
    return status;
}
