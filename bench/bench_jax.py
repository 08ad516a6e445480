#!/usr/bin/env python3
"""EVPI of a matrix beside NumPy and JAX, in one process and in turns.

    bench/bench_jax.py [BUILD_DIR] [--seconds S]

Prints a markdown table. JAX has 64-bit numbers and the function compiled ahead of the timing;
`resident` is with the matrix in its memory already, `from NumPy` with the array handed over at
each call. Libvoi's times, on all threads, include the standard error and the call through ctypes.
Times are medians of milliseconds, ratios in brackets those of the fastest runs. The last column
is the largest relative difference of the values from libvoi's. Needs python3-venv: the newest
NumPy and JAX from the package index go into BUILD_DIR/jax; says so and stops where they cannot be
had.
"""
import argparse
import ctypes
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHAPES = ((5000, 8), (50000, 15), (500000, 25), (10**6, 4), (10**7, 2))


def ensure_jax(build):
    """Starts over in a Python of its own that has NumPy and JAX."""
    folder = build / "jax"
    python = str(folder / "bin" / "python")
    if pathlib.Path(sys.prefix) == folder:
        return
    if not os.path.exists(python):
        for command in ([sys.executable, "-m", "venv", str(folder)],
                        [python, "-m", "pip", "install", "--quiet", "numpy", "jax[cpu]"]):
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != 0:
                print("bench_jax: no JAX to compare with; it needs python3-venv and the index")
                sys.exit(0)
    sys.stdout.flush()
    os.execv(python, [python, *sys.argv])


class Bench:
    """One matrix after the other."""

    def __init__(self, build, seconds):
        import jax
        import bench_evpi
        from voi_ctypes import Library, Matrix
        jax.config.update("jax_enable_x64", True)
        self.jax, self.tools, self.matrix, self.seconds = jax, bench_evpi, Matrix, seconds
        self.library = Library(build)
        self.ctx = self.library.context(len(os.sched_getaffinity(0)))
        self.jitted = jax.jit(lambda x: jax.numpy.mean(jax.numpy.max(x, axis=1))
                              - jax.numpy.max(jax.numpy.mean(x, axis=0)))

    def jobs(self, nb):
        """What is timed, by name; each answers the EVPI."""
        matrix, evpi, se = self.matrix.of(nb), ctypes.c_double(), ctypes.c_double()
        arguments = (self.ctx, ctypes.byref(matrix), ctypes.byref(evpi), ctypes.byref(se), None)
        resident = self.jax.device_put(nb).block_until_ready()

        def ours():
            self.library.voi.voi_evpi_matrix(*arguments)
            return evpi.value

        return {"numpy": lambda: self.tools.numpy_evpi(nb),
                "resident": lambda: self.jitted(resident).block_until_ready(),
                "handed over": lambda: self.jitted(nb).block_until_ready(), "voi": ours}

    def line(self, shape, order, nb):
        jobs = self.jobs(nb)
        value = jobs["voi"]()
        apart = max(abs(float(job()) / value - 1) for job in jobs.values())
        times = self.tools.in_turns(jobs, self.seconds)
        cells = [f"{shape[0]} × {shape[1]}", order]
        cells += [f"{1e3 * statistics.median(t):.3g}" for t in times.values()]
        cells += [self.tools.ratio(times[name], times["voi"]) for name in list(times)[:3]]
        return "| " + " | ".join([*cells, f"{apart:.1e}"]) + " |"

    def run(self):
        np = self.tools.np
        print(f"NumPy {np.__version__}, JAX {self.jax.__version__} on "
              f"{self.jax.devices()[0].platform}; libvoi on {self.library.backend(self.ctx)} "
              "kernels\n")
        heads = ["rows × strategies", "order", "NumPy ms", "JAX resident ms", "JAX from NumPy ms",
                 "libvoi ms", "× NumPy", "× JAX resident", "× JAX from NumPy", "apart"]
        print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
        for shape in SHAPES:
            np.random.seed(42)
            nb = np.random.normal(1000, 200, shape)
            print(self.line(shape, "row", nb), flush=True)
            print(self.line(shape, "column", np.asfortranarray(nb)), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=3, help="of each comparison")
    options = parser.parse_args()
    build = options.build.resolve()
    if not (build / "libvoi.so").exists():
        sys.exit(f"bench_jax: {build / 'libvoi.so'} is not built; make builds it")
    ensure_jax(build)
    Bench(build, options.seconds).run()


if __name__ == "__main__":
    main()
