/* Random numbers from a counter: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011). Number i of a stream is a pure function of (seed, stream,
 * i), so that results never depend on threads or on the order of the work. */
#ifndef VI_CORE_PHILOX_H
#define VI_CORE_PHILOX_H

#include <stdint.h>

/* The multipliers of its rounds, and what they add to the key. */
#define VI_PHILOX_FIRST 0xD2511F53u
#define VI_PHILOX_SECOND 0xCD9E8D57u
#define VI_PHILOX_FIRST_STEP 0x9E3779B9u
#define VI_PHILOX_SECOND_STEP 0xBB67AE85u

enum { VI_PHILOX_ROUNDS = 10 };

/* The ten-round block function on a 128-bit counter and a 64-bit key. */
void vi_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* A uniform number in the open interval (0, 1), on a grid of step 2^-52. */
double vi_uniform(uint64_t seed, uint64_t stream, uint64_t index);

#endif
