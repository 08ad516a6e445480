/* printf does the rounding; what it cannot do is put in afterwards: groups of three digits, a real
 * minus sign, and a decimal point whatever the locale. */
#include "render/amount.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_BREAK_SPACE "\xC2\xA0"
#define MINUS "\xE2\x88\x92"
#define DASH "\xE2\x80\x93"

enum { MAX_DIGITS = 64 };

/* From here on numbers are written with an exponent. */
static const double HUGE_AMOUNT = 1e15, TINY_AMOUNT = 1e-6;

void vi_amount_currency(vi_buffer *out, const char *currency)
{
    if (!currency || !*currency) {
        return;
    }
    vi_buffer_puts(out, currency);
    if (isalpha((unsigned char)currency[strlen(currency) - 1])) {
        vi_buffer_puts(out, NO_BREAK_SPACE);
    }
}

/* Writes the digits of a number that is not negative, with a comma before every third. */
static void put_grouped(vi_buffer *out, const char *digits)
{
    size_t whole = strspn(digits, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            vi_buffer_puts(out, ",");
        }
        vi_buffer_add(out, digits + i, 1);
    }
    if (digits[whole] != '\0') {
        vi_buffer_puts(out, ".");
        vi_buffer_puts(out, digits + whole + 1);
    }
}

/* Writes 1.23e-7 as the script does: no padding of the exponent. */
static void put_exponent(vi_buffer *out, double value, int decimals)
{
    char text[MAX_DIGITS];
    snprintf(text, sizeof text, "%.*e", decimals, value);
    char *e = strchr(text, 'e');
    *e = '\0';
    put_grouped(out, text);
    vi_buffer_printf(out, "e%+ld", strtol(e + 1, NULL, 10));
}

static void put_fixed(vi_buffer *out, double value, int decimals)
{
    char text[MAX_DIGITS];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    put_grouped(out, text);
}

/* Writes sign and prefix; false where there is no number to follow. */
static bool put_sign(vi_buffer *out, const char *prefix, double value)
{
    if (!isfinite(value)) {
        vi_buffer_puts(out, isnan(value) ? DASH
                            : value > 0  ? "\xE2\x88\x9E"
                                         : MINUS "\xE2\x88\x9E");
        return false;
    }
    if (value < 0) {
        vi_buffer_puts(out, MINUS);
    }
    vi_buffer_puts(out, prefix);
    return true;
}

static bool needs_exponent(double size)
{
    return size >= HUGE_AMOUNT || (size > 0 && size < TINY_AMOUNT);
}

static void put_plain(vi_buffer *out, double size)
{
    if (size == 0) {
        vi_buffer_puts(out, "0");
    } else if (needs_exponent(size)) {
        put_exponent(out, size, 2);
    } else {
        int decimals = size >= 100 ? 0 : size >= 1 ? 2 : 3;
        for (double scaled = size; scaled < 0.1 && decimals < 9; scaled *= 10) {
            decimals++;
        }
        put_fixed(out, size, decimals);
    }
}

void vi_amount(vi_buffer *out, const char *prefix, double value)
{
    if (put_sign(out, prefix, value)) {
        put_plain(out, fabs(value));
    }
}

void vi_amount_words(vi_buffer *out, const char *prefix, double value)
{
    static const struct {
        double size;
        const char *word;
    } scales[] = {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}};
    if (!put_sign(out, prefix, value)) {
        return;
    }
    double size = fabs(value);
    for (size_t i = 0; i < sizeof scales / sizeof *scales && size < HUGE_AMOUNT; i++) {
        if (size >= scales[i].size) {
            double scaled = size / scales[i].size;
            put_fixed(out, scaled, scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2);
            vi_buffer_printf(out, NO_BREAK_SPACE "%s", scales[i].word);
            return;
        }
    }
    put_plain(out, size);
}

void vi_amount_digits(vi_buffer *out, const char *prefix, double value, int digits)
{
    if (!put_sign(out, prefix, value)) {
        return;
    }
    double size = fabs(value);
    if (needs_exponent(size)) {
        put_exponent(out, size, digits - 1);
        return;
    }
    int places = size > 0 ? digits - 1 - (int)floor(log10(size)) : 0;
    char text[MAX_DIGITS];
    snprintf(text, sizeof text, "%.*f", places > 0 ? places : 0, size);
    if (places > 0) {
        char *end = text + strlen(text);
        while (end[-1] == '0') {
            *--end = '\0';
        }
        if (!isdigit((unsigned char)end[-1])) {
            end[-1] = '\0';
        }
    }
    put_grouped(out, text);
}

void vi_amount_fixed(vi_buffer *out, const char *prefix, double value, int decimals)
{
    if (!put_sign(out, prefix, value)) {
        return;
    }
    if (needs_exponent(fabs(value))) {
        put_exponent(out, fabs(value), decimals);
    } else {
        put_fixed(out, fabs(value), decimals);
    }
}

void vi_amount_percent(vi_buffer *out, double probability)
{
    if (isnan(probability)) {
        vi_buffer_puts(out, DASH);
        return;
    }
    if (probability <= 0 || probability >= 1) {
        vi_buffer_puts(out, probability <= 0 ? "0" : "100");
    } else if (probability < 0.001) {
        vi_buffer_puts(out, "<0.1");
    } else if (probability > 0.999) {
        vi_buffer_puts(out, ">99.9");
    } else {
        put_fixed(out, 100 * probability, probability < 0.1 || probability > 0.9 ? 1 : 0);
    }
    vi_buffer_puts(out, NO_BREAK_SPACE "%");
}

void vi_amount_count(vi_buffer *out, size_t count)
{
    char text[MAX_DIGITS];
    snprintf(text, sizeof text, "%zu", count);
    put_grouped(out, text);
}
