/* NumPy's .npy files: a short header, then the numbers, row by row or column by column.
 *
 * A block of the file is read into a buffer that stays in the cache; from there the numbers of each
 * column are gathered, converted and written to it in one run. A header that promises more than the
 * file holds costs nothing: a plain file's size is compared first, and the columns of a packed one
 * grow as its bytes arrive. In messages the "line" of a number is its row, counted from 1. */
#include "data/npy.h"

#include "core/alloc.h"
#include "core/line.h"
#include "data/columns.h"
#include "data/csv.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 1 << 18, LONGEST_HEADER = 1 << 16, PREFIX = 8 };

/* Copies `count` numbers, each stride-th one, into a run of doubles. */
typedef void (*gather_fn)(const void *from, size_t count, size_t stride, double *to);

typedef struct {
    vi_reader *r;
    npy_header header;
    gather_fn gather;
    size_t size; /* bytes of a number in the file */
    unsigned char *block;
    size_t room;   /* rows that the columns have room for */
    size_t base;   /* rows of the file before the first one of the frame */
    size_t offset; /* bytes of the file before the first number */
    bool whole;    /* the file is known to hold what its header promises */
    char phase[300];
} npy;

/* Cells that have just been stored. */
typedef struct {
    size_t row, rows, column, cols;
} area;

#define GATHER(name, type)                                                                         \
    static void gather_##name(const void *from, size_t count, size_t stride, double *to)           \
    {                                                                                              \
        const type *numbers = from;                                                                \
        for (size_t i = 0; i < count; i++) {                                                       \
            to[i] = (double)numbers[i * stride];                                                   \
        }                                                                                          \
    }
GATHER(f8, double)
GATHER(f4, float)
GATHER(i8, int64_t)
GATHER(i4, int32_t)
GATHER(i2, int16_t)
GATHER(i1, int8_t)
GATHER(u8, uint64_t)
GATHER(u4, uint32_t)
GATHER(u2, uint16_t)
GATHER(u1, uint8_t)
#undef GATHER

static voi_status choose_type(npy *n, voi_error *err)
{
    static const struct {
        const char *type;
        gather_fn gather;
        size_t size;
    } types[] = {{"f8", gather_f8, 8}, {"f4", gather_f4, 4}, {"i8", gather_i8, 8},
                 {"i4", gather_i4, 4}, {"i2", gather_i2, 2}, {"i1", gather_i1, 1},
                 {"u8", gather_u8, 8}, {"u4", gather_u4, 4}, {"u2", gather_u2, 2},
                 {"u1", gather_u1, 1}, {"b1", gather_u1, 1}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].type, n->header.type) == 0) {
            n->gather = types[i].gather;
            n->size = types[i].size;
            return VOI_OK;
        }
    }
    return vi_fail(err, VOI_ERR_FORMAT, "holds numbers of the type \"%s\"; save a float64 array",
                   n->header.type);
}

/* Reads until the buffer is full or the file ends; *done is how much that was. */
static voi_status read_bytes(npy *n, void *buffer, size_t size, size_t *done, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = 1;
    *done = 0;
    while (*done < size && count > 0) {
        VI_TRY(vi_stream_read(n->r->stream, (char *)buffer + *done, size - *done, &count, err));
        *done += count;
    }
cleanup:
    return status;
}

static voi_status read_header_part(npy *n, void *buffer, size_t size, voi_error *err)
{
    size_t done;
    voi_status status = read_bytes(n, buffer, size, &done, err);
    if (status == VOI_OK && done < size) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not a .npy file, or is cut short in its header");
    }
    return status;
}

