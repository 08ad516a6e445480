/* The step is the roundest one that gives no more ticks than wanted. Large money is written in
 * thousands of thousands: 1.2m, so that an axis stays narrow. */
#include "render/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double round_step(double span, size_t wanted)
{
    double power = pow(10, floor(log10(span / (double)wanted)));
    double rest = span / (double)wanted / power;
    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

void vi_write_grouped(double value, int decimals, const char *prefix, const char *suffix,
                      char *text, size_t capacity)
{
    char plain[400], grouped[500];
    size_t used = 0;
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t whole = strspn(plain, "0123456789");
    for (size_t i = 0; plain[i] && used + 2 < sizeof grouped; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            grouped[used++] = ',';
        }
        grouped[used++] = i == whole ? '.' : plain[i];
    }
    grouped[used] = '\0';
    bool zero = strspn(plain, "0.,") == strlen(plain);
    snprintf(text, capacity, "%s%s%.300s%s", value < 0 && !zero ? "−" : "", prefix, grouped,
             suffix);
}

/* Decimals that tell neighbours one step apart. */
static int decimals_for(double step)
{
    int decimals = (int)ceil(-log10(step) - 1e-9);
    return decimals < 0 ? 0 : decimals > 12 ? 12 : decimals;
}

static void write_tick(double value, double step, vi_unit unit, const char *currency, char *text)
{
    const char *prefix = unit == VI_MONEY ? currency : "";
    if (unit == VI_PERCENT) {
        vi_write_grouped(100 * value, decimals_for(100 * step), "", " %", text, VI_TICK_TEXT);
    } else if (step >= 1e5 && step < 1e14) {
        vi_write_grouped(value / 1e6, decimals_for(step / 1e6), prefix, "m", text, VI_TICK_TEXT);
    } else if (step >= 1e14 || step < 1e-6) {
        snprintf(text, VI_TICK_TEXT, "%s%.3g", prefix, value);
    } else {
        vi_write_grouped(value, decimals_for(step), prefix, "", text, VI_TICK_TEXT);
    }
}

void vi_ticks_make(double *low, double *high, size_t wanted, vi_unit unit, const char *currency,
                   vi_ticks *out)
{
    if (!(*high > *low)) {
        double around = fmax(fabs(*low), 1e-9);
        *high = *low > 0 ? *low + around : fmax(*high, 0) + (*low == 0 ? 1 : 0);
        *low = *low > 0 ? 0 : *low;
    }
    double step = round_step(*high - *low, wanted);
    double first = floor(*low / step + 1e-9), last = ceil(*high / step - 1e-9);
    out->count = 0;
    for (double i = first; i <= last && out->count < VI_MOST_TICKS; i++) {
        out->value[out->count] = i * step;
        write_tick(i * step, step, unit, currency, out->text[out->count]);
        out->count++;
    }
    *low = first * step;
    *high = last * step;
}

void vi_write_amount(double value, vi_unit unit, const char *currency, char *text, size_t capacity)
{
    const char *prefix = unit == VI_MONEY ? currency : "";
    double size = fabs(value);
    if (unit == VI_PERCENT) {
        vi_write_grouped(100 * value, 0, "", " %", text, capacity);
    } else if (size >= 1e6) {
        vi_write_grouped(value / 1e6, size < 1e7 ? 2 : 1, prefix, "m", text, capacity);
    } else {
        int decimals = size >= 100 ? 0 : size >= 1 ? 2 : size > 0 ? decimals_for(size) + 2 : 0;
        vi_write_grouped(value, decimals < 9 ? decimals : 9, prefix, "", text, capacity);
    }
}
