/* Numbers of at most eight digits, by a fixed sequence of instructions: a branch that depends on
 * how many digits a number has could not be foreseen.
 *
 * Sixteen bytes are compared at once with the digits and with the point; the two masks give the
 * place of the point and the end of the number. Eight bytes taken from the start before the point,
 * and from one byte on behind it, are the digits alone. At most eight digits are an exact double,
 * and so are the powers of ten up to 10^8: the one division rounds correctly (Clinger). A minus
 * counts as a leading 0.
 *
 * Inline, so that a reader can work on two numbers at a time: where one ends is known late, and the
 * next cannot begin before. */
#ifndef VI_DATA_DECIMAL_SHORT_H
#define VI_DATA_DECIMAL_SHORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The value of eight digits, one a byte, the first in the lowest: neighbours are joined to pairs,
 * pairs to fours, fours to eight. */
static inline uint64_t vi_join_eight(uint64_t digits)
{
    digits = digits * 10 + (digits >> 8);
    uint64_t low = (digits & 0x000000FF000000FFu) * (100 + (1000000ull << 32));
    uint64_t high = ((digits >> 16) & 0x000000FF000000FFu) * (1 + (10000ull << 32));
    return (low + high) >> 32;
}

/* Like vi_decimal, but NULL also for a number with more than eight digits (counting a minus) or
 * with an exponent. The 17 bytes from `text` on must be readable. */
static inline __attribute__((always_inline)) const char *vi_decimal_short(const char *text,
                                                                          char point, double *value)
{
#ifdef __SSE2__
    static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
    __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i small = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    uint32_t digit_bits = (uint32_t)_mm_movemask_epi8(small);
    uint32_t point_bits = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(point)));
    uint64_t head, rest;
    memcpy(&head, text, sizeof head);
    memcpy(&rest, text + 1, sizeof rest);
    uint64_t minus = (((head & 0xFF) ^ '-') - 1) >> 63; /* 1 or 0; a comparison would branch */
    head ^= (0 - minus) & ('-' ^ '0');

    uint32_t others = ~(digit_bits | (uint32_t)minus); /* ends at bit 16 at the latest */
    uint32_t point_bit = others & (0 - others) & point_bits;
    unsigned before = (unsigned)__builtin_ctz(others);
    unsigned end = (unsigned)__builtin_ctz(others ^ point_bit);
    unsigned count = end - (point_bit != 0);
    if ((count > 8) | (count <= minus) | ((text[end] | 0x20) == 'e')) {
        return NULL;
    }
    uint64_t before_mask = ((uint64_t)1 << 4 * before << 4 * before) - 1;
    uint64_t digits = ((head & before_mask) | (rest & ~before_mask)) ^ 0x3030303030303030u;
    double size = (double)(int64_t)vi_join_eight(digits << 8 * (8 - count)) / tens[count - before];
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    bits |= minus << 63;
    memcpy(value, &bits, sizeof bits);
    return text + end;
#else
    (void)text, (void)point, (void)value;
    return NULL;
#endif
}

#endif
