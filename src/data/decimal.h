/* Decimal text to double, correctly rounded, whatever the locale. */
#ifndef VI_DATA_DECIMAL_H
#define VI_DATA_DECIMAL_H

/* Reads a number that starts at `text`: sign, digits, `point`, digits, exponent; at least one digit
 * before the exponent. Answers the end of the number, or NULL when none starts here. The bytes from
 * `text` on must end in one that no number contains, and 8 bytes behind it must be readable. Too
 * large a number gives ±infinity, too small a one ±0. "nan" and "inf" are no numbers here. Source:
 * D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51
 * (2021); W. Clinger, "How to read floating point numbers accurately" (1990). */
const char *vi_decimal(const char *text, char point, double *value);

#endif
