/* The random numbers of numpy.random.seed and numpy.random.normal: the Mersenne twister of
 * Matsumoto and Nishimura (ACM Transactions on Modeling and Computer Simulation 8, 1998) and the
 * polar method.
 */
#ifndef TESTS_SUPPORT_TWISTER_H
#define TESTS_SUPPORT_TWISTER_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t words[624];
    size_t next;
    double kept;
    bool has_kept;
} twister;

static inline void seed_twister(twister *t, uint32_t seed)
{
    *t = (twister){.words = {seed}, .next = 624};
    for (uint32_t i = 1; i < 624; i++) {
        t->words[i] = 1812433253u * (t->words[i - 1] ^ (t->words[i - 1] >> 30)) + i;
    }
}

static inline uint32_t next_word(twister *t)
{
    for (size_t i = 0; t->next == 624 && i < 624; i++) {
        uint32_t y = (t->words[i] & 0x80000000u) | (t->words[(i + 1) % 624] & 0x7fffffffu);
        t->words[i] = t->words[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    t->next = t->next == 624 ? 0 : t->next;
    uint32_t y = t->words[t->next++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

static inline double next_uniform(twister *t)
{
    uint32_t high = next_word(t) >> 5, low = next_word(t) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

static inline double next_normal(twister *t)
{
    double x, y, r;
    if (t->has_kept) {
        t->has_kept = false;
        return t->kept;
    }
    do {
        x = 2 * next_uniform(t) - 1;
        y = 2 * next_uniform(t) - 1;
        r = x * x + y * y;
    } while (r >= 1 || r == 0);
    double scale = sqrt(-2 * log(r) / r);
    t->kept = scale * x;
    t->has_kept = true;
    return scale * y;
}

#endif
