/* Text that grows. Errors latch: write as much as you like, ask once at the end. */
#ifndef VI_CORE_BUFFER_H
#define VI_CORE_BUFFER_H

#include "core/error.h"

typedef struct {
    char *data; /* NULL until the first write; data[size] is 0 afterwards */
    size_t size, capacity;
    bool fixed;  /* the bytes are the caller's own and cannot grow */
    bool failed; /* it could not grow: the content is incomplete */
} vi_buffer;

/* A buffer in the caller's own storage of at least one byte, never to be freed or finished; what
 * does not fit is left out. */
vi_buffer vi_buffer_over(char *text, size_t capacity);

void vi_buffer_add(vi_buffer *buffer, const char *bytes, size_t count);
void vi_buffer_puts(vi_buffer *buffer, const char *text);
void vi_buffer_printf(vi_buffer *buffer, const char *format, ...) VOI_PRINTF(2, 3);
/* The shortest decimal that reads back as exactly this double; "nan", "inf", "-inf". */
void vi_buffer_number(vi_buffer *buffer, double value);
/* `value` rounded to `digits` significant digits, without trailing zeros. */
void vi_buffer_digits(vi_buffer *buffer, double value, int digits);
void vi_buffer_free(vi_buffer *buffer);

/* Moves the content to the caller and leaves the buffer empty; VOI_ERR_NOMEM (out untouched, buffer
 * freed) when a write had failed. `what` names the content in the message. */
voi_status vi_buffer_finish(vi_buffer *buffer, const char *what, voi_bytes *out, voi_error *err);

#endif
