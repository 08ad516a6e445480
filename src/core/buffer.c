/* Growth by doubling. Numbers are written without the C locale: a host program may have set
 * LC_NUMERIC to one with decimal commas, so a comma that printf leaves is turned into a point. */
#include "core/buffer.h"

#include "core/alloc.h"
#include "core/shortest.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

vi_buffer vi_buffer_over(char *text, size_t capacity)
{
    text[0] = '\0';
    return (vi_buffer){.data = text, .capacity = capacity, .fixed = true};
}

static bool reserve(vi_buffer *buffer, size_t more)
{
    if (buffer->failed) {
        return false;
    }
    if (buffer->capacity - buffer->size > more) {
        return true;
    }
    if (buffer->fixed) {
        buffer->failed = true;
        return false;
    }
    size_t wanted = buffer->capacity ? buffer->capacity : 256;
    while (wanted - buffer->size <= more) {
        if (wanted > SIZE_MAX / 2) {
            buffer->failed = true;
            return false;
        }
        wanted *= 2;
    }
    char *data = vi_realloc(buffer->data, wanted, 1);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = wanted;
    return true;
}

void vi_buffer_add(vi_buffer *buffer, const char *bytes, size_t count)
{
    if (reserve(buffer, count)) {
        memcpy(buffer->data + buffer->size, bytes, count);
        buffer->size += count;
        buffer->data[buffer->size] = '\0';
    }
}

void vi_buffer_puts(vi_buffer *buffer, const char *text)
{
    vi_buffer_add(buffer, text, strlen(text));
}

void vi_buffer_printf(vi_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int wanted = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (wanted < 0) {
        buffer->failed = true;
    } else if (reserve(buffer, (size_t)wanted)) {
        vsnprintf(buffer->data + buffer->size, (size_t)wanted + 1, format, again);
        buffer->size += (size_t)wanted;
    }
    va_end(again);
}

static void write_real(char *text, size_t capacity, int digits, double value)
{
    snprintf(text, capacity, "%.*g", digits, value);
    char *comma = strchr(text, ',');
    if (comma) {
        *comma = '.';
    }
}

void vi_buffer_number(vi_buffer *buffer, double value)
{
    char text[VI_SHORTEST_TEXT];
    if (!isfinite(value)) {
        vi_buffer_puts(buffer, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return;
    }
    vi_buffer_add(buffer, text, vi_shortest_write(value, text));
}

void vi_buffer_digits(vi_buffer *buffer, double value, int digits)
{
    char text[40];
    write_real(text, sizeof text, digits, value);
    vi_buffer_puts(buffer, text);
}

void vi_buffer_free(vi_buffer *buffer)
{
    vi_free(buffer->data);
    *buffer = (vi_buffer){0};
}

voi_status vi_buffer_finish(vi_buffer *buffer, const char *what, voi_bytes *out, voi_error *err)
{
    vi_buffer_add(buffer, "", 0);
    if (buffer->failed) {
        vi_buffer_free(buffer);
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", what);
    }
    *out = (voi_bytes){buffer->data, buffer->size};
    *buffer = (vi_buffer){0};
    return VOI_OK;
}

void voi_bytes_free(voi_bytes *bytes)
{
    if (bytes) {
        vi_free(bytes->data);
        *bytes = (voi_bytes){0};
    }
}
