#!/usr/bin/env python3
"""A strategy that is another one, only dearer, changes no EVPPI of a group, whatever rounding
leaves of the constant difference of the two.

    copies_test.py VOI EXAMPLE_DIR
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
WTP = "5000,10000,20000"


def evppi(costs, effects):
    """Estimates and standard errors of two groups at every k."""
    done = subprocess.run(
        [VOI, "evppi", "--costs", costs, "--effects", effects, "--params", EXAMPLE / "params.csv",
         "--pars", "log_rr_death,c_tele", "--pars", "p_readmit,c_nurse", "-k", WTP, "--quiet"],
        capture_output=True, text=True, check=True)
    return [(float(row["evppi"]), float(row["se"])) for row in csv.DictReader(
        done.stdout.splitlines())]


def with_copy(name, column, dearer, folder):
    with open(EXAMPLE / name, newline="", encoding="utf-8") as source:
        head, *rows = csv.reader(source)
    with open(folder / name, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow([*head, "copy"])
        writer.writerows([*row, repr(float(row[column]) + dearer)] for row in rows)
    return folder / name


class Copies(unittest.TestCase):
    def test_they_do_not_matter(self):
        expected = evppi(EXAMPLE / "costs.csv", EXAMPLE / "effects.csv")
        for column, dearer in ((3, 250), (3, 333), (2, 100), (2, 137), (2, 333), (1, 50)):
            with self.subTest(column=column, dearer=dearer), tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                found = evppi(with_copy("costs.csv", column, dearer, folder),
                              with_copy("effects.csv", column, 0, folder))
                for (value, se), (plain, _) in zip(found, expected, strict=True):
                    self.assertAlmostEqual(value, plain, delta=0.3 * se + 1e-6)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
