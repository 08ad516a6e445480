/* Least significant digit first, of the upper 33 bits, which tell most values apart; an insertion
 * sort puts the rest right in one walk. Where it would have to move too many, all six digits are
 * sorted. The bits of a double ascend like the numbers once the sign bit of positive ones is set
 * and all bits of negative ones are turned. */
#include "math/radix.h"

#include <stdbool.h>

enum { BITS = 11, BUCKETS = 1 << BITS, DIGITS = 6, UPPER = 3, MOVES = 4 };

static uint64_t ascending_bits(double x)
{
    uint64_t bits;
    x += 0.0; /* -0 becomes +0 */
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | 1ull << 63;
}

static size_t digit(uint64_t key, int place)
{
    return key >> (BITS * place) & (BUCKETS - 1);
}

/* Turns counts into starting places; false where all keys share this digit. */
static bool set_starts(size_t *counts, size_t n)
{
    size_t start = 0;
    for (size_t b = 0; b < BUCKETS; b++) {
        size_t count = counts[b];
        if (count == n) {
            return false;
        }
        counts[b] = start;
        start += count;
    }
    return true;
}

/* Sorts by digits first to DIGITS − 1; answers which of the two now holds the entries. */
static vi_sorted *sort_digits(vi_sorted *from, vi_sorted *to, size_t n, int first)
{
    size_t counts[DIGITS][BUCKETS];
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < n; i++) {
        for (int place = first; place < DIGITS; place++) {
            counts[place][digit(from[i].key, place)]++;
        }
    }
    for (int place = first; place < DIGITS; place++) {
        if (!set_starts(counts[place], n)) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            to[counts[place][digit(from[i].key, place)]++] = from[i];
        }
        vi_sorted *other = from;
        from = to;
        to = other;
    }
    return from;
}

/* Insertion sort; false after too many moves, with equal keys still in the order of their rows. */
static bool insert(vi_sorted *entries, size_t n)
{
    size_t left = MOVES * n;
    for (size_t i = 1; i < n; i++) {
        vi_sorted entry = entries[i];
        size_t at = i;
        while (at > 0 && entries[at - 1].key > entry.key && left > 0) {
            entries[at] = entries[at - 1];
            at--;
            left--;
        }
        entries[at] = entry;
        if (left == 0) {
            return false;
        }
    }
    return true;
}

void vi_radix_sort(const double *x, size_t n, vi_sorted *out, vi_sorted *spare)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = (vi_sorted){ascending_bits(x[i]), i};
    }
    vi_sorted *from = sort_digits(out, spare, n, DIGITS - UPPER);
    if (!insert(from, n)) {
        from = sort_digits(from, from == out ? spare : out, n, 0);
    }
    if (from != out) {
        memcpy(out, from, n * sizeof *out);
    }
}
