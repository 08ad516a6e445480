#!/usr/bin/env python3
"""voi bench: its columns and rows, what its figures must agree in, and words that are refused.

    bench_test.py VOI EXAMPLE_DIR Bench|Seed

Seed, on all the shapes, takes long without optimisation.
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
COLUMNS = ["case", "backend", "threads", "first_s", "median_s", "min_s", "spread", "speedup",
           "max_rel_diff", "gb_per_s", "peak_mb"]
SHAPES = ["5000x8", "50000x15", "1000000x4", "500000x25", "10000000x2"]


def voi(*words):
    return subprocess.run([VOI, "bench", *words], capture_output=True, text=True, cwd=EXAMPLE)


def backends():
    info = subprocess.run([VOI, "info"], capture_output=True, text=True, check=True).stdout
    return next(row[1].split() for row in csv.reader(info.splitlines()) if row[0] == "backends")


class Bench(unittest.TestCase):
    def rows(self, *words):
        done = voi(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = list(csv.DictReader(done.stdout.splitlines()))
        self.assertEqual(list(rows[0]), COLUMNS)
        return rows, done.stderr

    def check_figures(self, rows):
        base = {}
        for row in rows:
            figures = {name: float(row[name]) for name in COLUMNS[2:]}
            base.setdefault(row["case"], figures["median_s"])
            self.assertLessEqual(figures["max_rel_diff"], 1e-11 if row["backend"] == "cuda" else 0)
            self.assertGreater(figures["first_s"], 0)
            self.assertLessEqual(figures["min_s"], figures["median_s"])
            self.assertGreaterEqual(figures["spread"], 0)
            self.assertGreater(figures["peak_mb"], 0.5)
            self.assertGreater(figures["gb_per_s"], 0)
            self.assertAlmostEqual(figures["speedup"] * figures["median_s"] / base[row["case"]], 1)

    def test_every_combination_has_a_row(self):
        rows, errors = self.rows("--case", "costs.csv", "--repeat", "3", "--threads", "1,2,1")
        combinations = [(row["case"], row["backend"], row["threads"]) for row in rows]
        self.assertEqual(combinations[:5], [("read", "", "1"), ("read", "", "2"),
                                            ("copy", "", "1"), ("copy", "", "2"),
                                            ("costs.csv", "scalar", "1")])
        self.assertEqual(sorted(combinations[4:]), sorted(
            ("costs.csv", backend, threads) for backend in backends() for threads in "12"))
        self.check_figures(rows)
        self.assertEqual(errors, "")

    def test_the_baseline_is_always_there(self):
        rows, _ = self.rows("--case", "costs.csv", "--repeat", "1", "--threads", "3",
                            "--backend", backends()[0])
        combinations = [(row["backend"], row["threads"]) for row in rows if row["backend"]]
        self.assertEqual(combinations[0], ("scalar", "1"))
        self.assertEqual(combinations[1], (backends()[0], "3"))

    def test_cases(self):
        for case in ("evpi", "evpi-curve", "ceac", "evppi", "groups", "evsi", "importance"):
            with self.subTest(case):
                rows, _ = self.rows("--case", case, "--repeat", "1", "--threads", "2",
                                    "--backend", "auto")
                self.assertTrue(rows[-1]["case"].startswith(case + " "))
                self.assertEqual(rows[-1]["backend"], backends()[0])
                self.check_figures(rows)

    def test_what_is_refused(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        (folder / "text.csv").write_text("a,b\n1,x\n")
        for words, status, message in (
                (["--case", "sed"], 2, '--case: "sed" is neither a file nor one of: seed evpi '
                 'evpi-curve ceac evppi groups evsi importance; did you mean seed?'),
                (["--case", "/no/file.csv"], 2, '--case: "/no/file.csv" is neither a file nor one '
                 'of: seed evpi evpi-curve ceac evppi groups evsi importance'),
                (["--case", folder / "text.csv"], 1, f'{folder}/text.csv:2:2: "x" is not a number '
                 '(column b)'),
                (["--backend", "axv2"], 2, '--backend: "axv2" is not one of: all auto scalar neon '
                 'avx2 avx512 cuda; did you mean avx2?'),
                (["--threads", "0"], 2, "--threads: 0 is not a whole number from 1 to 1024"),
                (["--threads", "1,1000000"], 2,
                 "--threads: 1e+06 is not a whole number from 1 to 1024"),
                (["--threads", "1,"], 2, '--threads: "" is not a number of 0 or more'),
                (["--threads", ",".join(str(n) for n in range(1, 40))], 2,
                 "--threads: more than 32 numbers"),
                (["--repeat", "0"], 2, "--repeat: 0 is not a whole number from 1 to 10000"),
                (["--repeat", "1.5"], 2, "--repeat: 1.5 is not a whole number from 1 to 10000"),
                (["--nb", "x.csv"], 2, "voi bench does not take --nb; it belongs to: check summary "
                 "ceac evpi evppi evsi enbs design shapley report plot partial")):
            with self.subTest(words):
                done = voi(*words)
                self.assertEqual((done.returncode, done.stdout, done.stderr),
                                 (status, "", f"voi: {message}\n"))


class Seed(unittest.TestCase):
    def test_the_shapes_of_seed(self):
        done = voi("--repeat", "1", "--threads", "1", "--backend", "scalar", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        cases = [row["case"] for row in answer["results"][2:]]
        self.assertEqual(cases, [shape + order for shape in SHAPES
                                 for order in ("", " by column")])
        self.assertIsNone(answer["results"][0]["backend"])
        self.assertEqual(answer["settings"],
                         {"repeat": "1", "threads": "1", "backend": "scalar"})
        self.assertEqual(len(answer["warnings"]), 4)
        for advice in answer["warnings"]:
            self.assertRegex(advice, r"^\d+x\d+( by column)?: ((partly )?memory-bound|bound by "
                             r"computing): \d+ % of read bandwidth with scalar on 1 thread$")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], sys.argv[3]])
