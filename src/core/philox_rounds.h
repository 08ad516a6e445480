/* Philox itself, in what C and C++ share: kernels for a GPU are made of this text too. Each round
 * multiplies two of the counter's words by odd constants and mixes the high halves into the other
 * two; the key is bumped by a Weyl sequence between rounds. */
#ifndef VI_CORE_PHILOX_ROUNDS_H
#define VI_CORE_PHILOX_ROUNDS_H

#include "core/philox.h"

typedef struct {
    uint32_t word[4];
} vi_philox_block;

static inline vi_philox_block vi_philox_rounds(vi_philox_block c, uint32_t first, uint32_t second)
{
    for (int round = 0; round < VI_PHILOX_ROUNDS; round++) {
        uint64_t p = (uint64_t)VI_PHILOX_FIRST * c.word[0];
        uint64_t q = (uint64_t)VI_PHILOX_SECOND * c.word[2];
        vi_philox_block next = {{(uint32_t)(q >> 32) ^ c.word[1] ^ first, (uint32_t)q,
                                 (uint32_t)(p >> 32) ^ c.word[3] ^ second, (uint32_t)p}};
        c = next;
        first += VI_PHILOX_FIRST_STEP;
        second += VI_PHILOX_SECOND_STEP;
    }
    return c;
}

/* Block `index` of a stream, which is the numbers 2 index and 2 index + 1. */
static inline vi_philox_block vi_philox_block_at(uint64_t seed, uint64_t stream, uint64_t index)
{
    vi_philox_block counter = {
        {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)}};
    return vi_philox_rounds(counter, (uint32_t)seed, (uint32_t)(seed >> 32));
}

/* The leading 52 bits of two words, and half a step: between 0 and 1, and neither. */
static inline double vi_uniform_of(uint32_t low, uint32_t high)
{
    return ((double)(((uint64_t)high << 32 | low) >> 12) + 0.5) * 0x1p-52;
}

#endif
