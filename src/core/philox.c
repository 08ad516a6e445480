/* A block gives two doubles: the low bit of the index chooses which. */
#include "core/philox_rounds.h"

#include <string.h>

void vi_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    vi_philox_block block;
    memcpy(block.word, counter, sizeof block.word);
    block = vi_philox_rounds(block, key[0], key[1]);
    memcpy(out, block.word, sizeof block.word);
}

double vi_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
    vi_philox_block block = vi_philox_block_at(seed, stream, index >> 1);
    unsigned half = 2u * (unsigned)(index & 1);
    return vi_uniform_of(block.word[half], block.word[half + 1]);
}
