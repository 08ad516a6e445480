/* Digits are gathered eight at a time into a 64-bit integer w; the number is w · 10^q. Where w and
 * 10^|q| are exact doubles, one multiplication or division rounds correctly (Clinger). Else w is
 * multiplied by the 128 leading bits of 5^q and the product's upper bits are rounded (Eisel and
 * Lemire). More than 19 digits: the first 19 decide, unless the numbers just below and just above
 * them round differently; then, about once in a thousand such numbers, strtod looks at all digits.
 */
#define _GNU_SOURCE
#include "data/decimal.h"

#include "core/powers_of_five.h"
#include "data/decimal_short.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No double needs more than 767 digits to be told from half-way cases; one more stands for the
 * rest. */
enum { KEPT_DIGITS = 800 };
enum { SIGNIFICANT = 19, MANTISSA_BITS = 52, EXPONENT_BIAS = 1023, INFINITE_EXPONENT = 0x7ff };

__extension__ typedef unsigned __int128 wide;

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* Appends the digits from p on to w, eight bytes at a time: a byte that is no digit shows in a
 * mask, and shifting the digits before it to the top puts zeros in front of them. So the usual
 * short number has no loop over its digits, whose length a processor could not foresee. */
static inline __attribute__((always_inline)) const char *gather_digits(const char *p, uint64_t *w)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    for (;;) {
        uint64_t digits;
        memcpy(&digits, p, sizeof digits);
        digits ^= 0x3030303030303030u;
        uint64_t others = ((digits + 0x7676767676767676u) | digits) & 0x8080808080808080u;
        unsigned count = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
        if (count == 0) {
            return p;
        }
        *w = *w * tens[count] + vi_join_eight(digits << (64 - 8 * count));
        p += count;
        if (count < 8) {
            return p;
        }
    }
#else
    for (; is_digit(*p); p++) {
        *w = *w * 10 + (uint64_t)(*p - '0');
    }
    return p;
#endif
}

static double from_parts(uint64_t mantissa, int64_t exponent)
{
    uint64_t bits = (uint64_t)exponent << MANTISSA_BITS | mantissa;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double subnormal(uint64_t mantissa, int64_t exponent)
{
    if (1 - exponent >= 64) {
        return 0;
    }
    mantissa >>= 1 - exponent;
    mantissa += mantissa & 1;
    mantissa >>= 1;
    bool normal = mantissa >> MANTISSA_BITS;
    return from_parts(mantissa & ((1ull << MANTISSA_BITS) - 1), normal);
}

/* w · 10^q, correctly rounded; w != 0. */
static double scale(uint64_t w, int64_t q)
{
    if (q < LOWEST_POWER) {
        return 0;
    }
    if (q > HIGHEST_POWER) {
        return INFINITY;
    }
    const uint64_t *power = powers_of_five[q - LOWEST_POWER];
    int zeros = __builtin_clzll(w);
    w <<= zeros;
    wide product = (wide)w * power[0];
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    if ((high & 0x1FF) == 0x1FF) { /* the low word of the power may carry into the rounding */
        uint64_t carry = (uint64_t)((wide)w * power[1] >> 64);
        low += carry;
        high += low < carry;
    }
    int upper = (int)(high >> 63);
    uint64_t mantissa = high >> (upper + 9);
    int64_t exponent = ((217706 * q) >> 16) + 63 + upper - zeros + EXPONENT_BIAS;
    if (exponent <= 0) {
        return subnormal(mantissa, exponent);
    }
    if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high) {
        mantissa &= ~1ull; /* exactly half way: to even */
    }
    mantissa += mantissa & 1;
    mantissa >>= 1;
    if (mantissa >> (MANTISSA_BITS + 1)) {
        mantissa >>= 1;
        exponent++;
    }
    if (exponent >= INFINITE_EXPONENT) {
        return INFINITY;
    }
    return from_parts(mantissa & ((1ull << MANTISSA_BITS) - 1), exponent);
}

static double small_or_scaled(uint64_t w, int64_t q)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (w >> (MANTISSA_BITS + 1) == 0 && q >= -22 && q <= 22) {
        return q < 0 ? (double)w / tens[-q] : (double)w * tens[q];
    }
    return w ? scale(w, q) : 0;
}

/* The significant digits of a number, without leading zeros: it is 0.d1d2d3… · 10^exponent. */
typedef struct {
    char digits[KEPT_DIGITS + 2]; /* room for a digit that stands for all dropped ones, and a 0 */
    int count;
    int64_t exponent;
} long_number;

static void collect_digits(const char *digits, char point, long_number *number)
{
    bool fraction = false, dropped = false;
    for (const char *p = digits; is_digit(*p) || (*p == point && !fraction); p++) {
        if (*p == point) {
            fraction = true;
            continue;
        }
        bool leading = number->count == 0 && *p == '0';
        number->exponent += leading ? -(int64_t)fraction : !fraction;
        if (leading) {
            continue;
        }
        if (number->count < KEPT_DIGITS) {
            number->digits[number->count++] = *p;
        } else {
            dropped = dropped || *p != '0';
        }
    }
    if (dropped) {
        number->digits[number->count++] = '1';
    }
}

/* By the C library, in the C locale. */
static double by_strtod(const long_number *number)
{
    char text[KEPT_DIGITS + 40];
    snprintf(text, sizeof text, "0.%se%" PRId64, number->digits, number->exponent);
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = c ? strtod_l(text, NULL, c) : strtod(text, NULL);
    if (c) {
        freelocale(c);
    }
    return value;
}

/* A number of more than 19 digits; `digits` is its first digit or point, `exponent` the written
 * one. */
static double from_many_digits(const char *digits, char point, int64_t exponent)
{
    long_number number = {.exponent = exponent};
    collect_digits(digits, point, &number);
    uint64_t w = 0;
    int kept = number.count < SIGNIFICANT ? number.count : SIGNIFICANT;
    for (int i = 0; i < kept; i++) {
        w = w * 10 + (uint64_t)(number.digits[i] - '0');
    }
    double below = small_or_scaled(w, number.exponent - kept);
    if (number.count <= SIGNIFICANT || below == small_or_scaled(w + 1, number.exponent - kept)) {
        return below;
    }
    return by_strtod(&number);
}

/* Reads an exponent if one is there; *exponent is limited, since ±99999 is beyond any double. */
static const char *read_exponent(const char *p, int64_t *exponent)
{
    *exponent = 0;
    if (*p != 'e' && *p != 'E') {
        return p;
    }
    const char *q = p + 1;
    bool negative = *q == '-';
    q += *q == '-' || *q == '+';
    if (!is_digit(*q)) {
        return p;
    }
    for (; is_digit(*q); q++) {
        if (*exponent < 99999) {
            *exponent = *exponent * 10 + (*q - '0');
        }
    }
    *exponent = negative ? -*exponent : *exponent;
    return q;
}

const char *vi_decimal(const char *text, char point, double *value)
{
    const char *p = text;
    bool negative = *p == '-';
    p += *p == '-' || *p == '+';
    const char *digits = p;
    uint64_t w = 0;
    int64_t exponent, places = 0;
    p = gather_digits(p, &w);
    int64_t count = p - digits;
    if (*p == point) {
        const char *fraction = ++p;
        p = gather_digits(p, &w);
        places = p - fraction;
        count += places;
    }
    if (count == 0) {
        return NULL;
    }
    p = read_exponent(p, &exponent);
    double size = count > SIGNIFICANT ? from_many_digits(digits, point, exponent)
                                      : small_or_scaled(w, exponent - places);
    *value = negative ? -size : size;
    return p;
}
