/* The format, all numbers little-endian, doubles as their 64 bits:
 *
 *     "voistate"  u32 version  u32 kind  u64 size of all  u64 1 for costs and effects, else 0
 *     u64 rows  u64 strategies  u64 values of k  u64 warnings  u64 sums
 *     names of strategies: u32 length, bytes           k: doubles, in the order asked for
 *     warnings: where and message, as names            sums: u8 terms, so many doubles each
 *     u32 CRC-32 of everything before
 *
 * A sum is written as the only doubles that stand for it (vi_exact_terms), and warnings in the
 * order of their bytes, so that equal states are equal bytes. Which infinity or NaN a sum becomes
 * that overflows depends on the order of its terms; all are written as +infinity. What is read is
 * believed only after the checksum, and bounded even then. */
#include "core/alloc.h"
#include "core/buffer.h"
#include "data/columns.h"
#include "measures/state.h"
#include "measures/state_warnings.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

/* Sizes in bytes; TEXT is the length of a text, and so the least that one takes. */
enum { VERSION = 1, HEAD = 72, SIZE_AT = 16, CHECKSUM = 4, TEXT = 4 };
static const char magic[8] = {'v', 'o', 'i', 's', 't', 'a', 't', 'e'};

static void put_integer(vi_buffer *out, uint64_t value, size_t bytes)
{
    char text[8];
    for (size_t i = 0; i < bytes; i++) {
        text[i] = (char)(value >> (8 * i) & 0xff);
    }
    vi_buffer_add(out, text, bytes);
}

static void put_double(vi_buffer *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_integer(out, bits, sizeof bits);
}

static void put_text(vi_buffer *out, const char *text)
{
    put_integer(out, strlen(text), TEXT);
    vi_buffer_puts(out, text);
}

static void put_sum(vi_buffer *out, const vi_exact *sums, size_t index)
{
    double terms[VI_EXACT_TERMS];
    size_t count = vi_exact_terms(sums, index, terms);
    put_integer(out, count, 1);
    for (size_t i = 0; i < count; i++) {
        put_double(out, isfinite(terms[i]) ? terms[i] : (double)INFINITY);
    }
}

static uint32_t checksum(const void *bytes, size_t size)
{
    return (uint32_t)crc32_z(0, bytes, size);
}

static void put_head(vi_buffer *out, const voi_state *s, size_t warnings)
{
    const uint64_t numbers[] = {
        0,        s->shape->costs != NULL, s->shape->rows, s->shape->strategies, s->grid.count,
        warnings, s->layout.count};
    vi_buffer_add(out, magic, sizeof magic);
    put_integer(out, VERSION, 4);
    put_integer(out, s->kind, 4);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        put_integer(out, numbers[i], 8);
    }
}

voi_status voi_state_write(const voi_state *state, voi_bytes *out, voi_error *err)
{
    vi_buffer bytes = {0}, size = {0};
    vi_findings warnings = {0};
    const voi_problem *shape = state->shape;
    voi_status status = vi_warnings_merge(&warnings, &shape->findings, err);
    if (status != VOI_OK) {
        vi_findings_free(&warnings);
        return status;
    }
    put_head(&bytes, state, warnings.count);
    for (size_t d = 0; d < shape->strategies; d++) {
        put_text(&bytes, shape->strategy_names[d]);
    }
    for (size_t i = 0; i < state->grid.count; i++) {
        put_double(&bytes, state->grid.values[i]);
    }
    for (size_t i = 0; i < warnings.count; i++) {
        put_text(&bytes, warnings.items[i].where);
        put_text(&bytes, warnings.items[i].message);
    }
    vi_findings_free(&warnings);
    for (size_t i = 0; i < state->layout.count; i++) {
        put_sum(&bytes, &state->sums, i);
    }
    if (!bytes.failed) {
        char text[8 + 1];
        size = vi_buffer_over(text, sizeof text);
        put_integer(&size, bytes.size + CHECKSUM, 8);
        memcpy(bytes.data + SIZE_AT, text, 8);
        put_integer(&bytes, checksum(bytes.data, bytes.size), CHECKSUM);
    }
    return vi_buffer_finish(&bytes, "state", out, err);
}

