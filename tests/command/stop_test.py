#!/usr/bin/env python3
"""Stops the command from outside, at any moment: an output file is the old one or the new one,
never half of it, nothing is left beside it, and Ctrl-C is obeyed at once.

    stop_test.py VOI EXAMPLE_DIR
"""
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
ROUNDS, MOST_SECONDS = 30, 1.0
PATIENCE = 0.2  # seconds from a signal to the end
OUTCOMES = ["--costs", "costs.csv", "--effects", "effects.csv"]
CURVE = ["ceac", *OUTCOMES, "--wtp", "0:50000:20", "--quiet", "--output", "out.csv"]
OLD = b"what was there before\n"


class Stop(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("costs.csv", "effects.csv", "params.csv"):
            shutil.copy(EXAMPLE / name, self.folder)
        self.inputs = sorted(os.listdir(self.folder))
        self.out = self.folder / "out.csv"

    def start(self, *words, **options):
        return subprocess.Popen([VOI, *words], cwd=self.folder, **options)

    def left_behind(self):
        return sorted(set(os.listdir(self.folder)) - set(self.inputs) - {"out.csv"})

    def end(self, process, number):
        """Sends the signal; how long the process then took to end."""
        start = time.perf_counter()
        process.send_signal(number)
        process.wait()
        return time.perf_counter() - start

    def whole_answer(self):
        start = time.perf_counter()
        self.assertEqual(self.start(*CURVE).wait(), 0)
        return self.out.read_bytes(), time.perf_counter() - start

    def stop_while_writing(self, number):
        """Homes in on the moment at which the old file becomes the new one."""
        new, delay = self.whole_answer()
        chance, start = random.Random(number), time.perf_counter()
        for done in range(ROUNDS):
            if done > 5 and time.perf_counter() - start > MOST_SECONDS:
                break
            self.out.write_bytes(OLD)
            process = self.start(*CURVE)
            time.sleep(delay * chance.uniform(0.9, 1.1))
            self.end(process, number)
            found = self.out.read_bytes()
            self.assertIn(found, (OLD, new))
            self.assertIn(process.returncode, (0, -number))
            if process.returncode == 0:
                self.assertEqual(found, new)
            delay *= 1.1 if found == OLD else 0.9
            if number != signal.SIGKILL:
                self.assertEqual(self.left_behind(), [])

    def test_ctrl_c_while_writing(self):
        self.stop_while_writing(signal.SIGINT)

    def test_termination_while_writing(self):
        self.stop_while_writing(signal.SIGTERM)

    def test_sudden_death_while_writing(self):
        """It may leave its half file, which must not disturb a later run."""
        self.stop_while_writing(signal.SIGKILL)
        (self.folder / "out.csv.123456").write_bytes(b"half")
        before = self.left_behind()
        new, _ = self.whole_answer()
        self.assertTrue(new.startswith(b"k,strategy,probability"))
        self.assertEqual(self.left_behind(), before)

    def test_ctrl_c_during_long_work(self):
        for name in ("costs.csv", "effects.csv", "params.csv"):
            head, rows = (EXAMPLE / name).read_bytes().split(b"\n", 1)
            (self.folder / name).write_bytes(head + b"\n" + 40 * rows)
        singles = ["evppi", *OUTCOMES, "--params", "params.csv", "--wtp", "0:50000:100",
                   "--output", "out.csv"]
        names = (EXAMPLE / "params.csv").read_text().split("\n", 1)[0].split(",")
        for more in ([], ["--pairs"], ["--pars", ",".join(names[:10])]):
            for delay in (0.01, 0.05, 0.1, 0.2, 0.3, *([1] if more else [])):
                self.stop_at_work([*singles, *more], delay)

    def stop_at_work(self, work, delay):
        process = self.start(*work, stderr=subprocess.PIPE)
        time.sleep(delay)
        self.assertIsNone(process.poll())
        self.assertLess(self.end(process, signal.SIGINT), PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(sorted(os.listdir(self.folder)), self.inputs)

    def test_ctrl_c_while_waiting_for_input(self):
        process = self.start("evpi", "--nb", "-", stdin=subprocess.PIPE)
        process.stdin.write(b"a,b\n1,2\n")
        process.stdin.flush()
        time.sleep(0.1)
        self.assertLess(self.end(process, signal.SIGINT), PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGINT)
        process.stdin.close()

    def test_ctrl_c_while_nobody_reads(self):
        process = self.start(*CURVE[:-2], stdout=subprocess.PIPE)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        self.assertLess(self.end(process, signal.SIGINT), PATIENCE)
        self.assertEqual(process.returncode, -signal.SIGINT)
        process.stdout.close()

    def test_what_the_parent_ignores_stays_ignored(self):
        def ignore():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        process = self.start("evpi", "--nb", "-", stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, preexec_fn=ignore)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGHUP)
        answer, _ = process.communicate(b"a,b\n1,2\n3,4\n")
        self.assertEqual((process.returncode, answer), (0, b"k,evpi,se\n,0,0\n"))

    def test_a_file_that_may_not_grow(self):
        """A write fails in the middle of the file."""
        self.out.write_bytes(OLD)
        process = self.start(*CURVE, stderr=subprocess.PIPE, preexec_fn=lambda: (
            resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))))
        _, line = process.communicate()
        self.assertEqual((process.returncode, line),
                         (1, b"voi: out.csv: cannot be written: File too large\n"))
        self.assertEqual(self.out.read_bytes(), OLD)
        self.assertEqual(self.left_behind(), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
