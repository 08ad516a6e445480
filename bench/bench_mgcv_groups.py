#!/usr/bin/env python3
"""EVPPI of groups of parameters beside R: mgcv's gam and bam, and earth.

    bench_mgcv_groups.py BUILD_DIR [--slow] [--samples N]

Samples of the BKOC problem (19 normal parameters, products of three; R. Brennan and others, 2007),
from the same files. In R:
    te      gam(increment ~ te(parameters, bs = "cr", k = 4)), as the package voi does by default
    bam     bam(increment ~ s(each) + ti(every pair), discrete = TRUE), mains and pairs by REML
    earth   earth(increment ~ parameters, degree = 3, nk = 200)
with the plug-in value of the fits. R's time is that of the fit alone; ours is that of the whole
command, start, reading, standard error and interval included. Memory is the peak of the process.
`knowing` is the estimate by the conditional expectation itself on the same sample: what is left is
the error of the regression. Five parameters by te take minutes and are run with --slow only.
--samples N gives the root mean square of that error over N samples of 10,000 rows instead. Says so
and stops where R or its packages are missing.
"""
import argparse
import csv
import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

MEANS = [1000, .1, 5.2, 400, .7, .3, 3, .25, -.1, .5, 1500, .08, 6.1, .8, .3, 3, .2, -.1, .5]
SDS = [1, .02, 1, 200, .1, .1, .5, .1, .02, .2, 1, .02, 1, .1, .05, 1, .05, .02, .2]
LINKED = (5, 7, 14, 16)
LINK = .6
NAMES = [f"p{j}" for j in range(1, 20)]

R_SCRIPT = r"""
a <- commandArgs(TRUE)
package <- if (a[1] == "earth") "earth" else "mgcv"
suppressPackageStartupMessages(library(package, character.only = TRUE))
data <- read.csv(a[2])
nb <- read.csv(a[3])
names <- strsplit(a[4], ",")[[1]]
sign <- if (mean(nb[, 2]) > mean(nb[, 1])) -1 else 1
data$y <- sign * (nb[, 2] - nb[, 1])
pairs <- if (length(names) > 1) combn(names, 2, paste, collapse = ", ") else character()
right <- switch(a[1],
  te = paste0("te(", paste(names, collapse = ", "), ", bs = 'cr', k = 4)"),
  bam = paste(c(paste0("s(", names, ")"), paste0("ti(", pairs, ")")), collapse = " + "),
  earth = paste(names, collapse = " + "))
formula <- as.formula(paste("y ~", right))
took <- system.time(fit <- switch(a[1],
  te = gam(formula, data = data),
  bam = bam(formula, data = data, discrete = TRUE),
  earth = earth(formula, data = data, degree = 3, nk = 200)))[3]
fitted <- as.numeric(fitted(fit))
cat(mean(pmax(0, fitted)) - max(0, mean(fitted)), took, sep = ",")
"""


def draw(rows, seed):
    """Parameters and the net benefits of both strategies."""
    rng = random.Random(seed)
    for _ in range(rows):
        shared = rng.gauss(0, 1)
        t = [None]
        for j in range(1, 20):
            z = rng.gauss(0, 1)
            if j in LINKED:
                z = math.sqrt(LINK) * shared + math.sqrt(1 - LINK) * z
            t.append(MEANS[j - 1] + SDS[j - 1] * z)
        yield t, outcomes(t, 0, 0)


def outcomes(t, first, second):
    """Net benefits; first and second are covariances of θ5 and θ7, and of θ14 and θ16."""
    return (1e4 * (t[6] * (t[5] * t[7] + first) + t[8] * t[9] * t[10])
            - (t[1] + t[2] * t[3] * t[4]),
            1e4 * (t[15] * (t[14] * t[16] + second) + t[17] * t[18] * t[19])
            - (t[11] + t[12] * t[13] * t[4]))


def expected(t, group):
    """The net benefits expected given the parameters of the group."""
    known = [j for j in LINKED if j in group]
    share = LINK / (1 + (len(known) - 1) * LINK) if known else 0
    z = sum((t[j] - MEANS[j - 1]) / SDS[j - 1] for j in known)
    e = [None] + [t[j] if j in group else MEANS[j - 1] for j in range(1, 20)]
    for j in LINKED:
        e[j] = t[j] if j in group else MEANS[j - 1] + SDS[j - 1] * share * z
    left = LINK - LINK * share * len(known)
    first = 0 if 5 in group or 7 in group else left * SDS[4] * SDS[6]
    second = 0 if 14 in group or 16 in group else left * SDS[13] * SDS[15]
    return outcomes(e, first, second)


