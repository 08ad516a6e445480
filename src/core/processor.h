/* What the processor is, in words. */
#ifndef VI_CORE_PROCESSOR_H
#define VI_CORE_PROCESSOR_H

#include "core/buffer.h"

/* "Intel(R) Xeon(R) ...", or "implementer 0x41, part 0xd0c", as a file such as /proc/cpuinfo tells
 * it into an empty buffer; "not known" where it does not. */
void vi_processor_model(const char *path, vi_buffer *out);

/* Those of its instructions that kernels are or may be written for, between blanks; "none of those
 * that matter here" without. */
void vi_processor_features(vi_buffer *out);

#endif
