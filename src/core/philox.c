/* Each round multiplies two of the counter's words by odd constants and mixes the high halves into
 * the other two; the key is bumped by a Weyl sequence between rounds. A block gives two doubles:
 * the low bit of the index chooses which. */
#include "core/philox.h"

enum { ROUNDS = 10 };

static const uint32_t multiplier[2] = {0xD2511F53u, 0xCD9E8D57u};
static const uint32_t weyl[2] = {0x9E3779B9u, 0xBB67AE85u};

void vi_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
    uint32_t k[2] = {key[0], key[1]};
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t p0 = (uint64_t)multiplier[0] * c[0];
        uint64_t p1 = (uint64_t)multiplier[1] * c[2];
        uint32_t next[4] = {(uint32_t)(p1 >> 32) ^ c[1] ^ k[0], (uint32_t)p1,
                            (uint32_t)(p0 >> 32) ^ c[3] ^ k[1], (uint32_t)p0};
        for (int i = 0; i < 4; i++) {
            c[i] = next[i];
        }
        k[0] += weyl[0];
        k[1] += weyl[1];
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
