#!/usr/bin/env python3
"""EVPPI of every single parameter beside R's mgcv: values and times.

    bench_mgcv.py BUILD_DIR [COSTS EFFECTS PARAMS [K]]

On the shipped example, or on three CSV files. R fits gam(increment ~ s(x)) with its defaults and
gam(increment ~ s(x, bs = "cr", k = 40), method = "REML") to the increments of net benefit against
the best strategy (means where there are at most 10 values) and answers the plug-in value; its time
is that of the fits alone. Ours is that of the whole command, start and reading included, with
standard errors and intervals. The fastest of several runs counts. Says so and stops where R or mgcv
is missing.
"""
import csv
import io
import pathlib
import shutil
import subprocess
import sys
import time

RUNS = 7

R_SCRIPT = r"""
suppressPackageStartupMessages(library(mgcv))
a <- commandArgs(TRUE)
k <- as.numeric(a[4])
nb <- k * as.matrix(read.csv(a[2])) - as.matrix(read.csv(a[1]))
pars <- read.csv(a[3])
best <- which.max(colMeans(nb))
increments <- (nb - nb[, best])[, -best, drop = FALSE]
value <- function(fits) mean(pmax(0, apply(fits, 1, max))) - max(0, colMeans(fits))
fit <- function(x, smooth) sapply(seq_len(ncol(increments)), function(d) {
  y <- increments[, d]
  fitted(smooth(data.frame(x = x, y = y)))
})
few <- function(data) length(unique(data$x)) <= 10
means <- function(data) lm(y ~ factor(x), data = data)
plain <- function(data) if (few(data)) means(data) else gam(y ~ s(x), data = data)
rich <- function(data) if (few(data)) means(data) else {
  size <- min(40, length(unique(data$x)))
  gam(y ~ s(x, bs = "cr", k = size), data = data, method = "REML")
}
for (name in names(pars)) {
  took <- c(Inf, Inf)
  values <- c(NA, NA)
  for (run in 1:2) {
    took[1] <- min(took[1], system.time(values[1] <- value(fit(pars[[name]], plain)))[3])
    took[2] <- min(took[2], system.time(values[2] <- value(fit(pars[[name]], rich)))[3])
  }
  cat(name, values, took, sep = ",")
  cat("\n")
}
"""


def run_r(costs, effects, params, k):
    """{parameter: (plain value, rich value, plain seconds, rich seconds)}, None without mgcv."""
    if not shutil.which("Rscript"):
        return None
    done = subprocess.run(["Rscript", "--vanilla", "-e", R_SCRIPT, costs, effects, params, str(k)],
                          capture_output=True, text=True, check=False)
    if "mgcv" in done.stderr and done.returncode != 0:
        return None
    if done.returncode != 0:
        sys.exit(done.stderr)
    rows = (line.split(",") for line in done.stdout.splitlines() if line.count(",") == 4)
    return {row[0]: tuple(float(x) for x in row[1:]) for row in rows}


def run_ours(voi, costs, effects, params, k):
    """The command's rows and its fastest time in seconds."""
    command = [voi, "evppi", "--costs", costs, "--effects", effects, "--params", params,
               "--wtp", str(k), "--format", "csv", "--quiet"]
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        best = min(best, time.perf_counter() - start)
    return list(csv.DictReader(io.StringIO(done.stdout))), best


def main():
    if len(sys.argv) not in (2, 5, 6):
        sys.exit(__doc__)
    voi = str(pathlib.Path(sys.argv[1]) / "voi")
    example = pathlib.Path(__file__).resolve().parent.parent / "examples" / "heart_failure"
    files = sys.argv[2:5] or [str(example / f"{name}.csv")
                              for name in ("costs", "effects", "params")]
    k = sys.argv[5] if len(sys.argv) == 6 else "20000"
    theirs = run_r(*files, k)
    if theirs is None:
        print("bench_mgcv: R with the package mgcv is not here; skipped")
        return
    ours, seconds = run_ours(voi, *files, k)
    print("| parameter | voi | SE | gam s(x) | gam cr, k 40, REML |\n|---|---|---|---|---|")
    for row in ours:
        plain, rich, _, _ = theirs[row["pars"]]
        print(f"| {row['pars']} | {float(row['evppi']):.2f} | {float(row['se']):.2f} | "
              f"{plain:.2f} | {rich:.2f} |")
    for label, place in (("s(x)", 2), ("cr, k 40, REML", 3)):
        total = sum(row[place] for row in theirs.values())
        print(f"all {len(ours)} parameters: voi {1e3 * seconds:.1f} ms (whole command), "
              f"gam {label} {total:.2f} s, ratio {total / seconds:.0f}")


if __name__ == "__main__":
    main()
