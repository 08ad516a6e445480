#!/usr/bin/env python3
"""Writes src/core/powers_of_five.h: 5^q for q = -342 .. 308 as 128 leading bits.

Positive powers are cut off, negative ones (reciprocals) rounded up, as section 7 of D. Lemire,
"Number parsing at a gigabyte per second" (2021), needs them.
"""
import pathlib

LOWEST, HIGHEST = -342, 308


def leading_bits(q):
    if q >= 0:
        value = 5 ** q
        shift = value.bit_length() - 128
        return value >> shift if shift > 0 else value << -shift
    divisor = 5 ** -q
    bits = divisor.bit_length() + 127
    value = (1 << bits) // divisor + 1
    while value >= 1 << 128:
        value >>= 1
    return value


def main():
    lines = ["/* 5^q, q = -342 .. 308, as the 128 leading bits: high word, low word. Made by",
             " * tools/make_powers.py. */",
             "#ifndef VI_CORE_POWERS_OF_FIVE_H", "#define VI_CORE_POWERS_OF_FIVE_H", "",
             "#include <stdint.h>", "",
             f"enum {{ LOWEST_POWER = {LOWEST}, HIGHEST_POWER = {HIGHEST} }};", "",
             "static const uint64_t powers_of_five[][2] = {"]
    entries = []
    for q in range(LOWEST, HIGHEST + 1):
        value = leading_bits(q)
        entries.append(f"{{0x{value >> 64:016x}, 0x{value & (2**64 - 1):016x}}},")
    lines += ["    " + " ".join(entries[i:i + 2]) for i in range(0, len(entries), 2)]
    lines += ["};", "", "#endif"]
    target = pathlib.Path(__file__).resolve().parent.parent / "src/core/powers_of_five.h"
    target.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
