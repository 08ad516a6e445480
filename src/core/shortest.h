/* The shortest decimal of a double. */
#ifndef VI_CORE_SHORTEST_H
#define VI_CORE_SHORTEST_H

#include <stddef.h>
#include <stdint.h>

/* digits · 10^exponent. */
typedef struct {
    uint64_t digits;
    int exponent;
} vi_digits;

/* Of a finite value > 0, the decimal with the fewest digits, at most 17, that reads back as it,
 * and of those the nearest. The digits do not end in 0. */
vi_digits vi_shortest(double value);

enum { VI_SHORTEST_TEXT = 32 };

/* Writes a finite value as its shortest decimal, "0.1" or "1e-09", and answers the length. */
size_t vi_shortest_write(double value, char text[VI_SHORTEST_TEXT]);

#endif
