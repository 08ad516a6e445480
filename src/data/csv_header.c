/* The first record is a header unless all its fields are numbers. A first column without a name, or
 * one that the header does not have, holds the names of rows, as R writes them: it is passed over.
 */
#include "data/code_page.h"
#include "data/columns.h"
#include "data/csv.h"

static bool all_numbers(const csv_record *record, char point)
{
    for (size_t j = 0; j < record->count; j++) {
        double value;
        if (!vi_csv_number(&record->fields[j], point, &value)) {
            return false;
        }
    }
    return true;
}

/* The last `cols` fields of the header become the names of the columns. */
static voi_status name_columns(vi_reader *r, const csv_record *header, size_t cols, voi_error *err)
{
    vi_frame *frame = r->frame;
    size_t passed = header->count - cols;
    voi_status status = vi_columns_create(frame, cols, true, err);
    for (size_t j = 0; status == VOI_OK && j < cols; j++) {
        const csv_field *field = &header->fields[passed + j];
        frame->names[j] = vi_name_to_utf8(field->text, field->length);
        if (!frame->names[j]) {
            status = vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu names", cols);
        }
    }
    return status == VOI_OK ? vi_columns_check_names(r, 1, 1 + passed, err) : status;
}

/* The number of fields of the second record, 0 when it cannot be told. Below the name of a single
 * column, 1,5 may be a name and a number, or a number with a decimal comma. */
static voi_status count_second(csv_span second, char delimiter, bool single, size_t *count,
                               voi_error *err)
{
    csv_record record = {0};
    double value;
    voi_error cause = {VOI_OK, ""};
    voi_status status = vi_csv_split(second.text, second.end, delimiter, &record, &cause);
    *count = status == VOI_OK && second.end > second.text ? record.count : 0;
    vi_csv_record_free(&record);
    while (second.end > second.text && second.end[-1] == '\r') {
        second.end--;
    }
    const csv_field whole = {second.text, (size_t)(second.end - second.text), false};
    if (single && *count == 2 && vi_csv_number(&whole, ',', &value)) {
        return vi_fail(err, VOI_ERR_FORMAT,
                       "line 2: %.*s may be one number or two; write decimals with a point, or "
                       "give each column a name",
                       (int)whole.length, whole.text);
    }
    return status == VOI_ERR_NOMEM ? vi_fail(err, status, "%s", cause.message) : VOI_OK;
}

static voi_status take_header(vi_reader *r, csv_dialect *dialect, const csv_record *header,
                              csv_span second, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t cols = header->count, count = 0;
    VI_TRY(count_second(second, dialect->delimiter, cols == 1, &count, err));
    dialect->row_names = count == cols + 1;
    if (!dialect->row_names && cols > 1 && header->fields[0].length == 0) {
        dialect->row_names = true;
        cols--;
    }
    VI_TRY(name_columns(r, header, cols, err));
    if (dialect->row_names) {
        VI_TRY(vi_find(r->findings, VI_NOTE, VOI_OK, r->frame->source, err,
                       "the first column holds row names and is not used"));
    }
cleanup:
    return status;
}

voi_status vi_csv_header(vi_reader *r, csv_dialect *dialect, csv_span first, csv_span second,
                         bool *header, voi_error *err)
{
    voi_status status = VOI_OK;
    csv_record record = {0};
    voi_error cause = {VOI_OK, ""};
    status = vi_csv_split(first.text, first.end, dialect->delimiter, &record, &cause);
    if (status != VOI_OK) {
        const char *where = status == VOI_ERR_FORMAT ? "line 1: " : "";
        status = vi_fail(err, status, "%s%s", where, cause.message);
        goto cleanup;
    }
    *header = !all_numbers(&record, dialect->point);
    VI_TRY(*header ? take_header(r, dialect, &record, second, err)
                   : vi_columns_create(r->frame, record.count, false, err));
cleanup:
    vi_csv_record_free(&record);
    return status;
}
