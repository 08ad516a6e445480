#!/usr/bin/env python3
"""Runs the commands of the example's README as they stand there, and holds its figures to them.

    walkthrough_test.py VOI EXAMPLE_DIR
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
TEXT = (EXAMPLE / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S)
            for line in block.splitlines()]


def run(line, *more):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("costs.csv", "effects.csv", "params.csv"):
            shutil.copy(EXAMPLE / name, folder)
        words = [str(VOI), *shlex.split(line)[1:], *more]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
        return done, (pathlib.Path(folder) / "report.html").exists()


def rows(start, *words):
    """The rows of the first command that begins so and has these words."""
    line = next(c for c in COMMANDS
                if c.startswith(start) and all(word in c.split() for word in words))
    done, _ = run(line, "--format", "json")
    return json.loads(done.stdout)["results"]


class Walkthrough(unittest.TestCase):
    def test_every_command_works(self):
        self.assertGreaterEqual(len(COMMANDS), 10)
        for line in COMMANDS:
            done, page = run(line)
            self.assertEqual(done.returncode, 0, f"{line}\n{done.stderr}")
            self.assertEqual(page, line.startswith("voi report"), line)

    def test_the_figures_are_those_of_the_commands(self):
        best = next(r for r in rows("voi summary") if r["optimal"])
        self.assertIn(f"in {100 * best['prob_optimal']:.0f} of 100 draws", TEXT)
        evpi = rows("voi evpi")[0]
        self.assertIn(f"gain £{evpi['evpi']:.0f} a person", TEXT)
        self.assertIn(f"is £{evpi['pop_evpi'] / 1e6:.0f} million", TEXT)
        tele = next(r for r in rows("voi evppi") if r["pars"] == "log_rr_tele")
        self.assertIn(f"(`log_rr_tele`, £{tele['evppi']:.0f})", TEXT)
        trial = next(r for r in rows("voi evsi") if r["n"] == 250)
        self.assertIn(f"£{trial['evsi']:.0f} a person, two fifths", TEXT)
        self.assertAlmostEqual(trial["evsi"] / tele["evppi"], 0.4, delta=0.03)
        study = next(r for r in rows("voi enbs") if r["optimal"])
        self.assertIn(f"best size is {study['n']:.0f} in each arm", " ".join(TEXT.split()))
        self.assertIn(f"some £{study['enbs'] / 1e6:.0f} million", TEXT)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
