/* Numbers as people write them: 1,234 and 0.0123, £31.1 million, 41 %. The report's script follows
 * the same rules, so that a value looks the same before and after the slider has moved.
 * A missing value is written as a dash. */
#ifndef VI_RENDER_AMOUNT_H
#define VI_RENDER_AMOUNT_H

#include "core/buffer.h"

/* A currency as it stands before an amount: "£" as it is, "EUR" and a no-break space; NULL as "".
 */
void vi_amount_currency(vi_buffer *out, const char *currency);

/* `prefix` stands between the sign and the digits: a currency from vi_amount_currency, or "". */

/* From 100 on whole, from 1 on two decimals, below that three significant digits. */
void vi_amount(vi_buffer *out, const char *prefix, double value);
/* The same, with "million" and larger words: for sentences. */
void vi_amount_words(vi_buffer *out, const char *prefix, double value);
/* `digits` significant digits, grouped, with the zeros at the end of a fraction left out. */
void vi_amount_digits(vi_buffer *out, const char *prefix, double value, int digits);
/* `decimals` decimals, grouped. */
void vi_amount_fixed(vi_buffer *out, const char *prefix, double value, int decimals);
/* A probability: "41 %", one decimal near 0 and 1; only exact certainty is 0 % or 100 %. */
void vi_amount_percent(vi_buffer *out, double probability);
void vi_amount_count(vi_buffer *out, size_t count);

#endif
