/* Each round multiplies two of the counter's words by odd constants and mixes the high halves into
 * the other two; the key is bumped by a Weyl sequence between rounds. A block gives two doubles:
 * the low bit of the index chooses which. */
#include "core/philox.h"

void vi_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k[2] = {key[0], key[1]};
    for (int round = 0; round < VI_PHILOX_ROUNDS; round++) {
        uint64_t p0 = (uint64_t)VI_PHILOX_FIRST * c[0];
        uint64_t p1 = (uint64_t)VI_PHILOX_SECOND * c[2];
        uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ c[1] ^ k[0], (uint32_t)p1,
                            (uint32_t)(p0 >> 32) ^ c[3] ^ k[1], (uint32_t)p0};
        for (int i = 0; i < 4; i++) {
            c[i] = next[i];
        }
        k[0] += VI_PHILOX_FIRST_STEP;
        k[1] += VI_PHILOX_SECOND_STEP;
    }
    for (int i = 0; i < 4; i++) {
        out[i] = c[i];
    }
}

double vi_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
    uint64_t block = index >> 1;
    uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)stream,
                           (uint32_t)(stream >> 32)};
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t bits[4];
    vi_philox(counter, key, bits);
    unsigned half = 2u * (unsigned)(index & 1);
    uint64_t word = ((uint64_t)bits[half + 1] << 32 | bits[half]) >> 12;
    return ((double)word + 0.5) * 0x1p-52;
}
