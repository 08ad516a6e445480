#!/usr/bin/env python3
"""EVPI beside NumPy, in one process and in turns.

    bench/bench_evpi.py [BUILD_DIR] [--newest] [--seconds S]

Prints two markdown tables: the EVPI of a matrix of net benefits, and the EVPI over 501 values of
willingness to pay. Times are medians, ratios in brackets those of the fastest runs. Libvoi's times
include the standard error and the call through ctypes. `of read` compares with reading the same
bytes once by as many threads. Exits 1 where values differ.

NumPy is the one this Python, or Debian's, can import; without one, or with --newest, the newest
from the package index, in a virtual environment in BUILD_DIR/numpy (needs python3-venv).
"""
import argparse
import ctypes
import os
import pathlib
import statistics
import subprocess
import sys
import time

from voi_ctypes import Library, Matrix

try:
    import numpy as np
except ImportError:
    np = None

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Shapes and, of the first three in row-major order, published values.
SHAPES = {(5000, 8): 279.461240481195, (50000, 15): 346.1124074547487,
          (500000, 25): 392.5687177221072, (10**6, 4): None, (10**7, 2): None}
READ_RATE = "bench/libbench_read_rate.so"
CURVES = ((10**4, 2), (10**4, 4), (10**6, 4))


def can_import_numpy(python):
    return subprocess.run([python, "-c", "import numpy"], check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


def newest_numpy(build):
    """A Python of its own with the newest NumPy; None where it cannot be had."""
    folder = build / "numpy"
    python = str(folder / "bin" / "python")
    if os.path.exists(python) and can_import_numpy(python):
        return python
    for command in ([sys.executable, "-m", "venv", str(folder)],
                    [python, "-m", "pip", "install", "--quiet", "--upgrade", "numpy"]):
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != 0:
            return None
    return python


def ensure_numpy(build, newest):
    """Starts over in a Python that has NumPy where this one has none, or not the newest."""
    if np and (not newest or pathlib.Path(sys.prefix) == build / "numpy"):
        return
    debian = "/usr/bin/python3"
    has_debian = not newest and os.path.exists(debian) and can_import_numpy(debian)
    python = debian if has_debian else newest_numpy(build)
    if not python:
        print("bench_evpi: no NumPy to compare with; install python3-numpy, or python3-venv")
        sys.exit(0)
    sys.stdout.flush()
    os.execv(python, [python, *sys.argv])


def numpy_evpi(nb):
    return np.mean(np.max(nb, axis=1)) - np.max(np.mean(nb, axis=0))


def numpy_se(nb):
    regrets = nb.max(axis=1) - nb[:, nb.mean(axis=0).argmax()]
    return regrets.std(ddof=1) / np.sqrt(len(nb))


def in_turns(jobs, seconds, least=7):
    """Runs the jobs in turn until the time is up; their lists of times in seconds."""
    times = {name: [] for name in jobs}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(next(iter(times.values()))) < least:
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    return times


def ratio(slow, fast):
    return (f"{statistics.median(slow) / statistics.median(fast):.1f} "
            f"({min(slow) / min(fast):.1f})")


def check(what, actual, expected, tolerance):
    if not abs(actual - expected) <= tolerance:
        sys.exit(f"bench_evpi: {what} is {actual!r}, not {expected!r}")


class MatrixBench:
    """The first table."""

    def __init__(self, library, build, threads):
        self.voi_evpi = library.voi.voi_evpi_matrix
        self.contexts = {t: library.context(t) for t in threads}
        self.read = ctypes.CDLL(str(build / READ_RATE)).read_all
        self.read.restype = ctypes.c_uint64
        self.read.argtypes = [ctypes.c_void_p] + 3 * [ctypes.c_size_t]

    def compare(self, nb, published, seconds):
        """Times of one matrix by name; values are checked first."""
        matrix, evpi, se = Matrix.of(nb), ctypes.c_double(), ctypes.c_double()
        times = max(1, 2**25 // nb.nbytes)
        jobs = {"numpy": lambda: numpy_evpi(nb)}
        for threads, ctx in self.contexts.items():
            arguments = (ctx, ctypes.byref(matrix), ctypes.byref(evpi), ctypes.byref(se), None)
            jobs["voi", threads] = lambda a=arguments: self.voi_evpi(*a)
            jobs["read", threads] = lambda t=threads: self.read(nb.ctypes.data, nb.size, t, times)
            jobs["voi", threads]()
            check("the EVPI", evpi.value, published or numpy_evpi(nb), 1e-10 * evpi.value)
            check("the EVPI", evpi.value, numpy_evpi(nb), 1e-10 * evpi.value)
            check("its standard error", se.value, numpy_se(nb), 1e-9 * se.value)
        measured = in_turns(jobs, seconds)
        for threads in self.contexts:
            measured["read", threads] = [t / times for t in measured["read", threads]]
        return measured

    def line(self, shape, order, times):
        cells = [f"{shape[0]} × {shape[1]}", order,
                 f"{1e3 * statistics.median(times['numpy']):.3g}"]
        for threads in self.contexts:
            mine, read = times["voi", threads], times["read", threads]
            cells += [f"{1e3 * statistics.median(mine):.3g}", ratio(times["numpy"], mine),
                      f"{100 * statistics.median(read) / statistics.median(mine):.0f} %"]
        return "| " + " | ".join(cells) + " |"

    def run(self, seconds):
        names = [f"{t} thread{'s' * (t > 1)}" for t in self.contexts]
        heads = ["rows × strategies", "order", "NumPy ms"]
        heads += [cell for name in names for cell in (f"{name}: ms", "× NumPy", "of read")]
        print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
        for shape, published in SHAPES.items():
            np.random.seed(42)
            nb = np.random.normal(1000, 200, shape)
            print(self.line(shape, "row", self.compare(nb, published, seconds)), flush=True)
            nb = np.asfortranarray(nb)
            print(self.line(shape, "column", self.compare(nb, None, seconds)), flush=True)


def numpy_curve(costs, effects, wtp):
    """EVPI at every k, a matrix of net benefits at a time: what fits in memory."""
    return [numpy_evpi(k * effects - costs) for k in wtp]


def outcomes(rows, cols):
    """Costs and effects in the order that suits NumPy best here."""
    random = np.random.default_rng(1)
    step = np.arange(cols)
    costs = 2000 * step + 3000 * random.random((rows, cols))
    effects = 10 + 0.1 * step + 0.4 * random.random((rows, cols))
    return np.asfortranarray(costs), np.asfortranarray(effects)


def check_curve(rows, costs, effects, wtp):
    """Against regrets in NumPy, at every 20th k."""
    for k, evpi, se in rows[::20]:
        nb = k * effects - costs
        best = nb.mean(axis=0).argmax()
        plain = (nb.max(axis=1) - nb[:, best]).mean()
        noise = 1e-12 * np.abs(nb).max()
        check(f"the EVPI at k = {k:g}", evpi, plain, 1e-10 * plain + noise)
        check(f"its standard error at k = {k:g}", se, numpy_se(nb), 1e-9 * se + noise)
    check("the number of rows", len(rows), len(wtp), 0)


def run_curves(library, threads, seconds):
    wtp = np.arange(0.0, 50001.0, 100.0)
    print("| rows × strategies | k | NumPy ms | libvoi ms | × NumPy |\n" + "|---" * 5 + "|")
    ctx = library.context(threads)
    for rows, cols in CURVES:
        costs, effects = outcomes(rows, cols)
        problem = library.problem(ctx, costs, effects)
        check_curve(library.rows(library.evpi_curve(ctx, problem, wtp), 3), costs, effects, wtp)
        jobs = {"numpy": lambda: numpy_curve(costs, effects, wtp),
                "voi": lambda: library.destroy(library.evpi_curve(ctx, problem, wtp))}
        times = in_turns(jobs, seconds, least=7 if rows < 10**5 else 1)
        print(f"| {rows} × {cols} | {len(wtp)} | {1e3 * statistics.median(times['numpy']):.4g} "
              f"| {1e3 * statistics.median(times['voi']):.3g} "
              f"| {ratio(times['numpy'], times['voi'])} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--newest", action="store_true")
    parser.add_argument("--seconds", type=float, default=3, help="of each comparison")
    options = parser.parse_args()
    build = options.build.resolve()
    for needed in ("libvoi.so", READ_RATE):
        if not (build / needed).exists():
            sys.exit(f"bench_evpi: {build / needed} is not built; make bench builds it")
    ensure_numpy(build, options.newest)
    library = Library(build)
    threads = len(os.sched_getaffinity(0))
    print(f"NumPy {np.__version__}; libvoi on {library.backend(library.context(1))} kernels\n")
    MatrixBench(library, build, sorted({1, threads})).run(options.seconds)
    print()
    run_curves(library, threads, options.seconds)


if __name__ == "__main__":
    main()
