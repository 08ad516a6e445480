#!/usr/bin/env python3
"""Times the command as users meet it: whole processes, from start to exit.

    bench/bench_command.py [BUILD_DIR] [--data FOLDER]

FOLDER holds PREFIX_costs.csv, PREFIX_effects.csv and PREFIX_pars.csv (or costs.csv, effects.csv and
params.csv: the shipped example). Prints a markdown table: median and minimum of wall time over the
runs, and the peak memory of one process.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15


def input_files(folder):
    """The costs, effects and parameters of a folder, whatever prefix they have."""
    found = []
    for stems in (("costs",), ("effects",), ("pars", "params")):
        names = [p for stem in stems for p in sorted(folder.glob(f"*{stem}.csv"))]
        if not names:
            sys.exit(f"{folder}: no file for {stems[0]}")
        found.append(str(names[0]))
    return found


def run_once(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def peak_megabytes(command):
    """Peak resident memory of one run, measured in a child of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        run_once(command)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        os.write(writer, str(peak).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return float(answer)


def measure(name, command):
    run_once(command)
    times = [run_once(command) for _ in range(RUNS)]
    print(f"| {name} | {1e3 * statistics.median(times):.1f} | {1e3 * min(times):.1f} "
          f"| {peak_megabytes(command):.0f} |", flush=True)


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default=root / "build", type=pathlib.Path)
    parser.add_argument("--data", default=root / "examples" / "heart_failure", type=pathlib.Path)
    options = parser.parse_args()
    voi = str(options.build / "voi")
    costs, effects, params = input_files(options.data)
    outcomes = ["--costs", costs, "--effects", effects]
    everything = outcomes + ["--params", params]
    grid = ["--wtp", "0:50000:100"]
    print(f"{options.data.name}, {RUNS} runs each, one empty process beside them\n")
    print("| command | median ms | min ms | peak MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "report.html")
        measure("true (the cost of a process)", ["true"])
        measure("voi --version", [voi, "--version"])
        measure("voi check", [voi, "check", *everything])
        measure("voi evpi, 1 k", [voi, "evpi", *outcomes, "--wtp", "20000"])
        measure("voi evpi, 501 k", [voi, "evpi", *outcomes, *grid])
        measure("voi evppi, all parameters, 1 k", [voi, "evppi", *everything, "--wtp", "20000"])
        measure("voi evppi, all parameters, 501 k", [voi, "evppi", *everything, *grid])
        measure("voi report, 501 k", [voi, "report", *everything, *grid, "--output", page])


if __name__ == "__main__":
    main()
