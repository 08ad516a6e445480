/* CSV: any bytes. The block size changes nothing, strict and lenient reads agree, and what was read
 * is read again with the same bits after it was written as CSV. The first byte chooses the ending
 * of the path and the block. */
#include "fuzz_read.h"

#include "core/buffer.h"

static void write_name(vi_buffer *text, const char *name)
{
    vi_buffer_puts(text, "\"");
    for (; *name; name++) {
        vi_buffer_add(text, name, 1);
        if (*name == '"') {
            vi_buffer_puts(text, "\"");
        }
    }
    vi_buffer_puts(text, "\"");
}

/* Where the first name may be a number, a column of row names keeps the header from being read as
 * one of numbers. */
static void write_csv(vi_buffer *text, const vi_frame *frame)
{
    bool rows = frame->names && strchr("+-.0123456789", frame->names[0][0]);
    vi_buffer_puts(text, rows ? "\"\"," : "");
    for (size_t j = 0; frame->names && j < frame->cols; j++) {
        vi_buffer_puts(text, j ? "," : "");
        write_name(text, frame->names[j]);
    }
    vi_buffer_puts(text, frame->names ? "\r\n" : "");
    for (size_t i = 0; i < frame->rows; i++) {
        vi_buffer_puts(text, rows ? "row," : "");
        for (size_t j = 0; j < frame->cols; j++) {
            vi_buffer_puts(text, j ? "," : "");
            vi_buffer_number(text, frame->columns[j][i]);
        }
        vi_buffer_puts(text, "\n");
    }
}

static void require_round_trip(const vi_frame *frame)
{
    vi_buffer text = {0};
    write_csv(&text, frame);
    require(!text.failed);
    outcome again = read_memory(vi_read_csv, "again.csv", text.data, text.size, text.size, true);
    require(again.status == VOI_OK);
    require_same(frame, &again.frame);
    forget(&again);
    vi_buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const char *path = data[0] & 1 ? "input.tsv" : "input.csv";
    size_t block = 1 + (size_t)(data[0] >> 1);
    outcome strict = read_memory(vi_read_csv, path, data + 1, size - 1, block, true);
    outcome lenient = read_memory(vi_read_csv, path, data + 1, size - 1, size, false);
    require_agreement(&strict, &lenient);
    forget(&lenient);
    size_t held = most_held;
    if (strict.status == VOI_OK) {
        require_round_trip(&strict.frame);
    }
    forget(&strict);
    most_held = held;
    require_modest_memory(size);
    return 0;
}
