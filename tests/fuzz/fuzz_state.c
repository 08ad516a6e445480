/* States: any bytes, of which the first says whether the size and the checksum are made to fit, so
 * that what stands behind them is met. A state that is read is written in one way only, merges with
 * itself and has a table, or an error that says why not. */
#include "fuzz.h"

#include "counting_alloc.h"

#include "voi_state.h"

#include <zlib.h>

/* The memory a state may take: blocks of its own, and a multiple of the bytes for the layers of
 * sums and what a merge and a table hold beside them. */
enum { SIZE_AT = 16, SIZE = 8, CHECKSUM = 4, FIXED_MEMORY = 1 << 20, MOST_TIMES = 2000 };

static void put(unsigned char *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = (unsigned char)(value >> (8 * i));
    }
}

static void mend(unsigned char *bytes, size_t size)
{
    if (size >= SIZE_AT + SIZE + CHECKSUM) {
        put(bytes + SIZE_AT, size, SIZE);
        put(bytes + size - CHECKSUM, crc32_z(0, bytes, size - CHECKSUM), CHECKSUM);
    }
}

static voi_state *read_state(const void *bytes, size_t size)
{
    voi_state *state = NULL;
    voi_error error = {VOI_OK, ""};
    voi_status status = voi_state_read(bytes, size, &state, &error);
    require((status == VOI_OK) == (state != NULL));
    if (!state) {
        require_failure(status, &error);
        require(status != VOI_ERR_NOMEM);
    }
    return state;
}

static voi_bytes write_state(const voi_state *state)
{
    voi_bytes bytes = {0};
    require(voi_state_write(state, &bytes, NULL) == VOI_OK);
    return bytes;
}

/* What is written is read again, and written with the same bytes; the second state. */
static voi_state *require_round_trip(const voi_state *state)
{
    voi_bytes once = write_state(state);
    voi_state *again = read_state(once.data, once.size);
    require(again && voi_state_rows(again) == voi_state_rows(state));
    voi_bytes twice = write_state(again);
    require(once.size == twice.size && memcmp(once.data, twice.data, once.size) == 0);
    voi_bytes_free(&once);
    voi_bytes_free(&twice);
    return again;
}

static void require_merge(voi_state *state, const voi_state *part)
{
    uint64_t rows = voi_state_rows(state);
    voi_error error = {VOI_OK, ""};
    voi_status status = voi_state_merge(state, part, &error);
    if (status != VOI_OK) {
        require_failure(status, &error);
        require(status == VOI_ERR_LIMIT);
    }
    require(voi_state_rows(state) == (status == VOI_OK ? 2 * rows : rows));
}

static void require_table(const voi_state *state)
{
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    voi_status status = voi_state_table(state, NULL, &table, &error);
    require((status == VOI_OK) == (table != NULL));
    if (!table) {
        require_failure(status, &error);
        require(status == VOI_ERR_DATA || status == VOI_ERR_NUMERIC);
    }
    voi_table_destroy(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    unsigned char *bytes = malloc(size);
    require(bytes);
    memcpy(bytes, data + 1, size - 1);
    if (data[0] & 1) {
        mend(bytes, size - 1);
    }
    voi_state *state = read_state(bytes, size - 1);
    if (state) {
        voi_state *again = require_round_trip(state);
        require_table(state);
        require_merge(state, again);
        require_table(state);
        voi_state_destroy(again);
    }
    voi_state_destroy(state);
    free(bytes);
    require(bytes_held == 0);
    require(most_held <= FIXED_MEMORY + MOST_TIMES * size);
    most_held = 0;
    return 0;
}