static voi_status read_header_text(npy *n, size_t length, voi_error *err)
{
    if (length > LONGEST_HEADER) {
        return vi_fail(err, VOI_ERR_LIMIT, "has a header of %zu bytes; the limit is %d", length,
                       LONGEST_HEADER);
    }
    char *text = vi_malloc(length, 1);
    if (!text) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for a header of %zu bytes", length);
    }
    voi_status status = read_header_part(n, text, length, err);
    if (status == VOI_OK) {
        status = vi_npy_header(text, length, &n->header, err);
    }
    vi_free(text);
    return status;
}

static voi_status read_header(npy *n, voi_error *err)
{
    voi_status status = VOI_OK;
    unsigned char prefix[PREFIX], size[4] = {0};
    VI_TRY(read_header_part(n, prefix, PREFIX, err));
    if (memcmp(prefix, "\x93NUMPY", 6) != 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not a .npy file");
    }
    if (prefix[6] < 1 || prefix[6] > 3) {
        return vi_fail(err, VOI_ERR_FORMAT,
                       "is a .npy file of version %d; versions 1 to 3 can be read", prefix[6]);
    }
    size_t width = prefix[6] == 1 ? 2 : 4;
    VI_TRY(read_header_part(n, size, width, err));
    size_t length = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
    VI_TRY(read_header_text(n, length, err));
    VI_TRY(choose_type(n, err));
    n->offset = PREFIX + width + length;
cleanup:
    return status;
}

static voi_status refuse_less(const npy *n, voi_error *err)
{
    return vi_fail(err, VOI_ERR_FORMAT, "ends early: its header promises %zu x %zu numbers",
                   n->header.rows, n->header.cols);
}

static voi_status refuse_more(const npy *n, voi_error *err)
{
    return vi_fail(err, VOI_ERR_FORMAT, "goes on behind the %zu x %zu numbers of its header",
                   n->header.rows, n->header.cols);
}

static voi_status check_size(npy *n, voi_error *err)
{
    uint64_t size = vi_stream_size(n->r->stream);
    uint64_t promised = n->offset + (uint64_t)n->header.rows * n->header.cols * n->size;
    n->whole = size > 0;
    if (size > promised) {
        return refuse_more(n, err);
    }
    return n->whole && size < promised ? refuse_less(n, err) : VOI_OK;
}

static void swap_bytes(unsigned char *numbers, size_t count, size_t size)
{
    for (unsigned char *p = numbers; p < numbers + count * size; p += size) {
        for (size_t i = 0; i < size / 2; i++) {
            unsigned char kept = p[i];
            p[i] = p[size - 1 - i];
            p[size - 1 - i] = kept;
        }
    }
}

/* Reads the next numbers into the block, in this machine's order of bytes. */
static voi_status read_numbers(npy *n, size_t count, voi_error *err)
{
    size_t done;
    voi_status status = read_bytes(n, n->block, count * n->size, &done, err);
    if (status == VOI_OK && done < count * n->size) {
        return refuse_less(n, err);
    }
    if (status == VOI_OK && n->header.swapped) {
        swap_bytes(n->block, count, n->size);
    }
    return status;
}

static bool all_finite(const double *x, size_t count)
{
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        finite &= (bool)isfinite(x[i]);
    }
    return finite;
}

voi_status vi_npy_refuse(vi_reader *r, size_t row, size_t column, double value, voi_error *err)
{
    char complaint[100];
    const char *word = isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
    const csv_field field = {word, strlen(word), false};
    vi_csv_complain(&field, complaint, sizeof complaint);
    return vi_reader_problem(r, row + 1, column + 1, err, "%s", complaint);
}

/* Such a number becomes NaN. */
static voi_status report_cell(npy *n, size_t row, size_t column, voi_error *err)
{
    double *cell = &n->r->frame->columns[column][row], value = *cell;
    *cell = NAN;
    return vi_npy_refuse(n->r, n->base + row, column, value, err);
}

