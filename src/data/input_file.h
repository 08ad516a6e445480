/* Opening a file for reading, with the words users meet when that fails. */
#ifndef VI_DATA_INPUT_FILE_H
#define VI_DATA_INPUT_FILE_H

#include "core/error.h"

/* Opens a path ("-" is standard input); *size is 0 for what has none, such as a pipe. The caller
 * closes *file, which is -1 after a failure. Messages do not name the path. */
voi_status vi_input_open(const char *path, int *file, uint64_t *size, voi_error *err);

/* The limit that keeps zip bombs out: VOI_ERR_LIMIT once `packed` bytes of a file have given more
 * than `unpacked`, in total, as no data do. */
voi_status vi_input_check_unpacked(uint64_t packed, uint64_t unpacked, voi_error *err);

#endif
