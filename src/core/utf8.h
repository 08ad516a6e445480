/* Characters of UTF-8, one after the other. */
#ifndef VI_CORE_UTF8_H
#define VI_CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* What stands for bytes that are no UTF-8: the replacement character. */
enum { VI_UTF8_BROKEN = 0xFFFD };

/* Decodes the character at `text`, which must not be at its end, and answers its length in bytes.
 * A byte that begins no valid character is VI_UTF8_BROKEN, of length 1. */
size_t vi_utf8_decode(const char *text, uint32_t *point);

/* How many columns a character takes where all letters are as wide: 0 for marks on the letter
 * before, 2 for the characters of East Asia and pictures. */
int vi_utf8_columns(uint32_t point);

#endif
