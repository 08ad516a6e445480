#!/usr/bin/env python3
"""The command at a terminal: tables for people, a progress bar that comes late and leaves no trace.

    terminal_test.py VOI EXAMPLE_DIR
"""
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

VOI, EXAMPLE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
CLEAR = b"\r\033[K"


class Terminal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            for end in pty.openpty():
                os.close(end)
        except OSError:
            raise unittest.SkipTest("no pseudo-terminal can be had here") from None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "nb.csv").write_text("a,b\n10,1\n2,8\n")

    def run_at_terminal(self, words, before_end=None, **streams):
        """What the terminal saw; the streams not named are the terminal."""
        seen, (master, slave) = b"", pty.openpty()
        process = subprocess.Popen([VOI, *words], cwd=self.folder,
                                   **{"stdin": slave, "stdout": slave, "stderr": slave, **streams})
        os.close(slave)
        if before_end:
            before_end(process)
        while True:
            try:
                seen += os.read(master, 4096)
            except OSError:  # the other end is closed
                break
        os.close(master)
        return process.wait(), seen

    def test_a_table_is_the_default(self):
        status, seen = self.run_at_terminal(["evpi", "--nb", "nb.csv", "--quiet"])
        self.assertEqual((status, seen), (0, "k  evpi  se\r\n–     3   3\r\n".encode()))

    def test_csv_goes_to_files_and_pipes(self):
        status, seen = self.run_at_terminal(["evpi", "--nb", "nb.csv", "-q", "-o", "out"])
        self.assertEqual((status, seen), (0, b""))
        self.assertEqual((self.folder / "out").read_text(), "k,evpi,se\n,3,3\n")

    def slow_work(self, *more, stop=None):
        """Reads rows from a pipe that brings them for longer than the bar waits."""
        pipe = self.folder / "slow\033[31m.csv"
        os.mkfifo(pipe)

        def feed(process):
            rows = (EXAMPLE / "costs.csv").read_bytes()
            with open(pipe, "wb") as file:
                start = time.perf_counter()
                while time.perf_counter() - start < 0.8:
                    file.write(rows[rows.index(b"\n") + 1:])
                    time.sleep(0.01)
                if stop:
                    process.send_signal(stop)
                    process.wait()
        return self.run_at_terminal(["evpi", "--nb", str(pipe.name), *more], feed,
                                    stdout=subprocess.DEVNULL)

    def test_the_bar_comes_late_and_leaves_no_trace(self):
        status, seen = self.slow_work()
        self.assertEqual(status, 0)
        self.assertIn(b"reading slow [31m.csv", seen)
        last = seen.rindex(CLEAR)
        self.assertNotIn(b"reading", seen[last:])

    def test_a_stopped_bar_leaves_no_trace(self):
        status, seen = self.slow_work(stop=signal.SIGINT)
        self.assertEqual(status, -signal.SIGINT)
        self.assertIn(b"reading slow", seen)
        self.assertTrue(seen.endswith(CLEAR))

    def test_the_bar_can_be_refused(self):
        status, seen = self.slow_work("--no-progress")
        self.assertEqual(status, 0)
        self.assertNotIn(b"reading", seen)

    def test_short_work_has_no_bar(self):
        status, seen = self.run_at_terminal(["evpi", "--nb", "nb.csv", "--format", "csv", "-q"],
                                            stdout=subprocess.DEVNULL)
        self.assertEqual((status, seen), (0, b""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
