/* A sum is an expansion: doubles whose exact sum it is. What is added to a layer leaves its
 * rounding error (Knuth's two-sum, exact), which is added to the next layer; the error of the last
 * one founds another. Two or three layers are all that data need. Layers are long arrays, so that
 * the loop over many sums runs in vectors, and no sum pays for the layers of a wilder one but in
 * memory.
 *
 * To round, the layers become partial sums that do not overlap (Shewchuk, "Adaptive precision
 * floating-point arithmetic", 1997); the largest two decide, unless they end in the middle between
 * two doubles, where the sign of the third does. */
#include "math/exact.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

/* Room for VI_EXACT_TERMS partial sums while as many terms are taken from them. */
enum { ROOM = 2 * VI_EXACT_TERMS };

vi_exact vi_exact_empty(size_t count)
{
    return (vi_exact){.count = count};
}

void vi_exact_free(vi_exact *sums)
{
    for (size_t l = 0; l < sums->layer_count; l++) {
        vi_free(sums->layers[l]);
    }
    vi_free(sums->layers);
    *sums = (vi_exact){0};
}

/* Another layer of zeros; NULL when memory is out. */
static double *found_layer(vi_exact *sums)
{
    double **layers = vi_realloc(sums->layers, sums->layer_count + 1, sizeof *layers);
    double *layer = layers ? vi_calloc(sums->count, sizeof *layer) : NULL;
    sums->layers = layers ? layers : sums->layers;
    if (!layer) {
        sums->failed = true;
        return NULL;
    }
    sums->layers[sums->layer_count++] = layer;
    return layer;
}

/* The sum of two numbers and its error; no error where the sum is not finite. */
static inline double two_sum(double a, double x, double *error)
{
    double sum = a + x, part = sum - a;
    double rest = (a - (sum - part)) + (x - part);
    *error = sum - sum == 0 ? rest : 0;
    return sum;
}

/* Adds to one layer and leaves the errors in `values`; whether there are any. */
static bool add_to_layer(double *restrict layer, double *restrict values, size_t count)
{
    uint64_t left = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits;
        double error;
        layer[i] = two_sum(layer[i], values[i], &error);
        values[i] = error;
        memcpy(&bits, &error, sizeof bits);
        left |= bits << 1; /* without the sign */
    }
    return left != 0;
}

void vi_exact_add(vi_exact *sums, size_t first, double *values, size_t count)
{
    for (size_t l = 0; l < sums->layer_count; l++) {
        if (!add_to_layer(sums->layers[l] + first, values, count)) {
            return;
        }
    }
    double *layer = found_layer(sums);
    if (layer) {
        memcpy(layer + first, values, count * sizeof *values);
    }
}

void vi_exact_add_one(vi_exact *sums, size_t index, double value)
{
    vi_exact_add(sums, index, &value, 1);
}

void vi_exact_add_integers(vi_exact *sums, size_t first, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i] != 0) {
            /* Both halves are doubles, whole numbers of at most 32 bits and 32 zeros. */
            int64_t low = values[i] & INT64_C(0xffffffff);
            vi_exact_add_one(sums, first + i, (double)(values[i] - low));
            vi_exact_add_one(sums, first + i, (double)low);
        }
    }
}

void vi_exact_merge(vi_exact *to, const vi_exact *from)
{
    to->failed = to->failed || from->failed;
    double *copy = from->layer_count > 0 ? vi_malloc(from->count, sizeof *copy) : NULL;
    if (from->layer_count > 0 && !copy) {
        to->failed = true;
        return;
    }
    for (size_t l = 0; l < from->layer_count; l++) {
        memcpy(copy, from->layers[l], from->count * sizeof *copy);
        vi_exact_add(to, 0, copy, to->count);
    }
    vi_free(copy);
}

/* Adds x to partial sums of growing magnitude that do not overlap; their new number, which is at
 * most one more. */
static size_t grow(double *parts, size_t count, double x)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        double error;
        x = two_sum(x, parts[i], &error);
        if (error != 0) {
            parts[kept++] = error;
        }
    }
    parts[kept] = x;
    return kept + (x != 0);
}

/* What partial sums add up to, rounded to nearest. */
static double round_parts(const double *parts, size_t count)
{
    double sum = 0, error = 0;
    while (count > 0 && error == 0) {
        sum = two_sum(sum, parts[--count], &error);
    }
    /* In the middle between two doubles the parts below tell which one is nearer. */
    if (count > 0 && ((error < 0) == (parts[count - 1] < 0))) {
        double twice = 2 * error, other = sum + twice;
        sum = twice == other - sum ? other : sum;
    }
    return sum;
}

/* Takes from partial sums the double nearest to what they add up to, until nothing is left. A term
 * is at most half a unit in the last place of the one before, so that its exponent is lower by 53
 * or more; from 1023 to -1074 that makes 40 terms at most, and as many partial sums at most come on
 * the way to those there are. */
static size_t take_terms(double parts[ROOM], size_t count, double terms[VI_EXACT_TERMS])
{
    size_t used = 0;
    while (count > 0) {
        double term = round_parts(parts, count);
        terms[used++] = term;
        count = isfinite(term) ? grow(parts, count, -term) : 0;
    }
    return used;
}

/* Makes partial sums, which may be a few bits apart, as few as there are terms. */
static size_t compress(double parts[ROOM], size_t count)
{
    double terms[VI_EXACT_TERMS];
    size_t used = take_terms(parts, count, terms);
    for (size_t i = 0; i < used; i++) {
        parts[i] = terms[used - 1 - i];
    }
    return used;
}

/* The partial sums of one sum, at most VI_EXACT_TERMS. A sum that is not finite is its only part.
 */
static size_t collect(const vi_exact *sums, size_t index, double parts[ROOM])
{
    size_t count = 0;
    for (size_t l = 0; l < sums->layer_count; l++) {
        double x = sums->layers[l][index];
        if (!isfinite(x)) {
            parts[0] = x;
            return 1;
        }
        count = count == VI_EXACT_TERMS ? compress(parts, count) : count;
        count = x != 0 ? grow(parts, count, x) : count;
    }
    return count;
}

double vi_exact_value(const vi_exact *sums, size_t index)
{
    if (sums->layer_count == 0) {
        return 0;
    }
    if (sums->layer_count == 1 || (sums->layer_count == 2 && isfinite(sums->layers[0][index]))) {
        return sums->layers[0][index] + (sums->layer_count == 2 ? sums->layers[1][index] : 0);
    }
    double parts[ROOM] = {0};
    return round_parts(parts, collect(sums, index, parts));
}

size_t vi_exact_terms(const vi_exact *sums, size_t index, double terms[VI_EXACT_TERMS])
{
    double parts[ROOM] = {0};
    return take_terms(parts, collect(sums, index, parts), terms);
}
