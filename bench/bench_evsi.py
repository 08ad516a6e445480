#!/usr/bin/env python3
"""EVSI beside NumPy, in one process and in turns.

    bench/bench_evsi.py [BUILD_DIR] [--newest] [--seconds S]

A trial of two arms with yes/no outcomes. NumPy's side is written as one would who knows it: the
regression method (Strong and others 2015) with one simulated trial a row and products of cubic
splines by normal equations, once for each size; and importance sampling (Menzies 2016) with the
weights of 500 trials at a time as a product of matrices. Libvoi's side has standard errors, and its
regression four trials a row. Prints a markdown table; times are medians, ratios in brackets those
of the fastest runs. Exits 1 where values are further apart than chance allows. Needs what
bench_evpi.py needs.
"""
import argparse
import os
import pathlib
import statistics
import sys

from bench_evpi import ROOT, ensure_numpy, in_turns, np, ratio
from voi_ctypes import Library

K = 20000.0
BLOCK = 500
KNOTS = 3
NAMES = ("p1", "p2")


def sample(rows):
    """Costs, effects and the two chances of side effects."""
    draw = np.random.default_rng(1)
    odds = np.exp(draw.normal(-0.5, 0.3, rows))
    treated = odds * np.exp(draw.normal(-0.55, 0.2, rows))
    chances = np.column_stack([odds / (1 + odds), treated / (1 + treated)])
    burden = 3000 * np.exp(draw.normal(0, 0.2, (rows, 1)))
    loss = 0.5 * np.exp(draw.normal(0, 0.2, (rows, 1)))
    costs = np.asfortranarray(np.array([100, 1800]) + burden * chances)
    return costs, np.asfortranarray(5 - loss * chances), np.asfortranarray(chances)


def spline_basis(x):
    """A cubic spline with inner knots at quantiles, on [-1, 1]."""
    low, high = x.min(), x.max()
    u = (2 * x - low - high) / (high - low)
    columns = [np.ones_like(u), u, u * u, u * u * u]
    for knot in np.quantile(u, np.arange(1, KNOTS + 1) / (KNOTS + 1)):
        columns.append(np.maximum(u - knot, 0)**3)
    return np.stack(columns, axis=1)


def fit(x, y, z, ridge=1e-9):
    """Fitted values of y on products of splines in x and y."""
    basis = (spline_basis(x)[:, :, None] * spline_basis(y)[:, None, :]).reshape(len(x), -1)
    gram = basis.T @ basis
    gram[np.diag_indices_from(gram)] += ridge * np.trace(gram) / len(gram)
    return basis @ np.linalg.solve(gram, basis.T @ z)


def gain(fitted, mean):
    return np.maximum(fitted, 0).mean() - max(mean, 0)


def numpy_regression(costs, effects, chances, sizes):
    draw = np.random.default_rng(2)
    nb = K * effects - costs
    increment = nb[:, 1] - nb[:, 0]
    mean = increment.mean()
    values = []
    for n in sizes:
        events = draw.binomial(int(n), chances) / n
        values.append(gain(fit(events[:, 0], events[:, 1], increment), mean))
    return values


def numpy_importance(costs, effects, chances, sizes):
    """log p(x | row) = Σ x η − A with η = logit p, A = −n log(1 − p)."""
    draw = np.random.default_rng(2)
    nb = K * effects - costs
    increment = nb[:, 1] - nb[:, 0]
    known = fit(chances[:, 0], chances[:, 1], increment)
    natural, rest = np.log(chances / (1 - chances)).T, np.log1p(-chances).sum(axis=1)
    values = []
    for n in sizes:
        events = draw.binomial(int(n), chances).astype(float)
        expected = np.empty(len(events))
        for first in range(0, len(events), BLOCK):
            weights = events[first:first + BLOCK] @ natural
            weights += n * rest
            weights -= weights.max(axis=1, keepdims=True)
            np.exp(weights, out=weights)
            expected[first:first + BLOCK] = weights @ known / weights.sum(axis=1)
        values.append(gain(expected, increment.mean()))
    return values


OPPONENTS = {"regression": numpy_regression, "importance": numpy_importance}
LINES = ((10**4, 5, "regression", ("enumerate", "regression")),
         (10**5, 5, "regression", ("enumerate", "regression")),
         (10**4, 1, "importance", ("importance", "enumerate")))
SIZES = (100.0, 50.0, 200.0, 500.0, 1000.0)


def check_values(rows, theirs):
    for row, other in zip(rows, theirs):
        evsi, se = row[4:6]
        if not abs(evsi - other) <= 4 * se + 0.02 * other:
            sys.exit(f"bench_evsi: EVSI {evsi:g} ± {se:g} beside NumPy's {other:g}")


def compare(library, ctx, line, seconds):
    rows, count, opponent, methods = line
    costs, effects, chances = sample(rows)
    sizes = np.array(SIZES[:count])
    problem = library.problem(ctx, costs, effects, chances)

    def ask(method):
        return library.evsi(ctx, problem, K, ("trial_binary", NAMES), sizes, method)

    def theirs():
        return OPPONENTS[opponent](costs, effects, chances, sizes)

    jobs = {"numpy": theirs}
    for method in methods:
        jobs[method] = lambda m=method: library.destroy(ask(m))
        check_values(library.rows(ask(method), 6), theirs())
    times = in_turns(jobs, seconds, least=5)
    for method in methods:
        print(f"| {rows} | {count} | {opponent} | {1e3 * statistics.median(times['numpy']):.4g} "
              f"| {method} | {1e3 * statistics.median(times[method]):.4g} "
              f"| {ratio(times['numpy'], times[method])} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--newest", action="store_true")
    parser.add_argument("--seconds", type=float, default=5, help="of each comparison")
    options = parser.parse_args()
    build = options.build.resolve()
    if not (build / "libvoi.so").exists():
        sys.exit(f"bench_evsi: {build / 'libvoi.so'} is not built; make bench builds it")
    ensure_numpy(build, options.newest)
    library = Library(build)
    ctx = library.context(len(os.sched_getaffinity(0)))
    print("| N | sizes | NumPy's method | NumPy ms | libvoi's method | libvoi ms | × NumPy |")
    print("|---" * 7 + "|")
    for line in LINES:
        compare(library, ctx, line, options.seconds)


if __name__ == "__main__":
    main()
