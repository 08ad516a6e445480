/* .xlsx: any archive, or any part of a whole one, as the first byte chooses; checksums would
 * otherwise keep mutations of an archive from the parsers of its parts. What was read from a sheet
 * is read again with the same bits after it was written as one. */
#define _GNU_SOURCE
#include "fuzz_read.h"
#include "workbook.h"

#include "core/buffer.h"

#include <sys/mman.h>
#include <unistd.h>

/* What the bytes are. */
enum { ARCHIVE, CELLS, STRINGS, BOOK, RELATIONS_OF_BOOK, KINDS };

static const char SHEET[] =
    "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"
    "<row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>";
static const char TEXTS[] = "<sst><si><t>a</t></si><si><t>1.5</t></si></sst>";

/* The reader opens its file by name: one in memory has one, too. */
static outcome read_workbook(const void *bytes, size_t size, bool strict)
{
    char path[64];
    int file = memfd_create("input.xlsx", 0);
    require(file >= 0 && write(file, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    outcome o = run_reader(vi_read_xlsx, path, NULL, strict);
    close(file);
    return o;
}

static unsigned char *build(int kind, const uint8_t *data, size_t size, size_t *built)
{
    /* An empty text is no part: libzip keeps none, so a blank stands for it. */
    const char *text = size > 0 ? (const char *)data : " ";
    size_t length = size > 0 ? size : 1;
    workbook_part parts[] = {{"_rels/.rels", WORKBOOK_ROOT, 0},
                             {"xl/workbook.xml", WORKBOOK_ONE_SHEET, 0},
                             {"xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS, 0},
                             {"xl/worksheets/sheet1.xml", SHEET, 0},
                             {"xl/sharedStrings.xml", TEXTS, 0},
                             {NULL, NULL, 0}};
    static const int place[KINDS] = {0, 3, 4, 1, 2};
    parts[place[kind]].text = text;
    parts[place[kind]].size = length;
    return zip_parts(parts, 0, built);
}

static void require_round_trip(const vi_frame *frame)
{
    vi_buffer text = {0};
    vi_buffer_puts(&text, "<worksheet><sheetData>");
    for (size_t i = 0; i < frame->rows; i++) {
        vi_buffer_puts(&text, "<row>");
        for (size_t j = 0; j < frame->cols; j++) {
            vi_buffer_puts(&text, "<c><v>");
            vi_buffer_number(&text, frame->columns[j][i]);
            vi_buffer_puts(&text, "</v></c>");
        }
        vi_buffer_puts(&text, "</row>");
    }
    vi_buffer_puts(&text, "</sheetData></worksheet>");
    require(!text.failed);
    size_t size;
    unsigned char *bytes = build(CELLS, (const uint8_t *)text.data, text.size, &size);
    outcome again = read_workbook(bytes, size, true);
    require(again.status == VOI_OK);
    require(again.frame.rows == frame->rows && again.frame.cols == frame->cols);
    for (size_t j = 0; j < frame->cols; j++) {
        size_t column = frame->rows * sizeof(double);
        require(memcmp(again.frame.columns[j], frame->columns[j], column) == 0);
    }
    forget(&again);
    free(bytes);
    vi_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    int kind = data[0] % KINDS;
    size_t count = size - 1;
    unsigned char *built = kind == ARCHIVE ? NULL : build(kind, data + 1, count, &count);
    const void *bytes = built ? built : data + 1;
    outcome strict = read_workbook(bytes, count, true);
    outcome lenient = read_workbook(bytes, count, false);
    require_agreement(&strict, &lenient);
    forget(&lenient);
    size_t held = most_held;
    if (strict.status == VOI_OK) {
        require_round_trip(&strict.frame);
    }
    forget(&strict);
    free(built);
    most_held = held;
    require_modest_memory(count);
    return 0;
}
