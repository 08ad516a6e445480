/* The formats of a table, each appending to a buffer. */
#ifndef VI_RENDER_TABLE_FORMATS_H
#define VI_RENDER_TABLE_FORMATS_H

#include "core/buffer.h"

void vi_table_as_text(const voi_table *table, vi_buffer *out);
void vi_table_as_csv(const voi_table *table, vi_buffer *out);
void vi_table_as_json(const voi_table *table, const voi_table_format_options *options,
                      vi_buffer *out);

/* A JSON string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void vi_json_text(const char *text, vi_buffer *out);
/* A JSON number with 17 digits; null where it is not finite. */
void vi_json_number(double value, vi_buffer *out);

#endif
