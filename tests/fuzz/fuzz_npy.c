/* .npy: any bytes. Numbers are never more than the file holds, and come again with the same bits
 * after they were written row by row and column by column. The first byte chooses the block. */
#include "fuzz_read.h"
#include "npy.h"

static void require_round_trip(const vi_frame *frame, int by_columns)
{
    size_t count = frame->rows * frame->cols;
    unsigned char *bytes = malloc(256 + 8 * count);
    require(bytes);
    size_t size = npy_start("<f8", by_columns, frame->rows, frame->cols, bytes);
    for (size_t k = 0; k < count; k++) {
        size_t i = by_columns ? k % frame->rows : k / frame->cols;
        size_t j = by_columns ? k / frame->rows : k % frame->cols;
        size += npy_number(frame->columns[j][i], "f8", 0, bytes + size);
    }
    outcome again = read_memory(vi_read_npy, "again.npy", bytes, size, size, true);
    require(again.status == VOI_OK);
    require_same(frame, &again.frame);
    forget(&again);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    size_t block = 1 + data[0];
    outcome strict = read_memory(vi_read_npy, "input.npy", data + 1, size - 1, block, true);
    outcome lenient = read_memory(vi_read_npy, "input.npy", data + 1, size - 1, size, false);
    require_agreement(&strict, &lenient);
    forget(&lenient);
    size_t held = most_held;
    if (strict.status == VOI_OK) {
        bool packed = data[1] == 0x1f;
        require(packed || strict.frame.rows * strict.frame.cols < size);
        require_round_trip(&strict.frame, 0);
        require_round_trip(&strict.frame, 1);
    }
    forget(&strict);
    most_held = held;
    require_modest_memory(size);
    return 0;
}
