/* Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020). What reads back as
 * v = c · 2^q is an interval from half a unit below to half a unit above. With the power of ten
 * just below the interval's width it holds one or two of the multiples of that power next to v, and
 * at most one multiple of the next power, which is shorter. Whether it does is decided exactly with
 * the ends times a 128-bit power of five, rounded so that only the last bit tells "and more"
 * (round to odd). */
#include "core/shortest.h"

#include "core/powers_of_five.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1075, EXACT_POWER = 55, MOST_WHOLE = 17 };

__extension__ typedef unsigned __int128 wide;

/* floor(log2(10^e)), and floor(log10(2^e)) or floor(log10(3/4 · 2^e)), for every exponent of a
 * double. */
static int log2_of_power(int e)
{
    return (e * 1741647) >> 19;
}

static int log10_of_power(int e, bool three_quarters)
{
    return (e * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

/* The upper 64 bits of 10^-k · x, with more below them told by the last bit. Powers are to be
 * rounded up: the table's are, but for large positive ones. */
static uint64_t times_power(int k, uint64_t x)
{
    const uint64_t *power = powers_of_five[-k - LOWEST_POWER];
    uint64_t low_power = power[1] + (-k > EXACT_POWER);
    uint64_t high_power = power[0] + (low_power < power[1]);
    wide low = (wide)low_power * x, high = (wide)high_power * x + (low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

static vi_digits strip(uint64_t digits, int exponent)
{
    while (digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    return (vi_digits){digits, exponent};
}

/* Of c · 2^q; `closer`: the double below is half as far off as the one above. */
static vi_digits shortest(uint64_t c, int q, bool closer)
{
    int k = log10_of_power(q, closer), shift = q + log2_of_power(-k) + 1;
    uint64_t odd = c & 1; /* an odd number's interval is open */
    uint64_t low = times_power(k, (4 * c - 2 + closer) << shift) + odd;
    uint64_t value = times_power(k, (4 * c) << shift);
    uint64_t high = times_power(k, (4 * c + 2) << shift) - odd;
    uint64_t below = value / 4, tens = below / 10;
    bool ten_below = low <= 40 * tens, ten_above = 40 * tens + 40 <= high;
    if (below >= 10 && ten_below != ten_above) {
        return strip(tens + ten_above, k + 1);
    }
    bool one_below = low <= 4 * below, one_above = 4 * below + 4 <= high;
    bool nearer_above = value > 4 * below + 2 || (value == 4 * below + 2 && (below & 1));
    return strip(below + (one_below != one_above ? one_above : nearer_above), k);
}

/* Below the smallest power of the table: a few digits more, until they read back. */
static vi_digits shortest_of_tiny(double value)
{
    char text[VI_SHORTEST_TEXT], digits[VI_SHORTEST_TEXT];
    int precision = 0;
    do {
        snprintf(text, sizeof text, "%.*e", precision++, value);
    } while (precision < 17 && strtod(text, NULL) != value);
    size_t count = 0;
    for (const char *c = text; *c != 'e'; c++) {
        if (*c >= '0' && *c <= '9') {
            digits[count++] = *c;
        }
    }
    digits[count] = '\0';
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    return strip(strtoull(digits, NULL, 10), exponent - (int)count + 1);
}

vi_digits vi_shortest(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((1ull << MANTISSA_BITS) - 1);
    int exponent = (int)(bits >> MANTISSA_BITS);
    assert(value > 0 && isfinite(value));
    if (value < 1e-290) {
        return shortest_of_tiny(value);
    }
    return shortest(fraction | 1ull << MANTISSA_BITS, exponent - EXPONENT_BIAS, fraction == 0);
}

/* The digits of a number, the first of them first; answers how many. */
static size_t write_digits(uint64_t number, char *text)
{
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < count; i++) {
        text[i] = reversed[count - 1 - i];
    }
    return count;
}

static char *put_zeros(char *to, int count)
{
    for (; count > 0; count--) {
        *to++ = '0';
    }
    return to;
}

/* d.ddde-09, at least two digits in the exponent as C writes them. */
static char *put_scientific(const char *digits, size_t count, int exponent, char *to)
{
    *to++ = digits[0];
    if (count > 1) {
        *to++ = '.';
        memcpy(to, digits + 1, count - 1);
        to += count - 1;
    }
    *to++ = 'e';
    *to++ = exponent < 0 ? '-' : '+';
    to = put_zeros(to, abs(exponent) < 10);
    return to + write_digits((uint64_t)abs(exponent), to);
}

/* `whole` digits stand before the point; where it is not positive, -whole zeros behind it. */
static char *put_plain(const char *digits, size_t count, int whole, char *to)
{
    size_t before = whole > 0 ? (size_t)whole : 0, given = before < count ? before : count;
    if (before == 0) {
        *to++ = '0';
    }
    memcpy(to, digits, given);
    to = put_zeros(to + given, (int)(before - given));
    if (given < count) {
        *to++ = '.';
        to = put_zeros(to, -whole);
        memcpy(to, digits + given, count - given);
        to += count - given;
    }
    return to;
}

size_t vi_shortest_write(double value, char text[VI_SHORTEST_TEXT])
{
    char digits[20], *to = text;
    if (signbit(value)) {
        *to++ = '-';
    }
    if (value == 0) {
        *to++ = '0';
    } else {
        vi_digits decimal = vi_shortest(fabs(value));
        size_t count = write_digits(decimal.digits, digits);
        int whole = decimal.exponent + (int)count;
        bool plain = whole > -4 && whole <= MOST_WHOLE;
        to = plain ? put_plain(digits, count, whole, to)
                   : put_scientific(digits, count, whole - 1, to);
    }
    *to = '\0';
    return (size_t)(to - text);
}
