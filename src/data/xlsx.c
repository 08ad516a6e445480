/* Workbooks of Excel and of what writes like it: a zip archive of XML parts (ECMA-376). The sheet
 * is found (xlsx_book.c), the shared texts are read (xlsx_strings.c), then the cells in one pass
 * (xlsx_sheet.c), which a row at a time become columns (xlsx_rows.c). Formulas count by the values
 * that were stored with them; dates are the numbers they are stored as. */
#include "data/xlsx.h"

#include "core/alloc.h"
#include "data/columns.h"

#include <string.h>

/* The digest of the file as it is, packed. */
static voi_status hash_file(const char *path, char digest[65], voi_error *err)
{
    voi_status status = VOI_OK;
    vi_stream *stream = NULL;
    size_t count = 1;
    enum { BLOCK = 1 << 16 };
    char *block = vi_malloc(BLOCK, 1);
    if (!block) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    VI_TRY(vi_stream_open(path, true, &stream, err));
    while (count > 0) {
        VI_TRY(vi_stream_read(stream, block, BLOCK, &count, err));
    }
    vi_stream_digest(stream, digest);
cleanup:
    vi_stream_close(stream);
    vi_free(block);
    return status;
}

static voi_status read_table(vi_reader *r, vi_archive *archive, const xlsx_parts *parts,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    xlsx_strings strings = {0};
    xlsx_table table = {.r = r};
    if (parts->strings) {
        VI_TRY(vi_xlsx_strings_read(r, archive, parts->strings, &strings, err));
    }
    VI_TRY(vi_xlsx_sheet_read(&table, archive, parts, &strings, err));
    if (table.left == 0) {
        status = vi_fail(err, VOI_ERR_FORMAT, "sheet \"%.60s\" is empty", parts->name);
    } else if (r->frame->rows == 0 && r->errors == 0) {
        status =
            vi_fail(err, VOI_ERR_FORMAT, "sheet \"%.60s\" has a header but no rows", parts->name);
    } else {
        vi_columns_trim(r->frame);
    }
cleanup:
    vi_xlsx_strings_free(&strings);
    return status;
}

voi_status vi_read_xlsx(vi_reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_archive *archive = NULL;
    xlsx_parts parts = {0};
    const char *mark = voi_path_sheet(r->path);
    char *path = vi_strndup(r->path, mark ? (size_t)(mark - r->path) : strlen(r->path));
    if (!path) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    r->cells = true;
    if (r->hash) {
        VI_TRY(hash_file(path, r->frame->sha256, err));
    }
    VI_TRY(vi_archive_open(path, &archive, err));
    VI_TRY(vi_xlsx_find(r, archive, mark ? mark + 1 : NULL, &parts, err));
    VI_TRY(read_table(r, archive, &parts, err));
cleanup:
    vi_xlsx_parts_free(&parts);
    vi_archive_close(archive);
    vi_free(path);
    return status;
}