static voi_status check_cells(npy *n, area cells, voi_error *err)
{
    voi_status status = VOI_OK;
    double **columns = n->r->frame->columns + cells.column;
    bool finite = true;
    for (size_t j = 0; j < cells.cols; j++) {
        finite = finite && all_finite(columns[j] + cells.row, cells.rows);
    }
    for (size_t i = cells.row; !finite && i < cells.row + cells.rows; i++) {
        for (size_t j = 0; j < cells.cols; j++) {
            if (!isfinite(columns[j][i])) {
                VI_TRY(report_cell(n, i, cells.column + j, err));
            }
        }
    }
cleanup:
    return status;
}

static voi_status end_block(npy *n, area cells, voi_error *err)
{
    voi_status status = check_cells(n, cells, err);
    if (status != VOI_OK) {
        return status;
    }
    return vi_progress(n->r->ctx, n->phase, vi_stream_fraction(n->r->stream), err);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static voi_status read_by_rows(npy *n, size_t rows_a_block, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame *frame = n->r->frame;
    size_t rows = n->header.rows, cols = frame->cols, count;
    for (size_t row = 0; row < rows; row += count) {
        count = smaller(rows_a_block, rows - row);
        VI_TRY(read_numbers(n, count * cols, err));
        if (row + count > n->room) {
            size_t due = n->whole ? rows : row + count;
            VI_TRY(vi_columns_grow(frame, &n->room, due, rows, err));
        }
        for (size_t j = 0; j < cols; j++) {
            n->gather(n->block + j * n->size, count, cols, frame->columns[j] + row);
        }
        VI_TRY(end_block(n, (area){row, count, 0, cols}, err));
    }
cleanup:
    return status;
}

static voi_status read_column(npy *n, size_t column, size_t rows_a_block, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame single = {.columns = n->r->frame->columns + column, .cols = 1};
    size_t rows = n->header.rows, room = 0, count;
    for (size_t row = 0; row < rows; row += count) {
        count = smaller(rows_a_block, rows - row);
        VI_TRY(read_numbers(n, count, err));
        if (row + count > room) {
            VI_TRY(vi_columns_grow(&single, &room, n->whole ? rows : row + count, rows, err));
        }
        n->gather(n->block, count, 1, single.columns[0] + row);
        VI_TRY(end_block(n, (area){row, count, column, 1}, err));
    }
cleanup:
    return status;
}

static voi_status read_all(npy *n, voi_error *err)
{
    voi_status status = VOI_OK;
    /* A row of numbers, or one number: what a block holds a whole count of. */
    size_t unit = n->size * (n->header.by_columns ? 1 : n->header.cols);
    size_t units = unit < BLOCK ? BLOCK / unit : 1;
    n->block = vi_malloc(units, unit);
    if (!n->block) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu bytes", units * unit);
    }
    if (!n->header.by_columns) {
        return read_by_rows(n, units, err);
    }
    for (size_t j = 0; j < n->header.cols; j++) {
        VI_TRY(read_column(n, j, units, err));
    }
cleanup:
    return status;
}

/* Everything before the numbers. */
static voi_status begin(npy *n, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_line_print(n->phase, sizeof n->phase, "reading %s", n->r->frame->source);
    VI_TRY(read_header(n, err));
    VI_TRY(vi_columns_create(n->r->frame, n->header.cols, false, err));
    VI_TRY(check_size(n, err));
cleanup:
    return status;
}

/* Refuses what stands behind the numbers. */
static voi_status end(npy *n, voi_error *err)
{
    size_t more;
    char behind;
    voi_status status = read_bytes(n, &behind, 1, &more, err);
    return status == VOI_OK && more > 0 ? refuse_more(n, err) : status;
}

voi_status vi_read_npy(vi_reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    npy n = {.r = r};
    VI_TRY(begin(&n, err));
    VI_TRY(read_all(&n, err));
    VI_TRY(end(&n, err));
    r->frame->rows = n.header.rows;
cleanup:
    vi_free(n.block);
    return status;
}

static void close_npy(void *state)
{
    npy *n = state;
    if (n) {
        vi_free(n->block);
    }
    vi_free(n);
}

