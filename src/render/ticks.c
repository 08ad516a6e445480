/* The step is the roundest one that gives no more numbers than wanted. All numbers of an axis are
 * written alike: so many decimals that neighbours differ, large ones as millions and so on. */
#include "render/ticks.h"

#include "render/amount.h"

#include <math.h>

/* A range narrower than this share of its values cannot be told from a single value. */
static const double NARROWEST = 1e-12;

static double round_step(double span, size_t wanted)
{
    double rough = span / (double)wanted, power = pow(10, floor(log10(rough)));
    double rest = rough / power;
    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

/* Decimals that tell neighbours one step apart. */
static int decimals_for(double step)
{
    int decimals = (int)ceil(-log10(step) - 1e-9);
    return decimals > 0 ? decimals : 0;
}

/* Significant digits that tell neighbours one step apart. */
static int digits_for(double value, double step)
{
    int digits = (int)floor(log10(fabs(value)) + 1e-9) - (int)floor(log10(step) + 1e-9) + 1;
    return digits < 1 ? 1 : digits > 15 ? 15 : digits;
}

/* The largest unit of thousands that leaves at most two decimals. */
static double unit_of(double largest, double step, const char **word)
{
    static const struct {
        double size;
        const char *word;
    } units[] = {{1e12, "\u00a0trillion"}, {1e9, "\u00a0billion"}, {1e6, "\u00a0million"}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (largest >= units[i].size && step >= 0.0099 * units[i].size) {
            *word = units[i].word;
            return units[i].size;
        }
    }
    *word = "";
    return 1;
}

/* Writes a value so that `step` shows. */
static void write_value(const vi_axis *axis, const char *prefix, const vi_ticks *ticks, double step,
                        double value, char *text)
{
    vi_buffer out = vi_buffer_over(text, VI_TICK_TEXT);
    double largest = fmax(fabs(ticks->low), fabs(ticks->high));
    prefix = axis->unit == VI_MONEY ? prefix : "";
    if (axis->unit == VI_PERCENT) {
        vi_amount_fixed(&out, "", 100 * value, value != 0 ? decimals_for(100 * step) : 0);
        vi_buffer_puts(&out, "\u00a0%");
    } else if (fabs(value) < step / 2) {
        vi_amount_fixed(&out, prefix, 0, 0);
    } else if (largest >= 1e15 || step < 1e-6) {
        vi_amount_digits(&out, prefix, value, digits_for(value, step));
    } else {
        const char *word;
        double unit = unit_of(largest, ticks->step, &word);
        int decimals = decimals_for(step / unit);
        bool pence = axis->unit == VI_MONEY && unit == 1 && decimals == 1; /* £0.50 */
        vi_amount_fixed(&out, prefix, value / unit, pence ? 2 : decimals);
        vi_buffer_puts(&out, word);
    }
}

void vi_ticks_write(const vi_axis *axis, const char *prefix, const vi_ticks *ticks, double value,
                    char text[VI_TICK_TEXT])
{
    write_value(axis, prefix, ticks, ticks->step / 10, value, text);
}

static void widen_empty(double *low, double *high)
{
    double size = fmax(fabs(*low), fabs(*high));
    if (!(*high >= *low)) { /* nothing was put in */
        *low = 0;
        *high = 1;
    } else if (size == 0) {
        *high = 1;
    } else if (*high - *low <= NARROWEST * size) {
        *low = fmin(2 * *low, 0);
        *high = fmax(2 * *high, 0);
    }
}

void vi_ticks_make(const vi_axis *axis, const char *prefix, size_t wanted, vi_ticks *out)
{
    *out = (vi_ticks){.low = axis->low, .high = axis->high};
    widen_empty(&out->low, &out->high);
    double step = round_step(out->high - out->low, wanted < VI_MOST_TICKS - 2 ? wanted : 22);
    double low = out->low / step, high = out->high / step;
    double first = axis->tight ? ceil(low - 1e-9) : floor(low + 1e-9);
    double last = axis->tight ? floor(high + 1e-9) : ceil(high - 1e-9);
    size_t numbers = axis->unit == VI_NUMBERLESS ? 0 : VI_MOST_TICKS;
    out->step = step;
    out->low = axis->tight ? out->low : first * step;
    out->high = axis->tight ? out->high : last * step;
    for (double i = first; i <= last && out->count < numbers; i++) {
        out->value[out->count] = i * step;
        write_value(axis, prefix, out, step, i * step, out->text[out->count]);
        out->count++;
    }
}
