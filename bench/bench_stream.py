#!/usr/bin/env python3
"""EVPI of a file larger than its memory, beside reading the file and doing nothing with it.

    bench/bench_stream.py [BUILD_DIR] [--gigabytes G] [--strategies D] [--threads T] [--repeat R]
                    [--folder DIR]

Writes a .npy of net benefits, reads it once so that it lies in the page cache, and times in turns
`cat FILE > /dev/null` and `voi evpi --nb FILE --max-memory 64M`. Prints a markdown table: seconds,
fastest of R, gigabytes a second, the ratio of the speeds, and the largest memory that voi took.
"""
import argparse
import array
import os
import pathlib
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK_ROWS = 200_000


def write_npy(path, rows, cols):
    """Rows of normal net benefits: one block of them, over and over."""
    draw = random.Random(1)
    block = array.array("d", (1000 * draw.gauss(0.02 * (i % cols), 1)
                              for i in range(BLOCK_ROWS * cols)))
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {cols}), }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for first in range(0, rows, BLOCK_ROWS):
            count = min(BLOCK_ROWS, rows - first)
            file.write(memoryview(block)[:count * cols])


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", nargs="?", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--strategies", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="0: as many as there are")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--folder", default=None, help="where the file is written")
    args = parser.parse_args()
    rows = int(args.gigabytes * 1e9 / 8 / args.strategies)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        path = os.path.join(folder, "nb.npy")
        write_npy(path, rows, args.strategies)
        size = os.path.getsize(path) / 1e9
        voi = [args.build / "voi", "evpi", "--nb", path, "--max-memory", "64M"]
        voi += ["--threads", str(args.threads)] if args.threads else []
        # Through a shell, since cat asks where its output goes.
        cat = ["sh", "-c", 'exec cat "$0" > /dev/null', path]
        seconds(cat)
        times = {"voi": [], "cat": []}
        for _ in range(args.repeat):
            times["voi"].append(seconds(voi))
            times["cat"].append(seconds(cat))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    best = {name: min(values) for name, values in times.items()}
    threads = args.threads or len(os.sched_getaffinity(0))
    cells = [args.strategies, threads, f"{size:.1f}", f"{best['cat']:.2f}",
             f"{size / best['cat']:.1f}", f"{best['voi']:.2f}", f"{size / best['voi']:.1f}",
             f"{best['cat'] / best['voi']:.2f}", f"{peak:.0f}"]
    print("| D | threads | GB | cat s | cat GB/s | voi s | voi GB/s | voi / cat | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("| " + " | ".join(map(str, cells)) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