static voi_status open_npy(vi_reader *r, void **state, voi_error *err)
{
    voi_status status = VOI_OK;
    npy *n = vi_calloc(1, sizeof *n);
    if (!n) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    n->r = r;
    VI_TRY(begin(n, err));
    if (n->header.by_columns && !vi_stream_is_plain(r->stream)) {
        status = vi_fail(
            err, VOI_ERR_UNSUPPORTED, "%s in Fortran order, which cannot be read in parts; %s",
            vi_stream_is_packed(r->stream) ? "is packed and stands" : "comes through a pipe",
            vi_stream_is_packed(r->stream) ? "unpack it" : "read it from a file");
        goto cleanup;
    }
    *state = n;
    n = NULL;
cleanup:
    close_npy(n);
    return status;
}

/* The next rows of one column of a file in Fortran order. */
static voi_status read_part_of_column(npy *n, size_t column, size_t rows, size_t block,
                                      voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count;
    for (size_t row = 0; row < rows; row += count) {
        count = smaller(block, rows - row);
        uint64_t number = (uint64_t)column * n->header.rows + n->base + row;
        VI_TRY(vi_stream_read_at(n->r->stream, n->offset + number * n->size, n->block,
                                 count * n->size, err));
        if (n->header.swapped) {
            swap_bytes(n->block, count, n->size);
        }
        n->gather(n->block, count, 1, n->r->frame->columns[column] + row);
    }
cleanup:
    return status;
}

static voi_status read_part_by_columns(npy *n, size_t rows, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t j = 0; j < n->header.cols; j++) {
        VI_TRY(read_part_of_column(n, j, rows, BLOCK / n->size, err));
    }
    VI_TRY(check_cells(n, (area){0, rows, 0, n->header.cols}, err));
    status = vi_progress(n->r->ctx, n->phase, (double)n->base / (double)n->header.rows, err);
cleanup:
    return status;
}

static voi_status read_part_by_rows(npy *n, size_t rows, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t cols = n->header.cols, count, unit = n->size * cols;
    for (size_t row = 0; row < rows; row += count) {
        count = smaller(unit < BLOCK ? BLOCK / unit : 1, rows - row);
        VI_TRY(read_numbers(n, count * cols, err));
        for (size_t j = 0; j < cols; j++) {
            n->gather(n->block + j * n->size, count, cols, n->r->frame->columns[j] + row);
        }
        VI_TRY(end_block(n, (area){row, count, 0, cols}, err));
    }
cleanup:
    return status;
}

static voi_status next_npy(void *state, size_t rows, voi_error *err)
{
    voi_status status = VOI_OK;
    npy *n = state;
    n->base += n->r->frame->rows;
    size_t count = smaller(rows, n->header.rows - n->base);
    size_t unit = n->size * (n->header.by_columns ? 1 : n->header.cols);
    n->r->frame->rows = 0;
    n->block = n->block ? n->block : vi_malloc(unit < BLOCK ? BLOCK / unit : 1, unit);
    if (!n->block) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu bytes", unit);
    }
    VI_TRY(n->header.by_columns ? read_part_by_columns(n, count, err)
                                : read_part_by_rows(n, count, err));
    n->r->frame->rows = count;
    if (count == 0 && !n->header.by_columns) {
        status = end(n, err);
    }
cleanup:
    return status;
}

const vi_read_parts vi_npy_parts = {open_npy, next_npy, close_npy};

bool vi_npy_raw(const void *state, vi_raw_matrix *out)
{
    const npy *n = state;
    const npy_header *h = &n->header;
    *out = (vi_raw_matrix){n->r->stream, n->offset, h->rows, h->cols};
    return strcmp(h->type, "f8") == 0 && !h->swapped && !h->by_columns && n->whole &&
           vi_stream_is_plain(n->r->stream);
}