/* What is left to read; errors latch. */
typedef struct {
    const unsigned char *at, *end;
    bool failed;
    bool no_memory; /* that is why */
} cursor;

static const unsigned char *take(cursor *c, size_t count)
{
    if (c->failed || (size_t)(c->end - c->at) < count) {
        c->failed = true;
        return NULL;
    }
    c->at += count;
    return c->at - count;
}

static uint64_t take_integer(cursor *c, size_t bytes)
{
    const unsigned char *from = take(c, bytes);
    uint64_t value = 0;
    for (size_t i = bytes; from && i-- > 0;) {
        value = value << 8 | from[i];
    }
    return value;
}

static double take_double(cursor *c)
{
    uint64_t bits = take_integer(c, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* NULL where it ends early or memory is out. */
static char *take_text(cursor *c)
{
    size_t length = take_integer(c, TEXT);
    const unsigned char *from = take(c, length);
    char *text = from ? vi_strndup((const char *)from, length) : NULL;
    c->no_memory = c->no_memory || (from && !text);
    c->failed = c->failed || !text;
    return text;
}

/* What has made a cursor fail, or does not fit together. */
static voi_status refuse(const cursor *c, voi_error *err)
{
    if (c->no_memory) {
        return vi_fail(err, VOI_ERR_NOMEM, "state: out of memory");
    }
    return vi_fail(err, VOI_ERR_FORMAT, "is damaged: not what voi partial writes");
}

/* Everything that can be told from the outside. */
static voi_status check_frame(const unsigned char *bytes, size_t size, voi_error *err)
{
    cursor c = {.at = bytes, .end = bytes + size};
    if (size < HEAD || memcmp(bytes, magic, sizeof magic) != 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not a state as voi partial writes it");
    }
    c.at += sizeof magic;
    uint64_t version = take_integer(&c, 4);
    if (version != VERSION) {
        return vi_fail(err, VOI_ERR_FORMAT, "is a state of version %llu; this is for version %d",
                       (unsigned long long)version, VERSION);
    }
    (void)take_integer(&c, 4);
    uint64_t promised = take_integer(&c, 8);
    if (promised != size) {
        return vi_fail(err, VOI_ERR_FORMAT, "%s: %zu bytes where %llu are due",
                       size < promised ? "ends early" : "goes on behind its end", size,
                       (unsigned long long)promised);
    }
    c.at = bytes + size - CHECKSUM;
    if (take_integer(&c, CHECKSUM) != checksum(bytes, size - CHECKSUM)) {
        return vi_fail(err, VOI_ERR_FORMAT, "has been changed: its checksum does not match");
    }
    return VOI_OK;
}

typedef struct {
    voi_state_kind kind;
    uint64_t costs, rows, strategies, k, warnings, sums;
} head;

static head take_head(cursor *c)
{
    head h;
    (void)take(c, sizeof magic + 4);
    h.kind = (voi_state_kind)take_integer(c, 4);
    (void)take(c, 8);
    h.costs = take_integer(c, 8);
    h.rows = take_integer(c, 8);
    h.strategies = take_integer(c, 8);
    h.k = take_integer(c, 8);
    h.warnings = take_integer(c, 8);
    h.sums = take_integer(c, 8);
    size_t left = (size_t)(c->end - c->at);
    c->failed = c->failed || h.costs > 1 || h.strategies < 2 || h.strategies > VI_MAX_COLUMNS ||
                h.strategies > left / TEXT || h.k > left / sizeof(double) ||
                h.warnings > left / (2 * TEXT) || h.sums > left || h.rows > VI_STATE_MOST_ROWS;
    return h;
}

/* Names of strategies into a problem without rows. */
static void take_names(cursor *c, const head *h, voi_problem *shape)
{
    shape->strategy_names = vi_calloc(h->strategies, sizeof *shape->strategy_names);
    shape->costs = h->costs ? vi_calloc(h->strategies, sizeof *shape->costs) : NULL;
    c->no_memory = !shape->strategy_names || (h->costs && !shape->costs);
    c->failed = c->failed || c->no_memory;
    for (size_t d = 0; !c->failed && d < h->strategies; d++) {
        shape->strategies = h->strategies;
        shape->strategy_names[d] = take_text(c);
    }
}

static void take_values(cursor *c, const head *h, double *values)
{
    for (size_t i = 0; i < h->k; i++) {
        values[i] = take_double(c);
    }
}

static void take_warnings(cursor *c, const head *h, voi_problem *shape)
{
    for (uint64_t i = 0; !c->failed && i < h->warnings; i++) {
        char *where = take_text(c), *message = where ? take_text(c) : NULL;
        if (message && vi_find(&shape->findings, VI_WARNING, VOI_OK, where, NULL, "%s", message)) {
            c->failed = c->no_memory = true;
        }
        vi_free(where);
        vi_free(message);
    }
}

/* One sum: finite terms, or +infinity alone where one may be that overflowed. */
static void take_sum(cursor *c, bool may_overflow, vi_exact *sums, size_t index)
{
    size_t terms = take_integer(c, 1);
    c->failed = c->failed || terms > VI_EXACT_TERMS;
    for (size_t t = 0; !c->failed && t < terms; t++) {
        double term = take_double(c);
        bool overflowed = may_overflow && terms == 1 && term == (double)INFINITY;
        c->failed = c->failed || !(isfinite(term) || overflowed);
        vi_exact_add_one(sums, index, term);
    }
}

static void take_sums(cursor *c, const vi_state_layout *layout, vi_exact *sums)
{
    for (size_t i = 0; !c->failed && i < sums->count; i++) {
        take_sum(c, i < layout->shares || i >= layout->pairs, sums, i);
    }
    c->no_memory = c->no_memory || sums->failed;
    c->failed = c->failed || sums->failed;
}

/* What stands behind the head. */
static voi_status take_state(cursor *c, const head *h, voi_problem *shape, double *values,
                             voi_state **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_state *s = NULL;
    take_names(c, h, shape);
    take_values(c, h, values);
    take_warnings(c, h, shape);
    if (c->failed) {
        return refuse(c, err);
    }
    const voi_wtp wtp = {values, h->costs ? h->k : 0};
    VI_TRY(vi_state_create(shape, h->kind, &wtp, &s, err));
    c->failed = s->layout.count != h->sums || s->grid.count != h->k;
    take_sums(c, &s->layout, &s->sums);
    if (c->failed || c->at != c->end) {
        status = refuse(c, err);
        goto cleanup;
    }
    s->shape->rows = h->rows;
    *out = s;
    s = NULL;
cleanup:
    voi_state_destroy(s);
    return status;
}

voi_status voi_state_read(const void *bytes, size_t size, voi_state **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_problem *shape = NULL;
    double *values = NULL;
    *out = NULL;
    VI_TRY(check_frame(bytes, size, err));
    cursor c = {.at = bytes, .end = (const unsigned char *)bytes + size - CHECKSUM};
    const head h = take_head(&c);
    if (c.failed) {
        return refuse(&c, err);
    }
    shape = vi_calloc(1, sizeof *shape);
    values = vi_malloc(h.k, sizeof *values);
    if (!shape || !values) {
        status = vi_fail(err, VOI_ERR_NOMEM, "state: out of memory");
        goto cleanup;
    }
    VI_TRY(take_state(&c, &h, shape, values, out, err));
cleanup:
    voi_problem_destroy(shape);
    vi_free(values);
    return status;
}