def gain(values):
    values = list(values)
    n = len(values)
    means = [sum(v[d] for v in values) for d in (0, 1)]
    return (sum(max(v) for v in values) - max(means)) / n


def write(folder, rows, seed):
    """The files of a sample, and its rows."""
    sample = list(draw(rows, seed))
    for name, head, pick in (("params.csv", NAMES, lambda r: r[0][1:]),
                             ("nb.csv", ["a", "b"], lambda r: r[1])):
        with open(folder / name, "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(head)
            writer.writerows(pick(row) for row in sample)
    return sample


def run(command):
    """Standard output, seconds and peak memory in MB."""
    start = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as child:
        out = child.stdout.read()
        message = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(message)
    return out, time.perf_counter() - start, usage.ru_maxrss / 1024


def in_r(method, folder, names):
    out, _, memory = run(["Rscript", "--vanilla", "-e", R_SCRIPT, method,
                          str(folder / "params.csv"), str(folder / "nb.csv"), names])
    value, seconds = out.split(",")
    return float(value), float(seconds), memory


def ours(voi, folder, names, runs):
    best, memory = math.inf, 0
    for _ in range(runs):
        out, seconds, peak = run([voi, "evppi", "--nb", str(folder / "nb.csv"), "--params",
                                  str(folder / "params.csv"), "--pars", names, "--format", "csv",
                                  "--quiet"])
        best, memory = min(best, seconds), max(memory, peak)
    row = next(csv.DictReader(out.splitlines()))
    return float(row["evppi"]), best, memory


def compare(voi, rows, group, methods, folder):
    """Prints the lines of one group."""
    names = ",".join(f"p{j}" for j in group)
    sample = write(folder, rows, 1)
    knowing = gain(expected(t, set(group)) for t, _ in sample)
    label = names if len(group) < 8 else f"all {len(group)}"
    answers = [("voi", *ours(voi, folder, names, 3))]
    for method in methods:
        answers.append((method, *in_r(method, folder, names)))
    for method, value, seconds, memory in answers:
        print(f"| {rows} | {label} | {method} | {value:.2f} | {100 * (value / knowing - 1):+.2f} | "
              f"{seconds:.3f} | {seconds / answers[0][2]:.1f} | {memory:.0f} |", flush=True)


def compare_errors(voi, count, folder):
    print("| group | method | RMSE of the regression, % |\n|---|---|---|")
    for group, methods in (((5, 14), ("te", "earth")), ((5, 6, 14, 15), ("te", "earth"))):
        names = ",".join(f"p{j}" for j in group)
        errors = {method: [] for method in ("voi", *methods)}
        for seed in range(count):
            sample = write(folder, 10000, 100 + seed)
            knowing = gain(expected(t, set(group)) for t, _ in sample)
            errors["voi"].append(ours(voi, folder, names, 1)[0] / knowing - 1)
            for method in methods:
                errors[method].append(in_r(method, folder, names)[0] / knowing - 1)
        for method, list_of in errors.items():
            rmse = math.sqrt(sum(e * e for e in list_of) / len(list_of))
            print(f"| {names} | {method} | {100 * rmse:.2f} |", flush=True)


def compare_all(voi, slow, folder):
    print("| N | group | method | value | from knowing, % | s | ratio | MB |\n"
          "|---|---|---|---|---|---|---|---|")
    compare(voi, 10000, (5, 14), ("te", "bam", "earth"), folder)
    compare(voi, 10000, (5, 7, 14, 16), ("te", "bam", "earth"), folder)
    five = ("te", "bam", "earth") if slow else ("bam", "earth")
    compare(voi, 10000, (5, 6, 7, 14, 15), five, folder)
    compare(voi, 10000, tuple(range(1, 20)), ("earth",), folder)
    compare(voi, 100000, (5, 7, 14, 16), ("te", "bam", "earth"), folder)


def has_r():
    test = 'stopifnot(requireNamespace("mgcv"), requireNamespace("earth"))'
    if not shutil.which("Rscript"):
        return False
    done = subprocess.run(["Rscript", "--vanilla", "-e", test], capture_output=True, check=False)
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--samples", type=int, default=0)
    asked = parser.parse_args()
    if not has_r():
        print("bench_mgcv_groups: R with the packages mgcv and earth is not here; skipped")
        return
    voi = str(pathlib.Path(asked.build) / "voi")
    with tempfile.TemporaryDirectory() as name:
        if asked.samples:
            compare_errors(voi, asked.samples, pathlib.Path(name))
        else:
            compare_all(voi, asked.slow, pathlib.Path(name))


if __name__ == "__main__":
    main()
